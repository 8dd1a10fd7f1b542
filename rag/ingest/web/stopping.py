"""Stopping in the middle of a fetch: what blocks is waited for in short turns, or in a thread that can be left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from rag.store.stop_events import TURN_SECONDS

T = TypeVar("T")


class StoppedError(Exception):
    """The caller wants no more to be fetched."""


def unless_stopped(
    work: Callable[[], T],
    stop: threading.Event,
    *,
    seconds: float,
    errors: tuple[type[Exception], ...],
) -> T:
    """Do something that blocks and cannot be done in turns, such as looking up a name.

    Args:
        work: done in a thread of its own, which is left behind when the wait for it ends.
        stop: ends the wait.
        seconds: so long it is waited for.
        errors: what the work may raise; it is raised here.

    Raises:
        StoppedError: ``stop`` was set first.
        TimeoutError: the time was up first.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except errors as error:
            done.set_exception(error)

    threading.Thread(target=run, daemon=True, name="dateline-connecting").start()
    end = time.monotonic() + seconds
    while not wait([done], timeout=TURN_SECONDS).done:
        if stop.is_set():
            raise StoppedError
        if time.monotonic() >= end:
            raise TimeoutError
    return done.result()
