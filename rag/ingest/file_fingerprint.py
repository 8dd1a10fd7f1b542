"""Whether a file is as it was when it was read: by its hash, or quicker by what the file system says of it."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from rag.ingest.field_map import FieldMap
from rag.store.identity import READER_VERSION

#: A file may change again without its times telling, within what a file system counts them in: two seconds on FAT.
_UNSURE_SECONDS = 2.0
_PIECE_BYTES = 1 << 20


def stamp_of(path: Path, fields: FieldMap | None = None) -> str | None:
    """What the file system says of a file: equal to what it was only if the file has not been written to since.

    The time of the last change of its entry (ctime) is in it, which nobody can set: a file that was replaced by another
    of the same size and time of writing is found out.

    Returns:
        None where the file cannot be looked at, or was changed too lately to be sure.
    """
    try:
        status = path.stat()
    except OSError:
        return None
    if time.time() - max(status.st_mtime, status.st_ctime) < _UNSURE_SECONDS:
        return None
    facts = (READER_VERSION, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
    return ":".join(map(str, facts)) + _suffix(fields)


def hash_of(path: Path, fields: FieldMap | None = None) -> str:
    """The hash of a file's bytes, and of how it is read.

    Raises:
        OSError: it cannot be read.
    """
    digest = _begun()
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest() + _suffix(fields)


def hash_of_bytes(raw: bytes, fields: FieldMap | None = None) -> str:
    """The same of bytes."""
    digest = _begun()
    digest.update(raw)
    return digest.hexdigest() + _suffix(fields)


def _begun() -> hashlib._Hash:
    return hashlib.sha256(f"{READER_VERSION}\0".encode())


def _suffix(fields: FieldMap | None) -> str:
    """With other names for its fields a table is read anew."""
    return "" if fields is None else "+" + hashlib.sha256(repr(fields).encode()).hexdigest()[:8]
