"""What is followed, and what is known of each address that was fetched for it: tables of their own in the catalog.

Nothing here is needed to read or search an archive. A row is committed after the article that it speaks of, so a kill
between the two costs a second look at one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import JSON, Column, Connection, Float, String, Table, Text, delete, select

from rag.store import erased
from rag.store.engine.catalog_database import CatalogDatabase, has_table, sql_of
from rag.store.listed import EntryMetadata, ListEntry
from rag.store.sqlite.tables import ARTICLES, PathText, metadata, parse_date

#: Seconds since 1970 up to the year 5000.
_LAST_SECONDS = 95_617_584_000.0


def _check(row: Mapping[str, Any]) -> None:
    """Prove a row that comes from elsewhere.

    Raises:
        ValueError: a time in it is none, or what it lists are no entries.
    """
    for name in ("since", "looked"):
        if row.get(name) is not None and not 0 <= row[name] < _LAST_SECONDS:
            raise ValueError(f"its {name} is no time")
    try:
        for entry in row.get("entries") or ():
            _entry(entry)
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError("what it lists are no entries") from error


FOLLOWED = Table(
    "followed",
    metadata,
    Column("source", PathText, primary_key=True),  # an address, or a folder's absolute path
    Column("form", String),  # feed, json feed, sitemap, sitemap index, page, folder; null until looked at
    Column("since", Float, nullable=False),  # times are seconds since 1970
    Column("looked", Float),
    Column("result", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("entries", JSON),  # what it listed when it last said something new
    info={"check": _check},
)
FETCHED = Table(
    "fetched",
    metadata,
    Column("url", Text, primary_key=True),
    Column("looked", Float, nullable=False),
    Column("changed", Float, nullable=False),  # when something new was last found there
    Column("article", String),  # its article's id; null where it holds none, or several
    Column("stamp", String),  # of what the list said that led there
    Column("etag", Text),
    Column("last_modified", Text),
)
HOSTS = Table("hosts", metadata, Column("host", String, primary_key=True), Column("busy_until", Float, nullable=False))


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """Something that is followed, as the catalog has it."""

    source: str
    form: str | None
    since: float
    looked: float | None = None
    result: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    entries: tuple[ListEntry, ...] | None = None


@dataclass(frozen=True, slots=True)
class FetchedRow:
    """What is known of an address that was fetched."""

    url: str
    looked: float
    changed: float
    article: str | None = None
    stamp: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class FollowedStore:
    """The three tables of one archive."""

    def __init__(self, database: CatalogDatabase) -> None:
        self._database = database

    def follow(self, source: str, form: str | None, now: float) -> None:
        """Follow a source from now on; one that is followed already stays as it is."""
        with self._database.write() as db:
            db.execute(
                sql_of(db).inserting(FOLLOWED).values(source=source, form=form, since=now).on_conflict_do_nothing()
            )

    def unfollow(self, source: str) -> bool:
        """Follow a source no more; its articles stay. Whether it was followed."""
        with self._database.write() as db:
            return db.execute(delete(FOLLOWED).where(FOLLOWED.c.source == source)).rowcount > 0

    def followed(self) -> list[FollowedRow]:
        """All that is followed, in the order it was begun."""
        with self._database.read() as db:
            if not has_table(db, FOLLOWED.name):  # an older archive that nobody may write to here
                return []
            rows = db.execute(select(FOLLOWED).order_by(FOLLOWED.c.since, FOLLOWED.c.source)).all()
        return [
            FollowedRow(
                row.source, row.form, row.since, row.looked, row.result, row.etag, row.last_modified,
                tuple(map(_entry, row.entries)) if row.entries is not None else None,
            )
            for row in rows
        ]  # fmt: skip

    def keep(self, row: FollowedRow) -> None:
        """Remember what a look at a followed source gave; one that was unfollowed meanwhile is not followed again."""
        entries = [_entry_json(entry) for entry in row.entries] if row.entries is not None else None
        values = {
            "form": row.form, "looked": row.looked, "result": row.result,
            "etag": row.etag, "last_modified": row.last_modified, "entries": entries,
        }  # fmt: skip
        with self._database.write() as db:
            db.execute(FOLLOWED.update().where(FOLLOWED.c.source == row.source).values(**values))

    def fetched(self, url: str) -> FetchedRow | None:
        """What is known of an address, or None."""
        with self._database.read() as db:
            row = db.execute(select(FETCHED).where(FETCHED.c.url == url)).first()
        return FetchedRow(**row._mapping) if row is not None else None

    def has_article(self, article_id: str) -> bool:
        """Whether the archive still holds an article."""
        with self._database.read() as db:
            return db.execute(select(ARTICLES.c.pk).where(ARTICLES.c.id == article_id)).first() is not None

    def erased(self, sources: Iterable[str]) -> set[str]:
        """Which of these sources were erased for good."""
        with self._database.read() as db:
            return erased.among(db, sources)

    def put_fetched(self, row: FetchedRow) -> None:
        """Remember a look at an address."""
        values = {column.name: getattr(row, column.name) for column in FETCHED.c}
        with self._database.write() as db:
            _put(db, FETCHED, values)

    def touch(self, row: FetchedRow, now: float) -> None:
        """Remember a look at an address that found nothing new."""
        self.put_fetched(replace(row, looked=now))


class BusyHosts(MutableMapping[str, float]):
    """Hosts that asked to be left alone, and until when; remembered from one command to the next."""

    def __init__(self, database: CatalogDatabase) -> None:
        self._database = database
        with database.read() as db:
            self._known: dict[str, float] = {row.host: row.busy_until for row in db.execute(select(HOSTS))}

    def __getitem__(self, host: str) -> float:
        return self._known[host]

    def __setitem__(self, host: str, until: float) -> None:
        self._known[host] = until
        with self._database.write() as db:
            _put(db, HOSTS, {"host": host, "busy_until": until})

    def __delitem__(self, host: str) -> None:
        del self._known[host]
        with self._database.write() as db:
            db.execute(delete(HOSTS).where(HOSTS.c.host == host))

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _put(db: Connection, table: Table, values: dict[str, Any]) -> None:
    [key] = table.primary_key
    db.execute(sql_of(db).inserting(table).values(**values).on_conflict_do_update(index_elements=[key], set_=values))


def _entry_json(entry: ListEntry) -> dict[str, Any]:
    """An entry without its content: what is needed to look at its page again."""
    told = entry.told
    return {
        "key": entry.key,
        "url": entry.url,
        "stamp": entry.stamp,
        "whole": entry.whole,
        "title": told.title,
        "published": told.published.isoformat() if told.published else None,
        "updated": told.updated.isoformat() if told.updated else None,
        "authors": list(told.authors),
        "outlet": told.outlet,
        "language": told.language,
    }


def _entry(value: dict[str, Any]) -> ListEntry:
    told = EntryMetadata(
        value["title"], parse_date(value["published"]), parse_date(value["updated"]), tuple(value["authors"]),
        value["outlet"], value["language"],
    )  # fmt: skip
    return ListEntry(value["key"], value["url"], told, whole=value["whole"], remembered=value["stamp"])
