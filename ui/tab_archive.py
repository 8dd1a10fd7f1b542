"""The Archive tab: what is in the archive, found as you type; open an article, or remove it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.listing import SHOWN, Shelf
from ui.outcome import Failure, attempt
from ui.pane import pane_html
from ui.render import trouble_html
from ui.render_archive import confirm_html, table_html
from ui.scripts import CLICKS


class ArchiveTab:
    """The components of the tab, and what they do. ``doomed`` is the article a session has asked to remove."""

    def __init__(self, shelf: Shelf, pane: gr.HTML) -> None:
        self._shelf = shelf
        self.doomed = gr.State("")
        self.words = gr.Textbox(
            label="Find by headline or outlet",
            placeholder="Find by headline or outlet",
            max_lines=1,
            show_label=False,
            container=False,
            elem_id="dl-find",
        )
        with gr.Column(visible=False, elem_id="dl-confirm") as self.confirm:
            self.confirm_text = gr.HTML("", apply_default_css=False, js_on_load=None)
            with gr.Row():
                self.yes = gr.Button("Remove it", variant="stop", size="sm")
                self.no = gr.Button("Keep it", variant="secondary", size="sm")
        self.trouble = gr.HTML("", apply_default_css=False, js_on_load=None)
        self.table = gr.HTML("", elem_id="dl-articles", js_on_load=CLICKS, apply_default_css=False)
        self._wire(pane)

    def _wire(self, pane: gr.HTML) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.words.change(self.find, self.words, self.table, trigger_mode="always_last", **quiet)
        self.table.open_article(self.open, None, pane, **quiet)
        self.table.remove_article(self.ask_first, None, [self.doomed, self.confirm, self.confirm_text], **quiet)
        self.no.click(self.keep, None, [self.doomed, self.confirm], **quiet)
        self.removed = self.yes.click(
            self.remove, self.doomed, [self.doomed, self.confirm, self.trouble, pane], **quiet
        )

    def find(self, words: str) -> str:
        """The table of the articles that have these words in their headline or outlet."""
        listing = attempt(self._shelf.listing)
        if isinstance(listing, Failure):
            return trouble_html(listing.sentence)
        found = listing.find(words or "")
        return table_html(found[:SHOWN], len(found), len(listing.rows), writable=self._shelf.archive.writable)

    def open(self, event: gr.EventData) -> str:
        """Open the article that was clicked."""
        return pane_html(self._shelf, event._data)

    def ask_first(self, event: gr.EventData) -> tuple[Any, ...]:
        """Ask before anything is removed."""
        article_id = str(event._data.get("articleId", "")) if isinstance(event._data, dict) else ""
        article = attempt(lambda: self._shelf.archive.article(article_id))
        if isinstance(article, Failure):
            return "", gr.update(visible=True), trouble_html(article.sentence)
        return article.id, gr.update(visible=True), confirm_html(article.title)

    def keep(self) -> tuple[Any, ...]:
        """Remove nothing."""
        return "", gr.update(visible=False)

    def remove(self, article_id: str) -> tuple[Any, ...]:
        """Remove the article that was asked about, and close the pane, which may show it."""
        outcome = attempt(lambda: self._shelf.archive.remove(article_id)) if article_id else None
        self._shelf.forget()
        trouble = trouble_html(outcome.sentence) if isinstance(outcome, Failure) else ""
        return "", gr.update(visible=False), trouble, ""
