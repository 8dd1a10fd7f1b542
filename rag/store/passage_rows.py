"""The half of the catalog that holds passages and vectors: what waits to be embedded, what the store copies."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Column, Connection, TextClause, bindparam, delete, func, select, text, update

from rag.model import Article, Passage
from rag.store.engine.catalog_database import (
    VECTORS_COLLECTION,
    VECTORS_FILLING,
    VECTORS_PLACE,
    CatalogDatabase,
    EnteredPassage,
    Settled,
    sql_of,
)
from rag.store.sqlite.passages_with_articles import passages_with_articles
from rag.store.sqlite.tables import (
    ARTICLES,
    HAS_VECTOR,
    META,
    PASSAGES,
    SLICE,
    TOMBSTONES,
    article_of,
    drop_tombstones,
    parse_date,
    put_setting,
    slices,
    touch,
)
from rag.store.vectors.embedding import Vectors
from rag.text.passages import embedding_text


@dataclass(frozen=True, slots=True)
class PendingPassage:
    """A passage that waits for its vector: ``text`` is what is to be embedded, ``key`` and ``article`` the catalog's
    keys of it and its article."""

    key: int
    id: str
    article: int
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


class PassageRows:
    """Passages and their vectors, as rows of an archive's catalog. Every write is one transaction."""

    database: CatalogDatabase
    _columns: list[Column[Any]]

    def passages(self, keys: Sequence[int]) -> dict[int, tuple[Passage, Article]]:
        """The passages of these keys, each with its article; unknown ones are left out."""
        found: dict[int, tuple[Passage, Article]] = {}
        names = [column.name for column in self._columns]
        with self.database.snapshot() as db:
            rows: list[Any] = []
            for part in slices(keys):
                query = f'SELECT pk, id, article, start, "end" FROM passages WHERE pk IN ({_marks(part)})'  # noqa: S608
                rows.extend(db.execute(query, part))
            articles: dict[int, Article] = {}
            for part in slices(list({row[2] for row in rows})):
                query = f"SELECT {', '.join(names)} FROM articles WHERE pk IN ({_marks(part)})"  # noqa: S608
                for values in db.execute(query, part):
                    stored = dict(zip(names, values, strict=True))
                    stored |= {name: json.loads(stored[name]) for name in ("authors", "captions")}
                    articles[stored["pk"]] = article_of(stored)
        for key, passage_id, pk, start, end in rows:
            if article := articles.get(pk):
                found[key] = (Passage(passage_id, article.id, start, end, article.text[start:end]), article)
        return found

    def keys_of_passages(self, passage_ids: Sequence[str]) -> dict[str, int]:
        """The keys of these passages; unknown ones are left out."""
        found: dict[str, int] = {}
        with self.database.snapshot() as db:
            for part in slices(passage_ids):
                found.update(db.execute(f"SELECT id, pk FROM passages WHERE id IN ({_marks(part)})", part))  # noqa: S608
        return found

    def ids_of_passages(self, keys: Sequence[int]) -> dict[int, str]:
        """The ids of the passages of these keys; unknown ones are left out."""
        found: dict[int, str] = {}
        with self.database.snapshot() as db:
            for part in slices(keys):
                found.update(db.execute(f"SELECT pk, id FROM passages WHERE pk IN ({_marks(part)})", part))  # noqa: S608
        return found

    def starts_of_passages(self, keys: Sequence[int]) -> dict[int, int]:
        """Where the passages of these keys begin in their articles, in characters; unknown ones are left out."""
        found: dict[int, int] = {}
        with self.database.snapshot() as db:
            for part in slices(keys):
                found.update(db.execute(f"SELECT pk, start FROM passages WHERE pk IN ({_marks(part)})", part))  # noqa: S608
        return found

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article, in their order."""
        query = (
            select(PASSAGES.c.id, PASSAGES.c.article, PASSAGES.c.start, PASSAGES.c.end)
            .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
            .where(ARTICLES.c.id == article_id)
            .order_by(PASSAGES.c.start)
        )
        with self.database.one_state() as db:
            return [
                Passage(row.id, article_id, row.start, row.end, article.text[row.start : row.end])
                for row, article in passages_with_articles(db, query, select(ARTICLES.c.text))
            ]

    def unembedded(self, limit: int) -> list[PendingPassage]:
        """Up to ``limit`` passages that have no vector yet, in the order they were added. Where other processes embed,
        too, they are this one's for a while: what is not embedded is to be given to :meth:`release`."""
        query = (
            select(PASSAGES.c.pk, PASSAGES.c.id, PASSAGES.c.article, PASSAGES.c.start, PASSAGES.c.end)
            .where(PASSAGES.c.pk.in_(self.database.claim_unembedded(limit)))
            .order_by(PASSAGES.c.pk)
        )
        articles = select(ARTICLES.c.title, ARTICLES.c.published, ARTICLES.c.text)
        with self.database.one_state() as db:
            return [
                PendingPassage(
                    row.pk,
                    row.id,
                    row.article,
                    embedding_text(article.title, parse_date(article.published), article.text[row.start : row.end]),
                )
                for row, article in passages_with_articles(db, query, articles)
            ]

    def release(self, passages: Sequence[PendingPassage]) -> None:
        """Leave passages to whoever embeds next."""
        self.database.release([passage.key for passage in passages])

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
            sql_of(db).unclaim(db, passage_ids)

    def vectors_of_pending(
        self, limit: int, among: Sequence[int] | None = None
    ) -> tuple[list[str], list[StoredVector]]:
        """Articles that are fully embedded but still pending (at most ``limit``), and all their vectors. Where other
        processes enter vectors, too, they are this one's for a while: :meth:`mark_entered` or ``database.put_off``
        gives them back.

        Args:
            limit: how many articles.
            among: look only at these, by the catalog's keys.
        """
        keys = self.database.claim_embedded(limit, among)
        with self.database.read() as db:
            rows = db.execute(select(ARTICLES.c.id).where(ARTICLES.c.pk.in_(keys)).order_by(ARTICLES.c.pk)).all()
            vectors = list(self._vectors(db, keys))
        return [row.id for row in rows], vectors

    def mark_entered(self, article_ids: Sequence[str], vectors: Sequence[StoredVector], into: str) -> Settled:
        """Mark articles, whose vectors are in the store of this name now, as found by meaning too; those that changed
        meanwhile are left pending."""
        entered = [
            EnteredPassage(each.article_id, each.passage_id, each.day, each.outlet, each.language) for each in vectors
        ]
        with self.database.write() as db:
            settled = self.database.settle_entered(db, article_ids, entered, into)
            for part in slices(settled.ready):
                db.execute(update(ARTICLES).where(ARTICLES.c.id.in_(part)).values(state="ready"))
            touch(db)
        return settled

    def mark_deleted(self, passage_ids: Sequence[str]) -> Settled:
        """Forget these tombstones: the vector store no longer holds what they are of."""
        with self.database.write() as db:
            return self.database.settle_deleted(db, passage_ids)

    def begin_store(self, name: str, place: str) -> None:
        """Have a new, empty store in use from now on: all articles are to be entered, and none to be taken out.

        Args:
            name: the store's.
            place: where it is, as users know it.
        """
        with self.database.write() as db:
            put_setting(db, VECTORS_COLLECTION, name)
            put_setting(db, VECTORS_PLACE, place)
            if last := db.execute(select(func.max(ARTICLES.c.pk))).scalar():
                put_setting(db, VECTORS_FILLING, str(last))
            db.execute(update(ARTICLES).where(ARTICLES.c.state == "ready").values(state="pending"))
            db.execute(delete(TOMBSTONES))
            touch(db)

    def end_store(self) -> None:
        """Have no store in use: the catalog's own vectors are compared."""
        with self.database.write() as db:
            db.execute(delete(META).where(META.c.key.in_((VECTORS_COLLECTION, VECTORS_PLACE, VECTORS_FILLING))))
            db.execute(delete(TOMBSTONES))
            touch(db)

    def store_in_use(self) -> tuple[str | None, bool]:
        """The name of the store on a server that is in use, and whether it is being filled."""
        with self.database.read() as db:
            query = select(META.c.key, META.c.value).where(META.c.key.in_((VECTORS_COLLECTION, VECTORS_FILLING)))
            known = {row.key: row.value for row in db.execute(query)}
            if VECTORS_FILLING not in known:
                return known.get(VECTORS_COLLECTION), False
            lacking = ARTICLES.c.state == "pending", ARTICLES.c.pk <= int(known[VECTORS_FILLING])
            filling = db.execute(select(ARTICLES.c.pk).where(*lacking).limit(1)).first() is not None
        if not filling and not self.database.read_only:  # an article that changes later is pending for other reasons
            with self.database.write() as db:
                db.execute(delete(META).where(META.c.key == VECTORS_FILLING, META.c.value == known[VECTORS_FILLING]))
        return known.get(VECTORS_COLLECTION), filling

    def enter_again(self, passage_ids: Collection[str], orphans: Collection[str]) -> None:
        """Have the articles of these passages entered into the vector store again, and what belongs to none taken out
        of it."""
        with self.database.write() as db:
            listed = {"ids": json.dumps(sorted(passage_ids))}
            ids = f"(SELECT article FROM passages WHERE id IN {sql_of(db).texts(':ids')})"  # noqa: S608 - ours
            db.execute(text(f"UPDATE articles SET state = 'pending' WHERE pk IN {ids}"), listed)  # noqa: S608 - ours
            for part in slices(sorted(orphans)):
                there = set(db.execute(select(PASSAGES.c.id).where(PASSAGES.c.id.in_(part))).scalars())
                if gone := [{"passage_id": each} for each in part if each not in there]:
                    db.execute(sql_of(db).inserting(TOMBSTONES).on_conflict_do_nothing(), gone)
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

    def embedded_passages(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_], npt.NDArray[np.int64]]:
        """Keys, ids and articles' keys of all passages that have a vector, in the order of their keys.

        They are read from indexes alone: the rows themselves are as large as the vectors.
        """
        with self.database.snapshot() as db:
            ids = dict(db.execute("SELECT pk, id FROM passages").fetchall())
            articles = dict(db.execute("SELECT pk, article FROM passages").fetchall())
            for (pk,) in db.execute("SELECT pk FROM passages WHERE vector IS NULL"):
                del ids[pk]
        keys = np.array(sorted(ids), dtype=np.int64)
        of = np.array([articles[key] for key in keys.tolist()], dtype=np.int64)
        return keys, np.array([ids[key] for key in keys.tolist()], dtype=object), of

    def vectors_at(self, keys: Sequence[int]) -> tuple[list[int], Vectors]:
        """The vectors of these passages as one array, with the keys of those that have one, in their order."""
        there: list[int] = []
        parts: list[Vectors] = []
        with self.database.snapshot() as db:
            row = db.execute("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'dimension'").fetchone()
            dimension = row[0] if row else 0
            for part in slices(sorted(keys)):
                where = f"pk IN ({_marks(part)}) AND length(vector) = ?"
                rows = db.execute(f"SELECT pk, vector FROM passages WHERE {where} ORDER BY pk", (*part, 4 * dimension))  # noqa: S608
                found = rows.fetchall()
                there += [pk for pk, _ in found]
                joined = np.frombuffer(b"".join([stored for _, stored in found]), dtype="<f4")
                parts.append(joined.reshape(len(found), dimension).astype(np.float32, copy=False))
        return there, np.concatenate(parts) if parts else np.zeros((0, dimension), dtype=np.float32)

    def cosines(self, keys: Sequence[int], vector: Vectors) -> dict[int, float]:
        """The cosine of ``vector`` with those of these passages; those without one are left out."""
        found: dict[int, float] = {}
        with self.database.snapshot() as db:
            for part in slices(keys):
                query = f"SELECT pk, vector FROM passages WHERE pk IN ({_marks(part)}) AND length(vector) = ?"  # noqa: S608
                rows = db.execute(query, (*part, 4 * len(vector))).fetchall()
                stored = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), len(vector))
                found.update(zip((row[0] for row in rows), (stored @ vector).tolist(), strict=True))
        return found

    def has_unembedded(self) -> bool:
        """Whether any passage has no vector yet."""
        with self.database.snapshot() as db:
            return db.execute("SELECT 1 FROM passages WHERE vector IS NULL LIMIT 1").fetchone() is not None

    def count_passages_of(self, keys: Sequence[int]) -> int:
        """How many passages the articles of these keys of the catalog have."""
        with self.database.read() as db:
            query = select(func.count()).select_from(PASSAGES).where(PASSAGES.c.article.in_(_listed(db)))
            return int(db.execute(query, {"keys": json.dumps(keys)}).scalar_one())

    def vectors_of(self, keys: Sequence[int], batch: int = 500) -> Iterator[list[StoredVector]]:
        """The vectors of the articles of these keys, in batches of so many articles; none is empty."""
        with self.database.read() as db:
            for start in range(0, len(keys), batch):
                if stored := list(self._vectors(db, keys[start : start + batch])):
                    yield stored

    def passages_among(self, passage_ids: Sequence[str], keys: Collection[int]) -> set[str]:
        """Those of the passages that belong to the articles of these keys."""
        among, found = frozenset(keys), set[str]()
        with self.database.read() as db:
            for part in slices(passage_ids):
                # The keys, which may be those of most articles, are not sent: that took longer than the rest.
                rows = db.execute(select(PASSAGES.c.id, PASSAGES.c.article).where(PASSAGES.c.id.in_(part)))
                found.update(row.id for row in rows if row.article in among)
        return found

    def tombstones(self, limit: int = SLICE) -> list[str]:
        """Ids of passages whose vectors are still to be deleted from the vector store."""
        with self.database.read() as db:
            return list(db.execute(select(TOMBSTONES.c.passage_id).limit(limit)).scalars())

    def purge_tombstones(self, passage_ids: Sequence[str]) -> None:
        """Forget these: the vector store no longer holds them."""
        with self.database.write() as db:
            drop_tombstones(db, passage_ids)

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


def _listed(db: Connection) -> TextClause:
    """Any number of keys as one parameter, a list in JSON."""
    return text(f"SELECT value FROM {sql_of(db).keys(':keys')} AS listed")  # noqa: S608 - our own words


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
