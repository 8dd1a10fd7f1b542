"""Local servers that outlive the command that started them: finding one, and ending one."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import stat
import time
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from rag.llm.local.server_record import PROTOCOL, RecordFile, ServerRecord, UntrustedRecordError, is_supported

_RECORD, _NEW, _LOCK = ".json", ".new", ".lock"
#: Seconds that a server has to say that it is there. An idle one took a millisecond; a busy machine may take longer.
_ANSWER_SECONDS: Final = 10.0
#: Seconds to wait while a server looks whether it is still used, which takes it microseconds.
_LOOK_SECONDS: Final = 1.0
#: Of what was left over by processes that were killed.
_OLD_SECONDS: Final = 86_400.0
_LOOPBACK: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Keep:
    """How servers are kept: where they are found, a folder of the user's alone, and how long each waits for a use."""

    folder: Path
    seconds: float


class Lease:
    """A server that is kept, in use by this process: it does not end before :meth:`close`, or this process's end."""

    def __init__(self, record: ServerRecord, file: RecordFile) -> None:
        self._record = record
        self._file = file

    @property
    def address(self) -> str:
        """Where it listens, without a path."""
        return f"http://{_LOOPBACK}:{self._record.port}"

    @property
    def key(self) -> str:
        """What it asks for."""
        return self._record.key

    @property
    def pid(self) -> int | None:
        """Its process; None once that has ended."""
        return self._record.pid if self._record.is_alive else None

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


class Place:
    """The place of one server among those that are kept: of one model, started in one way."""

    def __init__(self, keep: Keep, model: Path, settings: dict[str, Any]) -> None:
        """Say which server is meant; nothing is written.

        Args:
            keep: where, and for how long.
            model: the GGUF file. Where another file took its name, another server is meant.
            settings: all else that the server is started with.

        Raises:
            OSError: there is no such file.
        """
        found = model.stat()
        self.seconds = keep.seconds
        self.identity: dict[str, Any] = {
            **settings,
            "model": str(model.absolute()),
            # A replacement may have the size and the time of what it replaces, never the time of its own change.
            "file": [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_dev, found.st_ino],
            "keep": keep.seconds,
            "nice": os.getpriority(os.PRIO_PROCESS, 0),
            "code": _code(),
            # A home may be shared by machines, each with its own loopback.
            "boot": Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip(),
        }
        name = hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()[:32]
        self._folder = keep.folder
        self.record = keep.folder / (name + _RECORD)
        #: Held by the one process that starts this server.
        self.lock = keep.folder / (name + _LOCK)

    def create(self) -> tuple[Path, RecordFile]:
        """An empty record for a server that is to be started, held by this process from the beginning.

        Raises:
            OSError: it cannot be made.
        """
        _sweep(self._folder)
        path = self.record.with_suffix(f".{os.getpid()}-{time.monotonic_ns()}{_NEW}")
        file = RecordFile.create(path)
        if not file.share():
            file.close()
            raise OSError(f"{path} cannot be locked")
        return path, file

    def find(self) -> Lease | None:
        """The server, if it runs and answers, for the use of this process."""
        file = self._shared()
        if file is None:
            return None
        record = file.read()
        if record is None or record.identity != self.identity or not record.is_alive or not _answers(record):
            file.close()
            return None
        return Lease(record, file)

    def runs(self) -> bool:
        """Whether it seems to run. It is not asked, and does not take this for a use."""
        record = _read(self.record) if is_private(self._folder) else None
        return record is not None and record.identity == self.identity and record.is_alive

    def _shared(self) -> RecordFile | None:
        deadline = time.monotonic() + _LOOK_SECONDS
        while time.monotonic() < deadline:
            try:
                file = RecordFile.open(self.record)
            except (OSError, UntrustedRecordError):
                return None
            if file.share() and file.is_found():
                return file
            file.close()
            time.sleep(0.01)
        return None


def place_of(keep: Keep | None, model: Path, settings: dict[str, Any]) -> Place | None:
    """The place of a server that can be kept; None where none is to be or can be: it then ends with its process.

    Args:
        keep: None where none is to be.
        model: the GGUF file.
        settings: all else that the server is started with.
    """
    if keep is None or keep.seconds <= 0 or not is_supported():
        return None
    try:
        return Place(keep, model, settings)
    except OSError:
        return None


def make_private(folder: Path) -> bool:
    """Make the folder of records if need be; False where it cannot be made, or is not this user's alone."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.parent.stat().st_uid != os.geteuid():
            return False  # root in a user's home, say: its folder would shut the user out
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return False
    return is_private(folder)


def is_private(folder: Path) -> bool:
    """Whether a folder is this user's, no link, closed to all others, and in another one of the user's."""
    try:
        own, above = folder.lstat(), folder.parent.stat()
    except OSError:
        return False
    if not stat.S_ISDIR(own.st_mode) or own.st_mode & 0o077 or own.st_uid != os.geteuid():
        return False
    return above.st_uid == os.geteuid()


def end_kept(folder: Path, model: Path) -> None:
    """End the servers of a model that no process uses, so that the file's room becomes free when it is removed.

    Args:
        folder: of the records.
        model: the GGUF file.
    """
    if not is_supported() or not is_private(folder):
        return
    for path in folder.glob(f"*{_RECORD}"):
        try:
            file = RecordFile.open(path)
        except (OSError, UntrustedRecordError):
            continue
        try:
            record = file.read()
            if record is not None and record.identity.get("model") == str(model.absolute()) and file.take():
                file.remove()
                _end(record)
        finally:
            file.close()


def _end(record: ServerRecord) -> None:
    try:
        process = os.pidfd_open(record.pid)
    except OSError:
        return
    try:
        if record.is_alive:  # it is: the number cannot become another's any more
            signal.pidfd_send_signal(process, signal.SIGTERM)
    except OSError:
        pass
    finally:
        os.close(process)


def _answers(record: ServerRecord) -> bool:
    """Whether the server answers, and to its key."""
    connection = http.client.HTTPConnection(_LOOPBACK, record.port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/v1/models", headers={"Authorization": f"Bearer {record.key}"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


@lru_cache(maxsize=1)
def _code() -> list[Any]:
    """What runs the model: a server that an earlier version of Dateline started is another one."""
    child = Path(__file__).with_name("server_child.py").read_bytes()
    return [PROTOCOL, hashlib.sha256(child).hexdigest(), version("xllamacpp")]


def _read(path: Path) -> ServerRecord | None:
    try:
        file = RecordFile.open(path)
    except (OSError, UntrustedRecordError):
        return None
    try:
        return file.read()
    finally:
        file.close()


def _sweep(folder: Path) -> None:
    """Take away what servers and commands that were killed have left, of other models and settings too."""
    for path in folder.iterdir():
        try:
            old = time.time() - path.lstat().st_mtime > _OLD_SECONDS
            record = _read(path) if path.suffix == _RECORD else None
            if old and (record is None or not record.is_alive):
                path.unlink()
        except OSError:
            continue
