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

#: After one did not come up, or ended unasked, no other is started for so many seconds.
_PAUSE_SECONDS = 30.0
#: How often who waits for a process looks whether the answer is still wanted.
_LOOK_SECONDS = 0.25

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
        """End it at once, also while another thread waits for its answer."""
        ...

    def end(self) -> None:
        """End it at once, and let go of what it was reached by."""
        ...


class AnsweringProcesses:
    """Hands questions to processes, and keeps a few of these. Safe to use from several threads.

    Args:
        start: starts one; raises OSError where that cannot be done.
        most: how many there may be at once.
    """

    def __init__(self, start: Callable[[], Answerer], most: int) -> None:
        self._start = start
        self._most = most
        self._changed = threading.Condition()
        self._asked = 0
        self._free: list[Answerer] = []
        self._busy: set[Answerer] = set()
        self._starting = 0
        self._coming: set[Answerer] = set()
        self._queue: deque[object] = deque()
        self._not_before = 0.0
        self._closed = False

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

    def answer(self, asked: AskedElsewhere, stop: threading.Event | None = None) -> list[AnswerEvent] | None:
        """Have a process answer; None where there is none yet, or it failed: then answer it here.

        Args:
            asked: the question.
            stop: gives up waiting for one when set.
        """
        process = self._taken(stop)
        if process is None:
            return None
        events = process.answer(asked)
        with self._changed:
            self._busy.discard(process)
            if self._closed or not process.lives:
                if not self._closed:
                    self._not_before = time.monotonic() + _PAUSE_SECONDS
                    _log.warning("an answering process ended; what it was asked is answered without it")
                process.end()
            else:
                self._free.append(process)
            self._changed.notify_all()
        return events

    def close(self) -> None:
        """End them all; what they are at is answered without them."""
        with self._changed:
            self._closed = True
            free, others = list(self._free), [*self._busy, *self._coming]
            self._free.clear()
            self._changed.notify_all()
        for process in others:
            process.kill()  # whoever waits for it lets go of it
        for process in free:
            process.end()

    # -- within --------------------------------------------------------------------------------------------------------

    def _taken(self, stop: threading.Event | None) -> Answerer | None:
        """A process that is free, once those who came before have theirs; None where there is none to wait for."""
        ticket = object()
        with self._changed:
            self._start_another()
            self._queue.append(ticket)
            try:
                while not self._closed and not (stop is not None and stop.is_set()):
                    self._let_go_of_idle_ones()
                    if self._free and self._queue[0] is ticket:
                        process = self._free.pop()
                        self._busy.add(process)
                        return process
                    if not self._free and not self._busy:
                        return None
                    self._changed.wait(_LOOK_SECONDS)
                return None
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _let_go_of_idle_ones(self) -> None:
        """Those that nobody asked for some time have ended by themselves."""
        for process in [one for one in self._free if not one.lives]:
            self._free.remove(process)
            process.end()

    def _start_another(self) -> None:
        """Start one more, in the background, where there may be more."""
        there = len(self._free) + len(self._busy) + self._starting
        if self._closed or self._free or there >= self._most or time.monotonic() < self._not_before:
            return
        self._starting += 1
        threading.Thread(target=self._come_up, name="answering process", daemon=True).start()

    def _come_up(self) -> None:
        process: Answerer | None = None
        try:
            process = self._start()
            with self._changed:
                self._coming.add(process)
            came_up = not self._closed and process.wait_until_ready()
        except OSError:
            came_up = False
        with self._changed:
            self._starting -= 1
            self._coming.discard(process)
            if came_up and process is not None and not self._closed:
                self._free.append(process)
                self._changed.notify_all()
                return
            self._not_before = time.monotonic() + _PAUSE_SECONDS
        if process is not None:
            process.end()
        if not self._closed:
            _log.warning("an answering process did not start; questions are answered without it")
