"""The half of the catalog that holds passages and vectors: what waits to be embedded, what the store copies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Column, Connection, bindparam, delete, func, literal_column, select, text, update

from rag.model import Article, Passage
from rag.store.sqlite.database import Database
from rag.store.sqlite.tables import (
    ARTICLES,
    HAS_VECTOR,
    PASSAGES,
    SLICE,
    TOMBSTONES,
    article_of,
    parse_date,
    slices,
    touch,
)
from rag.store.vectors.embedding import Vectors
from rag.text.passages import embedding_text

#: Any number of keys as one parameter, a list in JSON.
_LISTED = text("SELECT value FROM json_each(:keys)")


@dataclass(frozen=True, slots=True)
class PendingPassage:
    """A passage that waits for its vector: ``text`` is what is to be embedded, ``article`` the catalog's key."""

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

    database: Database
    _columns: list[Column[Any]]

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
            select(PASSAGES.c.id, PASSAGES.c.article, PASSAGES.c.start, PASSAGES.c.end, ARTICLES.c.title,
                   ARTICLES.c.published, ARTICLES.c.text)
            .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
            # The sign keeps SQLite from going through all pending articles instead of the index of such passages.
            .where(PASSAGES.c.vector.is_(None), literal_column("+articles.state") == "pending")
            .order_by(PASSAGES.c.pk)
            .limit(limit)
        )  # fmt: skip
        with self.database.read() as db:
            return [
                PendingPassage(
                    row.id,
                    row.article,
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

    def vectors_of_pending(
        self, limit: int, among: Sequence[int] | None = None
    ) -> tuple[list[str], list[StoredVector]]:
        """Articles that are fully embedded but still pending (at most ``limit``), and all their vectors.

        Args:
            limit: how many articles.
            among: look only at these, by the catalog's keys.
        """
        missing = select(PASSAGES.c.pk).where(PASSAGES.c.article == ARTICLES.c.pk, PASSAGES.c.vector.is_(None)).exists()
        query = select(ARTICLES.c.pk, ARTICLES.c.id).where(ARTICLES.c.state == "pending", ~missing)
        if among is not None:
            query = query.where(ARTICLES.c.pk.in_(among[:SLICE]))
        with self.database.read() as db:
            rows = db.execute(query.order_by(ARTICLES.c.pk).limit(limit)).all()
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

    def count_passages_of(self, keys: Sequence[int]) -> int:
        """How many passages the articles of these keys of the catalog have."""
        with self.database.read() as db:
            query = select(func.count()).select_from(PASSAGES).where(PASSAGES.c.article.in_(_LISTED))
            return int(db.execute(query, {"keys": json.dumps(keys)}).scalar_one())

    def vectors_of(self, keys: Sequence[int], batch: int = 500) -> Iterator[list[StoredVector]]:
        """The vectors of the articles of these keys, in batches of so many articles; none is empty."""
        with self.database.read() as db:
            for start in range(0, len(keys), batch):
                if stored := list(self._vectors(db, keys[start : start + batch])):
                    yield stored

    def passages_among(self, passage_ids: Sequence[str], keys: Sequence[int]) -> set[str]:
        """Those of the passages that belong to the articles of these keys."""
        found: set[str] = set()
        with self.database.read() as db:
            for part in slices(passage_ids):
                query = select(PASSAGES.c.id).where(PASSAGES.c.id.in_(part), PASSAGES.c.article.in_(_LISTED))
                found.update(db.execute(query, {"keys": json.dumps(keys)}).scalars())
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
