"""Rules for days, months, years and the like by names and numbers: "12 June 2024", "third quarter", "the 1990s"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from rag.text.dates.expressions.calendar_days import (
    Days,
    OfYear,
    day_of,
    feast,
    months_from,
    one_day,
    shifted_unit,
    week_of_year,
)
from rag.text.dates.expressions.date_grammar import Reading, rule
from rag.text.dates.expressions.date_numbers import yearly_day
from rag.text.dates.expressions.time_value import Time, in_years_of, time_of, yearly

_LARGEST_DAY = 31
#: The first month of each season; winter begins in December.
_SEASONS = {0: 3, 1: 6, 2: 9, 3: 12}
_LAST_MONTHS = 12
_HALF_A_YEAR = timedelta(days=183)


@rule("time", "DAYWORD")
def _day_word(reading: Reading, shift: tuple[str, int]) -> Time | None:
    unit, number = shift
    return time_of(unit, shifted_unit(reading.now, number, unit), bare="dayword")


@rule("time", "MONTH")
def _month(reading: Reading, number: int) -> Time | None:
    return yearly("month", _months(number), reading.now, bare="month")


@rule("time", "MONTH_SHORT .?")
def _short_month(reading: Reading, number: int) -> Time | None:
    return yearly("month", _months(number), reading.now, bare="short")


def _months(first: int, number: int = 1) -> OfYear:
    return lambda year: months_from(year, first, number)


@rule("time", "SEASON")
def _season(reading: Reading, number: int) -> Time | None:
    return yearly("season", _months(_SEASONS[number], 3), reading.now, vague=True, bare="season")


@rule("time", "SEASON of? YEARNUMBER /|- YEARNUMBER|NUM")
def _winter_of_two_years(reading: Reading, number: int, year: int, following: int) -> Time | None:
    if following % 100 != (year + 1) % 100:
        return None
    return time_of("season", months_from(year, _SEASONS[number], 3), vague=True)


@rule("time", "FEAST")
def _feast(reading: Reading, keys: str) -> Time | None:
    made = [_yearly_feast(key, reading) for key in keys.split()]
    times = [time for time in made if time]
    if not times:
        return None
    readings = dict.fromkeys(days for time in times for days in time.readings)
    return Time("day", tuple(readings), of_year=times[0].of_year, bare="feast")


def _yearly_feast(key: str, reading: Reading) -> Time | None:
    return yearly("day", lambda year: one_day(feast(key, year)), reading.now)


@rule("weekday_time", "WEEKDAY")
def _weekday(reading: Reading, number: int) -> Time | None:
    return _weekly(reading, number, "weekday")


@rule("weekday_time", "WEEKDAY_SHORT .?")
def _short_weekday(reading: Reading, number: int) -> Time | None:
    return _weekly(reading, number, "short")


def _weekly(reading: Reading, number: int, bare: str) -> Time:
    last = reading.now - timedelta(days=(reading.now.weekday() - number) % 7)
    following = last + timedelta(days=7)
    return Time("day", ((last, last), (following, following)), bare=bare, weekday=number)


@rule("time", "WEEKDAY_TIME")
def _weekday_alone(reading: Reading, time: Time) -> Time:
    return time


@rule("time", "YEARNUMBER")
def _year_alone(reading: Reading, year: int) -> Time | None:
    return time_of("year", months_from(year, 1, _LAST_MONTHS), bare="year")


@rule("time", "yearnoun of? YEARNUMBER", "YEARNUMBER yearsuffix")
def _named_year(reading: Reading, year: int) -> Time | None:
    return time_of("year", months_from(year, 1, _LAST_MONTHS))


@rule("time", "SPELLED -? SPELLED", "THOUSANDS and? SPELLED")
def _spoken_year(reading: Reading, first: int, second: int) -> Time | None:
    """ "Nineteen ninety-six", "two thousand and fifteen"."""
    if 17 <= first <= 20 and 10 <= second <= 99:
        first *= 100
    elif first not in (1000, 2000) or not 1 <= second <= 99:
        return None
    return time_of("year", months_from(first + second, 1, _LAST_MONTHS), bare="spoken year")


@rule("time", "NOWWORD")
def _now(reading: Reading, word: int) -> Time:
    return Time("day", ((reading.now, reading.now),), bare="now")


@rule("time", "YEARNUMBER|NUM|DECADE_NUMBER decade_post", "DECADE_NUMBER", "decade_pre '? YEARNUMBER|NUM|DECADE_NUMBER")
def _decade(reading: Reading, year: int) -> Time | None:
    if year % 10 or not (year >= 1000 or 20 <= year <= 90):
        return None
    return time_of("decade", months_from(year if year >= 1000 else 1900 + year, 1, 120), bare="decade")


@rule("time", "SPELLED? DECADE_WORD")
def _decade_word(reading: Reading, century: int | None, year: int) -> Time | None:
    if century is not None and not 15 <= century <= 20:
        return None
    year = year if century is None else 100 * century + year % 100
    return time_of("decade", months_from(year, 1, 120), bare="decade")


@rule("time", "ORD century", "ROMAN century", "century ROMAN")
def _century(reading: Reading, number: int) -> Time | None:
    if not 11 <= number <= 21:
        return None
    return time_of("century", months_from((number - 1) * 100 + 1, 1, 1200))


@rule("day_month", "ORD|NUM .? of? MONTH|MONTH_SHORT", "ORD|NUM /|- MONTH|MONTH_SHORT", "NUMBER del_month NUMBER")
def _day_and_month(reading: Reading, day: int, month: int) -> Time | None:
    return yearly_day(month, day, reading.now) if day <= _LARGEST_DAY and month <= _LAST_MONTHS else None


@rule("day_month", "MONTH|MONTH_SHORT .? the? ORD|NUMBER")
def _month_and_day(reading: Reading, month: int, day: int) -> Time | None:
    return yearly_day(month, day, reading.now) if reading.words.month_first and day <= _LARGEST_DAY else None


@rule("day_month", "MONTH the DIGIT_ORD")
def _month_and_the_day(reading: Reading, month: int, day: int) -> Time | None:
    """Dutch "november de 15e"."""
    return yearly_day(month, day, reading.now, bare="spelled day") if day <= _LARGEST_DAY else None


@rule("day_month", "MONTH|MONTH_SHORT / NUMBER", "MONTH_SHORT - NUMBER")
def _month_stroke_day(reading: Reading, month: int, day: int) -> Time | None:
    return yearly_day(month, day, reading.now) if day <= _LARGEST_DAY else None


@rule("day_month", "MONTH SPELLED")
def _month_and_spelled_day(reading: Reading, month: int, day: int) -> Time | None:
    return yearly_day(month, day, reading.now, bare="spelled day") if day <= _LARGEST_DAY else None


@rule("time", "DAY_MONTH .?")
def _day_of_year(reading: Reading, time: Time) -> Time:
    return time


@rule("time", "DIGITS")
def _digits_alone(reading: Reading, time: Time) -> Time:
    return time


@rule("time", "ORD UNIT", turned=["UNIT ORD"])
def _numbered(reading: Reading, number: int, unit: str) -> Time | None:
    if unit == "week":
        return _week_spoken_of(number, reading.now, bare="nth week")
    length = {"quarter": 3, "half": 6}.get(unit)
    if length is None or not 1 <= number <= 12 // length:
        return None
    return yearly(unit, _months((number - 1) * length + 1, length), reading.now)


@rule("time", "Q_LETTER NUM")
def _quarter_code(reading: Reading, unit: str, number: int) -> Time | None:
    length = 3 if unit == "quarter" else 6
    if not 1 <= number <= 12 // length:
        return None
    return yearly(
        unit, _months((number - 1) * length + 1, length), reading.now, bare="" if unit == "quarter" else "short"
    )


@rule("time", "weekno NUM")
def _week_number(reading: Reading, number: int) -> Time | None:
    return _week_spoken_of(number, reading.now) if 1 <= number <= 53 else None


def _week_spoken_of(number: int, now: date, bare: str = "") -> Time | None:
    """A week by its number: this year's, unless that is more than half a year ahead."""
    time = yearly("week", lambda year: week_of_year(year, number), now, bare=bare)
    ahead = week_of_year(now.year, number)
    if time is None or ahead is None or ahead[0] is None or not timedelta(0) < ahead[0] - now <= _HALF_A_YEAR:
        return time
    return replace(time, readings=tuple(dict.fromkeys((ahead, *time.readings))))


def _nearest_first(readings: Iterable[Days], now: date) -> tuple[Days, ...]:
    return tuple(sorted(readings, key=lambda days: abs((days[0] - now).days) if days[0] else 0))


@rule("time", "day_pre DIGIT_ORD|NUMBER", "day_the DIGIT_ORD")
def _day_of_month(reading: Reading, day: int) -> Time | None:
    """A day without its month: the last one, else the next."""
    if not 1 <= day <= _LARGEST_DAY:
        return None
    return time_of("day", _monthly(reading, day, -1), _monthly(reading, day, 1), bare="day of month")


def _monthly(reading: Reading, day: int, direction: int, weekday: int | None = None) -> Days | None:
    """The nearest such day of a month on or before ``now``, or after it."""
    months = reading.now.year * 12 + reading.now.month - 1
    for step in range(400 if weekday is not None else 3):
        year, month = divmod(months + direction * step, 12)
        found = day_of(year, month + 1, day)
        if found is None or (weekday is not None and found.weekday() != weekday):
            continue
        if (found <= reading.now) == (direction < 0):
            return found, found
    return None


#: Read from words.
POINTS = (
    *_day_word, *_month, *_short_month, *_season, *_winter_of_two_years, *_feast, *_weekday, *_short_weekday,
    *_year_alone, *_named_year, *_decade, *_decade_word, *_century, *_day_and_month, *_month_and_day,
    *_month_and_spelled_day, *_month_and_the_day, *_month_stroke_day, *_now, *_spoken_year, *_numbered, *_quarter_code,
    *_week_number, *_day_of_month,
)  # fmt: skip
#: What is read of these alone.
ALONE = (*_weekday_alone, *_day_of_year, *_digits_alone)


@rule("time", "TIME ,? TIME yearsuffix?", "TIME of TIME yearsuffix?", "TIME - TIME")
def _in_year(reading: Reading, time: Time, year: Time) -> Time | None:
    return in_years_of(time, year)


@rule("time", "TIME -? the? TIME", "TIME possessive TIME")
def _year_first(reading: Reading, year: Time, time: Time) -> Time | None:
    return in_years_of(time, year)


@rule("time", "TIME ' NUMBER")
def _short_year(reading: Reading, time: Time, number: int) -> Time | None:
    """ "May '24"."""
    if time.grain not in ("month", "season") or not 0 <= number <= 99:
        return None
    century = 2000 if 2000 + number <= reading.now.year + 10 else 1900
    return in_years_of(time, Time("year", (months_from(century + number, 1, _LAST_MONTHS),)))


@rule("time", "WEEKDAY_TIME ,? the? ORD|NUMBER .?")
def _weekday_and_day(reading: Reading, weekday: Time, day: int) -> Time | None:
    """ "Mon 13th": the nearest such day, since whoever tells the weekday speaks of a near one."""
    if not 1 <= day <= _LARGEST_DAY:
        return None
    found = [_monthly(reading, day, direction, weekday.weekday) for direction in (-1, 1)]
    return time_of("day", *_nearest_first([days for days in found if days], reading.now), bare="weekday and day")


#: With the year that is named beside it.
WITH_YEAR = (*_in_year, *_year_first, *_short_year, *_weekday_and_day)


@rule("no_day", "ORD|NUM .? of? MONTH|MONTH_SHORT")
def _in_no_month(reading: Reading, day: int, month: int) -> bool | None:
    return True if 1 <= day <= _LARGEST_DAY and yearly_day(month, day, reading.now) is None else None


@rule("no_day", "MONTH|MONTH_SHORT .? the? ORD|NUMBER")
def _month_without_day(reading: Reading, month: int, day: int) -> bool | None:
    if not reading.words.month_first or not 1 <= day <= _LARGEST_DAY:
        return None
    return True if yearly_day(month, day, reading.now) is None else None


@rule("no_day", "TIME ,? of? TIME")
def _not_in_year(_: Reading, time: Time, year: Time) -> bool | None:
    return True if time.grain == "day" and time.of_year and _is_year(year) and in_years_of(time, year) is None else None


@rule("no_day", "NO_DAY ,? of? TIME")
def _and_its_year(_: Reading, none: bool, year: Time) -> bool | None:
    return True if none and _is_year(year) else None


def _is_year(time: Time) -> bool:
    return time.grain == "year"


#: Days that there are not (30 February, 29 February 2025): no part of them is a time.
NO_DAYS = (*_in_no_month, *_month_without_day, *_not_in_year)
NO_DAYS_WITH_YEAR = (*_and_its_year,)


@rule("time", "WEEKDAY_TIME ,? the? TIME|DIGITS")
def _weekday_and_date(reading: Reading, weekday: Time, time: Time) -> Time | None:
    number = weekday.weekday
    if time.grain != "day" or time.weekday is not None or time.bare not in ("", "digits") or number is None:
        return None
    # "Mon 21 Nov" is in the year in which that day is a Monday.
    fitting = [days for days in time.readings if days[0] and days[0].weekday() == number]
    if fitting and fitting[0] != time.readings[0]:
        others = [days for days in time.readings if days not in fitting]
        return Time("day", (*fitting, *others))
    weeks = [since for since, until in time.readings if since and until and (until - since).days == 6]
    if weeks and not fitting:  # "Sunday in two weeks"
        return time_of("day", one_day(weeks[0] + timedelta(days=number)))
    return time.named()


@rule("time", "in_day DIGITS")
def _digits_after_word(reading: Reading, time: Time) -> Time:
    return time.named()


#: A weekday beside its date, which the date tells.
WITH_WEEKDAY = (*_weekday_and_date, *_digits_after_word)
