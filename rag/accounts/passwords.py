"""Passwords of accounts: hashed by argon2id, some at a time."""

from __future__ import annotations

import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from rag.errors import UsageError

MIN_CHARS: Final = 8
MAX_CHARS: Final = 1_000
#: Each takes 64 MB and a quarter of a second of two cores: more of them at once would only wait for each other.
AT_ONCE: Final = 2


class Passwords:
    """Hashes and compares; safe to use from several threads, in which others wait for their turn.

    Args:
        hasher: argon2 at the parameters that RFC 9106 recommends second (64 MB, 3 passes), unless a test wants less.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._nobodys: str | None = None

    def hashed(self, password: str) -> str:
        """What is kept of a password.

        Raises:
            UsageError: it is too short or too long.
        """
        if len(password.strip()) < MIN_CHARS or len(password) > MAX_CHARS:
            raise UsageError(f"a password has {MIN_CHARS} to {MAX_CHARS:,} characters: choose another one")
        with self._places:
            return self._hasher.hash(_as_bytes(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one that was hashed.

        Args:
            kept: what was kept; None where there is no such account. Then it takes as long, and is never right.
            password: what was typed.
        """
        if len(password) > MAX_CHARS:
            return False
        with self._places:
            # Made with the first of all, whoever it is: made with the first unknown name, that one would take longer.
            self._nobodys = self._nobodys or self._hasher.hash(b"nobody's")
            try:
                self._hasher.verify(self._nobodys if kept is None else kept, _as_bytes(password))
            except (VerifyMismatchError, VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed at other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def _as_bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
