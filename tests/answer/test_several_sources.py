"""Several articles tell of what is asked: what is written from all of them, and checked, decides."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from test_writing import QueuedModel, article, found, writing

from rag.answer.answering import answer_events, last_answer
from rag.answer.events import SentenceRead
from rag.answer.evidence import Candidate
from rag.answer.judge import DEFAULT, Judge
from rag.answer.reader import Calibration, Reading
from rag.answer.reader.several_sources import several_tell
from rag.answer.writer import WriterContext
from rag.model import Answer, Article

QUESTION = "Who won the Skarne regatta in 2021?"
#: To which a model that sees nothing else says yes.
RIVAL = article("The Skarne regatta was won by Odd Brandt more often than by anybody up to 2021.", "rival")
WINNERS = [
    article("Ada Lind won the Skarne regatta in 2021 by a length.", "first"),
    article("The Skarne regatta of 2021 was won by Ada Lind.", "second"),
]
WRITTEN = "Ada Lind won the Skarne regatta in 2021."


class Reads:
    """A reader that is as sure as it is told of the first sentence, and of no other."""

    calibration = Calibration({}, {}, {}, 0.0, answered=0.5, possible=0.2)

    def __init__(self, sure: float) -> None:
        self.sure = sure

    def read(self, question: str, words: object, candidates: Sequence[Candidate], stop: object = None) -> Any:
        yield [Reading(one, 0.1 if place else self.sure, asked=True) for place, one in enumerate(candidates)]


def context(model: QueuedModel, sure: float = 0.7, **changes: object) -> WriterContext:
    return writing(model, reader=Reads(sure), judge=Judge(model, DEFAULT), when="auto", **changes)


def answered(model: QueuedModel, *articles: Article, sure: float = 0.7, role: float = 0.0, **changes: object) -> Answer:
    given = found(QUESTION, *articles)
    given = replace(given, candidates=[replace(one, role=role) for one in given.candidates])
    return last_answer(answer_events(given, context(model, sure, **changes)))


def test_two_articles_that_speak_of_it_are_several() -> None:
    candidates = found(QUESTION, RIVAL, *WINNERS).candidates
    assert several_tell(QUESTION, candidates, {})
    assert not several_tell(QUESTION, candidates[:1], {})
    assert not several_tell(QUESTION, candidates, {"rival": 1, "first": 1, "second": 1}), "copies of one story"
    assert not several_tell("Who builds the harbour wall at Ostmark?", candidates, {})


@pytest.mark.parametrize("sure", [0.7, 0.3, 0.93])
def test_what_is_written_from_all_and_holds_is_the_answer(sure: float) -> None:
    answer = answered(QueuedModel(WRITTEN, yes=0.97), RIVAL, *WINNERS, sure=sure)
    assert answer.outcome == "answered" and [one.text for one in answer.sentences] == [WRITTEN]
    assert answer.sentences[0].citations[0].article.id in ("first", "second")
    assert answer.evidence[0].article.id in ("first", "second"), "what it rests on comes first"
    assert answer.confidence is not None and answer.confidence >= 0.5


def test_where_it_does_not_hold_the_sentence_only_may_answer() -> None:
    answer = answered(QueuedModel(WRITTEN, yes=0.05), RIVAL, *WINNERS)
    assert answer.outcome == "possible" and not answer.sentences
    assert answer.evidence[0].article.id == "rival"
    assert answer.confidence is not None and answer.confidence < 0.5


@pytest.mark.parametrize(
    ("sure", "role", "outcome"), [(0.7, 1.0, "answered"), (0.7, 0.5, "possible"), (0.4, 1.0, "possible")]
)
def test_who_holds_a_role_by_a_sentences_own_words_stays_the_answer(sure: float, role: float, outcome: str) -> None:
    answer = answered(QueuedModel(WRITTEN, yes=0.05), RIVAL, *WINNERS, sure=sure, role=role)
    assert answer.outcome == outcome
    assert answer.evidence[0].article.id == "rival"


@pytest.mark.parametrize(("sure", "written"), [(0.93, True), (0.97, False)])
def test_a_sure_sentence_stays_where_nothing_holds_and_beyond_doubt_nothing_is_written(
    sure: float, written: bool
) -> None:
    model = QueuedModel("Mira Holt won it in 2019.", yes=0.05)
    answer = answered(model, RIVAL, *WINNERS, sure=sure)
    assert answer.outcome == "answered" and answer.sentences[0].citations[0].article.id == "rival"
    assert bool(model.asked) is written


def test_nothing_is_written_where_nothing_may_answer() -> None:
    model = QueuedModel(WRITTEN, yes=0.97)
    assert answered(model, RIVAL, *WINNERS, sure=0.1).outcome == "none"
    assert not model.asked


def test_one_article_has_nothing_to_compare_with() -> None:
    model = QueuedModel(WRITTEN, yes=0.97)
    answer = answered(model, RIVAL)
    assert answer.sentences[0].citations[0].article.id == "rival" and not model.asked


def test_no_sentence_is_shown_that_may_be_taken_back() -> None:
    events = list(answer_events(found(QUESTION, RIVAL, *WINNERS), context(QueuedModel(WRITTEN, yes=0.97))))
    assert not any(isinstance(event, SentenceRead) for event in events)
    sure = list(answer_events(found(QUESTION, RIVAL, *WINNERS), context(QueuedModel(WRITTEN, yes=0.97), 0.97)))
    assert any(isinstance(event, SentenceRead) for event in sure)


@pytest.mark.parametrize("changes", [{"when": "never"}, {"judge": None}])
def test_without_writing_or_a_judge_the_reader_decides(changes: dict[str, object]) -> None:
    model = QueuedModel(WRITTEN, yes=0.97)
    asked = replace(context(model), **changes)  # type: ignore[arg-type]
    answer = last_answer(answer_events(found(QUESTION, RIVAL, *WINNERS), asked))
    assert answer.sentences[0].citations[0].article.id == "rival" and not model.asked


def test_what_was_stopped_tells_nothing() -> None:
    stop = threading.Event()

    class Stopped(QueuedModel):
        def stream(self, messages: list[Any], **rest: Any) -> Any:
            stop.set()
            return iter(())

    answer = last_answer(answer_events(found(QUESTION, RIVAL, *WINNERS), context(Stopped(yes=0.97)), stop))
    assert answer.outcome == "answered" and answer.sentences[0].citations[0].article.id == "rival"


def test_figures_that_differ_are_both_shown() -> None:
    class ReadsAll(Reads):
        def read(self, question: str, words: object, candidates: Sequence[Candidate], stop: object = None) -> Any:
            yield [Reading(one, self.sure, asked=True) for one in candidates]

    articles = [
        article("The fire service evacuated 1,150 people in the flood.", "fire"),
        article("In the flood some 900 people were evacuated, the council said.", "council"),
    ]
    model = QueuedModel("In the flood 900 people were evacuated.", yes=0.97)
    asked = replace(context(model), reader=ReadsAll(0.7))
    answer = last_answer(answer_events(found("How many people were evacuated in the flood?", *articles), asked))
    assert [one.citations[0].article.id for one in answer.sentences] == ["fire", "council"]
    assert not model.asked
