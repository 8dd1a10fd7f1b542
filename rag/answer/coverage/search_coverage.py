"""What an archive has on a query, and why it does not answer: never collected, not said, another name, or later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer.coverage.named import Named, look_up
from rag.answer.question_limit import cut_question
from rag.errors import UsageError
from rag.model import Answer, Article, Filters
from rag.reports import NearestHit, NoAnswerReason, SearchCoverage, SearchPage
from rag.store.archive_store import ArchiveStore
from rag.store.lexical.weighted_term import WeightedTerm
from rag.store.search.selection import read_query
from rag.store.search.service import SearchService
from rag.store.search.spread import Spread
from rag.text.lines import whole_letters
from rag.text.query.matching import positive_words
from rag.text.query.plain_or_operators import has_operators
from rag.text.terms import spelled_terms

#: So many articles are read to see whether one has all the words.
_READ = 50
#: So many of the nearest are shown, each with what it lacks.
_NEAREST = 5


class CoverageService:
    """Tells what an archive has on a query.

    Args:
        store: the archive's.
        pages: finds the articles.
        quote: answers a question with quotes, or refuses.
    """

    def __init__(self, store: ArchiveStore, pages: SearchService, quote: Callable[[str, Filters], Answer]) -> None:
        self._store = store
        self._pages = pages
        self._quote = quote

    def coverage_of(self, query: str, *, filters: Filters | None = None) -> SearchCoverage:
        """What the archive has on a query, by month and outlet, and why it does not answer."""
        filters = filters or Filters()
        query = whole_letters(query).strip()
        asked, _ = cut_question(query)
        if not asked:
            raise UsageError("the query is empty: say what to look for")
        operators = has_operators(query)
        query = query if operators else asked
        words = positive_words(read_query(query)) if operators else query
        spread = self._pages.spread(query, filters=filters)
        page = self._page(query, filters)
        anywhere = page if not filters else self._page(words, Filters()) if words else page
        weighed = self._store.lexical.weigh(words)
        named = look_up(self._store, words, _articles(anywhere))

        def answers(within: Filters, found: SearchPage) -> bool:
            if operators:
                return found.total > 0
            if any(not _lacking(hit.hit.article, weighed, named) for hit in found.hits[: found.total]):
                return True
            outcome = self._quote(words, within).outcome
            return outcome == "answered" or (outcome == "possible" and found.total > 0)

        nearest = page
        reason: NoAnswerReason | None = None
        if named.in_latin_letters and not (operators and page.total):
            reason = "never_collected"
        elif answers(filters, page):
            reason = "another_name" if named.others and not operators else None
        elif not spread.passing:
            reason = "never_collected"
        else:
            reason = _unanswered(weighed, named)
            wider = replace(filters, since=None, until=None, as_of=None)
            if wider != filters:
                later = self._page(query, wider)
                if answers(wider, later):
                    reason, nearest = "later", later
        if not nearest.hits:
            nearest = anywhere
        shown = nearest.hits if reason not in (None, "another_name") or not page.total else ()
        near = [NearestHit(found.hit, _lacking(found.hit.article, weighed, named)) for found in shown]
        near.sort(key=lambda each: len(each.lacks))  # the nearer in meaning first where they lack as many
        return _told(query, spread, named, reason, near[:_NEAREST])

    def _page(self, query: str, filters: Filters) -> SearchPage:
        return self._pages.search_page(query, filters=filters, limit=_READ, facets=False, rerank=False)


def _unanswered(weighed: Sequence[WeightedTerm], named: Named) -> NoAnswerReason:
    """Why articles that could be looked at do not answer."""
    if named.names:
        return "never_collected"
    if named.others:
        return "another_name"
    return "not_said" if any(word.passages for word in weighed) else "never_collected"


def _articles(page: SearchPage) -> list[Article]:
    return [found.hit.article for found in page.hits]


def _lacking(article: Article, weighed: Sequence[WeightedTerm], named: Named) -> tuple[str, ...]:
    """The words of a query, as it writes them, that stand in an article in no form, nor as another name."""
    said = {term for part in (article.title, article.text) for term in spelled_terms(part, article.language)}
    had = {word.word for word in weighed if word.terms & said}
    had -= {word.word for word in weighed if not word.terms & said}  # of an acronym in full each word is one
    for other in named.others:
        if any(spelled in article.text or spelled in article.title for spelled in other.stands_as):
            had.update(other.name.split())
    return tuple(dict.fromkeys(word.word for word in weighed if word.word not in had))


def _told(
    query: str, spread: Spread, named: Named, reason: NoAnswerReason | None, nearest: Sequence[NearestHit]
) -> SearchCoverage:
    return SearchCoverage(
        query=query,
        reason=reason,
        searched=spread.passing,
        articles=spread.articles,
        copies=spread.copies,
        first=spread.first,
        last=spread.last,
        by_month=spread.by_month,
        silent_outlets=spread.silent_outlets,
        absent_names=named.absent,
        other_names=named.others,
        nearest=tuple(nearest),
    )
