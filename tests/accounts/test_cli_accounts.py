"""``dateline users``, ``keys`` and ``audit``."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ask_json, call, refused

from rag import Accounts, system_user
from ui.cli.main import main

PASSWORD = "nine boats & a dam"  # noqa: S105 - made up


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "archive").mkdir()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    return tmp_path / "archive"


def typed(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))


def test_accounts_are_made_changed_and_removed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There are no accounts" in call("users", "list").stdout
    typed(monkeypatch, PASSWORD)
    first = call("users", "add", "Anna", "--role", "admin")
    assert (first.returncode, first.stdout) == (0, "anna may sign in (admin).\n")
    assert "from its next start on the server asks everyone" in first.stderr and PASSWORD not in first.stderr
    typed(monkeypatch, PASSWORD)
    second = call("users", "add", "ben", "--json")
    assert json.loads(second.stdout)["role"] == "read" and second.stderr == ""
    assert [each["name"] for each in ask_json("users", "list", by=call)] == ["anna", "ben"]
    assert ask_json("users", "role", "ben", "write", by=call)["role"] == "write"
    typed(monkeypatch, "another one of nine")
    assert ask_json("users", "passwd", "ben", by=call)["name"] == "ben"
    for wrong in (["users", "passwd", "dora"], ["users", "remove", "dora"], ["users", "role", "dora", "read"]):
        refused(2, "there is no account dora")(call(*wrong))
    typed(monkeypatch, "short")
    refused(2, "8 to 1,000 characters")(call("users", "add", "dora"))
    typed(monkeypatch, "")
    refused(2, "there is no password")(call("users", "add", "dora"))
    assert ask_json("users", "remove", "ben", by=call) == {"removed": "ben", "conversations": 0}
    last = call("users", "remove", "anna")
    assert last.returncode == 0 and "asks nobody" in last.stderr


def test_kept_conversations_are_forgotten_with_an_account_or_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("anna", "ben"):
        typed(monkeypatch, PASSWORD)
        call("users", "add", name)
    found = Accounts.of_archive(folder)
    assert found is not None
    with closing(found) as accounts:
        for number, name in enumerate(("anna", "anna", "ben")):
            accounts.conversations.keep(name, f"{number:032x}", [{"question": "How deep?", "answer": {}}], "How deep?")
        refused(2, "there is no account dora")(call("users", "forget", "dora"))
        assert call("users", "forget", "ben").stdout == "1 conversation of ben removed.\n"
        assert ask_json("users", "forget", "ben", by=call) == {"account": "ben", "conversations": 0}
        assert len(accounts.conversations.all_of("anna")) == 2
        told = call("users", "remove", "anna").stdout
        assert told == "anna is removed, with 2 conversations that the server kept.\n"
        assert accounts.conversations.all_of("anna") == []


def test_a_key_is_shown_once(folder: Path) -> None:
    assert "There are no keys" in call("keys", "list").stdout
    made: Any = ask_json("keys", "add", "the newsletter", "--role", "write", "--days", "30", by=call)
    assert made["key"].startswith(made["prefix"] + "_") and made["state"] == "valid" and made["used"] is None
    listed = call("keys", "list").stdout
    assert "the newsletter" in listed and made["prefix"] in listed and made["key"] not in listed
    assert "key" not in ask_json("keys", "list", by=call)[0]
    assert ask_json("keys", "revoke", "the newsletter", by=call)["state"] == "revoked"
    refused(2, "in use")(call("keys", "revoke", made["prefix"]))
    refused(2, "1 to 3,650 days")(call("keys", "add", "x", "--days", "0"))
    assert "revoked" in call("keys", "list").stdout
    text = call("keys", "add", "another").stdout
    assert text.startswith("dl_") and "shown this once" in text


def test_the_command_line_is_the_systems_user(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: __import__("toy").ToyEmbedder())
    assert "Nothing has been changed" in call("audit").stdout
    (tmp_path / "quay.txt").write_text("Quay of Torvik\n\nThe quay sank on Monday, its master said.")
    [added] = ask_json("add", tmp_path / "quay.txt", by=call)["added"]
    ask_json("remove", added, by=call)
    call("keys", "add", "one")
    entries = ask_json("audit", by=call)
    assert [(each["who"], each["door"], each["action"], each["count"]) for each in entries] == [
        (system_user(), "cli", action, count) for action, count in (("key added", 0), ("removed", 1), ("added", 1))
    ]
    assert entries[1]["articles"] == [added] and "one (read)" in entries[0]["what"]
    shown = call("audit", "--who", system_user(), "--limit", "1").stdout
    assert "key added" in shown and added not in shown
    assert ask_json("audit", "--since", "2999-01-01", by=call) == []
    for option in (["--since", "2999-01-01"], ["--who", "nobody"]):  # there were changes, but none of those
        assert call("audit", *option).stdout == "The log has nothing of that.\n"
    refused(2, "is not a day")(call("audit", "--since", "soon"))


def test_without_an_archive_there_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "none"))
    for command in (["users", "list"], ["keys", "add", "x"], ["audit"]):
        refused(2, "there is no archive")(call(*command))


@pytest.mark.parametrize("command", ["users", "keys"])
def test_groups_say_what_there_is(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert "add" in capsys.readouterr().out
