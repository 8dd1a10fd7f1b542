"""Summaries on the page: how far one is, and what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from rag import Answer, Progress
from ui.page.runtime.errors import Failure
from ui.page.runtime.tasks import run_with_progress

STOPPED = "Stopped. Ask again when you like."

#: How a summary stands: how far it is, what came of it, or why nothing did.
Summary = Progress | Answer | Failure | None


def summarised(
    summarise: Callable[[Callable[[Progress], None]], Answer], stop: threading.Event
) -> Iterator[Progress | Answer | Failure]:
    """Let the engine summarise, and tell how far it is.

    Args:
        summarise: does it, given whom to tell of each step.
        stop: set by the reader.

    Yields:
        Its progress; last the summary, or why there is none.
    """
    yield Progress("summarising", 0, 0)
    yield from run_with_progress(summarise, stop)
    if stop.is_set():
        yield Failure(STOPPED)


def progress_text(progress: Progress) -> str:
    """How far a summary is, in words."""
    if progress.step == "waiting" and progress.total:
        waits = f"{progress.total} {'answer comes' if progress.total == 1 else 'answers come'} before yours"
        return f"The model is busy: {waits}."
    if progress.total > 1:
        return f"Summarising: part {progress.done} of {progress.total} is done …"
    return "Summarising, and checking each sentence …"
