"""The articles as resources: a list of them, the newest first, and each as the JSON that ``dateline show`` prints.

JSON, not the bare text: what an article says stands within a string there, and is not mistaken for words of the user.
"""

from __future__ import annotations

from mcp.types import ListResourcesResult, ReadResourceResult, Resource, ResourceTemplate, TextResourceContents

from rag import Archive, ArticleRow, UnknownArticleError, UsageError, schema
from ui.shared.shown_article import shown_article
from ui.shared.wording import day_text

#: The address of an article, before its id.
PREFIX = "dateline://article/"
#: The error that a client is at fault for.
UNKNOWN = UnknownArticleError
_KIND = "application/json"
#: So many are listed at once.
_PAGE = 100
_MOST_DIGITS = 9

TEMPLATE = ResourceTemplate(
    name="article",
    title="An article",
    uri_template=f"{PREFIX}{{article_id}}",
    description="An article by its id, as answers and searches give it: headline, outlet, authors, date and text.",
    mime_type=_KIND,
)


def page_of_resources(archive: Archive, cursor: str | None) -> ListResourcesResult:
    """A page of the list.

    Args:
        archive: where the articles are.
        cursor: as the page before gave it; None for the first.

    Raises:
        UsageError: no page gave such a cursor.
    """
    offset = 0
    if cursor is not None:
        if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= _MOST_DIGITS):
            raise UsageError("that cursor is none of this list: begin without one")
        offset = int(cursor)
    page = archive.page_of_articles(limit=_PAGE, offset=offset)
    ends = offset + len(page.rows)
    return ListResourcesResult(
        resources=[_listed(row) for row in page.rows],
        next_cursor=str(ends) if page.rows and ends < page.total else None,
    )


def read_resource(archive: Archive, uri: str) -> ReadResourceResult:
    """An article.

    Raises:
        UnknownArticleError: there is none at this address.
    """
    article_id = uri.removeprefix(PREFIX)
    if article_id == uri or not article_id:
        raise UnknownArticleError(f"nothing is at this address: articles are at {PREFIX}ID")
    text = schema.to_json(shown_article(archive, article_id))
    return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=_KIND, text=text)])


def _listed(row: ArticleRow) -> Resource:
    return Resource(
        uri=f"{PREFIX}{row.id}",
        name=row.title or row.id,
        description=", ".join(filter(None, (row.outlet, day_text(row.day)))) or None,
        mime_type=_KIND,
    )
