"""The page: a masthead, three tabs and a pane, around one archive."""

from __future__ import annotations

from typing import Any

import gradio as gr

from rag import Archive
from ui.listing import Shelf
from ui.outcome import Failure, attempt
from ui.pane import build_pane
from ui.render import trouble_html
from ui.render_archive import status_html
from ui.tab_add import AddTab
from ui.tab_archive import ArchiveTab
from ui.tab_ask import AskTab, Turns

_MASTHEAD = """
<header class="dl-masthead">
  <h1>Dateline</h1>
  <button type="button" class="dl-theme" data-theme-toggle aria-label="Change between light and dark">
    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" stroke-width="1.5"/>
      <path d="M10 2.5a7.5 7.5 0 0 1 0 15z" fill="currentColor"/>
    </svg>
  </button>
</header>
"""
#: So often the status is read anew while articles wait to be embedded, in seconds.
_STATUS_SECONDS = 3
#: So many questions, clicks and searches are worked on at once.
_AT_ONCE = 8


def build_app(archive: Archive) -> gr.Blocks:
    """The page as a Gradio app; it neither opens nor closes the archive.

    Args:
        archive: what is asked, shown and, where it is writable, added to.
    """
    shelf = Shelf(archive)
    page = gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True, delete_cache=(600, 3600))
    with page:
        gr.HTML(_MASTHEAD, apply_default_css=False, js_on_load=None)
        status = gr.HTML("", elem_id="dl-status", apply_default_css=False, js_on_load=None)
        pane = build_pane()
        with gr.Tabs(elem_id="dl-tabs"):
            with gr.Tab("Ask", id="ask"):
                ask = AskTab(shelf, pane)
            with gr.Tab("Archive", id="archive") as archive_tab:
                table = ArchiveTab(shelf, pane)
            with gr.Tab("Add", id="add"):
                add = AddTab(shelf)
        timer = gr.Timer(_STATUS_SECONDS, active=False)

        def tell() -> tuple[str, Any]:
            """The status line; asked for again while there is something to wait for."""
            listing = attempt(shelf.listing)
            if isinstance(listing, Failure):
                return trouble_html(listing.sentence), gr.update(active=False)
            line = status_html(len(listing.rows), listing.pending, shelf.folder, writable=archive.writable)
            return line, gr.update(active=bool(listing.pending))

        def refresh(turns: Turns, words: str) -> tuple[Any, ...]:
            """All that depends on what is in the archive."""
            return (*tell(), *ask.refreshed(turns), table.find(words))

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        everything = [status, timer, *ask.refreshes, table.table]
        page.load(refresh, [ask.turns, table.words], everything, **quiet)
        for done in (*add.done, table.removed):
            done.then(refresh, [ask.turns, table.words], everything, **quiet)
        archive_tab.select(table.find, table.words, table.table, **quiet)
        timer.tick(tell, None, [status, timer], **quiet)
    page.queue(default_concurrency_limit=_AT_ONCE, api_open=False)
    return page
