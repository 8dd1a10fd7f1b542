"""The road of a question: found, quoted or written, streamed, gone on with, and summaries."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rag.answer.answering import answer_events, find, last_answer
from rag.answer.conversation import Conversation
from rag.answer.events import AnswerEvent
from rag.answer.follow_ups import follow_ups
from rag.answer.judge import judge_of
from rag.answer.question_limit import cut_question, with_notice
from rag.answer.summaries.summarizing import TOPIC_ARTICLES, summarise, topic_sentences
from rag.answer.summaries.written_summary import SENTENCES, rank_article
from rag.answer.writer import Writing
from rag.errors import LlmError, UsageError
from rag.llm.chat_factory import ModelChooser
from rag.model import Answer, Filters, Hit, within
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.duplicates.duplicate_groups import Stories
from rag.store.hybrid import Retriever, SearchMode
from rag.store.lexical.lexical_index import LexicalIndex
from rag.store.open_archive import VectorHolder
from rag.store.vectors.embedding import Embedder, RememberedVectors
from rag.store.vectors.indexing import ProgressCallback

if TYPE_CHECKING:  # LlamaIndex takes four seconds to import
    from rag.store.llama_index_retriever import AnswerEngine, HybridRetriever


class Asking:
    """The half of :class:`rag.Archive` that finds, answers and summarises."""

    _settings: Settings
    _catalog: Catalog
    _lexical: LexicalIndex
    _vectors: VectorHolder
    _embedder: Embedder
    _stories: Stories
    _sentences: RememberedVectors
    _choose_model: ModelChooser

    def ask(self, question: str, *, filters: Filters | None = None, now: date | None = None) -> Answer:
        """Answer a question: written by the language model of the settings, else with quotes; or refuse.

        Args:
            question: what is asked.
            filters: which articles to look at.
            now: the day it is asked on, as :meth:`stream` takes it.

        Raises:
            UsageError: the question is empty.
        """
        return last_answer(self.stream(question, filters=filters, now=now))

    async def aask(self, question: str, *, filters: Filters | None = None, now: date | None = None) -> Answer:
        """Like :meth:`ask`, without blocking the event loop."""
        return await asyncio.to_thread(self.ask, question, filters=filters, now=now)

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        now: date | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[AnswerEvent]:
        """Answer a question as it comes: the evidence, the text, each sentence with its verdict, the whole answer.

        Args:
            question: what is asked.
            filters: which articles to look at.
            now: the day it is asked on: a model that writes is told it, so that it can read "last week". What is
                found, and so the quotes, are the same on any day.
            stop: ends the model's work when set; so does closing the iterator.
        """
        filters = filters or Filters()
        question, said = cut_question(question)
        if not question:
            raise UsageError("the question is empty: ask something")
        found = replace(find(question, self._retriever(), filters, self._sentences.embed), said=said, now=now)
        return answer_events(found, self._writing_model(), stop)

    async def astream(
        self, question: str, *, filters: Filters | None = None, now: date | None = None
    ) -> AsyncIterator[AnswerEvent]:
        """Like :meth:`stream`, for an event loop; leaving the loop stops the model."""
        stop = threading.Event()
        events = await asyncio.to_thread(self.stream, question, filters=filters, now=now, stop=stop)
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
        question, said = cut_question(question)
        found = find(question, self._retriever(), filters or Filters(), self._sentences.embed)
        return replace(found, said=said).quotes_answer()

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
        if (article_id is None) == (query is None) or sentences < 1:
            raise UsageError("a summary is of one article or of one topic, and at least one sentence long: name which")
        filters = within(filters or Filters(), since, until)
        if article_id is not None and filters:
            raise UsageError("days, outlets and languages narrow a topic (--query), not one article: leave them out")
        writing = self._writing_model()
        if article_id is not None:
            article = self._catalog.known_article(article_id)
            ranked = rank_article(article)
            return summarise(article.title, ranked, sentences, writing, progress=progress, stop=stop)
        hits = self.search(query or "", limit=5 * TOPIC_ARTICLES, filters=filters)
        summary = summarise(
            query or "",
            topic_sentences(hits),
            sentences,
            writing,
            filters=filters,
            undated=self._catalog.undated(filters),
            progress=progress,
            stop=stop,
        )
        _, said = cut_question(query or "")
        return with_notice(summary, said)

    def search(
        self, query: str, *, limit: int = 10, filters: Filters | None = None, mode: SearchMode = "hybrid"
    ) -> list[Hit]:
        """Find passages for a query, the best first; several may be of one article, copies are found as one."""
        return self._retriever().search_once(cut_question(query)[0], limit, filters or Filters(), mode)

    def as_retriever(self, *, limit: int = 10, filters: Filters | None = None) -> HybridRetriever:
        """This archive's search as a LlamaIndex retriever."""
        from rag.store.llama_index_retriever import HybridRetriever

        return HybridRetriever(lambda query: self.search(query, limit=limit, filters=filters))

    def as_query_engine(self, *, filters: Filters | None = None) -> AnswerEngine:
        """This archive's answers as a LlamaIndex query engine."""
        from rag.store.llama_index_retriever import AnswerEngine

        return AnswerEngine(lambda question: self.ask(question, filters=filters))

    def _retriever(self) -> Retriever:
        stories = self._stories if self._settings.merge_copies else None
        return Retriever(self._catalog, self._lexical, self._vectors.index, self._embedder, stories)

    def _writing_model(self) -> Writing | LlmError | None:
        """How answers are written, None for quotes, or why the model that the settings want is not to be had.

        The model is chosen anew for each answer, as it may have been pulled or removed meanwhile.
        """
        try:
            model = self._choose_model(self._settings)
            judge = judge_of(self._settings, model, self._choose_model) if model is not None else None
        except LlmError as error:
            return error
        if model is None:
            return None
        return Writing(
            model, self._settings.llm_context, self._settings.llm_max_tokens, judge, self._settings.on_unverified
        )
