"""How far adding is, as HTML and in words. Pure functions."""

from __future__ import annotations

from rag import Progress
from ui.page.answers.html import esc
from ui.shared.wording import duration

_DOING = {
    "fetching": "Fetching",
    "reading": "Reading",
    "adding": "Adding",
    "embedding": "Reading the meaning of what came",
    "retrying": "Trying again",
}


def progress_html(progress: Progress) -> str:
    """A line that says what is being done, and a bar where it is known how much there is."""
    said = progress_text(progress)
    bar = ""
    if progress.total > 1:
        bar = (
            f'<progress max="{progress.total}" value="{progress.done}" aria-label="{esc(_doing(progress))}"></progress>'
        )
    # The words change many times a second: the bar can be read at will, but nobody is read them all.
    return f'<div class="dl-coming"><p class="dl-wait">{esc(said)}</p>{bar}</div>'


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
