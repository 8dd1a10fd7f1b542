"""From a question's words to the articles that are looked at: days become days of publication, names filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.errors import UsageError
from rag.model import Filters, ReadAs, within
from rag.store.sqlite.tables import name_key
from rag.text.archive_questions.named_in_question import NamedSources
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


@dataclass(frozen=True, slots=True)
class Understood:
    """What of a question's words is taken for more than what it asks for.

    ``meant`` says it, ``filters`` let in the articles of it, ``unsaid`` are the words that no sentence need have, and
    ``left`` is what else could be read and is not looked at, None for nothing.
    """

    meant: ReadAs
    filters: Filters
    unsaid: tuple[str, ...] = ()
    left: ReadAs | None = None


def understandings(question: str, now: date, named: NamedSources | None) -> list[Understood]:
    """All that a question's words say of time and of whose articles, then parts of it; none where they say nothing.

    Args:
        question: stands alone.
        now: the day it is asked on.
        named: whose articles it asks for.
    """
    time = read_time(question, now)
    if named is None:
        return [_of_time(*time)] if time else []
    authors, outlets, sections = named.authors, named.outlets, named.sections
    whose = Understood(
        ReadAs(authors=authors, outlets=outlets, sections=sections, from_words=named.from_words),
        Filters(authors=authors, outlets=outlets, sections=sections),
        named.unsaid,
    )
    if time is None:
        return [whose]
    when = _of_time(*time)
    words = (*named.from_words, *when.meant.from_words)
    both = Understood(
        replace(when.meant, authors=authors, outlets=outlets, sections=sections, from_words=words),
        replace(when.filters, authors=authors, outlets=outlets, sections=sections),
        (*whose.unsaid, *when.unsaid),
    )
    return [both, replace(whose, left=when.meant), replace(when, left=whose.meant)]


def _of_time(meant: ReadAs, filters: Filters) -> Understood:
    # "The latest" says which article is wanted, not what stands in it.
    return Understood(meant, filters, meant.from_words if meant.prefers else ())


def narrowed(filters: Filters, by: Filters) -> Filters | None:
    """A person's own filters, narrowed to the days and names of other ones; None where nothing passes both."""
    if by.dated and filters.undated:
        return None
    authors, outlets = _both(filters.authors, by.authors), _both(filters.outlets, by.outlets)
    sections = _both(filters.sections, by.sections)
    if authors is None or outlets is None or sections is None:
        return None
    as_of = min(filter(None, (filters.as_of, by.as_of)), default=None)
    try:
        days = within(filters, by.since, by.until)
    except UsageError:  # the days lie apart
        return None
    return replace(days, as_of=as_of, authors=authors, outlets=outlets, sections=sections)


def _both(own: tuple[str, ...], named: tuple[str, ...]) -> tuple[str, ...] | None:
    """The names that a person's own filter and the question let in; None where these have none in common."""
    if not own or not named:
        return own or named
    keys = set(map(name_key, own))
    return tuple(name for name in named if name_key(name) in keys) or None
