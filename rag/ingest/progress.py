"""How far adding has come, told to whoever wants to know: sources, failures, passages, how fast, and what is left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rag.reports import Progress

#: Seconds between two reports; a terminal shows no more, and a callback may be slow.
_EVERY_SECONDS = 0.1


class Tracker:
    """Puts together what reading and embedding say, each in a thread of its own."""

    def __init__(self, told: Callable[[Progress], None] | None) -> None:
        self._told = told
        self._lock = threading.Lock()
        self._total = self._done = self._failed = self._committed = self._embedded = 0
        self._item = ""
        self._first: float | None = None
        self._last = 0.0

    def found(self, total: int) -> None:
        """So many sources are to be read."""
        with self._lock:
            self._total = total
            self._tell(at_once=True)

    def reading(self, item: str) -> None:
        """An item was read."""
        with self._lock:
            self._item = item
            self._tell()

    def source_done(self, item: str) -> None:
        """A source was read to its end, or found unchanged."""
        with self._lock:
            self._done += 1
            self._item = item
            self._tell(at_once=self._done == self._total)

    def failed(self) -> None:
        """A source, or something in it, could not be read."""
        with self._lock:
            self._failed += 1

    def committed(self, passages: int) -> None:
        """So many passages more can be found by words."""
        with self._lock:
            self._committed += passages

    def embedding(self, progress: Progress) -> None:
        """The embedding's own report."""
        with self._lock:
            if self._first is None:
                self._first = time.monotonic()
            self._embedded = progress.done
            self._tell(at_once=self._done == self._total)

    def _tell(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if self._told is None or (now - self._last < _EVERY_SECONDS and not at_once):
            return
        self._last = now
        rate = left = None
        if self._first is not None and now > self._first:
            rate = self._embedded / (now - self._first)
        if rate and self._done:
            expected = self._committed * max(self._total, self._done) / self._done
            left = max(0.0, expected - self._embedded) / rate
        self._told(Progress("adding", self._done, self._total, self._item, self._failed, self._embedded, rate, left))
