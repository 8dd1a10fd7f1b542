"""Embedding what was added, and clearing up after what was removed, behind the page's back."""

from __future__ import annotations

import threading

from rag import Archive
from ui.page.runtime.errors import Failure, run_safely


class Background:
    """One thread at most, which works for as long as there is something to do.

    ``trouble`` is a sentence while the last attempt failed: what was added is found by its words all the same, and the
    next addition tries again.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._state = threading.Lock()
        self._wanted = False
        self._running = False
        self.trouble = ""

    def notify(self) -> None:
        """Say that there is something to do; returns at once."""
        with self._state:
            self._wanted = True
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._work, name="background", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._state:
                if not self._wanted:
                    self._running = False
                    return
                self._wanted = False
            outcome = run_safely(self._archive.resume)
            self.trouble = outcome.sentence if isinstance(outcome, Failure) else ""
