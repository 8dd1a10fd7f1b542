"""What is searched for and found, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from rag.reports import NearestHit, NoAnswerReason
from rag.schema.quote_fields import (
    AlsoIn,
    ArticleId,
    EarlierVersion,
    FirstRead,
    Language,
    Outlet,
    Published,
    Title,
    Url,
)
from rag.schema.shape import Joined, Rounded, Shape, WholeText, read_from


class FiltersOut(Shape):
    """Which articles are looked at; empty means all."""

    since: date | None = Field(default=None, description="The first day.")
    until: date | None = Field(default=None, description="The last day.")
    outlets: tuple[str, ...] = Field(default=(), description="Names of outlets.")
    languages: tuple[str, ...] = Field(default=(), description="ISO 639-1 codes.")
    authors: tuple[str, ...] = Field(default=(), description="Names of authors, of whom an article has one.")
    sections: tuple[str, ...] = Field(default=(), description="Names of sections.")
    query: str | None = Field(default=None, description="A selection by operators.")
    undated: bool = Field(default=False, description="Whether only articles without a date are.")
    as_of: date | None = Field(default=None, description="Only what was published by then, as it was read by then.")


class HitOut(Shape):
    """A passage found by a search."""

    article_id: ArticleId
    title: Title
    passage: str = read_from("passage", "text", description="The passage's words.")
    start: int = read_from("passage", "start", description="Where it begins in its article's text.")
    end: int = read_from("passage", "end", description="Where it ends there, exclusive.")
    score: Rounded = Field(description="How well it fits, in [0, 1].")
    published: Published
    outlet: Outlet
    also_in: AlsoIn = ()
    version: EarlierVersion = None
    first_read: FirstRead = None


class FacetCountOut(Shape):
    """How many of the articles found have a value."""

    value: str | None = Field(description="A name, a month (2025-09) or a language; null: those that have none.")
    count: int = Field(description="How many, a group of copies as one.")


class SearchOut(Shape):
    """A page of what a search finds."""

    total: int = Field(description="How many articles were found, a group of copies as one.")
    nearest: bool = Field(description="Whether none has the words, so that the nearest in meaning are shown.")
    hits: tuple[HitOut, ...] = Field(description="The best passage of each article of the page.")
    facets: dict[str, tuple[FacetCountOut, ...]] = Field(
        description="By outlet, month, author, section and language, the most frequent first."
    )


def _month(first: date | str | None) -> str | None:
    return f"{first:%Y-%m}" if isinstance(first, date) else first


def _near(value: Any) -> Any:
    return Joined(value, value.hit) if isinstance(value, NearestHit) else value


class MonthCountOut(Shape):
    """How many of the articles found an outlet has of a month."""

    month: Annotated[str | None, BeforeValidator(_month)] = Field(description="As 2025-09; null: those without a date.")
    outlet: str | None = Field(description="Its name; null: those that have none.")
    articles: int = Field(description="How many, a group of copies as one, under its earliest article.")


class OtherNameOut(Shape):
    """A name of a query that stands in the archive in another form."""

    name: str = Field(description="As the query writes it.")
    stands_as: tuple[str, ...] = Field(description="As articles write it: spelled otherwise, in full, or an acronym.")


class NearestHitOut(HitOut):
    """A hit that is near to a query."""

    lacks: tuple[str, ...] = Field(description="The words of the query, as it writes them, that its article lacks.")


class SearchCoverageOut(Shape):
    """What the archive has on a query."""

    query: str = Field(description="What was looked for.")
    reason: NoAnswerReason | None = Field(
        description="Why nothing answers it: a name stands nowhere, or nothing of that time or outlet was added; "
        "articles on it do not say it; its name stands in another form; or it is found only outside the days asked "
        "for. Null where something answers."
    )
    searched: int = Field(description="How many articles pass the filters.")
    articles: int = Field(description="How many articles a search finds, a group of copies as one.")
    copies: int = Field(description="How many more these groups have.")
    first: date | None = Field(description="The first day of these; null where none has one.")
    last: date | None = Field(description="The last day.")
    by_month: tuple[MonthCountOut, ...] = Field(description="By month and outlet, the oldest first.")
    silent_outlets: tuple[str, ...] = Field(description="Outlets with other articles of that time, but none of these.")
    absent_names: tuple[str, ...] = Field(
        description="Names and figures of the query that stand nowhere in the archive."
    )
    other_names: tuple[OtherNameOut, ...] = Field(description="Names of it that stand there in another form only.")
    nearest: tuple[Annotated[NearestHitOut, BeforeValidator(_near)], ...] = Field(
        description="Where nothing answers, or no article has the words: the nearest."
    )


class WrittenOut(Shape):
    """A table that was written."""

    path: WholeText = Field(description="The file.")
    articles: int = Field(description="How many it has.")


class FoundArticleOut(HitOut):
    """An article found by a search, with the best passage of it."""

    authors: tuple[str, ...] = read_from("article", "authors", description="Their names.")
    section: str | None = read_from("article", "section", description="Of the outlet.")
    url: Url
    language: Language
