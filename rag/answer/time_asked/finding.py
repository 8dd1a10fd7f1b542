"""Finding within the days and names that a question has; what they leave nothing of is found without them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from rag.answer.answering import EvidenceSet
from rag.answer.events import AnswerDone, AnswerEvent
from rag.answer.reader import EvidenceReader, outcome_of
from rag.answer.time_asked.newest_first import NEWEST_FIRST
from rag.answer.time_asked.read_as import Understood, narrowed, understandings
from rag.model import Filters, ReadAs
from rag.text.archive_questions.named_in_question import NamedSources

#: Finds under filters; the words that are left out say nothing of what is looked for.
Search = Callable[[Filters, Sequence[str]], EvidenceSet]


def find_as_read(
    question: str, search: Search, filters: Filters, now: date, named: NamedSources | None = None
) -> EvidenceSet:
    """Find what bears on a question, of the time and the authors, outlets and sections that its words name.

    Of these, days or names are taken off again, and then both, where no article passes, or where nothing of them
    answers and something else may.

    Args:
        question: stands alone.
        search: finds under filters, some words left out.
        filters: a person's own; what is read narrows them.
        now: the day it is asked on.
        named: whose articles the question asks for.
    """
    every = understandings(question, now, named)
    if not every:
        return search(filters, ())
    nearest: EvidenceSet | None = None
    for each in every:
        narrower = narrowed(filters, each.filters)
        if narrower is None:
            continue
        found = replace(search(narrower, each.unsaid), read_as=each.meant).with_said(_said(each))
        if (each.meant.prefers and not each.filters) or not _finds_nothing(found):
            return found
        if nearest is None and found.candidates:
            nearest = found
    whole = without_days(every[0].meant, search, filters)
    if nearest is not None and _finds_nothing(whole):
        return nearest
    return whole


def without_days(meant: ReadAs, search: Search, filters: Filters) -> EvidenceSet:
    """What is found when the days and names that were read are taken off, with the sentence that says so."""
    return search(filters, ()).with_said(_taken_off(meant))


def _said(read: Understood) -> str | None:
    """What is to be told of an answer under what was read."""
    parts = (_taken_off(read.left) if read.left else None, NEWEST_FIRST if read.meant.prefers else None)
    return " ".join(filter(None, parts)) or None


def _taken_off(meant: ReadAs) -> str:
    words = ", ".join(f"“{words}”" for words in meant.from_words)
    if _has_names(meant):
        return f"Nothing of {words} answers, so all articles were looked at."
    return f"Nothing published at the time of {words} answers, so any time was looked at."


def _has_names(meant: ReadAs) -> bool:
    return bool(meant.authors or meant.outlets or meant.sections)


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
    if last.answer.outcome == "none" and meant is not None and not stopped and _is_filter(meant):
        every = whole(meant)
        if not _finds_nothing(every):
            for event in answer(every):
                if isinstance(event, AnswerDone) and event.answer.outcome != "none":
                    last = event
                elif not isinstance(event, AnswerDone):
                    yield event
    yield last


def _is_filter(meant: ReadAs) -> bool:
    return _has_names(meant) or not meant.prefers


def _finds_nothing(found: EvidenceSet) -> bool:
    return outcome_of(found.read(), EvidenceReader().calibration) == "none"
