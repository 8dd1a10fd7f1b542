"""The road of an article: read, cleaned, committed and embedded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from rag.errors import UsageError, refusing_halves
from rag.ingest.field_map import FieldMap
from rag.ingest.forecast import Foresight, foresee
from rag.ingest.progress import Tracker
from rag.ingest.run import IngestRun
from rag.ingest.web.service import SyncService
from rag.ingest.web.web_reports import merged
from rag.model import Draft
from rag.reports import AddReport
from rag.store.archive_store import ArchiveStore
from rag.store.vectors.indexing import ProgressCallback
from rag.text.lines import whole_letters
from rag.text.urls import is_url


class IngestService:
    """Adds articles; each method is that of :class:`rag.Archive`.

    Args:
        store: the archive's.
        run: commits, and embeds meanwhile.
        web: for addresses, and what is followed.
    """

    def __init__(self, store: ArchiveStore, run: IngestRun, web: SyncService) -> None:
        self._store = store
        self._run = run
        self._web = web

    def add(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        follow: bool = False,
        progress: ProgressCallback | None = None,
        stop: threading.Event | None = None,
        fields: FieldMap | None = None,
    ) -> AddReport:
        """Add files, folders and addresses on the web; a source added before is updated, or left as it is."""
        self._store.must_write()
        stop = self._store.until(stop)
        wanted = [paths] if isinstance(paths, str | Path) else list(paths)
        if follow and fields is not None:
            raise UsageError("names of fields (--map) are not kept for what is followed: give --map or --follow")
        if follow:
            self._web.follow(wanted)
        urls = [path for path in wanted if isinstance(path, str) and is_url(path)]
        files = [Path(path) for path in wanted if path not in urls]

        def work(tracker: Tracker, committed: Callable[[], None]) -> AddReport:
            report = self._run.adder().add_paths(files, tracker=tracker, committed=committed, stop=stop, fields=fields)
            if urls and not report.stopped:
                report = merged(report, self._web.add_addresses(urls, progress, committed, stop, fields))
            return report

        return self._run.run(work, progress, stop)

    def foresee(self, paths: Iterable[str | Path]) -> Foresight:
        """How many files an :meth:`add` of these would read, and about how long it would take and how much room."""
        return foresee([path for path in paths if not is_url(str(path))], self._store.folder.path)

    def forget_failures(self, sources: str | Iterable[str] | None = None) -> int:
        """Take what could not be read off the list of :meth:`failures`; adding it again may put it back."""
        self._store.must_write()
        wanted = [sources] if isinstance(sources, str) else sources
        with self._store.writing:
            return self._store.registry.forget_failures(wanted)

    def retry_failed(
        self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None
    ) -> AddReport:
        """Add again what :meth:`failures` lists, files and addresses; what is no longer there leaves the list."""
        self._store.must_write()
        stop = self._store.until(stop)

        def work(tracker: Tracker, committed: Callable[[], None]) -> AddReport:
            report = self._run.adder().retry(tracker=tracker, committed=committed, stop=stop)
            return report if report.stopped else merged(report, self._web.retry(progress, committed, stop))

        return self._run.run(work, progress, stop)

    def add_text(self, text: str, *, name: str = "pasted.txt", progress: ProgressCallback | None = None) -> AddReport:
        """Add one pasted or uploaded text; ``name``'s ending says what it is."""
        return self.add_bytes(whole_letters(text).encode(), name=name, progress=progress)

    def add_bytes(
        self, raw: bytes, *, name: str, progress: ProgressCallback | None = None, embed: bool = True
    ) -> AddReport:
        """Add one uploaded file by its content; its source is its name and content."""
        self._store.must_write()
        report = self._run.adder().add_upload(raw, whole_letters(name))
        if embed:
            self._store.indexer.resume(progress)
        return self._run.with_duplicates(report)

    def add_drafts(self, drafts: Iterable[tuple[str, Draft]], *, progress: ProgressCallback | None = None) -> AddReport:
        """Add articles that a program has read already, each with the name of its source."""
        self._store.must_write()
        with refusing_halves():
            report = self._run.adder().add_drafts(drafts)
        self._store.indexer.resume(progress)
        return self._run.with_duplicates(report)
