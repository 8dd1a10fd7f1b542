"""The Archive tab's list as HTML: its table, its pages, the filters in force. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag import ArticlePage, ArticleRow
from ui.page.answers.html import OPEN, esc
from ui.page.archive.empty import plural
from ui.page.archive.many_html import ASK_CORRECT
from ui.page.archive.view import PAGE, SORTS, Chip, View
from ui.shared.wording import language_text

#: The actions that ui/page/static/archive.js turns into events.
SORT = "sort_articles"
TURN = "turn_page"
REMOVE = "ask_remove"
DROP = "drop_filter"
#: Triggered by that script itself.
AGAIN = "list_again"


def short_day(day: date | None) -> str:
    """A day as a column shows it, "2 Sep 2025", or a dash."""
    return f"{day.day} {day:%b} {day.year}" if day else "–"


def table_html(
    page: ArticlePage, view: View, *, writable: bool, everything: int, query: str = "", words: str = ""
) -> str:
    """The table of articles with its pages.

    Args:
        page: what to show.
        view: how it is sorted.
        writable: whether articles can be removed, so whether they can be selected.
        everything: how many articles the archive has.
        query: what was looked for; when it changes, the page forgets that "all found" were selected.
        words: what was searched for; where the box holds others by now, the page asks again.
    """
    asked = f'data-query="{esc(query)}" data-words="{esc(words)}"'
    if not page.rows:
        empty = "" if everything else " data-empty"
        return f'<div class="dl-nothing" role="note" {asked}{empty}>{_nothing(everything)}</div>'
    head = "".join(_head(sort, label, view) for sort, label in SORTS)
    select_all, selection = "", ""
    if writable:
        select_all = (
            '<th scope="col" class="dl-pick"><input type="checkbox" data-select-page data-key="select-page" '
            'aria-label="Select all articles on this page"></th>'
        )
        selection = _selection(page.total)
    body = "".join(_row(row, writable=writable) for row in page.rows)
    return (
        f'{selection}<p class="dl-place" data-place>{_place(page)}</p>'
        f'<table class="dl-list" {asked} data-removals="{view.removals}" data-total="{page.total}">'
        f'<caption class="dl-unseen">Articles, {_place(page)}</caption>'
        f"<thead><tr>{select_all}{head}</tr></thead><tbody>{body}</tbody></table>{_pages(page, view)}"
    )


def _nothing(everything: int) -> str:
    if everything:
        return "<p>No article fits.</p><p>Try fewer words, or take off a filter.</p>"
    return "<p>No articles yet.</p><p>Drop files or paste a text in the Add tab.</p>"


def _selection(total: int) -> str:
    """The bar over the table; shown, filled and hidden by ui/page/static/archive.js."""
    everything = (
        f'<button type="button" class="dl-quiet" data-select-all>Select all {total:,} found</button>'
        if total > PAGE
        else ""
    )
    acts = (
        f'<button type="button" class="dl-button" data-action="{ASK_CORRECT}" data-key="correct">Correct…</button>'
        f'<button type="button" class="dl-danger" data-action="{REMOVE}" data-key="remove">Remove…</button>'
    )
    return (
        f'<div class="dl-selection" data-selection hidden><span data-count></span>{everything}'
        f'<button type="button" class="dl-quiet" data-select-none>Select none</button>'
        f'<span class="dl-acts">{acts}</span></div>'
    )


def _head(sort: str, label: str, view: View) -> str:
    mine = sort == view.sort
    way = ("descending" if view.descending else "ascending") if mine else "none"
    sign = ("▼" if view.descending else "▲") if mine else ""
    return (
        f'<th scope="col" class="dl-col-{sort}" aria-sort="{way}"><button type="button" data-action="{SORT}" '
        f'data-sort="{sort}" data-key="sort-{sort}">{label}<span aria-hidden="true"> {sign}</span></button></th>'
    )


def _row(row: ArticleRow, *, writable: bool) -> str:
    lang = f' lang="{esc(row.language)}"' if row.language else ""
    title = esc(row.title or "Untitled")
    pick = (
        f'<td class="dl-pick"><input type="checkbox" data-select value="{esc(row.id)}" '
        f'aria-label="Select {title}"></td>'
        if writable
        else ""
    )
    added = row.added.date()
    state = (
        '<span class="dl-pending" title="Found by its words; its meaning is still being read">pending</span>'
        if row.state == "pending"
        else "ready"
    )
    day = f'<time datetime="{row.day.isoformat()}">{short_day(row.day)}</time>' if row.day else "–"
    return (
        f'<tr data-row="{esc(row.id)}">{pick}<th scope="row" class="dl-col-title"><button type="button" '
        f'class="dl-headline" dir="auto"{lang} data-action="{OPEN}" data-article-id="{esc(row.id)}" '
        f'data-key="open-{esc(row.id)}">{title}</button></th>'
        f'<td class="dl-col-outlet" dir="auto">{esc(row.outlet or "–")}</td>'
        f'<td class="dl-col-published">{day}</td>'
        f'<td class="dl-col-language">{esc(language_text(row.language) if row.language else "–")}</td>'
        f'<td class="dl-col-added"><time datetime="{added.isoformat()}">{short_day(added)}</time></td>'
        f'<td class="dl-col-state">{state}</td></tr>'
    )


def _place(page: ArticlePage) -> str:
    first, last = page.offset + 1, page.offset + len(page.rows)
    return f"{first:,}–{last:,} of {plural(page.total, 'article')}"


def _pages(page: ArticlePage, view: View) -> str:
    last = max(0, (page.total - 1) // PAGE)
    turns = ""
    if last:
        turns = (
            _turn("First", 0, "First page", off=view.page == 0)
            + _turn("Previous", view.page - 1, "Previous page", off=view.page == 0)
            + _turn("Next", view.page + 1, "Next page", off=view.page >= last)
            + _turn("Last", last, "Last page", off=view.page >= last)
        )
    return f'<nav class="dl-pages" aria-label="Pages of the list"><span>{_place(page)}</span><span>{turns}</span></nav>'


def _turn(label: str, page: int, name: str, *, off: bool) -> str:
    disabled = " disabled" if off else ""
    return (
        f'<button type="button" class="dl-quiet" data-action="{TURN}" data-page="{page}" data-key="{label}" '
        f'aria-label="{name}"{disabled}>{label}</button>'
    )


def chips_html(chips: Sequence[Chip]) -> str:
    """The filters in force, each with a button that takes it off."""
    if not chips:
        return ""
    items = "".join(
        f'<li><button type="button" class="dl-chip" data-action="{DROP}" data-which="{chip.which}" '
        f'data-value="{esc(chip.value)}" aria-label="Take off the filter: {esc(chip.says)}">'
        f'<span dir="auto">{esc(chip.says)}</span><span aria-hidden="true"> ×</span></button></li>'
        for chip in chips
    )
    clear = (
        f'<li><button type="button" class="dl-quiet" data-action="{DROP}" data-which="all" data-value="">'
        "Clear all</button></li>"
        if len(chips) > 1
        else ""
    )
    return f'<ul class="dl-chips" aria-label="Filters in force">{items}{clear}</ul>'
