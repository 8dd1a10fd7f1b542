"""Versions: what an article said before its source changed, kept with it, and what has become of a quote since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, func, insert, select

from rag.model import Article, Draft, Version
from rag.store.engine.catalog_database import CatalogDatabase, has_table
from rag.store.sqlite.tables import ARTICLES, metadata, parse_date, slices


def _check(row: Mapping[str, Any]) -> None:
    """Prove a row that comes from elsewhere.

    Raises:
        ValueError: a time in it is none.
    """
    datetime.fromisoformat(row["replaced"])
    for name in ("published", "updated"):
        parse_date(row.get(name))


#: Earlier versions of articles; the current one is the article itself.
VERSIONS = Table(
    "versions",
    metadata,
    Column("article", Integer, ForeignKey("articles.pk"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1, the oldest
    Column("replaced", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("outlet", Text),
    Column("published", String),
    Column("updated", String),
    Column("url", Text),
    info={"history": ("replaced", "number"), "check": _check},
)


def keep(db: Connection, pk: int, draft: Draft) -> None:
    """Keep what an article says before it is replaced, if its headline or its text changes.

    Args:
        db: the article's own transaction, before the change.
        pk: the catalog's key of it.
        draft: what it is to say.
    """
    row = db.execute(select(*_KEPT, ARTICLES.c.content_hash).where(ARTICLES.c.pk == pk)).mappings().one()
    if (row["title"], row["text"]) == (draft.title, draft.text):
        return
    number = int(db.execute(select(func.max(VERSIONS.c.number)).where(VERSIONS.c.article == pk)).scalar() or 0) + 1
    replaced = datetime.now(UTC).isoformat(timespec="milliseconds")
    db.execute(insert(VERSIONS).values(article=pk, number=number, replaced=replaced, **row))


def remove(db: Connection, pks: Iterable[int]) -> None:
    """Forget the versions of articles that are about to be deleted."""
    for part in slices(list(pks)):
        db.execute(VERSIONS.delete().where(VERSIONS.c.article.in_(part)))


def versions_of(database: CatalogDatabase, article_ids: Iterable[str]) -> Mapping[str, tuple[Version, ...]]:
    """The earlier versions of articles, by the article's id, the oldest first; one that never changed has none."""
    found: dict[str, tuple[Version, ...]] = {}
    with database.read() as db:
        # An archive of before that nobody has written to since has no such table.
        if not has_table(db, VERSIONS.name):
            return found
        query = select(ARTICLES.c.id, *VERSIONS.c).join(ARTICLES, ARTICLES.c.pk == VERSIONS.c.article)
        for part in slices(list(dict.fromkeys(article_ids))):
            ordered = query.where(ARTICLES.c.id.in_(part)).order_by(VERSIONS.c.article, VERSIONS.c.number)
            for row in db.execute(ordered):
                found[row.id] = (*found.get(row.id, ()), version_of(row))
    return found


def article_in(article: Article, version: Version) -> Article:
    """An article with what it said in an earlier version; captions are not kept with versions."""
    return replace(
        article,
        title=version.title,
        text=version.text,
        outlet=version.outlet,
        published=version.published,
        updated=version.updated,
        url=version.url,
        captions=(),
        content_hash=version.content_hash or article.content_hash,
        version=version.number,
    )


def version_of(row: Any) -> Version:
    """A row of ``versions`` as a value."""
    return Version(
        number=row.number,
        replaced=datetime.fromisoformat(row.replaced),
        title=row.title,
        text=row.text,
        outlet=row.outlet,
        published=parse_date(row.published),
        updated=parse_date(row.updated),
        url=row.url,
        content_hash=row.content_hash,
    )


_KEPT = [ARTICLES.c[name] for name in ("title", "text", "outlet", "published", "updated", "url")]
