"""The archive: the one façade over reading, keeping, finding and answering. It delegates; it does not compute.

What it holds can also be looked at without asking: those methods are in ``rag/holdings.py``.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.answer.answering import answer_events, find, last_answer
from rag.answer.conversation import Conversation
from rag.answer.events import AnswerEvent
from rag.answer.follow_ups import follow_ups
from rag.answer.judge import judge_of
from rag.answer.summarising import TOPIC_ARTICLES, summarise, topic_sentences
from rag.answer.summary import SENTENCES, rank_article
from rag.answer.writer import Writing
from rag.backups import Backups
from rag.editing import Editing
from rag.errors import LlmError, UsageError
from rag.following import Following
from rag.holdings import Holdings
from rag.ingest.adding import Adder
from rag.ingest.fields import FieldMap
from rag.ingest.readers import readers_for
from rag.ingest.tracking import Tracker
from rag.ingest.urls import is_url
from rag.ingest.web.reports import merged
from rag.llm.choose import choose_model, describe
from rag.llm.keeper import ModelKeeper
from rag.model import (
    AddReport,
    Answer,
    Draft,
    Filters,
    Health,
    Hit,
    RemoveReport,
)
from rag.provenance import Provenance
from rag.settings import Settings, load_settings
from rag.store import health
from rag.store.catalog import Catalog
from rag.store.choose import choose_embedder
from rag.store.copies import compare_all
from rag.store.embedding import Embedder, RememberedVectors
from rag.store.hybrid import Retriever, SearchMode
from rag.store.indexing import Indexer, ProgressCallback
from rag.store.ledger import Ledger
from rag.store.lexical import LexicalIndex
from rag.store.listing import Listing
from rag.store.opening import Folder, VectorHolder, open_folder
from rag.store.stories import Stories

if TYPE_CHECKING:  # LlamaIndex takes four seconds to import
    from rag.store.llama import AnswerEngine, HybridRetriever

#: A question longer than this is cut: it is a pasted text, and its end says no more of what is sought.
LONGEST_QUESTION = 2_000
#: Vectors of sentences that were evidence before are kept in memory: 8 MB at most.
_REMEMBERED_SENTENCES = 5_000


class Archive(Holdings, Following, Provenance, Backups, Editing):
    """A pile of articles that can be asked. Open one with :meth:`open`; use it as a context manager, or close it.

    Safe to use from several threads. One process at a time writes to an archive; any number may read beside it.
    """

    def __init__(self, folder: Folder, settings: Settings, embedder: Embedder) -> None:
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
        archive = cls(folder, settings, embedder)
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
            UsageError: one of the paths does not exist, or is a file that is to be followed; nothing was added.
            ArchiveBusyError: another process writes to the archive.
            ArchiveFullError: there is no room left on the disk; what was committed stays.
            EmbeddingError: the embedding failed; what was added is found by words, and embedded later.
        """
        self._must_write()
        wanted = [paths] if isinstance(paths, str | Path) else list(paths)
        if follow:
            self._follow(wanted)
        urls = [path for path in wanted if isinstance(path, str) and is_url(path)]
        files = [Path(path) for path in wanted if path not in urls]

        def work(tracker: Tracker, committed: Callable[[], None]) -> AddReport:
            report = self._adder().add_paths(files, tracker=tracker, committed=committed, stop=stop, fields=fields)
            if urls and not report.stopped:
                report = merged(report, self._add_urls(urls, progress, stop))
                committed()
            return report

        return self._adding(work, progress, stop)

    def retry_failed(
        self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None
    ) -> AddReport:
        """Add again what :meth:`failures` lists, files and addresses; what is no longer there leaves the list."""
        self._must_write()

        def work(tracker: Tracker, committed: Callable[[], None]) -> AddReport:
            report = self._adder().retry(tracker=tracker, committed=committed, stop=stop)
            if not report.stopped:
                report = merged(report, self._retry_urls(progress, stop))
                committed()
            return report

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

    def remove(self, article_ids: str | Iterable[str], *, bury: bool = True) -> RemoveReport:
        """Remove articles with their passages, words and vectors; unknown ids are reported.

        Args:
            article_ids: which ones; all of them go in one transaction.
            bury: False leaves their vectors, which nothing finds any more, to be taken out by :meth:`resume`.

        Raises:
            ArchiveBusyError: another process writes to the archive.
        """
        self._must_write()
        wanted = [article_ids] if isinstance(article_ids, str) else list(dict.fromkeys(article_ids))
        with self._writing:
            removed = self._catalog.remove_articles(wanted)
        if removed and bury:
            self._indexer.bury()
        there = set(removed)
        unknown = tuple(article_id for article_id in wanted if article_id not in there)
        return RemoveReport(tuple(removed), unknown)

    def resume(self, progress: ProgressCallback | None = None) -> None:
        """Finish work that was cut off, and prove the vector store sound if it was not closed in order."""
        self._must_write()
        compare_all(self._folder.database, self._writing, progress)
        if self._indexer.has_work():
            self._indexer.resume(progress)
        elif not self._vectors.closed_in_order:
            self._vectors.store()

    # -- a question's road ---------------------------------------------------------------------------------------

    def ask(self, question: str, *, filters: Filters | None = None) -> Answer:
        """Answer a question: written by the language model of the settings, else with quotes; or refuse.

        Raises:
            UsageError: the question is empty.
        """
        return last_answer(self.stream(question, filters=filters))

    async def aask(self, question: str, *, filters: Filters | None = None) -> Answer:
        """Like :meth:`ask`, without blocking the event loop."""
        return await asyncio.to_thread(self.ask, question, filters=filters)

    def stream(
        self, question: str, *, filters: Filters | None = None, stop: threading.Event | None = None
    ) -> Iterator[AnswerEvent]:
        """Answer a question as it comes: the evidence, the text, each sentence with its verdict, the whole answer.

        Args:
            question: what is asked.
            filters: which articles to look at.
            stop: ends the model's work when set; so does closing the iterator.
        """
        filters = filters or Filters()
        question = question.strip()[:LONGEST_QUESTION]
        if not question:
            raise UsageError("the question is empty: ask something")
        found = find(question, self._retriever(), filters, self._sentences.embed)
        return answer_events(found, self._writing_model(), stop)

    async def astream(self, question: str, *, filters: Filters | None = None) -> AsyncIterator[AnswerEvent]:
        """Like :meth:`stream`, for an event loop; leaving the loop stops the model."""
        stop = threading.Event()
        events = await asyncio.to_thread(self.stream, question, filters=filters, stop=stop)
        try:
            while (event := await asyncio.to_thread(next, events, None)) is not None:
                yield event
        finally:
            stop.set()

    def conversation(self, *, filters: Filters | None = None, turns: Iterable[tuple[str, str]] = ()) -> Conversation:
        """A conversation: follow-up questions are made to stand alone before anything is looked for.

        Args:
            filters: which articles to look at.
            turns: of an earlier conversation that is gone on with: each question in its stand-alone form, and the text
                of its answer (empty for a refusal).
        """
        writing = self._writing_model()
        model = writing.model if isinstance(writing, Writing) else None
        return Conversation(lambda asked, stop: self.stream(asked, filters=filters, stop=stop), model, turns)

    def quote(self, question: str, *, filters: Filters | None = None) -> Answer:
        """Answer a question with quotes alone, or refuse; no model is asked, whatever the settings say."""
        return find(question, self._retriever(), filters or Filters(), self._sentences.embed).quotes_answer()

    def follow_ups(self, answer: Answer) -> list[str]:
        """Two or three questions that go on from an answer, each proved to have an answer in the archive.

        No model is asked; it takes a second or two.

        Args:
            answer: or one that has its question, its filters, and citations or evidence.
        """
        cited = {item.article.id: item.article for sentence in answer.sentences for item in sentence.citations}
        near = {item.article.id: item.article for item in answer.evidence if item.article.id not in cited}
        seen = frozenset((item.article.id, item.start) for sentence in answer.sentences for item in sentence.citations)
        return follow_ups(
            answer.question,
            list(cited.values()),
            list(near.values()),
            seen,
            lambda asked: self.quote(asked, filters=answer.filters),
        )

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
            since: only articles from this day on; short for ``filters``.
            until: only articles up to this day.
            filters: which articles to look at, for a topic.
            sentences: how long the summary is to be.
            progress: told of each part of a long text.
            stop: ends the model's work when set.

        Raises:
            UsageError: neither or both of article and topic were given, or fewer than one sentence is wanted.
            UnknownArticleError: there is no such article.
        """
        if (article_id is None) == (query is None) or sentences < 1:
            raise UsageError("a summary is of one article or of one topic, and at least one sentence long: name which")
        writing = self._writing_model()
        if article_id is not None:
            article = self.article(article_id)
            ranked = rank_article(article)
            return summarise(article.title, ranked, sentences, writing, progress=progress, stop=stop)
        filters = filters or Filters(since, until)
        hits = self.search(query or "", limit=5 * TOPIC_ARTICLES, filters=filters)
        return summarise(
            query or "",
            topic_sentences(hits),
            sentences,
            writing,
            filters=filters,
            undated=self._catalog.undated(filters),
            progress=progress,
            stop=stop,
        )

    def search(
        self, query: str, *, limit: int = 10, filters: Filters | None = None, mode: SearchMode = "hybrid"
    ) -> list[Hit]:
        """Find passages for a query, the best first; several may be of one article, copies are found as one."""
        return self._retriever().search_once(query.strip()[:LONGEST_QUESTION], limit, filters or Filters(), mode)

    def as_retriever(self, *, limit: int = 10, filters: Filters | None = None) -> HybridRetriever:
        """This archive's search as a LlamaIndex retriever."""
        from rag.store.llama import HybridRetriever

        return HybridRetriever(lambda query: self.search(query, limit=limit, filters=filters))

    def as_query_engine(self, *, filters: Filters | None = None) -> AnswerEngine:
        """This archive's answers as a LlamaIndex query engine."""
        from rag.store.llama import AnswerEngine

        return AnswerEngine(lambda question: self.ask(question, filters=filters))

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

    def close(self) -> None:
        """Close files, and let another process write; embedding that goes on in a thread ends with its batch."""
        self._closing.set()
        self._llm.close()
        with self._writing:
            self._vectors.close()
            self._folder.database.close()
            self._folder.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- within --------------------------------------------------------------------------------------------------

    def _adder(self) -> Adder:
        return Adder(self._catalog, self._ledger, self._writing, readers_for(self._settings))

    def _retriever(self) -> Retriever:
        stories = self._stories if self._settings.merge_copies else None
        return Retriever(self._catalog, self._lexical, self._vectors.index, self._embedder, stories)

    def _writing_model(self) -> Writing | LlmError | None:
        """How answers are written, None for quotes, or why the model that the settings want is not to be had.

        The model is chosen anew for each answer, as it may have been pulled or removed meanwhile.
        """
        try:
            model = choose_model(self._settings)
            judge = judge_of(self._settings, model) if model is not None else None
        except LlmError as error:
            return error
        if model is None:
            return None
        return Writing(
            model, self._settings.llm_context, self._settings.llm_max_tokens, judge, self._settings.on_unverified
        )

    def _must_write(self) -> None:
        if not self._folder.writable:
            raise self._folder.lock.busy()
