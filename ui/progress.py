"""Progress bars: on stderr, and only where stderr is a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rag.answer.events import AnswerDone, AnswerEvent, TextWritten
from rag.model import Answer, Progress


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """A callback that draws a bar for each step; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    bar: tqdm[None] | None = None

    def show(progress: Progress) -> None:
        nonlocal bar
        if bar is None or bar.desc.rstrip(": ") != progress.step:
            if bar is not None:
                bar.close()
            bar = tqdm(total=progress.total, desc=progress.step, leave=False, file=sys.stderr)
        bar.total = progress.total
        bar.n = progress.done
        bar.refresh()

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()


@contextmanager
def stream_to_terminal(*, show: bool) -> Iterator[Callable[[Iterable[AnswerEvent]], Answer]]:
    """Draw a model's text on stderr while it is written, where stderr is a terminal; it is wiped when the checked
    answer is there, for only that counts.

    Yields:
        A function that goes through the events and returns the whole answer.
    """
    drawn = 0

    def watch(events: Iterable[AnswerEvent]) -> Answer:
        nonlocal drawn
        for event in events:
            if isinstance(event, TextWritten) and show and sys.stderr.isatty():
                text = "".join(char for char in event.text if char.isprintable() or char == " ")
                sys.stderr.write(text)
                sys.stderr.flush()
                drawn += len(text)
            if isinstance(event, AnswerDone):
                return event.answer
        raise AssertionError("a stream of answer events ends with the answer")

    try:
        yield watch
    finally:
        if drawn:
            columns = shutil.get_terminal_size().columns or 80
            sys.stderr.write("\r\x1b[K" + "\x1b[A\x1b[K" * (drawn // columns))
            sys.stderr.flush()
