"""The local model's process killed, stopped or left while an answer is made."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from answer_faults import (
    QUESTION,
    SLACK,
    assert_quotes_and_a_sentence,
)
from processes import is_idle, runs, within

from rag import Archive
from rag.answer.events import AnswerDone, AnswerEvent, TextWritten
from rag.llm.chat_factory import local_server
from rag.llm.local.local_server import LocalServer
from rag.settings import Settings, load_settings


@pytest.fixture
def local_settings(small: Path, tmp_path: Path) -> Iterator[dict[str, Any]]:
    # What the small model says of a sentence may be anything: so the evidence decides, and it always writes.
    how = {"llm_timeout": 120.0, "reader": "evidence", "write": "always"}
    given = {"llm": "local", "llm_model": str(small), "cache": tmp_path / "cache", **how}
    yield given
    server_of(load_settings(**given)).stop()


def server_of(settings: Settings) -> LocalServer:
    return local_server(Path(str(settings.llm_model)), settings)


def until_words(events: Iterator[AnswerEvent]) -> None:
    for event in events:
        if isinstance(event, TextWritten):
            return
    raise AssertionError("the model wrote nothing")


@pytest.mark.slow
@pytest.mark.soak  # the end in the middle of an answer: test_faulty_answers.py; of the child's: test_server.py
def test_the_local_model_killed_in_the_middle_of_an_answer(
    open_archive: Callable[..., Archive], local_settings: dict[str, Any]
) -> None:
    archive = open_archive(**local_settings)
    server = server_of(load_settings(**local_settings))
    events = archive.stream(QUESTION)
    until_words(events)
    first = server.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)  # so that it cannot come to its end meanwhile
    os.kill(first, signal.SIGKILL)
    began = time.monotonic()
    *_, done = events
    assert time.monotonic() - began < SLACK
    assert isinstance(done, AnswerDone)
    assert_quotes_and_a_sentence(done.answer, "the local model broke off in the middle")
    assert archive.ask(QUESTION).notice is None
    assert server.pid not in (None, first)


@pytest.mark.slow
def test_the_local_model_killed_while_it_reads(
    open_archive: Callable[..., Archive], local_settings: dict[str, Any]
) -> None:
    server = server_of(load_settings(**local_settings))
    server.start()
    first = server.pid
    assert first is not None
    archive = open_archive(**{**local_settings, "reader": "judge"})
    os.kill(first, signal.SIGSTOP)  # so that it is still asked when it is killed
    killing = threading.Timer(3.0, os.kill, (first, signal.SIGKILL))
    killing.start()
    began = time.monotonic()
    answer = archive.ask(QUESTION)
    assert time.monotonic() - began > 2.0
    assert answer.notice is None  # nothing was written yet: it is asked again
    assert answer.evidence
    assert server.pid not in (None, first)


@pytest.mark.slow
@pytest.mark.soak  # silence in the middle: test_faulty_answers.py; that it is idle soon after: the last test
def test_the_local_model_that_hangs(open_archive: Callable[..., Archive], local_settings: dict[str, Any]) -> None:
    server_of(load_settings(**local_settings)).start()
    archive = open_archive(**{**local_settings, "llm_timeout": 10.0})  # a real model, on a busy machine
    events = archive.stream(QUESTION)
    until_words(events)
    child = server_of(load_settings(**local_settings)).pid
    assert child is not None
    os.kill(child, signal.SIGSTOP)
    began = time.monotonic()
    try:
        *_, done = events
        assert time.monotonic() - began < 10.0 + SLACK
        assert isinstance(done, AnswerDone)
        assert_quotes_and_a_sentence(done.answer, "silent")
    finally:
        os.kill(child, signal.SIGCONT)
    assert within(20, lambda: is_idle(child)), "the model still works for nobody"


#: A parent that asks, tells its child's pid at the first word, and goes on.
ASKING = """
import sys
sys.path[:0] = [sys.argv[3]]
from pathlib import Path
from toy import ToyEmbedder
from rag import Archive
from rag.answer.events import TextWritten
from rag.llm.chat_factory import local_server
from rag.model import Draft
from rag.settings import load_settings
settings = load_settings(
    llm="local", llm_model=sys.argv[1], cache=Path(sys.argv[2]), reader="evidence", write="always"
)
archive = Archive.open(Path(sys.argv[2]) / "archive", settings=settings, embedder=ToyEmbedder())
archive.add_drafts([("ferry", Draft("Ferry", "The last ferry from Harrow Bay leaves at 21:40 on weekdays."))])
while True:
    for event in archive.stream("When does the last ferry from Harrow Bay leave?"):
        if isinstance(event, TextWritten):
            print(local_server(Path(sys.argv[1]), settings).pid, flush=True)
"""


@pytest.mark.slow
@pytest.mark.soak  # what ends the child is tried by test_server.py, under a parent that only asks
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_child_outlives_a_parent_killed_while_an_answer_is_written(
    small: Path, tmp_path: Path, how: signal.Signals
) -> None:
    command = [sys.executable, "-c", ASKING, str(small), str(tmp_path), str(Path(__file__).parent.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert runs(child)
        parent.send_signal(how)
        parent.wait(30)
    assert within(30, lambda: not runs(child)), "the child outlives its parent"


@pytest.mark.slow
def test_the_local_model_is_free_again_soon(
    open_archive: Callable[..., Archive], local_settings: dict[str, Any]
) -> None:
    archive = open_archive(**local_settings)

    async def leave_early() -> None:
        async for event in archive.astream(QUESTION):
            if isinstance(event, TextWritten):
                break

    asyncio.run(leave_early())
    server = server_of(load_settings(**local_settings))
    assert within(30, lambda: is_idle(server.pid)), "the model still works for nobody"
