"""Dates in running text, whole or in part: "Oct. 3", "3 October 2023", "May 2021", "2019", "the 1990s", "Monday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.text.dates.stated import MONTHS as MONTHS
from rag.text.spans import apart
from rag.text.wordlists import listed, numbered

_WEEKDAYS = numbered(
    "monday/mon/montag tuesday/tues/tue/dienstag wednesday/wed/mittwoch thursday/thurs/thu/thur/donnerstag"
    " friday/fri/freitag saturday/sat/samstag sunday/sun/sonntag",
    start=0,
)
# Words that are more often something else than a month.
_OTHERWISE = listed(
    """may march mar mars mart marts set out sep mai jan dec lip sie lis sty ago dic mag gen lut gru may"""
)
_Y = r"(?P<y>1\d{3}|20\d{2}|21\d{2})(?!\d|[.,]\d|\s?%)"
_M = r"(?P<m>[^\W\d_]{3,10})"
_DAY_FIRST = re.compile(
    rf"(?<![\d.:,$€£-])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?{_M}\b\.?(?:,?\s+(?:de\s+|of\s+)?{_Y})?"
)
_MONTH_FIRST = re.compile(rf"\b{_M}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,:]\d|\s?%)\b(?:,?\s+(?:of\s+)?{_Y})?")
_MONTH_YEAR = re.compile(rf"\b{_M}\b[.,]?\s+(?:of\s+|de\s+)?{_Y}")
_ISO = re.compile(r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?![\d-])")
_NUMERIC = re.compile(r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[./])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)")
_YEAR = re.compile(r"(?<![\w.,$€£+])(?<!\d[-–])(?P<y>1\d{3}|20\d{2})(?P<decade>'?s\b)?(?!\d|[.,]\d|\s?%)")
# Behind a first name; and before a month, which a name may follow, too ("in April Jones left").
_SURNAME = re.compile(r" (?!(?:I|The|A|An)\b)[^\W\d_]{2,}")
_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|until|till|during|for|last|next|this|early|mid|late|im|seit|bis|ab|für|vom|zum|ende|anfang|mitte|letzte[nr]"
    r"|en|depuis|fin|début|desde|hasta|w|od|do|у|в|з|до)\W{1,2}$",
    re.IGNORECASE,
)
_BARE = re.compile(r"\b[^\W\d_]{3,10}\b\.?")


@dataclass(frozen=True, slots=True)
class Day:
    """A date at characters ``[start, end)``: year, month and day as far as stated.

    ``swapped``: month and day may stand the other way round (``03/04/2025``). ``weekday``: 0 is Monday.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: bool = False
    weekday: int | None = None
    swapped: bool = False

    def agrees(self, other: Day) -> bool:
        """Whether what both state is the same, and the other states a part of what this does."""
        if (self.weekday is None) != (other.weekday is None) or self.weekday != other.weekday:
            return False
        if self.weekday is not None:
            return True
        if self.decade != other.decade:
            return (
                self.decade and other.year is not None and self.year is not None and other.year // 10 == self.year // 10
            )
        pairs = [((self.month, self.day), (other.month, other.day))]
        if self.swapped or other.swapped:
            pairs.append(((self.day, self.month), (other.month, other.day)))
        if None not in (self.year, other.year) and self.year != other.year:
            return False
        shared = any(
            mine is not None and mine == theirs
            for mine, theirs in ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        )
        fits = any(
            all(mine is None or theirs is None or mine == theirs for mine, theirs in zip(*pair, strict=True))
            for pair in pairs
        )
        return fits and (shared or self.swapped or other.swapped)

    def missing_from(self, other: Day) -> tuple[int | None, int | None, int | None]:
        """Year, month and day that this date states and the other does not."""
        return (
            self.year if other.year is None else None,
            self.month if other.month is None else None,
            self.day if other.day is None else None,
        )


def find_days(text: str, language: str) -> list[Day]:
    """The dates of ``text`` in order; they do not overlap."""
    return sorted(apart(_candidates(text, language), text), key=lambda day: day.start)


def _candidates(text: str, language: str) -> Iterator[Day]:
    for match in _ISO.finditer(text):
        if 1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31:
            yield Day(match.start(), match.end(), int(match["y"]), int(match["m"]), int(match["d"]))
    for match in _NUMERIC.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        if 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12:
            if second > 12:
                first, second = second, first
            swapped = match["s"] == "/" and first <= 12
            yield Day(match.start(), match.end(), int(match["y"]), second, first, swapped=swapped)
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _MONTH_YEAR):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = _month(parts["m"], language, certain=bool(parts.get("y")))
            day = int(parts["d"]) if parts.get("d") else None
            if month and (day is None or 1 <= day <= 31):
                # A slice that starts inside a longer match is tried again by the next pattern.
                yield Day(match.start(), match.end(), int(parts["y"]) if parts["y"] else None, month, day)
    for match in _YEAR.finditer(text):
        yield Day(match.start(), match.end(), int(match["y"]), decade=bool(match["decade"]))
    for match in _BARE.finditer(text):
        word = match.group().rstrip(".")
        if word[0].isupper() and (number := _WEEKDAYS.get(word.lower())) is not None:
            if len(word) > 4 or match.group().endswith("."):
                yield Day(match.start(), match.start() + len(word), weekday=number)
        elif (
            len(word) > 3
            and word.lower() not in _OTHERWISE
            and not _first_name(text, match.start(), match.start() + len(word))
            and (month := _month(word, language, certain=False))
        ):
            yield Day(match.start(), match.start() + len(word), month=month)


def _first_name(text: str, start: int, end: int) -> bool:
    """Whether a month's word is somebody's first name: "April Jones", "Maja Torvell"."""
    if not text[start].isupper() or not _SURNAME.match(text, end):
        return False
    return _BEFORE_MONTH.search(text, max(0, start - 12), start) is None


def _month(word: str, language: str, *, certain: bool) -> int | None:
    """The month's number, if the word stands for one here: "may" and "march" need a capital, "5 out" is none."""
    number = MONTHS.get(word.lower())
    if number is None or word[0].isupper():
        return number
    if language == "en" or (word in _OTHERWISE and not certain):
        return None
    return number if len(word) >= 4 or certain or word == "mai" else None
