"""What articles said on a day: those of which an earlier version held then, as that version.

Every other article of a day is as it is now, and is found by the indexes. These few are not in the indexes with what
they said, so filters look at them one by one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, text

from rag.model import Article, Filters, utc_day
from rag.store.corrections import corrections_of
from rag.store.engine.catalog_database import has_table, sql_of
from rag.store.search.fields import has_column
from rag.store.sqlite.tables import (
    ARTICLES,
    article_columns,
    article_of,
    day_number,
    folded,
    language_key,
    name_key,
    slices,
)
from rag.store.versions import VERSIONS, article_in, version_of
from rag.text.query.matching import SearchedArticle, holds
from rag.text.query.parsing import parse_query

#: What was found last is kept with the connection that found it: one question asks for it several times.
_VERSIONS_KEPT = "dateline_versions_then"
_ARTICLES_KEPT = "dateline_articles_then"


#: What lists and counts look at.
_LISTED = ("pk", "id", "title", "outlet", "authors", "published", "day", "language", "added", "state")
_NUMBERS = ("pk", "day")


def versions_then(db: Connection, day: date) -> dict[int, int]:
    """The articles of which an earlier version held at the end of a day: its number, by the catalog's key.

    It is the one that had been read last by then, and the first where none had been.
    """
    return _kept(db, _VERSIONS_KEPT, day, lambda: _versions_then(db, day))


def _versions_then(db: Connection, day: date) -> dict[int, int]:
    if not has_table(db, VERSIONS.name):
        return {}  # an archive of before that nobody has written to since
    columns = select(VERSIONS.c.article, VERSIONS.c.number, VERSIONS.c.replaced)
    found: dict[int, int] = {}
    # Whatever its zone, a moment after the day is written as one that comes after the day's own letters.
    for row in db.execute(columns.where(VERSIONS.c.replaced > day.isoformat())):
        if utc_day(datetime.fromisoformat(row.replaced)) > day:
            found[row.article] = min(row.number, found.get(row.article, row.number))
    return found


def articles_then(db: Connection, filters: Filters) -> dict[int, Article]:
    """The articles of :func:`versions_then` that pass the filters with what they said, by the catalog's key.

    Raises:
        QueryError: the filters' query breaks the grammar.
    """
    if filters.as_of is None:
        return {}
    return _kept(db, _ARTICLES_KEPT, filters, lambda: _articles_then(db, filters))


def _articles_then(db: Connection, filters: Filters) -> dict[int, Article]:
    assert filters.as_of is not None  # noqa: S101 - its one caller has looked
    wanted = versions_then(db, filters.as_of)
    passes = _test_of(filters)
    found: dict[int, Article] = {}
    columns = article_columns(3 if has_column(db, "section") else 2)
    for part in slices(list(wanted)):
        now = {
            row["pk"]: article_of(row) for row in db.execute(select(*columns).where(ARTICLES.c.pk.in_(part))).mappings()
        }
        dated_by_hand = {
            article_id
            for article_id, corrections in corrections_of(db, [article.id for article in now.values()]).items()
            if any(each.field == "published" for each in corrections)
        }
        for row in db.execute(select(VERSIONS).where(VERSIONS.c.article.in_(part))):
            article = now.get(row.article)
            if article is None or row.number != wanted[row.article]:
                continue
            then = article_in(article, version_of(row))
            # What a person has said of the date holds of every version.
            if then.published is None or article.id in dated_by_hand:
                then = replace(then, published=article.published)
            if passes(then):
                found[row.article] = then
    return found


def _test_of(filters: Filters) -> Callable[[Article], bool]:
    """Whether an article passes filters: what :func:`rag.store.search.field_filters.field_filter_sql` says in SQL."""
    node = parse_query(filters.query) if filters.query is not None else None
    outlets, authors, sections = (
        frozenset(map(name_key, names)) for names in (filters.outlets, filters.authors, filters.sections)
    )
    languages = frozenset(map(language_key, filters.languages))

    def passes(article: Article) -> bool:
        day = article.day
        if day is None or filters.undated or (filters.as_of is not None and day > filters.as_of):
            return False
        if (filters.since and day < filters.since) or (filters.until and day > filters.until):
            return False
        signed = {key for key in map(name_key, article.authors) if key} or {""}
        return (
            (not outlets or name_key(article.outlet or "") in outlets)
            and (not sections or name_key(article.section or "") in sections)
            and (not languages or language_key(article.language or "") in languages)
            and (not authors or bool(authors & signed))
            and (node is None or holds(node, searched_article(article)))
        )

    return passes


def searched_article(article: Article) -> SearchedArticle:
    """What queries with operators look at of an article."""
    return SearchedArticle(
        title=article.title,
        text=article.text,
        outlet=article.outlet,
        authors=article.authors,
        section=article.section,
        url=article.url,
        language=article.language,
        day=article.day,
    )


def as_of_sql(db: Connection, filters: Filters) -> tuple[str, dict[str, Any]]:
    """A beginning for SQL by which ``articles`` means the articles as they were on the day of ``as_of``, with its
    parameters; they have no texts there. Empty where none of those that pass the filters said something else then."""
    earlier = articles_then(db, filters)
    if not earlier:
        return "", {}
    names = [*_LISTED, *(name for name in ("section", "folded") if has_column(db, name))]
    columns = ", ".join(names)
    sql = sql_of(db)
    then = sql.records(":earlier", _NUMBERS, [name for name in names if name not in _NUMBERS])
    beginning = (
        f"WITH articles({columns}) AS (SELECT {columns} FROM {sql.stored('articles')} WHERE pk NOT IN "  # noqa: S608 - our own
        f"(SELECT pk FROM {then} AS changed) UNION ALL SELECT {columns} FROM {then} AS earlier) "
    )
    return beginning, {"earlier": json.dumps([_row(pk, article) for pk, article in earlier.items()])}


def _row(pk: int, article: Article) -> dict[str, Any]:
    return {
        "pk": pk,
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "authors": json.dumps(article.authors),
        "published": article.published.isoformat() if article.published else None,
        "day": day_number(article.day) if article.day else None,
        "language": article.language,
        "section": article.section,
        "added": article.added.isoformat(timespec="milliseconds"),
        "state": article.state,
        "folded": folded("\n".join((article.title, article.outlet or "", *article.authors))),
    }


def _kept(db: Connection, name: str, key: object, find: Callable[[], dict[int, Any]]) -> dict[int, Any]:
    changes = db.execute(text("SELECT value FROM meta WHERE key = 'changes'")).scalar()
    kept = db.info.get(name)
    if kept is None or kept[0] != (key, changes):
        kept = db.info[name] = (key, changes), find()
    found: dict[int, Any] = kept[1]
    return found
