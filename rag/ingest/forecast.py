"""Before a long ``add``: how many files there are, and about how much time and room they will take.

Only names and sizes are looked at, no file is opened: 100,000 files take a second or two.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.ingest.sources import find_sources

#: Seconds for a byte of text: 500 articles of the BBC (1.13 MB) took 190 s on two cores with the built-in embedding,
#: which is nearly all of the time (docs/benchmarks.md, Scale).
_SECONDS_PER_BYTE = 190 / 1.13e6
#: Bytes of the archive for a byte of text: text, words, and two copies of the vectors. 500 such articles make 16 MB.
_ROOM_PER_BYTE = 15
#: About how much of a file is its article's text, by its ending; what is not here is nearly all text. Rough: pages of
#: news are mostly markup and scripts, and compressed files hold some five times their size.
_TEXT = {
    ".html": 0.05, ".htm": 0.05, ".xhtml": 0.05, ".mhtml": 0.03, ".mht": 0.03, ".pdf": 0.05, ".docx": 0.1, ".rtf": 0.3,
    ".eml": 0.3, ".mbox": 0.3, ".warc": 0.05, ".gz": 0.2, ".zip": 0.3,
}  # fmt: skip
#: The disk is warned of where it has less than this many times what is needed: the figures are rough.
_SPARE = 1.5


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an ``add`` of files will come to: their number and bytes, seconds, bytes in the archive, and bytes free."""

    files: int
    size: int
    seconds: float
    room: int
    free: int

    @property
    def is_tight(self) -> bool:
        """Whether the disk may be too small."""
        return _SPARE * self.room > self.free


def foresee(paths: Iterable[str | Path], archive: Path) -> Foresight:
    """Look at files and folders that are to be added.

    Args:
        paths: each exists.
        archive: the archive's folder, which may be still to be made.
    """
    files = size = 0
    text = 0.0
    for path in paths:
        for source in find_sources(Path(path))[0]:
            try:
                bytes_there = source.path.stat().st_size
            except OSError:  # gone meanwhile; adding it says so
                continue
            files += 1
            size += bytes_there
            text += bytes_there * _TEXT.get(source.path.suffix.lower(), 1.0)
    there = next((folder for folder in (archive, *archive.parents) if folder.is_dir()), Path.cwd())
    free = shutil.disk_usage(there).free
    return Foresight(files, size, text * _SECONDS_PER_BYTE, int(text * _ROOM_PER_BYTE), free)
