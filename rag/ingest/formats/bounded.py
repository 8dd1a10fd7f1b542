"""Unpacking within bounds: a stream that gives no more than it may, and a seekable copy of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

from rag.errors import RejectedSourceError
from rag.ingest.limits import Limits, in_megabytes

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: So much is kept in memory; what is larger waits in a file without a name.
_IN_MEMORY_BYTES = 8 * 1000 * 1000
#: What unpacks to no more than this may do so at any ratio: a page of blanks is no bomb.
FREE_BYTES = 10 * 1000 * 1000


def allowed(limits: Limits, packed: int) -> int:
    """How many bytes ``packed`` ones may unpack to."""
    return min(limits.expanded_bytes, max(FREE_BYTES, packed * limits.ratio))


class Bounded(io.RawIOBase):
    """A stream of unpacked bytes that ends with a reason where there are too many.

    Args:
        stream: what unpacks.
        most: how many bytes it may give.
    """

    def __init__(self, stream: BinaryIO, most: int) -> None:
        # One step at a time: a longer read would lose what comes before the place where a source is damaged.
        self._step = getattr(stream, "read1", stream.read)
        self._left = most
        self._most = most

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill ``buffer`` as far as there is something.

        Raises:
            RejectedSourceError: more than allowed has come out.
        """
        view = memoryview(buffer).cast("B")
        piece: bytes = self._step(len(view))
        self._left -= len(piece)
        if self._left < 0:
            raise RejectedSourceError(f"unpacks to more than {in_megabytes(self._most)}, which is more than allowed")
        view[: len(piece)] = piece
        return len(piece)


@contextmanager
def seekable_copy(stream: BinaryIO, most: int) -> Iterator[tuple[BinaryIO, int]]:
    """A copy of ``stream`` that can be read from any place, and its size.

    Raises:
        RejectedSourceError: it has more than ``most`` bytes.
    """
    with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as copy:
        size = 0
        while piece := stream.read(1 << 18):
            size += len(piece)
            if size > most:
                raise RejectedSourceError(f"larger than {in_megabytes(most)}")
            copy.write(piece)
        copy.seek(0)
        yield cast(BinaryIO, copy), size
