"""Accounts for tests, whose passwords cost little to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher

from rag import Accounts
from rag.accounts.account_tables import account_engine
from rag.accounts.passwords import Passwords

PASSWORD = "nine boats & a dam"  # noqa: S105 - made up
#: Parameters for tests only: the real ones take 64 MB and a quarter of a second.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def accounts_of(
    folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC), **roles: str
) -> Iterator[Accounts]:
    """The accounts of an archive, with one of each name and role, all of one password."""
    accounts = Accounts(account_engine(folder), Passwords(CHEAP), clock)
    for name, role in roles.items():
        accounts.add_account(name, PASSWORD, role)  # type: ignore[arg-type]
    try:
        yield accounts
    finally:
        accounts.close()
