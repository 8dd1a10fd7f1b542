"""Where on a whole page the article stands: the stretch that is densest in prose.

A page saved with everything on it has teasers above its article and below it, which are prose as well as any. What
tells them from the article is the company they keep: a line of menu or a headline to each. So every line is given a
weight, its words for prose and a loss for what is not, and the article is the stretch with the greatest sum (as in
Finn, Kushmerick and Smyth, "Fact or fiction: content classification for digital libraries", 2001).

Some prose weighs nothing or less: what is cut off ("… the number of players […]"), what stands on the page twice, and
what takes turns with headlines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.ingest.cleaning.boilerplate import comments_follow
from rag.ingest.cleaning.line_classifier import BOILERPLATE, Kind, Line
from rag.text.lines import is_ended, is_item, squeezed

#: Pages with fewer lines that are neither prose nor known are not cut: what stands there may well be the article's.
MIN_LOOSE_LINES = 15
#: A paragraph counts for so many words at most, so that one long legal notice does not outweigh an article.
MAX_WORDS = 60
# Words that a line takes off by its kind. Measured on the 91 public pages of article-extraction, all their visible text
# as lines: with 8 for a line of unknown kind F1 is .90 (4: .88, 12: .90 with more body lost; without a main part: .83).
_LOSS = {Kind.LINE: 8, Kind.LABEL: 4, Kind.SECTION: 8, Kind.COMMENTS: 8}
#: What is known to stand in the middle of articles costs little.
_SMALL_LOSS = 1
#: A marked item that is no sentence may be an article's or a menu's.
_ITEM_LOSS = 2
#: Where the stretch before it weighs so much, a heading of readers' comments or of other stories costs so much: what
#: follows must weigh more to be thought part of the article.
_ENDING_LOSS = {Kind.COMMENTS: 120, Kind.SECTION: 20}
#: Readers' comments end the search where an article of this weight stands before them: they may be longer than it.
_ENDED_ABOVE = 60
#: A teaser is not longer, and its headline not shorter, than so many words.
_MAX_TEASER_WORDS = 60
_MIN_HEADLINE_WORDS = 4
#: So many teasers within so many lines of each other are a list of stories.
_TEASERS = 3
_TEASER_WINDOW = 8

#: Between headline and teaser may stand an author, a day, a section.
_MAX_BETWEEN = 2

# An interview's turn.
_ASKED = re.compile(r"[A-ZÀ-ÞА-Я]{1,3}: ")
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[\"”»]?$")


def main_part(lines: Sequence[Line]) -> tuple[int, int] | None:
    """The stretch of ``lines`` that holds the article, end exclusive.

    Returns:
        None where the page is too small to tell, or shows no boilerplate: all of it is the article then.
    """
    if not any(line.kind in BOILERPLATE and line.words for line in lines):
        return None
    if sum(_is_loose(line) for line in lines) < MIN_LOOSE_LINES:
        return None
    light = _light(lines)
    best = (0, 0, 0)
    total, start = 0, 0
    for index, line in enumerate(lines):
        if line.kind is Kind.COMMENTS and total >= _ENDED_ABOVE and comments_follow(lines, index, start):
            break
        total += _weight(line, total, light=index in light)
        if total <= 0:
            total, start = 0, index + 1
        elif total > best[0]:
            best = (total, start, index + 1)
    return (best[1], best[2]) if best[0] else None


def repeated(lines: Sequence[Line]) -> frozenset[str]:
    """What of the page's prose stands on it more than once, word for word (squeezed): teasers and captions shown in two
    places.

    Empty where most of the prose does: the page then holds its article twice.
    """
    prose = [(squeezed(line.text), line.words) for line in lines if line.kind is Kind.PROSE]
    counts = Counter(text for text, _ in prose)
    again = frozenset(text for text, count in counts.items() if count > 1)
    twice = sum(words for text, words in prose if text in again)
    return again if 2 * twice < sum(words for _, words in prose) else frozenset()


def _light(lines: Sequence[Line]) -> set[int]:
    """The places of lines that weigh less than what they look like."""
    again = repeated(lines)
    light = {
        index
        for index, line in enumerate(lines)
        if line.kind is Kind.PROSE and (_CUT_OFF.search(line.text) or squeezed(line.text) in again)
    }
    teasers = [index for index in range(len(lines)) if _is_teaser(lines, index)]
    for place in range(len(teasers) - _TEASERS + 1):
        series = teasers[place : place + _TEASERS]
        if series[-1] - series[0] <= _TEASER_WINDOW * (_TEASERS - 1):
            light.update(series)
    return light


def _is_teaser(lines: Sequence[Line], index: int) -> bool:
    """Whether the prose at ``index`` stands alone below a headline."""
    line = lines[index]
    if line.kind is not Kind.PROSE or line.words > _MAX_TEASER_WORDS:
        return False
    if index + 1 < len(lines) and lines[index + 1].kind is Kind.PROSE:
        return False
    for before in range(index - 1, max(index - 2 - _MAX_BETWEEN, -1), -1):
        if lines[before].kind is Kind.LINE and lines[before].words >= _MIN_HEADLINE_WORDS:
            return True
        if lines[before].kind not in (Kind.LINE, Kind.DATED, Kind.BYLINE, Kind.LABEL):
            return False
    return False


def _is_loose(line: Line) -> bool:
    return line.kind in _LOSS and not _is_listed(line)


def _is_listed(line: Line) -> bool:
    """Whether a short line looks like an article's own: a marked item, a figure of a table, a short sentence."""
    return line.kind is Kind.LINE and (
        is_item(line.text)
        or _ASKED.match(line.text) is not None
        or is_ended(line.text)
        or re.search(r"\d\D+\d", line.text) is not None
    )


def _weight(line: Line, total: int, *, light: bool) -> int:
    """What a line adds to the stretch that weighs ``total`` before it."""
    if light:
        return 0 if line.kind is Kind.PROSE else -_LOSS[Kind.LINE]
    if line.kind is Kind.PROSE:
        return min(line.words, MAX_WORDS)
    if line.kind in _ENDING_LOSS and total >= _ENDING_LOSS[line.kind]:
        return -_ENDING_LOSS[line.kind]
    if line.kind is Kind.LINE and is_item(line.text) and not is_ended(line.text):
        return -_ITEM_LOSS
    return -(_LOSS[line.kind] if _is_loose(line) else _SMALL_LOSS)
