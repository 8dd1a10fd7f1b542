"""Whether the files of Chroma's graph lie on the disk as one whole.

Chroma writes them one after the other, each in place: a process killed in between leaves some of the new graph and
some of the old. Chroma opens such files without a word, and then reads links of the one as if they were the other's:
we have seen the next writing fill a disk with a file of links without end. Nothing in the files tells. So their sizes
and times are noted after each call that wrote them, and files that are not as noted are not opened after a kill.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

# How a graph's header begins: its version, then the offset of the first level, room for so many vectors, how many there
# are, the bytes of each, and two offsets more.
_HEADER = struct.Struct("<i6Q")
_VERSION = 1
_LENGTH_BYTES = 4


def index_state(store: Path) -> str:
    """The sizes in bytes and times in nanoseconds of the files of a store's graphs, as JSON.

    Args:
        store: Chroma's folder. Its graphs are in folders within it; what else lies there is SQLite's, which is safe.
    """
    files = {}
    for file in sorted(store.glob("*/*")):
        status = file.stat()
        files[file.relative_to(store).as_posix()] = [status.st_size, status.st_mtime_ns]
    return json.dumps({"store": store.name, "files": files})


def clear_unused(store: Path) -> None:
    """Put zeros where the files of a store's graphs have room for vectors to come.

    Chroma allocates that room and writes it as it is: with whatever this process had in its memory before, such as the
    words of an article. Graphs of another form than is known are left alone.
    """
    for header in store.glob("*/header.bin"):
        begin = header.read_bytes()[: _HEADER.size]
        if len(begin) < _HEADER.size:
            continue
        version, _, room, used, size, _, _ = _HEADER.unpack(begin)
        if version != _VERSION or used > room:
            continue
        for name, each in (("data_level0.bin", size), ("length.bin", _LENGTH_BYTES)):
            file = header.with_name(name)
            if file.is_file() and file.stat().st_size == room * each and used < room:
                with file.open("r+b") as open_file:
                    open_file.seek(used * each)
                    open_file.write(bytes((room - used) * each))
