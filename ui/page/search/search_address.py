"""A search as the page's address has it: what is looked for, what it is narrowed to, its order and page.

Each button of the results is a link to another search (``#search?q=ferry&outlet=Ledger&page=2``), so the browser's own
Back, bookmarks and new tabs work, and the server remembers nothing of a session.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from rag import Filters, SearchSort, UsageError
from ui.page.archive.view import Chip, last_day
from ui.shared.wording import day_text, language_text, month_text

#: Hits on a page.
PAGE = 20
MAX_QUERY_CHARS = 2_000
#: A query of as many letters of four bytes, and names of outlets and authors besides.
MAX_ADDRESS_CHARS = 40_000
_MOST_FIELDS = 40
_MAX_NAME_CHARS = 1_000
_LAST_PAGE = 100_000
SORTS: tuple[SearchSort, ...] = get_args(SearchSort)
#: What can be narrowed by, in the order in which it stands beside the results, each with its name.
FACETS = {"outlet": "Outlet", "month": "Month", "author": "Author", "section": "Section", "language": "Language"}
_NONE = {
    "outlet": "no outlet", "month": "no date", "author": "no author", "section": "no section", "language": "no language"
}  # fmt: skip
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: How an address calls the day as of which the archive is looked at.
_AS_OF = "as-of"
_NOT_READ = "this address of a search cannot be read: type the search anew"


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for.

    Attributes:
        query: plain words or operators, as they were typed.
        chosen: by facet the value that the results are narrowed to; "" stands for the articles that have none.
        sort: the order.
        page: from 0.
        as_of: the day as of which the archive is looked at; None for as it is now.
    """

    query: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: SearchSort = "relevance"
    page: int = 0
    as_of: date | None = None

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return self.page * PAGE

    @property
    def address(self) -> str:
        """What stands behind ``#search?``."""
        pairs = [("q", self.query), *((facet, self.chosen[facet]) for facet in FACETS if facet in self.chosen)]
        if self.as_of:
            pairs.append((_AS_OF, self.as_of.isoformat()))
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.page:
            pairs.append(("page", str(self.page + 1)))
        return urlencode(pairs)

    def narrowed(self, facet: str, value: str | None) -> Search:
        """From the first page on, and only those with a value; None stands for none."""
        return replace(self, chosen={**self.chosen, facet: value or ""}, page=0)

    def widened(self, facet: str | None = None) -> Search:
        """The same without what a facet or a day narrows it to, or all of that."""
        kept = {name: value for name, value in self.chosen.items() if facet not in (None, name)}
        return replace(self, chosen=kept, page=0, as_of=None if facet in (None, _AS_OF) else self.as_of)

    def sorted_by(self, sort: SearchSort) -> Search:
        """The same in another order, from its first page on."""
        return replace(self, sort=sort, page=0)

    def chips(self) -> list[Chip]:
        """What it is narrowed to, in words."""
        chips = [Chip(facet, value, value_text(facet, value)) for facet, value in self.chosen.items()]
        if self.as_of:
            chips.append(Chip(_AS_OF, self.as_of.isoformat(), f"as of {day_text(self.as_of)}"))
        return chips

    def filters(self) -> Filters:
        """What it is narrowed to, for the engine; the query is none of it."""
        named: dict[str, Any] = {
            f"{facet}s": (self.chosen[facet],)
            for facet in ("outlet", "author", "section", "language")
            if facet in self.chosen
        }
        named["as_of"] = self.as_of
        month = self.chosen.get("month")
        if month is None:
            return Filters(**named)
        if not month:
            return Filters(undated=True, **named)
        first = _first_day(month)
        return Filters(since=first, until=last_day(first), **named)

    def selection(self) -> Filters:
        """The query, read as operators, and what it is narrowed to: which articles to ask about."""
        return replace(self.filters(), query=self.query) if self.query else self.filters()


def read_address(address: object) -> Search:
    """Read an address; what it has besides is passed over.

    Args:
        address: from the browser, so it may be anything.

    Raises:
        UsageError: it is none, or longer than any that the page makes.
    """
    if not isinstance(address, str) or len(address) > MAX_ADDRESS_CHARS:
        raise UsageError(_NOT_READ)
    try:
        given = dict(parse_qsl(address, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace"))
    except ValueError as error:
        raise UsageError(_NOT_READ) from error
    query = given.get("q", "").strip()
    chosen = {facet: given[facet].strip() for facet in FACETS if facet in given}
    if any(len(value) > _MAX_NAME_CHARS for value in chosen.values()):
        raise UsageError(_NOT_READ)
    if len(query) > MAX_QUERY_CHARS:
        raise UsageError(
            f"the search is too long: it has {len(query):,} characters, and {MAX_QUERY_CHARS:,} are the most"
        )
    if month := chosen.get("month"):
        _first_day(month)
    page = given.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    sort = next((each for each in SORTS if each == given.get("sort")), SORTS[0])
    as_of = given.get(_AS_OF, "").strip()
    return Search(query, chosen, sort, min(max(number, 1), _LAST_PAGE) - 1, _day(as_of) if as_of else None)


def value_text(facet: str, value: str | None) -> str:
    """A facet's value as a reader writes it."""
    if not value:
        return _NONE[facet]
    if facet == "month":
        return month_text(_first_day(value))
    return language_text(value) if facet == "language" else value


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text) and text.isascii():
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"“{text[:40]}” in the field As of is not a date: write it as YYYY-MM-DD, such as 2025-09-30")


def _first_day(month: str) -> date:
    found = _MONTH.fullmatch(month)
    try:
        if found and month.isascii():
            return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise UsageError(f"“{month[:40]}” is not a month: write it as YYYY-MM, such as 2025-09")
