"""What an archive knows of the sources it was added from: how each looked when it was read, and which failed.

An article knows its own source. Here stands what belongs to the file: a packed one holds many articles, one that
cannot be read holds none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from sqlalchemy import Column, Connection, Integer, Select, String, Table, Text, delete, or_, select

from rag.reports import FailedSource
from rag.store.engine.catalog_database import CatalogDatabase, driver, sql_of
from rag.store.sqlite.tables import ARTICLES, PathText, metadata, slices

SOURCES = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("origin", PathText, index=True),  # the file's absolute path when it was read last
    Column("raw_hash", String, nullable=False),
    Column("stamp", String),  # size, times and number of the file; null where it might change unseen
    Column("articles", Integer, nullable=False),  # how many it had given: fewer now, and it is read again
    info={"backup": False, "moved": True},  # files of this machine
)
FAILURES = Table(
    "failures",
    metadata,
    Column("source", Text, primary_key=True),
    Column("file", Text, nullable=False, index=True),  # the source's name without the key of what is in it
    Column("origin", PathText, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", String, nullable=False),
    info={"backup": False, "moved": True},
)


@dataclass(frozen=True, slots=True)
class Known:
    """A source that was read before: by what name, how it looked, and the articles that are still there of it."""

    name: str
    raw_hash: str
    stamp: str | None
    article_ids: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A source that was read to its end just now, or found unchanged."""

    name: str
    origin: str | None
    raw_hash: str
    stamp: str | None


@dataclass(frozen=True, slots=True)
class FileEnd:
    """A file that was gone through: ``read`` unless it could not be read as a whole.

    ``failed`` is given for one that may stand on the list of failures: what failed now. All else of it leaves the
    list.
    """

    file: str
    read: SourceRead | None
    failed: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A source, or an item of it, that could not be read just now."""

    source: str
    file: str
    origin: str
    reason: str


class SourceRegistry:
    """The sources of one archive."""

    def __init__(self, database: CatalogDatabase) -> None:
        self._database = database

    def known(self, places: Sequence[tuple[str, str | None]]) -> dict[str, Known]:
        """What is known of these sources, each given by its name and origin; by the name given.

        A source is known by its name, or by the very file: a folder added again through its parent would else
        double every article.
        """
        found: dict[str, Known] = {}
        with self._database.read() as db:
            for part in slices(places):
                rows = _by_name_or_origin(db, part)
                singles = _singles(db, [row[0] for row in rows.values()])
                for given, (name, raw_hash, stamp, articles) in rows.items():
                    ids: tuple[str, ...] = (singles[name],) if name in singles else ()
                    if len(ids) != articles:
                        ids = tuple(row.id for row in db.execute(_articles_of(name)))
                    found[given] = Known(name, raw_hash, stamp, ids, bool(ids) and len(ids) == articles)
        return found

    def failures(self) -> list[FailedSource]:
        """The sources that could not be read, in the order of their names."""
        query = select(FAILURES).order_by(FAILURES.c.source)
        with self._database.read() as db:
            return [
                FailedSource(row.source, row.file, row.origin, row.reason, datetime.fromisoformat(row.since))
                for row in db.execute(query)
            ]

    def failures_of(self, file: str) -> list[tuple[str, str]]:
        """Source and reason of what could not be read of one file."""
        query = select(FAILURES.c.source, FAILURES.c.reason).where(FAILURES.c.file == file).order_by(FAILURES.c.source)
        with self._database.read() as db:
            return [(row.source, row.reason) for row in db.execute(query)]

    def settle(self, ends: Sequence[FileEnd], failures: Sequence[Failure]) -> None:
        """Note what failed of sources that were gone through, in a transaction of its own."""
        with self._database.write() as db:
            note_failures(db, failures)
            note_ends(db, ends)

    def forget_failures(self, names: Iterable[str] | None) -> int:
        """Take these files and sources off the list of failures, all where None.

        Returns:
            How many left it.
        """
        with self._database.write() as db:
            if names is None:
                return db.execute(delete(FAILURES)).rowcount
            either = (or_(FAILURES.c.file.in_(part), FAILURES.c.source.in_(part)) for part in slices(list(names)))
            return sum(db.execute(delete(FAILURES).where(clause)).rowcount for clause in either)


def note_failures(db: Connection, failures: Sequence[Failure]) -> None:
    """Put failures on the list; one that stands there keeps its time where the reason is the same."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    values = [
        {"source": each.source, "file": each.file, "origin": each.origin, "reason": each.reason, "since": now}
        for each in failures
    ]
    if values:
        new = sql_of(db).inserting(FAILURES)
        changed = {"origin": new.excluded.origin, "reason": new.excluded.reason, "since": new.excluded.since}
        where = FAILURES.c.reason != new.excluded.reason
        db.execute(new.on_conflict_do_update(index_elements=["source"], set_=changed, where=where), values)


def note_ends(db: Connection, ends: Sequence[FileEnd]) -> None:
    """Note that files were gone through, so that they need not be read again while they are as they are."""
    rows = []
    plain = driver(db)
    for read in (end.read for end in ends):
        if read is None:
            continue
        within = (read.name, f"{read.name}#", f"{read.name}$")  # as :func:`_articles_of`
        articles = plain.execute(_COUNT_ARTICLES, within).fetchone()[0]
        if articles:
            rows.append(
                {
                    "name": read.name,
                    "origin": read.origin,
                    "raw_hash": read.raw_hash,
                    "stamp": read.stamp,
                    "articles": articles,
                }
            )
    if rows:
        new = sql_of(db).inserting(SOURCES)
        changed = {column.name: new.excluded[column.name] for column in SOURCES.c}
        db.execute(new.on_conflict_do_update(index_elements=["name"], set_=changed), rows)
    for end in ends:
        if end.failed is None:
            continue
        standing = db.execute(select(FAILURES.c.source).where(FAILURES.c.file == end.file)).scalars()
        for part in slices(sorted(set(standing) - set(end.failed))):
            db.execute(delete(FAILURES).where(FAILURES.c.source.in_(part)))


def forget(db: Connection, sources: Sequence[str]) -> None:
    """Forget what is known of articles' sources that were removed."""
    for part in slices(sources):
        db.execute(delete(FAILURES).where(FAILURES.c.source.in_(part)))
        db.execute(delete(SOURCES).where(SOURCES.c.name.in_(part)))


_COUNT_ARTICLES = "SELECT count(*) FROM articles WHERE source = ? OR (source > ? AND source < ?)"
_Row = tuple[str, str, str | None, int]
#: In place of a number of articles, of which there are never so many: the file was not read to its end.
_NOT_ALL = -1


def _by_name_or_origin(db: Connection, places: Sequence[tuple[str, str | None]]) -> dict[str, _Row]:
    """Name, hash, stamp and number of articles of known sources, by the name given."""
    found: dict[str, _Row] = {}
    known = select(SOURCES.c.name, SOURCES.c.origin, SOURCES.c.raw_hash, SOURCES.c.stamp, SOURCES.c.articles)
    # Articles of files that are not on this list: of an archive from before there was one, of a backup, or of a packed
    # file that was cut off before its end.
    articles = select(ARTICLES.c.source, ARTICLES.c.origin, ARTICLES.c.raw_hash)
    for query, name_column, origin_column in (
        (known, SOURCES.c.name, SOURCES.c.origin),
        (articles, ARTICLES.c.source, ARTICLES.c.origin),
    ):
        for column, place in ((name_column, 0), (origin_column, 1)):
            missing = {at: each[0] for each in places if each[0] not in found and (at := each[place]) is not None}
            if not missing:
                continue
            rows = db.execute(query.where(column.in_(list(missing)))).all()
            for name, origin, raw_hash, *more in rows:
                stamp, number = more or (None, 1)
                packed = None if more or place == 0 else packed_in(name, origin)
                if packed is not None:
                    name, number = packed, _NOT_ALL
                found[missing[name if place == 0 else origin]] = (name, raw_hash, stamp, number)
    return found


def packed_in(source: str, origin: str) -> str | None:
    """The name of the packed file that an article's source is in, ``NAME#KEY``; None where it is a file itself.

    A "#" alone says nothing: it may stand in the name of a file or folder.
    """
    file = PurePath(origin).name
    before, found, _ = f"/{source}".partition(f"/{file}#")
    return f"{before}/{file}".removeprefix("/") if found else None


def _singles(db: Connection, names: Sequence[str]) -> dict[str, str]:
    query = select(ARTICLES.c.source, ARTICLES.c.id).where(ARTICLES.c.source.in_(names))
    return {row.source: row.id for row in db.execute(query)}


def _articles_of(name: str) -> Select[tuple[str]]:
    """The articles of a source: itself, or those whose sources are ``NAME#KEY``."""
    within = (ARTICLES.c.source > f"{name}#") & (ARTICLES.c.source < f"{name}$")  # "$" comes next after "#"
    return select(ARTICLES.c.id).where(or_(ARTICLES.c.source == name, within)).order_by(ARTICLES.c.pk)
