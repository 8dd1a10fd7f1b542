"""All articles that a query finds, told exactly: how many, which, of which days, outlets and authors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from rag.store.search.columns import NO_DAY, ArticleColumns, Ints, Mask
from rag.store.search.results import standing_articles
from rag.text.query.syntax import Field, Not, Or, Wildcard

_HAS_LANGUAGE = Field("language", Wildcard("*"))
#: What holds for any article, told by the few languages that there are.
EVERY_ARTICLE = Or((_HAS_LANGUAGE, Not(_HAS_LANGUAGE)))


@dataclass(frozen=True, slots=True)
class NamedArticles:
    """An outlet or an author with how many of the articles are theirs, a group of copies as one, and the earliest."""

    name: str
    count: int
    earliest: int


@dataclass(frozen=True, slots=True)
class FoundArticles:
    """Articles, by the catalog's keys of them.

    ``keys`` are the earliest of each group of copies, by day, those without one last; ``copies`` is how many more
    there are. ``first`` and ``last`` are the days of the first and the last article, copy or not, and ``of_first`` and
    ``of_last`` the articles of these days, a group once. ``outlets`` and ``authors`` stand by the alphabet;
    ``no_outlet`` and ``no_author`` are those that name none, a group once.
    """

    keys: tuple[int, ...] = ()
    copies: int = 0
    first: date | None = None
    last: date | None = None
    of_first: tuple[int, ...] = ()
    of_last: tuple[int, ...] = ()
    outlets: tuple[NamedArticles, ...] = ()
    authors: tuple[NamedArticles, ...] = ()
    no_outlet: int = 0
    no_author: int = 0


def found_of(columns: ArticleColumns, found: Mask) -> FoundArticles:
    """Tell what a mask over the columns of all articles has."""
    rows = np.flatnonzero(found)
    keys = _once(columns, rows)
    dated = rows[columns.days[rows] != NO_DAY]
    days = columns.days[dated]
    first, last = (int(days.min()), int(days.max())) if len(days) else (NO_DAY, NO_DAY)
    outlets, authors = dict(_named(columns, found, "outlet")), dict(_named(columns, found, "author"))
    return FoundArticles(
        keys=keys,
        copies=len(rows) - len(keys),
        first=_day(first),
        last=_day(last),
        of_first=_once(columns, dated[days == first]),
        of_last=_once(columns, dated[days == last]),
        no_outlet=outlets.pop(None).count if None in outlets else 0,
        no_author=authors.pop(None).count if None in authors else 0,
        outlets=_by_alphabet(outlets),
        authors=_by_alphabet(authors),
    )


def _once(columns: ArticleColumns, rows: Ints) -> tuple[int, ...]:
    """The keys of the earliest of each group, by day."""
    _, standing = standing_articles(columns, rows)
    days = np.where(columns.days[standing] == NO_DAY, np.iinfo(np.int64).max, columns.days[standing])
    ordered: list[int] = columns.keys[standing][np.lexsort((columns.keys[standing], days))].tolist()
    return tuple(ordered)


def _named(columns: ArticleColumns, found: Mask, name: str) -> Iterator[tuple[str | None, NamedArticles]]:
    facet = columns.facets[name]
    chosen = found[facet.rows]
    rows, codes = facet.rows[chosen], facet.codes[chosen]
    for code in np.unique(codes).tolist():
        theirs = _once(columns, rows[codes == code])
        label = facet.labels[code]
        yield label, NamedArticles(label or "", len(theirs), theirs[0])


def _by_alphabet(names: dict[str | None, NamedArticles]) -> tuple[NamedArticles, ...]:
    return tuple(sorted(names.values(), key=lambda each: each.name.casefold()))


def _day(number: int) -> date | None:
    return date(number // 10_000, number // 100 % 100, number % 100) if number != NO_DAY else None
