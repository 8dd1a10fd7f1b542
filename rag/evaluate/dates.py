"""``eval dates``: are the days that sentences name read, and none where none is named?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import EvaluationDataError
from rag.evaluate.data import day_field, json_rows, sample, text_field
from rag.reports import Progress
from rag.store.vectors.indexing import ProgressCallback
from rag.text.dates.expressions import DateExpression, read_dates

#: The first and the last day; None is open.
_Days = tuple[date | None, date | None]
#: By so many days the one end of an open range may differ where its words are vague.
_LATITUDE = 15


@dataclass(frozen=True, slots=True)
class ExpectedDate:
    """Days named at characters ``[start, end)``; ``readings`` are those that are right."""

    start: int
    end: int
    readings: tuple[_Days, ...]
    vague: bool = False


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """A sentence, the day it is read on, and the dates it names."""

    text: str
    language: str
    now: date
    expected: tuple[ExpectedDate, ...]


def evaluate_dates(
    folder: Path, *, limit: int | None = None, progress: ProgressCallback | None = None
) -> dict[str, Any]:
    """Measure the reading of days named in sentences.

    A case is an expected date, or a sentence that names none. It is *right* where a reading's words overlap the
    expected words and its days are those expected or an alternative's; of vague ones, where at least half of the longer
    of both spans is common to both (give or take a day), or the one end of an open range is at most 15 days off. It is
    *unread* where no reading overlaps the words, else *wrong*. A sentence that names none is right where nothing is
    read, else wrong. What is read in another place of a sentence is one more wrong.

    Args:
        folder: ``dates.jsonl``: ``text``, ``language``, ``now`` and ``expected``, a list of ``start``, ``end``,
            ``since``, ``until``, and perhaps ``vague`` and ``alternatives`` (``since``, ``until``).
        limit: only so many sentences of a seeded shuffle.
        progress: told of each sentence.

    Returns:
        ``cases``; the shares ``right``, ``wrong`` and ``unread`` of them (together more than 1 where something is read
        in other places); the same ``by_language``.

    Raises:
        EvaluationDataError: the folder lacks the file, or a line a field.
    """
    started = time.perf_counter()
    sentences = sample(list(read_dated_sentences(folder / "dates.jsonl")), limit)
    return {
        **date_figures(sentences, progress=progress),
        "mode": "dates",
        "embedding": None,
        "llm": None,
        "seconds": round(time.perf_counter() - started, 1),
    }


def date_figures(sentences: Sequence[DatedSentence], *, progress: ProgressCallback | None = None) -> dict[str, Any]:
    """The figures of :func:`evaluate_dates` for sentences."""
    counts: dict[str, Counter[str]] = {}
    for number, sentence in enumerate(sentences, start=1):
        counts.setdefault(sentence.language, Counter()).update(_outcomes(sentence))
        if progress:
            progress(Progress("reading", number, len(sentences)))
    total = sum(counts.values(), Counter[str]())
    return {
        **_shares(total),
        "by_language": {language: _shares(counts[language]) for language in sorted(counts)},
    }


def _shares(count: Counter[str]) -> dict[str, Any]:
    cases = count["cases"]
    return {
        "cases": cases,
        **{name: round(count[name] / cases, 4) if cases else 0.0 for name in ("right", "wrong", "unread")},
    }


def _outcomes(sentence: DatedSentence) -> Iterator[str]:
    found = read_dates(sentence.text, language=sentence.language, now=sentence.now)
    if not sentence.expected:
        yield from ("cases", "wrong" if found else "right")
        return
    elsewhere = list(found)
    for expected in sentence.expected:
        overlapping = [one for one in found if one.start < expected.end and expected.start < one.end]
        elsewhere = [one for one in elsewhere if one not in overlapping]
        if not overlapping:
            outcome = "unread"
        else:
            outcome = "right" if any(is_right(one, expected) for one in overlapping) else "wrong"
        yield from ("cases", outcome)
    yield from ("wrong" for _ in elsewhere)


def is_right(found: DateExpression, expected: ExpectedDate) -> bool:
    """Whether the days that were read are among those expected, or near enough where these are vague."""
    days = (found.since, found.until)
    return days in expected.readings or (expected.vague and any(_near(days, reading) for reading in expected.readings))


def _near(one: _Days, other: _Days) -> bool:
    (since, until), (other_since, other_until) = one, other
    if since and until and other_since and other_until:
        common = (min(until, other_until) - max(since, other_since)).days + 1
        longer = max((until - since).days, (other_until - other_since).days) + 1
        return 2 * common + 1 >= longer
    ends = [(mine, theirs) for mine, theirs in zip(one, other, strict=True) if mine or theirs]
    return all(mine and theirs and abs((mine - theirs).days) <= _LATITUDE for mine, theirs in ends)


def read_dated_sentences(path: Path) -> Iterator[DatedSentence]:
    """The sentences of a file of JSON lines.

    Raises:
        EvaluationDataError: the file or a field is missing, or of another kind.
    """
    for line, row in json_rows(path):
        now = day_field(row, "now", path, line)
        if now is None:
            raise EvaluationDataError(f'{path}, line {line}, has no day "now"')
        expected = row.get("expected")
        if not isinstance(expected, list) or not all(isinstance(one, Mapping) for one in expected):
            raise EvaluationDataError(f'{path}, line {line}, has no list "expected"')
        text = text_field(row, "text", path, line)
        language = text_field(row, "language", path, line)
        yield DatedSentence(text, language, now, tuple(_expected(one, path, line) for one in expected))


def _expected(row: Mapping[str, Any], path: Path, line: int) -> ExpectedDate:
    start, end = row.get("start"), row.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise EvaluationDataError(f'{path}, line {line}, has an expected date without the numbers "start" and "end"')
    others: Iterable[Mapping[str, Any]] = row.get("alternatives") or ()
    readings = [(day_field(one, "since", path, line), day_field(one, "until", path, line)) for one in (row, *others)]
    return ExpectedDate(start, end, tuple(readings), bool(row.get("vague")))
