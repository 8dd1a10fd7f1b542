"""Articles and their passages, as frozen values that reject bad input when they are built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rag.model.moments import DateOrigin, Moment, utc_day

#: ``pending``: found by words already; ``ready``: found by meaning too.
State = Literal["pending", "ready"]


@dataclass(frozen=True, slots=True)
class TakenOff:
    """A piece of a page that is not part of the article, and why it was taken off."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as it came out of one source, before the archive gives it an identity.

    ``published`` and ``updated`` are a date, or a date-time with its zone; None where the source does not state it.
    ``published_from`` says where the former was taken from. ``captions`` are kept apart from ``text`` and never cited.
    ``language`` is ISO 639-1, or None. ``taken_off`` is what cleaning removed, in the order of the page, and
    ``warnings`` are sentences for whoever added the source; neither is part of the article.
    """

    title: str
    text: str
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    url: str | None = None
    language: str | None = None
    captions: tuple[str, ...] = ()
    updated: Moment | None = None
    section: str | None = None
    published_from: DateOrigin | None = None
    taken_off: tuple[TakenOff, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("an article needs text")
        for moment in (self.published, self.updated):
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise ValueError("a date-time needs its zone; without one, give the date alone")


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the archive. Offsets everywhere count Unicode characters of ``text``, end exclusive.

    ``version`` is the number of the earlier version whose words these are; None for what the article says now.
    """

    id: str
    title: str
    text: str
    source: str
    content_hash: str
    added: datetime
    state: State
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    url: str | None = None
    language: str | None = None
    captions: tuple[str, ...] = ()
    updated: Moment | None = None
    section: str | None = None
    published_from: DateOrigin | None = None
    version: int | None = None

    @property
    def day(self) -> date | None:
        """The calendar day of publication, as the source gave it, or None."""
        return self.published.date() if isinstance(self.published, datetime) else self.published

    def first_read_after(self, day: date | None) -> datetime | None:
        """When it came into the archive, where that was after a day (by UTC): what it said on that day nobody knows."""
        return self.added if day is not None and utc_day(self.added) > day else None


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of characters in some text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The words of ``text`` within this span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an article on sentence boundaries, the unit of retrieval."""

    id: str
    article_id: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"passage {self.id}: its text is not as long as its offsets say")


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that prints the same story: where it can be looked up."""

    article_id: str
    outlet: str | None
    published: Moment | None
    title: str
    url: str | None

    @property
    def day(self) -> date | None:
        """The calendar day of publication, as the source gave it, or None."""
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. ``score`` is the fused one, in [0, 1].

    Its parts are None where they are not known: ``lexical`` in [0, 1], ``cosine`` of query and passage vector.
    ``also_in`` are the copies of its article, the earliest first. ``first_read`` is when its article was first read,
    where the search was as of an earlier day.
    """

    passage: Passage
    article: Article
    score: float
    lexical: float | None = None
    cosine: float | None = None
    also_in: tuple[Copy, ...] = ()
    first_read: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """What an article said before its source changed. ``number`` counts from 1, the oldest; ``replaced`` is its end.

    ``content_hash`` is the article's of then.
    """

    number: int
    replaced: datetime
    title: str
    text: str
    outlet: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    url: str | None = None
    content_hash: str | None = None
