"""A per-user SQLite file that evaluation keeps things in between runs. Several processes may use it at once."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rag.errors import UsageError

#: Seconds to wait for another process that is writing.
_PATIENCE_SECONDS: Final = 60.0
_PAUSE: Final = 0.05


class CacheFile:
    """One table of keys and values. What was written is there after a kill; safe to use from several threads."""

    def __init__(self, path: Path, table: str) -> None:
        """Open the file, or make it.

        Args:
            path: of the file; its folder is made when missing.
            table: the statement that makes the table, ``IF NOT EXISTS``.

        Raises:
            UsageError: it cannot be used.
        """
        self._path = path
        self._lock = threading.Lock()
        with self._named():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, check_same_thread=False)
            try:
                self._prepare(table)
            except BaseException:
                self._db.close()
                raise

    def find(self, query: str, key: Sequence[Any]) -> Any | None:
        """The value of the one row that a query finds, or None."""
        with self._named(), self._lock:
            row = self._db.execute(query, tuple(key)).fetchone()
        return None if row is None else row[0]

    def keep(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Write rows in one transaction."""
        with self._named(), self._lock, self._db:
            self._db.executemany(statement, rows)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _prepare(self, table: str) -> None:
        # While another process makes the same file, SQLite says that it is locked at once, whatever the timeout.
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=NORMAL")
                self._db.execute(table)
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > give_up:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise UsageError(
                f"what evaluation keeps in {self._path} cannot be used ({error}): remove that file, or give --no-cache"
            ) from error
