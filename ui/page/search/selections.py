"""What each session asks about: a search whose articles alone the Ask tab then looks at."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

from rag import Filters, UsageError
from ui.page.search.search_address import Search

_NONE_LEFT = "no article is both in the selection and within the filters ({}): take one of them off"


class Selections:
    """Each session's own. (Not a state of the page's: programs that ask without one send what they always sent.)"""

    def __init__(self) -> None:
        self._searches: dict[str, Search] = {}
        self._lock = threading.Lock()

    def keep(self, session: str | None, search: Search) -> None:
        """From now on a session asks about these articles."""
        with self._lock:
            self._searches[session or ""] = search

    def drop(self, session: str | None) -> None:
        """A session asks about the whole archive again, or has gone."""
        with self._lock:
            self._searches.pop(session or "", None)

    def narrow(self, session: str | None, filters: Filters) -> Filters:
        """The filters of a form, narrowed to what a session asks about.

        Raises:
            UsageError: no article passes both.
        """
        with self._lock:
            search = self._searches.get(session or "")
        return both(filters, search.selection()) if search else filters


def both(form: Filters, selection: Filters) -> Filters:
    """The articles that pass the filters of the form and a selection.

    Raises:
        UsageError: there can be none.
    """
    since = _latest(form.since, selection.since)
    until = _earliest(form.until, selection.until)
    if (since and until and since > until) or (selection.undated and form.dated):
        raise UsageError(_NONE_LEFT.format("dates"))
    return replace(
        selection,
        since=since,
        until=until,
        outlets=_shared(form.outlets, selection.outlets, "outlets"),
        languages=_shared(form.languages, selection.languages, "languages"),
        as_of=_earliest(form.as_of, selection.as_of),
    )


def _latest(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earliest(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


def _shared(names: tuple[str, ...], others: tuple[str, ...], what: str) -> tuple[str, ...]:
    if not names or not others:
        return names or others
    known = {name.casefold() for name in others}
    shared = tuple(name for name in names if name.casefold() in known)
    if not shared:
        raise UsageError(_NONE_LEFT.format(what))
    return shared
