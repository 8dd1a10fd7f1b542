"""The calendar's arithmetic: weeks, months, quarters, seasons, movable feasts; days both inclusive, None is open."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

#: The first and the last day; None is open.
Days = tuple[date | None, date | None]
#: The days of something in a year; None where that year has none (29 February).
OfYear = Callable[[int], Days | None]

#: Years that a sentence is taken to speak of.
YEARS = range(1000, 2200)
#: Years that it may be spoken in: what is read from there on lies within those.
PRESENT = range(1500, 2150)
#: 29 February comes back after at most eight years (1896, 1904).
_YEARS_TO_LEAP = 8
#: Months of each length; a season or half-year is so many.
MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
DAYS_OF = {"day": 1, "weekend": 7, "week": 7, "fortnight": 14}


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such."""
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def one_day(day: date | None) -> Days | None:
    """A single day as days."""
    return None if day is None else (day, day)


def plus_days(day: date, number: int) -> date | None:
    """So many days on; None beyond the calendar's ends."""
    try:
        return day + timedelta(days=number)
    except OverflowError:
        return None


def plus_months(day: date, number: int) -> date | None:
    """The same day so many months on, or the last of a shorter month; None beyond the years that are read."""
    months = day.year * 12 + day.month - 1 + number
    year, month = months // 12, months % 12 + 1
    if year not in YEARS:
        return None
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def plus_units(day: date, number: int, unit: str) -> date | None:
    """So many days, weeks, months … on, or back where the number is negative."""
    if abs(number) > 3000:
        return None
    if unit in DAYS_OF:
        return plus_days(day, number * DAYS_OF[unit])
    return plus_months(day, number * MONTHS_OF[unit])


def unit_of(day: date, unit: str) -> Days:
    """The calendar's week, weekend, month … that holds a day; weeks begin on Monday, a weekend is its week's."""
    monday = day - timedelta(days=day.weekday())
    if unit == "day":
        return day, day
    if unit in ("week", "fortnight"):
        return monday, monday + timedelta(days=6)
    if unit == "weekend":
        return monday + timedelta(days=5), monday + timedelta(days=6)
    return months_from(*_first_month(day, unit), MONTHS_OF[unit])


def _first_month(day: date, unit: str) -> tuple[int, int]:
    if unit == "decade":
        return day.year // 10 * 10, 1
    if unit == "century":
        return (day.year - 1) // 100 * 100 + 1, 1
    return day.year, (day.month - 1) // MONTHS_OF[unit] * MONTHS_OF[unit] + 1


def months_from(year: int, month: int, number: int = 1) -> Days:
    """So many whole months from a month on."""
    last = year * 12 + month - 1 + number - 1
    end = (last // 12, last % 12 + 1)
    return date(year, month, 1), date(*end, monthrange(*end)[1])


def shifted_unit(now: date, number: int, unit: str) -> Days | None:
    """The calendar's unit so many units on from that of ``now``."""
    first = unit_of(now, "week" if unit == "weekend" else unit)[0]
    other = plus_units(first, number, unit) if first else None
    return unit_of(other, unit) if other else None


def week_of_year(year: int, number: int) -> Days | None:
    """The week by its number (ISO 8601)."""
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return monday, monday + timedelta(days=6)


def last_of(of_year: OfYear, now: date) -> Days | None:
    """The last of what comes back each year that began on or before ``now``."""
    for year in range(now.year, now.year - _YEARS_TO_LEAP - 1, -1):
        days = of_year(year)
        if days and days[0] and days[0] <= now:
            return days
    return None


def next_of(of_year: OfYear, now: date) -> Days | None:
    """The first of what comes back each year that begins after ``now``."""
    for year in range(now.year, now.year + _YEARS_TO_LEAP + 1):
        days = of_year(year)
        if days and days[0] and days[0] > now:
            return days
    return None


@lru_cache(maxsize=256)
def easter(year: int) -> date:
    """Easter Sunday of the western churches (Meeus, Jones and Butcher: "Anonymous Gregorian algorithm")."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    r = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * r) // 451
    month, day = divmod(h + r - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def orthodox_easter(year: int) -> date:
    """Easter Sunday of the eastern churches, by our calendar (Meeus's Julian algorithm)."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def feast(key: str, year: int) -> date | None:
    """A feast's day in a year.

    Args:
        key: ``12-25``; ``easter+39``; ``orthodox+0``; ``11-thu4``, the fourth Thursday; ``05-mon-1``, the last Monday;
            ``11-thu4+1``, the day after.
        year: of the feast.
    """
    if key.startswith(("easter", "orthodox")):
        sunday = orthodox_easter(year) if key.startswith("orthodox") else easter(year)
        return sunday + timedelta(days=int(key.removeprefix("orthodox").removeprefix("easter")))
    name, _, rest = key.partition("-")
    if rest.isdigit():
        return day_of(year, int(name), int(rest))
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(rest[:3])
    number, _, later = rest[3:].partition("+")
    day = nth_weekday(months_from(year, int(name)), weekday, int(number))
    return day + timedelta(days=int(later or 0)) if day else None


def nth_weekday(days: Days, weekday: int, number: int) -> date | None:
    """The first, second … such weekday of some days; the last where ``number`` is -1."""
    since, until = days
    if since is None or until is None:
        return None
    if number < 0:
        found = until - timedelta(days=(until.weekday() - weekday) % 7)
    else:
        found = since + timedelta(days=(weekday - since.weekday()) % 7 + 7 * (number - 1))
    return found if since <= found <= until else None
