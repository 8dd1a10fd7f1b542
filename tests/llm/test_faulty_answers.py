"""Faults as a user meets them, through ``archive`` and ``dateline``: the quotes, one clear sentence, no long wait."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from cli_runs import call
from fault_server import DONE, GOOD, Act, FaultServer, piece, silence, status, stream, word, writer_and_judge
from processes import is_idle, runs, within
from toy import ToyEmbedder

from rag import Answer, Archive
from rag.answer.events import AnswerDone, AnswerEvent, EvidenceFound, SentenceRead, TextWritten
from rag.llm.chat_factory import local_server
from rag.llm.local.local_server import LocalServer
from rag.model import Draft
from rag.settings import Settings, load_settings
from rag.text.sentences import split_sentences

KEY = "no-prefix-tells-that-this-is-one"
QUESTION = "When does the last ferry from Harrow Bay leave?"
TRUE = "The last ferry from Harrow Bay leaves at 21:40."
FERRY = (
    "The last ferry from Harrow Bay leaves at 21:40 on weekdays. The mayor, Ilse Brandt, opposes the cuts, which begin "
    "in October. Teskline said that its fuel bill had risen by 31 percent within a year."
)
BRIDGE = "The bridge over the Tesk will close in March. Its repair costs 46 million crowns, the council said on Monday."

#: Seconds that the model may be silent in these tests, and what retrieval and a busy machine may add.
#: What is silent is so for a minute.
PATIENCE, SLACK = 2.0, 15.0

FAULTS: dict[str, tuple[Act, str]] = {
    "401": (status(401, {"error": {"message": f"bad key {KEY}"}}), "key"),
    "400 that repeats the key": (status(400, {"error": {"message": f"you sent {KEY}. Odd."}}), "400"),
    "404": (status(404, {"error": {"message": "no model m"}}), "DATELINE_LLM_MODEL"),
    "429 for an hour": (status(429, retry_after="3600"), "too busy for 3600 seconds"),
    "429 for longer than a silent server is waited for": (status(429, retry_after="25"), "too busy for 25 seconds"),
    "500": (status(500), "500"),
    "context overflow": (
        status(400, {"error": {"code": 400, "type": "exceed_context_size_error", "message": "too long"}}),
        "DATELINE_LLM_CONTEXT",
    ),
    "context overflow within the stream": (
        stream({"error": {"code": 400, "type": "exceed_context_size_error", "message": "too long"}}),
        "DATELINE_LLM_CONTEXT",
    ),
    "a web page": (status(200, "<html>Welcome to the router</html>", content_type="text/html"), "address"),
    "garbage within the stream": (stream(piece(TRUE), "data: {not json"), "address"),
    "nothing but the end": (stream(DONE), "address"),
    "silence": (silence, "silent"),
    "silence in the middle": (stream(piece(TRUE), 60.0), "silent"),
    "pings for ever": (stream(*[": ping", 0.4] * 150), "silent"),
    "the end in the middle": (stream(piece(TRUE)), "broke off in the middle"),
    "an error in the middle": (stream(piece(TRUE), {"error": {"message": "out of memory", "code": 500}}), "memory"),
}
#: Those that only a reply in pieces can have: the judge's is whole.
IN_PIECES = {
    "context overflow within the stream",
    "garbage within the stream",
    "nothing but the end",
    "silence in the middle",
    "the end in the middle",
    "an error in the middle",
}
YES = word("Yes", {"Yes": -0.01, "No": -5.0})


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    # Loads half of the openai package, for a second that is not the servers'.
    assert openai.AsyncOpenAI(api_key=KEY).chat.completions


@pytest.fixture
def open_archive(tmp_path: Path) -> Iterator[Callable[..., Archive]]:
    opened: list[Archive] = []

    def _open(**settings: object) -> Archive:
        given = {"archive": tmp_path / "archive", "cache": tmp_path / "cache", "llm_timeout": PATIENCE, **settings}
        archive = Archive.open(given["archive"], settings=load_settings(**given), embedder=ToyEmbedder())  # type: ignore[arg-type]
        opened.append(archive)
        archive.add_drafts([("ferry", Draft("Ferry to stop earlier", FERRY)), ("bridge", Draft("Bridge", BRIDGE))])
        return archive

    yield _open
    for archive in opened:
        archive.close()


@pytest.fixture
def archive(open_archive: Callable[..., Archive], faults: FaultServer) -> Archive:
    return open_archive(llm=faults.url, llm_model="m", llm_api_key=KEY, write="always")


def assert_quotes_and_a_sentence(answer: Answer, says: str, what: str = "answer") -> None:
    assert answer.answered
    assert "21:40" in answer.text
    assert_a_sentence(answer, says, what)


def assert_a_sentence(answer: Answer, says: str, what: str = "answer") -> None:
    assert answer.mode == "quotes"
    assert answer.evidence
    for sentence in answer.sentences:
        assert sentence.verified
        for quote in sentence.citations:
            assert quote.article.text[quote.start : quote.end] == quote.quote
    notice = answer.notice
    assert notice is not None
    assert says in notice
    assert KEY not in notice
    assert notice.startswith(f"The {what} is made of quotes, because ")
    assert notice.endswith(".") and not notice.endswith("..")
    assert "\n" not in notice and "Traceback" not in notice and "Error" not in notice


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
@pytest.mark.parametrize("fault", ["401", "429 for an hour", "context overflow", "silence", "the end in the middle"])
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


# -- the local model's own process -------------------------------------------------------------------------------


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


# -- leaving early -----------------------------------------------------------------------------------------------


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


# -- the command line --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the real embedding, as the command line makes it."""
    folder = tmp_path_factory.mktemp("news")
    (folder / "articles").mkdir()
    (folder / "articles" / "ferry.txt").write_text(f"Ferry to stop earlier\n\n{FERRY}\n")
    done = dateline("add", folder / "articles", "--archive", folder / "archive", DATELINE_LLM="none")
    assert done.returncode == 0, done.stderr
    return folder / "archive"


def dateline(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=300,
        cwd=Path(__file__).parent.parent.parent,
    )


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["401", "429 for an hour", "silence", "the end in the middle", "a web page"])
def test_dateline_ask_under_a_fault(
    news: Path, faults: FaultServer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, says = FAULTS[fault]
    faults.acts = [writer_and_judge(act, YES if fault in IN_PIECES else act)]
    patience = "2" if fault == "silence" else "60"
    for name, value in (("", faults.url), ("_MODEL", "m"), ("_TIMEOUT", patience), ("_API_KEY", KEY)):
        monkeypatch.setenv(f"DATELINE_LLM{name}", value)
    monkeypatch.setenv("DATELINE_WRITE", "always")
    by = dateline if fault == "401" else call
    done = by("ask", QUESTION, "--archive", news, "--json")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    answer = json.loads(done.stdout)
    assert (answer["mode"], answer["answered"]) == ("quotes", True)
    assert "21:40" in answer["sentences"][0]["citations"][0]["quote"]
    assert says in answer["notice"]
    assert KEY not in done.stdout + done.stderr


@pytest.mark.slow
def test_dateline_ask_in_words(news: Path, faults: FaultServer) -> None:
    faults.acts = [status(401)]
    settings = {"DATELINE_LLM": faults.url, "DATELINE_LLM_MODEL": "m"}
    done = dateline("ask", QUESTION, "--archive", news, **settings)
    assert (done.returncode, done.stderr) == (0, "")
    assert "21:40" in done.stdout
    assert done.stdout.rstrip().endswith("does not accept the key (401): check it.")
    done = dateline("ask", QUESTION, "--archive", news, DATELINE_LLM="local")
    assert (done.returncode, done.stderr) == (0, "")
    assert "dateline models pull" in done.stdout
