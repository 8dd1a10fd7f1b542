"""The lines of PDF pages into paragraphs: columns in their order, words hyphenated at line ends whole again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.text.lines import is_ended, is_item

#: Lines this close to each other in height, in letters' sizes, stand side by side.
_BESIDE = 0.5
#: Share of neighbours that stand side by side beyond which a page was drawn across its columns, row by row.
_MAX_ACROSS = 0.2
#: A gap between two lines so much larger than usual parts paragraphs.
_GAP = 1.35
#: So far in, in letters' sizes, a paragraph's first line begins.
_INDENT = 0.7
#: A line no longer than this share of its column stands alone, even if it does not end as a sentence does.
_SHORT = 0.5
_HYPHENS = "-\u00ad\u2010"


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line as it stands on a page, in points from the lower left. ``place`` is its height on the page: 0 the top,
    1 the bottom."""

    text: str
    left: float
    right: float
    base: float
    size: float
    place: float


def in_reading_order(lines: list[PdfLine]) -> list[PdfLine]:
    """The lines of a page in the order in which they are read.

    A PDF mostly draws its columns one after the other, and then its own order is the best there is. Where it goes
    across the columns instead, the page is cut at its white spaces.
    """
    across = sum(_beside(one, other) for one, other in pairwise(lines))
    return _cut(lines) if len(lines) > 3 and across > _MAX_ACROSS * len(lines) else lines


def _beside(one: PdfLine, other: PdfLine) -> bool:
    return abs(one.base - other.base) < _BESIDE * min(one.size, other.size) and other.left >= one.right


def _cut(lines: list[PdfLine], depth: int = 12) -> list[PdfLine]:
    """Cut a part of a page at its widest gutter, else at its widest gap, and order the pieces."""
    if len(lines) < 2 or depth == 0:
        return lines
    gutter = _widest([(line.left, line.right) for line in lines])
    if gutter is not None and gutter[1] > 0.5 * median(line.size for line in lines):
        left = [line for line in lines if line.right <= gutter[0]]
        right = [line for line in lines if line.right > gutter[0]]
        return _cut(left, depth - 1) + _cut(right, depth - 1)
    gap = _widest([(line.base, line.base + line.size) for line in lines])
    if gap is None:
        return sorted(lines, key=lambda line: (-line.base, line.left))
    above = [line for line in lines if line.base >= gap[0]]
    below = [line for line in lines if line.base < gap[0]]
    return _cut(above, depth - 1) + _cut(below, depth - 1)


def _widest(spans: list[tuple[float, float]]) -> tuple[float, float] | None:
    """Where the widest space that no span crosses ends or begins, and how wide it is."""
    best: tuple[float, float] | None = None
    reach = None
    for start, end in sorted(spans):
        if reach is not None and start > reach and (best is None or start - reach > best[1]):
            best = ((start + reach) / 2, start - reach)
        reach = end if reach is None else max(reach, end)
    return best


def paragraphs_of(pages: Sequence[Sequence[PdfLine]]) -> list[str]:
    """The paragraphs of a document whose lines are in order; one may go on in the next column or on the next page."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    step = _usual_step(lines)
    words = {word.casefold() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", line.text)}
    paragraphs: list[str] = [lines[0].text]
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index]
        if _begins(before, line, _column(lines, index - 1), _column(lines, index), step):
            paragraphs.append(line.text)
        else:
            paragraphs[-1] = _joined(paragraphs[-1], line.text, words)
    return [paragraph.replace("\u00ad", "") for paragraph in paragraphs]


def _usual_step(lines: Sequence[PdfLine]) -> float:
    """The usual distance of two lines, in sizes of letters."""
    steps = [
        (one.base - other.base) / one.size
        for one, other in pairwise(lines)
        if one.size > 0 and 0 < one.base - other.base < 3 * one.size and abs(one.size - other.size) < 0.1 * one.size
    ]
    return median(steps) if steps else 1.2


def _column(lines: Sequence[PdfLine], index: int) -> tuple[float, float]:
    """The edges of the column around a line: of its neighbours that overlap it."""
    line = lines[index]
    near = [
        other
        for other in lines[max(0, index - 12) : index + 12]
        if other.left < line.right and line.left < other.right and abs(other.size - line.size) < 0.2 * line.size
    ]
    # The line itself may overlap nothing: a damaged page draws letters without width.
    return min(other.left for other in (line, *near)), max(other.right for other in (line, *near))


def _begins(
    before: PdfLine, line: PdfLine, last: tuple[float, float], column: tuple[float, float], step: float
) -> bool:
    """Whether ``line`` begins a paragraph, rather than going on with the line ``before`` it. ``last`` and ``column``
    are the edges of their columns."""
    if _beside(before, line):  # the wide spaces of a justified line, or of a table's row
        return False
    if abs(before.size - line.size) > 0.12 * max(before.size, line.size):
        return True
    if is_item(line.text) and is_ended(before.text):
        return True
    if before.text[-1:] in _HYPHENS and line.text[:1].islower():
        return False
    down = before.base - line.base
    if down < -before.size or line.left >= before.right:  # up into the next column, or onto the next page
        # A word without a capital goes on with its sentence, however short the line before it is.
        return is_ended(before.text) or (_has_room(before, line, last) and not line.text[:1].islower())
    if down > _GAP * step * before.size:
        # A wide gap within a sentence is a page's end, or a picture in the way.
        return is_ended(before.text) or not line.text[:1].islower()
    left, right = column
    if line.left - left > _INDENT * line.size and before.left - left < _INDENT * line.size:
        return True
    return _has_room(before, line, column) and (is_ended(before.text) or before.right - left < _SHORT * (right - left))


def _has_room(before: PdfLine, line: PdfLine, column: tuple[float, float]) -> bool:
    """Whether the next line's first word would have fitted in: ragged lines end early, a paragraph's last one too
    early."""
    letter = (before.right - before.left) / len(before.text)
    return before.right + letter * (len(line.text.split(" ", 1)[0]) + 1) < column[1]


def _joined(text: str, more: str, hyphened: set[str]) -> str:
    """``text`` with the next line behind it."""
    if text[-1:] not in _HYPHENS or not more[:1].isalpha():
        return f"{text} {more}"
    if not re.search(r"[^\W\d_][-\u00ad\u2010]$", text):
        return f"{text} {more}"
    whole = re.search(r"[^\W\d_-]+$", text[:-1])
    rest = re.match(r"[^\W\d_]+", more)
    written = f"{whole[0]}-{rest[0]}".casefold() if whole and rest else ""
    # A word's own hyphen stays: where the document writes it so elsewhere, and before a capital ("Anglo-French").
    keeps = more[:1].isupper() or written in hyphened
    return f"{text[:-1]}-{more}" if keeps else text[:-1] + more
