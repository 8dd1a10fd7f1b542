"""Bringing the tables of an older archive up to this version, by whoever may write to it.

Each step can be repeated, and the version is raised last, so that a kill in between costs nothing but time.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Engine, text

from rag.store.sqlite.tables import ARTICLES, LEXICAL_BEHIND, SINCE_FORMAT_3, SURFACE_BEHIND


def migrate(engine: Engine) -> None:
    """Make the tables those of this version; an archive of this or a newer version is left alone."""
    with engine.begin() as db:
        version = int(db.execute(text("SELECT value FROM meta WHERE key = 'schema'")).scalar_one())
        if version < 2:
            _fold_headlines(db)
            db.execute(text("UPDATE meta SET value = '2' WHERE key = 'schema'"))
        if version < 3:
            _add_columns(db, SINCE_FORMAT_3)
            db.execute(text("UPDATE meta SET value = '3' WHERE key = 'schema'"))
        if version < 4:
            db.execute(text("UPDATE articles SET folded = searched(title, outlet, authors)"))
            # The words of each article take longer: they are entered anew by rag.store.lexical.reindexing.
            db.execute(text("INSERT OR IGNORE INTO meta VALUES (:key, '0')"), {"key": LEXICAL_BEHIND})
            db.execute(text("UPDATE meta SET value = '4' WHERE key = 'schema'"))
        if version < 5:  # its postings are made by rag.store.lexical.reindexing
            _add_index(db, "articles_fields")
            # Likewise: rag.store.search.surface_index enters the articles.
            db.execute(text("INSERT OR IGNORE INTO meta VALUES (:key, '1')"), {"key": SURFACE_BEHIND})
            db.execute(text("UPDATE meta SET value = '5' WHERE key = 'schema'"))


def _fold_headlines(db: Connection) -> None:
    """From 1 to 2: room for what lists are searched by, and its index."""
    _add_columns(db, ["folded"])
    _add_index(db, "articles_listing")


def _add_index(db: Connection, name: str) -> None:
    [index] = [index for index in ARTICLES.indexes if index.name == name]
    index.create(db, checkfirst=True)


def _add_columns(db: Connection, names: Iterable[str]) -> None:
    """Add the columns of ``articles`` that are not there yet."""
    there = {row.name for row in db.execute(text("PRAGMA table_info(articles)"))}
    for name in names:
        if name not in there:
            db.execute(text(f"ALTER TABLE articles ADD COLUMN {name} TEXT"))
