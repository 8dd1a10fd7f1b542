"""Reading a stream whole, or in lines, within bounds."""

from __future__ import annotations

from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.limits import in_megabytes


def read_whole(stream: BinaryIO, most: int) -> bytes:
    """All bytes of ``stream``.

    Raises:
        RejectedSourceError: there are more than ``most``.
    """
    raw = stream.read(most + 1)
    if len(raw) > most:
        raise RejectedSourceError(f"larger than {in_megabytes(most)}")
    return raw


def skip_line(stream: BinaryIO, chunk: int = 1 << 20) -> None:
    """Go on to behind the end of the line."""
    while (piece := stream.readline(chunk)) and not piece.endswith(b"\n"):
        pass
