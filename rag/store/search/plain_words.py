"""Which articles are found by plain words, and how well an article as a whole fits words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from rag.store.lexical.lexical_index import TITLE_WEIGHT, LexicalIndex
from rag.store.lexical.weighted_term import WeightedTerm
from rag.store.search.columns import ArticleColumns, Mask, places

#: An article is found where its words carry this share of the query's weight.
COVERED = 0.6
_SLACK = 1e-9
_SCORED = text(
    "SELECT rowid, -bm25(lexical_articles, :weight, 1.0) FROM lexical_articles WHERE lexical_articles MATCH :any"
)


def found_by_words(
    db: Connection, lexical: LexicalIndex, columns: ArticleColumns, words: Sequence[WeightedTerm]
) -> Mask:
    """The articles in which words stand that carry enough of a query's weight, each in any form of its stem.

    The weights are those of the whole archive, so that the same articles are found under any filter.
    """
    weights = np.zeros(len(columns.keys))
    for word in words:
        if word.passages:
            at, _ = places(columns.keys, _scored(db, lexical, word.terms)[0])
            weights[at] += word.weight
    wanted = COVERED * sum(word.weight for word in words)
    found: Mask = weights >= wanted - _SLACK if wanted > 0 else weights > 0
    return found


def word_scores(
    db: Connection, lexical: LexicalIndex, columns: ArticleColumns, words: Sequence[WeightedTerm]
) -> npt.NDArray[np.float64]:
    """BM25 of each article as a whole, in [0, 1]: 1 for the best; 0 where none of the words stands."""
    scores = np.zeros(len(columns.keys))
    present = {term for word in words if word.passages for term in word.terms}
    if present:
        keys, found = _scored(db, lexical, present)
        at, known = places(columns.keys, keys)
        scores[at] = found[known]
    best = float(scores.max(initial=0.0))
    return scores / best if best > 0 else scores


def _scored(
    db: Connection, lexical: LexicalIndex, terms: Iterable[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The keys of the articles in which any of the terms stands, with their BM25; by FTS5, with its own k1, where
    there are no postings yet."""
    found = lexical.article_scores(terms)
    if found is not None:
        return found
    expression = " OR ".join(f'"{term}"' for term in sorted(terms))
    rows = db.execute(_SCORED, {"weight": TITLE_WEIGHT, "any": expression}).all()
    table = np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 2)
    return table[:, 0].astype(np.int64), table[:, 1]
