"""What a request may ask for and what it may cost: routes, bodies, connections, the temporary folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from gradio.utils import get_upload_folder
from pages import Page

from rag import UsageError
from ui.page.article.pane_foot import article_id_in
from ui.page.runtime.input_limits import too_long
from ui.page.security import bodies, connections, workspace
from ui.page.security.routes import MAX_BYTES, MAX_FORM_BYTES
from ui.page.widgets.filters import read_filters

Serving = Callable[..., AbstractContextManager[Page]]


#: What Gradio, or FastAPI, would answer: descriptions, files, a proxy, uploads, other ways to run what the page runs.
NOT_READ = (
    "/openapi.json", "/docs", "/redoc", "/config", "/monitoring", "/monitoring/summary", "/api", "/robots.txt",
    "/gradio_api/openapi.json", "/gradio_api/info", "/gradio_api/runs", "/gradio_api/app_id", "/gradio_api/token",
    "/gradio_api/file=/etc/hostname", "/gradio_api/file/etc/hostname", "/gradio_api/proxy=https://x.example",
    "/gradio_api/deep_link?session_hash=x", "/gradio_api/upload_progress?upload_id=x", "/gradio_api/queue/status",
    "/gradio_api/custom_component/x/client/component/x.js", "/gradio_api/stream/a/b/c/playlist.m3u8",
    "/gradio_api/vibe-code", "/gradio_api/profiling/traces", "/static/..%2f..%2fetc/hostname", "/svelte/x.js",
    "/assets/..%2f..%2findex.html", "/login_check", "/dateline/", "/dateline/..%2fapp.py", "/nothing",
)  # fmt: skip
NOT_SENT = (
    "/gradio_api/upload", "/gradio_api/component_server", "/gradio_api/run/ask", "/gradio_api/api/ask", "/login",
    "/gradio_api/call/v2/ask", "/gradio_api/call/find", "/gradio_api/process_recording", "/gradio_api/reset",
    "/gradio_api/vibe-edit", "/gradio_api/stream/x", "/", "/dateline/dateline.js",
)  # fmt: skip


def test_what_the_page_does_not_ask_for_is_not_there(page: Page) -> None:
    with httpx.Client(base_url=page.url) as stranger:
        answers = [(path, stranger.get(path)) for path in NOT_READ]
        answers += [(path, stranger.post(path, files={"files": ("a.txt", b"x")})) for path in NOT_SENT]
        answers += [(method, stranger.request(method, "/")) for method in ("PUT", "DELETE", "PATCH", "OPTIONS")]
        for asked, answer in answers:
            assert (answer.status_code, answer.text) == (404, "There is nothing here."), asked
        # A link's question is not handed on: one would have Gradio read a file of its own.
        assert stranger.get("/?deep_link=../../x&page=x&__theme=dark").text == stranger.get("/").text


def pieces(number: int, size: int = 100_000) -> Iterator[bytes]:
    yield from [b" " * size] * number


@pytest.mark.parametrize("wrapped", [lambda file: file, lambda file: [[{"x": file}]]], ids=["bare", "nested"])
def test_no_file_of_this_machine_is_named_by_a_request(
    page: Page, tmp_path: Path, wrapped: Callable[[object], object]
) -> None:
    """Gradio copied it into its cache, or fetched it, whatever component it was sent for."""
    secret = tmp_path / f"{tmp_path.name}-secret.txt"
    secret.write_text("The key is under the mat.")
    sent = wrapped({"path": str(secret), "meta": {"_type": "gradio.FileData"}})
    with httpx.Client(base_url=page.url, timeout=30) as client:
        asked = client.post("/gradio_api/call/ask", json={"data": [sent, None, "", "", [], [], None, None]})
        told = client.get(f"/gradio_api/call/ask/{asked.json()['event_id']}").text
        assert told.startswith("event: error") and "secret" not in told
        joining = {"data": [sent, "", "", [], []], "fn_index": 0, "session_hash": "abcdefg"}
        assert client.post("/gradio_api/run/predict", json=joining).status_code >= 400
    assert not list(Path(get_upload_folder()).rglob(secret.name))


def test_what_a_page_sends_is_not_printed_past_the_log(page: Page, capfd: pytest.CaptureFixture[str]) -> None:
    forged = '\n{"level": "error", "message": "forged"}'
    with httpx.Client(base_url=page.url, timeout=30) as client:
        asked = client.post("/gradio_api/call/ask", json={"data": ["x", None, "", "", [forged], [], None, None]})
        assert "not in the list" in client.get(f"/gradio_api/call/ask/{asked.json()['event_id']}").text
    assert "forged" not in "".join(capfd.readouterr())


def test_the_result_of_a_call_that_nobody_made_is_not_there(page: Page) -> None:
    with httpx.Client(base_url=page.url, timeout=30) as client:
        made = client.post("/gradio_api/call/status", json={"data": []}).json()["event_id"]
        assert client.get(f"/gradio_api/call/status/{made}").text.startswith("event: complete")
        for name in ("UNKNOWN", "0" * 32):
            for event in ("ask", "status"):
                answer = client.get(f"/gradio_api/call/{event}/{name}")
                assert answer.status_code == 404 and answer.json()["error"]["type"] == "not_found"
                assert "call anew" in answer.json()["error"]["message"]


def test_half_an_emoji_is_a_mark(page: Page) -> None:
    """JSON can name half a letter, which no answer can hold: Gradio would send none."""
    sent = rb'{"data": ["When does the ferry sail, \ud83d?", null, "", "", [], [], null, null]}'
    with httpx.Client(base_url=page.url, timeout=60, headers={"Content-Type": "application/json"}) as client:
        asked = client.post("/gradio_api/call/ask", content=sent)
        told = client.get(f"/gradio_api/call/ask/{asked.json()['event_id']}").text
    assert "event: error" not in told
    assert "When does the ferry sail, ??" in told


def test_a_body_is_counted_stated_or_not(page: Page) -> None:
    with httpx.Client(base_url=page.url, headers={"Content-Type": "application/json"}, timeout=60) as sender:
        for path, most in (("/gradio_api/queue/join", MAX_FORM_BYTES), ("/gradio_api/cancel", MAX_BYTES)):
            assert sender.post(path, content=b" " * (most + 1)).status_code == 413
            answer = sender.post(path, content=pieces(most // 100_000 + 1))
            assert answer.status_code == 413 and "more in this request" in answer.text
            assert sender.post(path, content=b" " * (most // 2)).status_code == 422, "it was read, and is no form"


def test_a_body_that_does_not_come_is_not_waited_for(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 0.2)
    where = urlsplit(page.url)
    with socket.create_connection((str(where.hostname), where.port or 0), timeout=30) as connection:
        head = f"POST /gradio_api/queue/join HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 100\r\n"
        connection.sendall((head + "Content-Type: application/json\r\n\r\n{").encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 408 ") and b"in time" in answer


@pytest.mark.slow
def test_a_body_that_trickles_is_not_waited_for(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LEAST_SECONDS", 0.5)
    where = urlsplit(page.url)
    with socket.create_connection((str(where.hostname), where.port or 0), timeout=30) as connection:
        head = f"POST /dateline/add HTTP/1.1\r\nHost: {where.netloc}\r\nX-Dateline-Name: a.txt\r\n"
        connection.sendall((head + "Content-Length: 100000\r\n\r\n").encode())
        ends = time.monotonic() + 20
        with pytest.raises(OSError):
            while time.monotonic() < ends:
                connection.sendall(b"x")
                time.sleep(0.05)
    assert httpx.get(f"{page.url}/healthz").json()["articles"] == 2


@pytest.mark.slow
def test_the_head_of_a_request_is_not_waited_for_long(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with serving() as page, ExitStack() as stack:
        where = urlsplit(page.url)
        for begun in (b"", b"GET / HT", b"GET /healthz HTTP/1.1\r\nHost: "):
            connection = stack.enter_context(socket.create_connection((str(where.hostname), where.port or 0), 30))
            connection.sendall(begun)
            assert _ended(connection)
        # One that is answered late is not cut: a stream of events outlives the patience with heads.
        with httpx.stream("GET", f"{page.url}/gradio_api/heartbeat/abc", timeout=30) as alive:
            assert next(alive.iter_text()).startswith("data: ALIVE")
            time.sleep(0.6)
            assert not alive.is_closed and httpx.get(f"{page.url}/healthz").json()["ok"]


HALF_SENT = (
    "GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow: ",
    "POST /dateline/add HTTP/1.1\r\nHost: {host}\r\nX-Dateline-Name: a.txt\r\nContent-Length: 9\r\n\r\nx",
)


def test_many_half_sent_requests_keep_nobody_out(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 600)  # what lets go of them here is that they are many
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 600)
    monkeypatch.setattr(bodies, "LEAST_SECONDS", 600)
    monkeypatch.setattr(connections, "MOST_UNFINISHED", 32)  # server and clients share this process's open files
    where = urlsplit(page.url)
    for begun in HALF_SENT:
        with httpx.Client(base_url=page.url, timeout=60) as reader, ExitStack() as stack:
            half = []
            for _ in range(96):
                connection = stack.enter_context(socket.create_connection((str(where.hostname), where.port or 0), 30))
                connection.sendall(begun.format(host=where.netloc).encode())
                half.append(connection)
            question = ["Who spoke of the ferry?", None, "", "", [], [], None, None]
            asked = reader.post("/gradio_api/call/ask", json={"data": question})
            assert asked.status_code == 200
            assert "complete" in reader.get(f"/gradio_api/call/ask/{asked.json()['event_id']}").text
            # Those that were silent longest have been let go, and only as many as there is no room for.
            ends = Counter(map(_end_of, half))
            assert ends.keys() == {"cut", "open"} and 60 <= ends["cut"] <= 68, ends
            assert _end_of(half[-1]) == "open"


def test_one_address_that_holds_all_connections_keeps_nobody_else_out(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streams that never end are finished requests: who holds them gives way to who has none."""
    monkeypatch.setattr(connections, "MOST", 24)
    where = urlsplit(page.url)
    begun = f"GET /gradio_api/heartbeat/abc HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode()
    with ExitStack() as stack:
        held = []
        for _ in range(32):
            address = (str(where.hostname), where.port or 0)
            connection = stack.enter_context(socket.create_connection(address, 30, source_address=("127.0.0.2", 0)))
            held.append(connection)
            with suppress(OSError):  # there is no more room for it
                connection.sendall(begun)
                connection.recv(1)
        assert httpx.get(f"{page.url}/healthz").json()["ok"]
        assert _end_of(held[0]) != "cut"


def _ended(connection: socket.socket) -> bool:
    """Wait for its end."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def _end_of(connection: socket.socket) -> str:
    connection.setblocking(False)
    try:
        return connection.recv(100).decode() or "cut"
    except BlockingIOError:
        return "open"
    except OSError:
        return "cut"


@pytest.mark.slow
def test_the_temporary_folder_is_private_and_does_not_stay(tmp_path: Path) -> None:
    own = tmp_path / "tmp"
    own.mkdir()
    (own / "dateline-page-not-a-folder").write_text("x")
    program = """
import os, sys, time
from ui.page.security import workspace
workspace._YOUNG_SECONDS = 0
with workspace.temporary_folder() as folder:
    (folder / "upload").write_text("a reader's words")
    print(oct(folder.stat().st_mode & 0o777), os.environ["GRADIO_TEMP_DIR"].startswith(str(folder)), flush=True)
    {}
print("GRADIO_TEMP_DIR" in os.environ)
"""
    environment = {**os.environ, "TMPDIR": str(own)}
    environment.pop("GRADIO_TEMP_DIR", None)

    def start(then: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program.format(then)], stdout=subprocess.PIPE, env=environment, text=True
        )
        assert process.stdout and process.stdout.readline() == "0o700 True\n"
        return process

    living, killed = start("time.sleep(600)"), start("time.sleep(600)")
    try:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert len(list(own.glob("dateline-page-*/upload"))) == 2
        third = start("pass")
        assert third.communicate()[0] == "False\n"
        # The dead one's is gone, and its own; the living one's is not touched.
        assert len(list(own.glob("dateline-page-*/upload"))) == 1
    finally:
        for process in (living, killed):
            process.kill()
            process.communicate()


def test_a_young_folder_is_left_alone(tmp_path: Path) -> None:
    made = tmp_path / "dateline-page-abc"
    made.mkdir()
    workspace._sweep(tmp_path)
    assert made.exists()
    os.utime(made, (0, 0))
    workspace._sweep(tmp_path)
    assert not made.exists()


def test_what_is_typed_has_its_limits_on_this_side_too() -> None:
    assert too_long("x" * 10, 10, "name") == too_long(None, 10, "name") == ""
    assert too_long("x" * 1_011, 1_010, "name") == (
        "The name is too long: it has 1,011 characters, and 1,010 are the most."
    )
    assert "something else than a name" in too_long(["x"], 10, "name")
    assert article_id_in({"articleId": "x" * 101}) == article_id_in({"articleId": ["x"]}) == article_id_in({}) == ""


@pytest.mark.parametrize(
    "form",
    [
        ("2025-09-01" + " " * 100, "", [], []), ("", 20250901, [], []), ("", "", "abc", []), ("", "", [["x"]], []),
        ("", "", ["x" * 1_001], []), ("", "", ["x"] * 1_001, []), ("", "", [], [1]), ("", "", [], {"x": 1}),
    ],
)  # fmt: skip
def test_filters_have_theirs(form: tuple[object, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        read_filters(*form)  # type: ignore[arg-type]
    assert len(str(caught.value)) < 200
