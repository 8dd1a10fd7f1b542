"""What words of time stand for: days, with the other readings that are right as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.text.dates.expressions.calendar_days import Days, OfYear, last_of, next_of


@dataclass(frozen=True, slots=True)
class Time:
    """Days that words stand for.

    Attributes:
        grain: how long it is: day, week, weekend, month, quarter, half, season, year, decade, century; span for others.
        readings: its days; after the first, other readings that are right as well.
        vague: whether its ends are a matter of taste.
        of_year: what comes back each year, where no year is named.
        bare: what it is where nothing but a name or number is read, which may be something else in other company.
        part: early, mid or late, where it is such a part of something.
        weekday: 0 is Monday, where it is a weekday and nothing else.
    """

    grain: str
    readings: tuple[Days, ...]
    vague: bool = False
    of_year: OfYear | None = None
    bare: str = ""
    part: str = ""
    weekday: int | None = None

    @property
    def days(self) -> Days:
        """The first reading."""
        return self.readings[0]

    def named(self) -> Time:
        """The same, where its company tells that it is a time."""
        return replace(self, bare="")


def time_of(grain: str, *readings: Days | None, vague: bool = False, bare: str = "", part: str = "") -> Time | None:
    """A time of those readings that there are, each once; None without a first."""
    there = list(dict.fromkeys(days for days in readings if days is not None and _in_order(days)))
    return Time(grain, tuple(there), vague, bare=bare, part=part) if there and readings[0] == there[0] else None


def _in_order(days: Days) -> bool:
    since, until = days
    return (since is not None or until is not None) and (since is None or until is None or since <= until)


def yearly(
    grain: str, of_year: OfYear, now: date, *, vague: bool = False, bare: str = "", part: str = ""
) -> Time | None:
    """What comes back each year: the last on or before ``now``, else the next."""
    readings = [days for days in (last_of(of_year, now), next_of(of_year, now)) if days]
    return Time(grain, tuple(readings), vague, of_year, bare, part) if readings else None


def in_years_of(time: Time, year: Time) -> Time | None:
    """What comes back each year in the year that is named."""
    if time.of_year is None or year.grain != "year":
        return None
    found = [time.of_year(since.year) for since, _ in year.readings if since]
    return time_of(time.grain, *found, vague=time.vague, part=time.part)


def directed(time: Time, direction: int, now: date) -> Time | None:
    """The last, this or the next of what comes back each year."""
    of_year = time.of_year
    if of_year is None:
        return None
    latest = last_of(of_year, now)
    holds = latest is not None and latest[1] is not None and latest[1] >= now
    if direction > 0:
        following = next_of(of_year, now)
        after = of_year(following[0].year + 1) if following and following[0] else None
        return time_of(time.grain, following, after, vague=time.vague, part=time.part)
    if direction == 0:
        return time_of(time.grain, latest if holds else of_year(now.year), vague=time.vague, part=time.part)
    if latest is None or latest[0] is None:
        return None
    before = last_of(of_year, latest[0] - timedelta(days=1))
    readings = (before, latest) if holds else (latest, before)
    return time_of(time.grain, *readings, vague=time.vague, part=time.part)


def each_of(
    time: Time, change: Callable[[Days], Days | None], grain: str, *, vague: bool = False, part: str = ""
) -> Time | None:
    """A time made of each reading of another; what came back each year still does."""
    made = time_of(grain, *(change(days) for days in time.readings), vague=vague or time.vague, part=part)
    if made is None or time.of_year is None:
        return made
    of_year = time.of_year

    def changed(year: int) -> Days | None:
        days = of_year(year)
        return change(days) if days else None

    return replace(made, of_year=changed)


#: Shares of a longer time at which its early, middle and late part begin and end, in twelfths (of a year: months).
_TWELFTHS = {"early": (0, 3), "mid": (4, 8), "late": (9, 12)}
_DAYS_OF_MONTH = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_DAYS_OF_WEEK = {"early": (0, 2), "mid": (2, 4), "late": (3, 6)}


def part_of(part: str, grain: str, days: Days) -> Days | None:
    """The early, middle or late part of a time: of a month its first, second or last ten days."""
    since, until = days
    if since is None or until is None:
        return None
    if grain == "month":
        first, last = _DAYS_OF_MONTH[part]
        return since.replace(day=first), min(until, since.replace(day=min(last, until.day)))
    if grain == "week":
        first, last = _DAYS_OF_WEEK[part]
        return since + timedelta(days=first), since + timedelta(days=last)
    if grain == "day":
        return days
    length = (until - since).days + 1
    first, last = (round(length * share / 12) for share in _TWELFTHS[part])
    begin, end = since + timedelta(days=first), since + timedelta(days=last - 1)
    if length > 80:  # from a season on, whole months
        begin = begin if begin == since else _nearest_month(begin)
        end = end if end == until else _nearest_month(end + timedelta(days=1)) - timedelta(days=1)
    return begin, end


def _nearest_month(day: date) -> date:
    first = day.replace(day=1)
    return first if day.day <= 15 else (first + timedelta(days=31)).replace(day=1)
