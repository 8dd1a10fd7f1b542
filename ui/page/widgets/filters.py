"""The filters beside a question: their fields, and the way from what stands in them to ``Filters``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import gradio as gr

from rag import Filters, UsageError
from ui.page.answers.html import trouble_html
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.errors import Failure, run_safely
from ui.page.runtime.input_limits import too_long
from ui.page.search.selections import Selections
from ui.page.templating import Html, render
from ui.shared.access import needs
from ui.shared.wording import filters_text, language_text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_MAX_DAY_CHARS = 40
_MAX_NAME_CHARS = 1_000
_MOST_NAMES = 1_000
ANY_TIME = "Any time"
#: What the days of a choice are reckoned from: today, or the day of the newest article.
_PRESETS = (ANY_TIME, "Last 7 days", "Last 30 days", "This year", "Newest 30 days in the archive")


class FilterFields:
    """The fields, and a line that says at once how many articles they leave."""

    def __init__(
        self, shelf: ArchiveCache, name: str, selections: Selections | None = None, *, as_of: bool = False
    ) -> None:
        """Args:
        shelf: the archive.
        name: begins the fields' ids: "dl-filters" gives "dl-filters-since", and so on.
        selections: what each session has chosen besides.
        as_of: whether there is a field for the day as of which the archive is looked at.
        """
        self._shelf = shelf
        self._selections = selections or Selections()
        with gr.Column(elem_classes="dl-filtering"):
            with gr.Accordion("Filters", open=False, elem_id=name, elem_classes="dl-filters"):
                self.preset = gr.Radio(
                    list(_PRESETS), value=ANY_TIME, label="When", elem_id=f"{name}-preset", elem_classes="dl-presets"
                )
                with gr.Row(elem_classes="dl-filter-row"):
                    self.since = self._day_field("From", f"{name}-since")
                    self.until = self._day_field("To", f"{name}-until")
                    self.outlets = gr.Dropdown(
                        [], label="Outlet", multiselect=True, min_width=180, elem_id=f"{name}-outlets"
                    )
                    self.languages = gr.Dropdown(
                        [], label="Language", multiselect=True, min_width=140, elem_id=f"{name}-languages"
                    )
                    self.as_of = self._day_field("As of", f"{name}-as-of") if as_of else None
            self.left = gr.HTML(
                "", elem_id=f"{name}-left", elem_classes="dl-left", apply_default_css=False, js_on_load=None
            )
        self._wire()

    def _day_field(self, label: str, name: str) -> gr.Textbox:
        return gr.Textbox(
            label=label, placeholder="YYYY-MM-DD", max_lines=1, max_length=_MAX_DAY_CHARS, min_width=130, elem_id=name
        )

    @property
    def fields(self) -> list[Any]:
        """The fields in the order that :func:`read_filters` takes."""
        return [self.since, self.until, self.outlets, self.languages]

    @property
    def counted(self) -> list[Any]:
        """The fields in the order that :meth:`count` takes."""
        return [*self.fields, *([self.as_of] if self.as_of is not None else [])]

    def _wire(self) -> None:
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.preset.input(self._days_of, self.preset, [self.since, self.until], **quiet)
        gr.on([self.since.input, self.until.input], needs("read")(lambda: None), None, self.preset, **quiet)
        changes = [field.change for field in self.counted]
        gr.on(changes, self.count, self.counted, self.left, trigger_mode="always_last", **quiet)

    @needs("read")
    def _days_of(self, preset: str | None) -> tuple[str, str]:
        coverage = run_safely(self._shelf.archive.coverage)
        newest = None if isinstance(coverage, Failure) else coverage.last
        since, until = preset_days(preset, date.today(), newest)
        return since.isoformat() if since else "", until.isoformat() if until else ""

    @needs("read")
    def count(
        self, since: str, until: str, outlets: list[str], languages: list[str], as_of: str = "",
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> str:  # fmt: skip
        """How many articles the filters leave, or what is wrong with them."""

        def left() -> Html:
            form = read_filters(since, until, outlets, languages, as_of)
            filters = self._selections.narrow(request.session_hash if request else None, form)
            archive = self._shelf.archive
            return left_html(form, archive.count(filters), archive.count(), selected=filters != form)

        outcome = run_safely(left)
        return trouble_html(outcome.sentence) if isinstance(outcome, Failure) else outcome

    def refreshed(self) -> tuple[Any, ...]:
        """The choices for the archive as it is now."""
        listing = run_safely(self._shelf.listing)
        if isinstance(listing, Failure):
            return gr.skip(), gr.skip()
        named = [(language_text(code), code) for code in listing.languages]
        return gr.update(choices=list(listing.outlets)), gr.update(choices=named)

    @property
    def refreshes(self) -> list[Any]:
        """The components that :meth:`refreshed` fills."""
        return [self.outlets, self.languages]


def left_html(filters: Filters, found: int, total: int, *, selected: bool = False) -> Html:
    """How many of the articles the filters leave, and which filters these are; of no filters only the number.

    Args:
        filters: those of the form.
        found: how many are left.
        total: how many there are.
        selected: whether a selection, which is said elsewhere, leaves out others.
    """
    which = (filters_text(filters) or "").removeprefix("Looked only at articles ").rstrip(".")
    return render("page", "left", found, total, which, selected or bool(which))


def preset_days(preset: str | None, today: date, newest: date | None) -> tuple[date | None, date | None]:
    """The first and last day that a choice means; None where there is no bound.

    Args:
        preset: one of the choices.
        today: the day it is.
        newest: the day of the archive's newest article.
    """
    if preset == "Last 7 days":
        return today - timedelta(days=6), None
    if preset == "Last 30 days":
        return today - timedelta(days=29), None
    if preset == "This year":
        return today.replace(month=1, day=1), None
    if preset == "Newest 30 days in the archive" and newest:
        return newest - timedelta(days=29), newest
    return None, None


def read_filters(
    since: str | None,
    until: str | None,
    outlets: Sequence[str] | None,
    languages: Sequence[str] | None,
    as_of: str | None = None,
) -> Filters:
    """Make filters of what stands in the form.

    Raises:
        UsageError: a date is none, the first lies after the last, or there is more than anybody would choose.
    """
    return Filters(
        _day(since, "From"),
        _day(until, "To"),
        _names(outlets, "outlets"),
        _names(languages, "languages"),
        as_of=_day(as_of, "As of"),
    )


def _names(values: object, what: str) -> tuple[str, ...]:
    names = values if isinstance(values, list | tuple) else () if values is None else None
    if names is None or not all(isinstance(name, str) for name in names):
        raise UsageError(f"the page sent something else than {what}: load it anew, and try again")
    if len(names) > _MOST_NAMES or any(len(name) > _MAX_NAME_CHARS for name in names):
        raise UsageError(f"these are too many {what}, or too long ones: choose at most {_MOST_NAMES}")
    return tuple(names)


def _day(text: str | None, label: str) -> date | None:
    if long := too_long(text, _MAX_DAY_CHARS, f"date in the field {label}"):
        raise UsageError(long)
    text = (text or "").strip()
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"“{text}” in the field {label} is not a date: write it as YYYY-MM-DD, such as 2025-09-30")
