"""How often passwords may be tried: by one client, and by all together."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

#: So many wrong passwords a client has free; each one more makes it wait twice as long, from two seconds on.
_FREE = 5
_MAX_WAIT_SECONDS = 60.0
#: A client that has tried nothing for so long begins anew.
_FORGOTTEN_SECONDS = 900.0
#: All strangers together: so many wrong ones at once, then one a second. At that pace eight random letters and digits
#: take 89,000 years.
_BURST = 60.0
_A_SECOND = 1.0
#: So many clients are remembered, of each kind.
_MOST = 4_096


@dataclass(slots=True)
class _Client:
    wrong: int = 0
    last: float = 0.0

    @property
    def wait(self) -> float:
        return min(_MAX_WAIT_SECONDS, 2.0 ** min(self.wrong - _FREE + 1, 10)) if self.wrong >= _FREE else 0.0


class Attempts:
    """Counts wrong passwords. Who has signed in before is not held up by what strangers try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._left = _BURST
        self._filled = clock()

    def wait(self, client: str) -> int:
        """The seconds that a client has to wait before it may try; 0 where it may now."""
        now = self._clock()
        known = self._clients.get(client)
        by_itself = known.last + known.wait - now if known and now - known.last < _FORGOTTEN_SECONDS else 0.0
        self._left = min(_BURST, self._left + (now - self._filled) * _A_SECOND)
        self._filled = now
        by_all = 0.0 if client in self._known or self._left >= 1 else (1 - self._left) / _A_SECOND
        return math.ceil(max(0.0, by_itself, by_all))

    def wrong(self, client: str) -> None:
        """A client gave a wrong password."""
        now = self._clock()
        known = self._clients.get(client)
        if known is None or now - known.last >= _FORGOTTEN_SECONDS:
            known = self._clients[client] = _Client()
        known.wrong += 1
        known.last = now
        self._clients.move_to_end(client)
        if client not in self._known:
            self._left = max(0.0, self._left - 1)
        while len(self._clients) > _MOST:
            self._clients.popitem(last=False)

    def right(self, client: str) -> None:
        """A client gave the password."""
        self._clients.pop(client, None)
        self._known[client] = None
        self._known.move_to_end(client)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)


def client_of(address: str | None) -> str:
    """Whose tries are counted together: an IPv4 address, or the network of an IPv6 one, as each has millions."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return f"{found.exploded[:19]}::/64" if found.ipv4_mapped is None else str(found.ipv4_mapped)
    return str(found)
