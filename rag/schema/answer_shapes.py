"""Answers as JSON."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from rag.model import Asks, Mode, Moment, Outcome
from rag.schema.article_shapes import CopyOut
from rag.schema.quote_fields import (
    AlsoIn,
    AnswerEnd,
    AnswerStart,
    ArticleId,
    EarlierVersion,
    End,
    FirstRead,
    Outlet,
    Published,
    Start,
    Title,
    Url,
)
from rag.schema.shape import Rounded, Shape, read_from


class CitationOut(Shape):
    """A quote that supports a sentence: ``text[start:end] == quote`` of its article, always."""

    n: int = Field(strict=True, ge=1, lt=10**9, description="Its number in the answer, from 1.")
    article_id: ArticleId
    title: Title
    outlet: Outlet
    published: Published
    url: Url
    quote: str = Field(description="The exact words.")
    start: Start
    end: End
    answer_start: AnswerStart = None
    answer_end: AnswerEnd = None
    also_in: AlsoIn = ()
    version: int | None = Field(default=None, description="Its article's version; null where that never changed.")
    changed_since: Moment | None = Field(default=None, description="Since when it has these words; null for always.")
    first_read: FirstRead = None


class SentenceOut(Shape):
    """One sentence of an answer."""

    text: str = Field(description="The sentence, without marks.")
    verified: bool = Field(strict=True, description="Whether the articles bear it out; exactly then it has citations.")
    reason: str | None = Field(default=None, description="Why it is not verified, where that is known.")
    citations: tuple[CitationOut, ...] = Field(default=(), description="What bears it out.")


class EvidenceOut(Shape):
    """A sentence of the archive that fits the question."""

    article_id: ArticleId
    title: Title
    outlet: Outlet
    published: Published
    text: str = read_from("quote", description="The exact words.")
    start: Start
    end: End
    score: float = Field(description="How well it fits, in [0, 1]; comparable within an answer.")
    confidence: float | None = Field(default=None, description="How likely it answers the question, in [0, 1].")
    answer_start: AnswerStart = None
    answer_end: AnswerEnd = None
    also_in: AlsoIn = ()
    version: EarlierVersion = None
    first_read: FirstRead = None


class ReadAsOut(Shape):
    """What a question's own words were taken to mean."""

    since: date | None = Field(default=None, description="The first day that it names; null is open.")
    until: date | None = Field(default=None, description="The last one.")
    outlets: tuple[str, ...] = Field(default=(), description="Outlets whose articles it asks for.")
    authors: tuple[str, ...] = Field(default=(), description="Authors whose articles it asks for.")
    as_of: date | None = Field(default=None, description="The day whose state of knowledge it asks for.")
    prefers: Literal["newest"] | None = Field(default=None, description="Whether it asks how things stand now.")
    from_words: tuple[str, ...] = Field(default=(), description="The words that days and names were read from.")
    sections: tuple[str, ...] = Field(default=(), description="Sections whose articles it asks for.")
    asks: Asks | None = Field(default=None, description="What it asks for, where that is about the archive itself.")
    mentions: tuple[str, ...] = Field(default=(), description="The words that must stand in its articles then.")


class NameCountOut(Shape):
    """An outlet or an author with articles that were asked for."""

    name: str = Field(description="As the archive has it.")
    articles: int = Field(description="How many, a group of copies as one.")


class ArchiveResultOut(Shape):
    """What a question about the archive itself asks for, counted and listed."""

    asks: Asks = Field(description="What it asks for: the articles, how many, the first, the last, or whose they are.")
    query: str | None = Field(description="The words that must stand in them, as a search has it; null for any.")
    total: int = Field(description="How many articles there are, a group of copies as one.")
    copies: int = Field(description="How many more these groups have.")
    day: date | None = Field(description="Of the first or last article; null where none has one, or none is asked for.")
    articles: tuple[CopyOut, ...] = Field(
        description="The articles by day, those without one last, 100 at most; of the first or last those of its day; "
        "of outlets or authors the earliest of each before the others."
    )
    names: tuple[NameCountOut, ...] = Field(description="The outlets or authors, by the alphabet; else none.")


class AnswerOut(Shape):
    """What came of a question."""

    question: str = Field(description="What was answered: of a follow-up question the form that stands alone.")
    outcome: Outcome = Field(
        description="Answered, with sentences; possible: the first of the evidence may answer; or none."
    )
    answered: bool = Field(strict=True, description="Whether the outcome is answered; else there are no sentences.")
    confidence: float | None = Field(
        default=None,
        description="How likely the first citation, or else the first evidence, answers, in [0, 1].",
    )
    mode: Mode = Field(description="Verbatim sentences, or written by a language model.")
    text: str = Field(description="The whole answer, with marks like [1].")
    sentences: tuple[SentenceOut, ...] = Field(default=(), description="The answer sentence by sentence.")
    evidence: tuple[EvidenceOut, ...] = Field(default=(), description="What was found for the question.")
    timings: dict[str, Rounded] = Field(default={}, description="Seconds by step.")
    undated: int = Field(default=0, description="Articles that a date filter left out, as they carry no date.")
    notice: str | None = Field(default=None, description="A sentence for the reader.")
    independent_outlets: int = Field(default=0, description="Outlets that are cited; copies of a story count as one.")
    read_as: ReadAsOut | None = Field(
        default=None, description="What its own words were taken to mean; null where nothing was read or held."
    )
    archive_result: ArchiveResultOut | None = Field(
        default=None, description="What it asks for exactly, where that is about the archive itself; null else."
    )
