"""How often passwords may be tried: by one client, for one name, and by all together."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

Whose = TypeVar("Whose", str, tuple[str, str])

#: So many wrong passwords a client has free; each one more makes it wait twice as long, from two seconds on.
_FREE = 5
_MAX_WAIT_SECONDS = 60.0
#: A client that has tried nothing for so long begins anew.
_FORGOTTEN_SECONDS = 900.0
#: All strangers together: so many wrong ones at once, then one a second. At that pace eight random letters and digits
#: take 89,000 years.
_BURST = 60.0
_A_SECOND = 1.0
#: So many wrong passwords a name has free, from wherever they come; then those who have tried wrongly before wait as
#: above. A client that has not is let try, and so is one that has signed in: nobody can lock somebody else out.
_FREE_FOR_A_NAME = 10
#: So many clients are remembered, of each kind.
_MOST = 4_096


@dataclass(slots=True)
class _Tried:
    """What was tried by a client, or for a name."""

    free: int
    wrong: int = 0
    last: float = 0.0

    def left(self, now: float) -> float:
        """The seconds that are still to be waited."""
        if self.wrong < self.free or self.is_forgotten(now):
            return 0.0
        return self.last + min(_MAX_WAIT_SECONDS, 2.0 ** min(self.wrong - self.free + 1, 10)) - now

    def is_forgotten(self, now: float) -> bool:
        return now - self.last >= _FORGOTTEN_SECONDS


class Attempts:
    """Counts wrong passwords. Who has signed in before is not held up by what strangers try, nor by what others at its
    address (a proxy's, or an office's) try for other names."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._clients: OrderedDict[str, _Tried] = OrderedDict()
        self._names: OrderedDict[str, _Tried] = OrderedDict()
        self._pairs: OrderedDict[tuple[str, str], _Tried] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._left = _BURST
        self._filled = clock()

    def wait(self, client: str, name: str = "") -> int:
        """The seconds that a client has to wait before it may try; 0 where it may now.

        Args:
            client: see :func:`client_of`.
            name: which account is tried; empty where there is one password for all.
        """
        now = self._clock()
        self._left = min(_BURST, self._left + (now - self._filled) * _A_SECOND)
        self._filled = now
        pair = self._pairs.get((client, name))
        if (client, name) in self._known:  # what others try from its address for other names does not hold it up
            return math.ceil(max(0.0, pair.left(now) if pair else 0.0))
        own, named = self._clients.get(client), self._names.get(name) if name else None
        by_itself = own.left(now) if own else 0.0
        by_name = named.left(now) if named and own and not own.is_forgotten(now) else 0.0
        by_all = 0.0 if self._left >= 1 else (1 - self._left) / _A_SECOND
        return math.ceil(max(0.0, by_itself, by_name, by_all))

    def wrong(self, client: str, name: str = "") -> None:
        """A client gave a wrong password. Who finds out only later says so before, and :meth:`right` if it was not."""
        now = self._clock()
        _count(self._clients, client, _FREE, now)
        _count(self._pairs, (client, name), _FREE, now)
        if name:
            _count(self._names, name, _FREE_FOR_A_NAME, now)
        if (client, name) not in self._known:
            self._left = max(0.0, self._left - 1)

    def right(self, client: str, name: str = "") -> None:
        """A client gave the password. What it tried for other names stays counted: else whoever has an account could
        guess at another's, and sign in with the own one in between."""
        pair, own = self._pairs.pop((client, name), None), self._clients.get(client)
        if pair and own:
            own.wrong = max(0, own.wrong - pair.wrong)
            if not own.wrong:
                del self._clients[client]
        self._names.pop(name, None)
        self._known[client, name] = None
        self._known.move_to_end((client, name))
        while len(self._known) > _MOST:
            self._known.popitem(last=False)


def _count(tried: OrderedDict[Whose, _Tried], whose: Whose, free: int, now: float) -> None:
    known = tried.get(whose)
    if known is None or known.is_forgotten(now):
        known = tried[whose] = _Tried(free)
    known.wrong += 1
    known.last = now
    tried.move_to_end(whose)
    while len(tried) > _MOST:
        tried.popitem(last=False)


def client_of(address: str | None) -> str:
    """Whose tries are counted together: an IPv4 address, or the network of an IPv6 one, as each has millions."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return f"{found.exploded[:19]}::/64" if found.ipv4_mapped is None else str(found.ipv4_mapped)
    return str(found)
