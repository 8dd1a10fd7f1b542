"""One writer at a time: an operating-system lock on the archive, and who holds it.

Two processes can open an embedded Chroma without complaint and spoil its index, so the guard is Dateline's. The
lock is the operating system's: it goes with its process, however that ends, and leaves nothing to clean up.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import ArchiveBusyError
from rag.store.sqlite.file_modes import FILE_MODE

#: Where the process that has the lock may listen.
SOCKET = "server.sock"


class WriterLock:
    """Held by the one process that may write to an archive. It may say at which socket it writes for its owner."""

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
        try:
            self._tell({"pid": os.getpid()})
        except BaseException:  # no room left, say
            self._lock.release()
            raise
        with suppress(OSError):  # of a server that was killed
            (self._folder / SOCKET).unlink()
        return True

    def tell_of_server(self, socket: Path) -> None:
        """Tell other processes of the same user where this one, which has the lock, writes for them.

        Raises:
            OSError: it cannot be written down.
        """
        within = socket.parent == self._folder  # then it goes with the folder
        self._tell({"pid": os.getpid(), "socket": socket.name if within else str(socket)})

    def release(self) -> None:
        """Let the next writer in; harmless when not held."""
        if self._lock.is_locked:
            self._holder.unlink(missing_ok=True)
            self._lock.release()

    def busy(self) -> ArchiveBusyError:
        """The error for a writer that came second; it names the process that has the lock, where known."""
        try:
            told = json.loads(self._holder.read_text(encoding="utf-8"))
            who, server = f"process {told['pid']}", told.get("socket")
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            who, server = "another process", None
        return ArchiveBusyError(
            f"the archive {self._folder} is being written to by {who}: wait until it is done, or stop it; "
            "asking and searching work meanwhile",
            self._folder / server if isinstance(server, str) else None,
        )

    def _tell(self, told: dict[str, object]) -> None:
        beside = self._holder.with_suffix(".part")  # only the holder writes it, and after a kill the next one
        beside.unlink(missing_ok=True)  # a link, which a stranger's folder may hold, is not written through
        beside.write_text(json.dumps(told), encoding="utf-8")
        beside.replace(self._holder)
