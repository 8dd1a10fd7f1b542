"""What failed before and is kept to be tried again, as HTML. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from rag import AddReport, FailedSource
from ui.page.add.adding_html import notes_html
from ui.page.answers.html import esc
from ui.shared.wording import added_text, failure_text, problem_lines

#: So many are listed; of more, the number. The command line lists all.
_LISTED = 50
#: So many lines say what became of single sources that were tried again.
_NOTES = 5


def failures_html(failures: Sequence[FailedSource]) -> str:
    """The list, with a sentence on what trying again does; nothing where nothing has failed."""
    if not failures:
        return ""
    items = "".join(
        f'<li data-state="failed"><bdi>{esc(each.source)}</bdi><span dir="auto">{esc(failure_text(each))}</span></li>'
        for each in failures[:_LISTED]
    )
    more = len(failures) - _LISTED
    left = f"; {more:,} more are listed by dateline failures" if more > 0 else ""
    return (
        '<section aria-label="What failed before"><h2 class="dl-label">Failed before</h2>'
        f'<ul class="dl-files" id="dl-kept-files" tabindex="0" aria-label="What failed before">{items}</ul>'
        f'<p class="dl-note">{len(failures):,} failed; Try again reads or fetches them anew{left}.</p></section>'
    )


def retried_html(report: AddReport) -> str:
    """What became of it, in the command line's words; what failed again stands in the list, with its reason."""
    kind = "dl-failed" if report.failed else "dl-added"
    said = f'<p class="dl-pasted {kind}" role="status">{esc(added_text(report))}</p>'
    notes = problem_lines("skipped", report.skipped) + [
        f"note {each.source}: {each.warning}" for each in report.warnings
    ]
    more = [f"and {len(notes) - _NOTES:,} more like these"] if len(notes) > _NOTES else []
    return said + notes_html([*notes[:_NOTES], *more])
