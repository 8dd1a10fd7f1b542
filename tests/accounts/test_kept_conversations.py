"""Conversations that the server keeps: bounded, each account's own, and gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from accounts_of import PASSWORD, accounts_of

from rag import Accounts, UsageError
from rag.accounts import kept_conversations
from rag.accounts.account_tables import FILE
from rag.accounts.kept_conversations import forget_quoted

TURNS = [{"question": "How deep?", "answer": {"article": "aa11"}}]


def an_id(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    began, asked = datetime(2025, 3, 1, tzinfo=UTC), iter(range(10_000))
    with accounts_of(tmp_path, lambda: began + timedelta(seconds=next(asked)), anna="read", ben="write") as made:
        yield made


def test_each_sees_and_removes_their_own(accounts: Accounts) -> None:
    kept = accounts.conversations
    assert kept.keep("anna", an_id(1), TURNS, "How deep?") and kept.keep("anna", an_id(2), TURNS * 3, "How wide?")
    assert kept.keep("ben", an_id(1), [{"question": "Who?", "answer": {}}], "Who?")  # the same id is another one
    assert [(each.id, each.title, each.questions) for each in kept.all_of("anna")] == [
        (an_id(2), "How wide?", 3), (an_id(1), "How deep?", 1),
    ]  # fmt: skip
    assert kept.turns("anna", an_id(1)) == TURNS and kept.turns("ben", an_id(2)) is None
    assert not kept.remove("ben", an_id(2)) and kept.remove("ben", an_id(1))
    assert kept.turns("anna", an_id(1)) == TURNS
    assert kept.keep("anna", an_id(1), TURNS * 2, "How deep?")  # gone on with
    assert [(each.id, each.questions) for each in kept.all_of("anna")] == [(an_id(1), 2), (an_id(2), 3)]
    assert kept.remove_all("anna") == 2 and kept.all_of("anna") == []


def test_the_oldest_make_room(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_conversations, "MAX_CONVERSATIONS", 3)
    kept = accounts.conversations
    kept.keep("ben", an_id(9), TURNS, "Whose?")
    for number in range(5):
        kept.keep("anna", an_id(number), TURNS, "How deep?")
    assert [each.id for each in kept.all_of("anna")] == [an_id(4), an_id(3), an_id(2)]
    monkeypatch.setattr(kept_conversations, "MAX_ACCOUNT_BYTES", 200)
    long = [{"question": "x" * 150, "answer": {}}]
    kept.keep("anna", an_id(7), long, "x")
    assert [each.id for each in kept.all_of("anna")] == [an_id(7)]  # the newest stays, whatever its size
    monkeypatch.setattr(kept_conversations, "MAX_CONVERSATION_BYTES", 100)
    with pytest.raises(UsageError, match="larger than"):
        kept.keep("anna", an_id(8), long, "x")
    assert [each.id for each in kept.all_of("ben")] == [an_id(9)]


def test_they_go_with_the_account_and_come_back_for_nobody(accounts: Accounts) -> None:
    kept = accounts.conversations
    kept.keep("anna", an_id(1), TURNS, "How deep?")
    assert accounts.remove_account("Anna") == 1
    assert not kept.keep("anna", an_id(2), TURNS, "How deep?")  # of a page that is still open
    accounts.add_account("anna", PASSWORD, "read")
    assert kept.all_of("anna") == []


def test_text_that_no_database_can_hold_is_no_trouble(accounts: Accounts) -> None:
    accounts.conversations.keep("anna", an_id(1), [{"question": "\ud800 ü", "answer": {}}], "\ud800 ü")
    assert accounts.conversations.all_of("anna")[0].title == "? ü"
    with pytest.raises(UsageError, match="hexadecimal"):
        accounts.conversations.keep("anna", "../1", TURNS, "How deep?")


def test_an_erased_article_is_quoted_in_none(accounts: Accounts, tmp_path: Path) -> None:
    kept = accounts.conversations
    quoted = [{"question": "Where is it?", "answer": {"article": "bb22", "quote": "The anchor rusts at Solvik."}}]
    kept.keep("anna", an_id(1), TURNS, "How deep?")
    kept.keep("ben", an_id(2), quoted, "Where is it?")
    forget_quoted(tmp_path, ["bb22", "cc33"])
    assert [len(kept.all_of(name)) for name in ("anna", "ben")] == [1, 0]
    left = b"".join(file.read_bytes() for file in tmp_path.glob(f"{FILE}*"))
    assert b"How deep" in left and b"anchor" not in left
    forget_quoted(tmp_path / "nowhere", ["bb22"])  # an archive without accounts gets no file of them


def test_the_file_is_its_owners_alone(accounts: Accounts, tmp_path: Path) -> None:
    accounts.conversations.keep("anna", an_id(1), TURNS, "How deep?")
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob(f"{FILE}*")} == {0o600}
