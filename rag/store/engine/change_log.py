"""Changes of articles with their entries in the log of changes: what is committed is logged, whatever comes after.

The log lies in another file than the catalog (:mod:`rag.accounts.account_tables`), so no transaction holds both. An
entry is therefore first written into the catalog, by the transaction that it tells of, and taken over into the log
after that; what a kill left there is taken over by the next process that writes. An entry has a token, by which the
log takes it once. It is taken out of the catalog by the next change, so that a change costs no transaction more.
"""

from __future__ import annotations

import json
import platform
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from rag.accounts.account_values import Action
from rag.accounts.audit_log import AuditLog
from rag.store.engine.catalog_database import CatalogDatabase
from rag.store.sqlite.tables import META, put_setting

#: Entries in the catalog: settings whose names begin so, with the token behind.
_WAITING: Final = "audit:"

Note = Callable[[Action, Sequence[str]], None]


class ChangeLog:
    """Writes to a catalog, and logs what it did. Safe to use from several threads.

    Args:
        database: the catalog's.
        audit: the log; None logs nothing.
        folder: where the log lies: with a catalog on a server each machine has its own, and takes over its own entries.
    """

    def __init__(self, database: CatalogDatabase, audit: AuditLog | None = None, folder: Path | None = None) -> None:
        self._database = database
        self._audit = audit
        self._place = f"{platform.node()}:{folder.absolute() if folder is not None else ''}"
        self._taken: set[str] = set()
        self._taking = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[tuple[Connection, Note]]:
        """A transaction of the catalog, and what notes in it what was done to which articles: both are there after
        it, or neither."""
        rows: list[dict[str, Any]] = []
        with self._taking:
            gone = list(self._taken)
        with self._database.write() as db:

            def note(action: Action, articles: Sequence[str]) -> None:
                if self._audit is not None and articles:
                    row = self._audit.entry(action, articles)
                    put_setting(db, _WAITING + row["token"], json.dumps({"place": self._place, **row}))
                    rows.append(row)

            yield db, note
            if rows and gone:
                db.execute(delete(META).where(META.c.key.in_([_WAITING + token for token in gone])))
        if rows:
            with self._taking:
                self._taken.difference_update(gone)
            self._take(rows)

    def take_over(self) -> None:
        """Take over what a process that was killed, or could not write to the log, left in the catalog."""
        if self._audit is None:
            return
        with self._database.read() as db:
            left = (
                db.execute(select(META.c.value).where(META.c.key.startswith(_WAITING, autoescape=True))).scalars().all()
            )
        rows = [row for row in map(json.loads, left) if row.pop("place") == self._place]
        if rows and self._take(sorted(rows, key=lambda row: str(row["at"]))):
            tokens = [row["token"] for row in rows]
            with self._database.write() as db:
                for start in range(0, len(tokens), 500):
                    some = [_WAITING + token for token in tokens[start : start + 500]]
                    db.execute(delete(META).where(META.c.key.in_(some)))
            with self._taking:
                self._taken.difference_update(tokens)

    def _take(self, rows: Sequence[dict[str, Any]]) -> bool:
        taken = self._audit is not None and self._audit.take(rows)
        if taken:
            with self._taking:
                self._taken.update(str(row["token"]) for row in rows)
        return taken
