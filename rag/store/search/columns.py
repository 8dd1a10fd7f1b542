"""What of all articles results are grouped, counted and sorted by, as arrays: no article is loaded for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from rag.model import Filters
from rag.reports import FacetCount
from rag.store.as_of.earlier_articles import articles_then, as_of_sql
from rag.store.engine.catalog_database import has_table
from rag.store.search.fields import has_column
from rag.store.search.selection import filter_sql
from rag.store.sqlite.tables import language_key, name_key

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: The day of an article without a date: before all others.
NO_DAY = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """The values that articles have: the article at ``rows[i]`` has ``labels[codes[i]]``; it may have several."""

    rows: Ints
    codes: Ints
    labels: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class ArticleColumns:
    """All articles of an archive, in the order of ``keys``, which are the catalog's.

    ``days`` are YYYYMMDD. ``groups`` numbers the groups of copies; an article without copies is one of its own.
    """

    keys: Ints
    days: Ints
    groups: Ints
    facets: dict[str, Facet]

    def mask(self, pks: Iterable[int]) -> Mask:
        """Which of the articles these are."""
        return np.isin(self.keys, np.fromiter(pks, dtype=np.int64))

    def count(self, found: Mask) -> dict[str, tuple[FacetCount, ...]]:
        """How many groups of the articles found have which value, the most frequent first."""
        return {name: self._counted(facet, found) for name, facet in self.facets.items()}

    def _counted(self, facet: Facet, found: Mask) -> tuple[FacetCount, ...]:
        chosen = found[facet.rows]
        size = len(facet.labels)
        pairs = np.unique(self.groups[facet.rows[chosen]] * size + facet.codes[chosen])
        counts = np.bincount(pairs % size, minlength=size) if size else np.zeros(0, dtype=np.int64)
        values = [FacetCount(facet.labels[code], int(counts[code])) for code in np.flatnonzero(counts).tolist()]
        return tuple(sorted(values, key=lambda each: (-each.count, each.value is None, each.value or "")))


def load_columns(db: Connection, *, merge_copies: bool, as_of: date | None = None) -> ArticleColumns:
    """Read them.

    Args:
        db: a connection to the catalog.
        merge_copies: whether copies of a story are one group.
        as_of: only of articles published by the end of that day, as they were then; one that said something else then
            is no copy.
    """
    section = "section" if has_column(db, "section") else "NULL"
    filters = Filters(as_of=as_of)
    clauses, values = filter_sql(db, filters, earlier=True)
    then, earlier = as_of_sql(db, filters)
    where = " AND ".join(clauses) or "TRUE"
    query = f"{then}SELECT pk, day, outlet, language, {section}, authors FROM articles WHERE {where}"  # noqa: S608 - our own names
    rows = sorted(map(tuple, db.execute(text(query), {**values, **earlier})))
    keys = np.array([row[0] for row in rows], dtype=np.int64)
    days = np.array([row[1] or NO_DAY for row in rows], dtype=np.int64)
    return ArticleColumns(
        keys=keys,
        days=days,
        groups=_groups(db, keys, articles_then(db, filters)) if merge_copies else np.arange(len(keys), dtype=np.int64),
        facets={
            "outlet": _facet([[row[2]] for row in rows], name_key),
            "month": _facet([[_month(row[1])] for row in rows], str),
            "author": _facet([json.loads(row[5] or "[]") or [None] for row in rows], name_key),
            "section": _facet([[row[4]] for row in rows], name_key),
            "language": _facet([[row[3]] for row in rows], language_key),
        },
    )


def places(keys: Ints, wanted: Ints) -> tuple[Ints, Mask]:
    """Where these stand among ``keys``, which are in order, and which of them do: another process may add some."""
    at = np.searchsorted(keys, wanted)
    known: Mask = np.zeros(len(wanted), dtype=np.bool_)
    if len(keys):
        known = keys[np.minimum(at, len(keys) - 1)] == wanted
    return at[known], known


def _groups(db: Connection, keys: Ints, alone: Iterable[int]) -> Ints:
    groups = -1 - np.arange(len(keys), dtype=np.int64)
    if has_table(db, "copies"):
        rows = db.execute(text("SELECT article, story FROM copies WHERE story IS NOT NULL")).all()
        apart = set(alone)
        stories = np.array([tuple(row) for row in rows if row[0] not in apart], dtype=np.int64).reshape(-1, 2)
        at, known = places(keys, stories[:, 0])
        groups[at] = stories[known, 1]
    return np.unique(groups, return_inverse=True)[1].astype(np.int64).reshape(-1)


def _month(day: int | None) -> str | None:
    return f"{day // 10_000:04}-{day // 100 % 100:02}" if day else None


def _facet(values: Sequence[Sequence[str | None]], key: Callable[[str], str]) -> Facet:
    """The values of each article. Those that a filter takes for the same are one, in the most frequent spelling."""
    names = Counter(name for each in values for name in each)
    keys = {name: key(name) if name else "" for name in names}
    # Articles that have other authors, too, have one whose name is blank in vain.
    labels: dict[str, str | None] = {}
    for name, _ in names.most_common():
        labels.setdefault(keys[name], name if keys[name] else None)
    codes = {each: code for code, each in enumerate(labels)}
    pairs: set[tuple[int, int]] = set()
    for row, each in enumerate(values):
        theirs = {keys[name] for name in each}
        pairs.update((row, codes[one]) for one in (theirs - {""} or theirs))
    array = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return Facet(array[:, 0], array[:, 1], tuple(labels.values()))
