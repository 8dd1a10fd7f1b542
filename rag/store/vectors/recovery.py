"""Bringing a vector store that was out of reach up to date when it is back, without being asked."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from rag.errors import ArchiveBusyError, DatelineError, VectorStoreError

#: Seconds between two tries: the first, and the most that it grows to.
_FIRST_SECONDS: Final = 1.0
_MOST_SECONDS: Final = 10.0
_log = logging.getLogger("dateline.vectors")


class Recovery:
    """A thread that tries again and again until it goes through, or the archive is closed.

    Args:
        resume: does all that waits for the store, and gives whether that was all; raises VectorStoreError while it is
            out of reach.
        closing: set when the archive is being closed.
    """

    def __init__(self, resume: Callable[[], bool], closing: threading.Event) -> None:
        self._resume = resume
        self._closing = closing
        self._lock = threading.Lock()
        self._running = False

    def begin(self) -> None:
        """Begin to try, unless it is being done."""
        with self._lock:
            if self._running or self._closing.is_set():
                return
            self._running = True
        threading.Thread(target=self._work, name="vector store", daemon=True).start()

    def _work(self) -> None:
        wait = _FIRST_SECONDS
        try:
            while not self._closing.wait(wait):
                with suppress(VectorStoreError, ArchiveBusyError):  # the catalog's server may be away, too
                    if self._resume():
                        return
                wait = min(2 * wait, _MOST_SECONDS)
        except DatelineError as error:
            if not self._closing.is_set():
                _log.warning("what waits for the vector store is not done: %s", error)
        finally:
            with self._lock:
                self._running = False
