"""How many requests a key may send."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

#: So many keys are remembered.
_MOST = 4_096


class KeyRates:
    """Counts by key: so many a minute, which may come at once."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Args:
        a_minute: the most requests of one key.
        clock: gives seconds; for tests.
        """
        self._most = float(a_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # how many are left, and since when

    def wait(self, key: str) -> int:
        """Take one request; the seconds to wait where there is none left, else 0."""
        now = self._clock()
        left, since = self._left.get(key, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        enough = left >= 1
        self._left[key] = (left - 1 if enough else left), now
        self._left.move_to_end(key)
        while len(self._left) > _MOST:
            self._left.popitem(last=False)
        return 0 if enough else math.ceil((1 - left) * 60 / self._most)
