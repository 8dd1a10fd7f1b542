"""What an archive takes from the web, and what it follows."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ArchiveBusyError, UsageError
from rag.ingest.field_map import FieldMap
from rag.ingest.progress import Tracker
from rag.ingest.run import IngestRun
from rag.model import Draft
from rag.reports import AddReport, Followed, SyncReport
from rag.settings import Settings
from rag.settings.given_path import given_path
from rag.store.archive_store import ArchiveStore
from rag.store.followed import BusyHosts, FollowedRow, FollowedStore
from rag.store.vectors.indexing import ProgressCallback
from rag.text.urls import is_url, source_of

if TYPE_CHECKING:  # httpcore, feedparser and lxml take half a second to import
    from rag.ingest.web.followed_sources import Follower


class SyncService:
    """Adds addresses, follows them and folders, and looks after what is followed; see :class:`rag.Archive`.

    Args:
        store: the archive's.
        settings: what may be fetched, how fast and how much.
        run: commits, and embeds meanwhile.
    """

    def __init__(self, store: ArchiveStore, settings: Settings, run: IngestRun) -> None:
        self._store = store
        self._settings = settings
        self._run = run

    def sync(self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None) -> SyncReport:
        """Look at all that is followed, and add what is new or changed there; politely, as servers want it."""
        self._store.must_write()
        stop = self._store.until(stop)

        def work(_tracker: Tracker, committed: Callable[[], None]) -> AddReport:
            with self._follower(committed, again=False, stop=stop) as follower:
                return follower.sync(progress)

        with self._store.catalog.database.alone("sync") as alone:
            if not alone:
                raise ArchiveBusyError("another process looks after what this archive follows: it does not need two")
            return SyncReport(self._run.run(work, progress, stop), tuple(self.followed()))

    def followed(self) -> list[Followed]:
        """All that is followed, in the order it was begun."""
        return [_followed(row) for row in self._followed_store.followed()]

    def unfollow(self, source: str | Path) -> bool:
        """Follow a source no more; its articles stay."""
        self._store.must_write()
        return self._followed_store.unfollow(_name(source))

    def follow(self, sources: Sequence[str | Path]) -> None:
        """Follow addresses and folders from now on."""
        for source in sources:
            address = isinstance(source, str) and is_url(source)
            if not address and not (os.path.lexists(source) and Path(source).is_dir()):
                raise UsageError(f"{source} is no folder: folders and addresses can be followed")
        now = datetime.now(UTC).timestamp()
        for number, source in enumerate(sources):
            folder = None if isinstance(source, str) and is_url(source) else "folder"
            self._followed_store.follow(_name(source), folder, now + number / 1_000)

    def add_addresses(
        self,
        urls: Sequence[str],
        progress: ProgressCallback | None,
        committed: Callable[[], None],
        stop: threading.Event,
        fields: FieldMap | None,
    ) -> AddReport:
        """Commit what lies at these addresses; ``committed`` is called whenever articles were."""
        with self._follower(committed, again=True, stop=stop, fields=fields) as follower:
            return follower.look_at_all(map(source_of, urls), progress)

    def retry(
        self, progress: ProgressCallback | None, committed: Callable[[], None], stop: threading.Event
    ) -> AddReport:
        """The same with the addresses that failed before."""
        failed = [each for each in self._store.registry.failures() if is_url(each.origin)]
        if not failed:
            return AddReport()
        from rag.ingest.web.retrying import Retrier

        with self._follower(committed, again=True, stop=stop, retried=[each.file for each in failed]) as follower:
            return Retrier(follower).retry(failed, progress)

    @property
    def _followed_store(self) -> FollowedStore:
        return FollowedStore(self._store.catalog.database)

    @contextmanager
    def _follower(
        self,
        committed: Callable[[], None] = lambda: None,
        *,
        again: bool,
        stop: threading.Event | None = None,
        retried: Sequence[str] = (),
        fields: FieldMap | None = None,
    ) -> Iterator[Follower]:
        """What fetches and commits, for the length of the block."""
        from rag.ingest.web.add_addresses import WebAdder
        from rag.ingest.web.crawling import Crawler
        from rag.ingest.web.failure_log import FailureLog
        from rag.ingest.web.followed_sources import Follower
        from rag.ingest.web.open_fetcher import open_fetcher
        from rag.ingest.web.politeness import Politeness

        adder, store = self._run.adder(again=again), self._followed_store

        def put(drafts: Iterable[tuple[str, Draft]]) -> AddReport:
            report = adder.add_drafts(drafts)
            committed()
            return report

        def add_folder(folder: str) -> AddReport:
            return adder.add_paths([Path(folder)], committed=committed, stop=stop)

        stop = stop or self._store.closing
        with open_fetcher(self._settings, stop=stop) as fetcher:
            hosts = BusyHosts(self._store.catalog.database)
            politeness = Politeness(fetcher, self._settings.fetch_delay, hosts, stop)
            failure_log = FailureLog(self._store.registry, retried)
            reader = partial(adder.readers.read_items, fields=fields, stop=stop)
            crawler = Crawler(politeness, reader, put, store, failure_log, again)
            web = WebAdder(politeness, crawler, partial(adder.readers.read_list, stop=stop), self._settings.fetch_pages)
            yield Follower(store, web, add_folder)


def _name(source: str | Path) -> str:
    """What a source is followed by: an address, or a folder's absolute path."""
    if isinstance(source, str) and is_url(source):
        return source_of(source)
    return str(given_path(source).resolve())


def _followed(row: FollowedRow) -> Followed:
    looked = datetime.fromtimestamp(row.looked, UTC) if row.looked is not None else None
    return Followed(row.source, row.form, datetime.fromtimestamp(row.since, UTC), looked, row.result)
