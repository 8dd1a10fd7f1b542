"""The catalog: articles, passages and their vectors, and the state of every ingest, in one SQLite file.

It is the truth of an archive; the vector store is a fast copy of what stands here. The lexical index (FTS5)
lives in the same file, so that an article and its words are committed in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, CursorResult, Select, bindparam, delete, func, insert, select, text, update

from rag.errors import UnknownArticleError
from rag.ingest.passages import embedding_text
from rag.model import Article, Coverage, Draft, Filters, Passage
from rag.store import copies, lexical, versions
from rag.store.corrections import forget_corrections
from rag.store.database import Database
from rag.store.embedding import Vectors
from rag.store.explained import forget_taken_off, keep_taken_off
from rag.store.schema import (
    ARTICLES,
    HAS_VECTOR,
    PASSAGES,
    SLICE,
    TOMBSTONES,
    article_columns,
    article_of,
    article_values,
    filter_sql,
    parse_date,
    slices,
)


@dataclass(frozen=True, slots=True)
class PendingPassage:
    """A passage that waits for its vector; ``text`` is what is to be embedded."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredVector:
    """A passage's vector with what a vector store filters by."""

    passage_id: str
    article_id: str
    vector: Vectors
    day: int | None
    outlet: str | None
    language: str | None


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
class KnownSource:
    """An article that is there already, with the hash of the bytes it was read from."""

    id: str
    source: str
    raw_hash: str


class Catalog:
    """One archive's articles, passages and vectors. Every write is one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._columns = article_columns(database.version)

    def counts(self) -> tuple[int, int, int]:
        """How many articles, passages, and articles still pending."""
        with self.database.read() as db:
            articles = db.execute(select(func.count()).select_from(ARTICLES)).scalar_one()
            passages = db.execute(select(func.count()).select_from(PASSAGES)).scalar_one()
            pending = db.execute(
                select(func.count()).select_from(ARTICLES).where(ARTICLES.c.state == "pending")
            ).scalar_one()
        return articles, passages, pending

    def version(self) -> int:
        """A number that changes whenever another connection or this one has committed a change."""
        with self.database.read() as db:
            return int(db.execute(text("SELECT value FROM meta WHERE key = 'changes'")).scalar() or 0)

    # -- articles ------------------------------------------------------------------------------------------------

    def put_article(self, entry: Entry, passages: Sequence[Passage]) -> Literal["added", "updated", "unchanged"]:
        """Commit an article with its passages and words, as pending; searchable by words from then on.

        An article of the same id is replaced. Its passages that did not change keep their vectors; the vectors of
        those that went are marked for deletion.
        """
        origin = {"source": entry.source, "origin": entry.origin, "raw_hash": entry.raw_hash}
        with self.database.write() as db:
            known = db.execute(select(ARTICLES.c.pk, ARTICLES.c.content_hash).where(ARTICLES.c.id == entry.id)).first()
            if known is not None and known.content_hash == entry.content_hash:
                db.execute(update(ARTICLES).where(ARTICLES.c.pk == known.pk).values(**origin))
                return "unchanged"
            return self.write_article(db, entry, passages)

    def write_article(self, db: Connection, entry: Entry, passages: Sequence[Passage]) -> Literal["added", "updated"]:
        """Within a transaction of the caller's: like :meth:`put_article`, but written even where it is the same."""
        values = {
            "source": entry.source,
            "origin": entry.origin,
            "raw_hash": entry.raw_hash,
            "content_hash": entry.content_hash,
            "state": "pending",
            **article_values(entry.draft),
        }
        known: int | None = db.execute(select(ARTICLES.c.pk).where(ARTICLES.c.id == entry.id)).scalar()
        kept: dict[str, bytes] = {}
        if known is None:
            added = datetime.now(UTC).isoformat(timespec="milliseconds")
            pk = _key(db.execute(insert(ARTICLES).values(id=entry.id, added=added, **values)))
        else:
            pk = known
            versions.keep(db, pk, entry.draft)
            kept = self._drop_passages(db, pk, keep={passage.id for passage in passages})
            db.execute(update(ARTICLES).where(ARTICLES.c.pk == pk).values(**values))
        draft = entry.draft
        lexical.unindex_article(db, pk)
        lexical.index_article(db, pk, draft.title, draft.text, draft.language)
        self._insert_passages(db, pk, draft, passages, kept)
        copies.put(db, pk, draft)
        keep_taken_off(db, entry.id, draft.taken_off)
        touch(db)
        return "added" if known is None else "updated"

    def known_source(self, source: str, origin: str | None) -> KnownSource | None:
        """The article that came from here, or None.

        A source is known by its name, or by the very file: a folder added again through its parent would else
        double every article.
        """
        columns = select(ARTICLES.c.id, ARTICLES.c.source, ARTICLES.c.raw_hash)
        with self.database.read() as db:
            row = db.execute(columns.where(ARTICLES.c.source == source)).first()
            if row is None and origin is not None:
                row = db.execute(columns.where(ARTICLES.c.origin == origin)).first()
        return KnownSource(row.id, row.source, row.raw_hash) if row else None

    def _insert_passages(
        self, db: Connection, pk: int, draft: Draft, passages: Sequence[Passage], vectors: dict[str, bytes]
    ) -> None:
        for passage in passages:
            values = {
                "id": passage.id,
                "article": pk,
                "start": passage.start,
                "end": passage.end,
                "vector": vectors.get(passage.id),
            }
            row = _key(db.execute(insert(PASSAGES).values(**values)))
            lexical.index_passage(db, row, draft.title, passage.text, draft.language)
        # A passage that came back is no longer to be deleted.
        for part in slices([passage.id for passage in passages]):
            db.execute(delete(TOMBSTONES).where(TOMBSTONES.c.passage_id.in_(part)))

    def _drop_passages(self, db: Connection, pk: int, keep: set[str]) -> dict[str, bytes]:
        """Delete an article's passages; returns the vectors of those in ``keep``, tombstones the others."""
        rows = db.execute(select(PASSAGES.c.pk, PASSAGES.c.id, PASSAGES.c.vector).where(PASSAGES.c.article == pk)).all()
        for row in rows:
            lexical.unindex_passage(db, row.pk)
        db.execute(delete(PASSAGES).where(PASSAGES.c.article == pk))
        gone = [{"id": row.id} for row in rows if row.id not in keep]
        if gone:
            db.execute(text("INSERT OR IGNORE INTO tombstones VALUES (:id)"), gone)
        return {row.id: row.vector for row in rows if row.id in keep and row.vector is not None}

    def remove_articles(self, article_ids: Sequence[str]) -> list[str]:
        """Take articles, their passages and their words out, marking their vectors for deletion, in one transaction.

        Returns:
            The ids of those that were there.
        """
        removed: list[str] = []
        with self.database.write() as db:
            pks = _pks(db, article_ids)
            copies.remove(db, pks)
            versions.remove(db, pks)
            for article_id in article_ids:
                pk = db.execute(select(ARTICLES.c.pk).where(ARTICLES.c.id == article_id)).scalar()
                if pk is None:
                    continue
                self._drop_passages(db, pk, keep=set())
                lexical.unindex_article(db, pk)
                forget_taken_off(db, article_id)
                forget_corrections(db, article_id)
                db.execute(delete(ARTICLES).where(ARTICLES.c.pk == pk))
                removed.append(article_id)
            if removed:
                touch(db)
        return removed

    def article(self, article_id: str) -> Article | None:
        """The article of this id, or None."""
        with self.database.read() as db:
            row = db.execute(select(*self._columns).where(ARTICLES.c.id == article_id)).mappings().first()
        return article_of(row) if row else None

    def known_article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            UnknownArticleError: there is none.
        """
        article = self.article(article_id)
        if article is None:
            raise UnknownArticleError(f"no article has the id {article_id}: dateline list shows the ids")
        return article

    def count_articles(self, filters: Filters) -> int:
        """How many articles pass the filters."""
        query = _filtered(select(func.count()).select_from(ARTICLES), filters)
        with self.database.read() as db:
            return int(db.execute(query).scalar_one())

    def coverage(self, filters: Filters) -> Coverage:
        """What the articles that pass the filters cover: their number, days and outlets."""
        span = _filtered(select(func.count(), func.min(ARTICLES.c.day), func.max(ARTICLES.c.day)), filters)
        size = func.count().label("size")
        outlets = _filtered(select(ARTICLES.c.outlet, size), filters).where(ARTICLES.c.outlet.is_not(None))
        with self.database.read() as db:
            count, first, last = db.execute(span).one()
            names = db.execute(outlets.group_by(ARTICLES.c.outlet).order_by(size.desc(), ARTICLES.c.outlet)).scalars()
            return Coverage(int(count), _day(first), _day(last), tuple(names))

    def articles(self, filters: Filters | None = None) -> list[Article]:
        """All articles that pass the filters: the newest first, those without a date last."""
        query = _filtered(select(*self._columns), filters or Filters()).order_by(
            ARTICLES.c.day.is_(None), ARTICLES.c.day.desc(), ARTICLES.c.pk
        )
        with self.database.read() as db:
            return [article_of(row) for row in db.execute(query).mappings()]

    def article_ids(self, filters: Filters) -> set[str]:
        """The ids of all articles that pass the filters."""
        with self.database.read() as db:
            return set(db.execute(_filtered(select(ARTICLES.c.id), filters)).scalars())

    def undated(self, filters: Filters) -> int:
        """How many articles pass all filters but the dates, only because they carry no date."""
        if not filters.dated:
            return 0
        others = Filters(outlets=filters.outlets, languages=filters.languages)
        query = _filtered(select(func.count()).select_from(ARTICLES), others).where(ARTICLES.c.day.is_(None))
        with self.database.read() as db:
            return int(db.execute(query).scalar_one())

    # -- passages and vectors ------------------------------------------------------------------------------------

    def passages(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Article]]:
        """The passages of these ids, each with its article; unknown ids are left out."""
        found: dict[str, tuple[Passage, Article]] = {}
        with self.database.read() as db:
            rows: list[Any] = []
            for part in slices(passage_ids):
                query = select(PASSAGES.c.id, PASSAGES.c.article, PASSAGES.c.start, PASSAGES.c.end)
                rows.extend(db.execute(query.where(PASSAGES.c.id.in_(part))))
            articles: dict[int, Article] = {}
            for pks in slices(list({row.article for row in rows})):
                for mapping in db.execute(select(*self._columns).where(ARTICLES.c.pk.in_(pks))).mappings():
                    articles[mapping["pk"]] = article_of(mapping)
        for row in rows:
            if article := articles.get(row.article):
                words = article.text[row.start : row.end]
                found[row.id] = (Passage(row.id, article.id, row.start, row.end, words), article)
        return found

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article, in their order."""
        query = (
            select(PASSAGES.c.id, PASSAGES.c.start, PASSAGES.c.end, ARTICLES.c.text)
            .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
            .where(ARTICLES.c.id == article_id)
            .order_by(PASSAGES.c.start)
        )
        with self.database.read() as db:
            return [
                Passage(row.id, article_id, row.start, row.end, row.text[row.start : row.end])
                for row in db.execute(query)
            ]

    def unembedded(self, limit: int) -> list[PendingPassage]:
        """Up to ``limit`` passages that have no vector yet, in the order they were added."""
        query = (
            select(PASSAGES.c.id, PASSAGES.c.start, PASSAGES.c.end, ARTICLES.c.title, ARTICLES.c.published,
                   ARTICLES.c.text)
            .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
            .where(PASSAGES.c.vector.is_(None), ARTICLES.c.state == "pending")
            .order_by(PASSAGES.c.pk)
            .limit(limit)
        )  # fmt: skip
        with self.database.read() as db:
            return [
                PendingPassage(
                    row.id,
                    embedding_text(row.title, parse_date(row.published), row.text[row.start : row.end]),
                )
                for row in db.execute(query)
            ]

    def count_unembedded(self) -> int:
        """How many passages have no vector yet."""
        with self.database.read() as db:
            query = select(func.count()).select_from(PASSAGES).where(PASSAGES.c.vector.is_(None))
            return int(db.execute(query).scalar_one())

    def put_vectors(self, passage_ids: Sequence[str], vectors: Vectors) -> None:
        """Commit the vectors of these passages; ``vectors`` has shape ``(len(passage_ids), dimension)``."""
        rows = [
            {"passage": passage_id, "bytes": np.asarray(vector, dtype="<f4").tobytes()}
            for passage_id, vector in zip(passage_ids, vectors, strict=True)
        ]
        with self.database.write() as db:
            db.execute(
                update(PASSAGES).where(PASSAGES.c.id == bindparam("passage")).values(vector=bindparam("bytes")),
                rows,
            )

    def vectors_of_pending(self, limit: int) -> tuple[list[str], list[StoredVector]]:
        """Articles that are fully embedded but still pending (at most ``limit``), and all their vectors."""
        missing = select(PASSAGES.c.pk).where(PASSAGES.c.article == ARTICLES.c.pk, PASSAGES.c.vector.is_(None)).exists()
        query = (
            select(ARTICLES.c.pk, ARTICLES.c.id)
            .where(ARTICLES.c.state == "pending", ~missing)
            .order_by(ARTICLES.c.pk)
            .limit(limit)
        )
        with self.database.read() as db:
            rows = db.execute(query).all()
            vectors = list(self._vectors(db, [row.pk for row in rows]))
        return [row.id for row in rows], vectors

    def mark_ready(self, article_ids: Sequence[str]) -> None:
        """Mark these articles as found by meaning too."""
        with self.database.write() as db:
            for part in slices(article_ids):
                db.execute(update(ARTICLES).where(ARTICLES.c.id.in_(part)).values(state="ready"))
            touch(db)

    def all_vectors(self, batch: int = 2_000) -> Iterator[list[StoredVector]]:
        """All vectors, in batches of about ``batch`` articles."""
        with self.database.read() as db:
            pks = list(db.execute(select(ARTICLES.c.pk).order_by(ARTICLES.c.pk)).scalars())
            for start in range(0, len(pks), batch):
                yield list(self._vectors(db, pks[start : start + batch]))

    def _vectors(self, db: Connection, article_pks: Sequence[int]) -> Iterator[StoredVector]:
        for part in slices(article_pks):
            query = (
                select(PASSAGES.c.id, ARTICLES.c.id.label("article_id"), PASSAGES.c.vector, ARTICLES.c.day,
                       ARTICLES.c.outlet, ARTICLES.c.language)
                .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
                .where(PASSAGES.c.article.in_(part), HAS_VECTOR)
            )  # fmt: skip
            for row in db.execute(query):
                vector = np.frombuffer(row.vector, dtype="<f4").astype(np.float32, copy=False)
                yield StoredVector(row.id, row.article_id, vector, row.day, row.outlet, row.language)

    def vectors_by_id(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of these passages; those without one are left out."""
        found: dict[str, Vectors] = {}
        with self.database.read() as db:
            for part in slices(passage_ids):
                query = select(PASSAGES.c.id, PASSAGES.c.vector).where(PASSAGES.c.id.in_(part), HAS_VECTOR)
                for row in db.execute(query):
                    found[row.id] = np.frombuffer(row.vector, dtype="<f4")
        return found

    def tombstones(self, limit: int = SLICE) -> list[str]:
        """Ids of passages whose vectors are still to be deleted from the vector store."""
        with self.database.read() as db:
            return list(db.execute(select(TOMBSTONES.c.passage_id).limit(limit)).scalars())

    def purge_tombstones(self, passage_ids: Sequence[str]) -> None:
        """Forget these: the vector store no longer holds them."""
        with self.database.write() as db:
            for part in slices(passage_ids):
                db.execute(delete(TOMBSTONES).where(TOMBSTONES.c.passage_id.in_(part)))

    def pending_passage_ids(self) -> set[str]:
        """The ids of the passages of pending articles."""
        query = (
            select(PASSAGES.c.id)
            .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
            .where(ARTICLES.c.state == "pending")
        )
        with self.database.read() as db:
            return set(db.execute(query).scalars())

    def count_vectors(self) -> int:
        """How many vectors of ready articles there are: what the vector store must hold at least."""
        query = (
            select(func.count())
            .select_from(PASSAGES)
            .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
            .where(ARTICLES.c.state == "ready", PASSAGES.c.vector.is_not(None))
        )
        with self.database.read() as db:
            return int(db.execute(query).scalar_one())


def _pks(db: Connection, article_ids: Sequence[str]) -> list[int]:
    return [
        pk
        for part in slices(article_ids)
        for pk in db.execute(select(ARTICLES.c.pk).where(ARTICLES.c.id.in_(part))).scalars()
    ]


def _key(result: CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None  # noqa: S101 - an INSERT of one row always has it
    return int(key[0])


def _day(number: int | None) -> date | None:
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None


def touch(db: Connection) -> None:
    """Within a transaction: tell those who look at :meth:`Catalog.version` that something has changed."""
    db.execute(
        text(
            "INSERT INTO meta VALUES ('changes', '1') "
            "ON CONFLICT(key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
        )
    )


def _filtered(query: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    clauses, values = filter_sql(filters)
    for clause in clauses:
        query = query.where(text(clause))
    return query.params(**values)
