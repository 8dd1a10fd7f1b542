"""Proofs that a catalog is sound: its words and vectors, read back rather than counted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select, text, update

from rag.store.engine.catalog_database import CatalogDatabase
from rag.store.lexical import postings
from rag.store.lexical.lexical_index import indexed_form
from rag.store.sqlite.passages_with_articles import passages_with_articles
from rag.store.sqlite.tables import ARTICLES, LEXICAL_BEHIND, PASSAGES


def vector_problems(database: CatalogDatabase, dimension: int) -> list[str]:
    """Vectors of the wrong length, and passages without one in articles that are said to be ready."""
    problems: list[str] = []
    with database.read() as db:
        wrong = db.execute(
            select(func.count())
            .select_from(PASSAGES)
            .where(PASSAGES.c.vector.is_not(None), func.length(PASSAGES.c.vector) != 4 * dimension)
        ).scalar_one()
        missing = db.execute(
            select(func.count())
            .select_from(PASSAGES)
            .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
            .where(PASSAGES.c.vector.is_(None), ARTICLES.c.state == "ready")
        ).scalar_one()
    if wrong:
        problems.append(f"{wrong} vectors in the catalog have the wrong length")
    if missing:
        problems.append(f"{missing} passages of ready articles have no vector")
    return problems


def lexical_problems(database: CatalogDatabase) -> list[str]:
    """Passages and articles that the lexical index lacks, has too many of, or has with other words."""
    passages = select(PASSAGES.c.pk, PASSAGES.c.article, PASSAGES.c.start, PASSAGES.c.end).order_by(PASSAGES.c.article)
    articles = select(ARTICLES.c.pk, ARTICLES.c.text, ARTICLES.c.title, ARTICLES.c.language)
    problems: list[str] = []
    # An older archive has its words otherwise until a writer has entered them anew; that they are there can be told.
    behind = database.version < 4 or database.get(LEXICAL_BEHIND) is not None
    with database.one_state() as db:
        wanted = (
            (row.pk, article.title, article.text[row.start : row.end], article.language)
            for row, article in passages_with_articles(db, passages, articles)
        )
        problems += _index_problems(db, "lexical", "passages", wanted, compare=not behind)
        wanted = ((row.pk, row.title, row.text, row.language) for row in db.execute(articles))
        problems += _index_problems(db, "lexical_articles", "articles", wanted, compare=not behind)
        problems += postings.problems(db)
    return problems + database.words_problems("lexical")


def _index_problems(
    db: Connection, table: str, what: str, wanted: Iterable[tuple[int, str, str, str | None]], *, compare: bool
) -> list[str]:
    query = text(f"SELECT rowid, title, body FROM {table}")  # noqa: S608 - one of our own two names
    indexed = {row[0]: (row[1], row[2]) for row in db.execute(query)}
    missing = differing = 0
    for pk, title, words, language in wanted:
        found = indexed.pop(pk, None)
        if found is None:
            missing += 1
        elif compare and found != (indexed_form(title, language), indexed_form(words, language)):
            differing += 1
    problems = []
    if missing:
        problems.append(f"{missing} {what} are missing from the lexical index")
    if indexed:
        problems.append(f"{len(indexed)} entries of the lexical index belong to none of the {what}")
    if differing:
        problems.append(f"{differing} entries of the lexical index differ from their {what}")
    return problems


def forget_wrong_vectors(database: CatalogDatabase, dimension: int) -> None:
    """Forget vectors of the wrong length; articles that lack one become pending, to be embedded again."""
    with database.write() as db:
        db.execute(update(PASSAGES).where(func.length(PASSAGES.c.vector) != 4 * dimension).values(vector=None))
        lacking = select(PASSAGES.c.article).where(PASSAGES.c.vector.is_(None))
        db.execute(update(ARTICLES).where(ARTICLES.c.pk.in_(lacking)).values(state="pending"))
