"""Files that the browser sends: the bare bytes of one file a request, counted as they come.

They wait in files that have no name, so that nothing is left of an upload that was cut off, whatever happens.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from rag import KNOWN_SUFFIXES, Archive, Settings
from ui.page.add.adding_html import Added, added_of
from ui.page.runtime.errors import Failure, run_safely

#: So many uploads are received at once; more of them wait before their first byte is read.
_RECEIVED_AT_ONCE = 8
#: So many are held in memory and added at once.
_ADDED_AT_ONCE = 2
#: Up to here an upload waits in memory.
_SMALL_BYTES = 1_000_000
_MAX_NAME_CHARS = 200
_TEXTS = (".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown")


def upload_limits(settings: Settings) -> dict[str, int]:
    """The most megabytes of a file that is sent, by its ending. It is held whole, whatever its kind: as a document."""
    whole = min(settings.limit_document_mb, settings.limit_source_mb)
    text = min(settings.limit_text_mb, whole)
    return {ending: text if ending in _TEXTS else whole for ending in sorted(KNOWN_SUFFIXES)}


class Uploads:
    """The route that takes them."""

    def __init__(self, archive: Archive, limits: Mapping[str, int]) -> None:
        """Args:
        archive: what they are added to.
        limits: the most megabytes by ending, see :func:`upload_limits`.
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


def megabytes_for(name: str, limits: Mapping[str, int]) -> int:
    """The most megabytes of a file of this name; of an unknown ending, what the largest may have."""
    fitting = [ending for ending in limits if name.lower().endswith(ending)]
    return limits[max(fitting, key=len)] if fitting else max(limits.values())


def file_name(name: str) -> str:
    """A file's name without its folders, so that the same file is the same source however it was dropped."""
    plain = "".join(letter for letter in name if letter.isprintable()).replace("\\", "/")
    return PurePosixPath(plain).name[-_MAX_NAME_CHARS:] or "upload"


def _said(added: Added, status: int = 200) -> Response:
    return JSONResponse(added.as_json(), status, headers={"Connection": "close"} if status != 200 else None)
