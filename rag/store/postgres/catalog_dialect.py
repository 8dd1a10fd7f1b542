"""SQLAlchemy's PostgreSQL as the catalog needs it: types that hold and order what SQLite's do.

Text is compared and sorted by its code points; lists in JSON are kept as text, letter by letter as they were written;
whole numbers have 64 bits; a path is kept as its bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Text, types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg, _PGBigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from rag.store.postgres.plain_psycopg import without_nul
from rag.store.sqlite.tables import PASSAGES, PathText

#: The name of this dialect in an address.
DRIVER_NAME = "dateline_postgresql"


class _JsonAsText(types.JSON):
    """JSON as text, as other forms of the catalog have it: PostgreSQL's own types compare otherwise or not at all."""

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Write a value as JSON."""
        return json.dumps

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Read a value."""
        return lambda stored: json.loads(stored) if stored is not None else None


class CatalogDialect(PGDialect_psycopg):
    """PostgreSQL by psycopg 3."""

    supports_statement_cache = True
    #: For :class:`rag.store.sqlite.tables.PathText`.
    paths_as_bytes = True
    colspecs = {  # noqa: RUF012 - SQLAlchemy's own form
        **PGDialect_psycopg.colspecs,
        types.JSON: _JsonAsText,
        types.Integer: _PGBigInteger,
    }

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """Execute a statement, with no NUL among its values."""
        cursor.execute(statement, _clean(parameters))

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """Execute a statement for several sets of values."""
        cursor.executemany(statement, [_clean(each) for each in parameters])


def _clean(parameters: Any) -> Any:
    if isinstance(parameters, Mapping):
        return {name: without_nul(value) for name, value in parameters.items()}
    return tuple(map(without_nul, parameters)) if parameters else parameters


registry.register(DRIVER_NAME, __name__, CatalogDialect.__name__)

#: Indexes that cover what lists and facets read. Their rows may be longer than PostgreSQL's 2,704 bytes, and its tables
#: keep the texts of articles apart by themselves.
_COVERING = ("articles_listing", "articles_fields")


def as_stored(metadata: MetaData) -> MetaData:
    """The catalog's tables with PostgreSQL's types."""
    stored = MetaData()
    for table in metadata.sorted_tables:
        copy = table.to_metadata(stored)
        for column in copy.columns:
            column.type = _type(column.type)
        for index in [index for index in copy.indexes if index.name in _COVERING]:
            copy.indexes.discard(index)
        for index in copy.indexes:
            if isinstance(index, Index) and all(not isinstance(column.type, BigInteger) for column in index.columns):
                index.dialect_options["postgresql"]["using"] = "hash"  # a path or a name may be of any length
    # Until when a passage is somebody's to embed.
    stored.tables[PASSAGES.name].append_column(Column("claimed", types.DateTime(timezone=True)))
    return stored


def _type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, PathText):
        return LargeBinary()
    if isinstance(kind, types.JSON | types.String):
        return Text(collation="C")
    if isinstance(kind, types.Integer):
        return BigInteger()
    return kind
