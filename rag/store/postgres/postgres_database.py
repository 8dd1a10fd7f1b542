"""The catalog in PostgreSQL: connecting, transactions, and its errors in Dateline's words.

Several processes may write: they take turns for the moments in which they commit, by a lock in the database that goes
with its transaction. Reading waits for nobody.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

import psycopg
import sqlalchemy.orm  # noqa: F401 - whole, before another thread imports it
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from rag.errors import (
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveFullError,
    UsageError,
    refusing_halves,
)
from rag.store.engine.catalog_database import (
    MOVING_FROM,
    SQL_FORM,
    EnteredPassage,
    PlainConnection,
    Settled,
    WordsIndex,
    being_moved,
    changed_since,
    driver,
    sql_of,
)
from rag.store.engine.held_snapshot import HeldSnapshot
from rag.store.postgres.catalog_dialect import DRIVER_NAME, as_stored
from rag.store.postgres.plain_psycopg import PlainPsycopg
from rag.store.postgres.postgres_form import PostgresForm
from rag.store.postgres.store_claims import STORE_CLAIMS_DDL, StoreClaims
from rag.store.postgres.surface_postings import SURFACE_POSTINGS_DDL
from rag.store.sqlite.tables import (
    INDEX_DDL,
    POSTINGS_CHANGES,
    SCHEMA_VERSION,
    changes,
    format_of,
    metadata,
    put_setting,
    setting,
)

#: Writers of one catalog take turns by a lock of this number and the number of its schema's name.
_TURN: Final = 0x6461746C
#: A writer waits for its turn so long: the longest that another one's commit should take.
_PATIENCE_SECONDS: Final = 120
_SCHEMA: Final = "dateline"
#: The one that each database has, and that is never ours alone.
_PUBLIC: Final = "public"
#: What of an address's parameters is shown: others may hold secrets.
_SHOWN: Final = ("host", "port", "schema")
_HAS_SCHEMA: Final = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
_CONNECT_SECONDS: Final = 10
#: Who has claimed passages and does not embed them in this time is taken for dead: a batch takes some seconds, and a
#: server of embeddings may ask to be waited for.
CLAIM_SECONDS: Final = 300
_CLAIM: Final = (
    "UPDATE passages SET claimed = clock_timestamp() + make_interval(secs => ?) WHERE pk IN ("
    "SELECT passages.pk FROM passages JOIN articles ON articles.pk = passages.article "
    "WHERE passages.vector IS NULL AND articles.state = 'pending' "
    "AND (passages.claimed IS NULL OR passages.claimed < clock_timestamp()) "
    "ORDER BY passages.pk LIMIT ? FOR UPDATE OF passages SKIP LOCKED) RETURNING pk"
)
_WORDS_DDL: Final = (
    "CREATE TABLE IF NOT EXISTS lexical(rowid BIGINT PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS lexical_articles(rowid BIGINT PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL)",
    'CREATE TABLE IF NOT EXISTS postings(side BIGINT NOT NULL, term TEXT COLLATE "C" NOT NULL, block BIGINT NOT NULL, '
    "data BYTEA NOT NULL, PRIMARY KEY (side, term, block))",
    "CREATE TABLE IF NOT EXISTS posting_sizes(side BIGINT NOT NULL, block BIGINT NOT NULL, data BYTEA NOT NULL, "
    "PRIMARY KEY (side, block))",
    SURFACE_POSTINGS_DDL,
    *STORE_CLAIMS_DDL,
    INDEX_DDL,
)
#: Tables that are no tables of SQLAlchemy's.
_WORDS_TABLES: Final = ("lexical", "lexical_articles", "postings", "posting_sizes", "surface_postings", "store_claims")


class PostgresDatabase:
    """One catalog in a PostgreSQL database. Safe to use from several threads."""

    beyond_reach: tuple[str, ...] = (
        "The database server's own log, its replicas and its backups may hold it for as long as they are kept.",
    )

    def __init__(self, address: str, *, read_only: bool = False, create: bool = True) -> None:
        """Connect, and make the tables where they are missing.

        Args:
            address: ``postgresql://USER:PASSWORD@HOST:PORT/DATABASE``; the catalog has a schema of its own there, named
                dateline, or else with ``?schema=NAME``.
            read_only: make nothing, and refuse to write.
            create: make a catalog where there is none (never when ``read_only``).

        Raises:
            UsageError: the address is none, the server cannot be reached or refuses, its texts are not in UTF-8, or
                there is no catalog and ``read_only`` is True.
            ArchiveMismatchError: the catalog was made by a newer version.
        """
        url = make_url(address)
        schema = url.query.get("schema")
        if isinstance(schema, tuple):
            schema = schema[0]
        shown = {key: url.query[key] for key in _SHOWN if key in url.query}
        self.name = URL.create("postgresql", None, None, url.host, url.port, url.database, shown).render_as_string()
        self.schema = schema or _SCHEMA
        self.read_only = read_only
        self._held = HeldSnapshot[PlainPsycopg]()
        self.moves: str | None = None
        self._url = url.set(drivername=DRIVER_NAME).difference_update_query(["schema"])
        self._claims = StoreClaims(secrets.token_hex(8))
        self._writing = self._engine(read_only=False)
        self._reading = self._engine(read_only=True)
        try:
            self._prepare(create=create)
            with self.read() as db:
                self.version = format_of(db, self.name)
        except BaseException:
            self.close()
            raise

    def _engine(self, *, read_only: bool) -> Engine:
        engine = create_engine(
            self._url,
            connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "dateline"},
            pool_pre_ping=True,
            execution_options={SQL_FORM: PostgresForm()},
        )

        @event.listens_for(engine, "connect")
        def _begin(connection: Any, _record: Any) -> None:
            connection.execute("SELECT set_config('search_path', %s, false)", [_quoted(self.schema)])
            connection.execute(f"SET lock_timeout = '{_PATIENCE_SECONDS}s'")
            connection.commit()
            connection.read_only = read_only
            if read_only:  # each block of reading sees one state
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

        return engine

    def _prepare(self, *, create: bool) -> None:
        """Make the tables, one process at a time; or see that they are there."""
        with self._plain_errors(connecting=True), self._writing.connect() as db:
            if str(db.execute(text("SHOW server_encoding")).scalar()).upper() != "UTF8":
                raise UsageError(f"the database {self.name} does not hold UTF-8: make one with ENCODING 'UTF8'")
            there = db.execute(text("SELECT to_regclass('meta')")).scalar() is not None
            has_schema = db.execute(_HAS_SCHEMA, {"schema": self.schema}).scalar() is not None
        if not there and (self.read_only or not create):
            raise UsageError(f"there is no archive at {self.name} yet: make one with dateline add FOLDER")
        if self.read_only:
            return
        with self._plain_errors(connecting=True), self._writing.begin() as db:
            self._take_turn(db)
            if not has_schema:
                db.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_quoted(self.schema)}"))
            as_stored(metadata).create_all(db)
            for statement in _WORDS_DDL:
                db.execute(text(statement))
            if setting(db, "schema") is None:
                put_setting(db, "schema", str(SCHEMA_VERSION))
                put_setting(db, POSTINGS_CHANGES, "0")

    def _take_turn(self, db: Connection) -> None:
        turn = text("SELECT pg_advisory_xact_lock(:turn, hashtext(:schema))")
        db.execute(turn, {"turn": _TURN, "schema": self.schema})

    def close(self) -> None:
        """Close all connections."""
        self._writing.dispose()
        self._reading.dispose()

    @contextmanager
    def _plain_errors(self, *, connecting: bool = False) -> Iterator[None]:
        """Turn the driver's errors into Dateline's, with the sentence that helps."""
        try:
            with refusing_halves():
                yield
        except PoolTimeoutError as error:
            raise ArchiveBusyError(f"too much is asked of the archive {self.name}: try again in a moment") from error
        except (DatabaseError, psycopg.Error) as error:
            original = error.orig if isinstance(error, DatabaseError) else error
            reason = str(original).strip().splitlines()[0] if str(original).strip() else type(original).__name__
            if isinstance(original, psycopg.errors.DiskFull):
                raise ArchiveFullError(
                    f"there is no room left for the database {self.name}: free some on its server, then give the same "
                    "command again; what was done is kept"
                ) from error
            if isinstance(original, psycopg.errors.LockNotAvailable):
                raise ArchiveBusyError(f"the archive {self.name} is busy: try again in a moment") from error
            if isinstance(original, psycopg.errors.ProgramLimitExceeded):
                raise UsageError(
                    f"the database {self.name} cannot keep this ({reason}): a source's name or address may have some "
                    "2,700 characters"
                ) from error
            if isinstance(original, psycopg.errors.InsufficientPrivilege):
                raise UsageError(
                    f"the database {self.name} does not let this user do that ({reason}): have it granted"
                ) from error
            if connecting and isinstance(original, psycopg.ProgrammingError) and original.sqlstate is None:
                # Before anything is sent: the reason names a part of the address, which may be one of its password.
                raise UsageError(
                    f"the address of the database {self.name} has a parameter after its ? that PostgreSQL does not "
                    "know: correct DATELINE_CATALOG"
                ) from error
            if isinstance(original, psycopg.OperationalError | psycopg.InterfaceError) and not connecting:
                raise ArchiveBusyError(
                    f"the database {self.name} cannot be reached ({reason}): try again in a moment, and see "
                    "whether its server runs"
                ) from error
            if connecting:
                raise UsageError(
                    f"the database {self.name} cannot be used ({reason}): check DATELINE_CATALOG, and that its server "
                    "runs and lets you in"
                ) from error
            raise ArchiveDamagedError(
                f"the database {self.name} has refused a statement ({reason}): run dateline doctor, or restore the "
                "database from a backup"
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with, which sees one state of the catalog throughout."""
        with self._plain_errors(), self._reading.connect() as db:
            yield db

    one_state = read

    @contextmanager
    def snapshot(self) -> Iterator[PlainConnection]:
        """The driver's own connection, which sees one state of the catalog throughout; within another one of the same
        thread it is that one."""
        with self._plain_errors():
            if self._held.connection is not None:
                yield self._held.connection
                return
            pooled = self._reading.raw_connection()
            try:
                self._held.connection = PlainPsycopg(cast("psycopg.Connection[Any]", pooled.driver_connection))
                yield self._held.connection
            finally:
                self._held.connection = None
                pooled.close()  # which rolls back

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, in its turn: committed at the end of the block, rolled back by an error."""
        with self._plain_errors(), self._writing.begin() as db:
            self._take_turn(db)
            moving_from = setting(db, MOVING_FROM)
            if moving_from is not None and moving_from != self.moves:
                raise being_moved(self.name, moving_from)
            yield db

    def get(self, key: str) -> str | None:
        """A stored setting of the archive (such as its embedding's name), or None."""
        with self.read() as db:
            return setting(db, key)

    def put(self, key: str, value: str) -> None:
        """Store a setting of the archive."""
        with self.write() as db:
            put_setting(db, key, value)

    def claim_unembedded(self, limit: int) -> list[int]:
        """Keys of passages that have no vector and nobody else embeds just now; they are this process's for a while.

        What another process is about to claim is passed over rather than waited for.
        """
        with self._plain_errors(), self._writing.begin() as db:
            return sorted(row[0] for row in driver(db).execute(_CLAIM, (CLAIM_SECONDS, limit)))

    def release(self, passages: Sequence[int]) -> None:
        """Leave passages to whoever comes next."""
        if passages:
            with self._plain_errors(), self._writing.begin() as db:
                release = f"UPDATE passages SET claimed = NULL WHERE pk IN {sql_of(db).keys('?')}"  # noqa: S608 - ours
                driver(db).execute(release, (json.dumps(list(passages)),))

    def claim_embedded(self, limit: int, among: Sequence[int] | None) -> list[int]:
        """Keys of pending articles whose passages all have vectors; they are this process's to enter for a while."""
        with self._plain_errors(), self._writing.begin() as db:
            return self._claims.claim_articles(db, limit, among)

    def settle_entered(
        self, db: Connection, article_ids: Sequence[str], entered: Sequence[EnteredPassage], into: str
    ) -> Settled:
        """Say that these articles were entered into the vector store."""
        return self._claims.settle_entered(db, article_ids, entered, into)

    def claim_tombstones(self, limit: int) -> list[str]:
        """Passages whose vectors are this process's to take out of the vector store for a while."""
        with self._plain_errors(), self._writing.begin() as db:
            return self._claims.claim_tombstones(db, limit)

    def settle_deleted(self, db: Connection, passage_ids: Sequence[str]) -> Settled:
        """Forget the tombstones of these passages."""
        return self._claims.settle_deleted(db, passage_ids)

    def put_off(self) -> None:
        """Leave what was claimed for the vector store to whoever comes next, in some seconds."""
        with self._plain_errors(), self._writing.begin() as db:
            self._claims.put_off(db)

    @contextmanager
    def in_turn(self, work: str) -> Iterator[None]:
        """Wait until no other process does this work, and keep them from it; by a lock that goes with the
        connection."""
        with self._plain_errors(), self._writing.connect() as db:
            lock = text("SELECT pg_advisory_xact_lock(hashtext(:schema), hashtext(:work))")
            db.execute(lock, {"schema": self.schema, "work": work})
            yield

    @contextmanager
    def alone(self, work: str) -> Iterator[bool]:
        """Whether no other process does this work; by a lock that goes with the connection."""
        with self._plain_errors(), self._writing.connect() as db:
            query = text("SELECT pg_try_advisory_xact_lock(hashtext(:schema), hashtext(:work))")
            yield bool(db.execute(query, {"schema": self.schema, "work": work}).scalar())
            try:
                db.rollback()
            except DatabaseError:  # the server was started anew meanwhile: the lock is gone, and the work is done
                db.invalidate()

    def drop(self, version: int | None = None) -> None:
        """Delete the catalog's tables, and its schema where nobody else keeps anything there."""
        with self._plain_errors(), self._writing.begin() as db:
            self._take_turn(db)
            if version not in (None, changes(db)):
                raise changed_since(self.name)
            tables = ", ".join(map(_quoted, (*metadata.tables, *_WORDS_TABLES)))
            db.execute(text(f"DROP TABLE {tables}"))
            others = text("SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace(:schema) LIMIT 1")
            quoted = _quoted(self.schema)
            if self.schema != _PUBLIC and db.execute(others, {"schema": quoted}).first() is None:
                db.execute(text(f"DROP SCHEMA {quoted}"))
        self.close()

    def rewrite(self) -> bool:
        """Write each table anew without what was deleted; takes room for the largest twice. What the server's log and
        its copies hold is the server's business."""
        with self._plain_errors(), self._writing.connect() as db:
            alone = db.execution_options(isolation_level="AUTOCOMMIT")
            for table in (*metadata.tables, *_WORDS_TABLES):
                alone.execute(text(f"VACUUM (FULL) {table}"))
        return True

    def storage_problems(self) -> list[str]:
        """Nothing: a server proves its own pages where it was made with checksums, as it is by default."""
        return []

    def words_problems(self, index: WordsIndex) -> list[str]:
        """Nothing: all words are proved by being read back."""
        return []

    def merge_words(self) -> None:
        """Nothing to do: :meth:`rewrite` writes the words anew, too."""


def beside(address: str, schema: str) -> str:
    """The address of another catalog in the same database."""
    return make_url(address).update_query_dict({"schema": schema}).render_as_string(hide_password=False)


def drop_catalog(address: str) -> None:
    """Drop the schema that an address names, with all that is in it; for a catalog that was made for a while.

    Raises:
        UsageError: the address names no schema.
    """
    url = make_url(address)
    schema = url.query.get("schema")
    if not isinstance(schema, str):
        raise UsageError("only a catalog in a schema of its own is dropped")
    engine = create_engine(url.set(drivername=DRIVER_NAME).difference_update_query(["schema"]))
    try:
        with engine.begin() as db:
            db.execute(text(f"DROP SCHEMA IF EXISTS {_quoted(schema)} CASCADE"))
    finally:
        engine.dispose()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
