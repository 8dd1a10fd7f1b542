"""The Unix socket in an archive's folder, at which the server does the work of its owner's other commands."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rag import Archive

NAME = "server.sock"
#: The longest path that every system takes for a socket, with the zero byte at its end (macOS; Linux takes 108).
_MAX_PATH_BYTES = 104
_MODE = 0o600
_log = logging.getLogger("dateline.serve")


@contextmanager
def owner_socket(archive: Archive) -> Iterator[socket.socket | None]:
    """A socket that listens for as long as the ``with`` lasts, and that other processes are told of.

    It lies in the archive's folder, or, where that has too long a name, in a folder of its own that only its owner can
    enter.

    Yields:
        None where the server does not write to the archive, others may write themselves, or the system has no such
        sockets.
    """
    if not archive.writable or archive.shared or not hasattr(socket, "AF_UNIX"):
        yield None
        return
    at, made = archive.path / NAME, None
    if len(os.fsencode(at)) >= _MAX_PATH_BYTES:
        made = Path(tempfile.mkdtemp(prefix="dateline-"))  # 0700
        at = made / NAME
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        try:
            at.unlink(missing_ok=True)  # of a server that was killed; the lock is ours
            listener.bind(str(at))
            at.chmod(_MODE)  # before anybody can connect
            listener.listen(128)
            archive.tell_of_server(at)
        except OSError as error:  # a file system without sockets: as it was before there were any
            _log.warning("other commands cannot write while this server runs: %s", error)
            yield None
        else:
            yield listener
    finally:
        listener.close()
        with suppress(OSError):
            at.unlink()
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
