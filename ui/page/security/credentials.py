"""What somebody brings who is to be let in: a password, an account's name with its password, or a key."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import anyio
from anyio.to_thread import run_sync

from rag import Account, Accounts, ApiKey, DatelineError, KeyRefusedError
from ui.page.security.attempts import Attempts
from ui.page.security.session import Sessions
from ui.shared.access import ANYONE, Principal

T = TypeVar("T")

_WAIT = "There were too many wrong passwords or keys. Wait {}, then try again."
_BUSY = "Too many are signing in at once. Try again in some seconds."
_WRONG = "That is not the password. Try again."
_WRONG_PAIR = "There is no account with this name and password. Try again."
_WRONG_BEARER = "That is not the password: send the right one as Authorization: Bearer PASSWORD."
_NO_ACCOUNT = "You are signed in elsewhere as somebody who has no account here: ask whoever runs this archive for one."
#: So many passwords may be waiting to be compared: two at a time take a quarter of a second.
_MOST_SIGNING_IN = 16
#: So many look-ups of accounts and keys go on at once; a thread of the server's own would be waited for behind answers.
_LOOKING_UP = 8

_log = logging.getLogger("dateline.login")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody is not let in: a status and a sentence, and the seconds to wait."""

    status: int
    sentence: str
    wait: int = 0


class Credentials(Protocol):
    """Compares what is brought with what is known."""

    #: Whether there are names beside passwords.
    named: bool
    #: How a program says who it is.
    how: str

    async def sign_in(self, name: str, password: str, client: str) -> str | Refusal:
        """The token of a new session."""

    async def of_session(self, token: str) -> Principal | None:
        """Whose session it is."""

    def end(self, token: str) -> None:
        """End a session."""

    async def of_bearer(self, brought: str, client: str) -> Principal | Refusal:
        """Who a program is."""

    async def of_proxy(self, name: str) -> Principal | Refusal:
        """Who it is that a trusted proxy names."""


class OnePassword:
    """One password for all, by which they may do all."""

    named = False
    how = "Send the password with the request: Authorization: Bearer PASSWORD."

    def __init__(self, password: str, sessions: Sessions[bool] | None = None) -> None:
        """Args:
        password: what everyone who uses the page knows; kept as a digest.
        sessions: of those who knew it.
        """
        self._key = secrets.token_bytes(32)
        self._digest = self._digested(password)
        self._sessions = sessions or Sessions()
        self._attempts = Attempts()

    async def sign_in(self, name: str, password: str, client: str) -> str | Refusal:
        """The token of a new session. Nothing waits in it, so that many tries at once are counted one by one."""
        return self._compared(password, client, Refusal(403, _WRONG)) or self._sessions.begin(True)

    async def of_session(self, token: str) -> Principal | None:
        """Whose session it is."""
        return ANYONE if self._sessions.holder(token) else None

    def end(self, token: str) -> None:
        """End a session."""
        self._sessions.end(token)

    async def of_bearer(self, brought: str, client: str) -> Principal | Refusal:
        """Who a program is."""
        return self._compared(brought, client, Refusal(401, _WRONG_BEARER)) or ANYONE

    async def of_proxy(self, name: str) -> Principal | Refusal:
        """Nobody: names are of accounts."""
        return Refusal(403, _NO_ACCOUNT)

    def _compared(self, password: str, client: str, wrong: Refusal) -> Refusal | None:
        if wait := self._attempts.wait(client):
            return too_many(wait)
        if not hmac.compare_digest(self._digested(password), self._digest):
            self._attempts.wrong(client)
            _log.warning("a wrong password came from %s", client)
            return wrong
        self._attempts.right(client)
        return None

    def _digested(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)


class NamedAccounts:
    """Accounts and keys, each with its role."""

    named = True
    how = "Send a key with the request: Authorization: Bearer KEY. (dateline keys add NAME makes one.)"

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions[Account] | None = None,
        attempts: Callable[[], Attempts] = Attempts,
    ) -> None:
        """Args:
        accounts: of the archive.
        sessions: of those who signed in.
        attempts: counts what was wrong, once for passwords and once for keys.
        """
        self._accounts = accounts
        self._sessions = sessions or Sessions()
        self._attempts = attempts()
        self._key_attempts = attempts()
        self._looking = anyio.CapacityLimiter(_LOOKING_UP)
        self._signing = anyio.CapacityLimiter(_LOOKING_UP)
        self._signing_in = 0

    async def sign_in(self, name: str, password: str, client: str) -> str | Refusal:
        """The token of a new session."""
        name = name.strip().lower()[:100]
        if wait := self._attempts.wait(client, name):
            return too_many(wait)
        if self._signing_in >= _MOST_SIGNING_IN:
            return Refusal(429, _BUSY, 2)
        # Counted before it is compared, which takes a while: else many tries at once would all be the first.
        self._attempts.wrong(client, name)
        self._signing_in += 1
        try:
            account = await run_sync(self._accounts.sign_in, name, password, limiter=self._signing)
        except DatelineError as error:
            return Refusal(503, str(error), 5)
        finally:
            self._signing_in -= 1
        if account is None:
            _log.warning("a wrong name or password came from %s", client)
            return Refusal(403, _WRONG_PAIR)
        self._attempts.right(client, name)
        return self._sessions.begin(account, account.name)

    async def of_session(self, token: str) -> Principal | None:
        """Whose session it is; none's where the account has gone, or has another password or role since."""
        held = self._sessions.holder(token)
        if held is None:
            return None
        now = await self._looked_up(lambda: self._accounts.account(held.name))
        if isinstance(now, Account) and now.stamp == held.stamp:
            return Principal.of(now)
        if now is None or isinstance(now, Account):
            self._sessions.end(token)
        return None

    def end(self, token: str) -> None:
        """End a session."""
        self._sessions.end(token)

    async def of_bearer(self, brought: str, client: str) -> Principal | Refusal:
        """Who a program is. A right key is let in however many wrong ones came from the same client: 256 random bits
        are not guessed."""
        found = await self._looked_up(lambda: _key_of(self._accounts, brought))
        if isinstance(found, ApiKey):
            return Principal.of(found)
        if isinstance(found, Refusal):
            return found
        if found.guessed:
            if wait := self._key_attempts.wait(client):
                return too_many(wait)
            self._key_attempts.wrong(client)
        _log.warning("a wrong key came from %s", client)
        return Refusal(401, str(found))

    async def of_proxy(self, name: str) -> Principal | Refusal:
        """Who it is that a trusted proxy names."""
        found = await self._looked_up(lambda: self._accounts.account(name))
        if isinstance(found, Refusal):
            return found
        return Principal.of(found) if found is not None else Refusal(403, _NO_ACCOUNT)

    async def _looked_up(self, look: Callable[[], T]) -> T | Refusal:
        try:
            return await run_sync(look, limiter=self._looking)
        except DatelineError as error:
            return Refusal(503, str(error), 5)


def _key_of(accounts: Accounts, brought: str) -> ApiKey | KeyRefusedError:
    try:
        return accounts.of_key(brought)
    except KeyRefusedError as error:
        return error


def too_many(wait: int) -> Refusal:
    """What is said to who has tried too often."""
    return Refusal(429, _WAIT.format(f"{wait} second{'s' if wait > 1 else ''}"), wait)
