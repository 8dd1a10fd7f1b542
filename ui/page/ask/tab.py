"""The Ask tab: a conversation with the archive, and the filters it is held under."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag import Answer, Filters
from ui.page.answers.html import (
    RETRY,
    Live,
    Turn,
    follow_ups_html,
    latest_html,
    live_html,
    past_html,
    trouble_html,
)
from ui.page.answers.record import RecordError
from ui.page.answers.saved import MAX_TURNS, new_id, read_saved
from ui.page.archive.empty import empty_html, welcome_html
from ui.page.article.pane import click_data, pane_html
from ui.page.ask.answer_stream import ask
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.errors import Failure, run_safely
from ui.page.runtime.input_limits import too_long
from ui.page.runtime.tasks import TaskRegistry
from ui.page.search.search_html import DROP_SELECTION, asking_about_html
from ui.page.search.selections import Selections
from ui.page.templating import render
from ui.page.widgets.filters import FilterFields, read_filters
from ui.page.widgets.scripts import LATEST, PAST, QUESTIONS, clicks
from ui.shared.access import needs

#: So many questions are worked on at once. Most of them wait for the model, and must not keep others from their quotes;
#: each holds a thread, of which the server has 40.
_AT_ONCE = 30
#: The engine reads no more of a question.
MAX_QUESTION_CHARS = 2_000
_NOT_READABLE = "This conversation cannot be read any more: it was kept by another version of Dateline, or damaged."

Turns = list[Turn]
_ASKING: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}
_IDLE: dict[str, Any] = {"submit_btn": "Ask", "stop_btn": False}


class AskTab:
    """The components of the tab, and what they do.

    ``turns``, ``conversation`` (its id) and ``editing`` are each session's own, as are its ``selections``: what the
    Search tab chose to ask about. The browser keeps conversations; see ui/page/static/conversations.js.
    """

    def __init__(self, shelf: ArchiveCache, pane: gr.HTML) -> None:
        self._shelf = shelf
        self._running = TaskRegistry()
        self._finished: dict[str, Answer] = {}
        self.selections = Selections()
        self.turns = gr.State([])
        self.conversation = gr.State("")
        self.editing = gr.State(False)
        with gr.Column(elem_id="dl-asktab"):
            gr.HTML(render("page", "tools"), apply_default_css=False, js_on_load=None)
            self.welcome = _html("dl-welcome", QUESTIONS)
            self.past = _html("dl-conversation", PAST)
            self.latest = _html("dl-latest", LATEST)
            self.follow_ups = _html("dl-follow-ups", QUESTIONS)
        with gr.Column(elem_id="dl-asking"):
            self.editing_note = _html("dl-editing", "element.addEventListener('click', () => trigger('cancel_edit'));")
            self.question = gr.Textbox(
                placeholder="Ask in any language",
                label="Your question",
                show_label=False,
                container=False,
                lines=1,
                max_lines=8,
                max_length=MAX_QUESTION_CHARS,
                autofocus=True,
                submit_btn="Ask",
                elem_id="dl-question-box",
            )
            self.selected = _html("dl-asking-about", clicks(DROP_SELECTION))
            self.filters = FilterFields(shelf, "dl-filters", self.selections, as_of=True)
        self._wire(pane)

    def _wire(self, pane: gr.HTML) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asked = gr.on(
            [self.question.submit, self.welcome.submit, self.follow_ups.submit, self.latest.submit],
            self.ask,
            [
                self.question, self.turns, *self.filters.fields, self.conversation, self.editing, self.filters.as_of,
            ],
            [
                self.past, self.latest, self.turns, self.question, self.conversation, self.editing, self.editing_note,
                self.follow_ups,
            ],
            show_progress="hidden",
            trigger_mode="once",
            concurrency_limit=_AT_ONCE,
            api_name="ask",
            api_description="Ask the archive; the answer comes as the page's HTML.",
        )  # fmt: skip
        # Only now, with the event at its end, is another question taken: a box that offered it sooner would lose it.
        asked.then(self.rest, None, self.question, **quiet).then(self.go_on, None, self.follow_ups, **quiet)
        self.question.stop(self.stop, None, None, queue=False, **quiet)
        self.latest.edit_question(
            self.edit, self.turns, [self.question, self.editing, self.editing_note], **quiet
        ).then(None, None, None, js="() => document.querySelector('#dl-question-box textarea')?.focus()", **quiet)
        self.editing_note.cancel_edit(
            self.keep_question, None, [self.question, self.editing, self.editing_note], **quiet
        )
        self.selected.drop_selection(self.ask_about_all, None, self.selected, **quiet).then(
            self.filters.count, self.filters.fields, self.filters.left, **quiet
        )
        shown = [
            self.past,
            self.latest,
            self.turns,
            self.conversation,
            self.editing,
            self.editing_note,
            self.follow_ups,
        ]
        self.latest.reopen_conversation(self.reopen, None, shown, **quiet)
        self.latest.begin_conversation(self.begin, None, shown, **quiet)
        for component in (self.past, self.latest):
            component.open_article(self.open, None, pane, **quiet)

    @needs("read")
    def ask(
        self, question: str, turns: Turns, since: str = "", until: str = "",
        outlets: list[str] | None = None, languages: list[str] | None = None,
        conversation: str = "", editing: bool = False, as_of: str = "",
        event: gr.EventData = None, request: gr.Request = None,  # type: ignore[assignment]
    ) -> Iterator[tuple[Any, ...]]:  # fmt: skip
        """Show the question, then the quotes, then the answer as it comes.

        The question is the box's, or that of the button which was clicked. One that is asked again, or was edited,
        takes the place of the last.
        """
        clicked = click_data(event)
        turns = list(turns or [])
        typed = (question or "").strip()
        again = clicked.get("action") == RETRY
        question = turns[-1].question if again and turns else str(clicked.get("question", "")).strip() or typed
        if not question:
            yield (*[gr.skip()] * 3, "", *[gr.skip()] * 4)
            return
        from_box = not clicked.get("action")
        long = too_long(question, MAX_QUESTION_CHARS, "question")
        question = question[:MAX_QUESTION_CHARS]
        before = turns[:-1] if (again or (editing and from_box)) else turns
        before = before[-(MAX_TURNS - 1) :]
        conversation = conversation or new_id()
        session = request.session_hash if request else None
        filters = (
            Failure(long)
            if long
            else run_safely(
                lambda: self.selections.narrow(session, read_filters(since, until, outlets, languages, as_of))
            )
        )
        if isinstance(filters, Failure):
            # What was asked in vain, for its length or a slip in the filters, stays in the box.
            turn = Turn(question, trouble=filters.sentence)
            latest = latest_html(turn, len(before), conversation)
            yield (past_html(before), latest, [*before, turn], question, conversation, False, "", "")
            return
        box = gr.update(value="", **_ASKING) if from_box else gr.update(**_ASKING)
        first: tuple[Any, ...] = (past_html(before), gr.skip(), gr.skip(), box, conversation, False, "", "")
        with self._running.of(session) as stop:
            for state in self._asked(question, filters, before, stop, read_dates=clicked.get("dates") != "off"):
                if isinstance(state, Live):
                    live = live_html(state, len(before), conversation)
                    yield (first[0], live, *first[2:])
                    first = (gr.skip(),) * 8
                    continue
                turn, answer = state
                self._finished.pop(session or "", None)
                if answer is not None:
                    self._finished[session or ""] = answer
                latest = latest_html(turn, len(before), conversation)
                yield (first[0], latest, [*before, turn], *first[3:])

    def _asked(
        self, question: str, filters: Filters, before: Turns, stop: Any, *, read_dates: bool
    ) -> Iterator[Live | tuple[Turn, Answer | None]]:
        """Like :func:`ui.page.ask.answer_stream.ask`; what goes wrong is a turn too: the box never waits on."""
        states = ask(self._shelf, question, filters, before, stop, read_dates=read_dates)
        while True:
            state = run_safely(lambda: next(states, None))
            if state is None:
                return
            if isinstance(state, Failure):
                yield Turn(question, trouble=state.sentence), None
                return
            yield state

    @needs("read")
    def rest(self, request: gr.Request) -> dict[str, Any]:
        """Let the box take the next question, unless one is being answered already."""
        return gr.skip() if self._running.works(request.session_hash or "") else gr.update(**_IDLE)

    @needs("read")
    def go_on(self, request: gr.Request) -> str:
        """Offer questions that go on from the answer that has just come, unless the next is asked already."""
        session = request.session_hash or ""
        answer = self._finished.pop(session, None)
        if answer is None:
            return ""
        questions = run_safely(lambda: self._shelf.archive.follow_ups(answer))
        # The archive gave an answer; that it has no next question to offer is no trouble worth telling.
        return "" if isinstance(questions, Failure) or self._running.works(session) else follow_ups_html(questions)

    @needs("read")
    def stop(self, request: gr.Request) -> None:
        """Stop the session's answer; what was checked is kept."""
        self._running.stop(request.session_hash)

    @needs("read")
    def edit(self, turns: Turns) -> tuple[Any, ...]:
        """Put the last question into the box; asked from there it takes the last one's place."""
        if not turns:
            return gr.skip(), False, ""
        note = render("page", "editing")
        return turns[-1].question, True, note

    @needs("read")
    def keep_question(self) -> tuple[Any, ...]:
        """Leave the last question as it is."""
        return "", False, ""

    @needs("read")
    def reopen(self, event: gr.EventData) -> tuple[Any, ...]:
        """Show a conversation that the browser has kept."""
        try:
            conversation, turns = read_saved(click_data(event))
        except RecordError:
            return "", trouble_html(_NOT_READABLE), [], "", False, "", ""
        latest = latest_html(turns[-1], len(turns) - 1, conversation)
        return past_html(turns[:-1]), latest, turns, conversation, False, "", ""

    @needs("read")
    def ask_about_all(self, request: gr.Request) -> str:
        """Ask about the whole archive again."""
        self.selections.drop(request.session_hash)
        return asking_about_html(None)

    @needs("read")
    def begin(self, request: gr.Request) -> tuple[Any, ...]:
        """Begin a new conversation."""
        self._running.stop(request.session_hash)
        return "", "", [], "", False, "", ""

    @needs("read")
    def open(self, event: gr.EventData) -> str:
        """Open the article of the marker or card that was clicked."""
        return pane_html(self._shelf, click_data(event))

    @needs("read")
    def forget(self, request: gr.Request) -> None:
        """Stop what a session that has gone was waiting for."""
        self._running.stop(request.session_hash)
        self._finished.pop(request.session_hash or "", None)
        self.selections.drop(request.session_hash)

    def refreshed(self, turns: Turns) -> tuple[Any, ...]:
        """What stands in place of a conversation, and the filters' choices, for the archive as it is now."""
        listing = run_safely(self._shelf.listing)
        if isinstance(listing, Failure):
            return trouble_html(listing.sentence), gr.skip(), gr.skip()
        welcome = welcome_html(listing.examples) if listing.articles else empty_html(self._shelf.folder)
        return (welcome, *self.filters.refreshed())

    @property
    def refreshes(self) -> list[Any]:
        """The components that :meth:`refreshed` fills."""
        return [self.welcome, *self.filters.refreshes]


def _html(name: str, script: str) -> gr.HTML:
    return gr.HTML("", elem_id=name, js_on_load=script, apply_default_css=False, show_label=False)
