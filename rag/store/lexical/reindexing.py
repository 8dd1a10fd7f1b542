"""Entering the words of an older archive's articles as this version has them, after its tables were brought up to it.

It goes on where it was cut off: each batch is a transaction, which notes how far it came. Until the end questions are
looked for in the older form too (:meth:`rag.store.lexical.lexical_index.LexicalIndex.weigh`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection, func, select, text

from rag.reports import Progress
from rag.store.engine.catalog_database import CatalogDatabase
from rag.store.lexical import postings
from rag.store.lexical.lexical_index import index_article, index_passages, indexed_form, unindex
from rag.store.lexical.postings import PostingsWriter
from rag.store.sqlite.tables import ARTICLES, LEXICAL_BEHIND, PASSAGES

_BATCH = 100


def reindex(
    database: CatalogDatabase, lock: AbstractContextManager[object], progress: Callable[[Progress], None] | None = None
) -> None:
    """Enter anew the words of each article that an older version has entered otherwise.

    Args:
        database: opened for writing.
        lock: held for each batch, so that others can write in between.
        progress: told of each batch.
    """
    _reindex(database, lock, progress)
    with lock, database.write() as db:
        if not postings.is_filled(db):
            postings.fill(db)


def _reindex(
    database: CatalogDatabase, lock: AbstractContextManager[object], progress: Callable[[Progress], None] | None
) -> None:
    if (behind := database.get(LEXICAL_BEHIND)) is None:
        return
    last, done = int(behind), 0
    with database.read() as db:
        left = select(func.count()).select_from(ARTICLES).where(ARTICLES.c.pk > last)
        total = int(db.execute(left).scalar_one())
    while True:
        with lock, database.write() as db:
            columns = (ARTICLES.c.pk, ARTICLES.c.title, ARTICLES.c.text, ARTICLES.c.language)
            batch = db.execute(select(*columns).where(ARTICLES.c.pk > last).order_by(ARTICLES.c.pk).limit(_BATCH)).all()
            if not batch:
                db.execute(text("DELETE FROM meta WHERE key = :key"), {"key": LEXICAL_BEHIND})
                return
            collected = PostingsWriter()
            for row in batch:
                _enter(db, row.pk, row.title, row.text, row.language, collected)
            collected.flush(db)
            last = batch[-1].pk
            db.execute(text("UPDATE meta SET value = :last WHERE key = :key"), {"last": last, "key": LEXICAL_BEHIND})
        done += len(batch)
        if progress:
            progress(Progress("indexing", min(done, total), total))


def _enter(db: Connection, pk: int, title: str, words: str, language: str | None, collected: PostingsWriter) -> None:
    there = db.execute(text("SELECT title, body FROM lexical_articles WHERE rowid = :pk"), {"pk": pk}).first()
    if there is not None and tuple(there) == (indexed_form(title, language), indexed_form(words, language)):
        return  # as most articles in English
    passages = select(PASSAGES.c.pk, PASSAGES.c.start, PASSAGES.c.end).where(PASSAGES.c.article == pk)
    rows = db.execute(passages).all()
    unindex(db, [row.pk for row in rows], [pk])
    index_article(db, pk, title, words, language, collected)
    for row in rows:
        index_passages(db, row.pk, pk, title, [words[row.start : row.end]], language, collected)
