"""Filters as SQL conditions, a query with operators among them; and the articles that such a query selects."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, select, text

from rag.errors import QueryError
from rag.model import Filters
from rag.store.as_of.earlier_articles import articles_then, versions_then
from rag.store.engine.catalog_database import sql_of
from rag.store.search.candidates import Candidates
from rag.store.search.field_filters import field_filter_sql
from rag.store.search.fields import has_column
from rag.store.sqlite.tables import ARTICLES, parse_date
from rag.text.query.matching import SearchedArticle, holds
from rag.text.query.parsing import parse_query
from rag.text.query.syntax import Node

#: Each word of a query with operators is looked for in the index: 5 ms for a frequent one.
MAX_QUERY_CHARS = 10_000
#: Texts that are read at once.
_BATCH = 500
#: The selection that a connection made last is kept with it: one question asks for it several times.
_KEPT = "dateline_selection"


def read_query(query: str) -> Node:
    """The tree of a query that is read as operators.

    Raises:
        QueryError: it breaks the grammar, or is so long that it would take all of the machine.
    """
    if len(query) > MAX_QUERY_CHARS:
        raise QueryError(f"it has more than {MAX_QUERY_CHARS:,} characters: leave some out", MAX_QUERY_CHARS + 1)
    return parse_query(query)


def filter_sql(db: Connection, filters: Filters, *, earlier: bool = False) -> tuple[list[str], dict[str, Any]]:
    """The filters as SQL conditions on ``articles``, with their parameters.

    Args:
        db: a connection to the catalog.
        filters: which articles are looked at.
        earlier: with ``as_of`` also those articles that said something else then, where they pass with that. Their rows
            have what they say now, so only who puts what they said in its place asks for them.

    Raises:
        QueryError: the filters' query breaks the grammar.
    """
    if filters.sections and not has_column(db, "section"):  # an archive of before format 3
        lacking = any(not name.strip() for name in filters.sections)
        clauses, values = field_filter_sql(db, replace(filters, sections=()))
        clauses += [] if lacking else ["FALSE"]
    else:
        clauses, values = field_filter_sql(db, filters)
    if filters.query is not None:
        clauses.append(f"articles.pk IN {sql_of(db).keys(':selected')}")
        values["selected"] = _selected(db, filters.query)
    if filters.as_of is not None and (changed := versions_then(db, filters.as_of)):
        clauses.append(f"articles.pk NOT IN {sql_of(db).keys(':changed')}")
        values["changed"] = json.dumps(list(changed))
        if earlier and (passing := articles_then(db, filters)):
            values["then"] = json.dumps(list(passing))
            now = " AND ".join(clauses)
            clauses = [f"(({now}) OR articles.pk IN {sql_of(db).keys(':then')})"]
    return clauses, values


def _selected(db: Connection, query: str) -> str:
    changes = db.execute(text("SELECT value FROM meta WHERE key = 'changes'")).scalar()
    kept = db.info.get(_KEPT)
    if kept is None or kept[0] != (query, changes):
        kept = (query, changes), json.dumps(articles_of(db, read_query(query)))
        db.info[_KEPT] = kept
    found: str = kept[1]
    return found


def articles_of(db: Connection, node: Node) -> list[int]:
    """The catalog's keys of the articles that a query holds for, in order; texts are read only where they decide."""
    candidates = Candidates(db)
    bounds = candidates.bounds(node)
    held = bounds.sure.copy()
    undecided = np.flatnonzero(bounds.may & ~bounds.sure)
    for start in range(0, len(undecided), _BATCH):
        places = undecided[start : start + _BATCH]
        found = set(_holding(db, node, candidates.keys[places].tolist()))
        held[places] = [int(pk) in found for pk in candidates.keys[places]]
    pks: list[int] = candidates.keys[held].tolist()
    return pks


def _holding(db: Connection, node: Node, pks: list[int]) -> Iterable[int]:
    names = ["pk", "title", "text", "outlet", "authors", "url", "language", "published"]
    names += ["section"] if has_column(db, "section") else []
    columns = [ARTICLES.c[name] for name in names]
    for row in db.execute(select(*columns).where(ARTICLES.c.pk.in_(pks))).mappings():
        published = parse_date(row["published"])
        article = SearchedArticle(
            title=row["title"],
            text=row["text"],
            outlet=row["outlet"],
            authors=tuple(row["authors"]),
            section=row.get("section"),
            url=row["url"],
            language=row["language"],
            day=published.date() if isinstance(published, datetime) else published,
        )
        if holds(node, article):
            yield row["pk"]
