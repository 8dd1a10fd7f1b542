"""Accounts and keys as they are kept: hashes only, one name once, and nobody told which half was wrong."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import ANY

import pytest
from accounts_of import CHEAP, PASSWORD, accounts_of
from argon2 import PasswordHasher
from toy import ToyEmbedder

from rag import ROLES, Account, Accounts, Actor, Archive, UsageError, acting_as, role_allows, system_user
from rag.accounts.passwords import AT_ONCE, Passwords


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with accounts_of(tmp_path, anna="read", ben="write") as made:
        yield made


def test_roles_hold_what_the_ones_before_may() -> None:
    assert [[role_allows(has, needs) for needs in ROLES] for has in ROLES] == [
        [True, False, False], [True, True, False], [True, True, True],
    ]  # fmt: skip


def test_only_the_right_pair_signs_in(accounts: Accounts) -> None:
    came = accounts.sign_in(" Anna ", PASSWORD)
    assert came and (came.name, came.role) == ("anna", "read")
    for name, password in (
        ("anna", PASSWORD + " "), ("anna", ""), ("anna", PASSWORD.upper()), ("ben\0", PASSWORD), ("", PASSWORD),
        ("nobody", PASSWORD), ("anna' OR 1=1 --", PASSWORD), ("anna", "x" * 5_000), ("a" * 5_000, PASSWORD),
        ("anna", "\ud800"), ("ａｎｎａ", PASSWORD),
    ):  # fmt: skip
        assert accounts.sign_in(name, password) is None, (name[:20], password[:20])


def test_on_disk_there_are_hashes_only_and_nobody_else_reads_them(accounts: Accounts, tmp_path: Path) -> None:
    key, known = accounts.add_key("a program", "read")
    files = list(tmp_path.glob("accounts.sqlite*"))
    kept = b"".join(file.read_bytes() for file in files)
    assert b"$argon2id$" in kept and known.prefix.encode() in kept
    assert PASSWORD.encode() not in kept and key.encode() not in kept and key[12:].encode() not in kept
    assert files and all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert PASSWORD not in repr(accounts.accounts()) and "$argon2" not in repr(accounts.accounts())


def test_the_real_parameters_are_those_of_rfc_9106() -> None:
    hasher = Passwords()._hasher
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) == (3, 65_536, 4)
    assert Passwords().hashed(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_what_was_hashed_at_other_parameters_is_hashed_anew(accounts: Accounts, tmp_path: Path) -> None:
    before = (tmp_path / "accounts.sqlite").stat().st_mtime_ns
    assert accounts.sign_in("anna", PASSWORD)
    dearer = Accounts(accounts._engine, Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)))
    assert dearer.sign_in("anna", PASSWORD) and accounts._row("anna")["password"].count("t=2") == 1
    assert dearer.account("anna") == accounts.account("anna"), "sessions go on"
    assert before <= (tmp_path / "accounts.sqlite").stat().st_mtime_ns


def test_only_some_passwords_are_compared_at_once() -> None:
    at_once = most = 0
    counting = threading.Lock()

    class Slow(PasswordHasher):
        def verify(self, *_: object) -> bool:  # type: ignore[override]
            nonlocal at_once, most
            with counting:
                at_once += 1
                most = max(most, at_once)
            threading.Event().wait(0.02)
            with counting:
                at_once -= 1
            return True

    passwords = Passwords(Slow())
    threads = [threading.Thread(target=passwords.fits, args=("kept", PASSWORD)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == AT_ONCE == 2


def test_an_unknown_name_costs_as_much_as_a_wrong_password() -> None:
    compared: list[str] = []
    hashed: list[bytes] = []

    class Counting(PasswordHasher):
        def verify(self, hashed: str, given: bytes) -> bool:  # type: ignore[override]
            compared.append(hashed)
            return CHEAP.verify(hashed, given)

        def hash(self, password: bytes, **_: object) -> str:  # type: ignore[override]
            hashed.append(password)
            return CHEAP.hash(password)

    passwords = Passwords(Counting())
    known = CHEAP.hash(PASSWORD)
    assert passwords.fits(known, PASSWORD) and len(compared) == 1
    assert hashed == [b"nobody's"], "with the first of all, so that none takes longer for being unknown"
    compared.clear()
    assert not passwords.fits(None, PASSWORD) and not passwords.fits(None, "nobody's") and len(compared) == 2
    assert not passwords.fits("no hash at all", PASSWORD) and len(hashed) == 1


def test_stamps_change_with_what_ends_sessions(accounts: Accounts) -> None:
    def stamp() -> str:
        found = accounts.account("anna")
        assert isinstance(found, Account)
        return found.stamp

    stamps = [stamp()]
    accounts.set_password("ANNA", "another one of nine")
    stamps.append(stamp())
    accounts.set_role("anna", "admin")
    stamps.append(stamp())
    accounts.remove_account("anna")
    assert accounts.account("anna") is None and accounts.sign_in("anna", "another one of nine") is None
    accounts.add_account("anna", PASSWORD, "read")
    assert len({*stamps, stamp()}) == 4 and "stamp" not in repr(accounts.account("anna"))


@pytest.mark.parametrize(
    ("name", "password", "role", "told"),
    [
        ("", PASSWORD, "read", "cannot be a name"), ("a b", PASSWORD, "read", "cannot be a name"),
        ("<b>", PASSWORD, "read", "cannot be a name"), ("a" * 65, PASSWORD, "read", "cannot be a name"),
        ("é", PASSWORD, "read", "cannot be a name"), ("anna", PASSWORD, "read", "there is an account anna already"),
        ("dora", "7 chars", "read", "8 to 1,000 characters"), ("dora", "x" * 1_001, "read", "8 to 1,000 characters"),
        ("dora", " " * 20, "read", "8 to 1,000 characters"), ("dora", PASSWORD, "root", "is no role"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_account(accounts: Accounts, name: str, password: str, role: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        accounts.add_account(name, password, role)  # type: ignore[arg-type]
    assert [each.name for each in accounts.accounts()] == ["anna", "ben"]


def test_what_cannot_be_a_key(accounts: Accounts) -> None:
    accounts.add_key("press", "read")
    for name, role, days, told in (
        ("", "read", 1, "in 1 to 100 characters"), ("press", "read", 1, "already"), ("x", "root", 1, "is no role"),
        ("x", "read", 0, "1 to 3,650 days"), ("x", "read", 3_651, "1 to 3,650 days"), ("\x1b[1m", "read", 1, "named"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=told):
            accounts.add_key(name, role, days)  # type: ignore[arg-type]
    accounts.revoke_key("press")
    accounts.add_key("press", "write")
    made = accounts.keys()
    assert [(key.name, key.role, key.revoked is None) for key in made] == [
        ("press", "read", False), ("press", "write", True),
    ]  # fmt: skip
    with pytest.raises(UsageError, match="no key nothing in use"):
        accounts.revoke_key("nothing")


def test_they_are_in_use_while_there_is_an_account_or_a_key(tmp_path: Path) -> None:
    assert Accounts.of_archive(tmp_path) is None and not list(tmp_path.iterdir())
    with accounts_of(tmp_path) as accounts:
        assert not accounts.in_use()
        _, key = accounts.add_key("a", "read")
        assert accounts.in_use()
        accounts.revoke_key(key.prefix)
        assert not accounts.in_use()
        accounts.add_account("anna", PASSWORD, "read")
        assert accounts.in_use()
    again = Accounts.of_archive(tmp_path)
    assert again and again.in_use()
    again.close()


def test_a_damaged_file_is_told_of_in_a_sentence(tmp_path: Path) -> None:
    from rag import ArchiveDamagedError

    (tmp_path / "accounts.sqlite").write_bytes(b"no database, but long enough to be taken for one" * 100)
    with pytest.raises(ArchiveDamagedError, match="accounts cannot be read"):
        Accounts.of_archive(tmp_path)


def test_changes_of_articles_are_logged_for_who_acts(archive: Archive) -> None:
    with acting_as(Actor("anna", "page")):
        first = archive.add_text("Quay of Torvik\n\nThe quay sank on Monday.", name="a.txt").added[0]
        with acting_as(Actor(None, "api")):
            archive.edit(first, outlet="Torvik Post")
        archive.edit(first, outlet="Torvik Post")  # which changes nothing
        archive.add_text("Quay of Torvik\n\nThe quay sank on Monday.", name="a.txt")  # nor does that
        archive.edit_many([first, "x"], language="en")
    archive.remove([first, "x"])
    logged = Accounts.of_archive(archive.path)
    assert logged
    said = [(each.who, each.door, each.action, each.articles) for each in logged.audit.entries()]
    assert said == [
        (system_user(), "python", "removed", (first,)),
        ("anna", "page", "edited", (first,)),
        (None, "api", "edited", (first,)),
        ("anna", "page", "added", (first,)),
    ]
    assert [each.action for each in logged.audit.entries(who="anna", limit=1)] == ["edited"]
    logged.close()
    kept = b"".join(file.read_bytes() for file in archive.path.glob("accounts.sqlite*"))
    assert b"Torvik" not in kept and b"quay" not in kept


def test_what_cannot_be_logged_is_done_all_the_same_and_told_of(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    (archive.path / "accounts.sqlite").mkdir()
    added = archive.add_text("Quay of Torvik\n\nThe quay sank on Monday.", name="a.txt").added
    assert len(added) == 1 and archive.count() == 1
    assert "not logged: added 1 articles" in caplog.text and "Torvik" not in caplog.text
    (archive.path / "accounts.sqlite").rmdir()
    archive.resume()  # as the next start does
    assert logged_changes(archive.path) == [("added", tuple(added))]


@pytest.mark.parametrize("written", [False, True], ids=["before-the-log", "after-the-log"])
def test_a_kill_between_the_commits_loses_no_entry_and_doubles_none(tmp_path: Path, written: bool) -> None:
    """The process is killed once the article is committed: before its entry is in the log, and right after that."""
    program = f"""
import os, signal, sys
from rag import Actor, Archive, acting_as
from rag.accounts.audit_log import AuditLog
from toy import ToyEmbedder
take = AuditLog.take
def killed(self, rows):
    {"take(self, rows)" if written else ""}
    os.kill(os.getpid(), signal.SIGKILL)
AuditLog.take = killed
with Archive.open(sys.argv[1], embedder=ToyEmbedder()) as archive, acting_as(Actor("anna", "page")):
    archive.add_text("Quay of Torvik\\n\\nThe quay sank on Monday.", name="a.txt")
"""
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "archive")], env={**os.environ, "PYTHONPATH": path}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert logged_changes(tmp_path / "archive") == ([("added", ANY)] if written else [])
    for _ in range(2):  # the second start finds nothing left to take over
        with Archive.open(tmp_path / "archive", embedder=ToyEmbedder()) as archive:
            [article_id] = archive.article_ids()
            assert logged_changes(archive.path) == [("added", (article_id,))]
            assert archive._store.folder.database.get("changes") is not None
    with sqlite3.connect(tmp_path / "archive" / "catalog.sqlite") as catalog:
        assert catalog.execute("SELECT count(*) FROM meta WHERE key LIKE 'audit:%'").fetchone() == (0,)


def test_what_did_not_come_to_pass_is_not_logged(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("in the midst of it")

    monkeypatch.setattr("rag.store.catalog._state_of_words", fails)
    with pytest.raises(RuntimeError):
        archive._store.catalog.put_articles([])
    with pytest.raises(RuntimeError), archive._store.catalog.changes.write() as (_, note):
        note("removed", ["a1"])
        raise RuntimeError
    archive.resume()
    assert logged_changes(archive.path) == []


def test_a_log_of_an_earlier_version_goes_on(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "accounts.sqlite") as before:
        before.execute(
            "CREATE TABLE audit (pk INTEGER PRIMARY KEY, at VARCHAR NOT NULL, who TEXT, door VARCHAR NOT NULL, "
            "action VARCHAR NOT NULL, articles JSON NOT NULL, what TEXT)"
        )
        before.execute(
            "INSERT INTO audit VALUES (1, '2025-01-01T00:00:00.000+00:00', 'anna', 'cli', 'added', '[]', NULL)"
        )
    with accounts_of(tmp_path, ben="read") as accounts:
        assert [each.action for each in accounts.audit.entries()] == ["account added", "added"]


def logged_changes(folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    accounts = Accounts.of_archive(folder)
    if accounts is None:
        return []
    try:
        return [(each.action, each.articles) for each in accounts.audit.entries() if each.articles]
    finally:
        accounts.close()


def test_a_backup_carries_no_accounts(archive: Archive, tmp_path: Path) -> None:
    import zipfile

    archive.add_text("Quay of Torvik\n\nThe quay sank on Monday.", name="a.txt")
    with accounts_of(archive.path, anna="admin"):
        archive.export(tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as packed:
        held = b"".join(packed.read(name) for name in packed.namelist())
    assert b"argon2" not in held and b"anna" not in held
    assert held
