"""What the Archive tab shows: its order and page, and its filters as chips that can be taken off."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rag import ArticleSort, Filters
from ui.shared.wording import day_text, language_text, month_text

PAGE = 50
SORTS: tuple[tuple[ArticleSort, str], ...] = (
    ("title", "Headline"),
    ("outlet", "Outlet"),
    ("published", "Date"),
    ("language", "Language"),
    ("added", "Added"),
    ("state", "State"),
)
#: What is sorted from its end when it is first clicked: the newest is wanted, not the oldest.
_FROM_THE_END = ("published", "added")


@dataclass(slots=True)
class Latest:
    """What a reader asked the list for last: words and filters, and how often any were asked for."""

    form: tuple[Any, ...] = ()
    number: int = 0

    def ask(self, form: tuple[Any, ...]) -> None:
        """Note what is asked for, before it is looked up."""
        self.form = form
        self.number += 1

    def ask_for(self, words: str) -> None:
        """Note other words, or another order or page: chart and chips stay those of the filters before."""
        self.ask((words, *self.form[1:]))


@dataclass(frozen=True, slots=True)
class View:
    """How a session looks at the list. ``removals`` counts what was removed: the page then forgets its selection.

    ``latest`` is shared by all views of a session: a view is what was when an event began, and another one may have
    begun since.
    """

    sort: ArticleSort = "published"
    descending: bool = True
    page: int = 0
    undated: bool = False
    removals: int = 0
    latest: Latest = field(default_factory=Latest, compare=False)

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return self.page * PAGE


def sorted_by(view: View, wanted: object) -> View:
    """The view after a click on a column's head: by it, or the other way round. ``wanted`` comes from the browser."""
    for sort, _ in SORTS:
        if sort == wanted:
            again = sort == view.sort
            descending = not view.descending if again else sort in _FROM_THE_END
            return replace(view, sort=sort, descending=descending, page=0)
    return view


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: what it says, and which one it is to the page."""

    which: str
    value: str
    says: str


def chips_of(filters: Filters, view: View) -> list[Chip]:
    """The filters in force, in words."""
    chips = []
    if filters.dated:
        chips.append(Chip("dates", "", span_text(filters.since, filters.until)))
    if view.undated:
        chips.append(Chip("undated", "", "without a date"))
    chips += [Chip("outlet", outlet, outlet) for outlet in filters.outlets]
    chips += [Chip("language", language, language_text(language)) for language in filters.languages]
    return chips


def span_text(since: date | None, until: date | None) -> str:
    """Days in words: "September 2025" and "2025" where they are a whole month or year."""
    if since and until:
        if since == until:
            return day_text(since)
        if since == date(since.year, 1, 1) and until == date(since.year, 12, 31):
            return str(since.year)
        if since.day == 1 and until == last_day(since):
            return month_text(since)
        return f"{day_text(since)} to {day_text(until)}"
    return f"from {day_text(since)}" if since else f"until {day_text(until)}"


def last_day(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
