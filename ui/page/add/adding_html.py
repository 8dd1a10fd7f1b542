"""The Add tab's HTML: where files are dropped, how far it is, what became of each, what failed. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rag import AddReport, FailedSource, Progress
from ui.page.templating import Html, render
from ui.shared.wording import added_text, duration, problem_lines

Outcome = Literal["added", "updated", "unchanged", "skipped", "failed"]
#: What the page says of each outcome; a reason follows where there is one.
_SAYS: dict[Outcome, str] = {
    "added": "added",
    "updated": "updated: its text has changed since it was added",
    "unchanged": "already in the archive, unchanged",
    "skipped": "skipped",
    "failed": "not added",
}
#: So many reasons are named for one file or address; of more, the number.
_NAMED = 5
_DOING = {
    "fetching": "Fetching",
    "reading": "Reading",
    "adding": "Adding",
    "embedding": "Reading the meaning of what came",
    "retrying": "Trying again",
}
#: So many are listed; of more, the number. The command line lists all.
_LISTED = 50
#: So many lines say what became of single sources that were tried again.
_NOTES = 5


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: the outcome, the reason where there is one, and the article's id where there is one.

    ``counted`` says it in place of the outcome's own words, for a file of several articles. ``notes`` are to be known
    besides: warnings, and what in a file of several could not become an article.
    """

    outcome: Outcome
    reason: str = ""
    article_id: str = ""
    counted: str = ""
    notes: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The outcome in words."""
        said = self.counted or _SAYS[self.outcome]
        return f"{said}: {self.reason}" if self.reason else said

    def as_json(self) -> dict[str, Any]:
        """For ui/page/static/adding.js, which shows it as text."""
        return {"outcome": self.outcome, "says": self.says, "articleId": self.article_id, "notes": list(self.notes)}


def added_of(report: AddReport) -> Added:
    """What a report says of the one file that was added, of which one or more articles came."""
    groups: list[tuple[Outcome, tuple[str, ...]]] = [
        ("added", report.added), ("updated", report.updated), ("unchanged", report.unchanged)
    ]  # fmt: skip
    there = [(outcome, ids) for outcome, ids in groups if ids]
    if not there:
        if report.skipped and not report.failed:
            return Added("skipped", report.skipped[0].reason)
        return Added("failed", report.failed[0].reason if report.failed else "it holds no article")
    outcome, ids = there[0]
    several = sum(len(ids) for _, ids in there) > 1
    counted = counts_text(report) if several or report.failed else ""
    return Added(outcome, "", ids[0], counted, tuple(_notes(report)))


def counts_text(report: AddReport) -> str:
    """A report in numbers: "12 articles added, 3 already there, 1 could not be read"."""
    parts: list[str] = []
    for number, words in (
        (len(report.added), "added"),
        (len(report.updated), "updated"),
        (len(report.unchanged), "already there"),
        (len(report.skipped), "skipped"),
        (len(report.failed), "could not be read"),
    ):
        if number:
            noun = "" if parts else f" article{'s' if number > 1 else ''}"
            parts.append(f"{number:,}{noun} {words}")
    return ", ".join(parts) or "no article was found"


def _notes(report: AddReport) -> list[str]:
    """The warnings, and what failed beside articles that did not: the first few, and how many more there are."""
    notes = [warned.warning for warned in report.warnings]
    notes += [f"{problem.source}: {problem.reason}" for problem in report.failed]
    return notes if len(notes) <= _NAMED else [*notes[:_NAMED], f"and {len(notes) - _NAMED:,} more like these"]


def drop_html(limits: Mapping[str, int]) -> Html:
    """The place to drop files on, its buttons, and the empty list that ui/page/static/adding.js fills.

    Args:
        limits: the endings that become articles, each with the most megabytes of such a file; the browser is told, so
            that it need not send what is larger.
    """
    least, most = min(limits.values()), max(limits.values())
    sizes = f"up to {most:,} MB each" if least == most else f"texts and pages up to {least:,} MB, others {most:,} MB"
    return render("adding", "drop", json.dumps(dict(limits)), sizes)


def pasted_html(title: str, added: Added, *, followed: bool = False) -> Html:
    """What became of a pasted text, or of an address, which may be followed from now on."""
    failed = added.outcome in ("failed", "skipped")
    return render("adding", "pasted", title, added.says, failed, added.notes, followed)


def progress_html(progress: Progress) -> Html:
    """A line that says what is being done, and a bar where it is known how much there is."""
    return render("adding", "progress", progress, _doing(progress), progress_text(progress))


def progress_text(progress: Progress) -> str:
    """How far it is: "Adding: 120 of 3,000, 2 failed, 31 passages a second, about 4 minutes left"."""
    parts = []
    if progress.total > 1:
        parts.append(f"{progress.done:,} of {progress.total:,}")
    elif progress.done:
        parts.append(f"{progress.done:,}")
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    if progress.rate:
        parts.append(f"{progress.rate:,.0f} passages a second")
    if progress.seconds_left is not None:
        parts.append(f"about {duration(progress.seconds_left)} left")
    said = ", ".join(parts)
    return f"{_doing(progress)}: {said}" if said else f"{_doing(progress)} …"


def _doing(progress: Progress) -> str:
    return _DOING.get(progress.step, progress.step.capitalize())


def failures_html(failures: Sequence[FailedSource]) -> Html:
    """The list, with a sentence on what trying again does; nothing where nothing has failed."""
    listed = failures[:_LISTED]
    return render("adding", "failures", listed, len(failures) - len(listed)) if failures else Html()


def retried_html(report: AddReport) -> Html:
    """What became of it, in the command line's words; what failed again stands in the list, with its reason."""
    notes = problem_lines("skipped", report.skipped) + [
        f"note {each.source}: {each.warning}" for each in report.warnings
    ]
    more = [f"and {len(notes) - _NOTES:,} more like these"] if len(notes) > _NOTES else []
    return render("adding", "retried", added_text(report), bool(report.failed), [*notes[:_NOTES], *more])
