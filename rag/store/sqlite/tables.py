"""The catalog's tables, and the way between a row and a value."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    cast,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from rag.errors import ArchiveMismatchError
from rag.model import Article, Draft, Moment, State, parse_moment
from rag.text.letters import paired_off, plain, searched_spellings
from rag.text.lines import whole_letters

#: Raised by one when the tables change; an archive of a newer version is not opened, an older one is brought up to
#: it by its writer (rag.store.sqlite.migration). 2: ``articles.folded`` and its index, for lists of 50,000 articles.
#: 3: ``updated``, ``section`` and ``published_from``. 4: ``folded`` and the lexical index with plain letters.
#: 5: the surface index, an index of what facets count, and postings; an older version would not keep them up to date.
SCHEMA_VERSION = 5
#: SQLite's limit on bound parameters is 32,766; lists of ids are passed in slices of this size.
SLICE = 10_000

_T = TypeVar("_T")


class PathText(TypeDecorator[str]):
    """A path as text, or as its bytes where these are not UTF-8, which SQLite's text cannot hold."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Bytes, where the database's text takes nothing else."""
        return dialect.type_descriptor(LargeBinary() if _in_bytes(dialect) else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """``value`` as it is stored."""
        if _in_bytes(dialect):
            return os.fsencode(value) if value is not None else None
        return stored_path(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """``value`` as it was."""
        return os.fsdecode(value) if isinstance(value, bytes) else value


def _in_bytes(dialect: Dialect) -> bool:
    """Whether a dialect says of itself that it keeps paths as bytes, as its text cannot hold any."""
    return bool(getattr(dialect, "paths_as_bytes", False))


def stored_path(path: str | None) -> str | bytes | None:
    """A path as :class:`PathText` stores it."""
    return path if path is None or path == whole_letters(path) else os.fsencode(path)


metadata = MetaData()
META = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))
ARTICLES = Table(
    "articles",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("id", String, unique=True, nullable=False),
    Column("source", Text, unique=True, nullable=False),
    Column("origin", PathText, index=True),  # where the file lay when it was last added
    Column("raw_hash", String, nullable=False),  # of the bytes, so that an unchanged file is not even parsed
    Column("content_hash", String, nullable=False),  # of the article that came out
    Column("state", String, nullable=False),
    Column("added", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("outlet", Text),
    Column("authors", JSON, nullable=False),
    Column("published", String),
    Column("day", Integer),  # YYYYMMDD, what date filters compare
    Column("url", Text),
    Column("language", String),
    Column("captions", JSON, nullable=False),
    Column("updated", String),
    Column("section", Text),
    Column("published_from", String),
    Column("folded", Text),  # headline, outlet and authors as they are searched, see folded()
    Index("articles_by_day", "day"),
    Index("articles_by_state", "state"),
    # All that a list is searched, filtered and sorted by, so that no article's text is read for it: a scan of 50,000
    # articles takes 20 ms, one of the table itself a second.
    Index("articles_listing", "day", "outlet", "language", "state", "added", "folded"),
    # What facets count and fields of a query compare, likewise.
    Index("articles_fields", "day", "outlet", "language", "section", "authors", "url"),
)
#: The setting in the catalog with the key of the last article whose words are as format 4 has them, until all are.
LEXICAL_BEHIND = "lexical_behind"
#: The setting in the catalog that says that articles wait to be entered in the surface index.
SURFACE_BEHIND = "surface_behind"
#: Columns that came with format 3, for the migration.
SINCE_FORMAT_3 = ("updated", "section", "published_from")
PASSAGES = Table(
    "passages",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("id", String, unique=True, nullable=False),
    Column("article", Integer, ForeignKey("articles.pk"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("vector", LargeBinary),  # float32, little-endian; null until embedded
    Index("passages_by_article", "article"),
)
#: Whether a passage has a vector of the archive's dimension; one of another length is the doctor's business.
HAS_VECTOR = func.length(PASSAGES.c.vector) == (
    select(4 * cast(META.c.value, Integer)).where(META.c.key == "dimension").scalar_subquery()
)
# Ids that the vector store may still hold although the catalog has let them go.
TOMBSTONES = Table("tombstones", metadata, Column("passage_id", String, primary_key=True))

#: The articles that the surface index has, each with a digest of the words that were entered.
SURFACE = Table(
    "surface_articles",
    metadata,
    Column("article", Integer, ForeignKey("articles.pk"), primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    info={"backup": False},
)

#: Made where it is missing, whatever the archive's version: what waits to be embedded is found without reading all.
INDEX_DDL = "CREATE INDEX IF NOT EXISTS passages_unembedded ON passages(pk) WHERE vector IS NULL"

LEXICAL_DDL = (
    # The columns hold terms (rag.text.terms), so the tokenizer has only to cut at blanks.
    "CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(title, body, tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS lexical_articles USING "
    "fts5(title, body, tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS lexical_terms USING fts5vocab(lexical, row)",
)
SURFACE_DDL = (
    # The words are folded already and parted by blanks; this tokenizer cuts at no character beyond ASCII.
    "CREATE VIRTUAL TABLE IF NOT EXISTS surface USING fts5(title, body, content='', tokenize='ascii')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS surface_words USING fts5vocab(surface, row)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS surface_places USING fts5vocab(surface, instance)",
)
#: A quicker copy of the lexical index (rag.store.lexical.postings).
POSTINGS_DDL = (
    "CREATE TABLE IF NOT EXISTS postings(side INTEGER NOT NULL, term TEXT NOT NULL, block INTEGER NOT NULL, "
    "data BLOB NOT NULL, PRIMARY KEY (side, term, block)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS posting_sizes(side INTEGER NOT NULL, block INTEGER NOT NULL, data BLOB NOT NULL, "
    "PRIMARY KEY (side, block))",
    # A new archive's copy is whole from the beginning; an older one's is made by rag.store.maintenance.
    "INSERT OR IGNORE INTO meta SELECT 'postings_changes_2', '0' WHERE NOT EXISTS (SELECT 1 FROM articles)",
)
#: The setting in the catalog that counts the changes of that copy; it is there once the copy is whole. Its number is
#: raised when what is entered changes: the next writer makes the copy anew (2: numbers with separators as a whole).
POSTINGS_CHANGES = "postings_changes_2"


def unembedded_keys(limit: int) -> Select[tuple[int]]:
    """Keys of passages that have no vector and whose articles are pending, in the order they were added."""
    return (
        select(PASSAGES.c.pk)
        .join(ARTICLES, ARTICLES.c.pk == PASSAGES.c.article)
        # What is put after it keeps SQLite from going through all pending articles instead of the index of such
        # passages.
        .where(PASSAGES.c.vector.is_(None), ARTICLES.c.state.concat("") == "pending")
        .order_by(PASSAGES.c.pk)
        .limit(limit)
    )


def embedded_keys(limit: int, among: Sequence[int] | None) -> Select[tuple[int]]:
    """Keys of pending articles whose passages all have vectors, in the order they were added; only ``among`` these
    keys, if given."""
    missing = select(PASSAGES.c.pk).where(PASSAGES.c.article == ARTICLES.c.pk, PASSAGES.c.vector.is_(None)).exists()
    query = select(ARTICLES.c.pk).where(ARTICLES.c.state == "pending", ~missing)
    if among is not None:
        query = query.where(ARTICLES.c.pk.in_(among[:SLICE]))
    return query.order_by(ARTICLES.c.pk).limit(limit)


def drop_tombstones(db: Connection, passage_ids: Sequence[str]) -> None:
    """Forget that the vector store may hold these."""
    for part in slices(passage_ids):
        db.execute(delete(TOMBSTONES).where(TOMBSTONES.c.passage_id.in_(part)))


def slices(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut a list into parts that fit into one statement."""
    for start in range(0, len(values), SLICE):
        yield values[start : start + SLICE]


def touch(db: Connection) -> None:
    """Count a change of the archive, which others see by :meth:`rag.store.catalog.Catalog.version`."""
    count_up(db, "changes")


def changes(db: Connection) -> int:
    """How many changes of the archive were counted."""
    return int(setting(db, "changes") or 0)


def count_up(db: Connection, key: str) -> None:
    """Add one to a number among the settings of the archive; one that is not there becomes 1."""
    counted = "DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT)"
    db.execute(text(f"INSERT INTO meta VALUES (:key, '1') ON CONFLICT(key) {counted}"), {"key": key})  # noqa: S608


def format_of(db: Connection, archive: str) -> int:
    """The version of the tables that a catalog has.

    Args:
        archive: its name, as users know it.

    Raises:
        ArchiveMismatchError: it was made by a newer version.
    """
    found = int(setting(db, "schema") or 0)
    if found > SCHEMA_VERSION:
        raise ArchiveMismatchError(
            f"the archive {archive} was made by a newer Dateline (format {found}, this one reads {SCHEMA_VERSION}): "
            "update Dateline"
        )
    return found


def setting(db: Connection, key: str) -> str | None:
    """A setting of the archive, within a transaction; None where there is none."""
    value: str | None = db.execute(select(META.c.value).where(META.c.key == key)).scalar()
    return value


def put_setting(db: Connection, key: str, value: str) -> None:
    """Store a setting of the archive, within a transaction."""
    put = "INSERT INTO meta VALUES (:key, :value) ON CONFLICT(key) DO UPDATE SET value = excluded.value"
    db.execute(text(put), {"key": key, "value": value})


def article_values(draft: Draft) -> dict[str, Any]:
    """A draft as the columns of ``articles``."""
    day = draft.published.date() if isinstance(draft.published, datetime) else draft.published
    return {
        "title": draft.title,
        "text": draft.text,
        "outlet": draft.outlet,
        "authors": list(draft.authors),
        "published": draft.published.isoformat() if draft.published else None,
        "day": day_number(day) if day else None,
        "url": draft.url,
        "language": draft.language,
        "captions": list(draft.captions),
        "updated": draft.updated.isoformat() if draft.updated else None,
        "section": draft.section,
        "published_from": draft.published_from,
        "folded": folded("\n".join((draft.title, draft.outlet or "", *draft.authors))),
    }


def article_columns(version: int) -> list[Column[Any]]:
    """What an article is made from in an archive of this format: one that nobody may bring up to date has less."""
    missing = {"folded", *(SINCE_FORMAT_3 if version < 3 else ())}
    return [column for column in ARTICLES.c if column.name not in missing]


def article_of(row: Mapping[Any, Any]) -> Article:
    """A row of ``articles`` as a value."""
    state: State = row["state"]
    return Article(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        source=row["source"],
        content_hash=row["content_hash"],
        added=datetime.fromisoformat(row["added"]),
        state=state,
        outlet=row["outlet"],
        authors=tuple(row["authors"]),
        published=parse_date(row["published"]),
        url=row["url"],
        language=row["language"],
        captions=tuple(row["captions"]),
        updated=parse_date(row.get("updated")),
        section=row.get("section"),
        published_from=row.get("published_from"),
    )


def folded(words: str) -> str:
    """Words as lists are searched for them: in lower case, and in each way to write them with plain letters."""
    return "\n".join(searched_spellings(words.casefold()))


def searched(title: str, outlet: str | None, authors: str) -> str:
    """What a list is searched by, of the columns of an article (``authors`` as JSON)."""
    return folded("\n".join((title, outlet or "", *json.loads(authors))))


def parse_date(stored: str | None) -> Moment | None:
    """A date or date-time as it was stored."""
    return parse_moment(stored) if stored else None


def day_number(day: date) -> int:
    """A day as the integer YYYYMMDD, which orders and compares like the day."""
    return day.year * 10_000 + day.month * 100 + day.day


def name_key(name: str) -> str:
    """What outlets, authors and sections are compared by: without regard to case, and to how letters are written."""
    return paired_off(plain(name.strip().casefold()))


def language_key(code: str) -> str:
    """What languages are compared by."""
    return code.strip().casefold()
