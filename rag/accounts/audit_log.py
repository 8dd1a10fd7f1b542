"""The log of changes: who added, edited and removed what."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Engine, insert, select

from rag.accounts.account_tables import AUDIT, metadata, plain_account_errors
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

    def note(self, action: Action, articles: Sequence[str] = (), what: str | None = None) -> None:
        """Note what has just been done, by whoever acts. What cannot be noted is done all the same, and is told to the
        program's own log."""
        actor = acting()
        row = {
            "at": self._clock().isoformat(timespec="milliseconds"),
            "who": actor.who,
            "door": actor.door,
            "action": action,
            "articles": list(articles),
            "what": what,
        }
        try:
            with plain_account_errors(), self._opened().begin() as db:
                db.execute(insert(AUDIT).values(row))
        except DatelineError as error:
            _log.error("not logged: %s %d articles %s by %s: %s", action, len(articles), what or "", actor, error)

    def entries(
        self, *, since: date | None = None, who: str | None = None, limit: int | None = None
    ) -> Iterator[AuditEntry]:
        """The log, the newest first.

        Args:
            since: only from this day on (UTC).
            who: only of this one.
            limit: at most so many.
        """
        query = select(AUDIT).order_by(AUDIT.c.pk.desc())
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
                metadata.create_all(engine)
                self._engine = engine
            return self._engine
