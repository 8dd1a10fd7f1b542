"""Which articles a field of a query holds for: told by each value that there is, once, not by each article."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from sqlalchemy import Connection, text

from rag.store.engine.catalog_database import sql_of
from rag.store.sqlite.tables import SINCE_FORMAT_3
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
    query = f"SELECT pk FROM articles WHERE {column} IN {sql_of(db).texts(':values')}"  # noqa: S608
    if None in fitting:
        query += f" OR {column} IS NULL"
    return db.execute(text(query), {"values": json.dumps(fitting)}).scalars()


def has_column(db: Connection, column: str) -> bool:
    """Whether articles have this column; older archives that nobody may bring up to date lack some."""
    since = _SINCE.get(column)
    return since is None or int(db.execute(_FORMAT).scalar_one()) >= since


#: With which format columns came that the first one had not.
_SINCE = {"folded": 2, **dict.fromkeys(SINCE_FORMAT_3, 3)}
_FORMAT = text("SELECT value FROM meta WHERE key = 'schema'")
