"""The archive: the one façade over reading, keeping, finding and answering. It delegates; it does not compute."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.answer.conversation import Conversation
from rag.answer.coverage.search_coverage import CoverageService
from rag.answer.events import AnswerEvent
from rag.answer.reader.reader_factory import page_reranking
from rag.answer.service import AnswerService
from rag.answer.summaries.written_summary import SENTENCES
from rag.answer.version_history import VersionHistory
from rag.backup.service import BackupService
from rag.ingest.field_map import FieldMap
from rag.ingest.forecast import Foresight
from rag.ingest.run import IngestRun
from rag.ingest.service import IngestService
from rag.ingest.web.service import SyncService
from rag.llm.chat_factory import ModelChooser, choose_model
from rag.llm.local.model_manager import ModelManager
from rag.model import Answer, Article, Copy, Draft, Filters, Hit, QuoteNow, QuoteState, TakenOff, Version
from rag.reports import (
    AddReport,
    ArticlePage,
    ArticleSort,
    Counts,
    Coverage,
    EditReport,
    ExportReport,
    FailedSource,
    Followed,
    Health,
    ImportReport,
    MonthCount,
    MoveReport,
    RemoveReport,
    SearchCoverage,
    SearchHit,
    SearchPage,
    SearchSort,
    SyncReport,
)
from rag.settings import Settings, load_settings
from rag.store.archive_store import ArchiveStore
from rag.store.article_store import ArticleStore
from rag.store.edit_service import EditService
from rag.store.edits import Field
from rag.store.hybrid import SearchMode
from rag.store.maintenance import MaintenanceService
from rag.store.open_archive import Folder, open_catalog, open_folder
from rag.store.search.service import SearchService
from rag.store.vectors.embedder_factory import choose_embedder
from rag.store.vectors.embedding import Embedder
from rag.store.vectors.indexing import ProgressCallback

if TYPE_CHECKING:  # LlamaIndex takes four seconds to import
    from rag.store.llama_index_retriever import AnswerEngine, HybridRetriever


class Archive:
    """A pile of articles that can be asked. Open one with :meth:`open`; use it as a context manager, or close it.

    Safe to use from several threads. One process at a time writes to an archive, if its catalog is not on a server; any
    number may read beside it.
    """

    def __init__(
        self, folder: Folder, settings: Settings, embedder: Embedder, choose: ModelChooser = choose_model
    ) -> None:
        store = self._store = ArchiveStore.over(folder, embedder, settings)
        run = IngestRun(store, settings)
        self._web = SyncService(store, settings, run)
        self._ingest = IngestService(store, run, self._web)
        self._search = SearchService(store, merge_copies=settings.merge_copies, rerank=page_reranking(settings))
        self._answers = AnswerService(store, settings, choose, self._search)
        self._coverage = CoverageService(store, self._search, lambda asked, of: self.quote(asked, filters=of))
        self._articles = ArticleStore(store)
        self._history = VersionHistory(store)
        self._edits = EditService(store)
        self._maintenance = MaintenanceService(store, settings, self._answers.without_processes)
        self._backups = BackupService(store, settings)
        self._llm = ModelManager(settings)

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        read_only: bool | None = None,
        create: bool = True,
        resume: bool = True,
        moving: bool = False,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        choose: ModelChooser = choose_model,
        progress: ProgressCallback | None = None,
    ) -> Self:
        """Open an archive, or make it.

        Args:
            path: its folder; where None, what the settings say: a folder, or a catalog on a server.
            read_only: True never writes; False must be able to write; None writes unless another process does.
            create: make it when it is missing.
            resume: finish what an earlier process began and did not end.
            moving: open it to move another archive there (:meth:`move_to`); once that has begun, nobody else may write.
            settings: read from the environment where None.
            embedder: that of the settings where None.
            choose: which language model the settings mean; asked for each answer.
            progress: told of resumed work.

        Raises:
            UsageError: the path cannot be an archive, or there is none and ``read_only`` is True.
            ArchiveBusyError: ``read_only`` is False and another process writes; or it is to be written to, and another
                archive is being moved there.
            ArchiveMismatchError: the archive was made with another embedding.
            ArchiveDamagedError: its catalog cannot be read.
        """
        settings = settings or load_settings()
        embedder = embedder or choose_embedder(settings)
        if path is None and settings.catalog is not None:
            address = settings.catalog.get_secret_value()
            folder = open_catalog(address, settings.archive, embedder, read_only=read_only, create=create)
        else:
            where = Path(path) if path is not None else settings.archive
            folder = open_folder(where, embedder, read_only=read_only, create=create)
        try:
            if folder.writable:
                folder.open_for_moving() if moving else folder.must_be_whole()
            archive = cls(folder, settings, embedder, choose)
        except BaseException:
            folder.close()
            raise
        try:
            if resume and folder.writable:
                archive._maintenance.resume_on_opening(progress)
        except BaseException:
            archive.close()
            raise
        return archive

    @property
    def path(self) -> Path:
        """The archive's folder; with a catalog on a server that of this machine's accounts and log of changes."""
        return self._store.folder.path

    @property
    def place(self) -> str:
        """Where the archive is kept: its folder, or the address of its catalog without its secrets."""
        return self._store.folder.database.name

    @property
    def shared(self) -> bool:
        """Whether other processes may write to the archive at the same time, as to a catalog on a server."""
        return self._store.folder.shared

    @property
    def writable(self) -> bool:
        """Whether this process may write to the archive."""
        return self._store.folder.writable

    # -- an article's road ---------------------------------------------------------------------------------------------

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
        return self._ingest.add(paths, follow=follow, progress=progress, stop=stop, fields=fields)

    def foresee(self, paths: Iterable[str | Path]) -> Foresight:
        """How many files an :meth:`add` of these would read, and about how long it would take and how much room.

        Args:
            paths: files and folders; addresses on the web are passed over, as nothing is known of them.

        Raises:
            UsageError: one of the paths does not exist.
        """
        return self._ingest.foresee(paths)

    def add_text(self, text: str, *, name: str = "pasted.txt", progress: ProgressCallback | None = None) -> AddReport:
        """Add one pasted or uploaded text; ``name``'s ending says what it is."""
        return self._ingest.add_text(text, name=name, progress=progress)

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
        return self._ingest.add_bytes(raw, name=name, progress=progress, embed=embed)

    def add_drafts(self, drafts: Iterable[tuple[str, Draft]], *, progress: ProgressCallback | None = None) -> AddReport:
        """Add articles that a program has read already, each with the name of its source."""
        return self._ingest.add_drafts(drafts, progress=progress)

    def failures(self) -> list[FailedSource]:
        """The files and addresses, and what is in them, that could not be read when they were tried last, by name."""
        return self._articles.failures()

    def retry_failed(
        self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None
    ) -> AddReport:
        """Add again what :meth:`failures` lists, files and addresses; what is no longer there leaves the list."""
        return self._ingest.retry_failed(progress=progress, stop=stop)

    def forget_failures(self, sources: str | Iterable[str] | None = None) -> int:
        """Take what could not be read off the list of :meth:`failures`; adding it again may put it back.

        Args:
            sources: which of them, by their source or their file; all where None.

        Returns:
            How many left the list.
        """
        return self._ingest.forget_failures(sources)

    # -- what is followed ----------------------------------------------------------------------------------------------

    def sync(self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None) -> SyncReport:
        """Look at all that is followed, and add what is new or changed there; politely, as servers want it.

        Args:
            progress: told of each thing looked at, each page, and each batch embedded.
            stop: ends it, within a request too; what was committed stays, and the next time goes on with the rest.

        Raises:
            ArchiveBusyError: another process writes to the archive.
        """
        return self._web.sync(progress=progress, stop=stop)

    def followed(self) -> list[Followed]:
        """All that is followed, in the order it was begun."""
        return self._web.followed()

    def unfollow(self, source: str | Path) -> bool:
        """Follow a source no more; its articles stay.

        Returns:
            Whether it was followed.
        """
        return self._web.unfollow(source)

    # -- a question's road ---------------------------------------------------------------------------------------------

    def answer_in_processes(self) -> None:
        """Have processes of their own answer with quotes while several people ask at once, as a server does: as many
        as the settings say (``answering_processes``). They are started when first needed, end when nobody has asked
        for a minute, and give the same answers."""
        self._answers.answer_in_processes()

    def ask(
        self, question: str, *, filters: Filters | None = None, now: date | None = None, read_dates: bool = True
    ) -> Answer:
        """Answer a question: written by the language model of the settings, else with quotes; or refuse.

        Args:
            question: what is asked.
            filters: which articles to look at.
            now: the day it is asked on, as :meth:`stream` takes it.
            read_dates: whether what its own words say of times, names and the archive is read, likewise.

        Raises:
            UsageError: the question is empty.
        """
        return self._answers.ask(question, filters=filters, now=now, read_dates=read_dates)

    async def aask(
        self, question: str, *, filters: Filters | None = None, now: date | None = None, read_dates: bool = True
    ) -> Answer:
        """Like :meth:`ask`, without blocking the event loop."""
        return await self._answers.aask(question, filters=filters, now=now, read_dates=read_dates)

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        now: date | None = None,
        stop: threading.Event | None = None,
        read_dates: bool = True,
    ) -> Iterator[AnswerEvent]:
        """Answer a question as it comes: the evidence, the text, each sentence with its verdict, the whole answer.

        Args:
            question: what is asked.
            filters: which articles to look at.
            now: the day it is asked on, from which "last week" is counted; a model that writes is told it. Where None
                it is counted from ``filters.as_of``, else from today.
            stop: ends the model's work when set; so does closing the iterator.
            read_dates: whether what the question's own words say is read. Times narrow it to articles published then or
                some days later, to what was known on a day, or, of sentences about as near, to the newest first;
                authors, outlets and sections that it names as its articles' narrow it to these. What was read is
                ``read_as`` of the answer; where nothing is left it is taken off again, and the notice says so. A
                question about the archive itself is answered by counting, without a model (``archive_result``).
        """
        return self._answers.stream(question, filters=filters, now=now, stop=stop, read_dates=read_dates)

    def astream(
        self, question: str, *, filters: Filters | None = None, now: date | None = None, read_dates: bool = True
    ) -> AsyncIterator[AnswerEvent]:
        """Like :meth:`stream`, for an event loop; leaving the loop stops the model."""
        return self._answers.astream(question, filters=filters, now=now, read_dates=read_dates)

    def conversation(
        self,
        *,
        filters: Filters | None = None,
        turns: Iterable[tuple[str, str]] = (),
        now: date | None = None,
        read_dates: bool = True,
    ) -> Conversation:
        """A conversation: follow-up questions are made to stand alone before anything is looked for.

        Args:
            filters: which articles to look at.
            turns: of an earlier conversation that is gone on with: each question in its stand-alone form, and the text
                of its answer (empty for a refusal).
            now: the day it is held on, as :meth:`stream` takes it.
            read_dates: whether what questions say of times, names and the archive is read, likewise.
        """
        return self._answers.conversation(filters=filters, turns=turns, now=now, read_dates=read_dates)

    def quote(
        self, question: str, *, filters: Filters | None = None, now: date | None = None, read_dates: bool = True
    ) -> Answer:
        """Answer a question with quotes alone, or refuse; no model is asked, whatever the settings say."""
        return self._answers.quote(question, filters=filters, now=now, read_dates=read_dates)

    def follow_ups(self, answer: Answer) -> list[str]:
        """Two or three questions that go on from an answer, each proved to have an answer in the archive.

        No model is asked; it takes a second or two.

        Args:
            answer: or one that has its question, its filters, and citations or evidence.
        """
        return self._answers.follow_ups(answer)

    def summarize(
        self,
        article_id: str | None = None,
        *,
        query: str | None = None,
        since: date | None = None,
        until: date | None = None,
        filters: Filters | None = None,
        sentences: int = SENTENCES,
        progress: ProgressCallback | None = None,
        stop: threading.Event | None = None,
    ) -> Answer:
        """Summarise one article, or what the archive has on a topic; every sentence is checked and cited.

        Args:
            article_id: the article; or
            query: the topic.
            since: only articles from this day on, for a topic; together with ``filters``, within these.
            until: only articles up to this day, likewise.
            filters: which articles to look at, for a topic.
            sentences: how long the summary is to be.
            progress: told of each part of a long text.
            stop: ends the model's work when set.

        Raises:
            UsageError: neither or both of article and topic were given, fewer than one sentence is wanted, or days or
                filters for an article, which is summarised whatever it is.
            UnknownArticleError: there is no such article.
        """
        return self._answers.summarize(
            article_id,
            query=query,
            since=since,
            until=until,
            filters=filters,
            sentences=sentences,
            progress=progress,
            stop=stop,
        )

    def search(
        self, query: str, *, limit: int = 10, filters: Filters | None = None, mode: SearchMode = "hybrid"
    ) -> list[Hit]:
        """Find passages for a query, the best first; several may be of one article, copies are found as one.

        A query with operators (docs/search.md) finds passages of the articles that it holds for.
        """
        return self._answers.search(query, limit=limit, filters=filters, mode=mode)

    def search_page(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        sort: SearchSort = "relevance",
        limit: int = 20,
        offset: int = 0,
        facets: bool = True,
    ) -> SearchPage:
        """A page of the articles that a query finds, each with its best passage, a group of copies once.

        Args:
            query: plain words, or operators as docs/search.md has them.
            filters: which articles to look at.
            sort: by what; by day those without one come last.
            limit: how many articles.
            offset: how many to pass over.
            facets: count the articles found by outlet, month, author, section and language.

        Raises:
            QueryError: the operators break the grammar.
            UsageError: there is no such order, limit or offset.
        """
        return self._search.search_page(query, filters=filters, sort=sort, limit=limit, offset=offset, facets=facets)

    def export_search(
        self, query: str, *, filters: Filters | None = None, sort: SearchSort = "relevance"
    ) -> Iterator[SearchHit]:
        """All that :meth:`search_page` counts, one after the other, as they are needed."""
        return self._search.export_search(query, filters=filters, sort=sort)

    def as_retriever(self, *, limit: int = 10, filters: Filters | None = None) -> HybridRetriever:
        """This archive's search as a LlamaIndex retriever."""
        return self._answers.as_retriever(limit=limit, filters=filters)

    def as_query_engine(self, *, filters: Filters | None = None) -> AnswerEngine:
        """This archive's answers as a LlamaIndex query engine."""
        return self._answers.as_query_engine(filters=filters)

    def coverage_of(self, query: str, *, filters: Filters | None = None) -> SearchCoverage:
        """What the archive has on a query, by month and outlet, and why nothing there answers it, where nothing does.

        No model is asked.

        Args:
            query: words, a question, or operators.
            filters: which articles to look at. Names are looked for in all of them.

        Raises:
            UsageError: the query is empty.
            QueryError: its operators break the grammar.
        """
        return self._coverage.coverage_of(query, filters=filters)

    # -- what it holds -------------------------------------------------------------------------------------------------

    def articles(self, filters: Filters | None = None) -> list[Article]:
        """All articles that pass the filters, the newest first, those without a date last."""
        return self._articles.articles(filters)

    def page_of_articles(
        self,
        words: str = "",
        *,
        filters: Filters | None = None,
        undated: bool = False,
        sort: ArticleSort = "published",
        descending: bool = True,
        limit: int = 50,
        offset: int = 0,
    ) -> ArticlePage:
        """A page of the list of articles, without their texts; quick at 50,000.

        Args:
            words: each must stand, as it is typed and in any case, somewhere in the headline or the outlet.
            filters: which articles to look at.
            undated: only those without a date.
            sort: by what; articles that lack it come last.
            descending: the newest first, or the alphabet from its end.
            limit: how many rows.
            offset: how many to pass over.

        Raises:
            UsageError: there is no such order, limit or offset.
        """
        return self._articles.page_of_articles(
            words, filters=filters, undated=undated, sort=sort, descending=descending, limit=limit, offset=offset
        )

    def article_ids(self, words: str = "", *, filters: Filters | None = None, undated: bool = False) -> list[str]:
        """The ids of all articles that :meth:`page_of_articles` would list."""
        return self._articles.article_ids(words, filters=filters, undated=undated)

    def articles_by_month(self, filters: Filters | None = None) -> list[MonthCount]:
        """How many articles each outlet has of each month: the oldest first, those without a date last."""
        return self._articles.articles_by_month(filters)

    def outlets(self) -> list[str]:
        """The outlets of all articles, in the order of the alphabet."""
        return self._articles.outlets()

    def languages(self) -> list[str]:
        """The languages of all articles, in the order of the alphabet."""
        return self._articles.languages()

    def version(self) -> int:
        """A number that changes with every change of the archive, by this process or another one."""
        return self._articles.version()

    def article(self, article_id: str, version: int | None = None) -> Article:
        """The article of this id.

        Args:
            article_id: the article's.
            version: the number of the version whose headline and text are wanted, from 1; what it says now where None.

        Raises:
            UnknownArticleError: there is none.
            UsageError: it has no such version.
        """
        return self._history.article(article_id, version)

    def count(self, filters: Filters | None = None) -> int:
        """How many articles pass the filters."""
        return self._articles.count(filters)

    def coverage(self, filters: Filters | None = None) -> Coverage:
        """How many articles pass the filters, and what days and outlets they are of."""
        return self._articles.coverage(filters)

    def counts(self) -> Counts:
        """How many articles and passages there are, and how many articles still wait to be embedded."""
        return self._articles.counts()

    def taken_off(self, article_id: str) -> tuple[TakenOff, ...]:
        """What cleaning took off an article's page, in the order of the page, each piece with the reason."""
        return self._articles.taken_off(article_id)

    def corrected_fields(self, article_id: str) -> tuple[Field, ...]:
        """Which fields of an article a person has corrected."""
        return self._articles.corrected_fields(article_id)

    # -- copies and versions -------------------------------------------------------------------------------------------

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        """The other articles that print the same story, the earliest first.

        Raises:
            UnknownArticleError: there is no such article.
        """
        return self._history.copies(article_id)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """What an article said before, the oldest first; nothing where its headline and text never changed.

        Raises:
            UnknownArticleError: there is no such article.
        """
        return self._history.versions(article_id)

    def diff(self, article_id: str, number: int | None = None) -> str:
        """What has changed since a version of an article, sentence by sentence, as a unified diff.

        Args:
            article_id: the article.
            number: of the version; the last one before the current where None.

        Raises:
            UnknownArticleError: there is no such article.
            UsageError: it has no such earlier version.
        """
        return self._history.diff(article_id, number)

    def check_quote(self, article_id: str, quote: str, start: int, end: int) -> QuoteState:
        """What has become of a quote that was cited before.

        Args:
            article_id: the article that was cited.
            quote: the words.
            start: where they stood in its text.
            end: where they ended.

        Returns:
            ``current``, ``moved`` (the same words stand elsewhere), ``changed`` (a sentence is like them), or
            ``withdrawn`` (nothing is, or the article has gone).
        """
        return self._history.check_quote(article_id, quote, start, end)

    def quote_now(self, article_id: str, quote: str, start: int, end: int) -> QuoteNow:
        """Like :meth:`check_quote`, with the place where the words, or those like them, stand now."""
        return self._history.quote_now(article_id, quote, start, end)

    # -- correcting and removing ---------------------------------------------------------------------------------------

    def edit(
        self,
        article_id: str,
        *,
        published: date | datetime | str | None = None,
        title: str | None = None,
        outlet: str | None = None,
        authors: Iterable[str] | None = None,
        language: str | None = None,
        clear: Iterable[str] = (),
        undo: Iterable[str] = (),
        progress: ProgressCallback | None = None,
        embed: bool = True,
    ) -> Article:
        """Correct what is said of an article; it stays corrected when its source is read again, changed or not.

        Args:
            article_id: the article's.
            published: the day (``2024-03-15``), or the moment with its zone.
            title: the headline.
            outlet: who published it.
            authors: all of them.
            language: ISO 639-1 code.
            clear: fields ("published", "outlet", "authors", "language") to be unknown, whatever the source says.
            undo: fields to be as the source says again.
            progress: told of the passages that are embedded anew, as headline and date are embedded with them.
            embed: False leaves that to a later :meth:`rag.Archive.resume`.

        Returns:
            The article as it is now.

        Raises:
            UsageError: nothing is to be changed, or a value cannot be right.
            UnknownArticleError: there is no such article.
            ArchiveBusyError: another process writes to the archive.
        """
        return self._edits.edit(
            article_id,
            published=published,
            title=title,
            outlet=outlet,
            authors=authors,
            language=language,
            clear=clear,
            undo=undo,
            progress=progress,
            embed=embed,
        )

    def edit_many(
        self,
        article_ids: Iterable[str],
        *,
        published: date | datetime | str | None = None,
        outlet: str | None = None,
        authors: Iterable[str] | None = None,
        language: str | None = None,
        clear: Iterable[str] = (),
        undo: Iterable[str] = (),
        progress: ProgressCallback | None = None,
        embed: bool = True,
    ) -> EditReport:
        """Correct the same of many articles; see :meth:`edit`. What was cut off is gone on with by the same call.

        Args:
            article_ids: which ones; some at a time go in one transaction. :meth:`rag.Archive.ids_of_articles` finds
                them as a list does.
            published: the day, or the moment with its zone.
            outlet: who published them.
            authors: all of them.
            language: ISO 639-1 code.
            clear: fields to be unknown, whatever the sources say.
            undo: fields to be as the sources say again.
            progress: told of each transaction, and of what is embedded anew.
            embed: False leaves embedding to a later :meth:`rag.Archive.resume`.

        Raises:
            UsageError: nothing is to be changed, a value cannot be right, or a headline is to be cleared.
            ArchiveBusyError: another process writes to the archive.
        """
        return self._edits.edit_many(
            article_ids,
            published=published,
            outlet=outlet,
            authors=authors,
            language=language,
            clear=clear,
            undo=undo,
            progress=progress,
            embed=embed,
        )

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
        return self._maintenance.remove(article_ids, bury=bury, erase=erase)

    # -- backups -------------------------------------------------------------------------------------------------------

    def export(
        self,
        path: str | Path,
        *,
        with_vectors: bool = False,
        filters: Filters | None = None,
        progress: ProgressCallback | None = None,
    ) -> ExportReport:
        """Write a backup, a zip, of one moment's state; it works while another process writes to the archive.

        Args:
            path: the file; a backup that is there is replaced once the new one is whole.
            with_vectors: so that importing need not embed again: 1.5 KB a passage.
            filters: only these articles, and what belongs to them.
            progress: told of the articles written.

        Raises:
            UsageError: the file cannot be written, something other than a backup is in its place, or the filters have
                an ``as_of``: a backup holds articles with all their versions.
        """
        return self._backups.export(path, with_vectors=with_vectors, filters=filters, progress=progress)

    def import_backup(
        self, path: str | Path, *, follow: bool = False, progress: ProgressCallback | None = None
    ) -> ImportReport:
        """Take in a backup: what is missing is added, what differs becomes as it is in the backup, the rest stays.

        The file is proved whole before anything is imported. An import that was cut off is finished by importing again.

        Args:
            path: the file.
            follow: from then on follow the addresses that the backup's archive followed. Its folders never are: they
                would be read here. The report names what is followed now, and what is not.
            progress: told of the articles imported.

        Raises:
            UsageError: there is no such file.
            BackupError: it is no sound backup, or that of a newer version; nothing was imported.
            ArchiveBusyError: another process writes to the archive.
        """
        return self._backups.import_backup(path, follow=follow, progress=progress)

    def move_to(self, target: Archive, *, progress: ProgressCallback | None = None) -> MoveReport:
        """Move all to another place: articles with their vectors, versions and corrections, what is followed, what
        failed, and what cleaning took off. The two are then compared by counts, hashes and every vector.

        This archive stays as it is. Where the move is cut off, the same one again does the rest.

        Args:
            target: the place, open for writing: a new archive, or one to which this one was being moved.
            progress: told of the articles moved.

        Raises:
            UsageError: the target holds something else.
            ArchiveBusyError: another process writes to this archive, or to the target.
        """
        return self._backups.move_to(target._store, progress)

    def move_vectors(self, *, to_catalog: bool = False, progress: ProgressCallback | None = None) -> None:
        """Have what the settings name keep the vectors, wherever they were; nothing is embedded again.

        Args:
            to_catalog: have no vector store, but compare the catalog's own vectors: for a catalog on a server.
            progress: told of what waits to be embedded.
        """
        self._maintenance.move_vectors(to_catalog=to_catalog, progress=progress)

    def delete(self, version: int | None = None) -> None:
        """Delete the archive for good, with its vectors; then close it. Accounts and the log of changes stay.

        Args:
            version: delete it only as it was then, such as when it was moved (``MoveReport.version``).

        Raises:
            ArchiveBusyError: it was changed since.
        """
        self._maintenance.delete(version)

    # -- what it runs on, and its end ----------------------------------------------------------------------------

    @property
    def llm(self) -> ModelManager:
        """The language model of the settings: what it is doing, and ways to pull it and to load it beforehand."""
        return self._llm

    def tell_of_server(self, socket: Path) -> None:
        """Tell other processes of the same user at which socket this one, which may write, does it for them.

        Args:
            socket: a Unix socket, at which whoever may use it does what the archive's owner may.
        """
        self._store.folder.lock.tell_of_server(socket)

    @property
    def embedding(self) -> str:
        """The name of the embedding that finds by meaning."""
        return self._store.embedder.name

    def resume(self, progress: ProgressCallback | None = None) -> None:
        """Finish work that was cut off, and prove the vector store sound if it was not closed in order."""
        self._maintenance.resume(progress)

    def embed_waiting(self, progress: ProgressCallback | None = None) -> int:
        """Embed what waits and no other process is at, whoever has added it; how many passages that were."""
        return self._maintenance.embed_waiting(progress)

    def delete_vectors(self) -> None:
        """Delete the vectors that a server keeps for this archive, before its folder is deleted by hand."""
        self._maintenance.delete_vectors()

    def check(self, *, mend: bool = False, try_models: bool = False) -> Health:
        """Prove that every vector and every word is in its index, reading them back; mend what is not, if asked.

        Args:
            mend: repair what can be repaired.
            try_models: embed a short text, and ask the language model for a few tokens; a local one is started.

        Raises:
            ArchiveBusyError: mending was asked for and another process writes.
        """
        return self._maintenance.check(mend=mend, try_models=try_models)

    def end_work(self) -> None:
        """Have what goes on in other threads end soon, and wait for none of it: adding, fetching, embedding. What was
        committed stays; the archive can still be read, and is to be closed."""
        self._store.closing.set()

    def close(self) -> None:
        """Close files, and let another process write; what goes on in other threads ends: adding, embedding with its
        batch."""
        self.end_work()
        self._answers.close()
        try:
            self._llm.close()
        finally:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
