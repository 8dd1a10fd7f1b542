"""The part of a passage that a list shows, and where words are marked in it. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

#: So many characters of a passage are shown: some four lines beside the facets.
SNIPPET_CHARS = 340
#: So many of them stand before the first marked word.
_LEAD_CHARS = 60

Span = tuple[int, int]
#: Words, and whether they are marked.
Piece = tuple[str, bool]


def marked(text: str, marks: Sequence[Span]) -> list[Piece]:
    """A text in pieces; marks that lie outside of it, or within another, are left out."""
    pieces: list[Piece] = []
    position = 0
    for start, end in sorted(marks):
        if position <= start < end <= len(text):
            pieces += [(text[position:start], False), (text[start:end], True)]
            position = end
    pieces.append((text[position:], False))
    return [piece for piece in pieces if piece[0]]


def snippet(text: str, marks: Sequence[Span], most: int = SNIPPET_CHARS) -> list[Piece]:
    """The part of a text with the most marks in it, in pieces.

    Args:
        text: a passage.
        marks: places in it.
        most: so many characters are shown, and what it takes to end at a word.
    """
    start, end = _window(len(text), sorted(marks), most)
    # From a word's beginning to a word's end, without cutting a mark; what has no blanks, or is one mark, is cut where
    # it falls.
    whole = [mark for mark in marks if start <= mark[0] and mark[1] <= end]
    first = min((mark[0] for mark in whole), default=end)
    if start:
        blank = text.find(" ", start, first)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        last = max((mark[1] for mark in whole), default=end if marks else start)
        blank = text.rfind(" ", max(start, last), end)
        end = blank if blank > start else end
    pieces = marked(text[start:end], [(max(low, start) - start, min(high, end) - start) for low, high in marks])
    before, after = [("… ", False)] if start else [], [(" …", False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _window(length: int, marks: Sequence[Span], most: int) -> Span:
    """Where the most marks lie within ``most`` characters: the first such place, with some words before it."""
    if length <= most or not marks:
        return 0, min(length, most)
    best, (start, end), last = 0, marks[0], 0
    for number, (low, _) in enumerate(marks):
        last = max(last, number)
        while last < len(marks) and marks[last][1] <= low + most - _LEAD_CHARS:
            last += 1
        if last - number > best:
            best, start, end = last - number, low, marks[last - 1][1]
    # Its own beginning reads best, where they stand near it.
    start = 0 if end <= most - _LEAD_CHARS else max(0, min(start - _LEAD_CHARS, length - most))
    return start, min(length, start + most)
