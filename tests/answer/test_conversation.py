"""Conversation as events: quotes at once, the stand-alone form after them, and turns that can be taken up again."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from test_writing import QueuedModel, article, found

from rag import Archive
from rag.answer.answering import answer_events
from rag.answer.conversation import Conversation
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
