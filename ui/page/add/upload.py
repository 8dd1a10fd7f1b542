"""Files that the browser sends: the bare bytes of one file a request, counted as they come.

They wait in files that have no name, so that nothing is left of an upload that was cut off, whatever happens.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from urllib.parse import unquote

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from rag import Archive
from ui.page.add.adding_html import Added, added_of
from ui.page.runtime.errors import Failure, run_safely
from ui.shared.upload_limits import file_name, megabytes_for

#: So many uploads are received at once; more of them wait before their first byte is read.
_RECEIVED_AT_ONCE = 8
#: So many are held in memory and added at once.
_ADDED_AT_ONCE = 2
#: Up to here an upload waits in memory.
_SMALL_BYTES = 1_000_000


class Uploads:
    """The route that takes them."""

    def __init__(self, archive: Archive, limits: Mapping[str, int]) -> None:
        """Args:
        archive: what they are added to.
        limits: the most megabytes by ending, see :func:`ui.shared.upload_limits.upload_limits`.
        """
        self._archive = archive
        self._limits = limits
        self._receiving = asyncio.Semaphore(_RECEIVED_AT_ONCE)
        self._adding = anyio.CapacityLimiter(_ADDED_AT_ONCE)

    async def take(self, request: Request) -> Response:
        """Add the file in a request's body; its name stands in a header, as no form could send one from elsewhere."""
        if "x-dateline-name" not in request.headers:
            return _said(Added("failed", "the page sent something else than a file"), 400)
        name = file_name(unquote(request.headers["x-dateline-name"]))
        most = megabytes_for(name, self._limits)
        async with self._receiving:
            with tempfile.SpooledTemporaryFile(_SMALL_BYTES) as file:
                size = 0
                try:
                    async for piece in request.stream():
                        size += len(piece)
                        if size > most * 1_000_000:
                            return _said(Added("failed", f"larger than {most} MB"), 413)
                        file.write(piece)
                except ClientDisconnect:
                    return _said(Added("failed", "it was cut off"), 400)
                except OSError as error:
                    return _said(Added("failed", f"there is no room to take it in ({error.strerror})"), 507)

                def add() -> Added:
                    file.seek(0)
                    outcome = run_safely(lambda: self._archive.add_bytes(file.read(), name=name, embed=False))
                    return Added("failed", outcome.sentence) if isinstance(outcome, Failure) else added_of(outcome)

                return _said(await anyio.to_thread.run_sync(add, limiter=self._adding))


def _said(added: Added, status: int = 200) -> Response:
    return JSONResponse(added.as_json(), status, headers={"Connection": "close"} if status != 200 else None)
