"""Long work on the page: the engine works in a thread, the page hears of its progress and can stop it."""

from __future__ import annotations

import queue
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from typing import TypeVar

from rag import Progress
from ui.page.runtime.errors import Failure, run_safely

E = TypeVar("E")
T = TypeVar("T")

#: How often a pressed Stop is looked for, in seconds.
LOOK_SECONDS = 0.1


class TaskRegistry:
    """Each session's running work, by the event that stops it; new work stops the old."""

    def __init__(self) -> None:
        self._events: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    @contextmanager
    def of(self, session: str | None) -> Iterator[threading.Event]:
        """Work of a session: gives the event that stops it, and forgets it at the end."""
        mine = threading.Event()
        # Without a session (a program that calls the page's interface) there is nobody else to stop it.
        name = session or uuid.uuid4().hex
        with self._lock:
            before = self._events.get(name)
            self._events[name] = mine
        if before is not None:
            before.set()
        try:
            yield mine
        finally:
            mine.set()
            with self._lock:
                if self._events.get(name) is mine:
                    del self._events[name]

    def stop(self, session: str | None) -> None:
        """Stop a session's work, if there is any."""
        with self._lock:
            event = self._events.get(session or "")
        if event is not None:
            event.set()

    def works(self, session: str | None) -> bool:
        """Whether a session has work that goes on."""
        with self._lock:
            return (session or "") in self._events


def run_with_progress(
    work: Callable[[Callable[[Progress], None]], T], stop: threading.Event
) -> Iterator[Progress | T | Failure]:
    """Let the engine work in a thread, and tell how far it is; it ends without a result when ``stop`` is set.

    Args:
        work: does it, given whom to tell of each step.
        stop: set by the reader.

    Returns:
        Its progress; last what came of it, or why nothing did.
    """
    return (arrived for arrived in in_thread(work, stop) if arrived is not None)


def in_thread(
    work: Callable[[Callable[[E], None]], T], stop: threading.Event, look: float = LOOK_SECONDS
) -> Iterator[E | T | Failure | None]:
    """Let work go on in a thread, so that the page hears a pressed Stop meanwhile; it ends when ``stop`` is set.

    Args:
        work: does it, given what hands over each thing that comes of it.
        stop: set by the reader.
        look: how often it is looked for, in seconds.

    Yields:
        Each thing as it comes, and None where nothing has come for so long; last what the work returns, or why it
        failed.
    """
    arrivals: queue.SimpleQueue[tuple[E | T | Failure, bool]] = queue.SimpleQueue()

    def run() -> None:
        arrivals.put((run_safely(lambda: work(lambda item: arrivals.put((item, False)))), True))

    # What it changes is logged as whoever asked for it.
    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()
    over = False
    while not over and not stop.is_set():
        arrived = None
        with suppress(queue.Empty):
            arrived, over = arrivals.get(timeout=look)
        yield arrived
