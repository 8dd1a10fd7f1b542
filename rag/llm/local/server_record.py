"""The file by which other processes find a local server that is kept, and how they say that they use it.

A record lies in a folder that only its user can enter, and only its user can read it, as the server's key stands in it.
Whoever uses the server holds a shared lock on the record; the server ends only while it alone has it. The locks are the
operating system's: one goes with its process, however that ends.

The server's own process imports this too: it must stay light.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

if sys.platform == "linux":
    import fcntl

#: Of the record's form, and of what a server does for its users. A server of another one is never used.
PROTOCOL: Final = 1
_MODE: Final = 0o600
_LARGEST_BYTES: Final = 10_000
#: How often a server looks whether it is used, in seconds.
_LOOK_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class ServerRecord:
    """A server that is kept. It listens on 127.0.0.1: another address cannot be said."""

    port: int
    key: str = field(repr=False)
    pid: int
    #: When its process began (:func:`process_start`): a number that was given to another process is told apart.
    began: str
    #: The model's file and all that the server was started with.
    identity: dict[str, Any]
    protocol: int = PROTOCOL

    @property
    def is_alive(self) -> bool:
        """Whether its very process runs, as this user."""
        return process_start(self.pid) == self.began


def is_supported() -> bool:
    """Whether a server can be kept on this platform."""
    return sys.platform == "linux" and Path("/proc/self/stat").exists()


def process_start(pid: int) -> str | None:
    """When a process of this user's began: the boot, and the kernel's ticks since; None where it ended or is another's.

    Args:
        pid: its number.
    """
    place = Path("/proc") / str(pid)
    try:
        if place.stat().st_uid != os.geteuid():
            return None
        state, *fields = (place / "stat").read_bytes().rpartition(b")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return None if state in (b"Z", b"X") else f"{boot} {int(fields[18])}"


class UntrustedRecordError(Exception):
    """A file that may be another user's, or that others may have read or written."""


class RecordFile:
    """A record's file, open. The path may come to hold another server's; this one stays with its own."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make an empty file that others do not find yet; :meth:`publish` gives it its name.

        Raises:
            OSError: it cannot be made.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return cls(path, os.open(path, flags, _MODE))

    @classmethod
    def open(cls, path: Path, *, write: bool = False) -> Self:
        """Open a record.

        Args:
            path: its file.
            write: whether it is to be published.

        Raises:
            OSError: it is not there, is a link, or cannot be opened.
            UntrustedRecordError: it is another user's, or others may read or write it.
        """
        access = os.O_RDWR if write else os.O_RDONLY
        # A pipe would be waited for.
        found = cls(path, os.open(path, access | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC))
        about = os.fstat(found._descriptor)
        own = stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid() and about.st_nlink <= 1
        if not own or stat.S_IMODE(about.st_mode) & 0o077 or about.st_size > _LARGEST_BYTES:
            found.close()
            raise UntrustedRecordError(str(path))
        return found

    def publish(self, record: ServerRecord, path: Path) -> None:
        """Write what it says, and give it the name by which others find it, all at once.

        Raises:
            OSError: it cannot be written.
        """
        os.fchmod(self._descriptor, _MODE)
        os.pwrite(self._descriptor, json.dumps(asdict(record)).encode(), 0)
        self._path.replace(path)
        self._path = path

    def read(self) -> ServerRecord | None:
        """What it says; None where that is no record of this protocol."""
        try:
            return _as_record(json.loads(os.pread(self._descriptor, _LARGEST_BYTES, 0)))
        except (OSError, ValueError, RecursionError):
            return None

    def share(self) -> bool:
        """Say that this process uses the server, which does not end while any does; False while it is just ending."""
        with contextlib.suppress(OSError):
            os.utime(self._descriptor)  # so that it is noticed even where it is let go before the server looks
        return self._lock(fcntl.LOCK_SH)

    def take(self) -> bool:
        """Be the only one who has it; False while any process uses the server."""
        return self._lock(fcntl.LOCK_EX)

    def give_back(self) -> None:
        """Take the lock off."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def touched(self) -> int:
        """When it was last shared, in nanoseconds of the wall clock."""
        return os.fstat(self._descriptor).st_mtime_ns

    def is_found(self) -> bool:
        """Whether the path still leads to this file."""
        try:
            return os.path.samestat(self._path.lstat(), os.fstat(self._descriptor))
        except OSError:
            return False

    def remove(self) -> None:
        """Take it out of the folder, if it is still what the path leads to."""
        if self.is_found():
            with contextlib.suppress(OSError):
                self._path.unlink()

    def close(self) -> None:
        """Close it, and with that let go of its lock."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _lock(self, kind: int) -> bool:
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def wait_until_unused(file: RecordFile, seconds: float) -> None:
    """Return once no process has used the server for so long. The record is gone then, and its lock is still held: a
    process that had it open already sees that it came too late.

    Args:
        file: the server's own, published.
        seconds: how long.
    """
    look = min(_LOOK_SECONDS, seconds / 4)
    since, touched = time.monotonic(), file.touched()
    while True:
        time.sleep(look)
        now = time.monotonic()
        if not file.take():
            since = now
            continue
        if file.touched() != touched:
            since, touched = now, file.touched()
        if now - since >= seconds:
            file.remove()
            return
        file.give_back()


def _as_record(told: object) -> ServerRecord | None:
    if not isinstance(told, dict) or told.get("protocol") != PROTOCOL:
        return None
    kinds = {"port": int, "key": str, "pid": int, "began": str, "identity": dict, "protocol": int}
    if told.keys() != kinds.keys() or any(type(told[name]) is not kind for name, kind in kinds.items()):
        return None
    return ServerRecord(**told) if 0 < told["port"] < 65_536 and told["pid"] > 1 else None
