"""Who may do what, over HTTP: keys and their roles, those that are none any more, and what is written down of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from accounts_of import accounts_of
from connected import CALLS_A_TOOL, assistant
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from served_api import Served, open_archive, served

from rag import AccessError, Accounts, Archive, Client, KeyRefusedError
from ui.api.access import Access
from ui.api.app import build_api
from ui.mcp.tools import TOOLS
from ui.page.security.key_rates import KeyRates
from ui.shared.access import Principal, enter, needed_by

WRONG = "dl_00000000_" + "x" * 43


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("access")


@pytest.fixture(scope="module")
def accounts(folder: Path, clock: Clock) -> Iterator[Accounts]:
    (folder / "harrow").mkdir()  # accounts may come before the archive
    with accounts_of(folder / "harrow", clock) as made:
        yield made


@pytest.fixture(scope="module")
def serving(accounts: Accounts, folder: Path) -> Iterator[Served]:
    with open_archive(folder) as archive, served(archive, accounts, mcp="write", key_requests="90") as running:
        yield running


@pytest.fixture(scope="module")
def keys(accounts: Accounts) -> dict[str, str]:
    return {role: accounts.add_key(f"for {role}", role)[0] for role in ("read", "write", "admin")}


def sent(serving: Served, key: str | None, method: str = "GET", path: str = "/api/articles", **given: Any) -> Any:
    headers = {**({"Authorization": f"Bearer {key}"} if key else {}), **given.pop("headers", {})}
    return serving.client.request(method, path, headers=headers, **given)


@pytest.mark.parametrize(
    "path",
    [
        "/api/articles",
        "/api/status",
        "/metrics",
        "/v1/models",
        "/api/openapi.json",
        "/api/docs",
        "/api/nothing",
        "/mcp",
    ],
)
def test_a_stranger_is_told_how_to_say_who_it_is(serving: Served, path: str) -> None:
    answer = sent(serving, None, path=path)
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
    assert "Authorization: Bearer KEY" in answer.text
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_whether_it_is_up_is_open_to_all(serving: Served) -> None:
    assert sent(serving, None, path="/healthz").json() == {"ok": True}
    assert sent(serving, WRONG, path="/readyz").status_code in (200, 503)


def test_keys_that_are_none_and_that_are_none_any_more(serving: Served, accounts: Accounts, clock: Clock) -> None:
    good, key = accounts.add_key("a program", "read", days=10)
    assert sent(serving, good).status_code == 200
    for wrong in (good[:-1] + ("A" if good[-1] != "A" else "B"), good[:-1], good + "A", key.prefix, "x", WRONG):
        answer = sent(serving, wrong)
        assert answer.status_code in (401, 429) and "a program" not in answer.text
    assert sent(serving, good).status_code == 200, "a right key is let in after wrong ones from the same address"
    clock.ahead = timedelta(days=10, seconds=1)
    expired = sent(serving, good)
    clock.ahead = timedelta()
    assert expired.status_code == 401 and f"{key.prefix} expired" in expired.text
    assert sent(serving, good).status_code == 200
    accounts.revoke_key("a program")
    with Client(serving.url, good) as client, pytest.raises(AccessError, match="was revoked"):
        client.status()


def test_why_a_key_is_none_is_told_to_who_has_it(accounts: Accounts, clock: Clock) -> None:
    good, key = accounts.add_key("short", "read", days=1)
    clock.ahead = timedelta(days=2)
    with pytest.raises(KeyRefusedError, match=rf"{key.prefix} expired on "):
        accounts.of_key(good)
    clock.ahead = timedelta()
    accounts.revoke_key(key.prefix)
    with pytest.raises(KeyRefusedError, match="was revoked"):
        accounts.of_key(good)
    with pytest.raises(KeyRefusedError, match="not a key of this archive") as raised:
        accounts.of_key(key.prefix + "_" + "x" * 43)
    assert raised.value.guessed


def test_guessing_keys_is_slowed_down(serving: Served) -> None:
    for _ in range(10):
        answer = sent(serving, WRONG)
    assert answer.status_code == 429 and 0 < int(answer.headers["retry-after"]) <= 60


#: What writes: with a body that would do if it were let.
WRITING: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/api/articles", {"json": {"text": "A boat sank.", "name": "boat.txt"}}),
    ("POST", "/api/articles", {"files": {"file": ("boat.txt", b"A boat sank.")}}),
    ("PATCH", "/api/articles/{id}", {"json": {"outlet": "Nobody"}}),
    ("DELETE", "/api/articles/{id}", {}),
    ("DELETE", "/api/articles/{id}?erase=true", {}),
    ("POST", "/api/feeds", {"json": {"address": "https://news.example/feed"}}),
    ("POST", "/api/feeds/sync", {}),
    ("DELETE", "/api/feeds?source=https://news.example/feed", {}),
    ("DELETE", "/api/jobs/x", {}),
    ("POST", "/dateline/add", {"content": b"A boat sank.", "headers": {"X-Dateline-Name": "boat.txt"}}),
)


@pytest.mark.parametrize(("method", "path", "given"), WRITING)
def test_a_reader_writes_nothing(
    serving: Served, keys: dict[str, str], method: str, path: str, given: dict[str, Any]
) -> None:
    before = serving.archive.version(), serving.ids()
    answer = sent(serving, keys["read"], method, path.format(id=before[1][0]), **given)
    # The page's own routes take no keys.
    assert answer.status_code == (401 if path.startswith("/dateline") else 403)
    if answer.status_code == 403:
        assert "needs the role write" in answer.json()["error"]["message"]
    assert (serving.archive.version(), serving.ids()) == before


def test_a_reader_reads(serving: Served, keys: dict[str, str]) -> None:
    for path in ("/api/articles", "/api/search?q=ferry", "/api/status", "/metrics", "/v1/models", "/api/jobs"):
        assert sent(serving, keys["read"], path=path).status_code == 200
    asked = {"question": "When does the last ferry leave?"}
    assert sent(serving, keys["read"], "POST", "/api/ask", json=asked).status_code == 200


def test_a_reader_is_told_of_its_own_jobs_alone(serving: Served, accounts: Accounts, keys: dict[str, str]) -> None:
    # A summary tells what was asked for; what is added names files and addresses.
    asked = {"query": "the ferry", "background": True}
    own = sent(serving, keys["read"], "POST", "/api/summarize", json=asked).json()["id"]
    added = sent(serving, keys["write"], "POST", "/api/articles", json={"text": "x", "name": "plans.txt"}).json()["id"]
    another, _ = accounts.add_key("another reader", "read")

    def seen(key: str) -> set[str]:
        return {each["id"] for each in sent(serving, key, path="/api/jobs").json()["jobs"]} & {own, added}

    assert seen(keys["read"]) == {own} and seen(another) == set() and seen(keys["write"]) == {own, added}
    for key, job, status in (
        (keys["read"], own, 200), (keys["read"], added, 404), (another, own, 404), (keys["write"], own, 200),
    ):  # fmt: skip
        assert sent(serving, key, path=f"/api/jobs/{job}").status_code == status
    assert sent(serving, another, path=f"/api/jobs/{own}").json() == sent(serving, another, path="/api/jobs/x").json()


def test_paths_and_headers_that_try_to_get_around_it(serving: Served, keys: dict[str, str]) -> None:
    known = serving.ids()[0]
    for path in (
        "//api/articles", "/api//articles", "/API/articles", "/api/articles/", "/api/../api/articles",
        "/api/%61rticles",
        "/api/articles;x", "/healthz/../api/articles", "/healthz%2f..%2fapi%2farticles", "/login/../metrics",
    ):  # fmt: skip
        # httpx would tidy the path up.
        answer = serving.client.send(
            serving.client.build_request("GET", serving.url, extensions={"target": path.encode()})
        )
        assert answer.status_code in (303, 401, 404), path
        assert known not in answer.text
    for headers in (
        {"X-HTTP-Method-Override": "DELETE"}, {"X-Original-URL": "/api/feeds/sync"}, {"X-Rewrite-URL": "/"},
        {"X-Remote-User": "cleo"}, {"Remote-User": "cleo"}, {"X-Forwarded-User": "cleo"},
        {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-Host": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"},
        {"Cookie": "dateline-0=x; dateline=x"},
    ):  # fmt: skip
        assert sent(serving, None, headers=headers).status_code == 401, headers
        assert sent(serving, keys["read"], "DELETE", f"/api/articles/{known}", headers=headers).status_code == 403
    twice = [("Authorization", f"Bearer {WRONG}"), ("Authorization", f"Bearer {keys['admin']}")]
    assert serving.client.get("/api/articles", headers=twice).status_code in (401, 429)
    for scheme in ("Basic ", "bearer\t", "Bearer,", "Token ", ""):
        answer = serving.client.get("/api/articles", headers={"Authorization": scheme + keys["admin"]})
        assert answer.status_code in (401, 429), scheme
    assert (
        sent(serving, None, path=f"/api/articles?key={keys['admin']}&access_token={keys['admin']}").status_code == 401
    )


def test_another_sites_page_may_do_nothing_with_a_key_either(serving: Served, keys: dict[str, str]) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        asked = {"text": "x", "name": "x.txt"}
        answer = sent(serving, keys["admin"], "POST", "/api/articles", json=asked, headers=headers)
        assert answer.status_code == 403 and "another site" in answer.text
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    refused = sent(serving, None, "OPTIONS", "/api/ask", headers=preflight)
    assert refused.status_code == 403
    assert not [name for name in refused.headers if name.startswith("access-control")]


def test_sizes_hold_for_keys_too(serving: Served, keys: dict[str, str]) -> None:
    large = b'{"question": "' + b"x" * 1_100_000 + b'"}'
    answer = sent(serving, keys["read"], "POST", "/api/ask", content=large)
    assert answer.status_code == 413

    def pieces() -> Iterator[bytes]:  # without a stated length
        for _ in range(20):
            yield b"x" * 100_000

    assert sent(serving, keys["admin"], "POST", "/api/ask", content=pieces()).status_code == 413


def test_assistants_have_the_tools_of_their_key(serving: Served, keys: dict[str, str]) -> None:
    def tools(key: str) -> list[str]:
        http = create_mcp_http_client(headers={"Authorization": f"Bearer {key}"})
        with assistant(streamable_http_client(f"{serving.url}/mcp", http_client=http)) as asking:
            return [tool.name for tool in asking.do("list_tools").tools]

    reads, writes = tools(keys["read"]), tools(keys["write"])
    assert not {"add_article", "remove_articles"} & set(reads) and len(reads) == 5
    assert writes == [tool.name for tool in TOOLS]
    call = {"jsonrpc": "2.0", "id": 1, "method": CALLS_A_TOOL}
    call["params"] = {"name": "remove_articles", "arguments": {"article_ids": serving.ids()}}
    accepts = {"Accept": "application/json, text/event-stream"}
    answer = sent(serving, keys["read"], "POST", "/mcp", json=call, headers=accepts)
    assert "no such tool" in answer.text and len(serving.ids()) == 3


def test_it_is_written_down_who_did_what_by_which_door(serving: Served, keys: dict[str, str]) -> None:
    def wait(answer: Any) -> Any:
        while (job := sent(serving, keys["write"], path=answer.headers["location"]).json())["state"] != "done":
            time.sleep(0.02)
        return job["result"]

    text = {"text": "Quay of Torvik\n\nThe quay of Torvik sank on Monday.", "name": "quay.txt"}
    [added] = wait(sent(serving, keys["write"], "POST", "/api/articles", json=text))["added"]
    sent(serving, keys["write"], "PATCH", f"/api/articles/{added}", json={"outlet": "Torvik Post"})
    http = create_mcp_http_client(headers={"Authorization": f"Bearer {keys['write']}"})
    with assistant(streamable_http_client(f"{serving.url}/mcp", http_client=http)) as writing:
        [tolvik] = writing.call("add_article", text="Lamp of Ubisk\n\nThe lamp burns.", name="l.txt")["added"]
    sent(serving, keys["admin"], "DELETE", f"/api/articles/{added}")
    serving.archive.remove([tolvik])
    audit = Accounts.of_archive(serving.archive.path)
    assert audit
    entries = list(audit.audit.entries(limit=5))
    prefix, admins = keys["write"][:11], keys["admin"][:11]
    assert [(each.who, each.door, each.action, each.articles) for each in reversed(entries[1:])] == [
        (prefix, "api", "added", (added,)),
        (prefix, "api", "edited", (added,)),
        (prefix, "mcp", "added", (tolvik,)),
        (admins, "api", "removed", (added,)),
    ]
    assert (entries[0].door, entries[0].articles) == ("python", (tolvik,))
    audit.close()
    kept = b"".join(file.read_bytes() for file in serving.archive.path.glob("accounts.sqlite*"))
    for secret in (*(key[12:] for key in keys.values()), "Torvik", "sank on Monday", "Lamp"):
        assert secret.encode() not in kept
    for file in serving.archive.path.glob("accounts.sqlite*"):
        assert file.stat().st_mode & 0o777 == 0o600


def test_every_route_says_what_it_needs(archive: Archive) -> None:
    app = build_api(archive, {".txt": 1})
    needed: dict[str, set[str]] = {}
    for route in iter_route_contexts(app.routes):
        for method in (route.methods or set()) - {"HEAD"}:
            needed.setdefault(needed_by(route.endpoint), set()).add(f"{method} {route.path}")
    # Of FastAPI, without a declaration and without data: the list of the routes.
    assert needed.pop("admin") == {"GET /api/openapi.json"}
    assert needed.pop("open") == {"GET /healthz", "GET /readyz"}
    assert needed.pop("write") == {
        "POST /api/articles", "PATCH /api/articles/{article_id}", "DELETE /api/articles/{article_id}",
        "POST /api/feeds", "POST /api/feeds/sync", "DELETE /api/feeds", "DELETE /api/jobs/{job_id}",
        "POST /api/owner/add", "POST /api/owner/retry", "POST /api/owner/sync", "POST /api/owner/import",
        "POST /api/owner/edit", "POST /api/owner/edit-many", "POST /api/owner/remove", "POST /api/owner/unfollow",
        "POST /api/owner/forget", "POST /api/owner/mend",
    }  # fmt: skip
    assert set(needed) == {"read"}
    assert all(route.startswith("GET ") for route in needed["read"] - {
        "POST /api/ask", "POST /api/summarize", "POST /v1/chat/completions",
    })  # fmt: skip


def test_what_says_nothing_needs_the_most(archive: Archive, accounts: Accounts, keys: dict[str, str]) -> None:
    app = build_api(archive, {".txt": 1}, access=Access())

    @app.get("/api/forgotten")
    def forgotten() -> str:
        return "here"

    async def as_writer(scope: Any, receive: Any, send: Any) -> None:
        with enter(scope, Principal("ben", "write", "account")) as entered:
            await app(entered, receive, send)

    assert TestClient(app).get("/api/forgotten").status_code == 401
    refused = TestClient(as_writer).get("/api/forgotten")
    assert refused.status_code == 403 and "needs the role admin" in refused.text


def test_a_key_has_so_many_requests_a_minute(serving: Served, accounts: Accounts) -> None:
    now = 0.0
    rates = KeyRates(60, lambda: now)
    assert [rates.wait("a") for _ in range(61)] == [0] * 60 + [1] and rates.wait("b") == 0
    now = 2.5
    assert [rates.wait("a") for _ in range(3)] == [0, 0, 1]
    busy, _ = accounts.add_key("busy", "read")
    said = [sent(serving, busy, path="/api/jobs") for _ in range(95)]
    assert {answer.status_code for answer in said} == {200, 429}
    refused = next(answer for answer in said if answer.status_code == 429)  # the last may be let in: a second is over
    assert "more requests" in refused.text and int(refused.headers["retry-after"]) >= 1
