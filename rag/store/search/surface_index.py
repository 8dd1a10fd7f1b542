"""The surface index: the words of whole articles as they are written, folded but not stemmed.

It finds the articles in which a word, a beginning of words or a phrase stands, exactly: a word is one token whatever is
in it. Where the words lie is each database's own (:class:`rag.store.engine.catalog_database.SurfaceWords`); SQLite's
FTS5 knows their places too, so that no text need be read again. To take an article out, that must be given the words
that were entered; they are made anew from the row, and compared with a digest kept beside: where they differ (a later
Python may fold otherwise) the index is made anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Select, func, select, text

from rag.reports import Progress
from rag.store.engine.catalog_database import CatalogDatabase, driver, has_table, sql_of
from rag.store.sqlite.tables import ARTICLES, SURFACE, SURFACE_BEHIND, put_setting, slices
from rag.text.query import words
from rag.text.word_table import WordTable

#: A longer word is entered as its beginning and a digest: FTS5 cuts tokens off at 32,768 bytes, and PostgreSQL's
#: indexes hold none of more than 2,700.
LONGEST_TOKEN = 200
#: Between the beginning and the digest of a longer word; in no word, as it is for private use.
CUT = "\ue080"
#: What FTS5's tokenizer would cut at, as characters for private use, which it does not cut at.
_WHOLE = {code: 0xE000 + code for code in range(128) if not chr(code).isalnum()}
_ASCII_WORD = re.compile("[a-z0-9]+")
_LONG_ASCII_WORD = re.compile(f"[a-z0-9]{{{LONGEST_TOKEN + 1}}}")
_BATCH = 200


def token_of(word: str) -> str:
    """A folded word as it stands in the index: nothing in it is a separator, and it is not too long."""
    if not word.isascii() or not word.isalnum():
        word = word.translate(_WHOLE)
    if len(word) <= LONGEST_TOKEN:
        return word
    return word[:LONGEST_TOKEN] + CUT + hashlib.blake2b(word.encode(), digest_size=16).hexdigest()


def surface_form(room: str) -> str:
    """The words of a headline or a text as they stand in the index."""
    if room.isascii():  # the same in a tenth of the time, and much of English is
        room = room.lower()
        if _LONG_ASCII_WORD.search(room) is None:
            return " ".join(_ASCII_WORD.findall(room))
    return " ".join(filter(None, map(_TOKENS.__getitem__, words.written_words(room))))


def _token_of_written(word: str) -> str:
    folded = words.fold(word)
    return token_of(folded) if folded else ""


_TOKENS = WordTable(_token_of_written)


def enter(db: Connection, articles: Iterable[tuple[int, str, str]]) -> None:
    """Enter articles, given the catalog's key, the headline and the text of each."""
    forms = [(pk, surface_form(title), surface_form(body)) for pk, title, body in articles]
    sql_of(db).surface.enter(db, forms)
    digests = [(pk, digest_of(title, body)) for pk, title, body in forms]
    driver(db).executemany("INSERT INTO surface_articles(article, digest) VALUES (?, ?)", digests)


def take_out(db: Connection, pks: Sequence[int]) -> None:
    """Take articles out, by the catalog's keys of them; call it while their rows are still as they were entered."""
    gone: list[tuple[int, str, str]] = []
    entered = (
        select(ARTICLES.c.pk, ARTICLES.c.title, ARTICLES.c.text, SURFACE.c.digest)
        .join(SURFACE, SURFACE.c.article == ARTICLES.c.pk)
        .order_by(ARTICLES.c.pk)
    )
    for part in slices(sorted(pks)):
        for row in db.execute(entered.where(ARTICLES.c.pk.in_(part))):
            forms = surface_form(row.title), surface_form(row.text)
            if digest_of(*forms) != row.digest:
                start_anew(db)
                return
            gone.append((row.pk, *forms))
    if gone:
        sql_of(db).surface.take_out(db, gone)
        for part in slices(sorted(pks)):
            db.execute(SURFACE.delete().where(SURFACE.c.article.in_(part)))


def digest_of(title: str, body: str) -> bytes:
    """What an entry is known again by."""
    return hashlib.blake2b(f"{title}\n{body}".encode(), digest_size=8).digest()


def start_anew(db: Connection) -> None:
    """Empty the index, and have the articles entered again by :func:`enter_missing`; meanwhile texts are read."""
    sql_of(db).surface.start_anew(db)
    db.execute(SURFACE.delete())
    put_setting(db, SURFACE_BEHIND, "1")


def enter_missing(
    database: CatalogDatabase, lock: AbstractContextManager[object], progress: Callable[[Progress], None] | None = None
) -> None:
    """Enter the articles of an older archive, going on where it was cut off: each batch is a transaction.

    Args:
        database: opened for writing.
        lock: held for each batch, so that others can write in between.
        progress: told of each batch.
    """
    if database.get(SURFACE_BEHIND) is None:
        return
    with database.read() as db:
        total = int(db.execute(_lacking(select(func.count()).select_from(ARTICLES))).scalar_one())
    done = 0
    while True:
        with lock, database.write() as db:
            columns = select(ARTICLES.c.pk, ARTICLES.c.title, ARTICLES.c.text)
            batch = db.execute(_lacking(columns).order_by(ARTICLES.c.pk).limit(_BATCH)).all()
            if not batch:
                db.execute(text("DELETE FROM meta WHERE key = :key"), {"key": SURFACE_BEHIND})
                return
            enter(db, ((row.pk, row.title, row.text) for row in batch))
        done += len(batch)
        if progress:
            progress(Progress("indexing", min(done, total), total))


def _lacking(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query over ``articles``, of those that are not entered."""
    return query.where(~select(SURFACE.c.article).where(SURFACE.c.article == ARTICLES.c.pk).exists())


def not_entered(db: Connection) -> list[int]:
    """The keys of the articles that the index lacks, as it does while an older archive's are entered."""
    every = select(ARTICLES.c.pk).order_by(ARTICLES.c.pk)
    if not has_table(db, SURFACE.name):  # an older archive that nobody has written to since
        return list(db.execute(every).scalars())
    settings = {row.key: row.value for row in db.execute(_SETTINGS, {"behind": SURFACE_BEHIND})}
    if int(settings["schema"]) >= 5 and SURFACE_BEHIND not in settings:
        return []
    return list(db.execute(_lacking(every)).scalars())


_SETTINGS = text("SELECT key, value FROM meta WHERE key IN ('schema', :behind)")
