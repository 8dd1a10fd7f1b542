"""What an article itself sets right in the sentence behind: both are one quote, as the first alone misleads.

"An earlier version of this article said that it cost 4 million. It cost 5 million" answers with the second figure;
"We reported that he had been suspended. This was wrong" with none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.evidence import Candidate
from rag.answer.excerpts import neighbours
from rag.answer.reader.answer_place import answer_place
from rag.answer.reader.reading import Reading
from rag.model import Span
from rag.text.attribution import goes_on
from rag.text.parse import read_sentence
from rag.text.retractions import repeats_an_error, takes_back_the_one_before


def with_what_sets_right(question: str, readings: Sequence[Reading]) -> list[Reading]:
    """The readings, of which a sentence that the next one of its article sets right goes on to the end of that.

    The answer stands in what sets it right, or nowhere. What became part of another reading is left out.

    Args:
        question: that is asked.
        readings: of sentences, the likeliest first.
    """
    together = [_set_right(question, reading) for reading in readings]
    return [
        reading
        for reading in together
        if not any(other is not reading and _within(reading.candidate, other.candidate) for other in together)
    ]


def _set_right(question: str, reading: Reading) -> Reading:
    candidate = reading.candidate
    language = candidate.article.language
    wrong = repeats_an_error(candidate.text, language)
    behind = neighbours(candidate.article, candidate.span)[1]
    if behind is None or candidate.article.text[candidate.span.end : behind.start].strip():
        return replace(reading, place=None) if wrong else reading
    told = behind.of(candidate.article.text)
    place: Span | None = None
    if wrong:
        found = answer_place(question, told, language)
        if found is None and not goes_on(read_sentence(told, language or "en")):
            return replace(reading, place=None)
        place = Span(behind.start + found.start, behind.start + found.end) if found else None
    elif not takes_back_the_one_before(told, language):
        return reading
    return replace(reading, candidate=replace(candidate, span=Span(candidate.span.start, behind.end)), place=place)


def _within(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence is part of another reading."""
    return one.article.id == other.article.id and other.span.start <= one.span.start and one.span.end <= other.span.end
