"""All that a search finds as one file: a route that the page's script posts an address to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from rag import Archive, SearchHit, UsageError, schema
from ui.page.runtime.errors import Failure, run_safely
from ui.page.search.search_address import read_address
from ui.shared.search_csv import as_csv

T = TypeVar("T")

#: So many exports are worked on at once; the others wait between two pieces.
_AT_ONCE = 2
#: Hits in a piece that is sent.
_PIECE = 100


def as_json(hits: Iterable[SearchHit]) -> Iterator[str]:
    """A list of ``FoundArticleOut`` of rag/schema/, one a line, in pieces."""
    separator = "[\n"
    for some in _pieces(hits):
        yield separator + ",\n".join(schema.to_json(schema.FoundArticleOut.of(hit.hit)) for hit in some)
        separator = ",\n"
    yield "]\n" if separator != "[\n" else "[]\n"


#: By the file's ending: what writes it, and its type.
_KINDS: dict[str, tuple[Callable[[Iterable[SearchHit]], Iterator[str]], str]] = {
    "csv": (as_csv, "text/csv"),
    "json": (as_json, "application/json"),
}


class Exports:
    """The route."""

    def __init__(self, archive: Archive) -> None:
        """Args:
        archive: what is searched.
        """
        self._archive = archive
        self._working = anyio.CapacityLimiter(_AT_ONCE)

    async def take(self, request: Request) -> Response:
        """Send what the search finds whose address is the request's body."""
        kind = request.path_params["kind"]
        write, media_type = _KINDS[kind]
        try:
            address = (await request.body()).decode("utf-8", "replace")
        except ClientDisconnect:
            return PlainTextResponse("", 400)
        hits = await self._run(lambda: run_safely(lambda: self._found(address)))
        if isinstance(hits, Failure):
            return PlainTextResponse(hits.sentence, 400)
        headers = {"Content-Disposition": f'attachment; filename="search.{kind}"', "Cache-Control": "no-store"}
        return StreamingResponse(self._sent(write(hits)), media_type=media_type, headers=headers)

    def _found(self, address: str) -> Iterator[SearchHit]:
        search = read_address(address)
        if not search.query:
            raise UsageError("there is nothing to export: search for something first")
        return iter(self._archive.export_search(search.query, filters=search.filters(), sort=search.sort))

    async def _sent(self, pieces: Iterator[str]) -> AsyncIterator[bytes]:
        while (piece := await self._run(lambda: next(pieces, None))) is not None:
            yield piece.encode("utf-8", "replace")

    async def _run(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._working)


def _pieces(hits: Iterable[SearchHit]) -> Iterator[list[SearchHit]]:
    left = iter(hits)
    while some := list(islice(left, _PIECE)):
        yield some
