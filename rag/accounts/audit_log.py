"""The log of changes: who added, edited and removed what."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects.sqlite import insert

from rag.accounts.account_tables import AUDIT, make_tables, plain_account_errors
from rag.accounts.account_values import Action, AuditEntry
from rag.accounts.acting import acting
from rag.errors import DatelineError

_log = logging.getLogger("dateline.audit")


class AuditLog:
    """Writes the log, and reads it. Safe to use from several threads and processes.

    Args:
        engine: where it is kept; asked for when it is first needed.
        clock: the time.
    """

    def __init__(self, engine: Callable[[], Engine], clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._make = engine
        self._clock = clock
        self._engine: Engine | None = None
        self._making = threading.Lock()

    def entry(self, action: Action, articles: Sequence[str] = (), what: str | None = None) -> dict[str, Any]:
        """An entry by whoever acts, for :meth:`take` or :func:`write_entry`; its token is no other's."""
        actor = acting()
        return {
            "at": self._clock().isoformat(timespec="milliseconds"),
            "who": actor.who,
            "door": actor.door,
            "action": action,
            "articles": list(articles),
            "what": what,
            "token": secrets.token_hex(16),
        }

    def take(self, rows: Sequence[dict[str, Any]]) -> bool:
        """Write entries of what is done already; one that is there by its token stays as it is.

        Returns:
            Whether they could be written; else it is told to the program's own log.
        """
        try:
            with plain_account_errors(), self._opened().begin() as db:
                for row in rows:
                    write_entry(db, row)
        except DatelineError as error:
            for row in rows:
                told = row["action"], len(row["articles"]), row["who"], row["door"], error
                _log.error("not logged: %s %d articles by %s (%s), and tried again with the next start: %s", *told)
            return False
        return True

    def entries(
        self, *, since: date | None = None, who: str | None = None, limit: int | None = None
    ) -> Iterator[AuditEntry]:
        """The log, the newest first.

        Args:
            since: only from this day on (UTC).
            who: only of this one.
            limit: at most so many.
        """
        query = select(AUDIT).order_by(AUDIT.c.at.desc(), AUDIT.c.pk.desc())
        if since is not None:
            query = query.where(AUDIT.c.at >= since.isoformat())
        if who is not None:
            query = query.where(AUDIT.c.who == who)
        with plain_account_errors(), self._opened().connect() as db:
            rows = db.execute(query.limit(limit) if limit is not None else query).mappings().all()
        for row in rows:
            yield AuditEntry(
                at=datetime.fromisoformat(row["at"]),
                who=row["who"],
                door=row["door"],
                action=row["action"],
                articles=tuple(row["articles"]),
                what=row["what"],
            )

    def close(self) -> None:
        """Close the file."""
        with self._making:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    def _opened(self) -> Engine:
        with self._making:
            if self._engine is None:
                engine = self._make()
                make_tables(engine)
                self._engine = engine
            return self._engine


def write_entry(db: Connection, row: dict[str, Any]) -> None:
    """Write an entry within a transaction of the accounts' database."""
    db.execute(insert(AUDIT).values(row).on_conflict_do_nothing(index_elements=[AUDIT.c.token]))
