"""From a question about the archive to its answer: the catalog and the index of words tell it, and no model."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import date

from rag.answer.archive_questions.archive_statement import statement
from rag.answer.archive_questions.mention_quotes import citations_of
from rag.answer.archive_questions.words_looked_for import query_of
from rag.answer.citation_marks import with_marks
from rag.answer.cite_originals import Copies
from rag.answer.quote_answer import undated_said
from rag.answer.time_asked.read_as import narrowed
from rag.model import Answer, ArchiveResult, Article, Copy, Evidence, Filters, NameCount, ReadAs, Sentence
from rag.store.archive_store import ArchiveStore
from rag.store.search.found_articles import FoundArticles
from rag.store.search.selection import read_query
from rag.store.search.service import SearchService
from rag.store.versions import versions_of
from rag.text.archive_questions.archive_names import ArchiveNames
from rag.text.archive_questions.archive_question import (
    ArchiveQuestion,
    begins_as_archive_question,
    read_archive_question,
)
from rag.text.archive_questions.changed_question import changed_question
from rag.text.archive_questions.named_in_question import NamedSources, may_name_sources, named_in_question
from rag.text.archive_questions.narrowed_question import narrowed_question

#: So many articles are listed, and so many of them cited.
MOST_LISTED = 100
_MOST_CITED = 12
#: As many as of any answer are shown as evidence.
_EVIDENCE = 5


class ArchiveQuestions:
    """Answers the questions that are about the archive itself.

    Args:
        store: the archive's.
        pages: finds its articles.
        merge_copies: whether copies of a story are counted once.
    """

    def __init__(self, store: ArchiveStore, pages: SearchService, *, merge_copies: bool) -> None:
        self._store = store
        self._pages = pages
        self._merge_copies = merge_copies
        self._lock = threading.Lock()
        self._names: tuple[int, ArchiveNames] | None = None

    def answer(self, question: str, filters: Filters, now: date) -> Answer | None:
        """The answer to a question about the archive; None where it asks for something else.

        Args:
            question: stands alone.
            filters: a person's own; what the question names narrows them further.
            now: the day it is asked on.
        """
        if not begins_as_archive_question(question):
            return None
        with self._store.questions.asking():
            return self._answer(question, filters, now)

    def _answer(self, question: str, filters: Filters, now: date) -> Answer | None:
        started = time.perf_counter()
        asked = read_archive_question(question, names=self.names(), now=now)
        if asked is None:
            return None
        query = query_of(asked)
        if asked.mentions and query is None:
            return None
        node = read_query(query) if query else None
        narrower = narrowed(
            filters,
            Filters(asked.since, asked.until, asked.outlets, authors=asked.authors, sections=asked.sections),
        )
        found = self._pages.found_articles(node, filters=narrower) if narrower is not None else FoundArticles()
        if not found.keys and not asked.sure and not self._in_its_days(asked):
            return None
        filters = narrower if narrower is not None else filters
        articles = self._articles(_keys_of(asked, found)[:MOST_LISTED], filters)
        cited = citations_of(articles[:_MOST_CITED], node)
        said = statement(asked, found, articles)
        sentences = (Sentence(said, True, cited),) if cited else ()
        undated = self._store.catalog.undated(filters)
        seconds = time.perf_counter() - started
        answer = Answer(
            question=question,
            outcome="answered" if cited else "none",
            mode="quotes",
            text=with_marks(sentences) or said,
            sentences=sentences,
            evidence=tuple(
                Evidence(one.article, one.start, one.end, 1.0, answer_start=one.answer_start, answer_end=one.answer_end)
                for one in cited[:_EVIDENCE]
            ),
            timings={"retrieval": seconds, "total": seconds},
            filters=filters,
            undated=undated,
            notice=_notice(len(found.keys), undated, narrower is None),
            read_as=_read_as(asked),
            archive_result=_result(asked, query, found, articles),
        )
        return self._with_copies(answer, articles)

    def _in_its_days(self, asked: ArchiveQuestion) -> bool:
        """Whether it is asked what there is of days since the archive's first article: "What happened last week?"."""
        if asked.asks != "list":
            return False
        first = self._store.catalog.coverage(Filters()).first
        return first is not None and (asked.until is None or asked.until >= first)

    def named_in(self, question: str, now: date) -> NamedSources | None:
        """Whose articles any other question asks for by its words; None where it does not say so."""
        return named_in_question(question, names=self.names(), now=now) if may_name_sources(question) else None

    def changed(self, question: str, before: str, now: date) -> str | None:
        """The question before, where it is about the archive, with what a follow-up changes or adds; else None."""
        if not begins_as_archive_question(before):
            return None
        names = self.names()
        changed = changed_question(question, before, names=names, now=now)
        return changed or narrowed_question(question, before, names=names, now=now)

    def names(self) -> ArchiveNames:
        """The archive's authors, outlets and sections, as it is now."""
        version = self._store.catalog.version()
        with self._lock:
            if self._names is None or self._names[0] != version:
                self._names = version, ArchiveNames(*self._store.listing.names())
            return self._names[1]

    def _articles(self, keys: Iterable[int], filters: Filters) -> list[Article]:
        keys = list(keys)
        known = self._pages.articles_by_key(keys, filters)
        return [known[key] for key in keys if key in known]

    def _with_copies(self, answer: Answer, articles: Iterable[Article]) -> Answer:
        ids = [article.id for article in articles]
        stories = self._store.groups.of(ids, answer.filters) if self._merge_copies else {}
        catalog = self._store.catalog
        copies = Copies(stories, catalog.article, lambda ids: versions_of(catalog.database, ids), answer.filters.as_of)
        return copies.answer(answer)


def _keys_of(asked: ArchiveQuestion, found: FoundArticles) -> tuple[int, ...]:
    """The articles that are listed: of names the earliest of each first."""
    if asked.asks in ("first", "last"):
        return (found.of_first if asked.asks == "first" else found.of_last) or found.keys
    if asked.asks in ("outlets", "authors"):
        names = found.outlets if asked.asks == "outlets" else found.authors
        return tuple(dict.fromkeys((*(each.earliest for each in names), *found.keys)))
    return found.keys


def _result(
    asked: ArchiveQuestion, query: str | None, found: FoundArticles, articles: Iterable[Article]
) -> ArchiveResult:
    names = {"outlets": found.outlets, "authors": found.authors}.get(asked.asks, ())
    return ArchiveResult(
        asks=asked.asks,
        query=query,
        total=len(found.keys),
        copies=found.copies,
        day={"first": found.first, "last": found.last}.get(asked.asks),
        articles=tuple(Copy(one.id, one.outlet, one.published, one.title, one.url) for one in articles),
        names=tuple(NameCount(each.name, each.count) for each in names),
    )


def _read_as(asked: ArchiveQuestion) -> ReadAs:
    return ReadAs(
        since=asked.since,
        until=asked.until,
        outlets=asked.outlets,
        authors=asked.authors,
        sections=asked.sections,
        asks=asked.asks,
        mentions=asked.mentions,
        from_words=asked.from_words,
    )


def _notice(total: int, undated: int, apart: bool) -> str | None:
    said = ["No article passes both the filters and what the question names."] if apart else []
    if undated:
        said.append(undated_said(undated))
    if total > MOST_LISTED:
        said.append(f"{MOST_LISTED} of the {total:,} articles are listed; a search for the same finds all.")
    return " ".join(said) or None
