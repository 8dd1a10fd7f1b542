"""Temporary files of the tests in memory: an archive waits for the disk at each commit, which is most of a short test.

What a test proves stays the same: a process that is killed leaves its files in memory as it leaves them on a disk.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system, where what is made has the rights of a folder for all
_CONTAINER = Path("/sys/fs/cgroup")  # whose files these are depends on the kernel: version 2, or 1
_PREFIX = "dl"  # short: the path of a socket has a hundred characters at most
#: What a whole run keeps there is some 2 GB; its processes need memory, too.
_ROOM = 6 * 1024**3
#: With what one process more than there are cores needs.
_ROOM_FOR_ANOTHER = 8 * 1024**3


def folder_in_memory() -> Path | None:
    """A new folder for temporary files, to be deleted at the end; None where there is no memory to spare for it.

    What an earlier run had to leave, because it was killed, is deleted.
    """
    try:
        system = os.statvfs(_MEMORY)
    except OSError:
        return None
    room = min(system.f_bavail * system.f_frsize, _to_spare())
    if room < _ROOM or system.f_flag & os.ST_NOEXEC:  # what tests install there is run there
        return None
    for left in _MEMORY.glob(f"{_PREFIX}[0-9]*"):
        if not Path(f"/proc/{left.name.removeprefix(_PREFIX)}").exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = _MEMORY / f"{_PREFIX}{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o1777)  # as /tmp is: a database runs as another user where the tests are root's
    return folder


def processes(cores: int) -> int:
    """How many processes a run has: one more than cores, as each waits a third of its time (for servers, other
    processes, moments to come), where there are two cores and the memory for it."""
    return cores + (cores > 1 and _to_spare() >= _ROOM_FOR_ANOTHER)


def _to_spare() -> float:
    """Bytes of memory that nobody uses, of the machine and of the container; none where the system does not tell."""
    try:
        available = re.search(r"^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return min(1024 * int(available[1]) if available else 0, _left_to_the_container())


def _left_to_the_container() -> float:
    """Bytes that a container may still take, which the machine does not tell; endless where nothing limits it."""
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            most, now = ((_CONTAINER / name).read_text().strip() for name in (limit, used))
        except OSError:
            continue
        return math.inf if most == "max" else int(most) - int(now)
    return math.inf


def use_for_temporary_files(folder: Path) -> None:
    """Have this process and those it starts put their temporary files into a folder."""
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # asked for anew
