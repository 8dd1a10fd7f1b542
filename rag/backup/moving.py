"""Moving an archive to another form of it, such as from a folder into PostgreSQL: all of it, streamed, and compared.

The target is brought into agreement with the source, whatever it has by then: so a move that was killed goes on where
it was, and one that is begun again brings over what has come since. The source is read, and stays.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from rag.backup.importing import put_vectors
from rag.backup.pack_reader import saved_article
from rag.backup.pack_tables import ARTICLE_ROWS, Carried, Values, tables_there, to_line
from rag.errors import ArchiveBusyError, UsageError
from rag.model import Passage
from rag.reports import MoveReport, Progress
from rag.store.archive_store import ArchiveStore
from rag.store.catalog import Entry
from rag.store.engine.catalog_database import MOVING_FROM
from rag.store.sqlite.tables import ARTICLES, HAS_VECTOR, META, PASSAGES, put_setting, touch
from rag.store.vectors.indexing import ProgressCallback
from rag.text.passages import cut_passages

#: The setting of an archive that tells it from others of its name, once it was moved.
_IDENTITY: Final = "moved_as"
#: The setting of an archive that says from which it was moved, by what tells that one.
_MOVED_FROM: Final = "moved_from"
#: What only one process at a time does with a target.
_WORK: Final = "moving"
#: Articles, and rows of other tables, that are committed at once.
_GROUP: Final = 50
_ROWS: Final = 1_000
#: After so long no claim of another process on vectors to be entered is left, if it has died; how often is looked.
_CLAIMED_SECONDS: Final = 60
_LOOK_SECONDS: Final = 0.5
#: Rows fetched at once.
_FETCHED: Final = 500
#: A NUL, which PostgreSQL cannot keep, as JSON has it, and what stands for it there.
_NUL: Final = b"\\u0000", "\ufffd".encode()


@dataclass(frozen=True, slots=True)
class _Sum:
    """How many rows there are, and a number that follows from all of them in whatever order."""

    rows: int = 0
    total: int = 0

    def plus(self, row: bytes) -> _Sum:
        digest = int.from_bytes(hashlib.sha256(row).digest())
        return _Sum(self.rows + 1, (self.total + digest) % (1 << 256))


class Move:
    """Moves one archive to another place; both are open for writing, and of one embedding.

    Args:
        source: the archive.
        target: the place: a new archive, or one to which this one was being moved.
    """

    def __init__(self, source: ArchiveStore, target: ArchiveStore) -> None:
        self._source = source
        self._target = target

    def run(self, progress: ProgressCallback | None) -> MoveReport:
        """Move all, and compare.

        Raises:
            UsageError: the target holds something else.
            ArchiveBusyError: another process writes to the source, or is to embed something of it still.
        """
        target = self._target.folder.database
        with target.alone(_WORK) as mine:
            if not mine:
                raise ArchiveBusyError(f"another process moves an archive to {target.name}: wait until it has ended")
            return self._run(progress)

    def _run(self, progress: ProgressCallback | None) -> MoveReport:
        name = self._source.folder.database.name
        if self._moved_before():  # killed when all was there, perhaps
            version = self._source.catalog.version()
            differences, counted = self._compared(progress)
            if not differences and not self._target.indexer.has_work():
                return self._report(version, differences, counted)
        self._take_target(name)
        self._source.indexer.resume(progress)
        if self._source.indexer.has_work():
            raise ArchiveBusyError(f"other processes are at work on the archive {name}: end them, then move it again")
        version = self._source.catalog.version()
        with self._source.folder.database.one_state() as db:
            self._move_articles(db, progress)
            for carried in tables_there(db, moving=True):
                self._move_table(db, carried)
        self._fill_store(progress)
        differences, counted = self._compared(progress)
        if self._source.catalog.version() != version:
            raise ArchiveBusyError(
                f"the archive {name} was changed while it was moved: end what writes to it, then move it again, which "
                "brings over the rest"
            )
        if not differences:
            with self._target.folder.database.write() as db:
                db.execute(delete(META).where(META.c.key == MOVING_FROM))
                put_setting(db, _MOVED_FROM, self._identity())
        return self._report(version, differences, counted)

    def _report(self, version: int, differences: list[str], counted: dict[str, int]) -> MoveReport:
        return MoveReport(
            self._source.folder.database.name,
            self._target.folder.database.name,
            counted["articles"],
            counted["vectors"],
            self._target.vectors.where,
            version,
            tuple(differences),
        )

    def _moved_before(self) -> bool:
        """Whether the target is one to which this archive was moved to the end."""
        target, source = self._target.folder.database, self._source.folder.database
        identity = target.get(_MOVED_FROM)
        return identity is not None and identity == source.get(_IDENTITY) and target.get(MOVING_FROM) is None

    def _fill_store(self, progress: ProgressCallback | None) -> None:
        """Enter all in the target's vector store. What a process that has failed there or died was at is its own for a
        while, which is waited for."""
        indexer = self._target.indexer
        until = time.monotonic() + _CLAIMED_SECONDS
        indexer.resume(progress)
        while indexer.has_work():
            if time.monotonic() > until:
                where = self._target.vectors.where
                raise ArchiveBusyError(f"other processes enter vectors in {where}: end them, then move it again")
            time.sleep(_LOOK_SECONDS)
            indexer.resume(progress)

    def _take_target(self, name: str) -> None:
        """Have the target take in nothing but this archive from now on; where it holds another, leave it alone."""
        database = self._target.folder.database
        if database.name == name:
            raise UsageError(f"{name} is the archive itself: name another place")
        identity, before = self._identity(), database.get(MOVING_FROM)
        moving_from = f"{identity} {name}"
        # The same archive goes on where it was cut off, wherever it lies by now.
        mine = before is not None and before.partition(" ")[0] == identity
        database.moves = before
        with database.write() as db:
            if not mine and _holds_anything(db):
                raise UsageError(f"{database.name} is an archive already: name a place where there is none")
            put_setting(db, MOVING_FROM, moving_from)
        database.moves = moving_from

    def _identity(self) -> str:
        database = self._source.folder.database
        identity = database.get(_IDENTITY)
        if identity is None:
            identity = secrets.token_hex(8)
            database.put(_IDENTITY, identity)
        return identity

    # -- articles ------------------------------------------------------------------------------------------------

    def _move_articles(self, db: Connection, progress: ProgressCallback | None) -> None:
        total, done = db.execute(select(func.count()).select_from(ARTICLES)).scalar_one(), 0
        there = select(*ARTICLE_ROWS.columns).order_by(ARTICLES.c.pk)
        rows = iter(db.execute(there, execution_options={"yield_per": _FETCHED}).mappings())
        ids: set[str] = set()
        while group := [dict(row) for row in islice(rows, _GROUP)]:
            self._move_group(db, group)
            ids.update(row["id"] for row in group)
            done += len(group)
            if progress:
                progress(Progress("moving", done, total))
        with self._target.folder.database.read() as other:
            gone = [each for each in other.execute(select(ARTICLES.c.id)).scalars() if each not in ids]
        if gone:
            self._target.catalog.remove_articles(gone)

    def _move_group(self, db: Connection, group: list[Values]) -> None:
        """Have the target hold these articles as they are, with their vectors, by one commit."""
        known = self._rows_of(group)
        changed = [row for row in group if known.get(row["id"]) != _told(ARTICLE_ROWS, row)]
        if not changed:
            return
        entries: list[tuple[Entry, list[Passage]]] = []
        for row in changed:
            draft = saved_article(to_line(ARTICLE_ROWS.line(row))).draft
            hashes = row["raw_hash"], row["content_hash"]
            entries.append(
                (Entry(row["id"], row["source"], row["origin"], *hashes, draft), cut_passages(row["id"], draft))
            )
        theirs = (
            select(PASSAGES.c.id, PASSAGES.c.vector)
            .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
            .where(ARTICLES.c.id.in_([row["id"] for row in changed]), HAS_VECTOR)
        )
        vectors = {row.id: row.vector for row in db.execute(theirs)}

        def as_it_was(target: Connection) -> None:
            for row in changed:  # what adding makes anew, such as when it was added
                kept = {name: value for name, value in row.items() if name not in ("id", "state")}
                target.execute(update(ARTICLES).where(ARTICLES.c.id == row["id"]).values(**kept))
            put_vectors(target, vectors)

        with self._target.writing:
            self._target.catalog.put_articles(entries, as_it_was)

    def _rows_of(self, group: list[Values]) -> dict[str, bytes]:
        with self._target.folder.database.read() as db:
            query = select(*ARTICLE_ROWS.columns).where(ARTICLES.c.id.in_([row["id"] for row in group]))
            return {row["id"]: _told(ARTICLE_ROWS, dict(row)) for row in db.execute(query).mappings()}

    # -- what belongs to them ------------------------------------------------------------------------------------

    def _move_table(self, db: Connection, carried: Carried) -> None:
        """Have the target's table hold the same rows, by one commit."""
        with self._target.folder.database.read() as other:
            if _sum_of(other, carried) == _sum_of(db, carried):
                return
        with self._target.writing, self._target.folder.database.write() as other:
            keys: Mapping[str, int] = {}
            if carried.by_key:
                keys = {row.id: row.pk for row in other.execute(select(ARTICLES.c.id, ARTICLES.c.pk))}
            other.execute(delete(carried.table))
            rows = iter(db.execute(carried.rows(), execution_options={"yield_per": _FETCHED}).mappings())
            while some := [dict(row) for row in islice(rows, _ROWS)]:
                if carried.by_key and carried.owner is not None:
                    some = [{**row, carried.owner.name: keys[row[carried.owner.name]]} for row in some]
                other.execute(insert(carried.table), some)
            touch(other)

    # -- the comparison ------------------------------------------------------------------------------------------

    def _compared(self, progress: ProgressCallback | None) -> tuple[list[str], dict[str, int]]:
        """In what the two differ, as sentences; and how many rows each kind has in the source."""
        differences: list[str] = []
        counted: dict[str, int] = {}
        if progress:
            progress(Progress("comparing", 0, 1))
        with self._source.folder.database.one_state() as db, self._target.folder.database.one_state() as other:
            for what, one, two in _sums(db, other):
                counted[what] = one.rows
                if one != two:
                    differences.append(f"{what}: {one.rows} there, {two.rows} here, which are not all the same")
        if progress:
            progress(Progress("comparing", 1, 1))
        return differences, counted


def _holds_anything(db: Connection) -> bool:
    """Whether a catalog holds articles, or what is kept besides, such as what was erased."""
    tables = (ARTICLES, *(carried.table for carried in tables_there(db, moving=True)))
    return any(db.execute(select(literal(1)).select_from(table).limit(1)).first() for table in tables)


def _sums(db: Connection, other: Connection) -> Iterator[tuple[str, _Sum, _Sum]]:
    yield "articles", _sum_of(db, ARTICLE_ROWS), _sum_of(other, ARTICLE_ROWS)
    yield "vectors", _sum_of_vectors(db), _sum_of_vectors(other)
    for carried in tables_there(db, moving=True):
        yield carried.table.name, _sum_of(db, carried), _sum_of(other, carried)


def _sum_of(db: Connection, carried: Carried) -> _Sum:
    found = _Sum()
    query = select(*ARTICLE_ROWS.columns) if carried is ARTICLE_ROWS else carried.rows()
    for row in db.execute(query, execution_options={"yield_per": _FETCHED}).mappings():
        found = found.plus(_told(carried, dict(row)))
    return found


def _sum_of_vectors(db: Connection) -> _Sum:
    """Of each passage with its place and its vector."""
    found = _Sum()
    query = select(PASSAGES.c.id, PASSAGES.c.start, PASSAGES.c.end, PASSAGES.c.vector)
    for passage_id, start, end, vector in db.execute(query, execution_options={"yield_per": _FETCHED}):
        found = found.plus(f"{passage_id} {start} {end} ".encode() + bytes(vector or b""))
    return found


def _told(carried: Carried, row: Values) -> bytes:
    """A row as bytes, the same in each form of the catalog; without what is the index's own state."""
    line = carried.line(row)
    line.pop("state", None)
    return to_line(line).replace(*_NUL)
