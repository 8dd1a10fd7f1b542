"""The Add tab: upload files, or paste a text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag import AddReport
from ui.listing import Shelf
from ui.outcome import Failure, attempt
from ui.render import trouble_html
from ui.render_archive import Added, added_html, outcomes_of

_READ_ONLY = "Another process writes to this archive, so nothing can be added or removed here; asking works."


class AddTab:
    """The components of the tab, and what they do."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        if not shelf.archive.writable:
            gr.HTML(trouble_html(_READ_ONLY), apply_default_css=False, js_on_load=None)
        with gr.Row(visible=shelf.archive.writable, elem_id="dl-add"):
            with gr.Column():
                self.files = gr.File(
                    label="Articles: .txt, .html or .md, up to 20 MB each", file_count="multiple", height=220
                )
                self.uploads = gr.HTML("", apply_default_css=False, js_on_load=None)
            with gr.Column():
                self.title = gr.Textbox(label="Headline", max_lines=2, max_length=500)
                self.text = gr.Textbox(label="Text", lines=8, max_lines=16, placeholder="Paste an article here")
                self.paste = gr.Button("Add this text", variant="primary", size="md", elem_id="dl-paste")
                self.pasted = gr.HTML("", apply_default_css=False, js_on_load=None)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.done = [
            self.files.upload(self.add_files, self.files, [self.uploads, self.files], **quiet),
            self.paste.click(self.add_text, [self.title, self.text], [self.pasted, self.title, self.text], **quiet),
        ]

    def add_files(self, paths: list[str] | None) -> Iterator[tuple[Any, ...]]:
        """Add uploaded files one by one, and show after each what became of it."""
        results: list[Added] = []
        waiting = [Path(path) for path in paths or []]
        yield added_html(results, len(waiting)), gr.skip()
        for number, path in enumerate(waiting, start=1):
            results += self._added(path.name, lambda path=path: self._add_file(path))  # type: ignore[misc]
            yield added_html(results, len(waiting) - number), gr.skip()
        yield added_html(results), None

    def _add_file(self, path: Path) -> AddReport:
        raw = path.read_bytes()
        path.unlink(missing_ok=True)  # the upload's own copy: the archive keeps what it needs
        return self._shelf.archive.add_bytes(raw, name=path.name)

    def add_text(self, title: str, text: str) -> tuple[Any, ...]:
        """Add a pasted text; what could not be added stays in its fields."""
        if not (text or "").strip():
            return trouble_html("There is no text to add: paste an article first."), gr.skip(), gr.skip()
        name, whole = _as_source(title or "", text)
        results = self._added(name, lambda: self._shelf.archive.add_text(whole, name=name))
        if any(result.outcome in ("failed", "skipped") for result in results):
            return added_html(results), gr.skip(), gr.skip()
        shown = [Added(title.strip() or name, result.outcome) for result in results]
        return added_html(shown), "", ""

    def _added(self, name: str, add: Callable[[], AddReport]) -> list[Added]:
        outcome = attempt(add)
        self._shelf.forget()
        if isinstance(outcome, Failure):
            return [Added(name, "failed", outcome.sentence)]
        return outcomes_of(name, outcome)


def _as_source(title: str, text: str) -> tuple[str, str]:
    """A pasted text as a source: with a headline it is Markdown that states it, without one a page to be read."""
    title = " ".join(title.split())
    if not title:
        return "pasted.txt", text
    # A JSON string is a YAML string too, so no headline can end the front matter.
    return "pasted.md", f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{text}"
