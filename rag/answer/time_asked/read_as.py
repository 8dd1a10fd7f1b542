"""From a question's words to the articles that are looked at: days become days of publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from rag.errors import UsageError
from rag.model import Filters, ReadAs, within
from rag.text.dates.time_in_question import QuestionTime, time_in_question
from rag.text.terms import likely_language

#: What happened on a day is reported on it and after it: articles pass that were published until as many days later as
#: the days named are, but at least and at most so many.
_LEAST_LATER_DAYS = 7
_MOST_LATER_DAYS = 366


def read_time(question: str, now: date) -> tuple[ReadAs, Filters] | None:
    """What a question's words were taken to mean, and the filters that let in what can tell of it; None for nothing.

    Days that are all still to come say nothing of publication: what is planned for them has been reported already.

    Args:
        question: stands alone.
        now: the day it is asked on.
    """
    said = time_in_question(question, language=likely_language(question), now=now)
    if said is None:
        return None
    if said.as_of is not None and said.as_of < now:
        return ReadAs(as_of=said.as_of, from_words=said.from_words), Filters(as_of=said.as_of)
    if said.prefers or said.as_of is not None:  # what is known by today is how things stand now
        return ReadAs(prefers="newest", from_words=said.from_words), Filters()
    filters = _published(said, now)
    if not filters:
        return None
    return ReadAs(since=said.since, until=said.until, from_words=said.from_words), filters


def _published(said: QuestionTime, now: date) -> Filters:
    """From the first day of any right reading to the last, and some days after those that are named; no filters where
    that leaves nothing out, or all."""
    past = [days for days in said.alternatives if days[1] is None or days[1] <= now]
    firsts = [said.since, *(since for since, _ in past)]
    lasts = [_later(said.since, said.until), *(until for _, until in past)]
    since = None if None in firsts else min(filter(None, firsts))
    until = None if None in lasts else max(filter(None, lasts))
    if since is not None:
        return Filters(since=since, until=until) if since <= now else Filters()
    return Filters(until=until) if until is not None and until < now else Filters()


def _later(since: date | None, until: date | None) -> date | None:
    if until is None:
        return None
    days = (until - since).days + 1 if since is not None else 0
    later = timedelta(days=max(_LEAST_LATER_DAYS, min(days, _MOST_LATER_DAYS)))
    return until + min(later, date.max - until)


def narrowed(filters: Filters, by: Filters) -> Filters | None:
    """A person's own filters, narrowed to the days of other ones; None where these leave no day."""
    if by and filters.undated:
        return None
    as_of = min(filter(None, (filters.as_of, by.as_of)), default=None)
    try:
        return replace(within(filters, by.since, by.until), as_of=as_of)
    except UsageError:  # the days lie apart
        return None
