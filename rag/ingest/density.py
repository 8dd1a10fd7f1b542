"""Where on a whole page the article stands: the stretch that is densest in prose.

A page saved with everything on it has teasers above its article and below it, which are prose as well as any. What
tells them from the article is the company they keep: a line of menu or a headline to each. So every line is given a
weight, its words for prose and a loss for what is not, and the article is the stretch with the greatest sum (as in
Finn, Kushmerick and Smyth, "Fact or fiction: content classification for digital libraries", 2001).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.ingest.kinds import FURNITURE, Kind, Line
from rag.ingest.lines import is_ended, is_item

#: Pages with fewer lines that are neither prose nor known are not cut: what stands there may well be the article's.
MIN_LOOSE_LINES = 15
#: A paragraph counts for so many words at most, so that one long legal notice does not outweigh an article.
MAX_WORDS = 60
# Words that a line takes off by its kind. Measured on the 91 public pages of article-extraction, all their visible text
# as lines: with 8 for a line of unknown kind F1 is .90 (4: .88, 12: .90 with more body lost; without a main part: .83).
_LOSS = {Kind.LINE: 8, Kind.LABEL: 4, Kind.SECTION: 8, Kind.COMMENTS: 8}
#: What is known to stand in the middle of articles costs little.
_SMALL_LOSS = 1


def main_part(lines: Sequence[Line]) -> tuple[int, int] | None:
    """The stretch of ``lines`` that holds the article, end exclusive.

    Returns:
        None where the page is too small to tell, or shows no furniture: all of it is the article then.
    """
    if not any(line.kind in FURNITURE and line.words for line in lines):
        return None
    if sum(_is_loose(line) for line in lines) < MIN_LOOSE_LINES:
        return None
    best = (0, 0, 0)
    total, start = 0, 0
    for index, line in enumerate(lines):
        total += _weight(line)
        if total <= 0:
            total, start = 0, index + 1
        elif total > best[0]:
            best = (total, start, index + 1)
    return (best[1], best[2]) if best[0] else None


def _is_loose(line: Line) -> bool:
    return line.kind in _LOSS and not _is_listed(line)


def _is_listed(line: Line) -> bool:
    """Whether a short line looks like an article's own: a marked item, a figure of a table, a short sentence."""
    return line.kind is Kind.LINE and (
        is_item(line.text) or is_ended(line.text) or re.search(r"\d\D+\d", line.text) is not None
    )


def _weight(line: Line) -> int:
    if line.kind is Kind.PROSE:
        return min(line.words, MAX_WORDS)
    return -(_LOSS[line.kind] if _is_loose(line) else _SMALL_LOSS)
