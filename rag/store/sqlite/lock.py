"""One writer at a time: an operating-system lock on the archive, and who holds it.

Two processes can open an embedded Chroma without complaint and spoil its index, so the guard is Dateline's. The
lock is the operating system's: it goes with its process, however that ends, and leaves nothing to clean up.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import ArchiveBusyError
from rag.store.sqlite.file_modes import FILE_MODE


class WriterLock:
    """Held by the one process that may write to an archive."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "writer.lock", mode=FILE_MODE, thread_local=False)
        self._holder = folder / "writer.json"
        self._folder = folder

    def acquire(self) -> bool:
        """Take the lock if it is free; False when another process has it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        beside = self._holder.with_suffix(".part")  # only the holder writes it, and after a kill the next one
        try:
            beside.unlink(missing_ok=True)  # a link, which a stranger's folder may hold, is not written through
            beside.write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
            beside.replace(self._holder)
        except BaseException:  # no room left, say
            self._lock.release()
            raise
        return True

    def release(self) -> None:
        """Let the next writer in; harmless when not held."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()

    def busy(self) -> ArchiveBusyError:
        """The error for a writer that came second; it names the process that has the lock, where known."""
        try:
            who = f"process {json.loads(self._holder.read_text(encoding='utf-8'))['pid']}"
        except (OSError, ValueError, KeyError):
            who = "another process"
        return ArchiveBusyError(
            f"the archive {self._folder} is being written to by {who}: wait until it is done, or stop it; "
            "asking and searching work meanwhile"
        )
