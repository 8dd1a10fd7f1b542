"""Who leaves an answer early leaves no request and no thread behind."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from answer_faults import (
    QUESTION,
    SLACK,
    YES,
)
from fault_server import GOOD, Act, FaultServer, piece, silence, stream, writer_and_judge
from processes import within

from rag import Archive
from rag.answer.events import TextWritten


@pytest.mark.parametrize(
    ("how", "when"),
    [
        ("cancel", "while it reads"),
        ("cancel", "before the first word"),
        ("cancel", "between words"),
        ("break", "between words"),
    ],
)
def test_leaving_astream_ends_the_request(
    open_archive: Callable[..., Archive], faults: FaultServer, how: str, when: str
) -> None:
    archive = open_archive(llm=faults.url, llm_model="m", llm_timeout=60, write="always")
    writes = stream(*[piece("word "), 0.05] * 400)
    acts: dict[str, Act] = {
        "while it reads": silence,
        "before the first word": writer_and_judge(silence, YES),
        "between words": writer_and_judge(writes, YES),
    }
    faults.acts = [acts[when]]
    seen = asyncio.Event()

    def written() -> list[dict[str, Any]]:
        return [request for request in faults.requests if request.get("stream")]

    async def listen() -> None:
        async for event in archive.astream(QUESTION):
            if isinstance(event, TextWritten):
                seen.set()
                if how == "break":
                    break

    async def leave() -> None:
        task = asyncio.create_task(listen())
        if when != "between words":
            while not (faults.requests if when == "while it reads" else written()):
                await asyncio.sleep(0.01)
        else:
            await seen.wait()
        if how == "cancel":
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    began = time.monotonic()
    asyncio.run(leave())  # waits for the threads that it lent, too
    assert time.monotonic() - began < SLACK
    assert faults.left.wait(30), "the server still writes to nobody"
    requests = len(faults.requests)
    assert len(written()) == (0 if when == "while it reads" else 1)
    time.sleep(0.5)
    assert len(faults.requests) == requests, "it is still asked"


def test_answers_leave_no_threads_behind(archive: Archive, faults: FaultServer) -> None:
    async def leave_early() -> None:
        async for event in archive.astream(QUESTION):
            if isinstance(event, TextWritten):
                break

    faults.acts = [writer_and_judge(GOOD, YES)]
    archive.ask(QUESTION)
    assert within(30, lambda: not _others())
    before = len(_own())
    for _ in range(5):
        archive.ask(QUESTION)
        asyncio.run(archive.aask(QUESTION))
        asyncio.run(leave_early())
    assert within(30, lambda: not _others() and len(_own()) <= before), threading.enumerate()


def _own() -> list[threading.Thread]:
    """The threads that run, but for those of asyncio's pools, which hold as many as were once busy at a time."""
    return [thread for thread in threading.enumerate() if not thread.name.startswith("asyncio_")]


def _others() -> list[threading.Thread]:
    """The threads of requests that the fault server still serves."""
    return [thread for thread in threading.enumerate() if "process_request_thread" in thread.name]
