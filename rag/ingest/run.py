"""A run of adding: articles are read and committed, and embedded meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from rag.ingest.adding import Adder
from rag.ingest.progress import Tracker
from rag.ingest.workers.worker_pool import worker_pool_for
from rag.reports import AddReport
from rag.settings import Settings
from rag.store.archive_store import ArchiveStore
from rag.store.vectors.indexing import ProgressCallback


class IngestRun:
    """How whatever adds does it.

    Args:
        store: the archive's.
        settings: limits of what is read, and by how many processes.
    """

    def __init__(self, store: ArchiveStore, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def run(
        self,
        add: Callable[[Tracker, Callable[[], None]], AddReport],
        progress: ProgressCallback | None,
        stop: threading.Event,
    ) -> AddReport:
        """Read and commit, and embed meanwhile what is committed."""
        tracker = Tracker(progress)
        self._store.indexer.purge_deleted_vectors()
        with self._store.indexer.beside(tracker.embedding, stop) as committed:
            report = add(tracker, committed)
        self._store.indexer.purge_deleted_vectors()
        left = stop.is_set() and self._store.indexer.has_work()
        return self.with_duplicates(replace(report, stopped=report.stopped or left))

    def with_duplicates(self, report: AddReport) -> AddReport:
        """A report with the groups of copies that what was added or updated belongs to."""
        return replace(report, duplicates=self._store.groups.groups((*report.added, *report.updated)))

    def adder(self, *, again: bool = True) -> Adder:
        """What reads and commits; ``again`` reads what is known to be unchanged, too."""
        store = self._store
        readers = worker_pool_for(self._settings)
        return Adder(store.catalog, store.registry, store.writing, readers, store.questions, again)
