"""Rules for ranges and their ends: "since May", "before 2027", "between March and May 2024", "3-12 September"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from rag.text.dates.expressions.calendar_days import Days, OfYear, last_of, next_of
from rag.text.dates.expressions.date_grammar import Reading, rule
from rag.text.dates.expressions.time_value import Time, time_of, yearly

_DAY = timedelta(days=1)
_LARGEST_DAY = 31


@rule("range", "since the? TIME or_bound?")
def _since(reading: Reading, time: Time) -> Time | None:
    return _open(time, lambda since, until: [(since, None)], lambda since, until: [(since, max(since, reading.now))])


@rule("range", "from_since the? TIME or_bound?")
def _from(reading: Reading, time: Time) -> Time | None:
    """ "From Monday", but not "reports from last week"."""
    if time.grain not in ("day", "month", "part") or time.bare == "dir":
        return None
    return _open(time, lambda since, until: [(since, None)], lambda since, until: [(since, until)])


@rule("range", "until the? TIME")
def _until(reading: Reading, time: Time) -> Time | None:
    return _open(time, lambda since, until: [(None, until)], lambda since, until: [(None, until - _DAY)])


@rule("range", "before the? TIME")
def _before(reading: Reading, time: Time) -> Time | None:
    if time.part == "late":  # "before the end of May" is in May
        return _until_end(time)
    return _open(time, lambda since, until: [(None, since - _DAY)], lambda since, until: [(None, since)])


@rule("range", "before_or_for the? TIME")
def _before_or_for(reading: Reading, time: Time) -> Time | None:
    """Dutch "voor": before a date or a year, but "voor vrijdag" is mostly for Friday."""
    if time.weekday is not None or time.bare in ("dayword", "dir", "weekend"):
        return None
    if time.part == "late":
        return _until_end(time)
    return _open(time, lambda since, until: [(None, since - _DAY)], lambda since, until: [(None, since)])


@rule("range", "TIME OR_BOUND")
def _or_later(reading: Reading, time: Time, way: int) -> Time | None:
    """ "2016 or later"."""
    if way > 0:
        return _open(time, lambda since, until: [(since, None)], lambda since, until: [])
    return _open(time, lambda since, until: [(None, until)], lambda since, until: [])


def _until_end(time: Time) -> Time | None:
    return _open(time, lambda since, until: [(None, until)], lambda since, until: [(None, until - _DAY)])


@rule("range", "after the? TIME")
def _after(reading: Reading, time: Time) -> Time | None:
    return _open(
        time,
        lambda since, until: [(until + _DAY, None)],
        lambda since, until: [(until if since == until else since, None)],
    )


_Ends = Callable[[date, date], list[Days]]


def _open(time: Time, first: _Ends, others: _Ends) -> Time | None:
    """A range with one end, by each reading of the time; then with the end in or out of it."""
    if time.bare in ("short", "unit", "spelled day", "now", "digits") or time.days[0] is None or time.days[1] is None:
        return None
    days = [(since, until) for since, until in time.readings if since and until]
    readings = [each for ends in (first, others) for since, until in days for each in ends(since, until)]
    bare = time.bare if time.bare in ("month", "year", "weekday", "season", "day of month") else ""
    return time_of("span", *readings, vague=time.vague, bare=f"bound {bare}" if bare else "")


@rule(
    "range",
    "between the? TIME and|to the? TIME",
    "from? the? TIME to|until the? TIME",
    "since the? TIME until the? TIME",
    "from? TIME - TIME",
)
def _from_to(reading: Reading, first: Time, last: Time) -> Time | None:
    if {first.bare, last.bare} & {"unit", "digits", "day of month"} or (first.weekday is None) != (
        last.weekday is None
    ):
        return None
    if first.of_year and first.grain in ("day", "month") and last.bare == "year":  # a date with its year: "01-aug-2019"
        return None
    if first.bare == "now" or ((first.grain == "day") != (last.grain == "day") and first.grain in ("week", "weekend")):
        return None
    return _between(reading, first, last)


@rule("range", "from DIGITS -|to DIGITS", "DIGITS - DIGITS", "between DIGITS and DIGITS")
def _digits(reading: Reading, first: Time, last: Time) -> Time | None:
    return _between(reading, first, last)


@rule(
    "range",
    "between DASHED and DASHED|TIME",
    "from? DASHED - DASHED|TIME",
    "from DASHED to|until DASHED|TIME",
)
def _dashed(reading: Reading, first: Time, last: Time) -> Time | None:
    """ "Between 1-10 and 7-11"."""
    return _between(reading, first, last) if last.grain == "day" and last.weekday is None else None


@rule("range", "between nowword and|to the? TIME")
def _between_now(reading: Reading, last: Time) -> Time | None:
    """ "Between now and 15 November": what comes back each year is the next one."""
    days = next_of(last.of_year, reading.now) if last.of_year else last.readings[-1]
    if days is None or days[1] is None or last.bare in ("unit", "digits", "short"):
        return None
    return time_of("span", (reading.now, days[1])) if days[1] >= reading.now else None


@rule("range", "COMPARED the? TIME")
def _compared(reading: Reading, sign: str, time: Time) -> Time | None:
    """ "> 2019", "<= 3 May"."""
    ends: dict[str, _Ends] = {
        ">=": lambda since, until: [(since, None)],
        "<=": lambda since, until: [(None, until)],
        ">": lambda since, until: [(until + _DAY, None)],
        "<": lambda since, until: [(None, since - _DAY)],
    }
    return _open(time, ends[sign], lambda since, until: [])


def _between(reading: Reading, first: Time, last: Time) -> Time | None:
    """From the first's beginning to the last's end; who names no year takes it from the other."""
    if first.of_year and not last.of_year:
        if last.days[0] is None:
            return None
        found = last_of(first.of_year, last.days[0])
        return _range(first, found, last.days)
    if last.of_year:
        readings = []
        for days in first.readings:
            following = _not_before(last.of_year, days)
            readings.append(_joined(days, following))
        return time_of("span", *readings, vague=first.vague or last.vague)
    if last.weekday is not None and first.days[0] is not None:
        readings = []
        for since, _ in first.readings:
            if since is not None and last.days[0] is not None:
                ahead = (last.weekday - since.weekday()) % 7 or 7
                readings.append((since, since + timedelta(days=ahead)))
        return time_of("span", *readings)
    return _range(first, first.days, last.days)


def _not_before(of_year: OfYear, days: Days) -> Days | None:
    since, until = days
    if since is None or until is None:
        return None
    same = last_of(of_year, until)
    return same if same and same[0] and same[0] >= since else next_of(of_year, until)


def _joined(first: Days | None, last: Days | None) -> Days | None:
    return (first[0], last[1]) if first and last else None


def _range(first: Time, since: Days | None, until: Days | None) -> Time | None:
    days = _joined(since, until)
    return time_of("span", days, bare="years" if first.bare == "year" else "") if days and days[0] and days[1] else None


@rule(
    "range",
    "between ORD|NUM .? and|until|to the? TIME",
    "from? ORD|NUM .? to|until the? TIME",
    "from? ORD|NUM .? - TIME",
    "ORD|NUM .? -|and TIME",
)
def _days_to(reading: Reading, day: int, last: Time) -> Time | None:
    """ "3 to 12 September", with the month of the second."""
    if last.grain != "day" or last.weekday is not None or last.bare or not 1 <= day <= _LARGEST_DAY:
        return None
    return _with_day(last, lambda days: _same_month(days, day))


@rule(
    "range",
    "between the? ORD|NUM .? and|until|to the? ORD|NUM .? of|in? the? TIME",
    "from? the? ORD|NUM .? to|until|- the? ORD|NUM .? of|in? the? TIME",
    "TIME between the? ORD|NUM and the? ORD|NUM",
    "TIME ,? from the? ORD|NUM -|to|until the? ORD|NUM",
)
def _days_of_month(reading: Reading, first: int | Time, second: int, third: int | Time) -> Time | None:
    """ "From 4 to 22 this month", "November between 19 and 20"."""
    since, until, month = (first, second, third) if isinstance(third, Time) else (second, third, first)
    if not isinstance(month, Time) or not isinstance(since, int) or not isinstance(until, int):
        return None
    if month.grain != "month" or not 1 <= since < until <= _LARGEST_DAY:
        return None
    return _with_day(month, lambda days: _days_within(days, since, until))


def _days_within(days: Days, first: int, last: int) -> Days | None:
    since, until = days
    if since is None or until is None or last > until.day:
        return None
    return since.replace(day=first), since.replace(day=last)


def _with_day(time: Time, change: Callable[[Days], Days | None]) -> Time | None:
    return time_of("span", *(change(days) for days in time.readings))


def _same_month(days: Days, day: int) -> Days | None:
    since, until = days
    if since is None or day >= since.day:
        return None
    return since.replace(day=day), until


@rule("time", "from? TIME to|-|until ORD|NUM")
def _days_from(reading: Reading, first: Time, day: int) -> Time | None:
    """ "September 3 to 12", with the month of the first."""
    if not reading.words.month_first or first.grain != "day" or first.weekday is not None or first.of_year is None:
        return None
    of_year = first.of_year

    def both(year: int) -> Days | None:
        days = of_year(year)
        if days is None or days[0] is None or day <= days[0].day:
            return None
        try:
            return days[0], days[0].replace(day=day)
        except ValueError:
            return None

    return yearly("span", both, reading.now)


#: A range's days, before its year is read.
DAY_RANGES = (*_days_from,)
#: Ranges of whole times.
RANGES = (
    *_since,
    *_from,
    *_until,
    *_before,
    *_before_or_for,
    *_or_later,
    *_after,
    *_from_to,
    *_digits,
    *_dashed,
    *_between_now,
    *_compared,
    *_days_to,
    *_days_of_month,
)
