"""Whether the files of Chroma's graph lie on the disk as one whole.

Chroma writes them one after the other, each in place: a process killed in between leaves some of the new graph and
some of the old. Chroma opens such files without a word, and then reads links of the one as if they were the other's:
we have seen the next writing fill a disk with a file of links without end. Nothing in the files tells. So their sizes
and times are noted after each call that wrote them, and files that are not as noted are not opened after a kill.
"""

from __future__ import annotations

import json
from pathlib import Path


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
