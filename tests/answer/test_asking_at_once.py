"""A model that serves in parallel is asked at once, and what comes of it is the same as one by one."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fault_server import FaultServer, silence, word
from test_writing import QueuedModel, article, found

from rag.answer.answering import answer_events, last_answer
from rag.answer.judge import DEFAULT, Judge
from rag.answer.reader import JudgeReader, Reading
from rag.answer.reader.asking_at_once import AskingAtOnce
from rag.answer.reader.readers import SURE
from rag.answer.writer import WriterContext
from rag.errors import LlmError, LlmUnavailableError
from rag.evaluate.reply_cache import Replies
from rag.llm.chat import Message
from rag.llm.chat_factory import choose_model, local_model
from rag.settings import load_settings

QUESTION = "Who is the mayor?"
ASKED = found(QUESTION, article())
#: In the order in which they are asked about.
FIRST, SECOND = (reading.candidate.text for reading in ASKED.read()[:2])
YES = {"yes": -0.02, "no": -4.0}
NO = {"yes": -4.0, "no": -0.02}


class Scripted(QueuedModel):
    """Says of the first two sentences what it was told to, the first one later than the second where it is slow."""

    def __init__(self, first: float | Exception | None, second: float | Exception | None, *, at_once: bool) -> None:
        super().__init__()
        self.said = {FIRST: first, SECOND: second}
        self.serves_in_parallel = at_once

    def probability_of_yes(self, messages: list[Message], *, stop: threading.Event | None = None) -> float | None:
        sentence = next((text for text in self.said if messages[-1]["content"].rstrip().endswith(text)), None)
        if sentence == FIRST and self.serves_in_parallel:
            time.sleep(0.1)
        said = self.said[sentence] if sentence else 0.1
        if isinstance(said, Exception):
            raise said
        return said


def read(model: Any, stop: threading.Event | None = None) -> Iterator[list[Reading]]:
    return JudgeReader(Judge(model, DEFAULT)).read(ASKED.question, ASKED.words, ASKED.candidates, stop)


def result(model: Any) -> list[Reading] | str:
    try:
        return list(read(model))[-1]
    except LlmError as error:
        return str(error)


SAID = (0.97, 0.6, 0.05, None, LlmUnavailableError("it is gone"))


@pytest.mark.parametrize(("first", "second"), list(itertools.product(SAID, SAID)))
def test_the_same_as_one_by_one(first: float | Exception | None, second: float | Exception | None) -> None:
    assert result(Scripted(first, second, at_once=True)) == result(Scripted(first, second, at_once=False))


def test_a_sure_one_is_not_told_of_before_its_turn() -> None:
    """Else the page would show the second sentence until the first one's reply is there."""
    first, last = read(Scripted(0.05, 0.97, at_once=True))
    assert [one.candidate.text for one in first if one.asked] == [FIRST]
    assert last[0].candidate.text == SECOND and last[0].probability >= SURE
    assert {one.candidate.text for one in last if one.asked} == {FIRST, SECOND}
    (only,) = read(Scripted(0.97, 0.97, at_once=True))
    assert [one.candidate.text for one in only if one.asked] == [FIRST]


def test_a_model_that_says_nothing_of_the_likeliest_leaves_it_to_the_evidence() -> None:
    """The model has no say where it has none of the likeliest sentence: as one by one."""
    answers = [
        last_answer(answer_events(ASKED, WriterContext(model, 700, 100, None, reader=reader, when="never")))
        for at_once in (True, False)
        for model in [Scripted(None, 0.97, at_once=at_once)]
        for reader in [JudgeReader(Judge(model, DEFAULT))]
    ]
    assert answers[0].outcome == answers[1].outcome
    assert answers[0].evidence == answers[1].evidence


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


def test_a_remote_endpoint_has_both_questions_at_the_same_time(faults: FaultServer) -> None:
    both = threading.Barrier(2, timeout=20)

    def act(handler: Any, body: dict[str, Any]) -> None:
        both.wait()
        second = body["messages"][-1]["content"].rstrip().endswith(SECOND)
        word("yes" if second else "no", YES if second else NO)(handler, body)

    faults.acts = [act]
    model = choose_model(load_settings(llm=faults.url, llm_model="m"))
    assert model is not None and model.serves_in_parallel
    *_, readings = read(model)
    assert [one.candidate.text for one in readings if one.asked] == [SECOND, FIRST]
    assert len(faults.requests) == 2


def test_a_failing_endpoint_is_told_of_over_the_evidence(faults: FaultServer) -> None:
    faults.acts = [lambda handler, _: handler.send_error(500)]
    model = choose_model(load_settings(llm=faults.url, llm_model="m"))
    assert model is not None
    judge = Judge(model, DEFAULT)
    answer = last_answer(answer_events(ASKED, WriterContext(model, 700, 100, judge, reader=JudgeReader(judge))))
    assert answer.notice is not None and answer.notice.startswith("The answer is made of quotes, because 127.0.0.1:")
    assert answer.evidence == ASKED.quotes_answer().evidence


def test_stop_ends_all(faults: FaultServer) -> None:
    stop = threading.Event()

    def stopped_meanwhile(handler: Any, body: dict[str, Any]) -> None:
        stop.set()
        silence(handler, body)

    faults.acts = [stopped_meanwhile]
    model = choose_model(load_settings(llm=faults.url, llm_model="m"))
    assert list(read(model, stop)) == []
    assert faults.left.wait(30), "the requests were ended at the server, which would be silent for a minute"


def test_what_is_no_longer_wanted_is_ended(faults: FaultServer) -> None:
    """Once the likeliest sentence is sure, nobody waits for the other's reply."""

    def act(handler: Any, body: dict[str, Any]) -> None:
        first = body["messages"][-1]["content"].rstrip().endswith(FIRST)
        (word("yes", YES) if first else silence)(handler, body)

    faults.acts = [act]
    (readings,) = read(choose_model(load_settings(llm=faults.url, llm_model="m")))
    assert [one.candidate.text for one in readings if one.asked] == [FIRST]
    assert faults.left.wait(5)


def test_the_local_model_is_asked_one_by_one(tmp_path: Any) -> None:
    assert not local_model(tmp_path / "m.gguf", load_settings()).serves_in_parallel


def test_kept_replies_are_of_a_model_that_serves_as_its_own_does(faults: FaultServer, tmp_path: Any) -> None:
    with Replies(tmp_path / "replies.sqlite") as replies:
        kept = replies.choose(load_settings(llm=faults.url, llm_model="m"))
        assert kept is not None and kept.serves_in_parallel


def test_an_error_is_raised_only_for_what_is_wanted() -> None:
    def ask(item: str, stop: object) -> str:
        if item == "bad":
            raise ValueError(item)
        return item.upper()

    with AskingAtOnce(ask, ["bad", "good"]) as replies:
        assert replies.reply("other") == "OTHER"
        assert replies.reply("good") == "GOOD"
        with pytest.raises(ValueError, match="bad"):
            replies.reply("bad")
