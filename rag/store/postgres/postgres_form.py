"""What PostgreSQL says in its own way; see :class:`rag.store.engine.catalog_database.SqlForm`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from typing import Any, Final, cast

import psycopg
from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects.postgresql import insert

from rag.store.engine.catalog_database import PlainConnection
from rag.store.postgres.plain_psycopg import PlainPsycopg
from rag.store.postgres.surface_postings import SurfacePostings

#: A longer term is entered as its beginning and a digest: PostgreSQL's indexes hold none of more than 2,700 bytes.
LONGEST_TERM: Final = 200


class PostgresForm:
    """PostgreSQL's own ways."""

    surface = SurfacePostings()

    def plain(self, db: Connection) -> PlainConnection:
        """The driver's own connection, within the same transaction."""
        return PlainPsycopg(cast("psycopg.Connection[Any]", db.connection.driver_connection))

    def path(self, path: str | None) -> str | bytes | None:
        """A path as the column of one has it."""
        return os.fsencode(path) if path is not None else None

    def term(self, term: str) -> str:
        """A term as the postings have it."""
        if len(term) <= LONGEST_TERM:
            return term
        return f"{term[:LONGEST_TERM]} {hashlib.blake2b(term.encode(), digest_size=16).hexdigest()}"

    def keys(self, value: str) -> str:
        """The whole numbers of a list in JSON."""
        return f"(SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST({value} AS JSON)))"  # noqa: S608

    def texts(self, value: str) -> str:
        """The texts of a list in JSON."""
        return f'(SELECT value COLLATE "C" AS value FROM json_array_elements_text(CAST({value} AS JSON)))'  # noqa: S608

    def records(self, value: str, numbers: Sequence[str], texts: Sequence[str]) -> str:
        """The rows of a list of objects in JSON."""
        columns = ", ".join([*(f"{name} BIGINT" for name in numbers), *(f'{name} TEXT COLLATE "C"' for name in texts)])
        return f"(SELECT * FROM json_to_recordset(CAST({value} AS JSON)) AS listed({columns}))"  # noqa: S608

    def stored(self, table: str) -> str:
        """A table's name where the statement has another of that name: in what makes that, it means the table."""
        return table

    def joined(self, column: str) -> str:
        """The keys of a column, joined by commas."""
        return f"string_agg(CAST({column} AS TEXT), ',')"

    def appended(self, old: str, new: str) -> str:
        """Bytes with others after them."""
        return f"{old} || {new}"

    def stands_in(self, part: str, whole: str) -> str:
        """Whether a text stands in another."""
        return f"strpos({whole}, {part}) > 0"

    def without_case(self, column: str) -> str:
        """A text for sorting, without case as far as ASCII goes, as lower() does here."""
        return f'lower({column} COLLATE "C")'

    def inserting(self, table: Table) -> Any:
        """SQLAlchemy's INSERT for PostgreSQL."""
        return insert(table)

    def unclaim(self, db: Connection, passage_ids: Sequence[str]) -> None:
        """Forget who was to embed these passages."""
        unclaim = f"UPDATE passages SET claimed = NULL WHERE id IN {self.texts('?')}"  # noqa: S608 - our own
        self.plain(db).execute(unclaim, (json.dumps(list(passage_ids)),))

    def empty_words(self, db: Connection) -> None:
        """Empty the tables of words."""
        for table in ("lexical", "lexical_articles"):
            db.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
