"""The articles: a list of them, and each one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from rag import ArticleSort, schema
from ui.api.parts import InFilters, TheArchive, said
from ui.api.searching import MAX_OFFSET, Offset
from ui.shared.access import needs
from ui.shared.shown_article import shown_article

#: An article's id; what it is not is found nowhere.
ArticleId = Annotated[str, Path(description="As lists and answers give it.")]
VersionNumber = Annotated[int | None, Query(ge=1, le=MAX_OFFSET, description="As this version of it said, from 1.")]

router = APIRouter(tags=["articles"])


@router.get("/api/articles", response_model=schema.ArticlesOut)
@needs("read")
def list_articles(
    archive: TheArchive,
    filters: InFilters,
    words: Annotated[str, Query(description="Each must stand in the headline or the outlet.")] = "",
    sort: ArticleSort = "published",
    descending: bool = True,
    limit: Annotated[int, Query(ge=1, le=200, description="At most so many.")] = 50,
    offset: Offset = 0,
) -> Response:
    """List articles, without their texts; the newest first unless asked otherwise."""
    page = archive.page_of_articles(
        words, filters=filters, undated=filters.undated, sort=sort, descending=descending, limit=limit, offset=offset
    )
    return said(schema.ArticlesOut.of(page))


@router.get("/api/articles/{article_id}", response_model=schema.ShownArticleOut)
@needs("read")
def get_article(
    archive: TheArchive,
    article_id: ArticleId,
    version: VersionNumber = None,
    versions: Annotated[bool, Query(description="Also what it said before.")] = False,
    diff: Annotated[bool, Query(description="Also what has changed since the last version.")] = False,
    explain: Annotated[bool, Query(description="Also what was taken off its page, and why.")] = False,
) -> Response:
    """One article, with its text, its copies and its corrections."""
    return said(shown_article(archive, article_id, version, versions=versions, diff=diff, explain=explain))
