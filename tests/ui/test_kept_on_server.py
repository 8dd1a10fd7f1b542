"""Conversations on the server, by the page's routes: nobody reads or removes another's, nothing is kept unasked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from accounts_of import PASSWORD, accounts_of
from pages import FERRY, Page, serving_page
from toy import ToyEmbedder

from rag import Accounts, Archive, Coverage, load_settings
from ui.page.answers.record import record_of
from ui.page.security.routes import CONVERSATIONS

ID = "0123456789abcdef" * 2
OTHER = "f" * 32


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("kept") / "archive"
    with Archive.open(folder, embedder=ToyEmbedder(), settings=load_settings(archive=folder, llm="none")) as opened:
        opened.add_text(FERRY, name="ferry.md")
        yield opened


@pytest.fixture(scope="module")
def accounts(archive: Archive) -> Iterator[Accounts]:
    with accounts_of(archive.path, anna="read", ben="write", cleo="admin") as made:
        yield made


@pytest.fixture(scope="module")
def keeping(archive: Archive, accounts: Accounts) -> Iterator[Page]:
    with serving_page(archive, accounts, keep_conversations=True) as page:
        yield page


@pytest.fixture(scope="module")
def turns(archive: Archive) -> list[dict[str, Any]]:
    question = "What did the council vote to buy?"
    return [{"question": question, "answer": record_of(archive.quote(question), Coverage(1))}]


@contextmanager
def signed_in(page: Page, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=page.url, timeout=60) as client:
        assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
        yield client


def one(conversation: str = ID) -> str:
    return f"{CONVERSATIONS}/{conversation}"


def test_a_second_browser_sees_them_and_nobody_else(keeping: Page, turns: list[dict[str, Any]]) -> None:
    with signed_in(keeping, "anna") as anna, signed_in(keeping, "cleo") as cleo:
        assert 'name="dateline-conversations"' in anna.get("/").text
        assert anna.put(one(), json={"turns": turns}).status_code == 204  # a reader, who writes nothing else
        with signed_in(keeping, "anna") as elsewhere:
            [listed] = elsewhere.get(CONVERSATIONS).json()
            assert (listed["id"], listed["title"], listed["questions"]) == (ID, turns[0]["question"], 1)
            opened = elsewhere.get(one())
            assert opened.json() == {"id": ID, "turns": turns} and opened.headers["cache-control"] == "no-store"
        # An admin who knows the id neither reads nor removes it, and what they keep by it is another one.
        assert cleo.get(CONVERSATIONS).json() == [] and cleo.get(one()).status_code == 404
        assert cleo.delete(one()).status_code == 404
        assert cleo.put(one(), json={"turns": turns * 2}).status_code == 204
        assert cleo.delete(CONVERSATIONS).status_code == 204
        assert anna.get(one()).json()["turns"] == turns
        assert anna.delete(one()).status_code == 204 and anna.get(one()).status_code == 404
        for conversation in (ID, OTHER):
            anna.put(one(conversation), json={"turns": turns})
        assert anna.delete(CONVERSATIONS).status_code == 204 and anna.get(CONVERSATIONS).json() == []


def test_strangers_keys_and_other_sites_get_nothing(
    keeping: Page, accounts: Accounts, turns: list[dict[str, Any]]
) -> None:
    secret, _ = accounts.add_key("a program", "admin")
    with signed_in(keeping, "ben") as ben:
        ben.put(one(), json={"turns": turns})
        for method, path in (("GET", CONVERSATIONS), ("GET", one()), ("DELETE", CONVERSATIONS), ("PUT", one())):
            for headers in ({}, {"Authorization": f"Bearer {secret}"}):
                assert httpx.request(method, keeping.url + path, headers=headers).status_code == 401
            elsewhere = {"Origin": "https://elsewhere.example"}
            assert ben.request(method, path, headers=elsewhere).status_code == 403
        assert ben.post("/signout").status_code == 303
        assert ben.get(one()).status_code == 401
    assert [each.id for each in accounts.conversations.all_of("ben")] == [ID]
    accounts.revoke_key("a program")


def test_what_is_no_conversation_is_not_kept(keeping: Page, turns: list[dict[str, Any]]) -> None:
    with signed_in(keeping, "cleo") as cleo:
        for wrong in (b"", b"{", b"[]", b"null", b"[" * 50_000, b'{"turns": []}', b'{"turns": [{"question": "x"}]}'):
            assert cleo.put(one(), content=wrong).status_code == 422, wrong[:20]
        assert cleo.put(one(), json={"turns": turns * 51}).status_code == 422
        assert cleo.put(one(), content=b" " * 2_600_000).status_code == 413
        for name in ("x", ID[:-1], ID.upper(), f"{ID}/x", "..%2f"):
            assert cleo.put(f"{CONVERSATIONS}/{name}", json={"turns": turns}).status_code == 404
        # Of what is sent besides nothing is kept.
        more = [{**turns[0], "besides": "x" * 1000}]
        assert cleo.put(one(), json={"turns": more, "besides": 1}).status_code == 204
        assert cleo.get(one()).json()["turns"] == turns
        assert cleo.get(CONVERSATIONS).json()[0]["title"] == turns[0]["question"]


def test_nothing_is_kept_where_no_setting_says_so(archive: Archive, accounts: Accounts, turns: list[Any]) -> None:
    with serving_page(archive, accounts) as page, signed_in(page, "anna") as anna:
        assert "dateline-conversations" not in anna.get("/").text
        for method in ("GET", "PUT", "DELETE"):
            refused = anna.request(method, one(), json={"turns": turns} if method == "PUT" else None)
            assert refused.status_code == 404 and "each browser keeps its own" in refused.text
    assert accounts.conversations.all_of("anna") == []


def test_nor_where_there_are_no_accounts(archive: Archive, turns: list[Any]) -> None:
    with serving_page(archive, keep_conversations=True) as page:
        assert "dateline-conversations" not in httpx.get(page.url).text
        assert httpx.put(page.url + one(), json={"turns": turns}).status_code == 404
