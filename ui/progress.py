"""Progress bars: on stderr, and only where stderr is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag.model import Progress


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
