"""The Summaries tab: what the archive has on a topic, within some days and outlets, cited like an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag import Answer, Progress
from ui.page.answers.html import Turn, summary_turn_html, trouble_html
from ui.page.article.pane import click_data, pane_html
from ui.page.ask.answer_stream import turn_of
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.errors import Failure, run_safely
from ui.page.runtime.input_limits import too_long
from ui.page.runtime.tasks import TaskRegistry
from ui.page.summaries.stream import progress_text, summarised
from ui.page.widgets.filters import FilterFields, read_filters
from ui.page.widgets.scripts import ANSWER
from ui.shared.access import needs

#: Sentences by length.
_LENGTHS = {"Short": 3, "Medium": 6, "Long": 12}
_AT_ONCE = 8
_MAX_TOPIC_CHARS = 500
_NO_TOPIC = "There is no topic yet: write what the summary is to be about, such as a place, a name or an event."


class SummariesTab:
    """The components of the tab, and what they do."""

    def __init__(self, shelf: ArchiveCache, pane: gr.HTML) -> None:
        self._shelf = shelf
        self._running = TaskRegistry()
        with gr.Column(elem_id="dl-summing"):
            self.topic = gr.Textbox(
                label="Topic",
                placeholder="A topic, such as the second ferry",
                show_label=False,
                container=False,
                lines=1,
                max_lines=4,
                max_length=_MAX_TOPIC_CHARS,
                submit_btn="Summarise",
                elem_id="dl-topic",
            )
            self.length = gr.Radio(
                list(_LENGTHS), value="Medium", label="Length", elem_id="dl-length", elem_classes="dl-presets"
            )
            self.filters = FilterFields(shelf, "dl-sum-filters")
        self.summary = gr.HTML("", elem_id="dl-summary", js_on_load=ANSWER, apply_default_css=False, show_label=False)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.topic.submit(
            self.summarise,
            [self.topic, self.length, *self.filters.fields],
            [self.summary, self.topic],
            concurrency_limit=_AT_ONCE,
            trigger_mode="once",
            **quiet,
        )
        self.topic.stop(self.stop, None, None, queue=False, **quiet)
        self.summary.open_article(self.open, None, pane, **quiet)

    @needs("read")
    def summarise(
        self, topic: str, length: str, since: str, until: str, outlets: list[str], languages: list[str],
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:  # fmt: skip
        """Summarise what the archive has on the topic, telling how far it is."""
        long = too_long(topic, _MAX_TOPIC_CHARS, "topic")
        topic = "" if long else (topic or "").strip()
        filters = Failure(long) if long else run_safely(lambda: read_filters(since, until, outlets, languages))
        if not topic or isinstance(filters, Failure):
            yield trouble_html(filters.sentence if isinstance(filters, Failure) else _NO_TOPIC), gr.skip()
            return
        sentences = _LENGTHS.get(length, _LENGTHS["Medium"])
        with self._running.of(request.session_hash) as stop:
            for state in summarised(
                lambda progress: self._shelf.archive.summarize(
                    query=topic, filters=filters, sentences=sentences, progress=progress, stop=stop
                ),
                stop,
            ):
                if isinstance(state, Progress):
                    yield summary_turn_html(topic, progress_text(state)), gr.update(submit_btn=False, stop_btn="Stop")
                else:
                    yield self._said(topic, state), gr.update(submit_btn="Summarise", stop_btn=False)

    def _said(self, topic: str, state: Answer | Failure) -> str:
        if isinstance(state, Failure):
            return summary_turn_html(topic, Turn(topic, trouble=state.sentence))
        return summary_turn_html(topic, turn_of(self._shelf, topic, state))

    @needs("read")
    def stop(self, request: gr.Request) -> None:
        """Stop the session's summary."""
        self._running.stop(request.session_hash)

    @needs("read")
    def forget(self, request: gr.Request) -> None:
        """Stop what a session that has gone was waiting for."""
        self._running.stop(request.session_hash)

    @needs("read")
    def open(self, event: gr.EventData) -> str:
        """Open the article of the marker or card that was clicked."""
        return pane_html(self._shelf, click_data(event))
