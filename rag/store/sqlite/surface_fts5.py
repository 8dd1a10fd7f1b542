"""The surface index's words in SQLite's FTS5, which knows at which places they stand.

The table is contentless: it keeps no second copy of the texts, so that to take an article out it must be given the
words that were entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, text

from rag.store.engine.catalog_database import driver
from rag.store.sqlite.tables import SURFACE_DDL

#: So many words are looked for in one statement.
_AT_ONCE = 500
#: One number for all places of a word, as :meth:`Fts5Surface.add_up` makes it.
_PLACES = "SELECT term, sum(doc * (offset + 1) + (col = 'body')) FROM surface_places GROUP BY term"


class Fts5Surface:
    """Words and their places; finds each phrase, and each nearness of phrases, without a text being read."""

    knows_places = True

    def enter(self, db: Connection, forms: Sequence[tuple[int, str, str]]) -> None:
        """Enter articles."""
        driver(db).executemany("INSERT INTO surface(rowid, title, body) VALUES (?, ?, ?)", forms)

    def take_out(self, db: Connection, forms: Sequence[tuple[int, str, str]]) -> None:
        """Take articles out."""
        gone = [("delete", *form) for form in forms]
        driver(db).executemany("INSERT INTO surface(surface, rowid, title, body) VALUES (?, ?, ?, ?)", gone)

    def start_anew(self, db: Connection) -> None:
        """Forget all words."""
        for table in ("surface_words", "surface_places", "surface"):
            db.execute(text(f"DROP TABLE IF EXISTS {table}"))
        for statement in SURFACE_DDL:
            db.execute(text(statement))

    def phrase(self, db: Connection, words: Sequence[str], *, title: bool) -> Iterable[int]:
        """The articles in which these words stand one after the other."""
        return _matching(db, f"{_room(title)}{_quoted(words)}")

    def near(self, db: Connection, left: Sequence[str], right: Sequence[str], distance: int) -> Iterable[int]:
        """The articles in which two phrases stand near to each other. FTS5 lets phrases overlap."""
        return _matching(db, f"NEAR({_quoted(left)} {_quoted(right)}, {distance})")

    def beginning(self, db: Connection, beginning: str, *, title: bool) -> Iterable[int]:
        """The articles in which a word begins so."""
        return _matching(db, f"{_room(title)}{_quoted([beginning])} *")

    def any_of(self, db: Connection, words: Sequence[str], *, title: bool) -> Iterable[int]:
        """The articles in which any of these words stands."""
        found: set[int] = set()
        for start in range(0, len(words), _AT_ONCE):
            either = " OR ".join(_quoted([word]) for word in words[start : start + _AT_ONCE])
            found.update(_matching(db, f"{_room(title)}({either})"))
        return found

    def vocabulary(self, db: Connection, beginning: str, pattern: str, cut: str) -> list[str]:
        """The words that begin so and fit a pattern, which GLOB reads as it is: a word has no other sign of it."""
        begun = "term >= :begin AND term < :after AND " if beginning else ""
        bound = {"begin": beginning, "after": beginning + "\U0010ffff", "pattern": pattern, "cut": cut}
        query = f"SELECT term FROM surface_words WHERE {begun}(term GLOB :pattern OR instr(term, :cut))"  # noqa: S608
        return list(db.execute(text(query), bound).scalars())

    def add_up(self, sums: dict[str, int], key: int, column: int, form: str) -> None:
        """Add each place of each word."""
        for place, term in enumerate(form.split()):
            sums[term] = sums.get(term, 0) + key * (place + 1) + column

    def added_up(self, db: Connection) -> Mapping[str, int]:
        """The numbers of all words."""
        return {row[0]: row[1] for row in db.execute(text(_PLACES))}


def _matching(db: Connection, expression: str) -> Iterable[int]:
    query = text("SELECT rowid FROM surface WHERE surface MATCH :expression")
    return db.execute(query, {"expression": expression}).scalars()


def _room(title: bool) -> str:
    return "title : " if title else ""


def _quoted(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}"'
