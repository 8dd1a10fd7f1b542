"""Accounts, keys and entries of the log, as values; none of them holds a secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from rag.accounts.account_roles import Role
from rag.accounts.acting import Door

#: What was done: to articles, or to accounts and keys.
Action = Literal[
    "added", "updated", "edited", "removed",
    "account added", "account removed", "password changed", "role changed", "key added", "key revoked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in. ``stamp`` changes with the password and the role: sessions of before end by that."""

    name: str
    role: Role
    created: datetime
    stamp: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a program. ``prefix`` names it and is no secret; ``expires`` is when it ends; ``used`` is when it was
    used last, to the minute."""

    prefix: str
    name: str
    role: Role
    created: datetime
    expires: datetime
    revoked: datetime | None = None
    used: datetime | None = None

    def state(self, now: datetime) -> Literal["valid", "expired", "revoked"]:
        """Whether it can be used."""
        if self.revoked is not None:
            return "revoked"
        return "valid" if now < self.expires else "expired"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A change: when, by whom and through which door, what was done, and to what.

    ``articles`` are ids; ``what`` names an account or a key. No text of any article is kept.
    """

    at: datetime
    who: str | None
    door: Door
    action: Action
    articles: tuple[str, ...] = ()
    what: str | None = None
