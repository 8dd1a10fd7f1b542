"""How the articles that a query finds spread over months and outlets, and which outlets have none of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from rag.model import Filters
from rag.reports import MonthCount
from rag.store.search.columns import NO_DAY, ArticleColumns, Ints, Mask
from rag.store.search.results import standing_articles
from rag.store.sqlite.tables import day_number


@dataclass(frozen=True, slots=True)
class Spread:
    """The articles that a query finds, a group of copies as one.

    ``copies`` are the articles found beside these. ``first`` and ``last`` are the days of all of them. ``by_month``
    has each group once, under its earliest article. ``silent_outlets`` have none, although they have others of that
    time. ``passing``: how many articles pass the filters, found or not.
    """

    articles: int
    copies: int
    first: date | None
    last: date | None
    by_month: tuple[MonthCount, ...]
    silent_outlets: tuple[str, ...]
    passing: int


def spread_of(columns: ArticleColumns, found: Mask, passing: Mask, filters: Filters) -> Spread:
    """Count them.

    Args:
        columns: of all articles.
        found: which of them the query finds.
        passing: which of them pass the filters.
        filters: their days bound the time in which an outlet is silent; where they have none, the first and the last
            day of what was found do, and where nothing was found all outlets are.
    """
    rows = np.flatnonzero(found)
    days = np.sort(columns.days[rows][columns.days[rows] != NO_DAY])
    first, last = (_day(days[0]), _day(days[-1])) if len(days) else (None, None)
    _, standing = standing_articles(columns, rows)
    since, until = filters.since or first, filters.until or last
    there = passing & ~found
    if since is not None:
        there &= columns.days >= day_number(since)
    if until is not None:
        there &= (columns.days <= day_number(until)) & (columns.days != NO_DAY)
    outlets = columns.facets["outlet"]
    heard = set(outlets.codes[found[outlets.rows]].tolist())
    others = set(outlets.codes[there[outlets.rows]].tolist())
    return Spread(
        articles=len(standing),
        copies=len(rows) - len(standing),
        first=first,
        last=last,
        by_month=_by_month(columns, standing),
        silent_outlets=tuple(sorted(name for code in others - heard if (name := outlets.labels[code]) is not None)),
        passing=int(passing.sum()),
    )


def _by_month(columns: ArticleColumns, rows: Ints) -> tuple[MonthCount, ...]:
    """The oldest first, those without a date last; within a month by outlet, those without one last."""
    outlets = columns.facets["outlet"]
    code_of = np.zeros(len(columns.keys), dtype=np.int64)
    code_of[outlets.rows] = outlets.codes  # an article has one outlet, or None for one
    months = columns.days[rows] // 100
    pairs, counts = np.unique(np.stack([months, code_of[rows]], axis=1), axis=0, return_counts=True)
    found = [
        MonthCount(_day(month * 100 + 1) if month else None, outlets.labels[code], count)
        for (month, code), count in zip(pairs.tolist(), counts.tolist(), strict=True)
    ]
    return tuple(
        sorted(found, key=lambda each: (each.month or date.max, each.outlet is None, (each.outlet or "").casefold()))
    )


def _day(number: int) -> date:
    return date(int(number) // 10_000, int(number) // 100 % 100, int(number) % 100)
