"""Where files are dropped, as HTML, and what became of each in words. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag import AddReport
from ui.render import esc

#: The engine refuses larger files; the page says so before it sends one.
LARGEST_MB = 20
#: The endings that become articles.
ENDINGS = (".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown")

Outcome = Literal["added", "updated", "unchanged", "skipped", "failed"]
#: What the page says of each outcome; a reason follows where there is one.
_SAYS: dict[Outcome, str] = {
    "added": "added",
    "updated": "updated: its text has changed since it was added",
    "unchanged": "already in the archive, unchanged",
    "skipped": "skipped",
    "failed": "not added",
}


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: the outcome, the reason where there is one, and the article's id where there is one."""

    outcome: Outcome
    reason: str = ""
    article_id: str = ""

    def as_json(self) -> dict[str, str]:
        """For ui/static/adding.js, which shows it as text."""
        says = f"{_SAYS[self.outcome]}: {self.reason}" if self.reason else _SAYS[self.outcome]
        return {"outcome": self.outcome, "says": says, "articleId": self.article_id}


def added_of(report: AddReport) -> Added:
    """What a report says of the one file that was added."""
    for ids, outcome in ((report.added, "added"), (report.updated, "updated"), (report.unchanged, "unchanged")):
        if ids:
            return Added(outcome, "", ids[0])  # type: ignore[arg-type]
    if report.skipped:
        return Added("skipped", report.skipped[0].reason)
    return Added("failed", report.failed[0].reason if report.failed else "it holds no article")


def drop_html() -> str:
    """The place to drop files on, its buttons, and the empty list that ui/static/adding.js fills."""
    return f"""
<section class="dl-adding" aria-label="Add files" data-limit="{LARGEST_MB * 1_000_000}" data-limit-mb="{LARGEST_MB}"
 data-endings="{esc(" ".join(ENDINGS))}">
  <div class="dl-drop" data-drop>
    <p class="dl-drop-title">Drop articles here</p>
    <p class="dl-note">Files or whole folders: .txt, .html or .md, up to {LARGEST_MB} MB each.</p>
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


def pasted_html(title: str, added: Added) -> str:
    """What became of a pasted text."""
    says = added.as_json()["says"]
    kind = "dl-failed" if added.outcome in ("failed", "skipped") else "dl-added"
    role = "alert" if kind == "dl-failed" else "status"
    return f'<p class="dl-pasted {kind}" role="{role}"><b dir="auto">{esc(title)}</b> {esc(says)}</p>'
