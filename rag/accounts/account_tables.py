"""Where accounts, keys, the log of changes and kept conversations lie: a file of their own in the archive's folder.

Not in the catalog: a backup must not carry hashes of passwords, and the log is written while the catalog is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import JSON, Column, Engine, Index, Integer, MetaData, String, Table, Text, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from rag.errors import ArchiveBusyError, ArchiveDamagedError, ArchiveFullError

FILE: Final = "accounts.sqlite"

metadata = MetaData()
ACCOUNTS = Table(
    "accounts",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("password", Text, nullable=False),  # argon2's string, with its salt and parameters
    Column("created", String, nullable=False),
    Column("stamp", String, nullable=False),
)
KEYS = Table(
    "keys",
    metadata,
    Column("prefix", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("digest", String, nullable=False),  # SHA-256 of the whole key: 256 random bits need no salt
    Column("created", String, nullable=False),
    Column("expires", String, nullable=False),
    Column("revoked", String),
    Column("used", String),
)
AUDIT = Table(
    "audit",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("at", String, nullable=False, index=True),
    Column("who", Text),
    Column("door", String, nullable=False),
    Column("action", String, nullable=False),
    Column("articles", JSON, nullable=False),
    Column("what", Text),
    Column("token", String),  # of an entry that may be written twice
    Index("audit_token", "token", unique=True),
)
CONVERSATIONS = Table(
    "conversations",
    metadata,
    Column("account", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("title", Text, nullable=False),
    Column("updated", String, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("turns", Text, nullable=False),  # JSON
)


def account_engine(folder: Path) -> Engine:
    """The file of an archive's folder, which is made when it is first used, for its owner alone."""
    path = folder.absolute() / FILE

    def connect() -> sqlite3.Connection:
        # SQLite gives its side files the rights of this one.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        return sqlite3.connect(path.as_uri() + "?mode=rw", uri=True, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 15000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")

    return engine


def make_tables(engine: Engine) -> None:
    """Make what is missing, in a file of an earlier version too."""
    with plain_account_errors():
        metadata.create_all(engine)
        with engine.begin() as db:
            columns = {row[1] for row in db.exec_driver_sql("PRAGMA table_info(audit)")}
            if "token" not in columns:
                with suppress(OperationalError):  # another process was quicker
                    db.exec_driver_sql("ALTER TABLE audit ADD COLUMN token VARCHAR")
                db.exec_driver_sql("CREATE UNIQUE INDEX IF NOT EXISTS audit_token ON audit (token)")


def has_accounts_file(folder: Path) -> bool:
    """Whether an archive has such a file."""
    return (folder / FILE).is_file()


@contextmanager
def plain_account_errors() -> Iterator[None]:
    """Turn the database's errors into Dateline's."""
    try:
        yield
    except (DatabaseError, sqlite3.Error, OSError) as error:
        reason = str(error.orig if isinstance(error, DatabaseError) else error)
        if "locked" in reason:
            raise ArchiveBusyError("the archive's accounts are being changed: try again in a moment") from error
        if "full" in reason:
            raise ArchiveFullError("there is no room left on the disk for the archive's accounts: free some") from error
        raise ArchiveDamagedError(
            f"the archive's accounts cannot be read or written ({reason}): check the permissions of {FILE} in the "
            "archive's folder, or restore it from a copy"
        ) from error
