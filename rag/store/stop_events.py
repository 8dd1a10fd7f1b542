"""Events that end a long work."""

from __future__ import annotations

import threading
import time

#: How long a wait may take to hear that it is to end, in seconds.
TURN_SECONDS = 0.1


class AnyOf(threading.Event):
    """Is set as soon as one of several events is."""

    def __init__(self, *events: threading.Event) -> None:
        super().__init__()
        self._events = events

    def is_set(self) -> bool:
        """Whether one of them is, or it is itself."""
        return super().is_set() or any(event.is_set() for event in self._events)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for one of them, in short turns."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self.is_set() and (end is None or time.monotonic() < end):
            super().wait(TURN_SECONDS if end is None else max(0.0, min(TURN_SECONDS, end - time.monotonic())))
        return self.is_set()
