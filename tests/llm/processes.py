"""Looking at other processes through /proc."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def within(seconds: float, holds: Callable[[], Any]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def runs(pid: int) -> bool:
    try:
        return _stat(pid)[0] not in ("Z", "X")
    except OSError:
        return False


def cpu(pid: int | None) -> int:
    """Processor time so far, in ticks of 10 ms."""
    return int(_stat(pid)[11]) + int(_stat(pid)[12])


def is_idle(pid: int | None) -> bool:
    before = cpu(pid)
    time.sleep(0.5)
    return cpu(pid) - before <= 3


def _stat(pid: int | None) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
