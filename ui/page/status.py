"""The status line: what the archive holds, which model writes and what it is doing, and where everything lies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gradio as gr

from rag import Archive, Counts, ModelState
from ui.page.answers.html import trouble_html
from ui.page.runtime.errors import Failure, as_sentence, run_safely
from ui.page.runtime.plain_blocks import asking
from ui.page.templating import Html, render
from ui.shared.access import is_allowed, needed_by, needs

#: So often the line is read anew, in seconds: while a model comes or loads, while articles wait to be embedded, else.
_BUSY, _PENDING, _CALM = 1.0, 3.0, 15.0
_GET, _STOP = "get_model", "stop_model"
_MAKE = re.compile(r"(-(instruct|chat|it))?[-.](i?q\d\w*|b?f16|f32)$", re.IGNORECASE)
#: A click on a button triggers its event. Gradio writes new HTML over the old one and so closes the details.
_SCRIPT = f"""
element.addEventListener('click', (event) => {{
  const button = event.target.closest('[data-model]');
  if (button && ['{_GET}', '{_STOP}'].includes(button.dataset.model)) trigger(button.dataset.model);
}});
let open = false;
element.addEventListener('toggle', (event) => {{ open = event.target.open; }}, true);
watch('value', () => {{
  const details = element.querySelector('details');
  if (details && details.open !== open) details.open = open;
}});
"""


class StatusLine:
    """The line's components, and what they do."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.line = gr.HTML("", elem_id="dl-status", js_on_load=_SCRIPT, apply_default_css=False)
        self.timer = gr.Timer(_CALM)
        self.outputs: list[Any] = [self.line, self.timer]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.timer.tick(
            self.tell,
            None,
            self.outputs,
            show_progress="hidden",
            api_name="status",
            api_description="What the archive holds and what its model is doing, as the page's HTML.",
        )
        self.line.get_model(self.get_model, None, self.outputs, **quiet)
        self.line.stop_model(self.stop_model, None, self.outputs, **quiet)

    @needs("read")
    def tell(self, request: gr.Request) -> tuple[str, Any]:
        """The line, and how soon it is to be read anew."""
        found = run_safely(lambda: (self._archive.llm.state(), self._archive.counts()))
        if isinstance(found, Failure):
            return trouble_html(found.sentence), gr.Timer(_CALM)
        state, counts = found
        archive = self._archive
        may = is_allowed(asking(request), needed_by(self.get_model))
        html = status_html(
            state, counts, archive.embedding, archive.place, writable=archive.writable, may_get_model=may
        )
        return html, gr.Timer(_BUSY if state.busy else _PENDING if counts.pending else _CALM)

    @needs("admin")
    def get_model(self, request: gr.Request) -> tuple[str, Any]:
        """Fetch the model, or load it once more where that failed."""
        self._archive.llm.pull()
        self._archive.llm.warm()
        return self.tell(request)

    @needs("admin")
    def stop_model(self, request: gr.Request) -> tuple[str, Any]:
        """Stop fetching the model; what has arrived is kept."""
        self._archive.llm.stop_pulling()
        return self.tell(request)


def status_html(
    state: ModelState, counts: Counts, embedding: str, place: str | Path, *, writable: bool, may_get_model: bool = True
) -> Html:
    """One line, and behind "Details" what is seldom asked for.

    Args:
        state: of the language model.
        counts: of the archive.
        embedding: its name.
        place: where the archive is kept.
        writable: whether this process may write to the archive.
        may_get_model: whether who sees it may have the model fetched.
    """
    details = [("Model", as_sentence(state.sentence)), ("Embedding", embedding), ("Archive", str(place))]
    return render(
        "status", "line", state, counts, _label(state), _button(state) if may_get_model else None, details, writable
    )


def _label(state: ModelState) -> str:
    """What the model is doing in a few words; they change with the phase only."""
    if state.phase == "failed":
        return f"Answers are quotes: {state.sentence.rstrip('.')}."
    return {
        "none": "Answers are quotes",
        "missing": "Answers are quotes; written ones need a model",
        "downloading": "Fetching the model for written answers",
        "idle": f"Written answers by {_short(state.name)}",
        "starting": f"Loading {_short(state.name)}",
        "ready": f"Written answers by {_short(state.name)}",
    }[state.phase]


def _button(state: ModelState) -> tuple[str, str] | None:
    """The event that the reader can trigger now, and how it is called."""
    if state.phase == "downloading":
        return _STOP, "Stop"
    if state.phase == "missing":
        size = f" ({(state.total - state.done) / 1e9:.1f} GB)" if state.total else ""
        return _GET, f"Get the rest{size}" if state.percent else f"Get the model{size}"
    if state.phase == "failed" and (state.may_pull or (state.kind == "local" and state.name)):
        return _GET, "Try again"
    return None


def _short(name: str) -> str:
    """A model's name without what says how its file was made; the details have it whole."""
    return _MAKE.sub("", name) or name
