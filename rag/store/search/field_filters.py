"""Filters by fields as SQL conditions on ``articles``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from rag.model import Filters
from rag.store.engine.catalog_database import sql_of
from rag.store.sqlite.tables import day_number, language_key, name_key

#: What is kept with a connection.
_KEPT = "dateline_names"
_Known = tuple[str, frozenset[str]]


def field_filter_sql(db: Connection, filters: Filters) -> tuple[list[str], dict[str, Any]]:
    """The filters as SQL conditions, with their parameters; without their query, for which there is
    :func:`rag.store.search.selection.filter_sql`.

    Names are compared by keys that Python makes, as no database lowers letters as it does: once for each name that
    there is, not for each article.
    """
    clauses: list[str] = []
    values: dict[str, Any] = {}
    if filters.since:
        clauses.append("articles.day >= :since")
        values["since"] = day_number(filters.since)
    if filters.until:
        clauses.append("articles.day <= :until")
        values["until"] = day_number(filters.until)
    if filters.as_of:
        clauses.append("articles.day <= :as_of")
        values["as_of"] = day_number(filters.as_of)
    named: tuple[tuple[str, Sequence[str], Callable[[str], Iterable[str]]], ...] = (
        ("outlet", filters.outlets, lambda name: [name_key(name)]),
        ("section", filters.sections, lambda name: [name_key(name)]),
        ("language", filters.languages, lambda code: [language_key(code)]),
        ("authors", filters.authors, lambda listed: filter(None, map(name_key, json.loads(listed)))),
    )
    for column, wanted, keys in named:
        if not wanted:
            continue
        "".join(wanted).encode()  # what no name can be is said, not found nowhere (rag.errors.refusing_halves)
        key_of = language_key if column == "language" else name_key
        among = {key for key in map(key_of, wanted) if key or column != "authors"}
        lacking = any(not name_key(name) for name in wanted)  # "" among the names stands for those that have none
        unsigned = lacking and column == "authors"
        known = _known(db, column, keys)
        fitting = [stored for stored, theirs in known if theirs & among or (unsigned and not theirs)]
        clause = f"articles.{column} IN {sql_of(db).texts(f':{column}')}"
        clauses.append(f"({clause} OR articles.{column} IS NULL)" if lacking and column != "authors" else clause)
        values[column] = json.dumps(fitting, ensure_ascii=False)
    if filters.undated:
        clauses.append("articles.day IS NULL")
    return clauses, values


def _known(db: Connection, column: str, keys: Callable[[str], Iterable[str]]) -> list[_Known]:
    """Each value that the articles have in a column, as it is stored, and its keys. They are kept with the connection
    until something changes: one question asks for them several times."""
    changes = db.execute(text("SELECT value FROM meta WHERE key = 'changes'")).scalar()
    kept: dict[str, tuple[object, list[_Known]]] = db.info.setdefault(_KEPT, {})
    if column not in kept or kept[column][0] != changes:
        query = f"SELECT DISTINCT {column} FROM articles WHERE {column} IS NOT NULL"  # noqa: S608 - our own names
        found = [(stored, frozenset(keys(stored))) for stored in db.execute(text(query)).scalars()]
        kept[column] = changes, found
    return kept[column][1]
