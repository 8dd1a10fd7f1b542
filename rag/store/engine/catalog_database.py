"""The seam between the catalog and the database that it lies in.

Most statements are the same in each. What differs has a name here: how a database is opened and written to
(:class:`CatalogDatabase`), and how it says what SQL has no one way to say (:class:`SqlForm`). Statements ask for these
by the connection that they are given, so none of them knows which database it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Table, inspect

from rag.errors import ArchiveBusyError

#: The execution option of an engine that holds its :class:`SqlForm`.
SQL_FORM = "dateline_sql_form"
#: Settings in the catalog: the collection on a server that has the vectors, and where that was last, as users know it.
VECTORS_COLLECTION = "vectors_collection"
VECTORS_PLACE = "vectors_place"
#: The setting that is there while a new store is being filled: the key of the last article that it lacked at first.
VECTORS_FILLING = "vectors_filling"
#: The setting of a catalog to which an archive is being moved: that archive's identity, and its name. Until all is
#: there only who moves it may write.
MOVING_FROM = "moving_from"
#: The indexes of words: those of terms, and that of words as they are written.
WordsIndex = Literal["lexical", "surface"]


@dataclass(frozen=True, slots=True)
class EnteredPassage:
    """What was entered into the vector store for a passage, besides its vector."""

    article_id: str
    passage_id: str
    day: int | None
    outlet: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a step in the vector store, as the catalog has it now.

    ``ready``: the articles that the store has as they are. ``again``: something changed meanwhile, and is to be entered
    again. ``gone``: something was removed meanwhile, and is to be taken out again.
    """

    ready: Sequence[str]
    again: bool = False
    gone: bool = False


class PlainRows(Protocol):
    """What a statement gave; each row is a tuple."""

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class PlainConnection(Protocol):
    """The driver's own connection, for the few statements that are made for each article and each search: through
    SQLAlchemy one takes three times as long, and a row ten. A ``?`` stands for a value, whatever the driver's own sign.
    """

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> PlainRows:
        """Execute a statement."""
        ...

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> object:
        """Execute a statement for each of the rows."""
        ...


class SurfaceWords(Protocol):
    """Where the surface index (:mod:`rag.store.search.surface_index`) has its words: which stand in which articles.

    Words are given as they stand there (``token_of``). ``title``: only in headlines.
    """

    #: Whether it knows at which places words stand: else the articles that :meth:`phrase` and :meth:`near` give are
    #: those in which all the words stand, and only their texts tell.
    knows_places: bool

    def enter(self, db: Connection, forms: Sequence[tuple[int, str, str]]) -> None:
        """Enter articles: the catalog's key, and the words of headline and text with blanks between."""
        ...

    def take_out(self, db: Connection, forms: Sequence[tuple[int, str, str]]) -> None:
        """Take articles out, given as they were entered."""
        ...

    def start_anew(self, db: Connection) -> None:
        """Forget all words, whatever state they are in."""
        ...

    def phrase(self, db: Connection, words: Sequence[str], *, title: bool) -> Iterable[int]:
        """The keys of the articles in which these words stand one after the other."""
        ...

    def near(self, db: Connection, left: Sequence[str], right: Sequence[str], distance: int) -> Iterable[int]:
        """The keys of the articles in which two phrases stand with at most so many words between."""
        ...

    def beginning(self, db: Connection, beginning: str, *, title: bool) -> Iterable[int]:
        """The keys of the articles in which a word begins so."""
        ...

    def any_of(self, db: Connection, words: Sequence[str], *, title: bool) -> Iterable[int]:
        """The keys of the articles in which any of these words stands."""
        ...

    def vocabulary(self, db: Connection, beginning: str, pattern: str, cut: str) -> list[str]:
        """The words that begin so and fit a pattern with ``*`` and ``?``, or that have ``cut`` in them."""
        ...

    def add_up(self, sums: dict[str, int], key: int, column: int, form: str) -> None:
        """Add the words of a headline (column 0) or a text (1) of an article to one number for each word, which is
        another where a word is missing, or stands where it should not."""
        ...

    def added_up(self, db: Connection) -> Mapping[str, int]:
        """The numbers of :meth:`add_up`, of all that was entered."""
        ...


class SqlForm(Protocol):
    """How a database says what SQL has no one way to say. ``value`` is a parameter as it stands in the statement."""

    surface: SurfaceWords

    def plain(self, db: Connection) -> PlainConnection:
        """The driver's own connection, within the same transaction; its errors are told where that ends."""
        ...

    def path(self, path: str | None) -> str | bytes | None:
        """A path as the column of one has it: text cannot hold each."""
        ...

    def term(self, term: str) -> str:
        """A term as the postings have it: an index may hold none that is too long."""
        ...

    def keys(self, value: str) -> str:
        """The whole numbers of a list in JSON: a table in brackets, with the one column ``value``."""
        ...

    def texts(self, value: str) -> str:
        """The texts of a list in JSON, likewise."""
        ...

    def records(self, value: str, numbers: Sequence[str], texts: Sequence[str]) -> str:
        """The rows of a list of objects in JSON: a table in brackets with these columns."""
        ...

    def stored(self, table: str) -> str:
        """A table's name where the statement has another of that name, which is made from it."""
        ...

    def joined(self, column: str) -> str:
        """The keys of a column, joined by commas."""
        ...

    def appended(self, old: str, new: str) -> str:
        """Bytes with others after them."""
        ...

    def stands_in(self, part: str, whole: str) -> str:
        """Whether a text stands in another, sign by sign."""
        ...

    def without_case(self, column: str) -> str:
        """A text for sorting, in which the letters A to Z are as small ones."""
        ...

    def inserting(self, table: Table) -> Any:
        """SQLAlchemy's INSERT with ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
        ...

    def unclaim(self, db: Connection, passage_ids: Sequence[str]) -> None:
        """Forget, within a transaction, who was to embed these passages (:meth:`CatalogDatabase.claim_unembedded`)."""
        ...

    def empty_words(self, db: Connection) -> None:
        """Forget all words of the lexical index, whatever state they are in."""
        ...


class CatalogDatabase(Protocol):
    """A database that holds the tables of one catalog. Safe to use from several threads."""

    read_only: bool
    #: The version of the tables; an older archive that nobody may write to here stays at its own.
    version: int
    #: As users know it: a folder, or an address without its password.
    name: str
    #: Where what was erased may still be, as sentences for who has to see to it.
    beyond_reach: tuple[str, ...]
    #: What :data:`MOVING_FROM` may be for this process to write all the same: it is the one that moves.
    moves: str | None

    def close(self) -> None:
        """Close all connections."""
        ...

    def read(self) -> AbstractContextManager[Connection]:
        """A connection to read with."""
        ...

    def snapshot(self) -> AbstractContextManager[PlainConnection]:
        """The driver's own connection, which sees one state of the catalog throughout.

        Within another one of the same thread it is that one: what is read under one state is read of that state.
        """
        ...

    def one_state(self) -> AbstractContextManager[Connection]:
        """A connection that sees one state of the catalog throughout."""
        ...

    def write(self) -> AbstractContextManager[Connection]:
        """One transaction: committed at the end of the block, rolled back by an error."""
        ...

    def get(self, key: str) -> str | None:
        """A stored setting of the archive (such as its embedding's name), or None."""
        ...

    def put(self, key: str, value: str) -> None:
        """Store a setting of the archive."""
        ...

    def claim_unembedded(self, limit: int) -> list[int]:
        """Keys of passages that have no vector, in the order they were added: where other processes may embed too, for
        this one alone for a while."""
        ...

    def release(self, passages: Sequence[int]) -> None:
        """Leave passages that were claimed to whoever comes next."""
        ...

    def claim_embedded(self, limit: int, among: Sequence[int] | None) -> list[int]:
        """Keys of pending articles whose passages all have vectors, in the order they were added, to be entered into
        the vector store: where other processes enter, too, for this one alone for a while. What is claimed is given
        back by :meth:`settle_entered` or :meth:`put_off`, before anything else is claimed.

        Args:
            limit: how many articles.
            among: look only at these.
        """
        ...

    def settle_entered(
        self, db: Connection, article_ids: Sequence[str], entered: Sequence[EnteredPassage], into: str
    ) -> Settled:
        """Say, within a transaction, that these articles were entered into the store of this name."""
        ...

    def claim_tombstones(self, limit: int) -> list[str]:
        """Passages whose vectors are to be taken out of the vector store, likewise."""
        ...

    def settle_deleted(self, db: Connection, passage_ids: Sequence[str]) -> Settled:
        """Forget, within a transaction, the tombstones of these passages: the store has let them go."""
        ...

    def put_off(self) -> None:
        """The store has failed: what was claimed for it is left to whoever comes next, in some seconds."""
        ...

    def in_turn(self, work: str) -> AbstractContextManager[None]:
        """Wait until no other process does a work which only one does at a time, and keep them from it."""
        ...

    def alone(self, work: str) -> AbstractContextManager[bool]:
        """Whether this process is the one that does a work which only one does at a time, for as long as the block."""
        ...

    def drop(self, version: int | None = None) -> None:
        """Delete all that is kept, for good; the database is closed.

        Args:
            version: delete it only as it was then (:meth:`rag.store.catalog.Catalog.version`).

        Raises:
            ArchiveBusyError: it was changed since.
        """
        ...

    def rewrite(self) -> bool:
        """Write all that is kept anew, so that nothing of what was deleted is left.

        Returns:
            Whether nothing is left: another process that reads may hold on to some.
        """
        ...

    def storage_problems(self) -> list[str]:
        """What the database itself finds wrong with what it keeps."""
        ...

    def words_problems(self, index: WordsIndex) -> list[str]:
        """What the database itself finds wrong with one of its indexes of words."""
        ...

    def merge_words(self) -> None:
        """Have the indexes of words let go of what was deleted, as far as :meth:`rewrite` does not."""
        ...


def being_moved(name: str, moving_from: str) -> ArchiveBusyError:
    """The error for who wants to write to a catalog to which an archive is being moved.

    Args:
        name: the catalog's, as users know it.
        moving_from: what it says (:data:`MOVING_FROM`).
    """
    return ArchiveBusyError(
        f"the archive {moving_from.partition(' ')[2]} is being moved to {name}, and not all of it is there: wait for "
        "dateline migrate to end, or give the same command again, which does the rest"
    )


def changed_since(name: str) -> ArchiveBusyError:
    """The error where what is to be deleted was changed after it was compared."""
    return ArchiveBusyError(f"the archive {name} was changed since it was moved, and stays: move it again")


#: The tables that are known to be there, of each database that is open.
_tables: WeakKeyDictionary[Engine, set[str]] = WeakKeyDictionary()


def has_table(db: Connection, name: str) -> bool:
    """Whether there is such a table: an older archive that nobody has written to since may lack one.

    One that is there stays, so it is asked for once: asking took most of the time of reading an article.
    """
    known = _tables.setdefault(db.engine, set())
    if name not in known and inspect(db).has_table(name):
        known.add(name)
    return name in known


def sql_of(db: Connection) -> SqlForm:
    """How the database of a connection says things."""
    form: SqlForm = db.get_execution_options()[SQL_FORM]
    return form


def driver(db: Connection) -> PlainConnection:
    """The driver's own connection, within the same transaction: see :class:`PlainConnection`."""
    return sql_of(db).plain(db)
