"""Unpacking Brotli within bounds, as pages are sent with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import brotli

from rag.errors import RejectedSourceError
from rag.ingest.limits import in_megabytes

#: So much comes out at a time.
_STEP_BYTES = 1 << 18


def unbrotli(raw: bytes, most: int) -> bytes:
    """What ``raw`` unpacks to; ``raw`` itself where it is not packed so, whatever was declared.

    Raises:
        RejectedSourceError: it unpacks to more than ``most`` bytes, or is damaged further on.
    """
    unpacker = brotli.Decompressor()
    # A page of a few kilobytes may unpack to gigabytes, so that no step may give more than it is asked for.
    step = cast(Callable[..., bytes], unpacker.process)
    pieces: list[bytes] = []
    size, given = 0, raw
    try:
        while not unpacker.is_finished():
            piece = step(given, output_buffer_limit=_STEP_BYTES)
            given = b""
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise RejectedSourceError(f"unpacks to more than {in_megabytes(most)}")
            if not piece and unpacker.can_accept_more_data():
                raise RejectedSourceError("its Brotli data is cut off")
    except brotli.error as error:
        if not size:
            return raw
        raise RejectedSourceError("its Brotli data is damaged") from error
    return b"".join(pieces)
