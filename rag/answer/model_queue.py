"""The line before a local model: it writes one answer at a time, first come, first served.

Two answers at once would both be slow, and what each reader waits for is the first sentence.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Self

from rag.llm.chat import ChatModel

#: One who has not moved for so long has gone without saying so, and is passed; longer than a model's own timeout.
PATIENCE_SECONDS = 120.0
#: How often one who waits looks whether he was stopped, in seconds.
_LOOK_SECONDS = 0.1
_LOCAL = "local:"


class ModelQueue:
    """Those who want one model, in the order in which they came. Safe to use from several threads."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._places: deque[Ticket] = deque()
        self._moved = threading.Condition()

    def place(self) -> Ticket:
        """Stand in line, at its end; use it as a context manager."""
        return Ticket(self)

    def _ahead(self, place: Ticket) -> int:
        """How many come before; the first who has not moved for too long is taken out. The lock is held."""
        while self._places and self._places[0] is not place and self._places[0].idle > self._patience:
            self._places.popleft()
        return self._places.index(place) if place in self._places else 0


class Ticket:
    """A place in a line, from entering the context until leaving it."""

    def __init__(self, line: ModelQueue) -> None:
        self._line = line
        self._last = time.monotonic()

    @property
    def idle(self) -> float:
        """Seconds since it last moved."""
        return time.monotonic() - self._last

    def moves(self) -> None:
        """Say that the work at the head of the line goes on."""
        self._last = time.monotonic()

    def wait(self, stop: threading.Event | None = None) -> Iterator[int]:
        """Wait for one's turn, or until ``stop`` is set.

        Yields:
            The number of those ahead each time that it changes, 0 last; nothing where there is nobody.
        """
        told = 0
        while stop is None or not stop.is_set():
            with self._line._moved:
                self.moves()
                ahead = self._line._ahead(self)
                if ahead == told and ahead:
                    self._line._moved.wait(_LOOK_SECONDS)
                    continue
            if ahead != told:
                told = ahead
                yield ahead
            if not ahead:
                return

    def __enter__(self) -> Self:
        with self._line._moved:
            self.moves()
            self._line._places.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        with self._line._moved:
            if self in self._line._places:
                self._line._places.remove(self)
            self._line._moved.notify_all()


_lines: dict[str, ModelQueue] = {}
_lines_lock = threading.Lock()


def line_for(model: ChatModel) -> ModelQueue:
    """The line before a model: one for all who use the same local model, one of its own for every other answer."""
    if not model.name.startswith(_LOCAL):
        return ModelQueue()
    with _lines_lock:
        return _lines.setdefault(model.name, ModelQueue())
