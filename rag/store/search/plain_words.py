"""Which articles are found by plain words, and how well an article as a whole fits words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from rag.store.lexical.lexical_index import TITLE_WEIGHT, WeightedTerm
from rag.store.search.columns import ArticleColumns, Mask, places

#: An article is found where its words carry this share of the query's weight.
COVERED = 0.6
_SLACK = 1e-9
_MATCHING = text("SELECT rowid FROM lexical_articles WHERE lexical_articles MATCH :any")
_SCORED = text(
    "SELECT rowid, -bm25(lexical_articles, :weight, 1.0) FROM lexical_articles WHERE lexical_articles MATCH :any"
)


def found_by_words(db: Connection, columns: ArticleColumns, words: Sequence[WeightedTerm]) -> Mask:
    """The articles in which words stand that carry enough of a query's weight, each in any form of its stem.

    The weights are those of the whole archive, so that the same articles are found under any filter.
    """
    weights = np.zeros(len(columns.keys))
    for word in words:
        if word.passages:
            rows = db.execute(_MATCHING, _any([word]))
            weights[columns.mask(rows.scalars())] += word.weight
    wanted = COVERED * sum(word.weight for word in words)
    found: Mask = weights >= wanted - _SLACK if wanted > 0 else weights > 0
    return found


def word_scores(db: Connection, columns: ArticleColumns, words: Sequence[WeightedTerm]) -> npt.NDArray[np.float64]:
    """BM25 of each article as a whole, in [0, 1]: 1 for the best; 0 where none of the words stands."""
    scores = np.zeros(len(columns.keys))
    present = [word for word in words if word.passages]
    if present:
        rows = db.execute(_SCORED, {"weight": TITLE_WEIGHT, **_any(present)}).all()
        found = np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 2)
        at, known = places(columns.keys, found[:, 0].astype(np.int64))
        scores[at] = found[known, 1]
    best = float(scores.max(initial=0.0))
    return scores / best if best > 0 else scores


def _any(words: Sequence[WeightedTerm]) -> dict[str, str]:
    terms = sorted({term for word in words for term in word.terms})
    return {"any": " OR ".join(f'"{term}"' for term in terms)}
