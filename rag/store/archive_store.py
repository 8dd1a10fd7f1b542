"""All that is kept of an archive, opened: what the services of :class:`rag.Archive` are handed."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import dataclass

from rag.accounts.account_tables import account_engine
from rag.accounts.audit_log import AuditLog
from rag.settings import Settings
from rag.store.article_list import ArticleList
from rag.store.as_of.earlier_passages import EarlierPassages
from rag.store.catalog import Catalog
from rag.store.duplicates.duplicate_groups import DuplicateGroups
from rag.store.engine.change_log import ChangeLog
from rag.store.lexical.lexical_index import LexicalIndex
from rag.store.open_archive import Folder
from rag.store.questions_first import QuestionsFirst
from rag.store.source_registry import SourceRegistry
from rag.store.stop_events import AnyOf
from rag.store.vectors.embedding import Embedder, RememberedQueries
from rag.store.vectors.indexing import Indexer
from rag.store.vectors.recovery import Recovery
from rag.store.vectors.store_factory import vectors_of
from rag.store.vectors.vector_holder import VectorHolder


@dataclass(frozen=True, slots=True)
class ArchiveStore:
    """An opened archive's folder, its catalog and indexes, and who may write to them.

    ``writing`` is held by whoever writes, within this process; ``closing`` is set when the archive is being closed;
    ``questions`` lets what is asked go before what is added.
    """

    folder: Folder
    audit: AuditLog
    catalog: Catalog
    listing: ArticleList
    groups: DuplicateGroups
    registry: SourceRegistry
    lexical: LexicalIndex
    earlier: EarlierPassages
    vectors: VectorHolder
    embedder: Embedder
    indexer: Indexer
    writing: threading.RLock
    closing: threading.Event
    questions: QuestionsFirst

    @classmethod
    def over(cls, folder: Folder, embedder: Embedder, settings: Settings) -> ArchiveStore:
        """What lies in an opened folder.

        Args:
            folder: of the archive.
            embedder: what its vectors come from.
            settings: what keeps the vectors.
        """
        audit = AuditLog(lambda: account_engine(folder.path))
        catalog = Catalog(folder.database, ChangeLog(folder.database, audit, folder.path))
        writing, closing = threading.RLock(), threading.Event()
        questions = QuestionsFirst()
        vectors = vectors_of(settings, folder, catalog)
        indexer = Indexer(catalog, embedder, vectors, writing, closing, questions)
        vectors.on_failure = Recovery(indexer.recover, closing).begin
        return cls(
            folder=folder,
            audit=audit,
            catalog=catalog,
            listing=ArticleList(folder.database),
            groups=DuplicateGroups(folder.database),
            registry=SourceRegistry(folder.database),
            lexical=LexicalIndex(folder.database),
            earlier=EarlierPassages(embedder),
            vectors=vectors,
            embedder=RememberedQueries(embedder),
            indexer=indexer,
            writing=writing,
            closing=closing,
            questions=questions,
        )

    def must_write(self) -> None:
        """Refuse what needs to write.

        Raises:
            ArchiveBusyError: another process writes to the archive.
        """
        if not self.folder.writable:
            raise self.folder.lock.busy()

    def until(self, stop: threading.Event | None) -> threading.Event:
        """What ends a long work: its caller, or that the archive is closed meanwhile."""
        return self.closing if stop is None else AnyOf(stop, self.closing)

    def close(self) -> None:
        """Close files, and let another process write; what goes on in other threads is to have been told to end."""
        with self.writing, ExitStack() as each:  # whatever one of them raises, the others are done
            each.callback(self.folder.lock.release)
            each.callback(self.folder.database.close)
            each.callback(self.vectors.close)
            each.callback(self.audit.close)
