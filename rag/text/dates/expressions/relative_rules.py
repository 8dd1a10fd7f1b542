"""Rules for times told from another one: "last week", "two days after Christmas", "the end of May", "so far"."""

from __future__ import annotations

from datetime import date, timedelta

from rag.text.dates.expressions.calendar_days import (
    Days,
    last_of,
    nth_weekday,
    one_day,
    plus_days,
    plus_units,
    shifted_unit,
    unit_of,
)
from rag.text.dates.expressions.date_grammar import Reading, rule
from rag.text.dates.expressions.time_value import Time, directed, each_of, part_of, time_of

#: What is stepped through by counting: "the last year but 9,999" is no time of an article.
_MOST_STEPS = 1000
_SATURDAY = 5


@rule("time", "DIR|NEAR UNIT", turned=["UNIT DIRAFTER"])
def _directed_unit(reading: Reading, direction: int, unit: str) -> Time | None:
    if unit == "day":
        return None
    rolling: Days | None = None
    if abs(direction) == 1 and unit != "weekend":
        rolling = _rolling(reading.now, direction, unit)
    if unit == "fortnight":
        return time_of("span", rolling) if rolling else None
    return time_of(unit, shifted_unit(reading.now, direction, unit), rolling, bare="dir" if direction else "")


@rule("time", "DIR WEEKDAY_TIME", turned=["WEEKDAY_TIME DIRAFTER"])
def _directed_weekday(reading: Reading, direction: int, time: Time) -> Time | None:
    return _by_week(reading, direction, time)


def _by_week(reading: Reading, direction: int, time: Time) -> Time | None:
    """By calendar weeks: "last Friday" is in the week before this one; the nearest is another reading."""
    week = shifted_unit(reading.now, direction, "week")
    last, following = (days[0] for days in time.readings)
    if week is None or week[0] is None or time.weekday is None or last is None or following is None:
        return None
    day = week[0] + timedelta(days=time.weekday)
    nearest = (
        day if abs(direction) != 1 else following if direction > 0 else last - timedelta(days=7 * (last == reading.now))
    )
    return time_of("day", (day, day), (nearest, nearest))


@rule("time", "NEAR WEEKDAY_TIME", turned=["WEEKDAY_TIME NEARAFTER"])
def _nearest(reading: Reading, direction: int, time: Time) -> Time | None:
    """ "This coming Friday": the first after ``now``; "this past Friday": the last before."""
    calendar = _by_week(reading, direction, time)
    return None if calendar is None else time_of("day", *reversed(calendar.readings))


@rule("time", "DIR|NEAR TIME", turned=["TIME DIRAFTER"])
def _directed_time(reading: Reading, direction: int, time: Time) -> Time | None:
    if time.bare == "short" or direction not in (-2, -1, 0, 1):
        return None
    if direction == -2:  # "the summer before last"
        last = directed(time, -1, reading.now)
        begun = last.days[0] if last else None
        before = last_of(time.of_year, begun - timedelta(days=1)) if time.of_year and begun else None
        return time_of(time.grain, before, vague=time.vague) if before else None
    return directed(time, direction, reading.now)


def _counted(direction: int, number: int, unit: str, reading: Reading) -> Time | None:
    if abs(direction) != 1 or not 1 <= number <= _MOST_STEPS:
        return None
    now = reading.now
    other = plus_units(now, direction * number, unit)
    if other is None:
        return None
    if direction > 0:
        return time_of("span", (now + timedelta(days=1), other), (now, other))
    whole = _whole_units(now, number, unit) if unit != "day" else None
    later, before = other + timedelta(days=1), now - timedelta(days=1)
    return time_of("span", (other, now), (later, now), (other, before), whole)


@rule("time", "DIR|NEAR NUM UNITS")
def _last_units(reading: Reading, direction: int, number: int, unit: str) -> Time | None:
    return _counted(direction, number, unit, reading)


@rule("time", "NUM DIR|NEAR|DIRAFTER UNITS")
def _number_last_units(reading: Reading, number: int, direction: int, unit: str) -> Time | None:
    return _counted(direction, number, unit, reading)


@rule("time", "NUM UNITS DIRAFTER")
def _units_last(reading: Reading, number: int, unit: str, direction: int) -> Time | None:
    return _counted(direction, number, unit, reading)


@rule("time", "within NUM|ONE UNIT|UNITS")
def _within(reading: Reading, number: int, unit: str) -> Time | None:
    other = plus_units(reading.now, number, unit)
    return time_of("span", (reading.now, other), (reading.now + timedelta(days=1), other)) if other else None


def _rolling(now: date, direction: int, unit: str) -> Days | None:
    other = plus_units(now, direction, unit)
    if other is None:
        return None
    return (other, now) if direction < 0 else (now, other)


def _whole_units(now: date, number: int, unit: str) -> Days | None:
    """So many whole weeks, months … before the one of ``now``."""
    first, last = shifted_unit(now, -number, unit), shifted_unit(now, -1, unit)
    return (first[0], last[1]) if first and last else None


def _stepped(reading: Reading, number: int, unit: str) -> Time | None:
    if abs(number) > _MOST_STEPS:
        return None
    day = plus_units(reading.now, number, unit)
    if day is None:
        return None
    return time_of("day", (day, day), unit_of(day, unit) if unit not in ("day", "weekend", "fortnight") else None)


@rule("time", "NUM|ONE UNIT|UNITS ago from_now?", "ago_before NUM|ONE UNIT|UNITS ago?")
def _ago(reading: Reading, number: int, unit: str) -> Time | None:
    return _stepped(reading, -number, unit)


@rule("time", "NUM|ONE UNIT|UNITS ago DAYWORD", "ago_before NUM|ONE UNIT|UNITS DAYWORD")
def _ago_from(reading: Reading, number: int, unit: str, shift: tuple[str, int]) -> Time | None:
    """ "A year ago today", "a week ago yesterday"."""
    return _counted_from(reading, shift, number, unit)


@rule("time", "DAYWORD ago_before NUM|ONE UNIT|UNITS")
def _from_ago(reading: Reading, shift: tuple[str, int], number: int, unit: str) -> Time | None:
    """German "heute vor einem Jahr"."""
    return _counted_from(reading, shift, number, unit)


def _counted_from(reading: Reading, shift: tuple[str, int], number: int, unit: str) -> Time | None:
    """The one day that lies so long before another that is named beside it."""
    day = plus_days(reading.now, shift[1]) if shift[0] == "day" and number <= _MOST_STEPS else None
    return time_of("day", one_day(plus_units(day, -number, unit))) if day is not None else None


@rule("range", "MORE NUM|ONE UNIT|UNITS ago", "MORE_BEFORE NUM|ONE UNIT|UNITS")
def _more_ago(reading: Reading, way: int, number: int, unit: str) -> Time | None:
    """ "More than two weeks ago" and "less than …": what lies before that day, or since."""
    day = plus_units(reading.now, -number, unit) if number <= _MOST_STEPS else None
    if day is None:
        return None
    return time_of("span", (None, day) if way > 0 else (day, reading.now), (day, day))


@rule("range", "MORE NUM|ONE UNIT|UNITS from_now")
def _more_ahead(reading: Reading, way: int, number: int, unit: str) -> Time | None:
    """ "More than three days from now"."""
    day = plus_units(reading.now, number, unit) if number <= _MOST_STEPS else None
    if day is None:
        return None
    return time_of("span", (day, None) if way > 0 else (reading.now, day), (day, day))


@rule("time", "UNIT ago_bare")
def _one_ago(reading: Reading, unit: str) -> Time | None:
    return _stepped(reading, -1, unit)


@rule("time", "ahead NUM UNITS", "ahead_sure NUM|ONE UNIT|UNITS", "NUM|ONE UNIT|UNITS from_now")
def _ahead(reading: Reading, number: int, unit: str) -> Time | None:
    return _stepped(reading, number, unit)


@rule("time", "the UNIT")
def _the_unit(reading: Reading, unit: str) -> Time | None:
    """The unit that it is now, as in "the end of the month"; alone only the weekend is one."""
    if unit == "weekend":
        days = unit_of(reading.now, "weekend")
        last = days if days[0] and days[0] <= reading.now else shifted_unit(reading.now, -1, "weekend")
        following = days if last != days else shifted_unit(reading.now, 1, "weekend")
        both = (following, last) if reading.ahead else (last, following)
        return time_of("weekend", *both, bare="weekend")
    return None if unit == "day" else time_of(unit, unit_of(reading.now, unit), bare="unit")


#: From the words beside a name or a unit.
RELATIVE = (
    *_directed_unit, *_directed_weekday, *_nearest, *_directed_time, *_last_units, *_number_last_units,
    *_units_last, *_within, *_ago, *_ago_from, *_from_ago, *_more_ago, *_more_ahead, *_one_ago, *_ahead, *_the_unit,
)  # fmt: skip


@rule("time", "PART -? of? the? TIME")
def _part(reading: Reading, part: str, time: Time) -> Time | None:
    return _part_of(part, time)


@rule("time", "PART_UNIT")
def _part_unit(reading: Reading, named: tuple[str, str]) -> Time | None:
    part, unit = named
    time = time_of(unit, unit_of(reading.now, unit))
    return _part_of(part, time) if time else None


@rule("time", "PART_BARE UNIT", "PART of UNIT")
def _part_of_this(reading: Reading, part: str, unit: str) -> Time | None:
    """ "A fine anno", "finales de año": of what it is now."""
    time = time_of(unit, unit_of(reading.now, unit)) if unit not in ("day", "weekend") else None
    return _part_of(part, time) if time else None


def _part_of(part: str, time: Time) -> Time | None:
    if time.grain in ("day", "weekend", "span") or time.part or time.bare == "short":
        return None
    return each_of(time, lambda days: part_of(part, time.grain, days), "part", vague=True, part=part)


@rule("time", "ORD half_of of? the? TIME")
def _half(reading: Reading, number: int, time: Time) -> Time | None:
    if number not in (1, 2) or time.grain in ("day", "weekend", "span"):
        return None
    return each_of(time, lambda days: _half_of(number, days), "half")


def _half_of(number: int, days: Days) -> Days | None:
    since, until = days
    if since is None or until is None:
        return None
    months = (until.year - since.year) * 12 + until.month - since.month + 1
    middle = plus_units(since, months // 2, "month") if months > 1 else since + timedelta(days=15)
    if middle is None:
        return None
    return (since, middle - timedelta(days=1)) if number == 1 else (middle, until)


@rule("time", "LATER the? of? TIME", turned=["TIME LATERAFTER"])
def _later(reading: Reading, which: str, time: Time) -> Time | None:
    since, until = time.days
    if since is None or until is None or time.grain in ("day", "weekend"):
        return None
    now = reading.now
    if since <= now <= until:
        if which == "early":
            return time_of("span", (since, now), (since, now - timedelta(days=1)), vague=True)
        return time_of("span", (now, until), (now + timedelta(days=1), until), vague=True)
    return _part_of(which, time)


@rule("time", "so_far TIME", "TIME so_far")
def _so_far(reading: Reading, time: Time) -> Time | None:
    since, until = time.days
    return time_of("span", (since, reading.now)) if since and until and since <= reading.now <= until else None


@rule("time", "rest of? the? TIME")
def _rest(reading: Reading, time: Time) -> Time | None:
    since, until = time.days
    if since is None or until is None or not since <= reading.now <= until:
        return None
    return time_of("span", (reading.now, until), (reading.now + timedelta(days=1), until))


@rule("time", "to_date")
def _to_date(reading: Reading) -> Time | None:
    return time_of("span", (reading.now.replace(month=1, day=1), reading.now))


@rule("time", "UNIT_OF of? the? TIME", "UNIT of TIME")
def _unit_around(reading: Reading, unit: str, time: Time) -> Time | None:
    if time.grain == unit:
        return time.named()
    if unit not in ("week", "weekend") or time.grain != "day":
        return None
    return each_of(time, lambda days: unit_of(days[0], unit) if days[0] else None, unit)


@rule("time", "ORD|DIR UNIT of|in? the? TIME")
def _nth_unit(reading: Reading, number: int, unit: str, time: Time) -> Time | None:
    if unit not in ("day", "week", "weekend", "month", "quarter") or number == 0:
        return None
    if time.grain not in ("week", "month", "season", "quarter", "half", "year", "decade"):
        return None
    return each_of(time, lambda days: _nth(days, number, unit), unit)


def _nth(days: Days, number: int, unit: str) -> Days | None:
    since, until = days
    if since is None or until is None or abs(number) > 366:
        return None
    if unit == "day":
        day = plus_days(since, number - 1) if number > 0 else until
        return (day, day) if day and day <= until else None
    if unit in ("week", "weekend"):
        # A week belongs to the time that holds its Thursday (ISO 8601).
        thursday = nth_weekday(days, 3, number)
        return unit_of(thursday, unit) if thursday else None
    first = unit_of(since, unit) if number > 0 else unit_of(until, unit)
    found = plus_units(first[0], number - 1, unit) if first[0] and number > 0 else first[0]
    return unit_of(found, unit) if found and found <= until else None


@rule("time", "ORD|DIR NUM UNITS of|in? the? TIME")
def _first_units(reading: Reading, direction: int, number: int, unit: str, time: Time) -> Time | None:
    if direction not in (1, -1) or not 1 <= number <= _MOST_STEPS or time.grain == "day":
        return None
    return each_of(time, lambda days: _edge(days, direction * number, unit), "span")


def _edge(days: Days, number: int, unit: str) -> Days | None:
    """So many units at the beginning of some days, or at their end."""
    since, until = days
    if since is None or until is None:
        return None
    if number > 0:
        following = plus_units(since, number, unit)
        return (since, following - timedelta(days=1)) if following and following <= until else None
    begin = plus_units(until + timedelta(days=1), number, unit)
    return (begin, until) if begin and begin >= since else None


@rule("time", "ORD|NUMBER of|in? TIME")
def _day_of_that_month(reading: Reading, day: int, time: Time) -> Time | None:
    """ "The 20th of next month"."""
    if time.grain != "month" or time.of_year is not None or not 1 <= day <= 31:
        return None
    return each_of(time, lambda days: _nth(days, day, "day"), "day")


@rule("time", "WEEKDAY_TIME DAYS_OFF the? TIME")
def _weekday_off(reading: Reading, weekday: Time, direction: int, time: Time) -> Time | None:
    """ "The Friday before Easter"."""
    if time.grain != "day" or time.weekday is not None or time.bare == "dayword":
        return None
    return each_of(time, lambda days: _nearest_weekday(days, direction, weekday.weekday or 0), "day")


def _nearest_weekday(days: Days, direction: int, weekday: int) -> Days | None:
    day = days[0]
    if day is None:
        return None
    steps = (direction * (weekday - day.weekday())) % 7 or 7
    return _single(plus_days(day, direction * steps))


@rule("time", "ORD|DIR WEEKDAY_TIME of|in? the? TIME")
def _nth_weekday(reading: Reading, number: int, weekday: Time, time: Time) -> Time | None:
    if not number or weekday.weekday is None or time.grain not in ("month", "year", "quarter", "season"):
        return None
    return each_of(time, lambda days: _single(nth_weekday(days, weekday.weekday or 0, number)), "day")


def _single(day: date | None) -> Days | None:
    return (day, day) if day else None


@rule("time", "WEEKDAY_TIME of|in? the? TIME")
def _weekday_of_week(reading: Reading, weekday: Time, time: Time) -> Time | None:
    return _in_week(weekday, time)


@rule("time", "TIME -|,|of|in|on? WEEKDAY_TIME")
def _week_and_weekday(reading: Reading, time: Time, weekday: Time) -> Time | None:
    return _in_week(weekday, time)


def _in_week(weekday: Time, time: Time) -> Time | None:
    number = weekday.weekday
    if number is None or time.grain != "week" or time.bare == "unit":
        return None
    return each_of(time, lambda days: _single(days[0] + timedelta(days=number) if days[0] else None), "day")


@rule("time", "ahead_sure? NUM|ONE UNIT|UNITS DAYS_OFF the? TIME")
def _units_off(reading: Reading, number: int, unit: str, direction: int, time: Time) -> Time | None:
    if time.grain not in ("day", "part") or number > _MOST_STEPS:
        return None
    return each_of(time, lambda days: _off(days, direction * number, unit), "day")


@rule("time", "EVE the? TIME")
def _eve(reading: Reading, direction: int, time: Time) -> Time | None:
    return each_of(time, lambda days: _off(days, direction, "day"), "day") if time.grain == "day" else None


@rule("time", "the? UNIT before|before_or_for the? TIME")
def _unit_before(reading: Reading, unit: str, time: Time) -> Time | None:
    """ "The week before Easter", but not "the week to 25 December"."""
    return _unit_off(-1, unit, time)


@rule("time", "the? UNIT after the? TIME")
def _unit_after(reading: Reading, unit: str, time: Time) -> Time | None:
    """ "The weekend after Christmas"."""
    return _unit_off(1, unit, time)


def _unit_off(direction: int, unit: str, time: Time) -> Time | None:
    if unit not in ("week", "weekend", "month") or time.grain != "day" or time.bare in ("dayword", "now"):
        return None
    return each_of(time, lambda days: _next_unit(days, direction, unit), unit)


def _next_unit(days: Days, direction: int, unit: str) -> Days | None:
    day = days[0]
    if day is None:
        return None
    if unit == "weekend":
        saturday = _nearest_weekday(days, direction, _SATURDAY)
        return unit_of(saturday[0], unit) if saturday and saturday[0] else None
    return shifted_unit(day, direction, unit)


def _off(days: Days, number: int, unit: str) -> Days | None:
    day = days[0] if number < 0 else days[1]
    return _single(plus_units(day, number, unit)) if day else None


#: Told from a whole time.
FROM_TIMES = (
    *_part, *_part_unit, *_part_of_this, *_half, *_later, *_so_far, *_rest, *_to_date, *_unit_around, *_nth_unit,
    *_nth_weekday, *_first_units, *_day_of_that_month, *_weekday_off, *_weekday_of_week,
    *_week_and_weekday, *_units_off, *_unit_before, *_unit_after, *_eve,
)  # fmt: skip
