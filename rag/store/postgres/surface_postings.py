"""The surface index's words in PostgreSQL: for each word the articles that have it, in the headline or in the text.

A word's articles lie in blobs, one for each block of keys, as the postings of the lexical index do. Places are not
kept: of phrases and nearness the index tells which articles have all the words, and their texts tell the rest.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from rag.store.engine.catalog_database import driver, sql_of

#: Keys of a block: a word of all its articles takes 12 kB there.
_BLOCK: Final = 4096
#: An entry: the key within its block, and where the word stands.
_ENTRY: Final = np.dtype([("at", "<u2"), ("rooms", "u1")])
_IN_TITLE: Final = 1
_IN_TEXT: Final = 2

SURFACE_POSTINGS_DDL: Final = (
    'CREATE TABLE IF NOT EXISTS surface_postings(term TEXT COLLATE "C" NOT NULL, block BIGINT NOT NULL, '
    "data BYTEA NOT NULL, PRIMARY KEY (term, block))"
)
_APPEND: Final = (
    "INSERT INTO surface_postings(term, block, data) VALUES (?, ?, ?) ON CONFLICT(term, block) "
    "DO UPDATE SET data = surface_postings.data || excluded.data"
)
_Form = tuple[int, str, str]


class SurfacePostings:
    """Words without places."""

    knows_places = False

    def enter(self, db: Connection, forms: Sequence[_Form]) -> None:
        """Enter articles."""
        rows = [
            (term, block, data) for block, some in _by_block(forms) for term, data in sorted(_entries(some).items())
        ]
        driver(db).executemany(_APPEND, rows)

    def take_out(self, db: Connection, forms: Sequence[_Form]) -> None:
        """Take articles out."""
        plain = driver(db)
        for block, some in _by_block(forms):
            gone = np.array([key % _BLOCK for key, _, _ in some], dtype=np.uint16)
            listed = json.dumps(sorted(_entries(some)), ensure_ascii=False)
            query = f"SELECT term, data FROM surface_postings WHERE block = ? AND term IN {sql_of(db).texts('?')}"  # noqa: S608
            left: list[tuple[bytes, str, int]] = []
            emptied: list[tuple[str, int]] = []
            for term, data in plain.execute(query, (block, listed)).fetchall():
                entries = np.frombuffer(data, dtype=_ENTRY)
                kept = entries[~np.isin(entries["at"], gone)]
                if len(kept):
                    left.append((kept.tobytes(), term, block))
                else:
                    emptied.append((term, block))
            plain.executemany("UPDATE surface_postings SET data = ? WHERE term = ? AND block = ?", left)
            plain.executemany("DELETE FROM surface_postings WHERE term = ? AND block = ?", emptied)

    def start_anew(self, db: Connection) -> None:
        """Forget all words."""
        db.execute(text("DELETE FROM surface_postings"))

    def phrase(self, db: Connection, words: Sequence[str], *, title: bool) -> Iterable[int]:
        """The articles in which all these words stand."""
        rooms = [_IN_TITLE] if title else [_IN_TITLE, _IN_TEXT]
        wanted = set(words)
        found: set[int] = set()
        of_words = self._of(db, sorted(wanted))
        if not wanted <= of_words.keys():
            return found
        for room in rooms:  # a phrase stands in one of them as a whole
            found |= set.intersection(*(_keys_in(of_words[word], room) for word in wanted))
        return found

    def near(self, db: Connection, left: Sequence[str], right: Sequence[str], distance: int) -> Iterable[int]:
        """The articles in which all words of both phrases stand."""
        return self.phrase(db, [*left, *right], title=False)

    def beginning(self, db: Connection, beginning: str, *, title: bool) -> Iterable[int]:
        """The articles in which a word begins so."""
        rows = driver(db).execute(
            "SELECT block, data FROM surface_postings WHERE term >= ? AND term < ?",
            (beginning, f"{beginning}\U0010ffff"),
        )
        return _any(rows, title=title)

    def any_of(self, db: Connection, words: Sequence[str], *, title: bool) -> Iterable[int]:
        """The articles in which any of these words stands."""
        query = f"SELECT block, data FROM surface_postings WHERE term IN {sql_of(db).texts('?')}"  # noqa: S608 - ours
        return _any(driver(db).execute(query, (json.dumps(list(words), ensure_ascii=False),)), title=title)

    def vocabulary(self, db: Connection, beginning: str, pattern: str, cut: str) -> list[str]:
        """The words that begin so and fit a pattern; LIKE has other signs for what one may be."""
        like = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%").replace("?", "_")
        query = (
            "SELECT DISTINCT term FROM surface_postings WHERE term >= :begin AND term < :after "
            "AND (term LIKE :pattern OR strpos(term, :cut) > 0)"
        )
        bound = {"begin": beginning, "after": f"{beginning}\U0010ffff", "pattern": like, "cut": cut}
        return list(db.execute(text(query), bound).scalars())

    def add_up(self, sums: dict[str, int], key: int, column: int, form: str) -> None:
        """Add each word, once."""
        for term in set(form.split()):
            sums[term] = sums.get(term, 0) + 2 * key + column

    def added_up(self, db: Connection) -> Mapping[str, int]:
        """The numbers of all words."""
        sums: dict[str, int] = {}
        for term, block, data in driver(db).execute("SELECT term, block, data FROM surface_postings"):
            keys, rooms = _parted(block, data)
            for column, room in enumerate((_IN_TITLE, _IN_TEXT)):
                theirs = keys[rooms & room != 0]
                sums[term] = sums.get(term, 0) + int((2 * theirs + column).sum())
        return sums

    def _of(self, db: Connection, words: Sequence[str]) -> dict[str, list[tuple[int, bytes]]]:
        query = f"SELECT term, block, data FROM surface_postings WHERE term IN {sql_of(db).texts('?')}"  # noqa: S608
        found: dict[str, list[tuple[int, bytes]]] = {}
        for term, block, data in driver(db).execute(query, (json.dumps(words, ensure_ascii=False),)):
            found.setdefault(term, []).append((block, data))
        return found


def _by_block(forms: Sequence[_Form]) -> Iterator[tuple[int, list[_Form]]]:
    for block, some in groupby(sorted(forms), key=lambda form: form[0] // _BLOCK):
        yield block, list(some)


def _entries(forms: Sequence[_Form]) -> dict[str, bytes]:
    """The entries of a block's articles by word, in the order of their keys."""
    entries: defaultdict[str, bytearray] = defaultdict(bytearray)
    for key, title, body in forms:
        of_title, of_text = set(title.split()), set(body.split())
        at = (key % _BLOCK).to_bytes(2, "little")
        for term in of_title | of_text:
            entries[term] += at + bytes([_IN_TITLE * (term in of_title) | _IN_TEXT * (term in of_text)])
    return {term: bytes(data) for term, data in entries.items()}


def _parted(block: int, data: bytes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    entries = np.frombuffer(data, dtype=_ENTRY)
    return entries["at"].astype(np.int64) + block * _BLOCK, entries["rooms"]


def _keys_in(parts: Sequence[tuple[int, bytes]], room: int) -> set[int]:
    found: set[int] = set()
    for block, data in parts:
        keys, rooms = _parted(block, data)
        found.update(keys[rooms & room != 0].tolist())
    return found


def _any(rows: Iterable[tuple[int, bytes]], *, title: bool) -> set[int]:
    found: set[int] = set()
    for block, data in rows:
        keys, rooms = _parted(block, data)
        found.update((keys[rooms & _IN_TITLE != 0] if title else keys).tolist())
    return found
