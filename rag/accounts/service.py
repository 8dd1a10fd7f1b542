"""Accounts and keys: made, changed, and compared with what somebody brings."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from rag.accounts.account_roles import ROLES, Role
from rag.accounts.account_tables import (
    ACCOUNTS,
    KEYS,
    account_engine,
    has_accounts_file,
    make_tables,
    plain_account_errors,
)
from rag.accounts.account_values import Account, Action, ApiKey
from rag.accounts.audit_log import AuditLog, write_entry
from rag.accounts.kept_conversations import KeptConversations, remove_conversations
from rag.accounts.passwords import Passwords
from rag.errors import KeyRefusedError, UsageError
from rag.settings.given_path import given_path

#: So long a key is good for unless it is said otherwise.
KEY_DAYS: Final = 365
_MOST_DAYS: Final = 3_650
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
#: What a key looks like: its prefix, and 256 random bits.
_KEY = re.compile(r"(dl_[0-9a-f]{8})_[A-Za-z0-9_-]{43}")
#: How often it is noted that a key is used.
_USED_SECONDS = 60


class Accounts:
    """The accounts and keys of an archive. Safe to use from several threads and processes.

    Args:
        engine: the database that holds them; its tables are made where they are missing.
        passwords: hashes them.
        clock: the time.
    """

    def __init__(
        self,
        engine: Engine,
        passwords: Passwords | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._passwords = passwords or Passwords()
        self._clock = clock
        make_tables(engine)
        #: Who changed what.
        self.audit = AuditLog(lambda: engine, clock)
        #: What those who sign in have asked, where it is kept.
        self.conversations = KeptConversations(engine, clock)

    @classmethod
    def of_archive(cls, folder: Path, *, create: bool = False) -> Accounts | None:
        """Those of an archive; None where it has none.

        Args:
            folder: the archive's; it must be there.
            create: make their file where it is missing.

        Raises:
            UsageError: there is no such folder.
        """
        folder = given_path(folder)
        if not folder.is_dir():
            raise UsageError(f"there is no archive at {folder} yet: make one with dateline add FOLDER")
        return cls(account_engine(folder)) if create or has_accounts_file(folder) else None

    def in_use(self) -> bool:
        """Whether there is an account, or a key that was not revoked: whoever comes then says who it is."""
        with plain_account_errors(), self._engine.connect() as db:
            accounts = db.execute(select(func.count()).select_from(ACCOUNTS)).scalar_one()
            keys = db.execute(select(func.count()).select_from(KEYS).where(KEYS.c.revoked.is_(None))).scalar_one()
        return bool(accounts or keys)

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    # -- accounts --------------------------------------------------------------------------------------------------

    def accounts(self) -> list[Account]:
        """All of them, by name."""
        with plain_account_errors(), self._engine.connect() as db:
            return [_account(row) for row in db.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name)).mappings()]

    def account(self, name: str) -> Account | None:
        """The account of this name, in whichever case it is written."""
        row = self._row(name)
        return _account(row) if row is not None else None

    def add_account(self, name: str, password: str, role: Role) -> Account:
        """Make an account.

        Raises:
            UsageError: the name, the password or the role cannot be one, or there is such an account.
        """
        name = name.strip().lower()
        if not _NAME.fullmatch(name):
            raise UsageError(
                f'"{name[:80]}" cannot be a name: letters from a to z, digits and . _ @ + - make one, of at most 64 '
                "characters"
            )
        _must_be_role(role)
        if self._row(name) is not None:
            raise UsageError(f"there is an account {name} already: dateline users passwd {name} changes its password")
        row = {
            "name": name,
            "role": role,
            "password": self._passwords.hashed(password),
            "created": self._now(),
            "stamp": secrets.token_hex(16),
        }
        with plain_account_errors(), self._engine.begin() as db:
            db.execute(insert(ACCOUNTS).values(row))
            self._note(db, "account added", f"{name} ({role})")
        return _account(row)

    def remove_account(self, name: str) -> int:
        """Remove an account, with the conversations that were kept for it; its sessions end.

        Returns:
            How many conversations went with it.

        Raises:
            UsageError: there is none.
        """
        name = self._known(name)
        with plain_account_errors(), self._engine.begin() as db:
            db.execute(delete(ACCOUNTS).where(ACCOUNTS.c.name == name))
            conversations = remove_conversations(db, name)
            self._note(db, "account removed", name)
        return conversations

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password; its sessions end.

        Raises:
            UsageError: there is no such account, or the password cannot be one.
        """
        name = self._known(name)
        self._change(name, "password changed", name, password=self._passwords.hashed(password))

    def set_role(self, name: str, role: Role) -> None:
        """Give an account another role; its sessions end.

        Raises:
            UsageError: there is no such account or role.
        """
        _must_be_role(role)
        name = self._known(name)
        self._change(name, "role changed", f"{name} ({role})", role=role)

    def sign_in(self, name: str, password: str) -> Account | None:
        """The account whose name and password these are; None where they are none's, which takes as long.

        Blocks for a quarter of a second, and longer where many come at once: call it in a thread.
        """
        row = self._row(name)
        if not self._passwords.fits(row["password"] if row is not None else None, password) or row is None:
            return None
        if self._passwords.is_outdated(row["password"]):
            with plain_account_errors(), self._engine.begin() as db:
                hashed = self._passwords.hashed(password)
                db.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == row["name"]).values(password=hashed))
        return _account(row)

    # -- keys ------------------------------------------------------------------------------------------------------

    def keys(self) -> list[ApiKey]:
        """All keys, the oldest first; those that were revoked, too."""
        with plain_account_errors(), self._engine.connect() as db:
            return [_key(row) for row in db.execute(select(KEYS).order_by(KEYS.c.created)).mappings()]

    def add_key(self, name: str, role: Role, days: int = KEY_DAYS) -> tuple[str, ApiKey]:
        """Make a key for a program.

        Args:
            name: what it is for.
            role: what it may do.
            days: how long.

        Returns:
            The key itself, which is kept nowhere, and what is known of it.

        Raises:
            UsageError: the name, role or days cannot be such, or there is a key of this name in use.
        """
        name = " ".join(name.split())
        if not name.isprintable() or not 0 < len(name) <= 100:
            raise UsageError("a key is named by what it is for, in 1 to 100 characters: give it such a name")
        _must_be_role(role)
        if not 1 <= days <= _MOST_DAYS:
            raise UsageError(f"a key is good for 1 to {_MOST_DAYS:,} days: say how many")
        if any(key.name == name and key.revoked is None for key in self.keys()):
            raise UsageError(f"there is a key called {name} already: revoke it, or choose another name")
        now = self._clock()
        prefix = f"dl_{secrets.token_hex(4)}"
        secret = f"{prefix}_{secrets.token_urlsafe(32)}"
        row = {
            "prefix": prefix,
            "name": name,
            "role": role,
            "digest": _digest(secret),
            "created": now.isoformat(timespec="seconds"),
            "expires": (now + timedelta(days=days)).isoformat(timespec="seconds"),
            "revoked": None,
            "used": None,
        }
        with plain_account_errors(), self._engine.begin() as db:
            db.execute(insert(KEYS).values(row))
            self._note(db, "key added", f"{prefix} {name} ({role})")
        return secret, _key(row)

    def revoke_key(self, called: str) -> ApiKey:
        """Let a key do nothing any more, from the next request on.

        Args:
            called: its prefix, or its name.

        Raises:
            UsageError: there is no such key in use.
        """
        there = [key for key in self.keys() if key.revoked is None and called in (key.prefix, key.name)]
        if not there:
            raise UsageError(f"there is no key {called} in use: dateline keys list shows them")
        revoked = replace(there[0], revoked=self._clock())
        with plain_account_errors(), self._engine.begin() as db:
            db.execute(update(KEYS).where(KEYS.c.prefix == revoked.prefix).values(revoked=self._now()))
            self._note(db, "key revoked", f"{revoked.prefix} {revoked.name}")
        return revoked

    def of_key(self, secret: str) -> ApiKey:
        """The key that a program brings.

        Raises:
            KeyRefusedError: it is none, or cannot be used any more.
        """
        found = _KEY.fullmatch(secret)
        with plain_account_errors(), self._engine.connect() as db:
            row = db.execute(select(KEYS).where(KEYS.c.prefix == (found[1] if found else ""))).mappings().first()
        if row is None or not hmac.compare_digest(row["digest"], _digest(secret)):
            told = "That is not a key of this archive: send the right one as Authorization: Bearer KEY."
            raise KeyRefusedError(told, guessed=True)
        key, now = _key(row), self._clock()
        match key.state(now):
            case "revoked":
                raise KeyRefusedError(f"The key {key.prefix} was revoked: ask for a new one.")
            case "expired":
                raise KeyRefusedError(f"The key {key.prefix} expired on {key.expires:%Y-%m-%d}: ask for a new one.")
        if key.used is None or (now - key.used).total_seconds() > _USED_SECONDS:
            with plain_account_errors(), self._engine.begin() as db:
                db.execute(update(KEYS).where(KEYS.c.prefix == key.prefix).values(used=self._now()))
        return key

    # -- what they share -------------------------------------------------------------------------------------------

    def _row(self, name: str) -> Any:
        # What cannot be a name is none, whatever characters it is made of.
        name = name.strip().lower()
        if not _NAME.fullmatch(name):
            return None
        with plain_account_errors(), self._engine.connect() as db:
            return db.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == name)).mappings().first()

    def _known(self, name: str) -> str:
        row = self._row(name)
        if row is None:
            raise UsageError(f"there is no account {name}: dateline users list shows them")
        return str(row["name"])

    def _change(self, name: str, action: Action, what: str, **values: str) -> None:
        with plain_account_errors(), self._engine.begin() as db:
            stamp = secrets.token_hex(16)
            db.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(stamp=stamp, **values))
            self._note(db, action, what)

    def _note(self, db: Connection, action: Action, what: str) -> None:
        """In the transaction that does it: it is done and logged, or neither."""
        write_entry(db, self.audit.entry(action, what=what))

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _must_be_role(role: str) -> None:
    if role not in ROLES:
        raise UsageError(f'"{role}" is no role: give {", ".join(ROLES[:-1])} or {ROLES[-1]}')


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _account(row: Any) -> Account:
    return Account(row["name"], row["role"], datetime.fromisoformat(row["created"]), row["stamp"])


def _key(row: Any) -> ApiKey:
    return ApiKey(
        prefix=row["prefix"],
        name=row["name"],
        role=row["role"],
        created=datetime.fromisoformat(row["created"]),
        expires=datetime.fromisoformat(row["expires"]),
        revoked=_moment(row["revoked"]),
        used=_moment(row["used"]),
    )


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
