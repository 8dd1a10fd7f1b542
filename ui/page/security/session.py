"""Who has signed in: the password is compared here, and each browser that knew it has a token for a while."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

#: A browser that asks for nothing for so long has to sign in again, and each one after so long in any case.
IDLE_SECONDS = 12 * 3600
LONGEST_SECONDS = 7 * 24 * 3600
#: More browsers than these are not signed in at once; the one that was idle longest goes first.
_MOST = 1_000


@dataclass(slots=True)
class _Session:
    began: float
    used: float


class Sessions:
    """The password, and the sessions that it has opened; both as digests, so that neither can be read out here."""

    def __init__(self, password: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Args:
        password: what everyone who uses the page knows.
        clock: gives seconds; for tests.
        """
        self._key = secrets.token_bytes(32)
        self._password = self._digest(password)
        self._clock = clock
        self._sessions: OrderedDict[bytes, _Session] = OrderedDict()

    def opens(self, password: str) -> bool:
        """Whether it is the password; how long that takes does not tell how near it is."""
        return hmac.compare_digest(self._digest(password), self._password)

    def begin(self) -> str:
        """A new session's token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        self._sessions[self._digest(token)] = _Session(now, now)
        while len(self._sessions) > _MOST:
            self._sessions.popitem(last=False)
        return token

    def knows(self, token: str) -> bool:
        """Whether a token is that of a session, which is in use by that."""
        name, now = self._digest(token), self._clock()
        session = self._sessions.get(name)
        if session is None:
            return False
        if now - session.used > IDLE_SECONDS or now - session.began > LONGEST_SECONDS:
            del self._sessions[name]
            return False
        session.used = now
        self._sessions.move_to_end(name)
        return True

    def end(self, token: str) -> None:
        """End a session; one that is not known is ended already."""
        self._sessions.pop(self._digest(token), None)

    def _digest(self, text: str) -> bytes:
        # What is looked up is a digest under a key of this process: neither the look-up's time nor its memory tells.
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
