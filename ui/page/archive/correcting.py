"""Correcting the same of many articles, as a form on the page says, some articles at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from rag import Archive, EditReport, UsageError
from ui.page.archive.chosen import AT_ONCE
from ui.page.archive.many_html import BETWEEN, FIELDS, SOURCE, TYPED, UNKNOWN, way_of
from ui.page.article.more_html import LONGEST_FIELD
from ui.page.runtime.errors import Failure, run_safely
from ui.page.runtime.input_limits import too_long


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be corrected: new values by field, fields to be unknown, fields to be as the source has them."""

    values: Mapping[str, Any] = field(default_factory=dict)
    clear: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()

    @property
    def corrected(self) -> tuple[str, ...]:
        """The fields that can be made as the sources have them afterwards."""
        return (*self.values, *self.clear)


@dataclass(frozen=True, slots=True)
class Corrected:
    """How far a correction of many is: the ids of those that it changed, and how many said so already or are gone."""

    total: int
    edited: tuple[str, ...] = ()
    unchanged: int = 0
    gone: int = 0

    @property
    def done(self) -> int:
        """How many articles were looked at."""
        return len(self.edited) + self.unchanged + self.gone

    def with_report(self, report: EditReport) -> Corrected:
        """This, and what became of some more."""
        edited = (*self.edited, *report.edited)
        return Corrected(self.total, edited, self.unchanged + len(report.unchanged), self.gone + len(report.unknown))


def wanted_in(data: Mapping[str, Any]) -> Wanted:
    """What a form asks for: only what was filled in, or said to be otherwise.

    Args:
        data: its fields; from the browser, so anything.

    Raises:
        UsageError: it asks for nothing, or for two things at once, or a text is too long.
    """
    values: dict[str, Any] = {}
    ways: dict[str, list[str]] = {UNKNOWN: [], SOURCE: []}
    for name, label, _ in FIELDS:
        text, way = data.get(name), data.get(way_of(name), TYPED)
        what = "list of authors" if name == "authors" else label.lower()
        if wrong := too_long(text, LONGEST_FIELD, what) or too_long(way, LONGEST_FIELD, "choice"):
            raise UsageError(wrong)
        said = (text or "").strip()
        if way in ways:
            if said:
                raise UsageError(f"“{said}” was typed for the {what}, and something else chosen: take one off")
            ways[way].append(name)
        elif said:
            values[name] = _names(said) if name == "authors" else said
    if not (values or any(ways.values())):
        raise UsageError("nothing has been filled in: type what is right, or choose what a field is to be")
    return Wanted(values, tuple(ways[UNKNOWN]), tuple(ways[SOURCE]))


def _names(said: str) -> list[str]:
    names = [name for part in said.split(BETWEEN) if (name := part.strip())]
    if not names:
        raise UsageError("an author needs words")
    return names


def correcting(archive: Archive, ids: Sequence[str], wanted: Wanted) -> Iterator[Corrected | Failure]:
    """Correct articles; what is to be embedded anew is left to :meth:`rag.Archive.resume`.

    Args:
        archive: theirs.
        ids: theirs, one at least.
        wanted: what is to be corrected.

    Yields:
        How far it is, the last time when it is through; or why it went no further.
    """
    so_far = Corrected(len(ids))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        outcome = run_safely(
            partial(archive.edit_many, some, **wanted.values, clear=wanted.clear, undo=wanted.undo, embed=False)
        )
        if isinstance(outcome, Failure):
            yield outcome
            return
        so_far = so_far.with_report(outcome)
        yield so_far
