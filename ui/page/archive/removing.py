"""Removing the articles that were selected, some at a time, and erasing them for good where that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from rag import Archive
from ui.page.answers.html import trouble_html
from ui.page.archive.chosen import AT_ONCE
from ui.page.archive.removing_html import erasing_html, removed_html, removing_html
from ui.page.runtime.errors import Failure, run_safely


def removing(archive: Archive, ids: Sequence[str], *, erase: bool) -> Iterator[tuple[str, bool]]:
    """Remove articles; what is left to do then is done by :meth:`rag.Archive.resume`.

    Args:
        archive: theirs.
        ids: theirs, one at least.
        erase: leave nothing of them in the archive's files, which are written anew once, with the last of them.

    Yields:
        How far it is, as HTML, and whether that is its end: last what it did, or why it went no further.
    """
    yield removing_html(0, len(ids)), False
    removed = 0
    beyond_reach: tuple[str, ...] = ()
    for start in range(0, len(ids), AT_ONCE):
        last = start + AT_ONCE >= len(ids)
        if erase and last:
            yield erasing_html(), False
        elif start:
            yield removing_html(start, len(ids)), False
        some = ids[start : start + AT_ONCE]
        outcome = run_safely(partial(archive.remove, some, bury=erase and last, erase=erase))
        if isinstance(outcome, Failure):
            yield trouble_html(outcome.sentence), True
            return
        removed, beyond_reach = removed + len(outcome.removed), outcome.beyond_reach
    yield removed_html(removed, len(ids), beyond_reach), True
