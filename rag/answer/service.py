"""The road of a question: found, quoted or written, streamed, gone on with, and summaries."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from rag.answer.answering import EvidenceSet, answer_events, find, last_answer, quote_events
from rag.answer.archive_questions.answering_archive import ArchiveQuestions
from rag.answer.cite_originals import as_read
from rag.answer.conversation import Conversation
from rag.answer.events import AnswerDone, AnswerEvent, EvidenceFound
from rag.answer.follow_ups import MOST, follow_ups
from rag.answer.judge import judge_of
from rag.answer.lookups import lookups_at_once
from rag.answer.processes.answering_processes import AnsweringProcesses
from rag.answer.processes.asked_elsewhere import AskedElsewhere
from rag.answer.processes.processes_for_archive import processes_for
from rag.answer.question_limit import cut_question, with_notice
from rag.answer.quote_answer import quotes_instead
from rag.answer.reader.passage_reranking import PASSAGES_ASKED, reranked
from rag.answer.reader.reader_factory import passage_reranker, reader_of, reranking
from rag.answer.reader.reranker import Reranker
from rag.answer.selected import and_query, asked_of_selection
from rag.answer.summaries.summarizing import TOPIC_ARTICLES, nearest_to_topic, summarise, topic_sentences
from rag.answer.summaries.written_summary import SENTENCES, rank_article
from rag.answer.time_asked.finding import Search, answer_as_read, find_as_read, without_days
from rag.answer.time_asked.other_periods import asked_of_others, events_with_period, with_period
from rag.answer.writer import WriterContext
from rag.errors import LlmError, UsageError
from rag.llm.chat_factory import ModelChooser
from rag.model import Answer, Filters, Hit, within
from rag.settings import Settings
from rag.store.archive_store import ArchiveStore
from rag.store.hybrid import Retriever, SearchMode
from rag.store.search.selection import read_query
from rag.store.search.service import SearchService
from rag.store.vectors.embedding import RememberedVectors
from rag.store.vectors.indexing import ProgressCallback
from rag.text.lines import whole_letters
from rag.text.query.matching import positive_words
from rag.text.query.plain_or_operators import has_operators

if TYPE_CHECKING:  # LlamaIndex takes four seconds to import
    from rag.store.llama_index_retriever import AnswerEngine, HybridRetriever

_log = logging.getLogger("dateline.search")

#: Vectors of sentences that were evidence before are kept in memory: 8 MB at most.
_REMEMBERED_SENTENCES = 5_000


class AnswerService:
    """Finds, answers and summarises; each method is that of :class:`rag.Archive`.

    Args:
        store: the archive's.
        settings: which language model, how answers are checked, whether copies are merged.
        choose: the language model that the settings mean; asked for each answer.
        pages: finds what is searched for without words, by fields and the like.
    """

    def __init__(self, store: ArchiveStore, settings: Settings, choose: ModelChooser, pages: SearchService) -> None:
        self._store = store
        self._settings = settings
        self._choose_model = choose
        self._pages = pages
        self._about_archive = ArchiveQuestions(store, pages, merge_copies=settings.merge_copies)
        self._sentences = RememberedVectors(store.embedder, _REMEMBERED_SENTENCES)
        self._looking = threading.BoundedSemaphore(lookups_at_once(settings))
        self._processes: AnsweringProcesses | None = None

    def answer_in_processes(self) -> None:
        """Have processes of their own answer with quotes where several ask at once, as many as the settings say.

        Nothing is started before that, and nothing where another process cannot open the catalog.
        """
        if self._processes is None:
            self._processes = processes_for(self._store, self._settings, self._sentences.embed)

    @contextmanager
    def without_processes(self) -> Iterator[None]:
        """End these processes, and have none while this lasts: what they remember is to be forgotten."""
        with self._processes.none() if self._processes is not None else nullcontext():
            yield

    def close(self) -> None:
        """End these processes."""
        if self._processes is not None:
            self._processes.close()

    def ask(
        self, question: str, *, filters: Filters | None = None, now: date | None = None, read_dates: bool = True
    ) -> Answer:
        """Answer a question: written by the language model of the settings, else with quotes; or refuse."""
        return last_answer(self.stream(question, filters=filters, now=now, read_dates=read_dates))

    async def aask(
        self, question: str, *, filters: Filters | None = None, now: date | None = None, read_dates: bool = True
    ) -> Answer:
        """Like :meth:`ask`, without blocking the event loop."""
        return await asyncio.to_thread(self.ask, question, filters=filters, now=now, read_dates=read_dates)

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        now: date | None = None,
        stop: threading.Event | None = None,
        read_dates: bool = True,
    ) -> Iterator[AnswerEvent]:
        """Answer a question as it comes: the evidence, the text, each sentence with its verdict, the whole answer."""
        if self._processes is None:
            return self._stream(question, filters, now, stop, read_dates)
        with self._processes.asking() as beside:
            events = None
            if beside and self._quotes_alone():
                events = self._elsewhere(AskedElsewhere(question, filters, now, read_dates))
            return self._stream(question, filters, now, stop, read_dates) if events is None else iter(events)

    def _elsewhere(self, asked: AskedElsewhere) -> list[AnswerEvent] | None:
        """The events of an answer that another process gave; None where this one is to answer."""
        assert self._processes is not None  # noqa: S101 - asked only beside them
        with self._store.questions.asking():
            return self._processes.answer(asked)

    def _quotes_alone(self) -> bool:
        """Whether answers are made without a language model."""
        try:
            return self._choose_model(self._settings) is None
        except LlmError:  # the answer is to say so
            return False

    def _stream(
        self,
        question: str,
        filters: Filters | None,
        now: date | None,
        stop: threading.Event | None,
        read_dates: bool,
    ) -> Iterator[AnswerEvent]:
        question, filters = asked_of_selection(question, filters or Filters())
        question, said = cut_question(question)
        if not question:
            raise UsageError("the question is empty: ask something")
        if read_dates and (told := self._about_archive.answer(question, filters, self._day(filters, now))) is not None:
            return iter((EvidenceFound(question, told.evidence), AnswerDone(with_notice(told, said))))
        reader, reranker = reranking(self._settings), passage_reranker(self._settings)

        def search(filters: Filters, left_out: Sequence[str]) -> EvidenceSet:
            return replace(self._search(question, filters, left_out, reranker), now=now or filters.as_of)

        found = self._find(question, search, filters, now, read_dates).with_said(said)
        try:
            writing = self._writing_model()
        except LlmError as error:
            notice = quotes_instead(error)
            events = quote_events(found, notice, reader, stop)
            return events_with_period(events) if read_dates else events

        def answer(found: EvidenceSet) -> Iterator[AnswerEvent]:
            return answer_events(found, writing, stop, reader)

        events = answer_as_read(found, answer, lambda meant: without_days(meant, search, filters).with_said(said), stop)
        return events_with_period(events) if read_dates else events

    async def astream(
        self, question: str, *, filters: Filters | None = None, now: date | None = None, read_dates: bool = True
    ) -> AsyncIterator[AnswerEvent]:
        """Like :meth:`stream`, for an event loop; leaving the loop stops the model."""
        stop = threading.Event()
        how: dict[str, Any] = {"filters": filters, "now": now, "read_dates": read_dates}
        events = await asyncio.to_thread(self.stream, question, stop=stop, **how)
        try:
            while (event := await asyncio.to_thread(next, events, None)) is not None:
                yield event
        finally:
            stop.set()

    def conversation(
        self,
        *,
        filters: Filters | None = None,
        turns: Iterable[tuple[str, str]] = (),
        now: date | None = None,
        read_dates: bool = True,
    ) -> Conversation:
        """A conversation: follow-up questions are made to stand alone before anything is looked for."""
        writing = None
        with contextlib.suppress(LlmError):  # each answer tells of it
            writing = self._writing_model()
        model = writing.model if writing else None

        def stream(asked: str, stop: threading.Event | None) -> Iterator[AnswerEvent]:
            return self.stream(asked, filters=filters, now=now, stop=stop, read_dates=read_dates)

        if not read_dates:
            return Conversation(stream, model, turns)
        day = self._day(filters, now)

        def changed(question: str, before: str) -> str | None:
            return self._about_archive.changed(question, before, day)

        return Conversation(stream, model, turns, day, changed)

    def quote(
        self, question: str, *, filters: Filters | None = None, now: date | None = None, read_dates: bool = True
    ) -> Answer:
        """Answer a question with quotes alone, or refuse; no model is asked, whatever the settings say."""
        if self._processes is None:
            return self._quote(question, filters, now, read_dates)
        with self._processes.asking() as beside:
            events = self._elsewhere(AskedElsewhere(question, filters, now, read_dates, quote=True)) if beside else None
            return self._quote(question, filters, now, read_dates) if events is None else last_answer(iter(events))

    def _quote(self, question: str, filters: Filters | None, now: date | None, read_dates: bool) -> Answer:
        question, filters = asked_of_selection(question, filters or Filters())
        question, said = cut_question(question)
        if read_dates and (told := self._about_archive.answer(question, filters, self._day(filters, now))) is not None:
            return with_notice(told, said)
        found = self._find(question, partial(self._search, question), filters, now, read_dates)
        answer = found.with_said(said).quotes_answer()
        return with_period(answer) if read_dates else answer

    def _search(
        self, question: str, filters: Filters, left_out: Sequence[str] = (), reranker: Reranker | None = None
    ) -> EvidenceSet:
        with self._looking, self._store.questions.asking():
            return find(question, self._retriever(), filters, self._sentences.embed, left_out, reranker)

    def _find(self, question: str, search: Search, filters: Filters, now: date | None, read_dates: bool) -> EvidenceSet:
        """What bears on a question, of the time and names in it where these are to be read: relative to the day it is
        asked on, which is today unless told."""
        if not read_dates:
            return search(filters, ())
        day = self._day(filters, now)
        return find_as_read(question, search, filters, day, self._about_archive.named_in(question, day))

    @staticmethod
    def _day(filters: Filters | None, now: date | None) -> date:
        return now or (filters.as_of if filters else None) or date.today()

    def follow_ups(self, answer: Answer) -> list[str]:
        """Two or three questions that go on from an answer, each proved to have an answer in the archive; the same of
        another time, where it may be asked of one, first."""
        cited = {item.article.id: item.article for sentence in answer.sentences for item in sentence.citations}
        near = {item.article.id: item.article for item in answer.evidence if item.article.id not in cited}
        seen = frozenset((item.article.id, item.start) for sentence in answer.sentences for item in sentence.citations)
        of_others = [asked for asked in asked_of_others(answer) if self._has_answer_of_then(asked, answer.filters)]
        others = follow_ups(
            answer.question,
            list(cited.values()),
            list(near.values()),
            seen,
            lambda asked: self.quote(asked, filters=answer.filters, read_dates=False),
        )
        return [*of_others, *others][:MOST]

    def _has_answer_of_then(self, question: str, filters: Filters) -> bool:
        """Whether something may answer a question of the time that it names."""
        told = self.quote(question, filters=filters)
        return told.outcome != "none" and told.read_as is not None and told.filters.since is not None

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
        """Summarise one article, or what the archive has on a topic; every sentence is checked and cited."""
        if article_id is None and query is None:
            raise UsageError("there is nothing to summarise: name which article, by its id, or a topic (--query TOPIC)")
        if article_id is not None and query is not None:
            raise UsageError("a summary is of one article or of one topic: name one of them alone")
        if sentences < 1:
            raise UsageError(f"a summary of {sentences} sentences says nothing: ask for one at least")
        if query is not None and not any(map(str.isalnum, query)):
            raise UsageError("the topic is empty: say what the summary is to be about")
        filters = within(filters or Filters(), since, until)
        day = filters.as_of
        if article_id is not None and replace(filters, as_of=None):
            raise UsageError("days, outlets and languages narrow a topic (--query), not one article: leave them out")
        writing, notice = None, None
        try:
            writing = self._writing_model()
        except LlmError as error:
            notice = quotes_instead(error, "summary")
        if article_id is not None:
            article = self._store.catalog.article_then(article_id, day)
            ranked = rank_article(article)
            summary = summarise(
                article.title, ranked, sentences, writing, filters=filters, progress=progress, stop=stop
            )
            return with_notice(as_read(summary, day), notice)
        query, filters = asked_of_selection(whole_letters(query or ""), filters)
        hits = self._passages(query, 5 * TOPIC_ARTICLES, filters)
        ranked, undated = topic_sentences(hits), self._store.catalog.undated(filters)
        if hits and not any(hit.lexical for hit in hits):  # not a word, nor a name in another spelling or script
            summary, notice = nearest_to_topic(query, ranked, sentences, filters=filters, undated=undated), None
        else:
            summary = summarise(
                query, ranked, sentences, writing, filters=filters, undated=undated, progress=progress, stop=stop
            )
        _, said = cut_question(query)
        return with_notice(with_notice(as_read(summary, day), notice), said)

    def search(
        self, query: str, *, limit: int = 10, filters: Filters | None = None, mode: SearchMode = "hybrid"
    ) -> list[Hit]:
        """Find passages for a query, the best first; several may be of one article, copies are found as one."""
        query, filters = whole_letters(query).strip(), filters or Filters()
        if not has_operators(query):
            return self._passages(query, limit, filters, mode)
        words = positive_words(read_query(query))
        if words:
            return self._passages(words, limit, and_query(filters, query), mode)
        page = self._pages.search_page(query, filters=filters, limit=max(1, limit), facets=False)
        return [found.hit for found in page.hits]  # of the newest, as there is no word to rank by

    def _passages(self, words: str, limit: int, filters: Filters, mode: SearchMode = "hybrid") -> list[Hit]:
        words, reranker = cut_question(words)[0], passage_reranker(self._settings)
        most = limit if reranker is None else max(limit, PASSAGES_ASKED)
        with self._store.questions.asking():
            found = self._retriever().search_once(words, most, filters, mode)
        hits, failed = reranked(words, found, reranker)
        if failed:
            _log.warning("%s", failed)
        return hits[:limit]

    def as_retriever(self, *, limit: int = 10, filters: Filters | None = None) -> HybridRetriever:
        """This archive's search as a LlamaIndex retriever."""
        from rag.store.llama_index_retriever import HybridRetriever

        return HybridRetriever(lambda query: self.search(query, limit=limit, filters=filters))

    def as_query_engine(self, *, filters: Filters | None = None) -> AnswerEngine:
        """This archive's answers as a LlamaIndex query engine."""
        from rag.store.llama_index_retriever import AnswerEngine

        return AnswerEngine(lambda question: self.ask(question, filters=filters))

    def _retriever(self) -> Retriever:
        store = self._store
        stories = store.groups if self._settings.merge_copies else None
        return Retriever(store.catalog, store.lexical, store.vectors.index, store.embedder, stories, store.earlier)

    def _writing_model(self) -> WriterContext | None:
        """How answers are written; None for quotes.

        Raises:
            LlmError: the model that the settings want is not to be had.
        """
        model = self._choose_model(self._settings)
        if model is None:
            return None
        judge = judge_of(self._settings, model, self._choose_model)
        return WriterContext(
            model,
            self._settings.llm_context,
            self._settings.llm_max_tokens,
            judge,
            self._settings.on_unverified,
            reader=reader_of(self._settings, judge),
            when=self._settings.write,
        )
