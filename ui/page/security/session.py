"""Who has signed in: each browser that has has a token for a while."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

#: A browser that asks for nothing for so long has to sign in again, and each one after so long in any case.
IDLE_SECONDS = 12 * 3600
LONGEST_SECONDS = 7 * 24 * 3600
#: More browsers than these are not signed in at once; the one that was idle longest goes first.
_MOST = 1_000
#: Nor so many of one account, or whoever has one could sign in until everybody else is signed out.
_MOST_OF_ONE = 50

Holder = TypeVar("Holder")


@dataclass(slots=True)
class _Session(Generic[Holder]):
    holder: Holder
    whose: str
    began: float
    used: float


class Sessions(Generic[Holder]):
    """The sessions, each with whose it is; tokens as digests only, so that none can be read out here."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Args:
        clock: gives seconds; for tests.
        """
        self._key = secrets.token_bytes(32)
        self._clock = clock
        self._sessions: OrderedDict[bytes, _Session[Holder]] = OrderedDict()

    def begin(self, holder: Holder, whose: str = "") -> str:
        """A new session's token, which no browser could know before.

        Args:
            holder: what the session is of.
            whose: the account's name; empty where there is one password for all.
        """
        token, now = secrets.token_urlsafe(32), self._clock()
        self._sessions[self._digest(token)] = _Session(holder, whose, now, now)
        own = [digest for digest, each in self._sessions.items() if whose and each.whose == whose]
        if len(own) > _MOST_OF_ONE:
            del self._sessions[own[0]]  # the one that was idle longest
        while len(self._sessions) > _MOST:
            self._sessions.popitem(last=False)
        return token

    def holder(self, token: str) -> Holder | None:
        """Whose session a token is of, which is in use by that; None where it is none's."""
        name, now = self._digest(token), self._clock()
        session = self._sessions.get(name)
        if session is None:
            return None
        if now - session.used > IDLE_SECONDS or now - session.began > LONGEST_SECONDS:
            del self._sessions[name]
            return None
        session.used = now
        self._sessions.move_to_end(name)
        return session.holder

    def end(self, token: str) -> None:
        """End a session; one that is not known is ended already."""
        self._sessions.pop(self._digest(token), None)

    def _digest(self, text: str) -> bytes:
        # What is looked up is a digest under a key of this process: neither the look-up's time nor its memory tells.
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
