"""Of which time an answer speaks, where what was found for a question without one comes from times far apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.answer.events import AnswerDone, AnswerEvent
from rag.model import Answer
from rag.text.terms import likely_language

#: What was published within half a year is mostly of one story.
_APART = timedelta(days=183)
#: Evidence with such a share of the first one's score comes near, too.
_NEAR = 0.75
#: So many other times are told.
_MOST = 3
#: How a question names a year, by its language.
_OF_YEAR: Mapping[str, str] = {
    "en": "in {}", "de": "im Jahr {}", "fr": "en {}", "es": "en {}", "it": "nel {}", "nl": "in {}", "pt": "em {}",
    "uk": "у {} році",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day of what was found of a time."""

    first: date
    last: date

    def __str__(self) -> str:
        first, last = f"{self.first:%B} {self.first.year}", f"{self.last:%B} {self.last.year}"
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True, slots=True)
class Periods:
    """The time that an answer speaks of, and others that are far from it, the newest first."""

    own: Period
    others: tuple[Period, ...]


def periods_of(answer: Answer) -> Periods | None:
    """The times that an answer and what else was found come from.

    None where these are one, where the question or a filter has named one, or where nothing answers.
    """
    named = answer.filters.dated or answer.filters.undated or (answer.read_as is not None and _is_of_time(answer))
    if named or answer.outcome == "none" or answer.archive_result is not None or not answer.evidence:
        return None
    cited = [citation.article for sentence in answer.sentences for citation in sentence.citations]
    own = cited[0].day if cited else answer.evidence[0].article.day
    if own is None:
        return None
    least = _NEAR * answer.evidence[0].score
    near = {one.article.day for one in answer.evidence if one.score >= least}
    days = sorted({own, *(article.day for article in cited if article.day), *filter(None, near)})
    periods = [Period(days[0], days[0])]
    for day in days[1:]:
        if day - periods[-1].last > _APART:
            periods.append(Period(day, day))
        else:
            periods[-1] = Period(periods[-1].first, day)
    [ours] = [each for each in periods if each.first <= own <= each.last]
    others = [each for each in reversed(periods) if each != ours]
    return Periods(ours, tuple(others[:_MOST])) if others else None


def _is_of_time(answer: Answer) -> bool:
    read = answer.read_as
    return read is not None and bool(read.since or read.until or read.as_of or read.prefers)


def with_period(answer: Answer) -> Answer:
    """The answer, which says of which time it speaks where what else was found is of another."""
    periods = periods_of(answer)
    if periods is None:
        return answer
    others = " and of ".join(map(str, periods.others))
    said = f"This is of {periods.own}; what else comes near is of {others}."
    return replace(answer, notice=" ".join(filter(None, (answer.notice, said))))


def events_with_period(events: Iterator[AnswerEvent]) -> Iterator[AnswerEvent]:
    """The events of an answer, of which the last says of which time it speaks."""
    for event in events:
        yield AnswerDone(with_period(event.answer)) if isinstance(event, AnswerDone) else event


def asked_of_others(answer: Answer) -> Iterator[str]:
    """The question, asked of each of the other times by its year; none of the year that the answer speaks of."""
    periods = periods_of(answer)
    form = _OF_YEAR.get(likely_language(answer.question))
    if periods is None or form is None:
        return
    own = {periods.own.first.year, periods.own.last.year}
    bare = answer.question.rstrip(" \u00a0\u202f?.!")
    for year in dict.fromkeys(period.last.year for period in periods.others):
        if year not in own:
            yield f"{bare} {form.format(year)}?"
