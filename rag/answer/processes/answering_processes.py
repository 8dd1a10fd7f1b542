"""As many processes as there are cores that answer with quotes, where several people ask at once.

Finding sentences is mostly Python, of which one thread of a process runs at a time: however many cores there are, one
process answers no more. So the question that comes while another one is looked up is answered by a process of its own,
which has the archive open to read. Who asks alone is answered where they ask, and nothing is started.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from rag.answer.events import AnswerEvent
from rag.answer.processes.asked_elsewhere import AskedElsewhere
from rag.errors import DatelineError

#: After one did not come up, or ended unasked, no other is started for so many seconds.
_PAUSE_SECONDS = 30.0
#: One that nobody has asked for so many seconds ends.
IDLE_SECONDS = 60.0

_log = logging.getLogger("dateline.answering")


class Answerer(Protocol):
    """One process; see :class:`rag.answer.processes.answering_process.AnsweringProcess`."""

    @property
    def lives(self) -> bool:
        """Whether it runs, as far as is known."""
        ...

    def wait_until_ready(self) -> bool:
        """Whether it came up."""
        ...

    def answer(self, asked: AskedElsewhere) -> list[AnswerEvent] | None:
        """The events of an answer; None where it could not answer."""
        ...

    def kill(self) -> None:
        """End it, and wait until it has, also while another thread waits for its answer."""
        ...

    def end(self) -> None:
        """End it at once, and let go of what it was reached by."""
        ...


class AnsweringProcesses:
    """Hands questions to processes, and keeps a few of these. Safe to use from several threads.

    Args:
        start: starts one; raises OSError or DatelineError where that cannot be done.
        most: how many there may be at once.
        idle_seconds: after so long without a question one ends.
    """

    def __init__(self, start: Callable[[], Answerer], most: int, idle_seconds: float = IDLE_SECONDS) -> None:
        self._start = start
        self._most = most
        self._idle_seconds = idle_seconds
        self._changed = threading.Condition()
        self._asked = 0
        #: With when each had its last question; the one that was asked last is taken first, so that others may end.
        self._free: list[tuple[Answerer, float]] = []
        self._busy: set[Answerer] = set()
        self._starting = 0
        self._coming: set[Answerer] = set()
        self._queue: deque[object] = deque()
        self._not_before = 0.0
        self._barred = 0  # by how many there are to be none at this moment
        self._watched = False

    @contextmanager
    def asking(self) -> Iterator[bool]:
        """While a question is looked up, here or elsewhere; whether another one is being looked up, too."""
        with self._changed:
            self._asked += 1
            beside = self._asked > 1
        try:
            yield beside
        finally:
            with self._changed:
                self._asked -= 1

    def answer(self, asked: AskedElsewhere) -> list[AnswerEvent] | None:
        """Have a process answer; None where there is none yet, or it failed: then answer it here."""
        process = self._taken()
        if process is None:
            return None
        events: list[AnswerEvent] | None = None
        try:
            events = process.answer(asked)
        finally:
            self._given_back(process)
        return events

    @contextmanager
    def none(self) -> Iterator[None]:
        """End them all, and start none while this lasts; what they are at is answered without them."""
        with self._changed:
            self._barred += 1
            free, others = [process for process, _ in self._free], [*self._busy, *self._coming]
            self._free.clear()
            self._changed.notify_all()
        for process in others:
            process.kill()  # whoever waits for it lets go of it
        for process in free:
            process.end()
        try:
            yield
        finally:
            with self._changed:
                self._barred -= 1

    def close(self) -> None:
        """End them all for good."""
        with self._changed:
            self._barred += 1
        with self.none():
            pass

    # -- within --------------------------------------------------------------------------------------------------------

    def _taken(self) -> Answerer | None:
        """A process that is free, once those who came before have theirs; None where there is none to wait for."""
        ticket = object()
        with self._changed:
            self._start_another()
            self._queue.append(ticket)
            try:
                self._changed.wait_for(
                    lambda: not (self._free or self._busy) or (bool(self._free) and self._queue[0] is ticket)
                )
                if not self._free:
                    return None
                process, _ = self._free.pop()
                self._busy.add(process)
                return process
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _given_back(self, process: Answerer) -> None:
        with self._changed:
            self._busy.discard(process)
            usable = process.lives and not self._barred
            if usable:
                self._free.append((process, time.monotonic()))
            elif not self._barred:
                self._not_before = time.monotonic() + _PAUSE_SECONDS
                _log.warning("an answering process ended; what it was asked is answered without it")
            self._changed.notify_all()
        if not usable:
            process.end()

    def _start_another(self) -> None:
        """Start one more, in the background, where there may be more."""
        there = len(self._free) + len(self._busy) + self._starting
        if self._barred or self._free or there >= self._most or time.monotonic() < self._not_before:
            return
        self._starting += 1
        threading.Thread(target=self._come_up, name="answering process", daemon=True).start()

    def _come_up(self) -> None:
        process: Answerer | None = None
        came_up = False
        try:
            process = self._start()
            with self._changed:
                self._coming.add(process)
                barred = self._barred
            came_up = not barred and process.wait_until_ready()
        except (OSError, DatelineError) as error:
            _log.warning("an answering process cannot be started (%s)", error)
        with self._changed:
            self._starting -= 1
            if process is not None:
                self._coming.discard(process)
            barred = self._barred
            usable = came_up and not barred and process is not None and process.lives
            if usable and process is not None:
                self._free.append((process, time.monotonic()))
                self._changed.notify_all()
                if not self._watched:
                    self._watched = True
                    threading.Thread(target=self._watch, name="answering processes", daemon=True).start()
            elif not barred:
                self._not_before = time.monotonic() + _PAUSE_SECONDS
                _log.warning("an answering process did not come up; questions are answered without it")
        if not usable and process is not None:
            process.end()

    def _watch(self) -> None:
        """End those that nobody has asked for a while, and those that were ended from elsewhere; until none is left."""
        watching = True
        while watching:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._barred), self._idle_seconds / 4)
                now = time.monotonic()
                tired = [one for one in self._free if now - one[1] > self._idle_seconds or not one[0].lives]
                self._free = [one for one in self._free if one not in tired]
                # Decided here: while the tired are ended, another may come up and be watched anew.
                self._watched = watching = bool(self._free or self._busy)
                self._changed.notify_all()
            for process, _ in tired:
                process.end()
