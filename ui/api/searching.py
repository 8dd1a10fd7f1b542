"""Finding: articles, passages, and what the archive has on a query."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from rag import SearchSort, schema
from ui.api.parts import InFilters, TheArchive, said
from ui.shared.access import needs

_Q = Annotated[str, Query(description="Words, a question, or operators (docs/search.md).")]
#: An index that no table has; SQLite counts no further.
MAX_OFFSET = 10**9
Offset = Annotated[int, Query(ge=0, le=MAX_OFFSET, description="Pass over so many.")]

router = APIRouter(tags=["searching"])


@router.get("/api/search", response_model=schema.SearchOut)
@needs("read")
def search(
    archive: TheArchive,
    filters: InFilters,
    q: _Q,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many articles.")] = 10,
    offset: Offset = 0,
    sort: SearchSort = "relevance",
    facets: Annotated[bool, Query(description="Count by outlet, month, author, section and language.")] = False,
) -> Response:
    """Find articles by words and meaning, or by operators: the best passage of each, and how many there are."""
    page = archive.search_page(q, filters=filters, sort=sort, limit=limit, offset=offset, facets=facets)
    hits = [found.hit for found in page.hits]
    return said(schema.SearchOut.of(hits=hits, total=page.total, nearest=page.nearest, facets=page.facets))


@router.get("/api/passages", response_model=list[schema.HitOut])
@needs("read")
def passages(
    archive: TheArchive,
    filters: InFilters,
    q: _Q,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many passages.")] = 10,
) -> Response:
    """Find passages, the best first; several may be of one article. What `dateline search --json` prints."""
    return said([schema.HitOut.of(hit) for hit in archive.search(q, limit=limit, filters=filters)])


@router.get("/api/coverage", response_model=schema.SearchCoverageOut)
@needs("read")
def coverage(archive: TheArchive, filters: InFilters, q: _Q) -> Response:
    """What the archive has on a query, by month and outlet, and why nothing answers it, where nothing does."""
    return said(schema.SearchCoverageOut.of(archive.coverage_of(q, filters=filters)))
