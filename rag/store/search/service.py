"""Search as a door of its own: a page of articles found, how many there are, and how they spread."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from rag.errors import UsageError
from rag.model import MAX_QUESTION_CHARS, Article, Filters, Hit, Passage
from rag.reports import SearchHit, SearchPage, SearchSort
from rag.store.archive_store import ArchiveStore
from rag.store.as_of.earlier_articles import articles_then, searched_article
from rag.store.hybrid import Retriever, best_per_article
from rag.store.lexical.looked_for import looked_for, looked_for_text
from rag.store.lexical.weighted_term import WeightedTerm
from rag.store.search.columns import ArticleColumns, Ints, Mask, load_columns, places
from rag.store.search.found_articles import EVERY_ARTICLE, FoundArticles, found_of
from rag.store.search.passage_marks import (
    Marker,
    best_passage,
    marks_of_query,
    marks_of_words,
    places_within,
)
from rag.store.search.plain_words import COVERED, found_by_words, word_scores
from rag.store.search.results import Results, in_another_order, nearest_results, ordered
from rag.store.search.selection import articles_of, filter_sql, read_query
from rag.store.search.spread import Spread, spread_of
from rag.text.lines import squeezed, whole_letters
from rag.text.query.matching import holds, positive_words
from rag.text.query.plain_or_operators import has_operators
from rag.text.query.syntax import Node

_log = logging.getLogger("dateline.search")

#: Puts the best passages in order, and says why where it could not.
Rerank = Callable[[str, Sequence[Hit]], tuple[list[Hit], str | None]]

#: So many passages are ranked by words and meaning; what is found beyond them is ranked by its words.
RANKED = 300
#: So many results are kept in memory, for their further pages: 0.5 MB each at 30,000 articles.
_KEPT = 8
#: So many articles are loaded at once for an export.
_EXPORTED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Matching:
    """Which articles pass the filters, and which of these a query finds; the query's words, and each one's score."""

    columns: ArticleColumns
    passing: Mask
    found: Mask
    words: Sequence[WeightedTerm]
    by_words: npt.NDArray[np.float64]


class SearchService:
    """Searches an archive; each method is that of :class:`rag.Archive`.

    Args:
        store: the archive's.
        merge_copies: whether copies of a story are found as one.
        rerank: puts what is nearest to plain words in order; None leaves that as it is.
    """

    def __init__(self, store: ArchiveStore, *, merge_copies: bool, rerank: Rerank | None = None) -> None:
        self._store = store
        self._merge_copies = merge_copies
        self._rerank = rerank
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Results] = OrderedDict()
        self._columns: tuple[tuple[int, date | None], ArticleColumns] | None = None

    def search_page(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        sort: SearchSort = "relevance",
        limit: int = 20,
        offset: int = 0,
        facets: bool = True,
        rerank: bool = True,
    ) -> SearchPage:
        """A page of the articles that a query finds, each with its best passage.

        ``rerank``: whether a reranker, where there is one, is asked for their order; who only looks what is there need
        not.
        """
        if sort not in get_args(SearchSort) or limit < 1 or offset < 0:
            raise UsageError(f"results cannot be sorted by {sort}, fewer than one, or begin before the first")
        filters = filters or Filters()
        query, node = self._read(query)
        found = self._results(query, node, filters, sort, rerank)
        with self._store.questions.asking():
            keys = found.keys[offset : offset + limit]
            hits = tuple(self._hits(query, node, filters, found, keys))
            return SearchPage(
                query=query,
                operators=node is not None,
                total=found.total,
                nearest=found.nearest,
                hits=hits,
                facets=found.facets if facets else {},
                offset=offset,
                limit=limit,
                notice=self._looked_for(query, hits) if node is None else None,
            )

    def _looked_for(self, query: str, hits: Sequence[SearchHit]) -> str | None:
        articles = [found.hit.article for found in hits]
        return looked_for_text(looked_for(self._store.lexical.weigh(query), articles))

    def export_search(
        self, query: str, *, filters: Filters | None = None, sort: SearchSort = "relevance"
    ) -> Iterator[SearchHit]:
        """All that a query finds, one after the other; nothing where only the nearest would be shown."""
        filters = filters or Filters()
        query, node = self._read(query)
        found = self._results(query, node, filters, sort)
        keys = found.keys if not found.nearest else found.keys[:0]
        return (
            hit
            for start in range(0, len(keys), _EXPORTED_AT_ONCE)
            for hit in self._hits(query, node, filters, found, keys[start : start + _EXPORTED_AT_ONCE])
        )

    def spread(self, query: str, *, filters: Filters | None = None) -> Spread:
        """How the articles that a query finds spread over months and outlets: those that :meth:`search_page` counts."""
        filters = filters or Filters()
        query, node = self._read(query)
        matching = self._matching(query, node, filters, self._store.catalog.version())
        return spread_of(matching.columns, matching.found, matching.passing, filters)

    def found_articles(self, node: Node | None, *, filters: Filters) -> FoundArticles:
        """All articles for which a query holds, exactly; all that pass the filters where it is None."""
        matching = self._matching("", node or EVERY_ARTICLE, filters, self._store.catalog.version())
        return found_of(matching.columns, matching.found)

    def articles_by_key(self, keys: Sequence[int], filters: Filters) -> dict[int, Article]:
        """The articles of these keys, as they were on the day of ``as_of``; those that have gone are left out."""
        articles = self._store.catalog.articles_by_key(keys)
        if filters.as_of is not None:
            then = self._store.catalog.articles_then(filters)
            articles |= {key: then[key] for key in articles.keys() & then.keys()}
        return articles

    def _read(self, query: str) -> tuple[str, Node | None]:
        """A query as it is looked for, and its tree where it has operators."""
        query = whole_letters(query).strip()
        if has_operators(query):
            return query, read_query(query)
        return query[:MAX_QUESTION_CHARS].strip() if squeezed(query) else "", None

    def _results(
        self, query: str, node: Node | None, filters: Filters, sort: SearchSort, rerank: bool = True
    ) -> Results:
        version = self._store.catalog.version()
        ask = self._rerank if rerank and node is None and sort == "relevance" else None
        key = (query, filters, sort, version)
        if ask is not None and (known := self._known((*key, "reranked"))) is not None:
            return known
        found = self._known(key)
        if found is None:
            with self._store.questions.asking():
                found = self._found(query, node, filters, sort, version)
            self._keep(key, found)
        if ask is None:
            return found
        # Outside of what adding makes way for: a server may take its time.
        found, failed = in_another_order(found, lambda hits: ask(query, hits))
        if failed:
            _log.warning("%s", failed)  # and asked again for the next page
        else:
            self._keep((*key, "reranked"), found)
        return found

    def _known(self, key: tuple[object, ...]) -> Results | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[object, ...], found: Results) -> None:
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def _matching(self, query: str, node: Node | None, filters: Filters, version: int) -> _Matching:
        lexical = self._store.lexical
        words = lexical.weigh(query if node is None else positive_words(node))
        with self._store.catalog.database.read() as db:
            columns = self._columns_of(db, version, filters.as_of)
            found = found_by_words(db, lexical, columns, words) if node is None else columns.mask(articles_of(db, node))
            passing = columns.mask(_passing(db, filters)) if filters else np.ones_like(found)
            found &= passing
            by_words = word_scores(db, lexical, columns, words)
            then = articles_then(db, filters)
        # Those that said something else on the day are found by what they said.
        for row, article in zip(*_rows_of(columns, then), strict=True):
            by_words[row] = self._store.earlier.word_share(article, words)
            found[row] = by_words[row] >= COVERED if node is None else holds(node, searched_article(article))
            passing[row] = True
        return _Matching(columns, passing, found, words, by_words)

    def _found(self, query: str, node: Node | None, filters: Filters, sort: SearchSort, version: int) -> Results:
        matching = self._matching(query, node, filters, version)
        columns, found, words, by_words = matching.columns, matching.found, matching.words, matching.by_words
        best: list[tuple[int, Hit]] = []
        if node is None and (sort == "relevance" or not found.any()):
            hits = best_per_article(self._retriever().search(query, RANKED, filters, words=words))
            keys = self._store.catalog.keys_by_id([hit.article.id for hit in hits])
            best = [(keys[hit.article.id], hit) for hit in hits if hit.article.id in keys]
        if not found.any():
            return nearest_results(columns, best)
        results = ordered(columns, found, by_words, best, sort)
        return replace(results, facets=columns.count(found))

    def _columns_of(self, db: Connection, version: int, as_of: date | None) -> ArticleColumns:
        kept = self._columns
        if kept is None or kept[0] != (version, as_of):
            columns = load_columns(db, merge_copies=self._merge_copies, as_of=as_of)
            self._columns = kept = (version, as_of), columns
        return kept[1]

    def _retriever(self) -> Retriever:
        store = self._store
        return Retriever(store.catalog, store.lexical, store.vectors.index, store.embedder, earlier=store.earlier)

    def _hits(self, query: str, node: Node | None, filters: Filters, found: Results, keys: Ints) -> Iterator[SearchHit]:
        if not len(keys):
            return
        scores = dict(zip(found.keys.tolist(), found.scores.tolist(), strict=True))
        articles = self.articles_by_key(keys.tolist(), filters)
        marker = marks_of_words(self._store.lexical.weigh(query)) if node is None else marks_of_query(node)
        groups = self._store.groups.of((each.id for each in articles.values()), filters) if self._merge_copies else {}
        for key in keys.tolist():
            article = articles.get(key)
            if article is None:
                continue  # removed by another process meanwhile
            hit = self._hit(article, marker, found.passages.get(key), scores[key])
            group = groups.get(article.id)
            also_in = group.others(article.id) if group else ()
            hit = replace(hit, also_in=also_in, first_read=article.first_read_after(filters.as_of))
            marks = marker(article.text, article.language)
            title_marks = marker(article.title, article.language)
            yield SearchHit(
                hit=hit,
                marks=places_within(marks, hit.passage.start, hit.passage.end),
                title_marks=places_within(title_marks, 0, len(article.title)),
                also_in=also_in,
            )

    def _hit(self, article: Article, marker: Marker, known: Hit | None, score: float) -> Hit:
        if known is not None and known.article.content_hash == article.content_hash:
            return replace(known, score=score)
        now = article.version is None
        passages = self._store.catalog.passages_of(article.id) if now else self._store.earlier.passages_of(article)
        passages = passages or [Passage(article.id, article.id, 0, len(article.text), article.text)]
        return Hit(best_passage(passages, marker(article.text, article.language)), article, score)


def _rows_of(columns: ArticleColumns, articles: Mapping[int, Article]) -> tuple[list[int], list[Article]]:
    """The places of articles among the columns, and the articles in the same order."""
    keys = sorted(articles)
    rows, known = places(columns.keys, np.array(keys, dtype=np.int64))
    return rows.tolist(), [articles[key] for key, there in zip(keys, known.tolist(), strict=True) if there]


def _passing(db: Connection, filters: Filters) -> list[int]:
    clauses, values = filter_sql(db, filters)
    query = text(f"SELECT pk FROM articles WHERE {' AND '.join(clauses) or 'TRUE'}")  # noqa: S608 - our own clauses
    return list(db.execute(query, values).scalars())
