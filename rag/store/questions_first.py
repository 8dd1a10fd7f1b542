"""What is asked goes before what is added, where one process does both."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: A step of adding waits so long for the questions at hand and no longer, so that it goes on under any number of them.
MOST_WAITED_SECONDS = 0.25
#: For so long after a question the next one is expected, and steps are small and writing to disk is put off.
EXPECTED_SECONDS = 3.0


class QuestionsFirst:
    """Tells whoever adds when something is being asked. Safe to use from several threads.

    Both share one lock of Python's and the same processors: beside a thread that computes without a pause, a search
    waits its turn again after each of its calls into SQLite and Chroma. So adding is done in steps, and makes a pause
    between two of them while a question is looked up. Nothing that is asked waits for anything here.
    """

    def __init__(self) -> None:
        self._asked = 0
        self._last = -EXPECTED_SECONDS
        self._over = threading.Condition()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While something is looked up; may be entered again within."""
        with self._over:
            self._asked += 1
        try:
            yield
        finally:
            with self._over:
                self._asked -= 1
                self._last = time.monotonic()
                if not self._asked:
                    self._over.notify_all()

    def give_way(self) -> None:
        """Wait, between two steps of adding, until nothing is being asked, but :data:`MOST_WAITED_SECONDS` at most."""
        if self._asked:
            with self._over:
                self._over.wait_for(lambda: not self._asked, MOST_WAITED_SECONDS)

    @property
    def expected(self) -> bool:
        """Whether something is being asked, or was a moment ago, so that steps should be small and writes few."""
        return self._asked > 0 or time.monotonic() - self._last < EXPECTED_SECONDS
