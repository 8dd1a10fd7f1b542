"""Which articles a field of a query holds for: told by each value that there is, once, not by each article."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from sqlalchemy import Connection, text

from rag.text.query.matching import SearchedArticle, holds
from rag.text.query.syntax import Field, FieldName

#: The column of each field, and an article that has nothing but a value of that column.
_COLUMNS: dict[FieldName, tuple[str, Callable[[str | None], SearchedArticle]]] = {
    "headline": ("title", lambda value: SearchedArticle(value or "", "")),
    "outlet": ("outlet", lambda value: SearchedArticle("", "", outlet=value)),
    "author": ("authors", lambda value: SearchedArticle("", "", authors=tuple(json.loads(value or "[]")))),
    "section": ("section", lambda value: SearchedArticle("", "", section=value)),
    "url": ("url", lambda value: SearchedArticle("", "", url=value)),
    "language": ("language", lambda value: SearchedArticle("", "", language=value)),
}


def field_articles(db: Connection, node: Field) -> Iterable[int]:
    """The catalog's keys of the articles that a field holds for."""
    column, having = _COLUMNS[node.name]
    if not has_column(db, column):  # an archive of before format 3 has no sections
        column = "NULL"
    values = list(db.execute(text(f"SELECT DISTINCT {column} FROM articles")).scalars())  # noqa: S608 - our own names
    fitting = [value for value in values if holds(node, having(value))]
    query = f"SELECT pk FROM articles WHERE {column} IN (SELECT value FROM json_each(:values))"  # noqa: S608
    if None in fitting:
        query += f" OR {column} IS NULL"
    return db.execute(text(query), {"values": json.dumps(fitting)}).scalars()


def has_column(db: Connection, column: str) -> bool:
    """Whether articles have this column; older archives that nobody may bring up to date lack some."""
    return any(row.name == column for row in db.execute(text("PRAGMA table_info(articles)")))
