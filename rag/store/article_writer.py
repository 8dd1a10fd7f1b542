"""Writing articles with all that goes with them, within one transaction; those that are new are written together."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select, text, update

from rag.model import Draft, Passage
from rag.store import versions
from rag.store.duplicates import near_duplicates as copies
from rag.store.engine.catalog_database import driver, sql_of
from rag.store.lexical import lexical_index as lexical
from rag.store.lexical.postings import PostingsWriter
from rag.store.removed_blocks import keep_taken_off
from rag.store.search import surface_index as surface
from rag.store.sqlite.tables import ARTICLES, PASSAGES, article_values


@dataclass(frozen=True, slots=True)
class Entry:
    """An article on its way into the catalog. ``origin`` is the file's absolute path, where there is one."""

    id: str
    source: str
    origin: str | None
    raw_hash: str
    content_hash: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class _Cut:
    """An article with the catalog's key of it and its passages, whose vectors may be known by their ids."""

    pk: int
    entry: Entry
    passages: Sequence[Passage]
    vectors: dict[str, bytes]


class ArticleWriter:
    """Writes articles within a transaction; call :meth:`finish` at its end."""

    def __init__(self, db: Connection, cuts: copies.KeptCuts, between: Callable[[], None] = lambda: None) -> None:
        """Begin.

        Args:
            db: the transaction.
            cuts: what is known of the texts of articles that new ones are compared with.
            between: called between two steps of the work.
        """
        self._between = between
        self._db = db
        self._plain = driver(db)
        self._words = PostingsWriter()
        self._new: list[tuple[_Cut, str]] = []
        self._next: int | None = None
        #: Compares articles within this transaction.
        self.compare = copies.Comparing(db, cuts)

    def add(self, entry: Entry, passages: Sequence[Passage]) -> int:
        """Take an article that is not there yet; gives the catalog's key of it."""
        if self._next is None:
            self._next = _next_key(self._db, "articles")
        pk, self._next = self._next, self._next + 1
        added = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._new.append((_Cut(pk, entry, passages, {}), added))
        return pk

    def update(self, pk: int, entry: Entry, passages: Sequence[Passage]) -> None:
        """Write an article in place of the one of this key: what it said is kept as a version, and so are the vectors
        of passages that did not change."""
        self.finish()  # as what is taken out is to be there
        versions.keep(self._db, pk, entry.draft)
        vectors = self._drop_passages(pk, keep={passage.id for passage in passages})
        surface.take_out(self._db, [pk])
        values = {**_known_of(entry), "content_hash": entry.content_hash, "state": "pending"}
        query = update(ARTICLES).where(ARTICLES.c.pk == pk)
        self._db.execute(query.values(**values, **article_values(entry.draft)))
        lexical.unindex(self._db, [], [pk])
        self._enter([_Cut(pk, entry, passages, vectors)], new=False)

    def leave(self, pk: int, entry: Entry) -> None:
        """Note where an article that did not change comes from now."""
        self._db.execute(update(ARTICLES).where(ARTICLES.c.pk == pk).values(**_known_of(entry)))

    def finish(self) -> None:
        """Write what was taken."""
        taken, self._new = self._new, []
        if taken:
            self._plain.executemany(_INSERT_ARTICLE, [_row(self._db, cut, added) for cut, added in taken])
            self._enter([cut for cut, _ in taken], new=True)
        self._words.flush(self._db)

    def _enter(self, cuts: Sequence[_Cut], *, new: bool) -> None:
        """Enter articles, whose rows are there, with their passages into all indexes."""
        surface.enter(self._db, [(cut.pk, cut.entry.draft.title, cut.entry.draft.text) for cut in cuts])
        first = _next_key(self._db, "passages")
        rows: list[tuple[object, ...]] = []
        words: list[lexical.IndexedArticle] = []
        for cut in cuts:
            self._between()
            at = first + len(rows)
            rows += [
                (key, passage.id, cut.pk, passage.start, passage.end, cut.vectors.get(passage.id))
                for key, passage in enumerate(cut.passages, at)
            ]
            spans = [(passage.start, passage.end) for passage in cut.passages]
            draft = cut.entry.draft
            forms = lexical.IndexedForms.of(draft.title, draft.text, spans, draft.language)
            words.append(lexical.IndexedArticle(cut.pk, at, forms))
        self._plain.executemany(_INSERT_PASSAGE, rows)
        # A passage that came back is no longer to be deleted.
        ids = json.dumps([row[1] for row in rows])
        self._plain.execute(f"DELETE FROM tombstones WHERE passage_id IN {sql_of(self._db).texts('?')}", (ids,))  # noqa: S608
        self._between()
        lexical.index_articles(self._db, words, self._words)
        for cut in cuts:
            self._between()
            copies.put(self._db, cut.pk, cut.entry.draft, self.compare, new=new)
        keep_taken_off(self._db, {cut.entry.id: cut.entry.draft.taken_off for cut in cuts})

    def _drop_passages(self, pk: int, keep: set[str]) -> dict[str, bytes]:
        """Delete an article's passages; returns the vectors of those in ``keep``, tombstones the others."""
        db = self._db
        rows = db.execute(select(PASSAGES.c.pk, PASSAGES.c.id, PASSAGES.c.vector).where(PASSAGES.c.article == pk)).all()
        lexical.unindex(db, [row.pk for row in rows], [])
        db.execute(delete(PASSAGES).where(PASSAGES.c.article == pk))
        gone = [{"id": row.id} for row in rows if row.id not in keep]
        if gone:
            db.execute(text("INSERT INTO tombstones VALUES (:id) ON CONFLICT DO NOTHING"), gone)
        return {row.id: row.vector for row in rows if row.id in keep and row.vector is not None}


def _next_key(db: Connection, table: str) -> int:
    """The key of the next row: one more than the highest."""
    query = f"SELECT coalesce(max(pk), 0) + 1 FROM {table}"  # noqa: S608 - one of our own two names
    return int(driver(db).execute(query).fetchone()[0])


def _known_of(entry: Entry) -> dict[str, object]:
    return {"source": entry.source, "origin": entry.origin, "raw_hash": entry.raw_hash}


def _row(db: Connection, cut: _Cut, added: str) -> list[object]:
    """The row of an article as the driver takes it."""
    entry = cut.entry
    values = article_values(entry.draft)
    values |= {name: json.dumps(values[name]) for name in ("authors", "captions")}
    row = {
        "pk": cut.pk,
        "id": entry.id,
        "source": entry.source,
        "origin": sql_of(db).path(entry.origin),
        "raw_hash": entry.raw_hash,
        "content_hash": entry.content_hash,
        "state": "pending",
        "added": added,
        **values,
    }
    return [row[name] for name in _COLUMNS]


_COLUMNS = [column.name for column in ARTICLES.c]
_INSERT_ARTICLE = f"INSERT INTO articles({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_INSERT_PASSAGE = 'INSERT INTO passages(pk, id, article, start, "end", vector) VALUES (?, ?, ?, ?, ?, ?)'
