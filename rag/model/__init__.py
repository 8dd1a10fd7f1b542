"""The nouns of Dateline, as frozen values that reject bad input when they are built."""

from __future__ import annotations

from rag.model.answer import (
    MAX_QUESTION_CHARS,
    POSSIBLE,
    REFUSAL,
    Answer,
    ArchiveResult,
    Asks,
    Mode,
    NameCount,
    Outcome,
    ReadAs,
)
from rag.model.articles import Article, Copy, Draft, Hit, Passage, Span, State, TakenOff, Version
from rag.model.citing import Citation, Evidence, Quote, QuoteNow, QuoteState, Sentence
from rag.model.filters import Filters, within
from rag.model.moments import DateOrigin, Moment, parse_moment, utc_day

__all__ = [
    "MAX_QUESTION_CHARS",
    "POSSIBLE",
    "REFUSAL",
    "Answer",
    "ArchiveResult",
    "Article",
    "Asks",
    "Citation",
    "Copy",
    "DateOrigin",
    "Draft",
    "Evidence",
    "Filters",
    "Hit",
    "Mode",
    "Moment",
    "NameCount",
    "Outcome",
    "Passage",
    "Quote",
    "QuoteNow",
    "QuoteState",
    "ReadAs",
    "Sentence",
    "Span",
    "State",
    "TakenOff",
    "Version",
    "parse_moment",
    "utc_day",
    "within",
]
