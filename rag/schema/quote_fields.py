"""Fields of quotes and passages: of which article each is, and where it stands there."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rag.model import Moment
from rag.schema.article_shapes import CopyOut
from rag.schema.shape import read_from

#: The article that a quote or a passage is of.
ArticleId = Annotated[str, read_from("article", "id", description="The id of its article.")]
Title = Annotated[str, read_from("article", "title", description="Its article's headline.")]
Outlet = Annotated[str | None, read_from("article", "outlet", description="Who published its article.")]
Published = Annotated[Moment | None, read_from("article", "published", description="When its article was published.")]
Url = Annotated[str | None, read_from("article", "url", description="Where its article lies on the web.")]
Language = Annotated[str | None, read_from("article", "language", description="ISO 639-1.")]

#: A place in an article's text; no text is as long as that.
Offset = Annotated[int, Field(strict=True, ge=0, lt=10**9)]
Start = Annotated[Offset, Field(description="Where it begins in its article's text.")]
End = Annotated[Offset, Field(description="Where it ends there, exclusive.")]
AnswerStart = Annotated[
    Offset | None,
    Field(description="Where in its article's text the answer begins, within the quote; null where not known."),
]
AnswerEnd = Annotated[Offset | None, Field(description="Where that ends, exclusive.")]

AlsoIn = Annotated[tuple[CopyOut, ...], Field(description="The copies of its article, the earliest first.")]
EarlierVersion = Annotated[
    int | None,
    read_from("article", "version", description="With as_of: its article's earlier version; null for the current one."),
]
FirstRead = Annotated[
    Moment | None,
    Field(description="With as_of: when its article was first read, where that was later; null else."),
]
