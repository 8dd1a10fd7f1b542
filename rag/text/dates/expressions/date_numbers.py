"""Numbers as they stand in dates: days, ordinals, years, decades, and dates of digits such as ``12.06.2024``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rag.text.dates.expressions.calendar_days import YEARS, Days, day_of, months_from
from rag.text.dates.expressions.date_grammar import Item, Reading
from rag.text.dates.expressions.date_words import LanguageWords, Token
from rag.text.dates.expressions.time_value import Time, time_of, yearly
from rag.text.dates.stated import MONTHS

#: Marks that make one number of two; with digits on both sides the number is no day.
_JOINS = frozenset(".,:/")
_NOT_BEFORE = frozenset("$€£¥₴#№%+")
_NOT_AFTER = frozenset("%€£$°")
#: A year of two digits is at most so far ahead.
_YEARS_AHEAD = 10
_ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
    "xxi",
]
_CENTURIES = {numeral + ending: number for number, numeral in enumerate(_ROMAN, 1) for ending in ("", "e", "ème")}


def number_items(tokens: Sequence[Token], index: int, words: LanguageWords) -> Iterator[Item]:
    """What a number or a Roman numeral at a token may be in a date."""
    token = tokens[index]
    if token.text in _CENTURIES and token.capital:
        yield Item("roman", index + 1, _CENTURIES[token.text])
    if not token.is_number or len(token.text) > 4 or not _stands_alone(tokens, index, words):
        return
    value = int(token.text)
    sign = _sign_end(tokens, index, words)
    if sign and sign[0] in words.ordinal_signs:
        yield Item("ord", sign[1], value)
        yield Item("digit_ord", sign[1], value)
    elif sign and value % 10 == 0 and sign[0] in words.classes.get("decade_sign", {}).get(0, "").split("|"):
        yield Item("decade_number", sign[1], value)
    elif sign and tokens[index + 1].text != "'":
        return
    elif len(token.text) == 4:
        if value in YEARS:
            yield Item("yearnumber", index + 1, value)
    elif len(token.text) <= 3:
        if (
            words.ordinal_point
            and index + 1 < len(tokens)
            and tokens[index + 1].text == "."
            and tokens[index + 1].glued
        ):
            yield Item("ord", index + 2, value)
        yield Item("num", index + 1, value)
        yield Item("number", index + 1, value)


def _sign_end(tokens: Sequence[Token], index: int, words: LanguageWords) -> tuple[str, int] | None:
    """The letters that follow a number without a blank, also after a dash, a point or an apostrophe."""
    after = index + 1
    if (
        after < len(tokens)
        and tokens[after].glued
        and tokens[after].text in ("-", ".", "'")
        and after + 1 < len(tokens)
    ):
        letters = tokens[after + 1]
        signs = words.ordinal_signs | set(words.classes.get("decade_sign", {}).get(0, "").split("|"))
        if letters.glued and letters.text in signs:
            return letters.text, after + 2
        return None
    if after < len(tokens) and tokens[after].glued and (tokens[after].is_word or tokens[after].text == "°"):
        return tokens[after].text, after + 1
    return None


def _stands_alone(tokens: Sequence[Token], index: int, words: LanguageWords) -> bool:
    """Whether a number is not a piece of another one, a price or a share."""
    token = tokens[index]
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is not None:
        if before.text in _NOT_BEFORE or (
            token.glued and before.is_word and not _is_letter_of_code(tokens, index - 1, words)
        ):
            return False
        if before.is_number and not _day_and_year(before, token):
            return False
        if token.glued and before.text in _JOINS and before.glued and index > 1 and tokens[index - 2].is_number:
            return False
    if after is not None:
        if after.text in _NOT_AFTER and not (after.text == "°" and after.glued):
            return False
        if after.is_number and not _day_and_year(token, after):
            return False
        beyond = tokens[index + 2] if index + 2 < len(tokens) else None
        if after.glued and after.text in _JOINS and beyond is not None and beyond.glued and beyond.is_number:
            return False
    return True


def _is_letter_of_code(tokens: Sequence[Token], index: int, words: LanguageWords) -> bool:
    """Whether a word may stand right before its number: "Q3", "KW38"."""
    return any(name in ("q_letter", "weekno") for name, _, _ in words.phrases_at(tokens, index))


def _day_and_year(first: Token, second: Token) -> bool:
    return len(first.text) <= 2 and len(second.text) == 4


def digit_dates(tokens: Sequence[Token], index: int, reading: Reading) -> Iterator[Item]:
    """Dates of digits (and months' names) with the same mark between: ``2024-06-12``, ``23/Sep/2020``, ``12.06.``."""
    if found := _spaced(tokens, index):
        yield Item("time", index + 3, found)
    if found := _spaced_points(tokens, index, reading):
        yield Item("time", index + 5, found)
    if found := _run_together(tokens, index):
        yield Item("time", index + 1, found)
    parts, mark, ends = _row(tokens, index)
    if (len(parts) >= 3 and (found := _of_three(tokens, parts[:3], mark, reading))) or (
        len(parts) == 3 and (found := _with_short_year(parts, mark, reading))
    ):
        yield Item("time", ends[2], found)
    elif len(parts) == 2 and (found := _of_two(parts[:2], mark, reading)):
        yield Item("time", ends[1], found)
    if (
        len(parts) in (2, 4)
        and mark in ("/", ".")
        and (pair := _day_and_month(tokens, parts[:2], mark, ends[1], reading))
    ):
        yield Item("digits", *pair)
    if (
        len(parts) == 2
        and mark == "-"
        and not reading.words.month_first
        and (pair := _day_and_month(tokens, parts, mark, ends[1], reading))
    ):
        yield Item("dashed", *pair)


def _spaced(tokens: Sequence[Token], index: int) -> Time | None:
    """A date with blanks: ``18 08 1978``, and no number beside it, which would make it another one's piece."""
    parts = tokens[index : index + 3]
    if [len(part.text) for part in parts] != [2, 2, 4] or not all(part.is_number for part in parts):
        return None
    if any(part.glued for part in parts[1:]) or any(
        tokens[beside].is_number for beside in (index - 1, index + 3) if 0 <= beside < len(tokens)
    ):
        return None
    return _one(int(parts[2].text), int(parts[1].text), int(parts[0].text))


def _spaced_points(tokens: Sequence[Token], index: int, reading: Reading) -> Time | None:
    """A date with points and blanks, as German writes it: ``5. 9. 2024``."""
    parts = tokens[index : index + 5]
    if not reading.words.ordinal_point or len(parts) < 5 or parts[2].glued or parts[4].glued:
        return None
    if any(mark.text != "." or not mark.glued for mark in (parts[1], parts[3])) or len(parts[4].text) != 4:
        return None
    if not all(part.is_number for part in parts[::2]) or not _stands_alone(tokens, index, reading.words):
        return None
    return _one(int(parts[4].text), int(parts[2].text), int(parts[0].text))


def _run_together(tokens: Sequence[Token], index: int) -> Time | None:
    """A date of eight digits, ``20240612``: a day of our time, and no part of another number or name."""
    text = tokens[index].text
    if len(text) != 8 or not tokens[index].is_number or not 1950 <= int(text[:4]) < 2050:
        return None
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is not None and (
        before.text in _NOT_BEFORE or before.is_number or (tokens[index].glued and _joins(before))
    ):
        return None
    if after is not None and (after.text in _NOT_AFTER or after.is_number):
        return None
    if after is not None and after.glued and index + 2 < len(tokens) and tokens[index + 2].glued:
        return None
    return _one(int(text[:4]), int(text[4:6]), int(text[6:]))


def _joins(token: Token) -> bool:
    return token.is_word or token.text in _JOINS or (token.text in ("-", "_") and token.glued)


def _row(tokens: Sequence[Token], index: int) -> tuple[list[Token], str, list[int]]:
    """Numbers and words from a token on with one and the same mark between and no blanks; at most six."""
    first = tokens[index]
    if index and first.glued and (tokens[index - 1].is_number or tokens[index - 1].is_word or _inside(tokens, index)):
        return [], "", []
    parts, ends, mark = [first], [index + 1], ""
    while ends[-1] + 1 < len(tokens) and len(parts) < 6:
        joint, following = tokens[ends[-1]], tokens[ends[-1] + 1]
        if not joint.glued or not following.glued or joint.text not in ("-", "/", "."):
            break
        if (mark and joint.text != mark and len(parts) < 3) or not (following.is_number or following.is_word):
            break
        if mark and joint.text != mark:
            break
        mark = joint.text
        parts.append(following)
        ends.append(ends[-1] + 2)
    return parts, mark, ends


def _inside(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number goes on from another one: ``1/`` before it, or ``.``; a dash may stand before a date."""
    return (
        tokens[index - 1].text in (".", "/", ",")
        and index > 1
        and tokens[index - 2].is_number
        and tokens[index - 1].glued
    )


def _months_name(token: Token, reading: Reading) -> int | None:
    # A form is often filled in with another language's months.
    return _month_of(token, reading) or MONTHS.get(token.text)


def _month_of(token: Token, reading: Reading) -> int | None:
    for name, _, value in reading.words.phrases_at([token], 0):
        if name in ("month", "month_short"):
            return int(value)
    return None


def _of_three(tokens: Sequence[Token], parts: Sequence[Token], mark: str, reading: Reading) -> Time | None:
    months = [_months_name(part, reading) if part.is_word else None for part in parts]
    years = [part.is_number and len(part.text) == 4 for part in parts]
    if (
        sum(years) != 1
        or sum(part.is_word for part in parts) > 1
        or any(len(part.text) == 3 and part.is_number for part in parts)
    ):
        return None
    year = int(parts[years.index(True)].text)
    rest = [place for place in range(3) if not years[place]]
    if any(part.is_word for part in parts):
        if not any(months):
            return None
        month = next(found for found in months if found)
        day = next(int(parts[place].text) for place in rest if months[place] is None)
        return _one(year, month, day)
    if years[1]:
        return None
    first, second = (int(parts[place].text) for place in rest)
    if years[0]:
        return _one(year, first, second)
    orders = [(second, first), (first, second)]
    if reading.words.month_first and mark in ("/", "-"):
        orders.reverse()
    elif mark == ".":
        orders = orders[:1]
    readings = _single_days(day_of(year, month, day) for month, day in orders)
    return time_of("day", *readings) if readings else None


def _one(year: int, month: int, day: int) -> Time | None:
    found = day_of(year, month, day)
    return time_of("day", (found, found)) if found else None


def _with_short_year(parts: Sequence[Token], mark: str, reading: Reading) -> Time | None:
    """A date whose year has two digits: ``8/24/18``; with points only where each number has two (``12.06.24``)."""
    if not all(part.is_number and len(part.text) <= 2 for part in parts) or len(parts[2].text) != 2:
        return None
    whole = all(len(part.text) == 2 for part in parts)
    pointed = mark == "." and reading.words.ordinal_point
    if mark != "/" and not (whole and (pointed or (mark == "-" and not reading.words.month_first))):
        return None
    first, second, short = (int(part.text) for part in parts)
    year = 2000 + short if 2000 + short <= reading.now.year + _YEARS_AHEAD else 1900 + short
    orders = [(second, first), (first, second)]
    if reading.words.month_first:
        orders.reverse()
    readings = _single_days(day_of(year, month, day) for month, day in orders[: 1 if mark == "." else 2])
    return time_of("day", *readings) if readings else None


def _single_days(days: Iterable[date | None]) -> list[Days]:
    return [(day, day) for day in days if day]


def _of_two(parts: Sequence[Token], mark: str, reading: Reading) -> Time | None:
    """A month by its number (``2015-12``, ``11/2016``) or by its name (``dec/2018``)."""
    year, month = parts
    if year.is_word and month.is_number and len(month.text) == 4:
        named = _month_of(year, reading)
        return time_of("month", months_from(int(month.text), named)) if named and int(month.text) in YEARS else None
    if mark == "/" and month.is_number and len(month.text) == 4:
        year, month = month, year
    elif mark == "/" and not (year.is_number and len(year.text) == 4 and len(month.text) == 2):
        return None
    if mark == "." or not (year.is_number and month.is_number and len(year.text) == 4 and len(month.text) <= 2):
        return None
    if (
        int(year.text) in range(1900, 2100)
        and 1 <= int(month.text) <= 12
        and (len(month.text) == 2 or int(month.text) < 10)
    ):
        time = time_of("month", months_from(int(year.text), int(month.text)))
        # "2010-11" may be a season of two years.
        return time if int(month.text) <= int(year.text) % 100 or len(month.text) == 1 else None
    return None


def _day_and_month(
    tokens: Sequence[Token], parts: Sequence[Token], mark: str, end: int, reading: Reading
) -> tuple[int, Time] | None:
    """A day without a year (``12/6``, ``22.04.``); it may be a score or a share, so what stands beside it must tell."""
    if not all(part.is_number and len(part.text) <= 2 for part in parts):
        return None
    if (
        end + 1 < len(tokens)
        and tokens[end].glued
        and tokens[end].text in _JOINS
        and tokens[end + 1].glued
        and tokens[end + 1].is_number
    ):
        return None
    if mark == ".":
        if end >= len(tokens) or tokens[end].text != "." or not tokens[end].glued:
            return None
        end += 1
    first, second = (int(part.text) for part in parts)
    orders = [(second, first), (first, second)]
    if reading.words.month_first and mark == "/":
        orders.reverse()
    made = [
        _yearly_day(month, day, reading.now) for month, day in orders[: 2 if mark == "/" else 1] if 1 <= month <= 12
    ]
    times = [time for time in made if time is not None]
    if not times:
        return None
    first_time = times[0]
    # "22/04" is written of a day; "7/11" may be a share, and "06/07" the season of two years.
    written = mark == "/" and _two_digits(parts) and second != first + 1
    return end, Time("day", first_time.readings, of_year=first_time.of_year, bare="" if written else "digits")


def _two_digits(parts: Sequence[Token]) -> bool:
    return all(len(part.text) == 2 for part in parts) and any(part.text.startswith("0") for part in parts)


def _yearly_day(month: int, day: int, now: date) -> Time | None:
    def of_year(year: int) -> Days | None:
        found = day_of(year, month, day)
        return (found, found) if found else None

    return yearly("day", of_year, now)


def yearly_day(month: int, day: int, now: date, bare: str = "") -> Time | None:
    """A day of each year; None where no year has it."""
    time = _yearly_day(month, day, now)
    return None if time is None else Time("day", time.readings, of_year=time.of_year, bare=bare)
