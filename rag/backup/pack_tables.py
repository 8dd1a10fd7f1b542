"""Which tables a backup carries, and the way between a row and a line of JSON.

A table takes part by being one of the catalog's (:data:`rag.store.sqlite.tables.metadata`). What can be made anew from
the rest says so: ``Table(..., info={"backup": False})``; so does what is of one machine, which moves with an archive
there: ``info={"backup": False, "moved": True}``. A row that belongs to an article names it by the article's id,
as row keys differ from archive to archive. What a column's type does not tell of its values (a packed one, say) a table
proves itself: ``info={"check": check}``, where ``check(row)`` raises ValueError for one that must not be imported.
Rows of the past, which an import adds to rather than replaces, name the column that orders them and the one that
numbers them: ``info={"history": ("replaced", "number")}``.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    inspect,
    select,
)

from rag.store.sqlite.tables import ARTICLES, META, PASSAGES, TOMBSTONES, PathText, metadata

Values = dict[str, Any]

#: Columns of ``articles`` that follow from others; ``state`` is that of the archive's own index.
_DERIVED = frozenset({"pk", "day", "folded"})
_LARGEST_INTEGER = 2**63
_MISSING = object()


class BadRowError(Exception):
    """A line that does not fit its table; the text says why."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A table as a backup has it.

    ``owner`` is the column that names the article that a row belongs to: by the article's row key where ``by_key``,
    else by its id. ``identity`` are the columns that tell rows apart; none where only a row key does, which is not
    carried.
    """

    table: Table
    columns: tuple[Column[Any], ...]
    owner: Column[Any] | None
    by_key: bool
    identity: tuple[Column[Any], ...]

    @property
    def history(self) -> tuple[str, str] | None:
        """The columns by which rows of the past are ordered and numbered; None for a table of the present."""
        names: tuple[str, str] | None = self.table.info.get("history")
        return names

    def rows(self) -> Select[Any]:
        """The rows in the order in which a backup has them: an article's together, in the articles' order."""
        columns = [ARTICLES.c.id.label(column.name) if self._is_key(column) else column for column in self.columns]
        order = [*([self.owner] if self.owner is not None else []), *self.table.primary_key.columns]
        query = select(*columns).select_from(self.table)
        if self.by_key:
            query = query.join(ARTICLES, ARTICLES.c.pk == self.owner)
        return query.order_by(*dict.fromkeys(order))

    def line(self, row: Mapping[str, Any]) -> Values:
        """A row, as :meth:`rows` gives it, as a JSON value."""
        return {column.name: _to_json(row[column.name]) for column in self.columns}

    def values(self, line: Values) -> Values:
        """A line's value as a row; the owner is still the article's id.

        Raises:
            BadRowError: a field is unknown, missing, or not of its column's type.
        """
        known = {column.name for column in self.columns}
        if unknown := sorted(line.keys() - known):
            raise BadRowError(f"it has a field {unknown[0]} that this version does not know: update Dateline")
        row: Values = {}
        for column in self.columns:
            value = line.get(column.name, _MISSING)
            if value is _MISSING:
                # A column that is newer than the backup has its default.
                if column.nullable or column.default is not None or column.server_default is not None:
                    continue
                raise BadRowError(f"it lacks the field {column.name}")
            row[column.name] = value if self._is_key(column) else _from_json(column, value)
            if self._is_key(column) and not isinstance(value, str):
                raise BadRowError(f"its field {column.name} is no article's id")
        try:
            self.table.info.get("check", _any_row)(row)
        except ValueError as error:
            raise BadRowError(str(error)) from error
        return row

    def _is_key(self, column: Column[Any]) -> bool:
        return self.by_key and column is self.owner


#: The articles themselves, without what follows from the rest.
ARTICLE_ROWS = Carried(
    ARTICLES,
    tuple(column for column in ARTICLES.c if column.name not in _DERIVED),
    None,
    by_key=False,
    identity=(ARTICLES.c.id,),
)


def carried_tables(*, moving: bool = False) -> list[Carried]:
    """All tables besides the articles that a backup carries, in the order of their names; or that move with an
    archive."""
    own = (ARTICLES, PASSAGES, META, TOMBSTONES)
    return [
        _carried(table)
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        if table not in own and (table.info.get("backup", True) or (moving and table.info.get("moved", False)))
    ]


def tables_there(db: Connection, *, moving: bool = False) -> list[Carried]:
    """Those of :func:`carried_tables` that this archive has: an older one that nobody writes to may lack some."""
    there = set(inspect(db).get_table_names())
    return [carried for carried in carried_tables(moving=moving) if carried.table.name in there]


def _carried(table: Table) -> Carried:
    keys = tuple(table.primary_key.columns)
    row_key = len(keys) == 1 and isinstance(keys[0].type, Integer) and not keys[0].foreign_keys
    columns = tuple(column for column in table.c if not (row_key and column is keys[0]))
    for column in columns:
        for target in (key.column for key in column.foreign_keys):
            if target is ARTICLES.c.pk:
                return Carried(table, columns, column, by_key=True, identity=() if row_key else keys)
    owner = next((column for column in columns if column.name == "article_id"), None)
    return Carried(table, columns, owner, by_key=False, identity=() if row_key else keys)


def _any_row(_: Values) -> None:
    """The check of a table whose columns' types say all."""


def to_line(values: Values) -> bytes:
    """A JSON value as a line."""
    # Where a file lay may have bytes that are not UTF-8.
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def from_line(line: bytes) -> Any:
    """A line's JSON value.

    Raises:
        BadRowError: it is no JSON, or text that no file can hold.
    """
    try:
        value = json.loads(line.decode(), parse_constant=_no_constant)
        if b"\\u" in line:  # the only way to half a character, which nothing could store
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadRowError("it is not JSON") from error
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _to_json(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _from_json(column: Column[Any], value: Any) -> Any:
    """A value of a line as its column has it."""
    if value is None:
        if not column.nullable:
            raise BadRowError(f"its field {column.name} is empty")
        return None
    kind = column.type
    if isinstance(kind, Boolean):
        fits = isinstance(value, bool)
    elif isinstance(kind, Integer):
        fits = type(value) is int and -_LARGEST_INTEGER <= value < _LARGEST_INTEGER
    elif isinstance(kind, Float):
        fits = type(value) in (int, float)
    elif isinstance(kind, LargeBinary):
        try:
            return base64.b64decode(value, validate=True)
        except (TypeError, ValueError, binascii.Error) as error:
            raise BadRowError(f"its field {column.name} is not base64") from error
    else:
        fits = isinstance(kind, JSON) or (isinstance(kind, String | PathText) and isinstance(value, str))
    if not fits:
        raise BadRowError(f"its field {column.name} is of the wrong kind")
    return value
