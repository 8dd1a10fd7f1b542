"""Sentences of a text, with their offsets.

The boundaries are sentencex's (Wikimedia's rule-based segmenter for some 240 languages: no model, a million
words a second). Three mends, each seen on news text: an opening quotation mark that it leaves at the end of the
sentence before; titles and times of day after which it breaks ("Dr. Who", "at 3 p.m. Tuesday"); ordinal dates
("am 3. Oktober").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import sentencex

from rag.model import Span
from rag.text.datelines import dateline_length

_PARAGRAPH = re.compile(r"\n\s*\n|\n")
# A sentence that ends like this goes on: a title before a name, a time of day before a weekday, a day before
# a month's name.
_TITLE_END = re.compile(
    r"(?:^|[\s(\"“'‘])(?:Dr|Prof|Mr|Mrs|Ms|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Rev|Hon|St|Mme|Mlle|vs)\.\s*$"
)
_TIME_END = re.compile(r"\b[ap]\.m\.\s*$")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:on|in|at|local|GMT|EST|EDT|CET)\b")
_DAY_END = re.compile(r"(?:^|\s)\d{1,2}\.\s*$")
_MONTH = re.compile(
    r"(?:Jan|Feb|Mär|März|Apr|Mai|Juni?|Juli?|Aug|Sep|Okt|Nov|Dez|jan|feb|mar|apr|maj|maí|jun|jul|aug|sep|okt|nov|dec)"
)
#: Of texts up to this length, such as passages, the sentences are kept for later calls: a question asks twice for
#: those of the passages that it finds, and the next questions find many of them again.
_REMEMBERED_CHARS = 3_000
_OPENING = "\"“„«‘'(["
#: sentencex counts each boundary's place from the beginning of what it is given, so that its time grows with the square
#: of a long line that is not ASCII (a million Chinese characters 9 s, in pieces of this size .1 s). No paragraph is as
#: long.
_WINDOW_CHARS = 10_000
#: So much of a line is looked at for its dateline.
_DATELINE_REACH_CHARS = 400
#: Near a piece's end it cannot see whether a quotation closes.
_MARGIN_CHARS = 1_000


def split_sentences(text: str, language: str | None = None) -> list[Span]:
    """Cut ``text`` into sentences.

    Args:
        text: any text; line breaks end a sentence.
        language: ISO 639-1 code, English where None or unknown.

    Returns:
        The sentences' spans in order, without the white space around them; they do not overlap, and every
        character outside them is white space.
    """
    if len(text) <= _REMEMBERED_CHARS:
        return list(_spans(text, language or "en"))
    return _split(text, language or "en")


@lru_cache(maxsize=1024)
def _spans(text: str, language: str) -> tuple[Span, ...]:
    return tuple(_split(text, language))


def _split(text: str, language: str) -> list[Span]:
    spans: list[Span] = []
    position = 0
    for line_break in [*_PARAGRAPH.finditer(text), None]:
        end = line_break.start() if line_break else len(text)
        spans.extend(_split_line(text, position, end, language))
        position = line_break.end() if line_break else end
    return spans


def report_sentences(text: str, language: str | None = None, *, opening: bool = True) -> list[Span]:
    """The sentences of a report as they may be quoted: where a dateline stands before one, it begins behind it.

    Args:
        text: an article's, or a part of it.
        language: ISO 639-1 code, English where None or unknown.
        opening: the text begins where the article does.

    Returns:
        As :func:`split_sentences`; characters outside the spans are white space or a dateline's.
    """
    return behind_datelines(text, split_sentences(text, language), opening=opening)


def behind_datelines(text: str, spans: Sequence[Span], *, opening: bool = True) -> list[Span]:
    """The sentences ``spans`` of ``text`` without the datelines before them; what is a dateline alone is left out."""
    kept: list[Span] = []
    begun = -1  # where the line begins whose dateline is known
    behind = 0  # where that dateline ends
    for span in spans:
        line = text.rfind("\n", 0, span.start) + 1
        if line != begun:
            begun = line
            behind = line + dateline_length(text[line : line + _DATELINE_REACH_CHARS], opening=opening and not kept)
        if span.end > behind:
            kept.append(Span(max(span.start, behind), span.end))
    return kept


def _split_line(text: str, start: int, end: int, language: str) -> list[Span]:
    line = text[start:end]
    if not line.strip():
        return []
    cuts = [_before_opening_quote(line, cut) for cut in _cuts(line, language) if cut < len(line)]
    bounds = [0, *cuts, len(line)]
    spans: list[Span] = []
    held = 0
    for left, right in pairwise(bounds):
        if right <= left:
            continue
        if right < len(line) and right - held < _WINDOW_CHARS and _goes_on(line, left, right):
            continue
        piece = line[held:right]
        if stripped := piece.strip():
            first = start + held + piece.index(stripped[0])
            spans.append(Span(first, first + len(stripped)))
        held = right
    return spans


def _cuts(line: str, language: str) -> Iterator[int]:
    """Where sentences end, in order; what goes on for longer than a window does is cut on a word's end."""
    start = 0
    while len(line) - start > _WINDOW_CHARS:
        piece = line[start : start + _WINDOW_CHARS]
        ends = [end for end in _ends(piece, language) if end < _WINDOW_CHARS]
        within = [end for end in ends if end <= _WINDOW_CHARS - _MARGIN_CHARS]
        ends = within or ends or [piece.rfind(" ") + 1 or _WINDOW_CHARS]
        yield from (start + end for end in ends)
        start += ends[-1]
    yield from (start + end for end in _ends(line[start:], language))


def _ends(piece: str, language: str) -> list[int]:
    return [boundary["end_index"] for boundary in sentencex.get_sentence_boundaries(language, piece)]


def _before_opening_quote(line: str, cut: int) -> int:
    """Where to cut instead, when the words before ``cut`` end with the mark that opens the next sentence."""
    if 1 < cut < len(line) and line[cut - 1] in _OPENING and line[cut - 2].isspace() and not line[cut].isspace():
        return cut - 1
    return cut


def _goes_on(line: str, left: int, right: int) -> bool:
    """Whether the sentence ``line[left:right]`` goes on behind ``right``."""
    before = line[left:right]
    if _TITLE_END.search(before):
        return True
    if _TIME_END.search(before):
        return _WEEKDAY.match(line, _next_word(line, right)) is not None
    return _DAY_END.search(before) is not None and _MONTH.match(line, _next_word(line, right)) is not None


def _next_word(line: str, start: int) -> int:
    """Where what is no blank begins."""
    while start < len(line) and line[start].isspace():
        start += 1
    return start
