"""The archive: the one façade over reading, keeping, finding and answering. It delegates; it does not compute.

Its methods that only ask are in ``rag/answer/service.py``; those that only look, in ``rag/store/article_store.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.answer.service import Asking
from rag.answer.version_history import Provenance
from rag.backup.service import Backups
from rag.errors import UsageError
from rag.ingest.adding import Adder
from rag.ingest.field_map import FieldMap
from rag.ingest.forecast import Foresight, foresee
from rag.ingest.progress import Tracker
from rag.ingest.web.service import Following
from rag.ingest.web.web_reports import merged
from rag.ingest.workers.worker_pool import readers_for
from rag.llm.chat_factory import ModelChooser, choose_model, describe
from rag.llm.local.model_manager import ModelKeeper
from rag.model import Draft
from rag.reports import AddReport, Health, RemoveReport
from rag.settings import Settings, load_settings
from rag.store import erasing, health
from rag.store.article_list import Listing
from rag.store.article_store import Holdings
from rag.store.catalog import Catalog
from rag.store.duplicates.duplicate_groups import Stories
from rag.store.duplicates.near_duplicates import compare_all
from rag.store.edit_service import Editing
from rag.store.lexical.lexical_index import LexicalIndex
from rag.store.lexical.reindexing import reindex
from rag.store.open_archive import Folder, VectorHolder, open_folder
from rag.store.source_registry import Ledger
from rag.store.vectors.embedder_factory import choose_embedder
from rag.store.vectors.embedding import Embedder, RememberedVectors
from rag.store.vectors.indexing import Indexer, ProgressCallback
from rag.text.urls import is_url

#: Vectors of sentences that were evidence before are kept in memory: 8 MB at most.
_REMEMBERED_SENTENCES = 5_000


class Archive(Asking, Holdings, Following, Provenance, Backups, Editing):
    """A pile of articles that can be asked. Open one with :meth:`open`; use it as a context manager, or close it.

    Safe to use from several threads. One process at a time writes to an archive; any number may read beside it.
    """

    def __init__(
        self, folder: Folder, settings: Settings, embedder: Embedder, choose: ModelChooser = choose_model
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._embedder = embedder
        self._writing = threading.RLock()
        self._closing = threading.Event()
        self._catalog = Catalog(folder.database)
        self._listing = Listing(folder.database)
        self._stories = Stories(folder.database)
        self._ledger = Ledger(folder.database)
        self._vectors = VectorHolder(folder, self._catalog, settings.chroma_sync_threshold)
        self._lexical = LexicalIndex(folder.database)
        self._indexer = Indexer(self._catalog, embedder, self._vectors.store, self._writing, self._closing)
        self._llm = ModelKeeper(settings)
        self._sentences = RememberedVectors(embedder, _REMEMBERED_SENTENCES)
        self._choose_model = choose

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        read_only: bool | None = None,
        create: bool = True,
        resume: bool = True,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        choose: ModelChooser = choose_model,
        progress: ProgressCallback | None = None,
    ) -> Self:
        """Open an archive, or make it.

        Args:
            path: its folder; the one of the settings where None.
            read_only: True never writes; False must be able to write; None writes unless another process does.
            create: make it when it is missing.
            resume: finish what an earlier process began and did not end.
            settings: read from the environment where None.
            embedder: that of the settings where None.
            choose: which language model the settings mean; asked for each answer.
            progress: told of resumed work.

        Raises:
            UsageError: the path cannot be an archive, or there is none and ``read_only`` is True.
            ArchiveBusyError: ``read_only`` is False and another process writes.
            ArchiveMismatchError: the archive was made with another embedding.
            ArchiveDamagedError: its catalog cannot be read.
        """
        settings = settings or load_settings()
        embedder = embedder or choose_embedder(settings)
        where = Path(path) if path is not None else settings.archive
        folder = open_folder(where, embedder, read_only=read_only, create=create)
        try:
            archive = cls(folder, settings, embedder, choose)
        except BaseException:
            folder.close()
            raise
        try:
            if resume and folder.writable:
                archive.resume(progress)
        except BaseException:
            archive.close()
            raise
        return archive

    @property
    def path(self) -> Path:
        """The archive's folder."""
        return self._folder.path

    @property
    def writable(self) -> bool:
        """Whether this process may write to the archive."""
        return self._folder.writable

    # -- an article's road ---------------------------------------------------------------------------------------

    def add(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        follow: bool = False,
        progress: ProgressCallback | None = None,
        stop: threading.Event | None = None,
        fields: FieldMap | None = None,
    ) -> AddReport:
        """Add files, folders and addresses on the web; a source added before is updated, or left as it is.

        An article can be found by words as soon as it is read, and by meaning when this returns.

        Args:
            paths: files, folders, and addresses (as text, beginning with http:// or https://).
            follow: have :meth:`sync` look after them from now on: feeds, sitemaps, pages and folders.
            progress: told of each file and each batch embedded, in whatever thread.
            stop: ends it when set; what was committed stays, and the same call goes on from there.
            fields: your own names for the fields of JSON, JSONL and CSV.

        Raises:
            UsageError: one of the paths does not exist, or is a file that is to be followed, or there are names for
                fields of what is to be followed, which are not kept; nothing was added.
            ArchiveBusyError: another process writes to the archive.
            ArchiveFullError: there is no room left on the disk; what was committed stays.
            EmbeddingError: the embedding failed; what was added is found by words, and embedded later.
        """
        self._must_write()
        stop = self._until(stop)
        wanted = [paths] if isinstance(paths, str | Path) else list(paths)
        if follow and fields is not None:
            raise UsageError("names of fields (--map) are not kept for what is followed: give --map or --follow")
        if follow:
            self._follow(wanted)
        urls = [path for path in wanted if isinstance(path, str) and is_url(path)]
        files = [Path(path) for path in wanted if path not in urls]

        def work(tracker: Tracker, committed: Callable[[], None]) -> AddReport:
            report = self._adder().add_paths(files, tracker=tracker, committed=committed, stop=stop, fields=fields)
            if urls and not report.stopped:
                report = merged(report, self._add_urls(urls, progress, committed, stop, fields))
            return report

        return self._adding(work, progress, stop)

    def foresee(self, paths: Iterable[str | Path]) -> Foresight:
        """How many files an :meth:`add` of these would read, and about how long it would take and how much room.

        Args:
            paths: files and folders; addresses on the web are passed over, as nothing is known of them.

        Raises:
            UsageError: one of the paths does not exist.
        """
        return foresee([path for path in paths if not is_url(str(path))], self.path)

    def forget_failures(self, sources: str | Iterable[str] | None = None) -> int:
        """Take what could not be read off the list of :meth:`failures`; adding it again may put it back.

        Args:
            sources: which of them, by their source or their file; all where None.

        Returns:
            How many left the list.
        """
        self._must_write()
        wanted = [sources] if isinstance(sources, str) else sources
        with self._writing:
            return self._ledger.forget_failures(wanted)

    def retry_failed(
        self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None
    ) -> AddReport:
        """Add again what :meth:`failures` lists, files and addresses; what is no longer there leaves the list."""
        self._must_write()
        stop = self._until(stop)

        def work(tracker: Tracker, committed: Callable[[], None]) -> AddReport:
            report = self._adder().retry(tracker=tracker, committed=committed, stop=stop)
            return report if report.stopped else merged(report, self._retry_urls(progress, committed, stop))

        return self._adding(work, progress, stop)

    def _adding(
        self,
        add: Callable[[Tracker, Callable[[], None]], AddReport],
        progress: ProgressCallback | None,
        stop: threading.Event | None,
    ) -> AddReport:
        """Read and commit, and embed meanwhile what is committed."""
        tracker = Tracker(progress)
        self._indexer.bury()
        with self._indexer.beside(tracker.embedding, stop) as committed:
            report = add(tracker, committed)
        self._indexer.bury()
        left = stop is not None and stop.is_set() and self._indexer.has_work()
        return self.with_duplicates(replace(report, stopped=report.stopped or left))

    def add_text(self, text: str, *, name: str = "pasted.txt", progress: ProgressCallback | None = None) -> AddReport:
        """Add one pasted or uploaded text; ``name``'s ending says what it is."""
        return self.add_bytes(text.encode(), name=name, progress=progress)

    def add_bytes(
        self, raw: bytes, *, name: str, progress: ProgressCallback | None = None, embed: bool = True
    ) -> AddReport:
        """Add one uploaded file by its content; its source is its name and content.

        Args:
            raw: the file.
            name: what it is called; the ending says what it is, where its first bytes do not.
            progress: told of each batch embedded.
            embed: False returns as soon as the article can be found by words: :meth:`resume` embeds it later, together
                with others.
        """
        self._must_write()
        report = self._adder().add_upload(raw, name)
        if embed:
            self._indexer.resume(progress)
        return self.with_duplicates(report)

    def add_drafts(self, drafts: Iterable[tuple[str, Draft]], *, progress: ProgressCallback | None = None) -> AddReport:
        """Add articles that a program has read already, each with the name of its source."""
        self._must_write()
        report = self._adder().add_drafts(drafts)
        self._indexer.resume(progress)
        return self.with_duplicates(report)

    def remove(self, article_ids: str | Iterable[str], *, bury: bool = True, erase: bool = False) -> RemoveReport:
        """Remove articles with their passages, words and vectors; unknown ids are reported.

        Args:
            article_ids: which ones; all of them go in one transaction.
            bury: False leaves their vectors, which nothing finds any more, to be taken out by :meth:`resume`.
            erase: leave nothing of them in the archive's files, nor of what was removed before; all files are written
                anew, which takes a minute for some 30,000 passages. With ``bury`` False that is left to :meth:`resume`.

        Raises:
            ArchiveBusyError: another process writes to the archive, or, while erasing, reads it at the wrong moment.
            ArchiveFullError: there is no room on the disk to write the files anew; :meth:`resume` goes on.
        """
        self._must_write()
        wanted = [article_ids] if isinstance(article_ids, str) else list(dict.fromkeys(article_ids))
        with self._writing:
            removed = self._catalog.remove_articles(wanted, (lambda db: erasing.mark(db, wanted)) if erase else None)
            if erase and bury:
                erasing.finish(self._catalog, self._vectors)
        if removed and bury and not erase:
            self._indexer.bury()
        there = set(removed)
        unknown = tuple(article_id for article_id in wanted if article_id not in there)
        return RemoveReport(tuple(removed), unknown, erasing.BEYOND_REACH if erase else ())

    def resume(self, progress: ProgressCallback | None = None) -> None:
        """Finish work that was cut off, and prove the vector store sound if it was not closed in order."""
        self._must_write()
        reindex(self._folder.database, self._writing, progress)
        compare_all(self._folder.database, self._writing, progress)
        if erasing.is_marked(self._folder.database):
            with self._writing:
                erasing.finish(self._catalog, self._vectors)
        if self._indexer.has_work():
            self._indexer.resume(progress)
        elif not self._vectors.closed_in_order:
            self._vectors.store()

    # -- what it runs on, and its end ----------------------------------------------------------------------------

    @property
    def llm(self) -> ModelKeeper:
        """The language model of the settings: what it is doing, and ways to pull it and to load it beforehand."""
        return self._llm

    @property
    def embedding(self) -> str:
        """The name of the embedding that finds by meaning."""
        return self._embedder.name

    def check(self, *, mend: bool = False, try_models: bool = False) -> Health:
        """Prove that every vector and every word is in its index, reading them back; mend what is not, if asked.

        Args:
            mend: repair what can be repaired.
            try_models: embed a short text, and ask the language model for a few tokens; a local one is started.

        Raises:
            ArchiveBusyError: mending was asked for and another process writes.
        """
        if mend:
            self._must_write()
        found = health.check(
            self._catalog, self._vectors, self._indexer, writable=self.writable, mend=mend, llm=describe(self._settings)
        )
        return health.with_models(found, self._embedder, self._settings) if try_models else found

    def end_work(self) -> None:
        """Have what goes on in other threads end soon, and wait for none of it: adding, fetching, embedding. What was
        committed stays; the archive can still be read, and is to be closed."""
        self._closing.set()

    def close(self) -> None:
        """Close files, and let another process write; what goes on in other threads ends: adding, embedding with its
        batch."""
        self.end_work()
        try:
            self._llm.close()
        finally:
            with self._writing, ExitStack() as each:  # whatever one of them raises, the others are done
                each.callback(self._folder.lock.release)
                each.callback(self._folder.database.close)
                each.callback(self._vectors.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- within --------------------------------------------------------------------------------------------------

    def _adder(self, *, again: bool = True) -> Adder:
        return Adder(self._catalog, self._ledger, self._writing, readers_for(self._settings), again)

    def _must_write(self) -> None:
        if not self._folder.writable:
            raise self._folder.lock.busy()
