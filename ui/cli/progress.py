"""Progress bars: on stderr, and only where stderr is a terminal."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rag import Answer, AnswerDone, AnswerEvent, Progress, TextWritten


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """A callback that draws a bar for each step; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    bar: tqdm[None] | None = None
    line = False
    drawing = threading.Lock()  # fetching and embedding tell of themselves at the same time

    def show(progress: Progress) -> None:
        with drawing:
            draw(progress)

    def draw(progress: Progress) -> None:
        nonlocal bar, line
        if progress.step == "adding":
            if bar is not None:
                bar.close()
                bar = None
            width = (shutil.get_terminal_size().columns or 80) - 1
            sys.stderr.write(f"\r\x1b[K{adding_line(progress)[:width]}")
            sys.stderr.flush()
            line = True
            return
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
        if line:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def adding_line(progress: Progress) -> str:
    """How far adding has come, in one line: files, failures, passages embedded, how fast, and the time left."""
    parts = [f"{progress.done:,} of {progress.total:,} files"] if progress.total else []
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    parts.append(f"{progress.passages:,} passages embedded")
    if progress.rate:
        parts.append(f"{progress.rate:.0f} a second" if progress.rate >= 1 else f"{60 * progress.rate:.0f} a minute")
    if progress.seconds_left is not None:
        minutes, seconds = divmod(round(progress.seconds_left), 60)
        hours, minutes = divmod(minutes, 60)
        parts.append(f"{hours}:{minutes:02}:{seconds:02} left" if hours else f"{minutes}:{seconds:02} left")
    item = "".join(char for char in progress.item if char.isprintable())
    return ", ".join(parts) + (f"  {item}" if item and progress.done < progress.total else "")


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
