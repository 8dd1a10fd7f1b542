"""Conversation as events: quotes at once, the stand-alone form after them, and turns that can be taken up again."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from test_writing import QueuedModel, article, found

from rag import Archive
from rag.answer.answering import answer_events
from rag.answer.conversation import Conversation, Turn, standalone
from rag.answer.events import AnswerDone, AnswerEvent, EvidenceFound
from rag.errors import LlmUnavailableError

BEFORE = [("What did Ingrid Halvane say about the ferry?", "She said that it was tired.")]
FOLLOW_UP = "And when did she say it?"


class Asked:
    """Answers from one article, and keeps what was looked for."""

    def __init__(self) -> None:
        self.questions: list[str] = []

    def __call__(self, question: str, stop: threading.Event | None) -> Iterator[AnswerEvent]:
        self.questions.append(question)
        return answer_events(found(question, article()), None, stop)


def questions(events: list[AnswerEvent]) -> list[str]:
    return [event.question for event in events if isinstance(event, EvidenceFound)]


def test_the_quotes_for_the_simple_form_come_before_the_models() -> None:
    asked = Asked()
    model = QueuedModel("When did Ingrid Halvane say that the ferry was tired?")
    events = Conversation(asked, model, BEFORE).stream(FOLLOW_UP)
    first = next(events)
    assert isinstance(first, EvidenceFound) and "Halvane" in first.question and first.evidence
    assert model.asked == []
    rest = list(events)
    assert questions(rest) == ["When did Ingrid Halvane say that the ferry was tired?"]
    assert isinstance(rest[-1], AnswerDone)


def test_without_a_model_or_with_one_that_fails_the_simple_form_is_answered_once() -> None:
    for model in (None, QueuedModel(LlmUnavailableError("gone"))):
        asked = Asked()
        events = list(Conversation(asked, model, BEFORE).stream(FOLLOW_UP))
        assert len(asked.questions) == len(questions(events)) == 1
        assert isinstance(events[-1], AnswerDone)


def test_a_question_that_stands_alone_asks_no_model() -> None:
    model = QueuedModel()
    conversation = Conversation(Asked(), model, BEFORE)
    assert conversation.ask("How much did the second ferry cost?").question == "How much did the second ferry cost?"
    assert model.asked == []
    assert [turn.question for turn in conversation.turns] == [BEFORE[0][0], "How much did the second ferry cost?"]


def test_what_was_stopped_is_not_looked_for_again() -> None:
    asked = Asked()
    stop = threading.Event()
    events = Conversation(asked, QueuedModel("When did Halvane say so?"), BEFORE).stream(FOLLOW_UP, stop=stop)
    next(events)
    stop.set()
    list(events)
    assert len(asked.questions) == 1


def test_an_archives_conversation_is_taken_up_again(archive: Archive) -> None:
    archive.add_text("The mayor, Ingrid Halvane, opened the new ferry on Monday.", name="ferry.txt")
    answer = archive.conversation(turns=BEFORE).ask("And what did she open on Monday?")
    assert "Ingrid Halvane" in answer.question


WHO = "Who suspended him?"
VEY = "Ivo Marsk, the director of the Tarn Water Authority, admitted on Friday that it was wrong. [1]"


@pytest.mark.parametrize(
    ("before", "answer", "question", "understood"),
    [
        ("What did Ivo Marsk say about the Corrow Dam?", "", WHO, f"{WHO} (Ivo Marsk)"),
        ("Who is the director of the Tarn Water Authority?", VEY, WHO, f"{WHO} (Ivo Marsk)"),
        ("Who runs the authority?", VEY, "And what did he say?", "What did he say? (Ivo Marsk)"),
        (
            "Who is the mayor of Harrow Bay?",
            "Ingrid Halvane opened it.",
            "Where was she?",
            "Where was she? (Ingrid Halvane)",
        ),
        (
            "Who won the election?",
            "The Green Shore party of Maja Torvell won it.",
            "What did she promise?",
            "What did she promise? (Maja Torvell)",
        ),
        ("What did Ivo Marsk say about Lowmere?", "", "When did he say it?", "When did he say it? (Ivo Marsk Lowmere)"),
        (
            "Wer leitet die Behörde?",
            "Ivo Marsk leitet sie.",
            "Wer hat ihn entlassen?",
            "Wer hat ihn entlassen? (Ivo Marsk)",
        ),
        ("Хто керує портом?", "Порт очолює Іван Коваль.", "Хто його звільнив?", "Хто його звільнив? (Іван Коваль)"),
        # Where nobody is named, what the question before is about.
        ("What happened at the Corrow Dam?", "The gates were opened.", WHO, f"{WHO} (Corrow Dam)"),
        ("How much did the Sea Wolf cost?", VEY, "When was it built?", "When was it built? (Sea Wolf)"),
        # What only asks is asked of all that the question before tells, and not of its names alone.
        ("Who suspended Ivo Marsk?", "", "And when?", "When? (suspended Ivo Marsk)"),
        ("Who suspended Ivo Marsk?", "", "And when did that happen?", "When did that happen? (suspended Ivo Marsk)"),
        ("Wer hat Ivo Marsk entlassen?", "", "Und wann?", "Wann? (Ivo Marsk entlassen)"),
        ("Хто звільнив Івана Коваля?", "", "А коли?", "Коли? (звільнив Івана Коваля)"),
    ],
)
def test_a_pronoun_stands_for_the_person_of_the_turn_before(
    before: str, answer: str, question: str, understood: str
) -> None:
    assert standalone(question, [Turn(before, answer)], None) == understood
