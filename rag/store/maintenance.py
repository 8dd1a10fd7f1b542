"""Removing articles, finishing what was cut off, and proving that an archive is sound."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from rag.errors import VectorStoreError
from rag.llm.chat_factory import describe
from rag.reports import Health, RemoveReport
from rag.settings import Settings
from rag.store import erasing, health
from rag.store.archive_store import ArchiveStore
from rag.store.duplicates.near_duplicates import compare_all
from rag.store.lexical.reindexing import reindex
from rag.store.search.surface_index import enter_missing
from rag.store.vectors.indexing import ProgressCallback

_log = logging.getLogger("dateline.vectors")


class MaintenanceService:
    """Removes, resumes and checks; each method is that of :class:`rag.Archive`.

    Args:
        store: the archive's.
        settings: which models are to be tried.
    """

    def __init__(self, store: ArchiveStore, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def remove(self, article_ids: str | Iterable[str], *, bury: bool = True, erase: bool = False) -> RemoveReport:
        """Remove articles with their passages, words and vectors; unknown ids are reported."""
        self._store.must_write()
        wanted = [article_ids] if isinstance(article_ids, str) else list(dict.fromkeys(article_ids))
        with self._store.writing:
            removed = self._store.catalog.remove_articles(
                wanted, (lambda db: erasing.mark(db, wanted)) if erase else None
            )
            if erase and bury:
                erasing.finish(self._store.catalog, self._store.vectors)
        if removed and bury and not erase:
            self._store.indexer.purge_deleted_vectors()
        there = set(removed)
        unknown = tuple(article_id for article_id in wanted if article_id not in there)
        return RemoveReport(tuple(removed), unknown, erasing.beyond_reach(self._store.folder.database) if erase else ())

    def resume(self, progress: ProgressCallback | None = None) -> None:
        """Finish work that was cut off, and prove the vector store sound if it was not closed in order."""
        self._store.must_write()
        reindex(self._store.folder.database, self._store.writing, progress)
        enter_missing(self._store.folder.database, self._store.writing, progress)
        compare_all(self._store.folder.database, self._store.writing, progress)
        if erasing.is_marked(self._store.folder.database):
            with self._store.writing:
                erasing.finish(self._store.catalog, self._store.vectors)
        if self._store.indexer.has_work():
            self._store.indexer.resume(progress)
        elif not self._store.vectors.closed_in_order:
            with self._store.indexer.entering():
                pass

    def resume_on_opening(self, progress: ProgressCallback | None = None) -> None:
        """Like :meth:`resume`; while the vector store is out of reach, what waits for it is left until it is back."""
        try:
            self.resume(progress)
        except VectorStoreError as error:
            _log.warning("%s", error)

    def embed_waiting(self, progress: ProgressCallback | None = None) -> int:
        """Do what waits for an embedding or the vector store; gives how many passages were embedded."""
        self._store.must_write()
        return self._store.indexer.resume(progress) if self._store.indexer.has_work() else 0

    def delete_vectors(self) -> None:
        """Delete what is kept of the archive outside of its folder; whoever writes next enters it anew."""
        self._store.must_write()
        with self._store.writing:
            self._store.vectors.discard()

    def check(self, *, mend: bool = False, try_models: bool = False) -> Health:
        """Prove that every vector and every word is in its index, reading them back; mend what is not, if asked."""
        if mend:
            self._store.must_write()
        found = health.check(
            self._store.catalog,
            self._store.vectors,
            self._store.indexer,
            writable=self._store.folder.writable,
            mend=mend,
            llm=describe(self._settings),
        )
        return health.with_models(found, self._store.embedder, self._settings) if try_models else found
