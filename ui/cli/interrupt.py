"""Ctrl-C as a wish: the first one ends long work in order, the second one at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets while the block runs; a second Ctrl-C interrupts it as usual."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # only the main one may handle signals
        yield stop
        return
    before = signal.getsignal(signal.SIGINT)

    def wish(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, wish)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
