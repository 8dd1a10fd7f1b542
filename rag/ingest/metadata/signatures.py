"""Who signed an article, by the lines at its head and foot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.ingest.cleaning.line_classifier import Kind, Line
from rag.ingest.metadata import labels
from rag.ingest.metadata.bylines import Byline, read_byline
from rag.ingest.metadata.persons import is_name, is_outlets
from rag.text.late_pattern import LatePattern
from rag.text.lines import squeezed

#: So far behind the first paragraph a byline may stand (behind a standfirst), and so far before the end.
_BEHIND, _BEFORE_END = 8, 4
#: A body opens with no more lines of this kind.
_MAX_OPENING = 8
_MAX_NAME_WORDS = 5
#: "Ida Weil | Tarn Evening Post | 19 May 2025": a name, where it stood, and the day.
_STROKED = LatePattern(r"[^|•·]+\s[|•·]\s[^|•·]+\s[|•·]\s[^|•·]+")
_NO_AUTHOR = LatePattern(rf"(?i)(?:{labels.PLACES}|{labels.QUALIFIERS}|{labels.NO_NAMES})\.?")


def signed_by(lines: Sequence[Line], place: int | None, start: int, outlet: str | None = None) -> tuple[str, ...]:
    """The persons whose names stand at an article's head, else at its foot.

    Args:
        lines: the page's lines.
        place: where its headline is.
        start: where its body begins.
        outlet: the site's name, which is no person.

    Returns:
        Those behind a "By" ("Von", "记者", …); else those who stand alone in or beside the line with the date, where
        the article says nothing of a place of that name.
    """
    first = place + 1 if place is not None else 0
    # The first paragraph may be a standfirst, with the byline behind it.
    body = next(
        (i for i in range(start + 1, min(start + _BEHIND, len(lines))) if lines[i].kind is Kind.PROSE), start + 1
    )
    head = list(range(first, min(body, len(lines))))
    below = range(body, min(start + _BEHIND, len(lines)))
    tail = range(max(start, len(lines) - _BEFORE_END), len(lines))
    # Above the headline other stories' bylines may stand; without any other they count.
    for part in (head, below, range(first), tail):
        if names := _by(lines, part, outlet):
            return names
        if part is head and (names := _alone(lines, head, start, outlet)):
            return names
    return ()


def opening_lines(lines: Sequence[Line], authors: Sequence[str] = ()) -> int:
    """How many lines of those at the beginning of an article's body are bylines and stamps ("Ida Rask", "27 August
    2024"): they belong to its head.

    Args:
        lines: the body's first lines.
        authors: who is known to have written it, whose names may stand alone.
    """
    names = {squeezed(name) for name in authors}
    end = 0
    for index in range(min(_MAX_OPENING, len(lines) - 1)):
        line = lines[index]
        sides = (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2])
        named = is_name(line.text) and any(side.kind is Kind.DATED for side in sides)
        stamp = line.kind in (Kind.BYLINE, Kind.DATED) and read_byline(line.text) is not None
        if stamp or named or squeezed(line.text) in names:
            end = index + 1
        elif line.kind is Kind.PROSE or line.words > 1:
            break
    return end


def _by(lines: Sequence[Line], part: Iterable[int], outlet: str | None) -> tuple[str, ...]:
    read = (read_byline(lines[index].text) for index in part if lines[index].kind is Kind.BYLINE)
    return tuple(dict.fromkeys(name for line in read if line for name in line.authors if not is_outlets(name, outlet)))


def _alone(lines: Sequence[Line], head: Sequence[int], start: int, outlet: str | None) -> tuple[str, ...]:
    """Names without a "By": in a line with a date, or beside one."""
    dated = {index: read for index in head if (read := _dated(lines[index])) is not None}
    if not dated:
        return ()
    told = (*lines[max(head[0] - 1, 0) : head[0]], *lines[start:])
    said = _words(line.text for line in told if line.kind is not Kind.DATED and not is_name(line.text))
    for index in head:
        if index in dated:
            names = dated[index].names
        elif (
            lines[index].words <= _MAX_NAME_WORDS and is_name(lines[index].text) and {index - 1, index + 1} & set(dated)
        ):
            names = (lines[index].text.strip(),)
        else:
            continue
        stroked = index in dated and _STROKED.fullmatch(lines[index].text) is not None
        if names and all(_may_be_author(name, said, stroked) and not is_outlets(name, outlet) for name in names):
            return names
    return ()


def _dated(line: Line) -> Byline | None:
    read = read_byline(line.text) if line.kind is Kind.DATED else None
    return read if read is not None and read.dated else None


def _may_be_author(name: str, words: set[str], stroked: bool = False) -> bool:
    """Whether a name can be the author's: no word of it stands in the article, as a place's or a subject's would.

    Args:
        name: the name.
        words: the article's words, squeezed.
        stroked: where it stood and the day stand behind it in its line; then somebody else in the article may have the
            same family's name.
    """
    parts = name.split()
    if len(parts) < 2 or any(_NO_AUTHOR.fullmatch(part) for part in parts):
        return False
    told = parts[:-1] if stroked and len(parts[0]) > 2 else parts
    return not any(squeezed(part) in words for part in told if len(part) > 2)


def _words(texts: Iterable[str]) -> set[str]:
    """The words of some texts, squeezed."""
    return {squeezed(word) for text in texts for word in re.findall(r"[^\W\d_][\w'’-]*", text)}
