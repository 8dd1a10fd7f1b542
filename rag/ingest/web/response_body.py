"""Unpacking what a server sends, a bounded piece at a time, so that a small body cannot become a huge one."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

_PIECE_BYTES = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class UnpackError(Exception):
    """The body is not packed as the server says."""


def unpacked(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The bytes of a body without its content encoding, in pieces of 64 KB at most where it is packed.

    Args:
        pieces: as they arrive.
        encoding: of the header Content-Encoding: gzip, deflate, or nothing. More is not asked for.

    Raises:
        UnpackError: the encoding is another one, or the bytes are not of it.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if not names:
        yield from pieces
    elif names in (["gzip"], ["x-gzip"]):
        yield from gunzipped(pieces)
    elif names == ["deflate"]:
        yield from _inflated(pieces)
    else:
        raise UnpackError(f"it is packed in a way that was not asked for ({', '.join(names)[:40]})")


def gunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes out of gzip, of all its members; what follows the last one is passed over."""
    member = zlib.decompressobj(_GZIP)
    begun = False  # whether this member has begun
    for piece in pieces:
        data = piece
        while data:
            begun = True
            yield from _pieces_of(member, data)
            data = b""
            if member.eof:
                data, begun = member.unused_data.lstrip(b"\0"), False
                member = zlib.decompressobj(_GZIP)
                if data and not b"\x1f\x8b".startswith(data[:2]):
                    return
    if begun:
        raise UnpackError("its compressed body breaks off")


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes out of deflate: with zlib's head as the standard has it, or without as some servers send it."""
    packer = None
    for piece in pieces:
        if packer is None and piece:
            packer = zlib.decompressobj(zlib.MAX_WBITS if piece[0] & 0x0F == 8 else -zlib.MAX_WBITS)
        if packer is not None and not packer.eof:
            yield from _pieces_of(packer, piece)
    if packer is not None and not packer.eof:
        raise UnpackError("its compressed body breaks off")


def _pieces_of(packer: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """All that comes out of ``data``, a bounded piece at a time."""
    try:
        while data and not packer.eof:
            out = packer.decompress(data, _PIECE_BYTES)
            data = packer.unconsumed_tail
            if out:
                yield out
        # A full piece may leave something behind in the unpacker without any input left over.
        while not packer.eof and (out := packer.decompress(b"", _PIECE_BYTES)):
            yield out
    except zlib.error as error:
        raise UnpackError("its compressed body is damaged") from error
