"""The page with accounts: signing in, what a reader's page lacks and cannot call, and sessions that end."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

import gradio as gr
import httpx
import pytest
from accounts_of import PASSWORD, accounts_of
from pages import FERRY, Page, serving_page
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from toy import ToyEmbedder

from rag import Accounts, Archive, UsageError, load_settings
from ui.page.app import build_app
from ui.page.runtime.plain_blocks import PlainBlocks
from ui.page.security.attempts import Attempts
from ui.page.security.credentials import NamedAccounts
from ui.page.security.key_rates import KeyRates
from ui.page.security.login import SignIn
from ui.page.security.proxies import Proxies
from ui.page.security.routes import Routes
from ui.page.server import accounts_in_use
from ui.shared.access import Principal, needed_by, principal_of


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("accounts") / "archive"
    with Archive.open(folder, embedder=ToyEmbedder(), settings=load_settings(archive=folder, llm="none")) as opened:
        opened.add_text(FERRY, name="ferry.md")
        yield opened


@pytest.fixture(scope="module")
def accounts(archive: Archive) -> Iterator[Accounts]:
    with accounts_of(archive.path, anna="read", ben="write", cleo="admin", dora="read") as made:
        yield made


@pytest.fixture(scope="module")
def guarded(archive: Archive, accounts: Accounts) -> Iterator[Page]:
    with serving_page(archive, accounts) as page:
        yield page


@pytest.fixture(scope="module")
def writers(archive: Archive) -> gr.Blocks:
    return build_app(archive, load_settings(archive=archive.path), signs_in=True)


@pytest.fixture(scope="module")
def readers(archive: Archive) -> gr.Blocks:
    return build_app(archive, load_settings(archive=archive.path), role="read", signs_in=True)


@contextmanager
def signed_in(page: Page, name: str, **headers: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=page.url, timeout=60, headers=headers) as client:
        assert sign_in(client, name).status_code == 303
        yield client


def sign_in(client: httpx.Client, name: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    return client.post("/login", data={"name": name, "password": password}, headers=headers)


def event(client: httpx.Client, number: int, data: list[Any], event_data: Any = None) -> tuple[str, Any]:
    """Do an event of the page as its script does; gives how it ended, and what was said."""
    session = secrets.token_hex(5)
    body = {"data": data, "fn_index": number, "session_hash": session, "event_data": event_data}
    joined = client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return "refused", joined.text
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as told:
        for line in told.iter_lines():
            message = json.loads(line.removeprefix("data: ")) if line else {"msg": ""}
            if message["msg"] == "process_completed":
                return ("done" if message["success"] else "failed"), message["output"]
    return "refused", ""


def numbers(app: gr.Blocks) -> dict[str, int]:
    """The events of a page by the names of their handlers, and of what they belong to."""
    return {handler.fn.__qualname__: number for number, handler in app.fns.items() if handler.fn}


def test_strangers_get_the_form_which_asks_for_a_name(guarded: Page) -> None:
    with httpx.Client(base_url=guarded.url) as stranger:
        assert stranger.get("/").headers["location"] == "/login"
        form = stranger.get("/login").text
        assert 'name="name"' in form and "have an account" in form
        for path in ("/config", "/theme.css", "/dateline/dateline.js", "/gradio_api/queue/data?session_hash=x"):
            assert stranger.get(path).status_code == 401
        for given in ({"password": PASSWORD}, {"name": "anna"}, {"name": ["anna", "cleo"], "password": PASSWORD}):
            refused = stranger.post("/login", data=given)
            assert refused.status_code == 400 and not stranger.cookies
        wrong = sign_in(stranger, "<b>anna", "nine boats & a damn")
        assert wrong.status_code == 403 and "no account with this name and password" in wrong.text
        assert "<b>anna" not in wrong.text and 'value="&lt;b&gt;anna"' in wrong.text
        assert sign_in(stranger, "nobody").text == sign_in(stranger, "nobody").text


def test_a_reader_has_no_part_of_the_page_that_writes(
    guarded: Page, archive: Archive, readers: gr.Blocks, writers: gr.Blocks
) -> None:
    with signed_in(guarded, "anna") as reader, signed_in(guarded, "ben") as writer:
        reads, writes = reader.get("/").text, writer.get("/").text
        assert "dl-pasting" in writes and "dl-pasting" not in reads and "dl-drop" not in reads
        theirs, all_of_them = numbers(readers), numbers(writers)
        assert {name.partition(".")[0] for name in set(all_of_them) - set(theirs)} == {
            "AddTab", "AddressBox", "KeptFailures",
        }  # fmt: skip
        sent = reader.post("/dateline/add", content=b"A boat.", headers={"X-Dateline-Name": "boat.txt"})
        assert sent.status_code == 403 and "may not add, correct or remove" in sent.text
        [ferry] = archive.article_ids("ferry")
        shown = event(reader, theirs["AskTab.open"], [], {"articleId": ferry})[1]["data"][0]
        edited = event(writer, all_of_them["AskTab.open"], [], {"articleId": ferry})[1]["data"][0]
        assert "Second ferry" in shown and "dl-correct" not in shown and "dl-correct" in edited


def test_what_a_reader_calls_that_writes_is_refused_on_the_server(
    guarded: Page, archive: Archive, readers: gr.Blocks
) -> None:
    [ferry] = archive.article_ids("ferry")
    fields = {"articleId": ferry, "outlet": "Nobody", "title": "x", "published": ""}
    with signed_in(guarded, "anna") as reader:
        version = archive.version()
        refused = 0
        for number, handler in readers.fns.items():
            if needed_by(handler.fn) not in ("write", "admin") or handler.fn is None:
                continue
            ended, said = event(reader, number, [None] * len(handler.inputs), fields)
            assert ended == "failed" and "needs the role" in json.dumps(said), handler.fn
            refused += 1
        assert refused >= 8 and archive.version() == version
        # Numbers of the writers' page are not there at all.
        assert event(reader, len(readers.fns) + 5, [])[0] == "refused"


def test_a_writer_corrects_and_it_is_logged(
    guarded: Page, accounts: Accounts, archive: Archive, writers: gr.Blocks
) -> None:
    of = numbers(writers)
    [ferry] = archive.article_ids("ferry")
    fields = {"articleId": ferry, "outlet": "Torvik Post", "title": "Second ferry is bought", "published": "2025-11-08"}
    with signed_in(guarded, "ben") as writer:
        ended, said = event(writer, of["wire_pane.<locals>.corrected.<locals>.answer"] - 1, [None], fields)
        assert ended == "done", said
        added = writer.post("/dateline/add", content=b"A boat sank.", headers={"X-Dateline-Name": "boat.txt"})
        assert added.status_code == 200
        pasted, _ = event(writer, of["AddTab.add_text"], ["Lamp", "The lamp of Ubisk burns."])
        assert pasted == "done"
        # A writer gets no model for everybody.
        ended, said = event(writer, of["StatusLine.get_model"], [])
        assert ended == "failed" and "needs the role admin" in json.dumps(said)
    logged = [(each.who, each.door, each.action) for each in accounts.audit.entries() if each.articles]
    assert logged[:3] == [("ben", "page", "added"), ("ben", "page", "added"), ("ben", "page", "edited")]


def test_every_event_says_what_it_needs(writers: gr.Blocks) -> None:
    needed: dict[str, set[str]] = {}
    for handler in writers.fns.values():
        if handler.fn is not None:
            needed.setdefault(needed_by(handler.fn), set()).add(handler.fn.__qualname__)
    assert needed.pop("admin") == {"StatusLine.get_model", "StatusLine.stop_model"}
    assert needed.pop("write") == {
        "wire_pane.<locals>.corrected.<locals>.answer", "ArchiveTab.ask_first", "ArchiveTab.ask_many",
        "ArchiveTab.remove", "ManyForm.correct", "ManyForm.undo", "AddTab.added", "AddTab.add_text",
        "AddressBox.add", "AddressBox.stop", "KeptFailures.refreshed", "KeptFailures.retry", "KeptFailures.clear",
        "KeptFailures.stop",
    }  # fmt: skip
    assert set(needed) == {"read"} and len(needed["read"]) > 25


def test_every_route_of_the_page_says_what_it_needs() -> None:
    routes = Routes(1)._routes
    assert {route.needs for route in routes} == {"read", "write"}
    assert [route.path.pattern for route in routes if route.needs == "write"] == ["/dateline/add"]


def test_an_event_that_says_nothing_needs_the_most(accounts: Accounts) -> None:
    with PlainBlocks() as app:
        gr.Button().click(lambda: None, None, None)

    def by(principal: Principal | None) -> Any:
        scope = {"path": "/", "dateline.principal": principal}
        return asyncio.run(app.process_api(0, [], request=SimpleNamespace(request=SimpleNamespace(scope=scope))))

    for principal in (None, Principal("ben", "write", "account")):
        with pytest.raises(gr.Error, match=r"needs the role admin|who you are"):
            by(principal)
    assert by(Principal("cleo", "admin", "account"))["data"] is not None
    with pytest.raises(gr.Error, match="who you are"):
        asyncio.run(app.process_api(0, []))


def test_a_session_put_into_a_browser_is_worth_nothing_after_signing_in(guarded: Page) -> None:
    with signed_in(guarded, "anna") as attacker, httpx.Client(base_url=guarded.url) as victim:
        [(name, planted)] = attacker.cookies.items()
        for token in (planted, "x" * 43):
            victim.cookies.clear()
            came = sign_in(victim, "cleo", Cookie=f"{name}={token}")
            assert came.status_code == 303 and victim.cookies[name] not in (token, "")
            own = victim.cookies[name]
            victim.cookies.clear()
            # What was planted opens nothing, neither as whose it was nor as who signed in.
            assert victim.get("/", headers={"Cookie": f"{name}={token}"}).status_code == 303
            assert victim.get("/", headers={"Cookie": f"{name}={own}"}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.set_password("dora", "another one of nine"),
        lambda accounts: accounts.set_role("dora", "write"),
        lambda accounts: accounts.remove_account("dora"),
        lambda accounts: (accounts.remove_account("dora"), accounts.add_account("dora", PASSWORD, "read")),
    ],
    ids=["password", "role", "removed", "made anew"],
)
def test_sessions_end_with_the_account_as_it_was(
    guarded: Page, archive: Archive, accounts: Accounts, change: Callable[[Accounts], object]
) -> None:
    with signed_in(guarded, "dora") as reader, signed_in(guarded, "ben") as other:
        assert reader.get("/").status_code == 200
        elsewhere = Accounts.of_archive(archive.path)  # as the command line does, in a process of its own
        assert elsewhere
        change(elsewhere)
        elsewhere.close()
        assert reader.get("/").status_code == 303 and reader.get("/theme.css").status_code == 401
        assert other.get("/").status_code == 200
    with suppress(UsageError):
        accounts.remove_account("dora")
    accounts.add_account("dora", PASSWORD, "read")


def test_forms_of_other_sites_sign_nobody_in(guarded: Page) -> None:
    with httpx.Client(base_url=guarded.url) as reader:
        for origin in ("https://evil.example", "null", guarded.url.replace("127.0.0.1", "localhost")):
            assert sign_in(reader, "anna", Origin=origin).status_code == 403 and not reader.cookies
        came = sign_in(reader, "anna", Origin=guarded.url)
        assert "samesite=lax" in came.headers["set-cookie"].lower() and "httponly" in came.headers["set-cookie"].lower()


def test_tries_for_a_name_are_slowed_down_and_nobody_is_locked_out() -> None:
    now = 1_000.0
    attempts = Attempts(lambda: now)
    attempts.right("home", "anna")
    for number in range(10):
        attempts.wrong(f"bot {number}", "anna")
    assert attempts.wait("bot 3", "anna") == 2, "who has tried wrongly waits"
    assert attempts.wait("bot 3", "ben") == 0
    assert attempts.wait("office", "anna") == 0, "who has not is let try, whatever others did"
    assert attempts.wait("home", "anna") == 0
    for _ in range(20):
        now += 61
        attempts.wrong("bot 3", "anna")
    assert 0 < attempts.wait("bot 3", "anna") <= 60
    assert attempts.wait("home", "anna") == attempts.wait("office", "anna") == 0
    now += 900
    assert attempts.wait("bot 3", "anna") == 0


def test_an_account_of_ones_own_is_no_help_in_guessing_at_anothers() -> None:
    now = 1_000.0
    attempts = Attempts(lambda: now)
    for _ in range(4):
        attempts.wrong("office", "anna")
    attempts.wrong("office", "eve")  # counted before it is compared
    attempts.right("office", "eve")
    assert attempts.wait("office", "anna") == 0
    attempts.wrong("office", "anna")
    assert attempts.wait("office", "anna") == 2, "signing in as somebody else does not make it begin anew"
    assert attempts.wait("office", "eve") == 0, "and who is known there does not wait for what others try"
    for _ in range(20):
        attempts.wrong("office", "ben")
    assert attempts.wait("office", "eve") == 0
    for _ in range(5):
        attempts.wrong("office", "eve")
    assert attempts.wait("office", "eve") > 0
    for number in range(5_000):
        attempts.wrong("office", f"name {number}")
    assert len(attempts._pairs) <= 4_096


def test_guessing_is_slowed_down_by_address_whatever_name_is_tried(guarded: Page) -> None:
    with httpx.Client(base_url=guarded.url, headers={"X-Forwarded-For": "203.0.113.9"}) as guesser:
        said = [sign_in(guesser, name, "a wrong guess").status_code for name in ("anna", "ben", "x", "y", "z", "anna")]
        assert said == [403] * 5 + [429]
        held = sign_in(guesser, "anna")
        assert held.status_code == 429 and int(held.headers["retry-after"]) > 0 and 'value="anna"' in held.text


# -- a proxy that signs in -------------------------------------------------------------------------------------------


def behind(accounts: Accounts, comes_from: str, trusted: str) -> TestClient:
    """A door behind proxies that says who came, asked by a connection from somewhere."""

    async def who(scope: Any, receive: Any, send: Any) -> None:
        principal = principal_of(scope)
        answer = PlainTextResponse(f"{principal.who if principal else None} {scope['scheme']}")
        await answer(scope, receive, send)

    settings = load_settings(trusted_proxies=trusted, user_header="X-Remote-User")
    door = SignIn(who, NamedAccounts(accounts), KeyRates(600))
    app = Proxies(door, settings.trusted_proxies, settings.user_header)
    return TestClient(app, client=(comes_from, 50_000), follow_redirects=False)


@pytest.mark.parametrize("comes_from", ["127.0.0.1", "10.1.2.3", "::ffff:10.1.2.3", "2001:db8::5"])
def test_a_trusted_proxy_names_who_comes(accounts: Accounts, comes_from: str) -> None:
    client = behind(accounts, comes_from, "127.0.0.1, 10.0.0.0/8, 2001:db8::/32")
    assert client.get("/", headers={"X-Remote-User": "Anna"}).text == "anna http"
    assert client.get("/api/articles", headers={"X-Remote-User": "anna"}).text == "anna http"
    for name in ("nobody", "", "anna,cleo", "anna\t,"):
        told = client.get("/", headers={"X-Remote-User": name})
        assert told.status_code == 403 and "no account here" in told.text, name
    twice = [("X-Remote-User", "anna"), ("X-Remote-User", "cleo")]
    assert client.get("/", headers=twice).status_code == 403
    assert client.get("/").headers["location"] == "/login", "who is not named signs in"
    assert client.get("/", headers={"Remote-User": "anna", "X-Remote_User": "anna"}).status_code == 303


@pytest.mark.parametrize("comes_from", ["127.0.0.1", "203.0.113.5", "::1", "192.0.2.70", "testclient"])
def test_the_header_of_anybody_else_is_nothing(accounts: Accounts, comes_from: str) -> None:
    client = behind(accounts, comes_from, "192.0.2.7, 2001:db8::/32")
    for headers in (
        {}, {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "2001:db8::1, 192.0.2.7"},
        {"X-Real-IP": "192.0.2.7"}, {"Forwarded": "for=192.0.2.7"},
    ):  # fmt: skip
        assert client.get("/", headers={"X-Remote-User": "cleo", **headers}).status_code == 303
    # Nor does a stranger say where it comes from: its tries are counted together.
    said = []
    for number in range(6):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Proto": "https"}
        tried = client.post("/login", data={"name": "anna", "password": "a wrong guess"}, headers=headers)
        said.append(tried.status_code)
    assert said == [403] * 5 + [429]


def test_a_cookie_is_for_tls_alone_where_a_trusted_proxy_says_so(accounts: Accounts) -> None:
    for comes_from, secure in (("192.0.2.7", True), ("203.0.113.5", False)):
        client = behind(accounts, comes_from, "192.0.2.7")
        came = client.post(
            "/login", data={"name": "anna", "password": PASSWORD}, headers={"X-Forwarded-Proto": "https"}
        )
        assert ("secure" in came.headers["set-cookie"].lower()) is secure


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"user_header": "X-Remote-User"}, "DATELINE_TRUSTED_PROXIES"),
        ({"trusted_proxies": "0.0.0.0/0"}, "is everybody"),
        ({"trusted_proxies": "proxy.example"}, "no address and no network"),
        ({"trusted_proxies": "10.0.0.1", "user_header": "Cookie"}, "says something else"),
        ({"trusted_proxies": "10.0.0.1", "user_header": "a b"}, "name of a header"),
    ],
)
def test_proxies_are_named_in_full(settings: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        load_settings(**settings)


def test_a_password_beside_accounts_is_refused(accounts: Accounts, archive: Archive) -> None:
    with pytest.raises(UsageError, match="has accounts or keys, and DATELINE_PASSWORD is set"):
        accounts_in_use(load_settings(archive=archive.path, password="nine boats"))  # noqa: S106 - made up
    for account in accounts.accounts():
        accounts.remove_account(account.name)
    assert accounts_in_use(load_settings(archive=archive.path, password="nine boats")) is None  # noqa: S106
    named = load_settings(archive=archive.path, trusted_proxies="127.0.0.1", user_header="X-Remote-User")
    with pytest.raises(UsageError, match="no accounts that a proxy could name"):
        accounts_in_use(named)
