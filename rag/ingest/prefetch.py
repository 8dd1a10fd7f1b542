"""Reading ahead: several sources at once, a bounded number of articles ahead of what is committed, and in order.

The order is that of the sources as long as none holds the others up: one that is slow is overtaken.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Generic, TypeVar

#: Articles that are read but not yet taken. A committed group is 50, and an article 5 kB mostly, 20 MB at most.
MAX_AHEAD_ARTICLES = 64
#: Seconds that the others wait for a source whose turn it is: more than a reading process takes to start on a busy
#: machine, or which of two undated copies counts as the earlier would depend on whose reader was up first.
PATIENCE_SECONDS = 5.0
_GLANCE_SECONDS = 0.1

J = TypeVar("J")
E = TypeVar("E")


class _End:
    """The end of a source."""


class ReadAhead(Generic[J, E]):
    """Does ``work`` on jobs in some threads; iterating gives each job with each thing that came of it."""

    def __init__(
        self,
        jobs: Iterable[J],
        work: Callable[[J], Iterator[E]],
        *,
        threads: int,
        stop: threading.Event,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Prepare it; nothing is begun.

        Args:
            jobs: what to work on; taken one by one as threads are free.
            work: gives what comes of a job; what it raises is raised where this is iterated over.
            threads: how many jobs are worked on at once.
            stop: when set, nothing more is begun, and what is under way is let go of.
            patience: seconds that the others wait for a source whose turn it is.
        """
        self._jobs = enumerate(jobs)
        self._work = work
        self._threads = threads
        self._stop = stop
        self._patience = patience
        self._next = threading.Lock()
        self._room = threading.Semaphore(MAX_AHEAD_ARTICLES)
        self._over = threading.Event()
        self._arrivals: queue.SimpleQueue[tuple[int, J, E | _End | BaseException] | None] = queue.SimpleQueue()

    def __iter__(self) -> Iterator[tuple[J, E]]:
        for number in range(self._threads):
            threading.Thread(target=self._run, name=f"reading-{number}", daemon=True).start()
        try:
            for job, result in self._in_order():
                self._room.release()
                if isinstance(result, BaseException):
                    raise result
                if not isinstance(result, _End):
                    yield job, result
        finally:
            self._over.set()

    def _run(self) -> None:
        try:
            while not self._ending():
                with self._next:
                    index, job = next(self._jobs, (-1, None))
                if index < 0:
                    return
                self._one(index, job)  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 - raised where the results are taken
            self._arrivals.put((-1, None, error))  # type: ignore[arg-type]
        finally:
            self._arrivals.put(None)

    def _one(self, index: int, job: J) -> None:
        results = self._work(job)
        with closing(results):  # type: ignore[type-var]
            for result in results:
                if not self._put(index, job, result):
                    return
        self._put(index, job, _End())

    def _put(self, index: int, job: J, result: E | _End) -> bool:
        while not self._room.acquire(timeout=_GLANCE_SECONDS):
            if self._ending():
                return False
        self._arrivals.put((index, job, result))
        return not self._ending()

    def _ending(self) -> bool:
        return self._stop.is_set() or self._over.is_set()

    def _in_order(self) -> Iterator[tuple[J, E | _End | BaseException]]:
        turn = 0
        over: set[int] = set()  # sources that have overtaken
        held: dict[int, list[tuple[J, E | _End | BaseException]]] = {}
        number = 0
        for arrival in self._arriving():
            if arrival is not None:
                index, job, result = arrival
                held.setdefault(index, []).append((job, result))
                number += 1
            waited = arrival is None or number >= MAX_AHEAD_ARTICLES // 2
            while turn in held or turn in over or -1 in held or (waited and held):
                index = -1 if -1 in held else turn if turn in held or turn in over else min(held)
                for job, result in held.pop(index, ()):
                    number -= 1
                    if isinstance(result, _End):
                        over.add(index)
                    yield job, result
                if turn in over:
                    over.remove(turn)
                    turn += 1

    def _arriving(self) -> Iterator[tuple[int, J, E | _End | BaseException] | None]:
        """What arrives; None when nothing has for a while, and at the end."""
        running = self._threads
        waited = 0.0
        while running:
            try:
                arrival = self._arrivals.get(timeout=_GLANCE_SECONDS)
            except queue.Empty:
                waited += _GLANCE_SECONDS
                if self._stop.is_set():
                    break  # a reader that hangs is not waited for
                if waited >= self._patience:
                    waited = 0.0
                    yield None
                continue
            waited = 0.0
            if arrival is None:
                running -= 1
            else:
                yield arrival
        yield None
