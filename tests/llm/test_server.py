"""The child process that runs llama.cpp: real processes, a real (small) model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import httpx
import pytest
from processes import cpu, is_idle, runs, within

from rag.errors import LlmOverflowError, LlmUnavailableError
from rag.llm.chat import Message
from rag.llm.client import OpenAIChat
from rag.llm.local.local_server import LocalServer
from rag.settings.endpoints import Endpoint

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")
ASK: list[Message] = [{"role": "user", "content": "Tell me a long story about a ferry."}]

#: A parent that starts a server and does something with it until it is killed.
PARENT = """
import sys, threading, time
from pathlib import Path
from rag.settings.endpoints import Endpoint
from rag.llm.client import OpenAIChat
from rag.llm.local.local_server import LocalServer
server = LocalServer(Path(sys.argv[1]), log=Path(sys.argv[2]))
if sys.argv[3] == "loading":
    threading.Thread(target=server.start, daemon=True).start()
    while server.pid is None:
        time.sleep(0.001)
    time.sleep(float(sys.argv[4]))
else:
    url, key = server.start()
    if sys.argv[3] != "idle":
        chat = OpenAIChat(lambda: Endpoint(url, key, "m", "it"), name="m")
        words = "word " * 3000 if sys.argv[3] == "reading" else "Tell me a long story."
        reply = chat.stream([{"role": "user", "content": words}], max_tokens=3000)
        if sys.argv[3] == "writing":
            next(reply)
        else:
            time.sleep(1)
print(server.pid, flush=True)
time.sleep(600)
"""


def chat_with(server: LocalServer) -> OpenAIChat:
    def endpoint() -> Endpoint:
        url, key = server.start()
        return Endpoint(url, key, "small", "the local model")

    return OpenAIChat(endpoint, name="local:small", timeout=60)


@pytest.mark.slow
# It is the same thread that ends the child, whatever C code holds it up: the longest such stretch is that of loading.
@pytest.mark.parametrize(
    "busy", ["loading", "writing", *(pytest.param(busy, marks=pytest.mark.soak) for busy in ("idle", "reading"))]
)
def test_the_child_ends_when_its_parent_is_killed(small: Path, tmp_path: Path, busy: str) -> None:
    with _started(PARENT, str(small), str(tmp_path / "log"), busy, "0.4") as parent:
        child = int(_line(parent.stdout))
        assert runs(child)
        parent.send_signal(signal.SIGKILL)
        parent.wait(30)
        assert within(30, lambda: not runs(child)), f"the child outlives its parent while {busy}"


def test_the_child_ends_with_its_parent_though_c_code_holds_python_s_lock() -> None:
    # As llama.cpp does while it loads a model; PyDLL keeps the lock where CDLL lets it go.
    code = (
        "import ctypes\nfrom rag.llm.child_process import end_with_parent\nend_with_parent(0)\nprint(1, flush=True)\n"
    )
    code += "ctypes.PyDLL(None).sleep(60)"
    with _started(code, stdin=subprocess.PIPE) as held:
        _line(held.stdout)
        time.sleep(0.3)
        assert held.stdin is not None
        held.stdin.close()
        held.wait(30)


def test_a_child_found_dead_is_started_again(local: LocalServer) -> None:
    chat = chat_with(local)
    assert "".join(chat.stream(ASK, max_tokens=4))
    first = local.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert "".join(chat.stream(ASK, max_tokens=4))
    assert local.pid not in (None, first)


def test_a_child_killed_in_the_middle_is_one_error_and_a_new_child(local: LocalServer) -> None:
    chat = chat_with(local)
    reply = chat.stream(ASK, max_tokens=3000)
    next(reply)
    assert local.pid is not None
    os.kill(local.pid, signal.SIGKILL)
    with pytest.raises(LlmUnavailableError, match="in the middle"):
        list(reply)
    assert "".join(chat.stream(ASK, max_tokens=4))


@pytest.mark.slow
@pytest.mark.parametrize("busy", ["reading", "writing"])
def test_stopping_stops_the_model_s_work(local: LocalServer, busy: str) -> None:
    chat, stop = chat_with(local), threading.Event()
    asked: list[Message] = [{"role": "user", "content": "word " * 3500}] if busy == "reading" else ASK
    reply = chat.stream(asked, max_tokens=3000, stop=stop)
    if busy == "writing":
        next(reply)
    else:
        time.sleep(1)
    assert local.pid is not None
    before = cpu(local.pid)
    assert within(30, lambda: cpu(local.pid) > before), "the model does not work at all"
    stop.set()
    began = time.monotonic()
    list(reply)
    assert time.monotonic() - began < 10
    assert reply.finish == "stopped"
    assert within(15, lambda: is_idle(local.pid)), "the model still works for nobody"


@pytest.mark.slow
def test_two_requests_are_served_at_once_and_a_known_prompt_is_not_read_again(local: LocalServer) -> None:
    url, key = local.start()
    ask = {"messages": [{"role": "user", "content": "The bridge is closed. " * 40}], "max_tokens": 1}
    head = {"authorization": f"Bearer {key}"}
    with httpx.Client(trust_env=False, timeout=60) as client:
        first = client.post(f"{url}/chat/completions", json=ask, headers=head).json()["timings"]
        again = client.post(f"{url}/chat/completions", json=ask, headers=head).json()["timings"]
    assert again["prompt_n"] < 5 < first["prompt_n"] + first["cache_n"]
    chat = chat_with(local)
    writer = chat.stream(ASK, max_tokens=3000)
    next(writer)
    assert chat.probability_of_yes([{"role": "user", "content": "Is the sky blue? Answer yes or no."}]) is not None
    assert writer.finish is None
    assert next(writer)
    writer.close()


def test_the_key_is_needed_and_shown_nowhere(local: LocalServer) -> None:
    url, key = local.start()
    with httpx.Client(trust_env=False) as client:
        assert client.get(url.removesuffix("/v1") + "/health").json() == {"status": "ok"}
        for head in ({}, {"authorization": "Bearer wrong"}):
            reply = client.post(f"{url}/chat/completions", json={"messages": ASK}, headers=head)
            assert reply.status_code == 401
    process = Path(f"/proc/{local.pid}")
    shown = [process.joinpath(name).read_bytes().decode("utf-8", "replace") for name in ("cmdline", "environ")]
    assert key not in " ".join([*shown, repr(local), local._log.read_text("utf-8", "replace")])
    assert "127.0.0.1" in url


def test_the_child_does_not_get_the_user_s_keys(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-user")
    with LocalServer(small, log=tmp_path / "log") as server:
        assert b"sk-of-the-user" not in Path(f"/proc/{server.pid}/environ").read_bytes()


def test_a_prompt_that_is_too_long(local: LocalServer) -> None:
    with pytest.raises(LlmOverflowError):
        list(chat_with(local).stream([{"role": "user", "content": "word " * 6000}], max_tokens=4))


def test_a_file_that_is_no_model_is_one_sentence_and_a_log(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(1000))
    server = LocalServer(broken, log=tmp_path / "model.log")
    with pytest.raises(LlmUnavailableError, match=r"broken\.gguf did not start .*model\.log") as caught:
        server.start()
    assert "\n" not in str(caught.value)
    assert (tmp_path / "model.log").read_bytes()
    assert server.pid is None


def test_a_child_that_takes_too_long_is_ended(small: Path, tmp_path: Path) -> None:
    server = LocalServer(small, log=tmp_path / "log", patience=0.01)
    with pytest.raises(LlmUnavailableError, match="took more than"):
        server.start()
    assert server.pid is None


def test_many_threads_start_one_child(small: Path, tmp_path: Path) -> None:
    with LocalServer(small, log=tmp_path / "log") as server:
        server.stop()
        found: list[tuple[str, str]] = []
        threads = [threading.Thread(target=lambda: found.append(server.start())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(found)) == 1 and len(found) == 8
        child = server.pid
        assert child is not None
    assert within(30, lambda: not runs(child))


def _started(code: str, *arguments: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdin=stdin, stdout=subprocess.PIPE)


def _line(stream: IO[bytes] | None) -> bytes:
    assert stream is not None
    line: bytes = stream.readline()
    assert line, "the parent ended early"
    return line
