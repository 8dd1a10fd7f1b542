"""Processes that read sources, and what becomes of one that hangs, crashes or eats too much.

A parser of a hostile format may never come back, take all memory, or crash. So it runs in a process of its own
(:mod:`rag.ingest.workers.worker`), which is killed where need be: that costs the one source it was at, and the next
one gets a new process. They are started when they are first needed, are shared by all archives of this process, and end
when they have had nothing to do for a while, or with this process, however it ends.
"""

from __future__ import annotations

import atexit
import io
import logging
import os
import sys
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rag.errors import RejectedSourceError
from rag.ingest.field_map import FieldMap
from rag.ingest.formats.sniff import format_of
from rag.ingest.limits import MB, Limits, limits_from
from rag.ingest.source_reader import Item, read_items
from rag.ingest.sources import TEXT_SUFFIXES, suffix_of
from rag.ingest.web.lists.listing import Listing, Wanted
from rag.ingest.web.stopping import StoppedError
from rag.ingest.workers.worker_handle import Budget, WorkerEnd, WorkerHandle
from rag.ingest.workers.worker_protocol import Answer, Order, Read, read_of
from rag.settings import Settings
from rag.store.listed import ListEntry

_log = logging.getLogger("dateline.readers")
#: More than this many would not pay: reading is the least part of adding.
_MAX_WORKERS = 4
#: A pasted text of this size is read here and now: plain text needs no parser, and a process takes half a second.
_TINY_BYTES = 100_000
#: Seconds after which a process that has nothing to do is ended.
_IDLE_SECONDS = 60.0
#: How often it is looked whether one takes too long.
_GLANCE_SECONDS = 0.2
_COMMAND = (sys.executable, "-P", "-m", "rag.ingest.workers.worker")


class WorkerPool:
    """A few processes that read sources. Safe to use from several threads."""

    def __init__(
        self, budget: Budget, limits: Limits, count: int | None = None, command: Sequence[str] = _COMMAND
    ) -> None:
        """Prepare them; none is started.

        Args:
            budget: what reading may cost.
            limits: how much of a source is read.
            count: how many there are at most; one for each core, up to four, where None.
            command: what is run.
        """
        self._command = command
        self.count = count or min(_MAX_WORKERS, _cores())
        self._budget = budget
        self.limits = limits
        self._room = threading.Semaphore(self.count)
        self._lock = threading.Lock()
        self._idle: list[WorkerHandle] = []
        self._busy: set[WorkerHandle] = set()
        self._watched = False

    def read(self, source: Path | bytes, name: str, fields: FieldMap | None = None) -> Iterator[Read]:
        """Read the articles of one source; waits where all processes are at work.

        Args:
            source: a file, or its bytes.
            name: what it is called; its suffix says what it is.
            fields: a person's own names for the fields of records.

        Yields:
            Its items. A reader that had to be killed gives an item without a key, with the reason. Where one ended by
            no fault of the source's, another has read it once more before that.
        """
        if isinstance(source, bytes) and _is_plain(source, name):
            yield from map(read_of, read_items(io.BytesIO(source), name, limits=self.limits, fields=fields))
            return
        for answer in self._answers(self._order(source, name, fields), source):
            if isinstance(answer, Read):
                yield answer

    def read_items(
        self, raw: bytes, name: str, fields: FieldMap | None = None, stop: threading.Event | None = None
    ) -> Iterator[Item]:
        """The articles of what a stranger sent, in a process whatever it is. Raises StoppedError where ``stop`` was
        set."""
        for answer in self._answers(self._order(raw, name, fields), raw, stop):
            if isinstance(answer, Read):
                yield answer.item

    def read_list(self, raw: bytes, wanted: Wanted, stop: threading.Event | None = None) -> Listing | None:
        """The list of articles (a feed, a sitemap) that a stranger sent; None where it is none.

        Raises:
            RejectedSourceError: it cannot be read, or its reader had to be killed.
            StoppedError: ``stop`` was set.
        """
        entries: list[ListEntry] = []
        listing: Listing | None = None
        for answer in self._answers(Order("list", self.limits, size=len(raw), wanted=wanted), raw, stop):
            match answer:
                case ListEntry():
                    entries.append(answer)
                case Listing():
                    listing = replace(answer, entries=tuple(entries))
                case Read(Item(reason=str(reason))):
                    raise RejectedSourceError(reason)
        return listing

    def _answers(self, order: Order, source: Path | bytes, stop: threading.Event | None = None) -> Iterator[Answer]:
        """What processes answer to an order; killed when ``stop`` is set, which raises StoppedError."""
        given = _Given()
        with self._room:
            end = yield from self._read_once(order, source, given, stop)
            if end is not None and end.from_elsewhere:
                _log.debug("read once more: %s: %s", order.name, end.reason)
                end = yield from self._read_once(order, source, given, stop, afresh=True)
            if end is not None:
                if stop is not None and stop.is_set():
                    raise StoppedError
                yield read_of(Item(None, reason=end.reason + given.what_stays()))

    def _read_once(
        self, order: Order, source: Path | bytes, given: _Given, stop: threading.Event | None, afresh: bool = False
    ) -> Generator[Answer, None, WorkerEnd | None]:
        """Have it read by one process, a new one if ``afresh``; gives what is not ``given`` yet, and returns how the
        process ended where that was too soon."""
        worker = self._take(afresh)
        try:
            for place, answer in enumerate(worker.read(order, source, stop)):
                worker.rest()  # its clock stands still while the answer is dealt with
                if place >= given.items:
                    given.items += 1
                    given.articles += isinstance(answer, Read) and answer.item.draft is not None
                    yield answer
                worker.touch()
            return worker.ended
        finally:
            self._give_back(worker)

    def close(self) -> None:
        """End all that have nothing to do."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _order(self, source: Path | bytes, name: str, fields: FieldMap | None) -> Order:
        if isinstance(source, bytes):
            return Order(name, self.limits, fields, size=len(source))
        return Order(name, self.limits, fields, path=str(source))

    def _take(self, afresh: bool = False) -> WorkerHandle:
        with self._lock:
            while self._idle and not afresh:
                worker = self._idle.pop()
                if worker.lives:
                    break
                worker.end()
            else:
                worker = WorkerHandle(self._budget, self._command)
            worker.touch()
            self._busy.add(worker)
            if not self._watched:
                self._watched = True
                threading.Thread(target=self._watch, name="readers-watch", daemon=True).start()
            return worker

    def _give_back(self, worker: WorkerHandle) -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.free and not worker.is_killed:
                worker.touch()
                self._idle.append(worker)
                return
        worker.end()

    def _watch(self) -> None:
        """Kill what takes too long, and end what has had nothing to do; ends itself when there is none left."""
        while True:
            time.sleep(_GLANCE_SECONDS)
            now = time.monotonic()
            with self._lock:
                for worker in list(self._busy):
                    worker.check_time(now)
                tired = [worker for worker in self._idle if now - worker.since > _IDLE_SECONDS]
                self._idle = [worker for worker in self._idle if worker not in tired]
                # Decided once, here: while the tired are ended, another may have begun to watch.
                self._watched = watching = bool(self._idle or self._busy)
            for worker in tired:
                worker.end()
            if not watching:
                return


@dataclass(slots=True)
class _Given:
    """How much of a source has been given to who asked for it."""

    items: int = 0
    articles: int = 0

    def what_stays(self) -> str:
        if not self.articles:
            return ""
        kept = "the article" if self.articles == 1 else f"the {self.articles} articles"
        return f"; {kept} before that {'is' if self.articles == 1 else 'are'} kept, what is behind is not read"


def _is_plain(raw: bytes, name: str) -> bool:
    """Whether these are a few words of plain text, whatever they are called."""
    if len(raw) > _TINY_BYTES or suffix_of(name) not in TEXT_SUFFIXES or raw.startswith(b"PK"):
        return False
    try:
        return format_of(io.BytesIO(raw), name) == "text"
    except RejectedSourceError:
        return False


def worker_pool_for(settings: Settings) -> WorkerPool:
    """The readers of this process for these settings."""
    budget = Budget(settings.limit_seconds, settings.limit_memory_mb * MB, settings.limit_source_seconds)
    return _readers(budget, limits_from(settings), os.getpid())


@cache
def _readers(budget: Budget, limits: Limits, _process: int) -> WorkerPool:
    # A forked process has none of its parent's: it would answer another's questions.
    readers = WorkerPool(budget, limits)
    atexit.register(readers.close)
    return readers


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
