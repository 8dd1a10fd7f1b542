"""Reading the days and spans of days that a sentence or a question names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.text.dates.expressions.bound_rules import DAY_RANGES, RANGES
from rag.text.dates.expressions.calendar_days import PRESENT, Days
from rag.text.dates.expressions.date_grammar import Chart, Item, Reading, Rule
from rag.text.dates.expressions.date_numbers import digit_dates, number_items
from rag.text.dates.expressions.date_words import LanguageWords, Token, date_tokens
from rag.text.dates.expressions.name_guards import Guard
from rag.text.dates.expressions.point_rules import ALONE, NO_DAYS, NO_DAYS_WITH_YEAR, POINTS, WITH_WEEKDAY, WITH_YEAR
from rag.text.dates.expressions.relative_rules import FROM_TIMES, RELATIVE
from rag.text.dates.expressions.time_value import Time
from rag.text.dates.expressions.words import language_words

#: In this order: what a rule takes must have been read by one before.
_STEPS: tuple[Sequence[Rule], ...] = (
    POINTS, ALONE, NO_DAYS, NO_DAYS_WITH_YEAR, RELATIVE, DAY_RANGES, WITH_YEAR, WITH_WEEKDAY, FROM_TIMES, FROM_TIMES,
    RANGES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A day or a span of days named at characters ``[start, end)`` of a text.

    Attributes:
        start: of its words, with those that make the range ("since", "before", "last").
        end: of its words.
        since: the first day; None is open.
        until: the last day; None is open.
        vague: whether the ends are a matter of taste ("early May", "this winter").
        alternatives: other readings that are right as well, the likelier ones first.
    """

    start: int
    end: int
    since: date | None
    until: date | None
    vague: bool = False
    alternatives: tuple[Days, ...] = ()

    @property
    def kind(self) -> Literal["date", "daterange"]:
        """Whether it is one day."""
        return "date" if self.since is not None and self.since == self.until else "daterange"


def read_dates(text: str, *, language: str, now: date) -> list[DateExpression]:
    """The days and spans of days that a text names, in order; none overlaps another.

    Whatever may be something else (a name, a title, a number of things) is not read: a day left out is better than one
    that was never meant.

    Args:
        text: a sentence or a question.
        language: its language (ISO 639-1); nothing is read in one that has no table in ``words/``.
        now: the day that "yesterday" and "next week" are told from; nothing is read before 1500 or after 2149.
    """
    words = language_words(language)
    if words is None or now.year not in PRESENT:
        return []
    tokens = date_tokens(text)
    chart = _read(tokens, Reading(now, words, _speaks_ahead(tokens, words)))
    guard = Guard(tokens, language, words)
    nothing = list(_days_that_are_none(chart, tokens))
    found: list[DateExpression] = []
    taken = 0
    for start, end, time in _longest_first(chart):
        if any(start < last and first < end for first, last in nothing):
            continue
        if start >= taken and guard.allows(start, end, time) and not _goes_on(chart, start, end, time):
            since, until = time.days
            last = tokens[end - 1] if tokens[end - 1].text != "." or end - start < 2 else tokens[end - 2]
            found.append(DateExpression(tokens[start].start, last.end, since, until, time.vague, time.readings[1:]))
            taken = end
    return found


def _speaks_ahead(tokens: Sequence[Token], words: LanguageWords) -> bool:
    return any(name == "speaks_ahead" for index in range(len(tokens)) for name, _, _ in words.phrases_at(tokens, index))


def _read(tokens: Sequence[Token], reading: Reading) -> Chart:
    chart = Chart(tokens)
    for index, token in enumerate(tokens):
        if not token.is_word and not token.is_number:
            chart.add(index, Item(token.text, index + 1, token.text))
        for item in _word_items(tokens, index, reading.words):
            chart.add(index, item)
        for item in number_items(tokens, index, reading.words):
            chart.add(index, item)
        for item in digit_dates(tokens, index, reading):
            chart.add(index, item)
        if token.text in "<>":
            equal = index + 1 < len(tokens) and tokens[index + 1].text == "="
            chart.add(index, Item("compared", index + 1 + equal, token.text + "=" * equal))
    for rules in _STEPS:
        chart.apply(rules, reading)
    return chart


def _word_items(tokens: Sequence[Token], index: int, words: LanguageWords) -> Iterator[Item]:
    token = tokens[index]
    for name, end, value in words.phrases_at(tokens, index):
        named = name in ("month", "month_short", "weekday", "weekday_short")
        small = named and not token.capital and words.month_first
        if small and token.text in words.classes["ambiguous"][0].split("|") and not _typed_small(tokens, index, words):
            continue
        if name == "dayword" and words.nouns_capital and token.capital and index and tokens[index - 1].is_word:
            continue
        yield Item(name, end, value)
        if name == "num":
            yield Item("spelled", end, value)


def _typed_small(tokens: Sequence[Token], index: int, words: LanguageWords) -> bool:
    """Whether a month is meant by a word that English writes small for something else: "who resigned in may?"."""
    if not index or not any(name == "in_month" for name, _, _ in words.phrases_at(tokens, index - 1)):
        return False
    return index + 1 >= len(tokens) or not tokens[index + 1].is_word


def _goes_on(chart: Chart, start: int, end: int, time: Time) -> bool:
    """Whether a day without its month is the beginning of a longer date: "on the 21st of May"."""
    if not time.bare.endswith("day of month"):
        return False
    return any(
        item.end > end
        for index in range(start + 1, end)
        for item in chart.items[index]
        if item.name in ("time", "range")
    )


def _days_that_are_none(chart: Chart, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where a day is named that there is not: of "30 February" neither "February" is meant nor the 30th."""
    for index, here in enumerate(chart.items):
        for end in (item.end for item in here if item.name == "no_day"):
            # "In February 31 people died" has a number of people.
            counts = len(tokens[end - 1].text) <= 2 and tokens[end - 1].is_number and end < len(tokens)
            if not (counts and tokens[end].is_word):
                yield index, end


def _longest_first(chart: Chart) -> Iterator[tuple[int, int, Time]]:
    """What was read, by its beginning; the longest first, and what has a name of its own before ranges."""
    for index, here in enumerate(chart.items):
        times = [item for item in here if item.name in ("time", "range")]
        for item in sorted(times, key=lambda each: (-each.end, each.name == "range")):
            yield index, item.end, item.value
