"""The Archive tab's list as HTML: its table, its pages, the filters in force. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from rag import ArticlePage
from ui.page.archive.view import PAGE, SORTS, Chip, View
from ui.page.templating import Html, render
from ui.shared.wording import plural

#: The actions that ui/page/static/archive.js turns into events.
SORT = "sort_articles"
TURN = "turn_page"
REMOVE = "ask_remove"
DROP = "drop_filter"
#: Triggered by that script itself.
AGAIN = "list_again"


def table_html(
    page: ArticlePage, view: View, *, writable: bool, everything: int, query: str = "", words: str = ""
) -> Html:
    """The table of articles with its pages.

    Args:
        page: what to show.
        view: how it is sorted.
        writable: whether articles can be removed, so whether they can be selected.
        everything: how many articles the archive has.
        query: what was looked for; when it changes, the page forgets that "all found" were selected.
        words: what was searched for; where the box holds others by now, the page asks again.
    """
    if not page.rows:
        return render("list", "nothing", everything == 0, query, words)
    turns = _turns(page.total, view.page)
    all_found = f"Select all {page.total:,} found" if turns else ""
    return render("list", "table", page, view, SORTS, _place(page), turns, all_found, writable, query, words)


def _place(page: ArticlePage) -> str:
    first, last = page.offset + 1, page.offset + len(page.rows)
    return f"{first:,}–{last:,} of {plural(page.total, 'article')}"


def _turns(total: int, now: int) -> list[tuple[str, int, bool]]:
    """The buttons that turn pages: name, page, and whether it leads nowhere; none where there is one page."""
    last = max(0, (total - 1) // PAGE)
    back, on = now == 0, now >= last
    turns = [("First", 0, back), ("Previous", now - 1, back), ("Next", now + 1, on), ("Last", last, on)]
    return turns if last else []


def chips_html(chips: Sequence[Chip]) -> Html:
    """The filters in force, each with a button that takes it off."""
    return render("list", "chips", chips)
