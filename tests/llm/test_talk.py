"""A question's road on the page with a model behind HTTP: what is shown while it writes, stops, and fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_server import DONE, Act, FaultServer, piece, silence, status, stream, word, writer_and_judge
from processes import within
from toy import ToyEmbedder

from rag import Answer, Archive, Filters, load_settings
from ui.page.answers.html import Live, Turn
from ui.page.ask.answer_stream import ask
from ui.page.runtime.archive_cache import ArchiveCache

ARTICLE = """---
title: Council buys a second ferry
date: 2025-11-08
outlet: Courier
---

The council of Harrow Bay voted on Monday to buy a second ferry for 46 million crowns. The vessel will be delivered in
the spring of 2027.
"""
QUESTION = "What did the council buy?"
END = piece(None, "stop")
TRUE = "The council voted to buy a second ferry for 46 million crowns [1]. "
FALSE = "It will sink <b>in</b> 2031 [1]. "
FOUND = "The council of Harrow Bay voted on Monday to buy a second ferry for 46 million crowns."
YES = word("Yes", {"Yes": -0.01, "No": -5.0})
NO = word("No", {"Yes": -5.0, "No": -0.01})


def judge(handler: Any, body: dict[str, Any]) -> None:
    """Yes, but to what is false, and to what does not say what was bought where that is asked."""
    case = body["messages"][-1]["content"]
    beside = QUESTION in case and "46 million" not in case.rpartition("Answer:")[2]
    (NO if "2031" in case or beside else YES)(handler, body)


def writes(*events: Any) -> Act:
    """A server that judges, and writes this."""
    return writer_and_judge(stream(*events), judge)


@pytest.fixture
def shelf(tmp_path: Path, faults: FaultServer) -> Iterator[ArchiveCache]:
    settings = load_settings(llm=faults.url, llm_model="m", write="always")
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder(), settings=settings) as archive:
        archive.add_text(ARTICLE, name="ferry.md")
        yield ArchiveCache(archive)


def asked(
    shelf: ArchiveCache, stop: threading.Event | None = None, question: str = QUESTION, before: tuple[Turn, ...] = ()
) -> Iterator[Live | tuple[Turn, Answer | None]]:
    return ask(shelf, question, Filters(), before, stop or threading.Event())


def last(states: Iterator[Live | tuple[Turn, Answer | None]]) -> Turn:
    *_, end = states
    assert isinstance(end, tuple)
    return end[0]


def test_quotes_come_first_and_the_answer_grows(shelf: ArchiveCache, faults: FaultServer) -> None:
    words = [piece(each + " ") for each in (TRUE + FALSE).split()]
    faults.acts = [writes(*[item for each in words for item in (each, 0.05)], END, DONE)]
    states = list(asked(shelf))
    live = [state for state in states if isinstance(state, Live)]
    assert live[0].understood is None
    assert live[1].evidence and not live[1].unchecked
    assert any(state.read and state.read.text == FOUND and not state.unchecked for state in live)
    assert any(state.unchecked.startswith("The council voted") and not state.sentences for state in live)
    assert any(len(state.sentences) == 1 and "It will" in state.unchecked for state in live)
    assert not any("[1" in state.unchecked for state in live if state.unchecked.endswith(("] ", "crowns.")))
    turn = last(iter(states))
    assert turn.shown is not None and turn.record is not None
    assert [sentence.verified for sentence in turn.shown.sentences] == [True, False]
    assert turn.shown.sentences[1].reason
    assert turn.shown.coverage.articles == 1 and turn.shown.coverage.outlets == ("Courier",)


def test_it_is_not_drawn_for_every_word(shelf: ArchiveCache, faults: FaultServer) -> None:
    faults.acts = [writes(*[piece(f"word{n} ") for n in range(400)], piece(TRUE), END, DONE)]
    assert len(list(asked(shelf))) < 60


def test_stop_keeps_what_was_checked_and_ends_the_model(shelf: ArchiveCache, faults: FaultServer) -> None:
    faults.acts = [
        writes(piece(TRUE), piece("And then it "), *[item for _ in range(600) for item in (0.1, piece("is "))])
    ]
    stop = threading.Event()
    states = asked(shelf, stop)
    for state in states:
        if isinstance(state, Live) and state.sentences:
            break
    started = time.monotonic()
    stop.set()
    turn = last(states)
    assert time.monotonic() - started < 20, "the model would go on for a minute"
    assert turn.shown is not None and turn.shown.stopped and turn.shown.answered
    assert [sentence.text for sentence in turn.shown.sentences] == [TRUE.replace(" [1]", "").strip()]
    assert faults.left.wait(30)


def test_stop_before_anything_was_written_leaves_what_was_read(shelf: ArchiveCache, faults: FaultServer) -> None:
    faults.acts = [writes(piece("The "), 5.0, END, DONE)]
    stop = threading.Event()
    states = asked(shelf, stop)
    for state in states:
        if isinstance(state, Live) and state.unchecked:
            break
    stop.set()
    turn = last(states)
    assert turn.shown is not None and turn.shown.stopped and turn.shown.answered
    assert [sentence.text for sentence in turn.shown.sentences] == [FOUND]


def test_stop_before_anything_was_read_is_no_refusal(shelf: ArchiveCache, faults: FaultServer) -> None:
    faults.acts = [silence]
    stop = threading.Event()
    states = asked(shelf, stop, "What did the council vote to buy on Monday?")  # which the evidence alone answers
    for state in states:
        if isinstance(state, Live) and state.evidence:
            break
    assert within(10, lambda: bool(faults.requests))
    started = time.monotonic()
    stop.set()
    turn = last(states)
    assert time.monotonic() - started < 20, "the judge would be silent for a minute"
    assert turn.shown is not None and turn.shown.stopped and not turn.shown.answered
    assert turn.shown.evidence and turn.shown.text == ""
    assert faults.left.wait(30)
    assert not any(request.get("stream") for request in faults.requests), "it was stopped, and went on to write"


@pytest.mark.parametrize("judges", [True, False])
@pytest.mark.parametrize("fault", [status(401, "no"), status(500, "Traceback (most recent call last)")])
def test_a_fault_leaves_the_quotes_and_one_sentence(
    shelf: ArchiveCache, faults: FaultServer, fault: Act, judges: bool
) -> None:
    faults.acts = [writer_and_judge(fault, judge) if judges else fault]
    turn = last(asked(shelf))
    assert turn.shown is not None and not turn.shown.written and turn.shown.evidence
    assert turn.shown.notice and "quotes" in turn.shown.notice and "Traceback" not in turn.shown.notice
    assert turn.shown.answered == judges, "what was read is gone"


def test_a_follow_up_is_understood_from_the_turns_that_the_browser_kept(
    shelf: ArchiveCache, faults: FaultServer
) -> None:
    faults.acts = [writes(piece(TRUE), END, DONE)]
    first = last(asked(shelf))
    understood = "When will the second ferry of Harrow Bay be delivered?"
    faults.acts = [stream(piece(understood), END, DONE), writes(piece("It will be delivered in 2027."), END, DONE)]
    states = list(asked(shelf, question="And when will it be delivered?", before=(first,)))
    forms = list(dict.fromkeys(state.understood for state in states if isinstance(state, Live)))
    assert len(forms) == 3 and forms[0] is None and forms[2] == understood
    turn = last(iter(states))
    assert turn.question == "And when will it be delivered?"
    assert turn.shown is not None and turn.shown.question == understood
