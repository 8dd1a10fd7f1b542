"""Summaries on the page: the engine works in a thread, the page hears of its progress and can stop it."""

from __future__ import annotations

import queue
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag import Answer, Progress
from ui.outcome import Failure, attempt

#: How often a pressed Stop is looked for, in seconds.
_LOOK = 0.1
STOPPED = "Stopped. Ask again when you like."

#: How a summary stands: how far it is, what came of it, or why nothing did.
Summary = Progress | Answer | Failure | None


class Running:
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


def summarised(
    summarise: Callable[[Callable[[Progress], None]], Answer], stop: threading.Event
) -> Iterator[Progress | Answer | Failure]:
    """Let the engine summarise, and tell how far it is.

    Args:
        summarise: does it, given whom to tell of each step.
        stop: set by the reader.

    Yields:
        Its progress; last the summary, or why there is none.
    """
    arrivals: queue.SimpleQueue[Progress | Answer | Failure] = queue.SimpleQueue()
    yield Progress("summarising", 0, 0)
    work = threading.Thread(
        target=lambda: arrivals.put(attempt(lambda: summarise(arrivals.put))), name="summarising", daemon=True
    )
    work.start()
    while not stop.is_set():
        try:
            arrived = arrivals.get(timeout=_LOOK)
        except queue.Empty:
            continue
        yield arrived
        if not isinstance(arrived, Progress):
            return
    yield Failure(STOPPED)


def progress_text(progress: Progress) -> str:
    """How far a summary is, in words."""
    if progress.step == "waiting" and progress.total:
        waits = f"{progress.total} {'answer comes' if progress.total == 1 else 'answers come'} before yours"
        return f"The model is busy: {waits}."
    if progress.total > 1:
        return f"Summarising: part {progress.done} of {progress.total} is done …"
    return "Summarising, and checking each sentence …"
