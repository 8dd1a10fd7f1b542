"""The Add tab's list of what failed before, files and addresses, with buttons to try it again and to clear it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag import Progress
from ui.page.add.adding_html import failures_html, progress_html, retried_html
from ui.page.answers.html import trouble_html
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background
from ui.page.runtime.errors import Failure, as_sentence, run_safely
from ui.page.runtime.tasks import TaskRegistry, run_with_progress
from ui.shared.access import needs
from ui.shared.wording import STOPPED


class KeptFailures:
    """The components of the list, and what they do."""

    def __init__(self, shelf: ArchiveCache, background: Background) -> None:
        self._shelf = shelf
        self._background = background
        self._running = TaskRegistry()
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        with gr.Column(visible=False, elem_id="dl-kept") as self.box:
            self.shown = gr.HTML("", apply_default_css=False, js_on_load=None)
            with gr.Row():
                self.again = gr.Button("Try again", size="md", elem_id="dl-retry-kept", scale=0)
                self.forget = gr.Button("Clear the list", size="md", elem_id="dl-forget-kept", scale=0)
                self.halt = gr.Button("Stop", size="md", visible=False, elem_id="dl-stop-kept", scale=0)
        self.came = gr.HTML("", elem_id="dl-kept-came", apply_default_css=False, js_on_load=None)
        self.refreshes = [self.box, self.shown]
        outputs = [self.came, self.again, self.forget, self.halt, *self.refreshes]
        self.forget.click(self.clear, None, [self.came, *self.refreshes], trigger_mode="once", **quiet)
        self.done = self.again.click(self.retry, None, outputs, trigger_mode="once", **quiet)
        self.halt.click(self.stop, None, None, queue=False, **quiet)

    @needs("write")
    def refreshed(self) -> tuple[Any, ...]:
        """The list as it is now; hidden where nothing has failed."""
        outcome = run_safely(self._shelf.archive.failures)
        if isinstance(outcome, Failure):
            return gr.update(visible=True), trouble_html(outcome.sentence)
        return gr.update(visible=bool(outcome)), failures_html(outcome)

    @needs("write")
    def retry(self, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Add again what failed, saying how far it is."""
        waits = progress_html(Progress("retrying", 0, 0))
        there, away = gr.update(visible=True), gr.update(visible=False)
        yield waits, away, away, there, gr.skip(), gr.skip()
        shown: str = trouble_html(as_sentence(f"{STOPPED}, and Try again goes on from there"))
        archive = self._shelf.archive
        with self._running.of(request.session_hash) as stop:
            for state in run_with_progress(lambda progress: archive.retry_failed(progress=progress, stop=stop), stop):
                if isinstance(state, Progress):
                    yield progress_html(state), *[gr.skip()] * 5
                elif isinstance(state, Failure):
                    shown = trouble_html(state.sentence)
                else:
                    shown = retried_html(state) + (shown if state.stopped else "")
        self._background.notify()
        yield shown, there, there, away, *self.refreshed()

    @needs("write")
    def clear(self) -> tuple[Any, ...]:
        """Take all that failed off the list."""
        outcome = run_safely(self._shelf.archive.forget_failures)
        shown = trouble_html(outcome.sentence) if isinstance(outcome, Failure) else ""
        return shown, *self.refreshed()

    @needs("write")
    def stop(self, request: gr.Request) -> None:
        """Wait no longer."""
        self._running.stop(request.session_hash)
