"""The door with a password: what a stranger gets, how one comes in, and what trying passwords costs."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
from cli_runs import call
from pages import Page
from starlette.types import Message

from rag import UsageError, load_settings
from rag.llm.child_process import environment_for_children
from rag.llm.local.weights_from_wheels import _without_ours
from ui.page.security.attempts import Attempts, client_of
from ui.page.security.guard import Guard
from ui.page.security.hosts import Hosts
from ui.page.security.session import IDLE_SECONDS, LONGEST_SECONDS, Sessions

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is tested is that it is not open to all
PASSWORD = "skarne & ø+% ferry"  # noqa: S105 - made up
Serving = Callable[..., AbstractContextManager[Page]]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def locked(serving: Serving) -> Iterator[Page]:
    with serving(password=PASSWORD) as page:
        yield page


def sign_in(client: httpx.Client, password: str = PASSWORD, **headers: str) -> httpx.Response:
    return client.post("/login", data={"password": password}, headers=headers)


def test_a_stranger_gets_the_form_and_nothing_else(locked: Page) -> None:
    with httpx.Client(base_url=locked.url) as stranger:
        front = stranger.get("/", headers={"Accept": "text/html"})
        assert (front.status_code, front.headers["location"]) == (303, "/login")
        for method, path in (
            ("GET", "/config"), ("GET", "/dateline/dateline.js"), ("GET", "/theme.css"), ("GET", "/gradio_api/info"),
            ("GET", "/gradio_api/heartbeat/x"), ("GET", "/gradio_api/queue/data?session_hash=x"),
            ("POST", "/gradio_api/queue/join"), ("POST", "/gradio_api/call/ask"), ("POST", "/gradio_api/upload"),
            ("POST", "/gradio_api/component_server"), ("GET", "/healthz/"), ("GET", "/login/"), ("GET", "/LOGIN"),
            ("HEAD", "/"), ("PUT", "/"), ("GET", "/healthz/../config"), ("GET", "/%2e/config"),
            ("POST", "/dateline/search.csv"),
        ):  # fmt: skip
            answer = stranger.request(method, path, json={} if method == "POST" else None)
            assert answer.status_code == 401, (method, path)
            assert "Second ferry" not in answer.text
        assert stranger.get("/healthz").json() == {"ok": True}
        form = stranger.get("/login")
        assert form.status_code == 200 and form.headers["cache-control"] == "no-store"
        assert "script" not in form.text and not re.search(r"(src|href)=.(?!data:)", form.text)
        policy = form.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script" not in policy and "frame-ancestors 'none'" in policy


FORM = "application/x-www-form-urlencoded"
#: Bodies with their type that are no form with one password.
NO_FORMS = (
    (b"password=" + b"x" * 9000, FORM),
    (b"password=" + PASSWORD.encode() + b"&password=x", FORM),
    (b"password=%ff", FORM),
    (b'{"password":"x"}', "application/json"),
    (b"", FORM),
)


def test_one_signs_in_and_out(locked: Page, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with httpx.Client(base_url=locked.url) as reader:
        wrong = sign_in(reader, "skarne & ø+% ferr")
        assert wrong.status_code == 403 and "not the password" in wrong.text and not reader.cookies
        came = sign_in(reader)
        assert (came.status_code, came.headers["location"]) == (303, "/")
        [(name, morsel)] = SimpleCookie(came.headers["set-cookie"]).items()
        assert morsel["httponly"] and morsel["samesite"].lower() == "lax" and morsel["path"] == "/"
        assert int(morsel["max-age"]) == LONGEST_SECONDS and not morsel["secure"]
        assert len(morsel.value) >= 40 and str(httpx.URL(locked.url).port) in name
        page = reader.get("/")
        assert page.status_code == 200 and "Sign out" in page.text and page.headers["cache-control"] == "no-store"
        assert reader.get("/login").headers["location"] == "/"
        token = morsel.value
        assert reader.post("/signout").headers["location"] == "/login"
        assert not reader.cookies
        assert reader.get("/", headers={"Cookie": f"{name}={token}"}).status_code == 303, "the session has ended"
    # The test's own client tells all that it sends.
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    assert not [line for line in said if PASSWORD in line or token in line]
    assert "a wrong password came from 127.0.0.1" in said


def test_behind_a_proxy_with_tls(serving: Serving) -> None:
    with serving(password=PASSWORD, hosts="news.example") as page, httpx.Client(base_url=page.url) as reader:
        through = {"Host": "news.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        came = sign_in(reader, Origin="https://news.example", **through)
        assert came.status_code == 303 and "secure" in came.headers["set-cookie"].lower()
        cookie = came.headers["set-cookie"].partition(";")[0]
        shown = reader.get("/", headers={**through, "Cookie": cookie, "X-Forwarded-Host": "evil.example"})
        assert shown.status_code == 200 and "evil.example" not in shown.text
        assert "https://news.example" in shown.text, "Gradio's client asks there"
        assert sign_in(reader, Origin="https://evil.example", **through).status_code == 403
        assert reader.get("/login", headers={"Host": "other.example"}).status_code == 403


def test_trying_passwords_is_slowed_down(locked: Page) -> None:
    with httpx.Client(base_url=locked.url) as guesser:
        for body, kind in NO_FORMS:
            answer = guesser.post("/login", content=body, headers={"Content-Type": kind})
            assert answer.status_code == 400 and "set-cookie" not in answer.headers
        said = [sign_in(guesser, f"guess {n}").status_code for n in range(7)]
        assert said == [403] * 5 + [429] * 2
        held = sign_in(guesser)
        assert held.status_code == 429 and int(held.headers["retry-after"]) > 0 and "Wait" in held.text
        # Another client is not held up by it; a proxy on this machine says who asks.
        assert sign_in(guesser, **{"X-Forwarded-For": "203.0.113.9"}).status_code == 303


def test_a_client_waits_ever_longer_and_is_forgotten() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    waited = []
    for _ in range(12):
        clock.now += attempts.wait("a")
        attempts.wrong("a")
        waited.append(attempts.wait("a"))
    assert waited == [0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]
    assert attempts.wait("b") == 0
    clock.now += 900
    assert attempts.wait("a") == 0
    attempts.right("a")
    attempts.wrong("a")
    assert attempts.wait("a") == 0


def test_many_clients_together_are_held_up_but_not_who_was_here_before() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    attempts.right("reader")
    tried = 0
    for number in range(10_000):
        if attempts.wait(f"bot {number}") == 0:
            attempts.wrong(f"bot {number}")
            tried += 1
        clock.now += 0.01
    assert tried <= 60 + 100 + 1, "a hundred seconds have passed"
    assert attempts.wait("stranger") > 0 and attempts.wait("reader") == 0
    for number in range(10_000):
        attempts.wrong(f"bot {number}")
        attempts.right(f"friend {number}")
    assert len(attempts._clients) <= 4_096 and len(attempts._known) <= 4_096


def test_an_ipv6_network_is_one_client() -> None:
    assert client_of("2001:db8:1:2:3::1") == client_of("2001:db8:1:2:ffff::9") != client_of("2001:db8:1:3::1")
    assert client_of("::ffff:203.0.113.7") == client_of("203.0.113.7") == "203.0.113.7"
    assert client_of("<b>\x1b[1m") == client_of(None) == "unknown"


def test_sessions_end_by_themselves_and_are_bounded() -> None:
    clock = Clock()
    sessions: Sessions[bool] = Sessions(clock)
    token = sessions.begin(True)
    assert sessions.holder(token) and not sessions.holder(token[:-1]) and not sessions.holder("")
    clock.now += IDLE_SECONDS + 1
    assert not sessions.holder(token)
    token = sessions.begin(True)
    for _ in range(LONGEST_SECONDS // IDLE_SECONDS):
        clock.now += IDLE_SECONDS
        assert sessions.holder(token)
    clock.now += 1
    assert not sessions.holder(token), "however busy"
    first = sessions.begin(True)
    for _ in range(1_000):
        last = sessions.begin(True)
    assert sessions.holder(last) and not sessions.holder(first)
    assert last not in str(vars(sessions))


def test_nobody_signs_others_out_by_signing_in_often() -> None:
    sessions: Sessions[str] = Sessions(Clock())
    anna, first = sessions.begin("anna", "anna"), sessions.begin("eve", "eve")
    for _ in range(1_500):
        last = sessions.begin("eve", "eve")
    assert sessions.holder(anna) == "anna" and sessions.holder(last) == "eve" and sessions.holder(first) is None


@pytest.mark.parametrize("options", [["--host", EVERYWHERE], ["--host", "192.168.0.7"], ["--host", "::"]])
def test_without_a_password_it_is_not_opened_to_others(tmp_path: Path, options: list[str]) -> None:
    done = call("serve", "--archive", tmp_path / "a", *options)
    assert (done.returncode, done.stdout) == (2, "") and "DATELINE_PASSWORD" in done.stderr
    assert not (tmp_path / "a").exists()


def test_a_public_name_needs_a_password_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOSTS", "news.example")
    done = call("serve", "--archive", tmp_path / "a")
    assert done.returncode == 2 and "DATELINE_PASSWORD" in done.stderr


@pytest.mark.parametrize("password", ["", " ", "short", "7 chars", " " * 12])
def test_a_short_password_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("DATELINE_PASSWORD", password)
    done = call("serve", "--archive", tmp_path / "a", "--host", EVERYWHERE)
    assert (done.returncode, done.stdout) == (2, "") and "DATELINE_PASSWORD" in done.stderr
    assert len(password.strip()) < 2 or password not in done.stderr


@pytest.mark.parametrize("hosts", ["https://news.example", "news.example:8443", "news.example/a", "*", "a b"])
def test_hosts_are_plain_names(hosts: str) -> None:
    with pytest.raises(UsageError, match="DATELINE_HOSTS"):
        load_settings(hosts=hosts)


def test_the_password_is_shown_and_handed_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PASSWORD", PASSWORD)
    settings = load_settings()
    assert settings.password and settings.password.get_secret_value() == PASSWORD
    assert PASSWORD not in repr(settings) + str(settings) + settings.model_dump_json()
    for environment in (environment_for_children(), _without_ours()):
        assert PASSWORD not in environment.values() and "PATH" in environment


@pytest.mark.parametrize(
    ("listens_on", "header", "answers"),
    [
        (EVERYWHERE, "192.168.0.7:7860", True),
        (EVERYWHERE, "192.168.0.8:7860", False),
        (EVERYWHERE, "localhost", True),
        (EVERYWHERE, "evil.example", False),
        (EVERYWHERE, "News.Example:443", True),
        (EVERYWHERE, "news.example.", True),
        (EVERYWHERE, "x.news.example", False),
        ("127.0.0.1", "192.168.0.7", False),
        ("127.0.0.1", "news.example", True),
        ("desk.lan", "desk.lan:7860", True),
        ("desk.lan", "192.168.0.7:7860", True),
        ("::", "[::ffff:192.168.0.7]:7860", True),
        ("::", "192.168.0.7:7860", True),
    ],
)
def test_names_that_it_answers_to(listens_on: str, header: str, answers: bool) -> None:
    reached = "::ffff:192.168.0.7" if listens_on == "::" else "192.168.0.7"
    assert Hosts(listens_on, ("news.example",)).answers_to(header, reached) is answers


def test_its_own_machine_is_one_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Desk.office.lan")
    for name in ("desk", "desk.local", "desk.office.lan"):
        assert Hosts(EVERYWHERE).answers_to(name) and not Hosts("127.0.0.1").answers_to(name)


@pytest.mark.parametrize("kind", ["websocket", "webtransport"])
def test_nothing_but_http_passes(kind: str) -> None:
    sent: list[Message] = []

    async def app(*_: Any) -> None:
        raise AssertionError("it was let through")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": kind, "path": "/", "headers": [(b"host", b"127.0.0.1")]}
    asyncio.run(Guard(app, Hosts())(scope, None, send))  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["websocket.close"]


@pytest.mark.slow
def test_served_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PASSWORD", PASSWORD)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.delenv("GRADIO_TEMP_DIR", raising=False)
    (tmp_path / "tmp").mkdir()
    command = ["serve", "--archive", str(tmp_path / "a"), "--host", EVERYWHERE, "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *command],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        here, *others = re.findall(r"http://[\d.]+:\d+", line)
        assert here.startswith("http://127.0.0.1:") and not any(EVERYWHERE in other for other in others)
        with httpx.Client(base_url=here) as reader:
            # Whoever points a name of theirs here gets nothing, and no other site may read.
            assert reader.get("/login", headers={"Host": "evil.example"}).status_code == 403
            for origin in ("https://evil.example", "null"):
                answer = reader.get("/login", headers={"Host": "localhost", "Origin": origin})
                assert answer.status_code == 403
                assert not [name for name in answer.headers if name.startswith("access-control")]
            assert sign_in(reader).status_code == 303
            allowed = reader.get("/theme.css", headers={"Origin": here})
            assert not [name for name in allowed.headers if name.startswith("access-control")]
        [folder] = (tmp_path / "tmp").iterdir()  # and none of Gradio's, which all users of a machine would share
        assert folder.name.startswith("dateline-page-") and folder.stat().st_mode & 0o777 == 0o700
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, rest) == (0, "") and "TLS" in errors and PASSWORD not in line + errors
    assert not list((tmp_path / "tmp").iterdir())
