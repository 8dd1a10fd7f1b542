"""Quotes of articles: a place in a text, and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rag.model.articles import Article, Copy


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of an article, with their place: always ``article.text[start:end] == quote``.

    It holds the article and the offsets only, so there is no way to make one from a model's words.
    """

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(f"[{self.start}, {self.end}) is not within article {self.article.id}")

    @property
    def quote(self) -> str:
        """The exact words."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Citation(Quote):
    """A quote that supports a sentence of an answer. ``n`` is its number in the answer, from 1.

    ``answer_start`` and ``answer_end`` are where in the article's text, within the quote, the figure, date or name
    stands that was asked for, None where that cannot be told. ``also_in`` are the copies of its article. ``version``
    is the number of the article's version, None where it has never changed; ``changed_since`` is when its
    text began to have these words, None where it always had them. ``first_read`` is as a hit's.
    """

    n: int
    also_in: tuple[Copy, ...] = ()
    version: int | None = None
    changed_since: datetime | None = None
    answer_start: int | None = None
    answer_end: int | None = None
    first_read: datetime | None = None

    def __post_init__(self) -> None:
        Quote.__post_init__(self)
        if self.n < 1:
            raise ValueError("citations are numbered from 1")
        _check_place(self, self.answer_start, self.answer_end)


@dataclass(frozen=True, slots=True)
class Evidence(Quote):
    """A sentence of the archive that fits the question. ``score`` is in [0, 1], comparable within an answer.

    ``confidence`` is the probability, in [0, 1], that it answers the question; None where none was asked.
    ``answer_start``, ``answer_end`` and ``first_read`` are as a citation's.
    """

    score: float
    also_in: tuple[Copy, ...] = ()
    confidence: float | None = None
    answer_start: int | None = None
    answer_end: int | None = None
    first_read: datetime | None = None

    def __post_init__(self) -> None:
        Quote.__post_init__(self)
        _check_place(self, self.answer_start, self.answer_end)


def _check_place(quote: Quote, start: int | None, end: int | None) -> None:
    if (start, end) == (None, None):
        return
    if start is None or end is None or not quote.start <= start < end <= quote.end:
        raise ValueError(f"the answer's place [{start}, {end}) is not within its quote [{quote.start}, {quote.end})")


#: What has become of a quote: it stands where it stood, elsewhere, in other words, or not at all.
QuoteState = Literal["current", "moved", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class QuoteNow:
    """What has become of a quote, and where it, or the sentence that has taken its place, stands; nowhere: None."""

    state: QuoteState
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer. A verified one has at least one citation; another has none, and may say why."""

    text: str
    verified: bool
    citations: tuple[Citation, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.verified != bool(self.citations):
            raise ValueError("a sentence is verified exactly when it has citations")
