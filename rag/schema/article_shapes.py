"""Articles as JSON."""

from __future__ import annotations

from pydantic import Field

from rag.model import DateOrigin, Moment, State
from rag.schema.shape import Shape, where_asked


class CopyOut(Shape):
    """Another article that prints the same story."""

    article_id: str = Field(description="Its id.")
    outlet: str | None = Field(description="Who published it.")
    published: Moment | None = Field(description="When.")
    title: str = Field(description="Its headline.")
    url: str | None = Field(description="Where it lies on the web.")


class ArticleOut(Shape):
    """An article."""

    id: str = Field(description="Follows from its source, not from what it says.")
    title: str = Field(description="Its headline.")
    text: str = Field(description="What can be cited.")
    outlet: str | None = Field(description="Who published it.")
    authors: tuple[str, ...] = Field(description="Their names.")
    published: Moment | None = Field(description="When, as the source states it.")
    url: str | None = Field(description="Where it lies on the web.")
    language: str | None = Field(description="ISO 639-1.")
    source: str = Field(description="The address or the file that it came from.")
    captions: tuple[str, ...] = Field(description="Of its pictures; kept apart and never cited.")
    updated: Moment | None = Field(description="When it was last changed, as the source states it.")
    section: str | None = Field(description="Of the outlet.")
    published_from: DateOrigin | None = Field(description="Where the date of publication was taken from.")
    state: State = Field(description="Found by words already (pending), or by meaning too (ready).")
    added: Moment = Field(description="When it came into the archive.")


class ListedArticleOut(ArticleOut):
    """An article without its text."""

    text: str = Field(default="", exclude=True)


class EditedArticleOut(ArticleOut):
    """An article, and what of it is a correction."""

    corrected: tuple[str, ...] = Field(description="The names of the fields that a person has corrected.")


class VersionOut(Shape):
    """What an article said before."""

    number: int = Field(description="From 1, the oldest.")
    replaced: Moment = Field(description="When it was replaced.")
    title: str = Field(description="Its headline then.")
    text: str = Field(description="Its text then.")
    outlet: str | None = Field(description="Who published it.")
    published: Moment | None = Field(description="When it was published, as it said then.")
    updated: Moment | None = Field(description="When it was last changed, as it said then.")
    url: str | None = Field(description="Where it lay on the web.")


class TakenOffOut(Shape):
    """A piece of a page that is not part of the article."""

    text: str = Field(description="What it says.")
    reason: str = Field(description="Why it was taken off.")


class ShownArticleOut(EditedArticleOut):
    """An article with all that is known of it."""

    copies: tuple[CopyOut, ...] = Field(description="Other articles that print the same story.")
    version: int = Field(description="The number of its version, from 1.")
    versions: tuple[VersionOut, ...] | None = where_asked("With --versions or --diff: what it said before.")
    diff: str | None = where_asked("With --diff: what has changed.")
    taken_off: tuple[TakenOffOut, ...] | None = where_asked("With --explain: what was taken off its page.")
