"""What SQLite says in its own way; see :class:`rag.store.engine.catalog_database.SqlForm`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects.sqlite import insert

from rag.store.engine.catalog_database import PlainConnection
from rag.store.sqlite.surface_fts5 import Fts5Surface
from rag.store.sqlite.tables import LEXICAL_DDL, stored_path


class SqliteForm:
    """SQLite's own ways."""

    surface = Fts5Surface()

    def plain(self, db: Connection) -> PlainConnection:
        """The driver's own connection, within the same transaction."""
        return cast(sqlite3.Connection, db.connection.driver_connection)

    def path(self, path: str | None) -> str | bytes | None:
        """A path as the column of one has it."""
        return stored_path(path)

    def term(self, term: str) -> str:
        """A term as the postings have it: as it is."""
        return term

    def keys(self, value: str) -> str:
        """The whole numbers of a list in JSON."""
        return f"(SELECT value FROM json_each({value}))"  # noqa: S608 - a parameter's name

    texts = keys

    def records(self, value: str, numbers: Sequence[str], texts: Sequence[str]) -> str:
        """The rows of a list of objects in JSON."""
        fields = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in (*numbers, *texts))
        return f"(SELECT {fields} FROM json_each({value}))"  # noqa: S608 - our own names

    def stored(self, table: str) -> str:
        """A table's name where the statement has another of that name."""
        return f"main.{table}"

    def joined(self, column: str) -> str:
        """The keys of a column, joined by commas."""
        return f"group_concat({column})"

    def appended(self, old: str, new: str) -> str:
        """Bytes with others after them; SQLite makes text of what it puts together, so it is told that these are
        bytes."""
        return f"CAST({old} || {new} AS BLOB)"

    def stands_in(self, part: str, whole: str) -> str:
        """Whether a text stands in another."""
        return f"instr({whole}, {part}) > 0"

    def without_case(self, column: str) -> str:
        """A text for sorting, without case as far as ASCII goes."""
        return f"{column} COLLATE NOCASE"

    def inserting(self, table: Table) -> Any:
        """SQLAlchemy's INSERT for SQLite."""
        return insert(table)

    def unclaim(self, db: Connection, passage_ids: Sequence[str]) -> None:
        """Nothing to do: nobody claims any."""

    def empty_words(self, db: Connection) -> None:
        """Make the tables of words anew."""
        for table in ("lexical_terms", "lexical", "lexical_articles"):
            db.execute(text(f"DROP TABLE IF EXISTS {table}"))
        for statement in LEXICAL_DDL:
            db.execute(text(statement))
