"""A server that fails while an answer is made: the quotes, one clear sentence, no long wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answer_faults import (
    FAULTS,
    IN_PIECES,
    PATIENCE,
    QUESTION,
    SLACK,
    TRUE,
    YES,
    assert_a_sentence,
    assert_quotes_and_a_sentence,
)
from fault_server import DONE, Act, FaultServer, piece, status, stream, writer_and_judge

from rag import Archive
from rag.answer.events import AnswerDone, EvidenceFound, SentenceRead
from rag.text.sentences import split_sentences


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "when"),
    [(fault, when) for fault in FAULTS for when in ("read", "written") if when == "written" or fault not in IN_PIECES],
)
def test_an_answer_under_a_fault(archive: Archive, faults: FaultServer, fault: str, when: str) -> None:
    act, says = FAULTS[fault]
    faults.acts = [act if when == "read" else writer_and_judge(act, YES)]
    began = time.monotonic()
    events = list(archive.stream(QUESTION))
    assert time.monotonic() - began < PATIENCE + SLACK
    assert isinstance(events[0], EvidenceFound)
    assert events[0].evidence
    done = events[-1]
    assert isinstance(done, AnswerDone)
    assert_quotes_and_a_sentence(done.answer, says)
    if "400 that" not in fault:  # what a server says itself may be any number of sentences
        assert len(split_sentences(done.answer.notice or "")) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    # A summary waits as an answer does, above.
    [
        "401",
        "429 for an hour",
        "context overflow",
        pytest.param("silence", marks=pytest.mark.soak),
        "the end in the middle",
    ],
)
def test_a_summary_under_a_fault(archive: Archive, faults: FaultServer, fault: str) -> None:
    act, says = FAULTS[fault]
    faults.acts = [act]
    article = next(item for item in archive.articles() if item.source == "ferry")
    began = time.monotonic()
    answer = archive.summarize(article.id, sentences=2)
    assert time.monotonic() - began < PATIENCE + SLACK
    assert_quotes_and_a_sentence(answer, says, "summary")
    assert_quotes_and_a_sentence(archive.summarize(query="last ferry from Harrow Bay"), says, "summary")


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["401", "silence", "a web page"])
def test_a_judge_that_fails_leaves_the_quotes(archive: Archive, faults: FaultServer, fault: str) -> None:
    act, says = FAULTS[fault]

    def judges(handler: Any, body: dict[str, Any]) -> None:
        (act if _is_asked_of(TRUE, body) else YES)(handler, body)

    faults.acts = [writer_and_judge(stream(piece(TRUE), piece(None, "stop"), DONE), judges)]
    began = time.monotonic()
    answer = archive.ask(QUESTION)
    assert time.monotonic() - began < PATIENCE + SLACK
    # The sentences that were found are asked about at once, then it is written, then what was written is judged.
    assert [bool(request.get("stream")) for request in faults.requests[-2:]] == [True, False]
    assert _is_asked_of(TRUE, faults.requests[-1])
    assert_quotes_and_a_sentence(answer, says)


def _is_asked_of(answer: str, body: dict[str, Any]) -> bool:
    return str(body["messages"][-1]["content"]).endswith(f"Answer: {answer}")


@pytest.mark.parametrize("fault", ["401", "500"])
def test_what_the_judge_found_to_answer_stays_so_where_the_writer_fails(
    archive: Archive, faults: FaultServer, fault: str
) -> None:
    question = "And when does it leave Harrow Bay?"  # the evidence alone does not answer it
    act, says = FAULTS[fault]
    faults.acts = [writer_and_judge(act, YES)]
    events = list(archive.stream(question))
    *_, read = [event for event in events if isinstance(event, SentenceRead)]
    done = events[-1]
    assert isinstance(done, AnswerDone)
    assert_quotes_and_a_sentence(done.answer, says)
    assert done.answer.sentences[0] == read.sentence


@pytest.mark.slow
def test_a_busy_server_that_says_when_is_asked_again(archive: Archive, faults: FaultServer) -> None:
    seen: set[str] = set()

    def once_busy(act: Act) -> Act:
        def busy_at_first(handler: Any, body: dict[str, Any]) -> None:
            asked = str(body["messages"][-1]["content"])
            (act if asked in seen else status(429, retry_after="1"))(handler, body)
            seen.add(asked)

        return busy_at_first

    faults.acts = [writer_and_judge(once_busy(stream(piece(TRUE), piece(None, "stop"), DONE)), once_busy(YES))]
    answer = archive.ask(QUESTION)
    assert (answer.mode, answer.answered, answer.notice) == ("written", True, None)
    assert answer.text.startswith(TRUE.rstrip("."))


def test_a_follow_up_under_a_fault(archive: Archive, faults: FaultServer) -> None:
    faults.acts = [status(500)]
    conversation = archive.conversation()
    assert_quotes_and_a_sentence(conversation.ask(QUESTION), "500")
    answer = conversation.ask("And when does it leave Harrow Bay?")
    assert answer.outcome != "none"  # without a judge it may but answer
    assert "21:40" in answer.evidence[0].quote
    assert_a_sentence(answer, "500")


@pytest.mark.slow
def test_nobody_there_and_no_model_there(open_archive: Callable[..., Archive], tmp_path: Path) -> None:
    archive = open_archive(llm="http://127.0.0.1:9/v1", llm_model="m")
    assert_quotes_and_a_sentence(archive.ask(QUESTION), "127.0.0.1:9 cannot be reached")
    archive = open_archive(archive=tmp_path / "other", llm="local")
    assert_quotes_and_a_sentence(archive.ask(QUESTION), "dateline models pull")
    assert_quotes_and_a_sentence(archive.summarize(query="last ferry"), "dateline models pull", "summary")
    assert archive.conversation().ask(QUESTION).answered


def test_a_file_that_is_no_model(open_archive: Callable[..., Archive], tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(1000))
    archive = open_archive(llm="local", llm_model=str(broken))
    assert_quotes_and_a_sentence(archive.ask(QUESTION), "local-model.log")
