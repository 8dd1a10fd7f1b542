"""Removing articles, finishing what was cut off, and proving that an archive is sound."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

from rag.accounts.kept_conversations import forget_quoted
from rag.errors import VectorStoreError
from rag.llm.chat_factory import describe
from rag.reports import Health, RemoveReport
from rag.settings import Settings
from rag.store import erasing, health
from rag.store.archive_store import ArchiveStore
from rag.store.duplicates.near_duplicates import compare_all
from rag.store.engine.catalog_database import changed_since
from rag.store.lexical.reindexing import reindex
from rag.store.search.surface_index import enter_missing
from rag.store.vectors.chroma_folders import clear_folders
from rag.store.vectors.indexing import ProgressCallback

_log = logging.getLogger("dateline.vectors")


class MaintenanceService:
    """Removes, resumes and checks; each method is that of :class:`rag.Archive`.

    Args:
        store: the archive's.
        settings: which models are to be tried.
        alone: entered while files are written anew or deleted: others that read them, and remember what they read, end.
    """

    def __init__(
        self,
        store: ArchiveStore,
        settings: Settings,
        alone: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._store = store
        self._settings = settings
        self._alone = alone

    def remove(self, article_ids: str | Iterable[str], *, bury: bool = True, erase: bool = False) -> RemoveReport:
        """Remove articles with their passages, words and vectors; unknown ids are reported."""
        self._store.must_write()
        wanted = [article_ids] if isinstance(article_ids, str) else list(dict.fromkeys(article_ids))
        if erase:  # first: cut off after it, the articles are still there to be erased again
            forget_quoted(self._store.folder.path, wanted)
        with self._store.writing:
            removed = self._store.catalog.remove_articles(
                wanted, (lambda db: erasing.mark(db, wanted)) if erase else None
            )
            if erase and bury:
                self._finish_erasing()
        if removed and bury and not erase:
            self._store.indexer.purge_deleted_vectors()
        if erase and bury and self._store.vectors.several_writers:  # where all is entered anew
            self._store.indexer.resume()
        there = set(removed)
        unknown = tuple(article_id for article_id in wanted if article_id not in there)
        return RemoveReport(tuple(removed), unknown, erasing.beyond_reach(self._store.folder.database) if erase else ())

    def resume(self, progress: ProgressCallback | None = None) -> None:
        """Finish work that was cut off, and prove the vector store sound if it was not closed in order."""
        self._store.must_write()
        self._store.catalog.changes.take_over()
        reindex(self._store.folder.database, self._store.writing, progress)
        enter_missing(self._store.folder.database, self._store.writing, progress)
        compare_all(self._store.folder.database, self._store.writing, progress)
        if erasing.is_marked(self._store.folder.database):
            with self._store.writing:
                self._finish_erasing()
        if self._store.indexer.has_work():
            self._store.indexer.resume(progress)
        elif not self._store.vectors.closed_in_order:
            self._store.indexer.in_store(lambda store: None)

    def _finish_erasing(self) -> None:
        with self._alone():
            erasing.finish(self._store.catalog, self._store.vectors)

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

    def move_vectors(self, *, to_catalog: bool, progress: ProgressCallback | None) -> None:
        """Have what the settings name keep the vectors; or the catalog alone."""
        self._store.must_write()
        with self._store.writing:
            if to_catalog:
                self._store.catalog.end_store()
                return
            if self._store.vectors.several_writers:
                self._store.vectors.rebuild()
            else:
                self._store.vectors.store()
        self._store.indexer.resume(progress)

    def delete(self, version: int | None = None) -> None:
        """Delete all that is kept of the archive but accounts and the log of changes."""
        self._store.must_write()
        with self._store.writing, self._alone():
            if version is not None and self._store.catalog.version() != version:
                raise changed_since(self._store.folder.database.name)
            self._store.vectors.discard()
            self._store.vectors.close()
            self._store.folder.database.drop(version)
            clear_folders(self._store.folder.path)

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
            writing=self._store.writing,
            llm=describe(self._settings),
        )
        return health.with_models(found, self._store.indexer.embedder, self._settings) if try_models else found
