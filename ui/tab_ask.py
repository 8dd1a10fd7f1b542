"""The Ask tab: a conversation with the archive, and the filters it is held under."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag import Answer, Filters
from ui.filters import read_filters
from ui.listing import Shelf
from ui.outcome import Failure, attempt
from ui.pane import pane_html
from ui.render import Turn, conversation_html, esc
from ui.render_archive import empty_html, plural, welcome_html
from ui.scripts import CONVERSATION

#: Older turns of a conversation are dropped: each holds its articles.
_LONGEST_CONVERSATION = 50

Turns = list[Turn]


class AskTab:
    """The components of the tab, and what they do. ``turns`` is each session's own."""

    def __init__(self, shelf: Shelf, pane: gr.HTML) -> None:
        self._shelf = shelf
        self.turns = gr.State([])
        self.conversation = gr.HTML(
            "", elem_id="dl-conversation", js_on_load=CONVERSATION, apply_default_css=False, show_label=False
        )
        with gr.Column(elem_id="dl-asking"):
            self.question = gr.Textbox(
                placeholder="Ask in any language",
                label="Your question",
                show_label=False,
                container=False,
                lines=1,
                max_lines=8,
                max_length=2_000,
                autofocus=True,
                submit_btn="Ask",
                elem_id="dl-question-box",
            )
            self._build_filters()
        self._wire(pane)

    def _build_filters(self) -> None:
        with gr.Accordion("Filters", open=False, elem_id="dl-filters"), gr.Row():
            self.since = gr.Textbox(label="From", placeholder="YYYY-MM-DD", max_lines=1, min_width=120)
            self.until = gr.Textbox(label="To", placeholder="YYYY-MM-DD", max_lines=1, min_width=120)
            self.outlets = gr.Dropdown([], label="Outlet", multiselect=True, min_width=160)
            self.languages = gr.Dropdown([], label="Language", multiselect=True, min_width=120)
        self.left = gr.HTML("", elem_id="dl-left", apply_default_css=False, js_on_load=None)

    def _wire(self, pane: gr.HTML) -> None:
        filters = [self.since, self.until, self.outlets, self.languages]
        said = [self.conversation, self.turns, self.question]
        self.question.submit(
            self.ask,
            [self.question, self.turns, *filters],
            said,
            show_progress="hidden",
            api_name="ask",
            api_description="Ask the archive; the answer comes as the page's HTML.",
        )
        self.conversation.ask_example(
            self.ask_example,
            [self.turns, *filters],
            said,
            show_progress="hidden",
            api_visibility="private",
        )
        self.conversation.open_article(self.open, None, pane, show_progress="hidden", api_visibility="private")
        gr.on(
            [self.since.change, self.until.change, self.outlets.change, self.languages.change],
            self.count,
            filters,
            self.left,
            show_progress="hidden",
            trigger_mode="always_last",
            api_visibility="private",
        )

    def ask(
        self, question: str, turns: Turns, since: str = "", until: str = "",
        outlets: list[str] | None = None, languages: list[str] | None = None,
    ) -> Iterator[tuple[Any, ...]]:  # fmt: skip
        """Show the question, then its answer; a question made of blanks is not one."""
        question = (question or "").strip()
        if not question:
            yield gr.skip(), gr.skip(), ""
            return
        filters = attempt(lambda: read_filters(since, until, outlets, languages))
        if isinstance(filters, Filters):
            waiting = [*turns, Turn(question)]
            yield conversation_html(waiting, ""), gr.skip(), ""
            turn = self._answered(question, filters)
        else:
            turn = Turn(question, trouble=filters.sentence)
        turns = [*turns, turn][-_LONGEST_CONVERSATION:]
        # What was asked in vain for a slip in the filters stays in the box.
        yield conversation_html(turns, ""), turns, "" if isinstance(filters, Filters) else question

    def ask_example(
        self, turns: Turns, since: str, until: str, outlets: list[str], languages: list[str], event: gr.EventData
    ) -> Iterator[tuple[Any, ...]]:
        """Ask the example that was clicked."""
        yield from self.ask(str(_data(event).get("question", "")), turns, since, until, outlets, languages)

    def _answered(self, question: str, filters: Filters) -> Turn:
        outcome: Answer | Failure = attempt(lambda: self._shelf.archive.ask(question, filters=filters))
        if isinstance(outcome, Failure):
            return Turn(question, trouble=outcome.sentence)
        return Turn(question, outcome)

    def open(self, event: gr.EventData) -> str:
        """Open the article of the marker or card that was clicked."""
        return pane_html(self._shelf, _data(event))

    def count(self, since: str, until: str, outlets: list[str], languages: list[str]) -> str:
        """How many articles the filters leave, or what is wrong with them."""

        def left() -> tuple[Filters, int, int]:
            filters = read_filters(since, until, outlets, languages)
            return filters, self._shelf.archive.count(filters), self._shelf.archive.count()

        outcome = attempt(left)
        if isinstance(outcome, Failure):
            return f'<p class="dl-trouble" role="alert">{esc(outcome.sentence)}</p>'
        filters, found, total = outcome
        return f'<p class="dl-note" role="status">{found:,} of {plural(total, "article")}</p>' if filters else ""

    def refreshed(self, turns: Turns) -> tuple[Any, ...]:
        """The conversation and the filters' choices for the archive as it is now."""
        listing = attempt(self._shelf.listing)
        if isinstance(listing, Failure):
            return f'<p class="dl-trouble" role="alert">{esc(listing.sentence)}</p>', gr.skip(), gr.skip()
        welcome = welcome_html(listing.examples) if listing.rows else empty_html(self._shelf.folder)
        return (
            conversation_html(turns, welcome),
            gr.update(choices=list(listing.outlets)),
            gr.update(choices=list(listing.languages)),
        )

    @property
    def refreshes(self) -> list[Any]:
        """The components that :meth:`refreshed` fills."""
        return [self.conversation, self.outlets, self.languages]


def _data(event: gr.EventData) -> dict[str, Any]:
    data = event._data
    return data if isinstance(data, dict) else {}
