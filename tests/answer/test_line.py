"""The line before a local model: first come, first served, and nobody waits for one who has gone."""

from __future__ import annotations

import threading
import time

import pytest
from test_writing import QueuedModel, article, found, writing

from rag.answer.answering import answer_events
from rag.answer.events import AnswerDone, EvidenceFound, SentenceRead, TextWritten, Waiting
from rag.answer.model_queue import ModelQueue, line_for
from rag.answer.summaries.summarizing import summarise
from rag.answer.summaries.written_summary import rank_article
from rag.errors import LlmUnavailableError
from rag.reports import Progress

REPLY = "The council voted to buy a second ferry for 46 million crowns."


def test_first_come_first_served_and_each_is_told_how_many_come_before() -> None:
    line = ModelQueue()
    order: list[int] = []
    told: dict[int, list[int]] = {n: [] for n in range(3)}
    standing = [threading.Event() for _ in range(3)]
    go = threading.Event()

    def work(number: int) -> None:
        with line.place() as place:
            standing[number].set()
            for ahead in place.wait():
                told[number].append(ahead)
            if number == 0:
                go.wait(10)
            order.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread, here in zip(threads, standing, strict=True):
        thread.start()
        assert here.wait(10)
        time.sleep(0.05)
    go.set()
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2]
    assert told[0] == [] and told[1] == [1, 0] and told[2][0] == 2 and told[2][-1] == 0


def test_who_is_stopped_leaves_the_line() -> None:
    line = ModelQueue()
    stop = threading.Event()
    with line.place() as first:
        assert list(first.wait()) == []
        with line.place() as second:
            waiting = second.wait(stop)
            assert next(waiting) == 1
            stop.set()
            assert list(waiting) == []
        with line.place() as third:
            assert next(third.wait()) == 1


def test_who_has_gone_without_a_word_is_passed() -> None:
    line = ModelQueue(patience=0.2)
    line.place().__enter__()  # a reader who was dropped and never leaves
    with line.place() as second:
        assert list(second.wait()) == [1, 0]


def test_who_goes_on_is_not_passed() -> None:
    line = ModelQueue(patience=0.3)
    stop = threading.Event()
    with line.place() as first, line.place() as second:
        threading.Timer(1.0, stop.set).start()
        moving = threading.Thread(target=lambda: [(first.moves(), time.sleep(0.05)) for _ in range(25)])
        moving.start()
        assert list(second.wait(stop)) == [1]
        assert stop.is_set()
        moving.join()


def test_local_models_have_one_line_each_and_others_none() -> None:
    local, other, remote = QueuedModel(), QueuedModel(), QueuedModel()
    local.name, other.name, remote.name = "local:a", "local:b", "gpt@host"
    assert line_for(local) is line_for(local)
    assert line_for(local) is not line_for(other)
    assert line_for(remote) is not line_for(remote)


@pytest.mark.parametrize("name", ["local:one-at-a-time", "queued"])
def test_an_answer_waits_for_the_local_model_but_its_quotes_do_not(name: str) -> None:
    model = QueuedModel(REPLY, REPLY)
    model.name = name
    first = answer_events(found("What did the council buy?", article()), writing(model))
    for event in first:
        if isinstance(event, TextWritten):
            break
    stop = threading.Event()
    second = answer_events(found("What did the council buy?", article()), writing(model), stop)
    assert isinstance(next(second), EvidenceFound)
    event = next(second)
    if name == "queued":
        assert isinstance(event, SentenceRead)
        assert isinstance(next(second), TextWritten)
        return
    assert event == Waiting(1)
    assert isinstance(list(first)[-1], AnswerDone)
    assert isinstance(list(second)[-1], AnswerDone)


def test_a_model_that_fails_and_a_reader_who_leaves_make_room() -> None:
    model = QueuedModel(LlmUnavailableError("gone"), REPLY, REPLY)
    model.name = "local:fails"
    list(answer_events(found("What did the council buy?", article()), writing(model)))
    left = answer_events(found("What did the council buy?", article()), writing(model))
    assert isinstance(next(left), EvidenceFound)
    assert [type(next(left)) for _ in range(2)] == [SentenceRead, TextWritten]
    left.close()  # type: ignore[attr-defined]
    events = list(answer_events(found("What did the council buy?", article()), writing(model)))
    assert not any(isinstance(event, Waiting) for event in events)


def test_a_summary_waits_too_and_says_so() -> None:
    model = QueuedModel(REPLY)
    model.name = "local:summary"
    told: list[Progress] = []
    with line_for(model).place():
        threading.Timer(0.3, lambda: line_for(model)._places.popleft()).start()
        answer = summarise("ferry", rank_article(article()), 2, writing(model), progress=told.append)
    assert told[0] == Progress("waiting", 0, 1)
    assert answer.mode == "written"
