"""What the tools of MCP take, as JSON, and the one result of theirs that nothing else gives.

An assistant reads the descriptions to know what to write.
"""

from __future__ import annotations

from pydantic import Field

from rag.reports import SearchSort
from rag.schema.article_shapes import ShownArticleOut
from rag.schema.http_shapes import Asked, Day, FiltersIn

#: So much of an article's text is given at once, unless asked otherwise: some 5,000 tokens.
PART_CHARS = 20_000
#: The most of it. Assistants cut off what is much longer, or refuse it.
MAX_PART_CHARS = 100_000
#: An index that no table has; SQLite counts no further.
_MAX_OFFSET = 10**9


class AskToolIn(Asked):
    """What the tool `ask` takes."""

    question: str = Field(description="A whole question that stands alone, in any language.")
    filters: FiltersIn = Field(default=FiltersIn(), description="Which articles to look at.")
    now: Day | None = Field(default=None, description="The day it is asked on, as 2025-09-30; today where null.")
    read_dates: bool = Field(default=True, description="Whether the times that the question names narrow it.")


class SearchToolIn(Asked):
    """What the tool `search` takes."""

    query: str = Field(
        description='Words, a question, or operators: AND, OR, NOT, "a phrase", near/5, headline:word, outlet:"name".'
    )
    filters: FiltersIn = Field(default=FiltersIn(), description="Which articles to look at.")
    limit: int = Field(default=10, ge=1, le=50, description="At most so many articles.")
    offset: int = Field(default=0, ge=0, le=_MAX_OFFSET, description="Pass over so many.")
    sort: SearchSort = Field(default="relevance", description="What comes first.")
    facets: bool = Field(default=False, description="Count by outlet, month, author, section and language.")


class ReadArticleToolIn(Asked):
    """What the tool `read_article` takes."""

    article_id: str = Field(description="As answers and searches give it.")
    start: int = Field(default=0, ge=0, le=_MAX_OFFSET, description="The first character of its text that is wanted.")
    characters: int = Field(
        default=PART_CHARS, ge=1, le=MAX_PART_CHARS, description="How many of them at most; `end` says where to go on."
    )
    version: int | None = Field(
        default=None, ge=1, le=_MAX_OFFSET, description="As this version of it said, from 1; as it says now where null."
    )


class SummarizeToolIn(Asked):
    """What the tool `summarize` takes: an article or a topic."""

    article_id: str | None = Field(default=None, description="The article; or")
    query: str | None = Field(default=None, description="the topic.")
    filters: FiltersIn = Field(default=FiltersIn(), description="Which articles to look at, for a topic.")
    sentences: int = Field(default=5, ge=1, le=50, description="How long the summary is to be.")


class CoverageToolIn(Asked):
    """What the tool `coverage` takes."""

    query: str = Field(description="Words, a question, or operators.")
    filters: FiltersIn = Field(default=FiltersIn(), description="Which articles to look at.")


class AddArticleToolIn(Asked):
    """What the tool `add_article` takes: a text or an address."""

    text: str | None = Field(default=None, description="An article; front matter, HTML and Markdown are read; or")
    name: str = Field(
        default="pasted.txt", max_length=200, description="what the text is called: its ending says what it is."
    )
    address: str | None = Field(
        default=None, description="Of an article, a feed or a sitemap on the web (http:// or https://)."
    )


class RemoveArticlesToolIn(Asked):
    """What the tool `remove_articles` takes."""

    article_ids: tuple[str, ...] = Field(min_length=1, max_length=1000, description="As searches give them.")


class ArticlePartOut(ShownArticleOut):
    """An article, of whose text a part is given. Quotes count from the beginning of the whole text."""

    text: str = Field(description="The part: characters `start` to `end` of what can be cited.")
    start: int = Field(description="Where the part begins in the whole text.")
    end: int = Field(description="Where it ends, exclusive: the `start` of the next part.")
    characters: int = Field(description="How many the whole text has.")
