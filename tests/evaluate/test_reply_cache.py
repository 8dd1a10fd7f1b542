"""A model's replies are kept between runs: played again exactly, whole ones only, by all that they follow from."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_server import DONE, Act, FaultServer, piece, silence, status, stream, word, writer_and_judge

from rag.errors import LlmError
from rag.evaluate.reply_cache import Replies
from rag.llm.chat import ChatModel, Message
from rag.llm.model_identity import identity_of
from rag.settings import Settings, load_settings

ASKED: list[Message] = [{"role": "user", "content": "When does the ferry leave?"}]
LAST = "The last ferry from Harrow Bay leaves at 21:40."
YES = {"yes": -0.2, "no": -1.8}
WRITES = stream(piece("The last ferry from Harrow Bay "), piece("leaves at 21:40 [1]."), piece(None, "stop"), DONE)


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.acts = [writer_and_judge(WRITES, word("yes", YES))]
        yield server


@pytest.fixture
def settings(faults: FaultServer) -> Settings:
    return load_settings(llm=faults.url, llm_model="m", llm_timeout=60)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "replies.sqlite"


def model_of(replies: Replies, settings: Settings) -> ChatModel:
    model = replies.choose(settings)
    assert model is not None
    return model


def write(model: ChatModel, max_tokens: int = 100) -> tuple[list[str], object]:
    reply = model.stream(ASKED, max_tokens=max_tokens)
    pieces = list(reply)
    return pieces, getattr(reply, "finish", None)


@pytest.mark.parametrize("finish", ["stop", "length"])
def test_a_reply_is_played_again_piece_by_piece(
    file: Path, settings: Settings, faults: FaultServer, finish: str
) -> None:
    faults.acts = [stream(piece("Twenty-"), piece("one\n"), piece(" forty"), piece(None, finish), DONE)]
    with Replies(file) as replies:
        first = write(model_of(replies, settings))
    with Replies(file) as replies:
        assert write(model_of(replies, settings)) == first == (["Twenty-", "one\n", " forty"], finish)
        assert replies.counts() == {"kept": 1, "asked": 0}
    assert len(faults.requests) == 1


@pytest.mark.parametrize(
    ("act", "probability"),
    [
        (word("yes", YES), math.exp(-0.2) / (math.exp(-0.2) + math.exp(-1.8))),
        (word("no", {"no": -0.1, "maybe": -3.0}), 0.0),
        (word("Perhaps", {"Perhaps": -0.1}), None),
    ],
)
def test_a_verdict_is_played_again(
    file: Path, settings: Settings, faults: FaultServer, act: Act, probability: float | None
) -> None:
    faults.acts = [act]
    for _ in range(2):
        with Replies(file) as replies:
            said = model_of(replies, settings).probability_of_yes(ASKED)
            assert said == (None if probability is None else pytest.approx(probability))
    assert len(faults.requests) == 1


def test_the_clock_goes_on_by_what_a_reply_took(file: Path, settings: Settings, faults: FaultServer) -> None:
    faults.acts = [writer_and_judge(stream(0.2, piece(LAST), piece(None, "stop"), DONE), word("yes", YES))]
    took = []
    for _ in range(2):
        with Replies(file) as replies:
            model = model_of(replies, settings)
            started, watch = replies.clock(), time.perf_counter()
            write(model)
            model.probability_of_yes(ASKED)
            took.append((replies.clock() - started, time.perf_counter() - watch))
    (asked, really_asked), (played, really_played) = took
    assert asked == pytest.approx(really_asked, abs=0.05)  # nothing was added
    assert played - really_played >= 0.2


FAULTS = {
    "refused": status(500),
    "broken off": stream(piece(LAST)),
    "an error in the middle": stream(piece(LAST), {"error": {"message": "out of memory", "code": 500}}),
    "no words of a server's": stream(DONE),
    "a web page": status(200, "<html>Welcome</html>", content_type="text/html"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_a_whole_reply_is_not_kept(file: Path, settings: Settings, faults: FaultServer, fault: str) -> None:
    good = writer_and_judge(WRITES, word("yes", YES))
    with Replies(file) as replies:
        model = model_of(replies, settings)
        for ask in (write, lambda model: model.probability_of_yes(ASKED)):
            faults.acts = [FAULTS[fault]]
            with pytest.raises(LlmError):
                ask(model)
            before = len(faults.requests)
            faults.acts = [good]
            said = ask(model)
            assert len(faults.requests) == before + 1
            assert ask(model) == said
            assert len(faults.requests) == before + 1


def test_a_stopped_reply_is_not_kept(file: Path, settings: Settings, faults: FaultServer) -> None:
    faults.acts = [stream(piece("The last "), 0.2, *[piece("ferry ")] * 5, piece(None, "stop"), DONE), WRITES]
    with Replies(file) as replies:
        model = model_of(replies, settings)
        stop = threading.Event()
        reply = model.stream(ASKED, max_tokens=100, stop=stop)
        next(reply)
        stop.set()
        assert list(reply) == []
        assert "".join(write(model)[0]) == "The last ferry from Harrow Bay leaves at 21:40 [1]."
        stop.clear()
        played = model.stream(ASKED, max_tokens=100, stop=stop)
        next(played)
        stop.set()
        assert list(played) == []
    assert len(faults.requests) == 2


def test_a_reply_that_its_reader_leaves_is_read_to_its_end(file: Path, settings: Settings, faults: FaultServer) -> None:
    faults.acts = [stream(piece("The "), 0.2, piece("ferry."), piece(None, "stop"), DONE)]
    with Replies(file) as replies:
        model = model_of(replies, settings)
        started = replies.clock()
        reply: Any = model.stream(ASKED, max_tokens=100)
        assert next(reply) == "The "
        first = replies.clock() - started
        reply.close()
        # A run without a cache would not have waited for the rest.
        assert replies.clock() - started == pytest.approx(first, abs=0.1)
        assert write(model) == (["The ", "ferry."], "stop")
    assert len(faults.requests) == 1


def test_a_reply_is_not_read_on_while_an_error_passes(file: Path, settings: Settings, faults: FaultServer) -> None:
    def breaks_off(handler: Any, body: dict[str, Any]) -> None:
        stream(piece("The "))(handler, body)
        silence(handler, body)

    faults.acts = [writer_and_judge(breaks_off, silence)]
    with Replies(file) as replies:
        reply: Any = model_of(replies, settings).stream(ASKED, max_tokens=100)
        with pytest.raises(KeyboardInterrupt):
            try:
                next(reply)
                raise KeyboardInterrupt
            finally:
                reply.close()
    assert reply.finish == "stopped"
    assert faults.left.wait(5)


@pytest.mark.parametrize(
    "changes",
    [{"llm_model": "other"}, {"llm_temperature": 0.5}, {"llm_timeout": 9}],
    ids=["another model", "another temperature", "another patience"],
)
def test_what_a_reply_follows_from_is_its_key(
    file: Path, settings: Settings, faults: FaultServer, changes: dict[str, object]
) -> None:
    same = "llm_timeout" in changes
    with Replies(file) as replies:
        write(model_of(replies, settings))
        model = model_of(replies, settings.model_copy(update=changes))
        write(model)
        assert len(faults.requests) == (1 if same else 2)
        write(model, max_tokens=50)
        assert len(faults.requests) == (2 if same else 3)


def test_another_server_is_another_model(file: Path, settings: Settings, faults: FaultServer) -> None:
    with Replies(file) as replies, FaultServer() as other:
        other.acts = [WRITES]
        write(model_of(replies, settings))
        write(model_of(replies, settings.model_copy(update={"llm": other.url})))
        assert len(other.requests) == 1


def test_a_server_without_a_named_model_is_asked_what_it_has(file: Path, faults: FaultServer) -> None:
    settings = load_settings(llm=faults.url, llm_timeout=60)
    for name, requests in (("a", 1), ("a", 1), ("b", 2)):
        listed = status(
            200, {"object": "list", "data": [{"id": name, "object": "model"}]}, content_type="application/json"
        )

        def act(handler: Any, body: dict[str, Any], listed: Act = listed) -> None:
            (listed if "path" in body else WRITES)(handler, body)

        faults.acts = [act]
        # As a new process would: it knows nothing of what the server had before.
        own = settings.model_copy(update={"llm_timeout": settings.llm_timeout + requests + ord(name) / 1000})
        with Replies(file) as replies:
            write(model_of(replies, own))
        assert sum("messages" in request for request in faults.requests) == requests


def test_a_local_model_is_its_bytes(tmp_path: Path) -> None:
    def identity(place: str, content: bytes) -> str:
        path = tmp_path / place / "small.gguf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1, 1))
        settings = load_settings(llm="local", llm_model=str(path))
        model = Replies(None).choose(settings)
        assert model is not None
        return identity_of(settings, model)

    first = identity("a", b"GGUF one")
    assert identity("a", b"GGUF two") != first
    assert identity("b", b"GGUF one") == first


# Little is imported, as the machine may be busy: this is about the file.
_ASK = """
import sys
from pathlib import Path
from rag.evaluate.reply_cache import Replies
from rag.settings import load_settings
model = Replies(Path(sys.argv[1])).choose(load_settings(llm=sys.argv[2], llm_model="m", llm_timeout=60))
for number in range(4):
    print(*model.stream([{"role": "user", "content": f"{number}"}], max_tokens=100))
"""


def test_what_was_kept_is_there_after_a_kill(file: Path, settings: Settings, faults: FaultServer) -> None:
    hung = threading.Event()

    def hang(handler: Any, body: dict[str, Any]) -> None:
        stream(piece("The last "))(handler, body)
        hung.set()
        silence(handler, body)

    faults.acts = [WRITES, WRITES, WRITES, hang]
    with subprocess.Popen([sys.executable, "-c", _ASK, str(file), faults.url], stdout=subprocess.DEVNULL) as child:
        hanging = hung.wait(120)
        child.send_signal(signal.SIGKILL)
    assert hanging
    faults.acts = [WRITES]
    with Replies(file) as replies:
        model = model_of(replies, settings)
        for number in range(4):
            said = "".join(model.stream([{"role": "user", "content": f"{number}"}], max_tokens=100))
            assert said == "The last ferry from Harrow Bay leaves at 21:40 [1]."
        assert replies.counts() == {"kept": 3, "asked": 1}


_SHARE = """
import sys
from pathlib import Path
from rag.evaluate.cache_file import CacheFile
file = CacheFile(Path(sys.argv[1]), "CREATE TABLE IF NOT EXISTS t (key TEXT PRIMARY KEY, value TEXT)")
for number in range(40):
    file.keep("INSERT OR IGNORE INTO t VALUES (?, ?)", [(f"{number}", sys.argv[2])])
    assert file.find("SELECT value FROM t WHERE key = ?", (f"{number}",))
file.close()
"""


def test_processes_share_a_file(tmp_path: Path) -> None:
    commands = [[sys.executable, "-c", _SHARE, str(tmp_path / "own" / "t.sqlite"), f"{n}"] for n in range(4)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    assert [(child.wait(60), child.communicate()[1]) for child in running] == [(0, "")] * 4
