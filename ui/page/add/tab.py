"""The Add tab: drop files or a folder, give an address on the web, or paste a text.

The browser sends the files one by one, so it can say what became of each, stop, and try again; see
ui/page/static/adding.js. An article can be found by its words as soon as its file is read; embedding follows in the
background, many articles together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import gradio as gr

from ui.page.add.adding_html import Added, added_of, drop_html, pasted_html
from ui.page.add.address import AddressBox
from ui.page.add.failures import KeptFailures
from ui.page.answers.html import trouble_html
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background
from ui.page.runtime.errors import Failure, run_safely
from ui.page.runtime.input_limits import too_long
from ui.shared.access import needs

_READ_ONLY = (
    "Another process writes to this archive, so nothing can be added or removed here; asking works. Add your "
    "articles there, or stop it and start this page anew."
)
#: So many characters are more than any article, and no more than a form may carry.
MAX_TEXT_CHARS = 1_000_000
MAX_TITLE_CHARS = 500
_SCRIPT = "const events = ['articles_added']; window.datelineAdding(element, () => trigger(events[0]));"


class AddTab:
    """The components of the tab, and what they do."""

    def __init__(self, shelf: ArchiveCache, background: Background, limits: Mapping[str, int]) -> None:
        """Args:
        shelf: the archive.
        background: embeds what has come.
        limits: the most megabytes of a file that is sent, by its ending.
        """
        self._shelf = shelf
        self._background = background
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.done: list[Any] = []
        self.kept: KeptFailures | None = None
        if not shelf.writable:
            gr.HTML(trouble_html(_READ_ONLY), elem_id="dl-read-only", apply_default_css=False, js_on_load=None)
            return

        with gr.Row(elem_id="dl-add"):
            with gr.Column(min_width=320):
                self.drop = gr.HTML(
                    drop_html(limits),
                    elem_id="dl-drop",
                    js_on_load=_SCRIPT,
                    apply_default_css=False,
                )
                self.trouble = gr.HTML("", apply_default_css=False, js_on_load=None)
                self.kept = kept = KeptFailures(shelf, background)
            with gr.Column(min_width=320, elem_id="dl-pasting"):
                self.web = AddressBox(shelf, background)
                self.title = gr.Textbox(
                    label="Headline (optional)", max_lines=2, max_length=MAX_TITLE_CHARS, elem_id="dl-title"
                )
                self.text = gr.Textbox(
                    label="Text",
                    lines=9,
                    max_lines=16,
                    max_length=MAX_TEXT_CHARS,
                    placeholder="Paste an article here",
                    elem_id="dl-text",
                )
                self.paste = gr.Button("Add this text", variant="primary", size="md", elem_id="dl-paste")
                self.pasted = gr.HTML("", elem_id="dl-pasted", apply_default_css=False, js_on_load=None)
        # An address that failed is kept, and one that came is kept no more.
        self.web.done.then(kept.refreshed, None, kept.refreshes, **quiet)
        self.done = [
            kept.done,
            self.drop.articles_added(self.added, None, self.trouble, **quiet),
            self.web.done,
            self.paste.click(self.add_text, [self.title, self.text], [self.pasted, self.title, self.text], **quiet),
        ]

    @needs("write")
    def added(self) -> str:
        """Begin to embed what has come."""
        trouble = self._background.trouble
        self._background.notify()
        return trouble_html(trouble) if trouble else ""

    @needs("write")
    def add_text(self, title: str, text: str) -> tuple[Any, ...]:
        """Add a pasted text; what could not be added stays in its fields."""
        if not (text or "").strip():
            return trouble_html("There is no text to add: paste an article first."), gr.skip(), gr.skip()
        long = too_long(title, MAX_TITLE_CHARS, "headline") or too_long(text, MAX_TEXT_CHARS, "text")
        if long:
            return trouble_html(long), gr.skip(), gr.skip()
        name, whole = _as_source(title or "", text)
        added = self._added(whole.encode("utf-8", "replace"), name)
        shown = pasted_html((title or "").strip() or "The pasted text", added)
        if added.outcome in ("failed", "skipped"):
            return shown, gr.skip(), gr.skip()
        self._background.notify()
        return shown, "", ""

    def _added(self, raw: bytes, name: str) -> Added:
        outcome = run_safely(lambda: self._shelf.archive.add_bytes(raw, name=name, embed=False))
        return Added("failed", outcome.sentence) if isinstance(outcome, Failure) else added_of(outcome)


def _as_source(title: str, text: str) -> tuple[str, str]:
    """A pasted text as a source: with a headline it is Markdown that states it, without one a page to be read."""
    title = " ".join(title.split())
    if not title:
        return "pasted.txt", text
    # A JSON string is a YAML string too, so no headline can end the front matter.
    return "pasted.md", f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{text}"
