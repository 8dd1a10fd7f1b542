"""The Archive tab: a chart and a list of all articles, searched as you type; open, select, correct, remove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import gradio as gr

from rag import ArticlePage, Filters, UsageError
from ui.page.answers.html import OPEN, trouble_html
from ui.page.archive.chart import PICK_OUTLET, PICK_TIME, PICK_UNDATED, chart_html, series_of
from ui.page.archive.chosen import Chosen, choose
from ui.page.archive.many_form import ManyForm, outcome_script
from ui.page.archive.many_html import ASK_CORRECT
from ui.page.archive.removing import removing
from ui.page.archive.removing_html import CONFIRMED, ERASE, KEPT, TICKED, confirm_html, not_asked_html
from ui.page.archive.table import AGAIN, DROP, REMOVE, SORT, TURN, chips_html, table_html
from ui.page.archive.view import PAGE, View, chips_of, sorted_by
from ui.page.article.pane import click_data, pane_html
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background
from ui.page.runtime.errors import Failure, run_safely
from ui.page.runtime.input_limits import too_long
from ui.page.widgets.filters import FilterFields, read_filters
from ui.page.widgets.scripts import clicks
from ui.shared.access import needs

_MAX_WORDS_CHARS = 200
_ASKED_ANEW = "Nothing was removed: the selection has changed since. Click Remove again, and see what it names."
_TO_KEEP = "() => setTimeout(() => document.querySelector('#dl-keep')?.focus(), 60)"
_TO_LIST = "() => setTimeout(() => document.querySelector('#dl-articles [data-key=remove]')?.focus(), 60)"


def _script(*actions: str) -> str:
    """What a component of the tab runs: clicks on these actions become events; see ui/page/static/archive.js."""
    return f"window.datelineList(element, trigger, watch, {[*actions]});"


class ArchiveTab:
    """The components of the tab, and what they do."""

    def __init__(self, shelf: ArchiveCache, pane: gr.HTML, background: Background) -> None:
        self._shelf = shelf
        self._background = background
        self.view = gr.State(View())
        self.doomed = gr.State(Chosen())
        self.chart = _html("dl-chart", _script(PICK_TIME, PICK_OUTLET, PICK_UNDATED))
        self.words = gr.Textbox(
            label="Find by headline or outlet",
            placeholder="Find by headline or outlet",
            max_lines=1,
            max_length=_MAX_WORDS_CHARS,
            show_label=False,
            container=False,
            elem_id="dl-find",
        )
        self.filters = FilterFields(shelf, "dl-archive-filters")
        self.chips = _html("dl-chips", _script(DROP))
        with gr.Column(visible=False, elem_id="dl-confirm") as self.confirm:
            self.question = gr.HTML("", apply_default_css=False, js_on_load=clicks(CONFIRMED, KEPT))
        self.many = ManyForm(shelf, background)
        self.told = gr.HTML("", elem_id="dl-outcome", apply_default_css=False, js_on_load=outcome_script())
        self.table = _html("dl-articles", _script(OPEN, SORT, TURN, REMOVE, ASK_CORRECT, AGAIN))
        self.form = [self.words, *self.filters.fields, self.view]
        self.refreshes = [self.table, self.view, self.chart, self.chips, *self.filters.refreshes]
        self._wire(pane)

    def _wire(self, pane: gr.HTML) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        listed = [self.table, self.view]
        # While one keystroke is answered the next ones wait, and only the last of them is answered then. Not "input":
        # Gradio's does not hear of words that are pasted or dictated.
        self.words.change(self.find, self.form, listed, trigger_mode="always_last", queue=False, **quiet)
        self.table.list_again(self.again, self.form, listed, queue=False, **quiet)
        self.table.sort_articles(self.sort, self.form, listed, **quiet)
        self.table.turn_page(self.turn, self.form, listed, **quiet)
        self.table.open_article(self.open, None, pane, **quiet)
        seen = [*listed, self.chart, self.chips]
        changes = [field.change for field in self.filters.fields]
        gr.on(changes, self.filtered, self.form, seen, trigger_mode="always_last", **quiet)
        picked = [*self.filters.fields, *seen]
        # gr.on() knows only Gradio's own events.
        for clicked in (self.chart.pick_time, self.chart.pick_outlet, self.chart.pick_undated, self.chips.drop_filter):
            clicked(self.pick, self.form, picked, **quiet)
        # Of the question and the form only one is open.
        asked = [self.doomed, self.confirm]
        asking = [*asked, self.question]
        self.table.ask_remove(self.ask_first, self.form, asking, **quiet).then(None, None, None, js=_TO_KEEP, **quiet)
        self.table.ask_remove(self.many.leave, None, self.many.shown, **quiet)
        self.question.keep_named(self.keep, None, asked, **quiet).then(None, None, None, js=_TO_LIST, **quiet)
        self.table.ask_correct(self.ask_many, self.form, self.many.shown, **quiet)
        self.table.ask_correct(self.keep, None, asked, **quiet)
        self.many.wire(self.told, pane)
        self.removed = self.question.remove_named(
            self.remove,
            [self.doomed, self.view],
            [self.doomed, self.view, self.confirm, self.told, pane],
            trigger_mode="once",
            **quiet,
        )

    # -- looking ---------------------------------------------------------------------------------------------------

    @needs("read")
    def find(self, words: str, *form: Any) -> tuple[Any, ...]:
        """The first page for what has been typed so far."""
        view = form[-1]
        view.latest.ask_for(words)
        return self._listed(words, *form[:-1], replace(view, page=0))

    @needs("read")
    def again(self, words: str, *form: Any) -> tuple[Any, ...]:
        """The page that is shown, for what stands in the box now."""
        return self._listed(words, *form)

    @needs("read")
    def sort(
        self, words: str, since: str, until: str, outlets: list[str], languages: list[str], view: View,
        event: gr.EventData,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Sort by the column that was clicked, from its first page on."""
        wanted = click_data(event).get("sort")
        view.latest.ask_for(words)
        return self._listed(words, since, until, outlets, languages, sorted_by(view, wanted))

    @needs("read")
    def turn(
        self, words: str, since: str, until: str, outlets: list[str], languages: list[str], view: View,
        event: gr.EventData,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Turn to another page."""
        page = str(click_data(event).get("page", ""))
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 0
        view.latest.ask_for(words)
        return self._listed(words, since, until, outlets, languages, replace(view, page=number))

    @needs("read")
    def filtered(self, *form: Any) -> tuple[Any, ...]:
        """The list and the chart, after a filter has changed; a date that is half typed changes nothing.

        Nor does a filter that :meth:`pick` has set, and drawn all for: what comes late would undo what was clicked
        meanwhile (a head to sort by).
        """
        if _same(form[1:-1], form[-1].latest.form[1:]) or isinstance(
            run_safely(lambda: read_filters(*form[1:-1])), Failure
        ):
            return (gr.skip(),) * 4
        return self._picked(*form[:-1], replace(form[-1], page=0))

    @needs("read")
    def refreshed(self, *form: Any) -> tuple[Any, ...]:
        """All that depends on what is in the archive.

        For the words and filters that were asked for last: those that the browser sends with it are of before, where
        something was chosen while this waited. What is asked for while this is made comes by itself.
        """
        view = form[-1]
        asked, number = view.latest.form, view.latest.number
        table, seen, *around = self._seen(*(asked if len(asked) == len(form) - 1 else form[:-1]), view)
        if view.latest.number != number:
            table, seen = gr.skip(), gr.skip()
            around = around if view.latest.form[1:] == asked[1:] else [gr.skip(), gr.skip()]
        return (table, seen, *around, *self.filters.refreshed())

    @needs("read")
    def open(self, event: gr.EventData) -> str:
        """Open the article that was clicked."""
        return pane_html(self._shelf, click_data(event))

    @needs("read")
    def pick(
        self, words: str, since: str, until: str, outlets: list[str], languages: list[str], view: View,
        event: gr.EventData,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Set the filters to the bar, or to the outlet, that was clicked; or take off the one whose chip was."""
        data = click_data(event)
        action, which, value = data.get("action"), data.get("which"), data.get("value")
        outlets, languages = list(outlets or []), list(languages or [])
        everything = action == DROP and which == "all"
        view = replace(view, page=0)
        if action == PICK_TIME:
            days = _day(data.get("since")), _day(data.get("until"))
            since, until = ("", "") if (since, until) == days and "outlet" not in data else days
            view = replace(view, undated=False)
        elif action == PICK_UNDATED:
            since, until, view = "", "", replace(view, undated=not view.undated)
        if action in (PICK_TIME, PICK_OUTLET):
            known = run_safely(self._shelf.listing)
            outlet = data.get("outlet")
            if not isinstance(known, Failure) and outlet in known.outlets:
                outlets = [outlet]
        if everything or (action == DROP and which == "dates"):
            since = until = ""
        if everything or (action == DROP and which == "undated"):
            view = replace(view, undated=False)
        if action == DROP:
            outlets = [] if everything else [outlet for outlet in outlets if (which, value) != ("outlet", outlet)]
            languages = [] if everything else [code for code in languages if (which, value) != ("language", code)]
        return (since, until, outlets, languages, *self._picked(words, since, until, outlets, languages, view))

    def _listed(self, words: str, *form: Any) -> tuple[Any, ...]:
        """The table, and the view that it shows."""
        *fields, view = form
        if long := too_long(words, _MAX_WORDS_CHARS, "search"):
            return trouble_html(long), view
        outcome = run_safely(lambda: self._page(words or "", read_filters(*fields), view))
        if isinstance(outcome, Failure):
            return trouble_html(outcome.sentence), view
        page, view, everything = outcome
        query = repr((words, fields, view.undated))
        html = table_html(
            page, view, writable=self._shelf.writable, everything=everything, query=query, words=words or ""
        )
        return html, view

    def _page(self, words: str, filters: Filters, view: View) -> tuple[ArticlePage, View, int]:
        """A page; the last one where there are fewer than the view thinks."""
        archive = self._shelf.archive

        def at(view: View) -> ArticlePage:
            return archive.page_of_articles(
                words, filters=filters, undated=view.undated, sort=view.sort, descending=view.descending,
                limit=PAGE, offset=view.offset,
            )  # fmt: skip

        page = at(view)
        if not page.rows and page.total:
            view = replace(view, page=(page.total - 1) // PAGE)
            page = at(view)
        return page, view, page.total or archive.count()

    def _picked(self, *form: Any) -> tuple[Any, ...]:
        """What a reader has chosen, in the list, the chart and the chips."""
        form[-1].latest.ask(form[:-1])
        return self._seen(*form)

    def _seen(self, words: str, *form: Any) -> tuple[Any, ...]:
        """The table, its view, the chart and the chips."""
        *fields, view = form

        def drawn() -> tuple[str, str]:
            filters, listing = read_filters(*fields), self._shelf.listing()
            others = Filters(outlets=filters.outlets, languages=filters.languages)
            counts = self._shelf.archive.articles_by_month(others) if others else listing.months
            chart = chart_html(counts, series_of(listing.months), filters.since, filters.until, undated=view.undated)
            return chart, chips_html(chips_of(filters, view))

        outcome = run_safely(drawn)
        table, view = self._listed(words, *form)
        if isinstance(outcome, Failure):
            view.latest.form = ()
            return table, view, gr.skip(), gr.skip()
        return table, view, *outcome

    # -- what is selected ------------------------------------------------------------------------------------------

    @needs("write")
    def ask_first(
        self, words: str, since: str, until: str, outlets: list[str], languages: list[str], view: View,
        event: gr.EventData,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Ask before anything is removed, with the number and the first headlines."""
        doomed = self._chosen(words, since, until, outlets, languages, view, event)
        if isinstance(doomed, Failure):
            return Chosen(), gr.update(visible=True), not_asked_html(trouble_html(doomed.sentence))
        asked = confirm_html(doomed.names, len(doomed.ids), doomed.question)
        return doomed, gr.update(visible=bool(doomed.ids)), asked

    @needs("write")
    def ask_many(
        self, words: str, since: str, until: str, outlets: list[str], languages: list[str], view: View,
        event: gr.EventData,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Show the form that corrects all that is selected."""
        return self.many.open(self._chosen(words, since, until, outlets, languages, view, event))

    def _chosen(self, words: str, *form: Any) -> Chosen | Failure:
        *fields, view, event = form

        def chosen() -> Chosen:
            if long := too_long(words, _MAX_WORDS_CHARS, "search"):
                raise UsageError(long)
            return choose(self._shelf.archive, click_data(event), words or "", read_filters(*fields), view)

        return run_safely(chosen)

    @needs("read")
    def keep(self) -> tuple[Any, ...]:
        """Remove nothing."""
        return Chosen(), gr.update(visible=False)

    @needs("write")
    def remove(self, doomed: Chosen, view: View, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Remove the articles that were asked about, some at a time, and close the pane, which may show one.

        The click says which question it answers: one that is no longer the last is answered by nothing.
        """
        data = click_data(event)
        if not doomed.asked_by(data):
            yield Chosen(), gr.skip(), gr.update(visible=False), trouble_html(_ASKED_ANEW), gr.skip()
            return
        for told, ended in removing(self._shelf.archive, doomed.ids, erase=data.get(ERASE) == TICKED):
            if ended:
                self._background.notify()
                yield Chosen(), replace(view, removals=view.removals + 1), gr.skip(), told, ""
            else:
                yield Chosen(), gr.skip(), gr.update(visible=False), told, gr.skip()


def _html(name: str, script: str) -> gr.HTML:
    return gr.HTML("", elem_id=name, js_on_load=script, apply_default_css=False)


def _day(value: object) -> str:
    """A day that the browser sent, or nothing."""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return ""


def _same(fields: Sequence[Any], others: Sequence[Any]) -> bool:
    """Whether two forms hold the same filters: Gradio sends nothing chosen as None or as an empty list."""
    return len(fields) == len(others) and all(
        (one or None) == (other or None) for one, other in zip(fields, others, strict=True)
    )
