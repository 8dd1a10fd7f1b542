"""Sentences of a text, with their offsets.

The boundaries are sentencex's (Wikimedia's rule-based segmenter for some 240 languages: no model, a million
words a second). Three mends, each seen on news text: an opening quotation mark that it leaves at the end of the
sentence before; titles and times of day after which it breaks ("Dr. Who", "at 3 p.m. Tuesday"); ordinal dates
("am 3. Oktober").
"""

from __future__ import annotations

import re
from itertools import pairwise

import sentencex

from rag.model import Span

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
_OPENING = "\"“„«‘'(["


def split_sentences(text: str, language: str | None = None) -> list[Span]:
    """Cut ``text`` into sentences.

    Args:
        text: any text; line breaks end a sentence.
        language: ISO 639-1 code, English where None or unknown.

    Returns:
        The sentences' spans in order, without the white space around them; they do not overlap, and every
        character outside them is white space.
    """
    spans: list[Span] = []
    position = 0
    for line_break in [*_PARAGRAPH.finditer(text), None]:
        end = line_break.start() if line_break else len(text)
        spans.extend(_split_line(text, position, end, language or "en"))
        position = line_break.end() if line_break else end
    return spans


def _split_line(text: str, start: int, end: int, language: str) -> list[Span]:
    line = text[start:end]
    if not line.strip():
        return []
    cuts = [boundary["end_index"] for boundary in sentencex.get_sentence_boundaries(language, line)]
    cuts = [_before_opening_quote(line, cut) for cut in cuts if cut < len(line)]
    bounds = [0, *cuts, len(line)]
    spans: list[Span] = []
    held = 0
    for left, right in pairwise(bounds):
        if right <= left:
            continue
        if right < len(line) and _goes_on(line[left:right], line[right:].lstrip()):
            continue
        piece = line[held:right]
        if stripped := piece.strip():
            first = start + held + piece.index(stripped[0])
            spans.append(Span(first, first + len(stripped)))
        held = right
    return spans


def _before_opening_quote(line: str, cut: int) -> int:
    """Where to cut instead, when the words before ``cut`` end with the mark that opens the next sentence."""
    if 1 < cut < len(line) and line[cut - 1] in _OPENING and line[cut - 2].isspace() and not line[cut].isspace():
        return cut - 1
    return cut


def _goes_on(before: str, after: str) -> bool:
    if _TITLE_END.search(before):
        return True
    if _TIME_END.search(before):
        return bool(_WEEKDAY.match(after))
    return bool(_DAY_END.search(before) and _MONTH.match(after))
