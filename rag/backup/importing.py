"""Taking a backup into an archive, in groups that are each committed: a kill costs the group in hand, and the same
import again does the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Column, Connection, and_, bindparam, delete, insert, select, update

from rag.backup import manifest
from rag.backup.pack_reader import Backup, SavedArticle, open_backup
from rag.backup.pack_tables import ARTICLE_ROWS, Carried, Values
from rag.ingest.limits import Limits
from rag.model import Passage
from rag.reports import AddReport, ImportReport, Progress, SourceProblem
from rag.settings.given_path import given_path
from rag.store.catalog import Catalog, Entry
from rag.store.followed import FOLLOWED, HOSTS
from rag.store.sqlite.tables import ARTICLES, PASSAGES, touch
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.indexing import ProgressCallback
from rag.text.passages import cut_passages
from rag.text.urls import web_address

#: Articles committed at once: some tenths of a second, the most that a kill can cost.
_GROUP = 50
#: Rows of other tables committed at once.
_ROWS = 1_000

_SavedVectors = tuple[list[str], Vectors]
_T = TypeVar("_T")


@dataclass
class _Tally:
    added: list[str] = field(default_factory=list)
    updated: dict[str, None] = field(default_factory=dict)
    unchanged: dict[str, None] = field(default_factory=dict)
    failed: list[SourceProblem] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    not_followed: list[str] = field(default_factory=list)
    vectors: int = 0

    def changed(self, article_id: str) -> None:
        """What belongs to an article has changed, though it has not itself."""
        if self.unchanged.pop(article_id, 0) is None:
            self.updated[article_id] = None


@dataclass(frozen=True, slots=True)
class Importer:
    """Writes a backup's articles, and what belongs to them; embedding what has no vector is the indexer's work.

    ``follow`` takes in the addresses too that the backup's archive followed.
    """

    catalog: Catalog
    lock: threading.RLock
    embedding: str
    dimension: int
    limits: Limits
    follow: bool = False

    def run(self, path: Path, progress: ProgressCallback | None) -> ImportReport:
        """Import a backup: an article that is there and differs becomes as it is in the backup.

        Raises:
            UsageError: there is no such file.
            BackupError: it is no sound backup; nothing was imported.
        """
        tally = _Tally()
        with open_backup(given_path(path), self.limits, progress) as backup:
            notice = self._about_vectors(backup)
            vectors = None if notice or backup.manifest.vectors is None else backup.vectors()
            done, total = 0, backup.manifest.members[manifest.ARTICLES].rows
            for group in _groups(_with_vectors(backup.articles(), vectors), _GROUP):
                self._put(group, tally)
                done += len(group)
                if progress:
                    progress(Progress("importing", done, total))
            for carried in backup.tables():
                if carried.table is FOLLOWED:
                    self._follow(backup.rows(carried), tally)
                elif carried.table is not HOSTS:  # which servers want to be left alone just now
                    self._put_table(carried, backup.rows(carried), tally)
        articles = AddReport(
            added=tuple(tally.added),
            updated=tuple(tally.updated),
            unchanged=tuple(tally.unchanged),
            failed=tuple(tally.failed),
        )
        return ImportReport(articles, tally.vectors, notice, tuple(tally.followed), tuple(tally.not_followed))

    def _follow(self, rows: Iterator[Values], tally: _Tally) -> None:
        """Follow what the backup's archive followed, as far as that is wanted: ``sync`` would look there by itself.

        Never a folder, which is one of this machine whoever made the backup; and what is followed here already stays
        as it is.
        """
        for row in rows:
            with self.lock, self.catalog.database.write() as db:
                if db.execute(select(FOLLOWED.c.source).where(FOLLOWED.c.source == row["source"])).first():
                    continue
                if self.follow and web_address(row["source"]) is not None:
                    db.execute(insert(FOLLOWED).values(**row))
                    tally.followed.append(row["source"])
                else:
                    tally.not_followed.append(row["source"])

    def _about_vectors(self, backup: Backup) -> str | None:
        made = backup.manifest
        if made.vectors is None or (made.embedding, made.dimension) == (self.embedding, self.dimension):
            return None
        return (
            f"The backup's vectors are of the embedding {made.embedding}, this archive's is {self.embedding}: the "
            "articles are embedded anew."
        )

    def _put(self, group: list[tuple[SavedArticle, _SavedVectors | None]], tally: _Tally) -> None:
        """Commit a group of articles, each with the vectors that it has."""
        cut = [cut_passages(article.row["id"], article.draft) for article, _ in group]
        added, updated = len(tally.added), len(tally.updated)
        with self.lock, self.catalog.changes.write() as (db, note):
            for (article, vectors), passages in zip(group, cut, strict=True):
                self._put_article(db, article, passages, tally)
                if vectors is not None:
                    tally.vectors += put_vectors(db, _as_bytes(*vectors))
            note("added", tally.added[added:])
            note("updated", list(tally.updated)[updated:])

    def _put_article(self, db: Connection, article: SavedArticle, passages: list[Passage], tally: _Tally) -> None:
        row = article.row
        same = ARTICLES.c.id == row["id"]
        there = db.execute(select(*ARTICLE_ROWS.columns).where(same)).mappings().first()
        if there is not None and all(there[name] == value for name, value in row.items() if name != "state"):
            tally.unchanged[row["id"]] = None
            return
        other = db.execute(select(ARTICLES.c.id).where(ARTICLES.c.source == row["source"], ~same)).scalar()
        if other is not None:
            reason = f"the archive has an article of this source under the id {other}: remove it first"
            tally.failed.append(SourceProblem(row["source"], reason))
            return
        hashes = row["raw_hash"], row["content_hash"]
        entry = Entry(row["id"], row["source"], row["origin"], *hashes, article.draft)
        outcome = self.catalog.write_article(db, entry, passages)
        # What adding makes anew: when it was added, and what else a later version keeps of an article.
        kept = {name: value for name, value in row.items() if name not in ("id", "state")}
        db.execute(update(ARTICLES).where(same).values(**kept))
        if outcome == "added":
            tally.added.append(row["id"])
        else:
            tally.updated[row["id"]] = None

    def _put_table(self, carried: Carried, rows: Iterator[Values], tally: _Tally) -> None:
        owner = carried.owner
        if owner is None:
            for group in _groups(rows, _ROWS):
                with self.lock, self.catalog.database.write() as db:
                    for row in group:
                        _merge(db, carried, row)
            return
        by_article = ((key, list(each)) for key, each in groupby(rows, key=lambda row: row[owner.name]))
        for some in _groups(by_article, _GROUP):
            with self.lock, self.catalog.changes.write() as (db, note):
                changed: list[str] = []
                for article_id, own in some:
                    key = article_id
                    if carried.by_key:
                        key = db.execute(select(ARTICLES.c.pk).where(ARTICLES.c.id == article_id)).scalar()
                        if key is None:  # the article was not taken, so this is not either
                            continue
                    if _put_rows(db, carried, owner, key, own):
                        changed.append(article_id)
                if changed:
                    touch(db)
                known = len(tally.updated)
                for article_id in changed:
                    tally.changed(article_id)
                note("updated", list(tally.updated)[known:])


def _groups(values: Iterator[_T], size: int) -> Iterator[list[_T]]:
    while group := list(islice(values, size)):
        yield group


def _with_vectors(
    articles: Iterator[SavedArticle], vectors: Iterator[tuple[str, list[str], Vectors]] | None
) -> Iterator[tuple[SavedArticle, _SavedVectors | None]]:
    """Each article with its vectors; both are in the same order, as was proved."""
    for article in articles:
        if vectors is None:
            yield article, None
        else:
            _, passages, numbers = next(vectors)
            yield article, (passages, numbers)


def _as_bytes(passages: list[str], vectors: Vectors) -> dict[str, bytes]:
    return {
        passage: np.asarray(vector, dtype="<f4").tobytes() for passage, vector in zip(passages, vectors, strict=True)
    }


def put_vectors(db: Connection, vectors: Mapping[str, bytes]) -> int:
    """Give passages the vectors that they lack, by their ids. An id says what was embedded, so none gets another's.

    Returns:
        How many had none.
    """
    if not vectors:
        return 0
    lacking = PASSAGES.c.vector.is_(None)
    statement = update(PASSAGES).where(PASSAGES.c.id == bindparam("passage"), lacking)
    rows = [{"passage": passage, "bytes": vector} for passage, vector in vectors.items()]
    return db.execute(statement.values(vector=bindparam("bytes")), rows).rowcount


def _put_rows(db: Connection, carried: Carried, owner: Column[Any], key: Any, rows: list[Values]) -> bool:
    """Make an article's rows those of the backup; rows of the past, or that only a row key tells apart, are added.

    Returns:
        Whether anything changed.
    """
    rows = [{**row, owner.name: key} for row in rows]
    there = [dict(row) for row in db.execute(select(*carried.columns).where(owner == key)).mappings()]
    wanted = _wanted(carried, there, rows)
    if all(row in there for row in wanted) and len(wanted) == len(there):
        return False
    db.execute(delete(carried.table).where(owner == key))
    for row in wanted:
        db.execute(insert(carried.table).values(**row))
    return True


def _wanted(carried: Carried, there: list[Values], rows: list[Values]) -> list[Values]:
    """An article's rows as they are to be, given those that are there and those of the backup."""
    if not there or (carried.identity and carried.history is None):
        return rows
    order, number = carried.history or (None, None)

    def past(row: Values) -> Values:
        return {name: value for name, value in row.items() if name != number}

    known = [past(row) for row in there]
    both = [*there, *(row for row in rows if past(row) not in known)]
    if order is None or number is None:
        return both
    both.sort(key=lambda row: row[order])
    return [{**row, number: place} for place, row in enumerate(both, start=1)]


def _merge(db: Connection, carried: Carried, row: Values) -> None:
    """Enter a row that belongs to no article: in place of the one of the same identity, or beside the others."""
    tells = carried.identity or carried.columns
    same = and_(*(column.is_not_distinct_from(row.get(column.name)) for column in tells))
    if db.execute(select(*carried.columns).where(same)).first() is None:
        db.execute(insert(carried.table).values(**row))
    elif carried.identity:
        db.execute(update(carried.table).where(same).values(**row))
