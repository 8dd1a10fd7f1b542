"""Finding within the days that a question names; what they leave nothing of is found without them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from rag.answer.answering import EvidenceSet
from rag.answer.events import AnswerDone, AnswerEvent
from rag.answer.reader import EvidenceReader, outcome_of
from rag.answer.time_asked.newest_first import NEWEST_FIRST
from rag.answer.time_asked.read_as import narrowed, read_time
from rag.model import Filters, ReadAs

#: Finds under filters; the words that are left out say nothing of what is looked for.
Search = Callable[[Filters, Sequence[str]], EvidenceSet]


def find_as_read(question: str, search: Search, filters: Filters, now: date) -> EvidenceSet:
    """Find what bears on a question, of the time that its words name.

    The days are taken off again where no article passes, or where nothing of theirs answers and something else may.

    Args:
        question: stands alone.
        search: finds under filters, some words left out.
        filters: a person's own; the days are looked for within them.
        now: the day it is asked on.
    """
    read = read_time(question, now)
    if read is None:
        return search(filters, ())
    meant, days = read
    if meant.prefers:  # "the latest" says which article is wanted, not what stands in it
        return replace(search(filters, meant.from_words), read_as=meant, said=NEWEST_FIRST)
    narrower = narrowed(filters, days)
    within_days = replace(search(narrower, ()), read_as=meant) if narrower is not None else None
    if within_days is not None and not _finds_nothing(within_days):
        return within_days
    whole = without_days(meant, search, filters)
    if within_days is not None and within_days.candidates and _finds_nothing(whole):
        return within_days
    return whole


def without_days(meant: ReadAs, search: Search, filters: Filters) -> EvidenceSet:
    """What is found when the days that were read are taken off, with the sentence that says so."""
    words = ", ".join(f"“{words}”" for words in meant.from_words)
    return replace(
        search(filters, ()), said=f"Nothing published at the time of {words} answers, so any time was looked at."
    )


def answer_as_read(
    found: EvidenceSet,
    answer: Callable[[EvidenceSet], Iterator[AnswerEvent]],
    whole: Callable[[ReadAs], EvidenceSet],
    stop: threading.Event | None,
) -> Iterator[AnswerEvent]:
    """Answer of the time that was read; without it where a model finds no answer there, and one elsewhere.

    Args:
        found: as :func:`find_as_read` gives it.
        answer: answers from evidence, as events.
        whole: finds without the days, as :func:`without_days`.
        stop: ends the work when set.
    """
    meant = found.read_as
    last: AnswerDone | None = None
    for event in answer(found):
        if isinstance(event, AnswerDone):
            last = event
        else:
            yield event
    assert last is not None  # noqa: S101 - a stream of answer events ends with the answer
    stopped = stop is not None and stop.is_set()
    if last.answer.outcome == "none" and meant is not None and not meant.prefers and not stopped:
        every = whole(meant)
        if not _finds_nothing(every):
            for event in answer(every):
                if isinstance(event, AnswerDone) and event.answer.outcome != "none":
                    last = event
                elif not isinstance(event, AnswerDone):
                    yield event
    yield last


def _finds_nothing(found: EvidenceSet) -> bool:
    return outcome_of(found.read(), EvidenceReader().calibration) == "none"
