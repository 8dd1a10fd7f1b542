"""Where files are dropped, as HTML, and what became of each in words. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rag import AddReport
from ui.page.answers.html import esc

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


def drop_html(limits: Mapping[str, int]) -> str:
    """The place to drop files on, its buttons, and the empty list that ui/page/static/adding.js fills.

    Args:
        limits: the endings that become articles, each with the most megabytes of such a file; the browser is told, so
            that it need not send what is larger.
    """
    least, most = min(limits.values()), max(limits.values())
    sizes = f"up to {most:,} MB each" if least == most else f"texts and pages up to {least:,} MB, others {most:,} MB"
    return f"""
<section class="dl-adding" aria-label="Add files" data-limits="{esc(json.dumps(dict(limits)))}">
  <div class="dl-drop" data-drop>
    <p class="dl-drop-title">Drop articles here</p>
    <p class="dl-note">Files or whole folders: texts and saved pages, PDF, Word, mail, JSON, CSV, WARC and ZIP;
     {sizes}.</p>
    <p class="dl-drop-buttons">
      <button type="button" class="dl-button" data-choose="files" id="dl-choose-files">Choose files</button>
      <button type="button" class="dl-button" data-choose="folder" id="dl-choose-folder">Choose a folder</button>
    </p>
    <input type="file" multiple hidden data-input="files" id="dl-files" aria-label="Files to add">
    <input type="file" webkitdirectory hidden data-input="folder" id="dl-folder" aria-label="Folder to add">
  </div>
  <div class="dl-run" data-run hidden>
    <p class="dl-run-head"><b data-summary role="status"></b>
      <span class="dl-run-buttons">
        <button type="button" class="dl-button" data-stop id="dl-stop-adding">Stop</button>
        <button type="button" class="dl-button" data-retry id="dl-retry-adding" hidden>Try again</button>
        <button type="button" class="dl-quiet" data-clear id="dl-clear-adding" hidden>Clear the list</button>
      </span></p>
    <progress data-progress max="1" value="0" aria-label="Files read"></progress>
    <div data-failures hidden><h2 class="dl-label">Not added</h2>
      <ul class="dl-files" data-failed id="dl-failed-files"></ul></div>
    <h2 class="dl-label" data-files-label>Files</h2>
    <ul class="dl-files" data-files id="dl-added-files" tabindex="0" aria-label="Files"></ul>
  </div>
</section>"""


def notes_html(notes: Sequence[str]) -> str:
    """What is to be known besides, as a list."""
    items = "".join(f'<li dir="auto">{esc(note)}</li>' for note in notes)
    return f'<ul class="dl-notes">{items}</ul>' if items else ""


def pasted_html(title: str, added: Added) -> str:
    """What became of a pasted text."""
    kind = "dl-failed" if added.outcome in ("failed", "skipped") else "dl-added"
    role = "alert" if kind == "dl-failed" else "status"
    said = f'<p class="dl-pasted {kind}" role="{role}"><b dir="auto">{esc(title)}</b> {esc(added.says)}</p>'
    return said + notes_html(added.notes)
