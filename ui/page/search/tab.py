"""The Search tab: words or operators, what they find, and narrowing it; from there to asking about it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag import SearchPage
from ui.page.answers.html import OPEN
from ui.page.article.pane import click_data, pane_html
from ui.page.ask.tab import AskTab
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.errors import Failure, run_safely
from ui.page.search.search_address import MAX_ADDRESS_CHARS, PAGE, Search, read_address
from ui.page.search.search_html import (
    ASK_ABOUT,
    SEARCH,
    asking_about_html,
    field_html,
    results_html,
    searching_html,
    wrong_html,
)
from ui.shared.access import needs

_SCRIPT = f"window.datelineSearch(element, trigger, watch, {[SEARCH, ASK_ABOUT, OPEN]});"
_NOT_EXACTLY = (
    "No article has all of the words as they are typed. Search with operators: a word with * at its end finds its "
    "other forms, OR finds either word."
)
_TO_ASK = "() => window.datelineTab('Ask', '#dl-question-box textarea')"


class SearchTab:
    """The components of the tab, and what they do."""

    def __init__(self, shelf: ArchiveCache, pane: gr.HTML, ask: AskTab) -> None:
        """Args:
        shelf: the archive.
        pane: where an article is shown.
        ask: the tab that is told what to ask about.
        """
        self._shelf = shelf
        self._ask = ask
        gr.HTML(field_html(), elem_id="dl-searching", apply_default_css=False, js_on_load=None)
        self.results = gr.HTML(searching_html(), elem_id="dl-results", apply_default_css=False, js_on_load=_SCRIPT)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # While one search is made the next ones wait, and only the last of them is made then.
        self.results.search_at(self.search, None, self.results, trigger_mode="always_last", **quiet)
        self.results.open_article(self.open, None, pane, **quiet)
        self.results.ask_about(self.ask_about, None, ask.selected, **quiet).then(
            ask.filters.count, ask.filters.fields, ask.filters.left, **quiet
        ).then(None, None, None, js=_TO_ASK, **quiet)

    @needs("read")
    def search(self, event: gr.EventData) -> str:
        """What an address finds, or what is wrong with it."""
        asked = click_data(event).get("address")
        found = run_safely(lambda: read_address(asked))
        told = asked if isinstance(asked, str) and len(asked) <= MAX_ADDRESS_CHARS else ""
        if isinstance(found, Failure):
            return wrong_html(told, found.sentence)
        if not found.query:
            return searching_html(told)
        outcome = run_safely(lambda: self._page(found))
        if isinstance(outcome, Failure):
            return wrong_html(told, outcome.sentence, found.query, outcome.place)
        page, search = outcome
        return results_html(page, search, told)

    def _page(self, search: Search) -> tuple[SearchPage, Search]:
        """A page; the last one where there are fewer than the address says."""
        archive = self._shelf.archive
        while True:
            page = archive.search_page(
                search.query, filters=search.filters(), sort=search.sort, limit=PAGE, offset=search.offset
            )
            last = max(0, (page.total - 1) // PAGE)
            if search.page <= last:
                return page, search
            search = Search(search.query, search.chosen, search.sort, last)

    @needs("read")
    def open(self, event: gr.EventData) -> str:
        """Open the article that was clicked, its passage marked."""
        return pane_html(self._shelf, click_data(event))

    @needs("read")
    def ask_about(self, event: gr.EventData, request: gr.Request) -> str:
        """Have the Ask tab look only at what an address finds."""
        search = run_safely(lambda: read_address(click_data(event).get("address")))
        if isinstance(search, Failure):
            return asking_about_html(None)
        self._ask.selections.keep(request.session_hash, search)
        # What is wrong with the query as operators is said where the articles are counted.
        found = run_safely(lambda: self._shelf.archive.count(search.selection()))
        return asking_about_html(search, "" if found else _NOT_EXACTLY)
