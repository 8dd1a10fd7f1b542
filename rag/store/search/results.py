"""What a search finds, before any of it is shown: which articles, in what order, how many of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rag.model import Hit
from rag.reports import FacetCount, SearchSort
from rag.store.search.columns import NO_DAY, ArticleColumns, Ints, Mask, places

#: The hits of a search by meaning come first; those found by words alone score below them, at most this.
_BY_WORDS = 0.4


@dataclass(frozen=True, slots=True)
class Results:
    """All articles found, one of each group of copies: the catalog's keys in order, with their scores in [0, 1].

    ``passages`` are the hits that are known already, by the key of their article. ``nearest``: none was found, and
    these are the nearest.
    """

    keys: Ints
    scores: npt.NDArray[np.float64]
    total: int
    facets: Mapping[str, tuple[FacetCount, ...]]
    passages: Mapping[int, Hit]
    nearest: bool = False


def ordered(
    columns: ArticleColumns,
    found: Mask,
    by_words: npt.NDArray[np.float64],
    best: Sequence[tuple[int, Hit]],
    sort: SearchSort,
) -> Results:
    """Put what was found in order.

    Args:
        columns: of all articles.
        found: which of them.
        by_words: the score of each by its words, in [0, 1].
        best: the best passages found by words and meaning with their articles' keys, the best first.
        sort: by what. By relevance those of ``best`` come first, in their order, and the others by their words, the
            newer first where these are equal.
    """
    rows = np.flatnonzero(found)
    known: dict[int, Hit] = {}
    ranks = np.full(len(columns.keys), len(best), dtype=np.int64)
    scores = by_words * min([_BY_WORDS, *(hit.score for _, hit in best)])
    for place, (key, hit) in enumerate(best):
        row, _ = places(columns.keys, np.array([key]))
        if key not in known and len(row):
            known[key], ranks[row], scores[row] = hit, place, hit.score
    group, standing = standing_articles(columns, rows)  # the group's rank and score are the best of its articles
    own = np.searchsorted(group, columns.groups[rows])
    rank = np.full(len(group), len(best), dtype=np.int64)
    score, words = np.zeros(len(group)), np.zeros(len(group))
    np.minimum.at(rank, own, ranks[rows])
    np.maximum.at(score, own, scores[rows])
    np.maximum.at(words, own, by_words[rows])
    day, keys = columns.days[standing], columns.keys[standing]
    if sort == "relevance":
        order = np.lexsort((-keys, -day, -words, rank))
    elif sort == "newest":
        order = np.lexsort((-keys, -words, rank, -day))
    else:
        order = np.lexsort((-keys, -words, rank, np.where(day == NO_DAY, np.iinfo(np.int64).max, day)))
    return Results(keys[order], np.clip(score[order], 0, 1), len(group), {}, known)


def standing_articles(columns: ArticleColumns, rows: Ints) -> tuple[Ints, Ints]:
    """The groups of copies that these articles are of, and the row of the article that stands for each: the earliest
    of these."""
    days = columns.days[rows]
    undated = np.where(days == NO_DAY, np.iinfo(np.int64).max, days)
    first = rows[np.lexsort((rows, undated, columns.groups[rows]))]
    group, start = np.unique(columns.groups[first], return_index=True)
    return group, first[start]


def nearest_results(columns: ArticleColumns, best: Sequence[tuple[int, Hit]]) -> Results:
    """What is nearest where nothing was found, if anything: of each group of copies the best of ``best``, in order."""
    passages: dict[int, Hit] = {}
    groups: set[int] = set()
    for key, hit in best:
        row, _ = places(columns.keys, np.array([key]))
        if len(row) and (group := int(columns.groups[row[0]])) not in groups:
            groups.add(group)
            passages[key] = hit
    scores = np.array([hit.score for hit in passages.values()], dtype=np.float64)
    return Results(np.array(list(passages), dtype=np.int64), scores, 0, {}, passages, nearest=bool(passages))


def in_another_order(
    found: Results, rerank: Callable[[Sequence[Hit]], tuple[list[Hit], str | None]]
) -> tuple[Results, str | None]:
    """Put those results in another order whose passages are known: the best ones.

    Args:
        found: in order.
        rerank: given their passages in that order, gives them in its own, and why where it could not.

    Returns:
        The results; the others keep their places, and each place its score. And what the reranker said.
    """
    own = [place for place, key in enumerate(found.keys.tolist()) if key in found.passages]
    key_of = {found.passages[key].passage.id: key for key in found.keys[own].tolist()}
    hits, failed = rerank([found.passages[key] for key in key_of.values()])
    keys = found.keys.copy()
    keys[own] = [key_of[hit.passage.id] for hit in hits]
    return replace(found, keys=keys), failed
