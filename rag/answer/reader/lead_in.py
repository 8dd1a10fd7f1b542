"""A sentence that speaks of what the one before it named ("It was due at 6:52") is shown with that one.

Whoever reads "It" in an answer has to know what it is. A small model that is to say so in its own words takes another
name of the text for it; the article's own sentence before cannot be wrong. One that asks, that orders a model about,
or that is a heading, is put before nothing.
"""

from __future__ import annotations

from rag.answer.evidence import Candidate, asks
from rag.answer.excerpts import neighbours
from rag.model import Span
from rag.text.attribution import goes_on
from rag.text.parse import read_sentence
from rag.text.prompt_injection import reporting

#: Longer than so many characters the two are too much for an answer, and the sentence stands alone.
_LONGEST = 600
_QUOTES = ('"', "“", "„", "«", "»", "‘", "'")
#: So many sentences are put before it.
_MOST = 2
#: What a sentence ends with, which a heading does not.
_ENDS = tuple(".!…。！।\"'”’»)")


def leans(candidate: Candidate) -> bool:
    """Whether a sentence speaks of what the one before it named."""
    return _leans(candidate.text, candidate)


def with_lead_in(candidate: Candidate) -> Span:
    """Where a sentence stands in its article, with the one before it where it leans on that, and the one before that
    where this leans, too; else alone."""
    span, text = candidate.span, candidate.article.text
    first = span.of(text)
    for _ in range(_MOST):
        before = neighbours(candidate.article, span)[0] if _leans(first, candidate) else None
        if before is None or text[before.end : span.start].strip() or candidate.span.end - before.start > _LONGEST:
            break
        first = before.of(text).rstrip()
        if asks(first) or not first.endswith(_ENDS) or len(reporting(text, [before, candidate.span])) < 2:
            break
        span = Span(before.start, candidate.span.end)
    return span


def _leans(text: str, candidate: Candidate) -> bool:
    read = read_sentence(text, candidate.article.language or "en")
    if text.startswith(_QUOTES) and any(item.kind == "name" for item in read.items):
        return False  # '"We repeated it," said Ylva Strand' says whose "we" that is
    return goes_on(read)
