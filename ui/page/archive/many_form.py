"""The Archive tab's form that corrects the same of all articles that are selected."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import gradio as gr

from ui.page.answers.html import trouble_html
from ui.page.archive.chosen import Chosen
from ui.page.archive.correcting import Corrected, Wanted, correcting, wanted_in
from ui.page.archive.many_html import UNDO_MANY, corrected_html, correcting_many_html, many_html
from ui.page.article.pane import click_data
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background
from ui.page.runtime.errors import Failure, run_safely
from ui.page.widgets.scripts import MANY, clicks
from ui.shared.access import needs

_ASKED_ANEW = "Nothing was corrected: the selection has changed since. Click Correct again."
_UNDONE_BEFORE = "Nothing was taken back: another correction has been made since. Choose “from the source” for a field."
_TO_LIST = "() => setTimeout(() => document.querySelector('#dl-articles [data-key=correct]')?.focus(), 60)"


class ManyForm:
    """The form, which stands over the list, and what it does.

    ``told`` says what came of it, with a button that takes it back.
    """

    def __init__(self, shelf: ArchiveCache, background: Background) -> None:
        self._shelf = shelf
        self._background = background
        self.chosen = gr.State(Chosen())
        self.done = gr.State((Chosen(), ()))  # what was corrected last: the articles, and the fields
        with gr.Column(visible=False, elem_id="dl-many") as self.column:
            self.form = gr.HTML("", apply_default_css=False, js_on_load=MANY)
        self.shown = [self.chosen, self.column, self.form]

    def wire(self, told: gr.HTML, pane: gr.HTML) -> None:
        """Let the form answer.

        Args:
            told: where it is said what came of it; see :func:`outcome_script`.
            pane: closed by a correction: its own form would put back what stood there before.
        """
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.form.leave_many(self.leave, None, self.shown, **quiet).then(None, None, None, js=_TO_LIST, **quiet)
        outputs = [*self.shown, self.done, told, pane]
        self.changed = [
            self.form.correct_many(self.correct, self.chosen, outputs, trigger_mode="once", **quiet),
            told.undo_many(self.undo, self.done, [self.done, told, pane], trigger_mode="once", **quiet),
        ]

    def open(self, chosen: Chosen | Failure) -> tuple[Any, ...]:
        """Show the form for what is selected, or why there is none."""
        if isinstance(chosen, Failure):
            return Chosen(), gr.update(visible=True), trouble_html(chosen.sentence)
        shown = many_html(chosen.names, len(chosen.ids), chosen.question)
        return chosen, gr.update(visible=bool(chosen.ids)), shown

    @needs("read")
    def leave(self) -> tuple[Any, ...]:
        """Correct nothing."""
        return Chosen(), gr.update(visible=False), ""

    @needs("write")
    def correct(self, chosen: Chosen, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Correct what is selected as the form says; it stays open where that cannot be."""
        data = click_data(event)
        if not chosen.asked_by(data):
            yield (*self.leave(), gr.skip(), trouble_html(_ASKED_ANEW), gr.skip())
            return
        wanted = run_safely(lambda: wanted_in(data))
        if isinstance(wanted, Failure):
            yield (gr.skip(), gr.skip(), _again(chosen, wanted, data), gr.skip(), gr.skip(), gr.skip())
            return
        for step in self._corrected(chosen.ids, wanted):
            if isinstance(step, Failure):  # of the first articles: nothing has been changed
                yield (gr.skip(), gr.skip(), _again(chosen, step, data), gr.skip(), gr.skip(), gr.skip())
            else:
                yield (*self.leave(), *step)

    @needs("write")
    def undo(self, done: tuple[Chosen, tuple[str, ...]], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Make what was corrected last as the sources have it."""
        chosen, fields = done
        if not chosen.asked_by(click_data(event)):
            yield gr.skip(), trouble_html(_UNDONE_BEFORE), gr.skip()
            return
        for step in self._corrected(chosen.ids, Wanted(undo=fields)):
            yield (gr.skip(), trouble_html(step.sentence), "") if isinstance(step, Failure) else step

    def _corrected(self, ids: tuple[str, ...], wanted: Wanted) -> Iterator[tuple[Any, ...] | Failure]:
        """For each step: what was done, what is told of it, and the pane, which is closed; a failure before any."""
        so_far = Corrected(len(ids))
        trouble = ""
        for step in correcting(self._shelf.archive, ids, wanted):
            if isinstance(step, Failure):
                if not so_far.done:
                    yield step
                    return
                trouble = trouble_html(step.sentence)
                break
            so_far = step
            if so_far.done < so_far.total:
                yield gr.skip(), correcting_many_html(so_far.done, so_far.total), ""
        self._background.notify()
        undoable = Chosen(secrets.token_hex(8), so_far.edited) if wanted.corrected else Chosen()
        told = corrected_html(
            len(so_far.edited),
            so_far.unchanged,
            so_far.gone,
            (*wanted.corrected, *wanted.undo),
            question=undoable.question,
            trouble=trouble,
        )
        yield (undoable, wanted.corrected), told, ""


def outcome_script() -> str:
    """What the place runs in which it is told what came of a removal or a correction."""
    return clicks(UNDO_MANY)


def _again(chosen: Chosen, failure: Failure, data: dict[str, Any]) -> str:
    """The form with what was typed, and what is wrong with it."""
    return many_html(chosen.names, len(chosen.ids), chosen.question, trouble_html(failure.sentence), data)
