"""Which articles are looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from rag.errors import UsageError


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles to look at: the same at every door.

    ``since`` and ``until`` are inclusive days; an article without a date passes no date filter.
    ``outlets``, ``authors`` (one of an article's) and ``sections`` match without regard to case and to how letters are
    written; ``languages`` are ISO 639-1 codes. In each "" stands for the articles that have none, and empty means all.
    ``query`` is a selection by operators, as docs/search.md has them. ``undated``: only articles without a date.
    ``as_of``: only articles published by the end of that day, each in the last version that had been read by then (by
    UTC; in the earliest where none had), and nothing of what came later.
    """

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    query: str | None = None
    undated: bool = False
    as_of: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"the first day ({self.since}) lies after the last ({self.until}): swap them")

    @property
    def dated(self) -> bool:
        """Whether a date filter is in force."""
        return self.since is not None or self.until is not None or self.as_of is not None

    def __bool__(self) -> bool:
        named = self.outlets or self.languages or self.authors or self.sections
        return self.dated or self.undated or self.query is not None or bool(named)


def within(filters: Filters, since: date | None, until: date | None) -> Filters:
    """The filters, narrowed to days from ``since`` to ``until`` (None: no further).

    Raises:
        UsageError: no day is left.
    """
    return replace(
        filters,
        since=max(filter(None, (filters.since, since)), default=None),
        until=min(filter(None, (filters.until, until)), default=None),
    )
