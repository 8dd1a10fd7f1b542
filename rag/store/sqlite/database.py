"""The catalog's SQLite file: opening it, transactions, and its errors in Dateline's words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

# LlamaIndex imports it later, in whatever thread: while it is half imported, a query of another thread's fails.
import sqlalchemy.orm  # noqa: F401
from sqlalchemy import Connection, create_engine, event, select, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from rag.errors import ArchiveBusyError, ArchiveDamagedError, UsageError, archive_full, archive_gone, refusing_halves
from rag.store.engine.catalog_database import (
    SQL_FORM,
    EnteredPassage,
    Settled,
    WordsIndex,
    changed_since,
)
from rag.store.engine.held_snapshot import HeldSnapshot
from rag.store.sqlite.migration import migrate
from rag.store.sqlite.sqlite_form import SqliteForm
from rag.store.sqlite.tables import (
    INDEX_DDL,
    LEXICAL_DDL,
    POSTINGS_DDL,
    SCHEMA_VERSION,
    SURFACE_DDL,
    TOMBSTONES,
    changes,
    drop_tombstones,
    embedded_keys,
    format_of,
    metadata,
    put_setting,
    searched,
    setting,
    unembedded_keys,
)


class Database:
    """One SQLite file with its settings. Safe to use from several threads."""

    beyond_reach: tuple[str, ...] = ()
    moves: str | None = None

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file, or make it.

        Args:
            path: the SQLite file.
            read_only: open only for reading; the file must exist.

        Raises:
            ArchiveDamagedError: the file is not a readable catalog.
            ArchiveMismatchError: it was made by a newer version.
        """
        self.path = path
        self.name = str(path.parent)
        self.read_only = read_only
        self._held = HeldSnapshot[sqlite3.Connection]()
        # Connected to by hand: SQLAlchemy's URLs take a "?" or "%" in a folder's name for syntax.
        self._uri = path.absolute().as_uri() + ("?mode=ro" if read_only else "")
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(self._uri, uri=True, check_same_thread=False),
            poolclass=QueuePool,
            execution_options={SQL_FORM: SqliteForm()},
        )

        @event.listens_for(self._engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA busy_timeout = 15000")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.create_function("searched", 3, searched, deterministic=True)
            if not read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                # A commit survives a killed process; losing power may cost the last commits, never the file.
                connection.execute("PRAGMA synchronous = NORMAL")

        with self._plain_errors():
            if not read_only:
                with self._engine.begin() as db:
                    metadata.create_all(db)
                    for statement in (*LEXICAL_DDL, *SURFACE_DDL, *POSTINGS_DDL, INDEX_DDL):
                        db.execute(text(statement))
                    db.execute(
                        text("INSERT OR IGNORE INTO meta VALUES ('schema', :version)"),
                        {"version": str(SCHEMA_VERSION)},
                    )
                migrate(self._engine)
                # A file that is moved away, or whose disk is unmounted, is not made anew by the next connection.
                self._uri += "?mode=rw"
        #: The version of the tables; an older archive that nobody may write to here stays at its own.
        with self.read() as db:
            self.version = format_of(db, self.name)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        """Turn database errors into Dateline's, with the sentence that helps."""
        try:
            with refusing_halves():
                yield
        except (OperationalError, sqlite3.OperationalError) as error:
            reason = str(_original(error))
            if "locked" in reason:
                raise ArchiveBusyError(f"the archive {self.path.parent} is busy: try again in a moment") from error
            if "disk is full" in reason:
                raise archive_full(self.path.parent) from error
            if not self.path.exists():
                raise archive_gone(self.path.parent) from error
            if self.read_only and reason in _NO_FILE_BESIDE and _is_sealed(self.path):
                raise UsageError(
                    f"the folder {self.path.parent} may not be written to, and SQLite makes files beside the catalog "
                    "even where it only reads: copy the archive's folder to where you may write, and name the copy"
                ) from error
            raise ArchiveDamagedError(
                f"the archive's catalog {self.path} cannot be used ({reason}): check the disk and the folder's "
                "permissions, or restore the folder from a copy"
            ) from error
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise ArchiveDamagedError(
                f"the archive's catalog {self.path} is damaged ({_original(error)}): restore the folder from a copy, "
                "or add the articles to a new archive"
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with."""
        with self._plain_errors(), self._engine.connect() as db:
            yield db

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """The driver's own connection, which sees one state of the file throughout.

        For the few statements of each search: through SQLAlchemy a statement takes three times as long, and a row ten.
        Within another one of the same thread it is that one.
        """
        with self._plain_errors():
            if self._held.connection is not None:
                yield self._held.connection
                return
            pooled = self._engine.raw_connection()
            try:
                self._held.connection = cast(sqlite3.Connection, pooled.driver_connection)
                self._held.connection.execute("BEGIN")
                yield self._held.connection
            finally:
                self._held.connection = None
                pooled.close()  # which rolls back

    @contextmanager
    def one_state(self) -> Iterator[Connection]:
        """A connection that sees one state of the file throughout: what others commit meanwhile is not seen."""
        with self.read() as db:
            db.exec_driver_sql("BEGIN")  # Python's sqlite3 begins none by itself for a SELECT
            try:
                yield db
            finally:
                db.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back by an error."""
        with self._plain_errors(), self._engine.begin() as db:
            yield db

    def claim_unembedded(self, limit: int) -> list[int]:
        """Keys of passages that have no vector, in the order they were added: one process at a time writes."""
        with self.read() as db:
            return [row.pk for row in db.execute(unembedded_keys(limit))]

    def release(self, passages: Sequence[int]) -> None:
        """Nothing to do."""

    def claim_embedded(self, limit: int, among: Sequence[int] | None) -> list[int]:
        """Keys of pending articles whose passages all have vectors."""
        with self.read() as db:
            return [row.pk for row in db.execute(embedded_keys(limit, among))]

    def settle_entered(
        self, db: Connection, article_ids: Sequence[str], entered: Sequence[EnteredPassage], into: str
    ) -> Settled:
        """All are as they were: one process at a time writes."""
        return Settled(article_ids)

    def claim_tombstones(self, limit: int) -> list[str]:
        """Passages whose vectors are to be taken out of the vector store."""
        with self.read() as db:
            return list(db.execute(select(TOMBSTONES.c.passage_id).limit(limit)).scalars())

    def settle_deleted(self, db: Connection, passage_ids: Sequence[str]) -> Settled:
        """Forget the tombstones of these passages."""
        drop_tombstones(db, passage_ids)
        return Settled(())

    def put_off(self) -> None:
        """Nothing to do."""

    @contextmanager
    def in_turn(self, work: str) -> Iterator[None]:
        """Nothing to wait for."""
        yield

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        """True: one process at a time writes."""
        yield True

    def drop(self, version: int | None = None) -> None:
        """Delete the file with its log."""
        with self.read() as db:
            if version not in (None, changes(db)):
                raise changed_since(self.name)
        self.close()
        for name in (self.path, *self.path.parent.glob(f"{self.path.name}-*")):
            name.unlink(missing_ok=True)

    def rewrite(self) -> bool:
        """Write the file anew without its free pages, and empty its log; takes room for the file twice.

        Returns:
            Whether the log is empty: a reader of another process may keep it.
        """
        with self._plain_errors(), self._engine.connect() as db:
            alone = db.execution_options(isolation_level="AUTOCOMMIT")  # neither works within a transaction
            alone.execute(text("PRAGMA secure_delete = ON"))
            alone.execute(text("VACUUM"))
            busy: int = alone.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
        return not busy

    def storage_problems(self) -> list[str]:
        """Whether SQLite finds its own pages sound."""
        with self.read() as db:
            verdict = db.execute(text("PRAGMA quick_check(1)")).scalar()
        return [] if verdict == "ok" else [f"the catalog file is damaged: {verdict}"]

    def words_problems(self, index: WordsIndex) -> list[str]:
        """Whether FTS5 finds its inverted indexes in agreement with the words that they were made from."""
        if self.read_only:  # the check is written as an INSERT
            return []
        damaged: list[str] = []
        for table, name in _WORDS[index].items():
            try:
                with self.write() as db:
                    db.execute(text(f"INSERT INTO {table}({table}) VALUES ('integrity-check')"))  # noqa: S608 - ours
            except ArchiveDamagedError:
                damaged.append(f"{name} is damaged")
        return damaged

    def merge_words(self) -> None:
        """Merge each of FTS5's indexes into one part, in which nothing is left of what was deleted."""
        with self.write() as db:
            for table in (table for tables in _WORDS.values() for table in tables):
                db.execute(text(f"INSERT INTO {table}({table}) VALUES ('optimize')"))  # noqa: S608 - our own names

    def get(self, key: str) -> str | None:
        """A stored setting of the archive (such as its embedding's name), or None."""
        with self.read() as db:
            return setting(db, key)

    def put(self, key: str, value: str) -> None:
        """Store a setting of the archive."""
        with self.write() as db:
            put_setting(db, key, value)


#: FTS5's tables, as users are told of them.
_WORDS: dict[WordsIndex, dict[str, str]] = {
    "lexical": {
        "lexical": "the lexical index (lexical)",
        "lexical_articles": "the lexical index (lexical_articles)",
    },
    "surface": {"surface": "the surface index"},
}


#: What SQLite says where it can make no log beside a catalog that it is to read: of a folder, and of a file system.
_NO_FILE_BESIDE = ("attempt to write a readonly database", "unable to open database file")


def _is_sealed(catalog: Path) -> bool:
    """Whether a catalog can be read while nothing can be made beside it."""
    return os.access(catalog, os.R_OK) and not os.access(catalog.parent, os.W_OK)


def _original(error: Exception) -> object:
    """The driver's error."""
    return error.orig if isinstance(error, DatabaseError) else error
