"""Postings: which passages and articles hold a term and how often, as arrays that are scored at once.

FTS5 reads a term's entries three times for one question (to count them, for BM25's weight, and to score them), each in
steps of its own. Here a term's entries lie in blobs, one for each block of keys, so that a question reads some bytes
and computes on arrays: FTS5's BM25 but for one constant, in a fifteenth of the time at 100,000 passages. They are a
copy of what FTS5 holds, written in the same transactions; the tables can be made anew from it (:func:`fill`).
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, groupby
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from rag.store.engine.catalog_database import PlainConnection, driver, sql_of
from rag.store.sqlite.tables import POSTINGS_CHANGES, count_up
from rag.text.word_table import WordTable

#: The two kinds of documents, as the tables name them.
PASSAGE_SIDE: Final = 0
ARTICLE_SIDE: Final = 1
#: Keys of a block: a term that stands in all its documents takes 24 kB there, and an addition writes one block's anew.
BLOCK: Final = 4096
#: An entry: the key within its block, and how often the term stands in the headline and in the body.
_ENTRY: Final = np.dtype([("at", "<u2"), ("title", "<u2"), ("body", "<u2")])
_MOST: Final = 65_535
#: A document's number of terms, and the key of its article (its own, for an article); 0 where there is none.
_SIZE: Final = np.dtype([("length", "<u4"), ("article", "<u4")])
#: BM25's constants. FTS5 has 1.2 and .75. In short passages a word that comes again says little more, so that a
#: smaller k1 finds better: fused MRR@10 of squad2 / wikinews-qa at 0.4, 0.6, 0.8, 1.2 is .933 / .946, .933 / .947,
#: .932 / .946, .931 / .945; B from 0.5 to 0.9 changes it by less than .002.
K1: Final = 0.6
B: Final = 0.75
_LEAST_IDF: Final = 1e-6

_APPEND: Final = (
    "INSERT INTO postings(side, term, block, data) VALUES (?, ?, ?, ?) ON CONFLICT(side, term, block) "
    "DO UPDATE SET data = {}"
)
_OF_TERMS: Final = "SELECT term, data FROM postings WHERE side = ? AND block = ? AND term IN {}"
# What FTS5 takes for a token of the terms that it is given: a number such as "3.5" is two, which it finds as a phrase.
# Postings know no places, so such a number is entered as a whole, too; it does not count for a document's length.
_TOKEN = re.compile(r"[^\W_]+")
_PARTED_NUMBER = re.compile(r"\d+(?:[.,]\d+)+")

Scores = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Document:
    """A passage or an article as FTS5 has it: its key, that of its article, and the terms of headline and body."""

    key: int
    article: int
    title: str
    body: str


class PostingsWriter:
    """Collects what is entered within one transaction, so that a term's entries are written together."""

    def __init__(self) -> None:
        self._documents: dict[int, list[Document]] = {PASSAGE_SIDE: [], ARTICLE_SIDE: []}

    def enter(self, side: int, documents: Iterable[Document]) -> None:
        """Take documents that are not there yet."""
        self._documents[side].extend(documents)

    def flush(self, db: Connection) -> None:
        """Write what was taken; nothing where the tables are still to be filled."""
        taken, self._documents = self._documents, {PASSAGE_SIDE: [], ARTICLE_SIDE: []}
        if not any(taken.values()) or not is_filled(db):
            return
        for side, documents in taken.items():
            _write(db, side, documents)
        _count_change(db)


def is_filled(db: Connection) -> bool:
    """Whether the tables hold all that FTS5 does, as an archive of before has them only when a writer filled them."""
    return driver(db).execute("SELECT 1 FROM meta WHERE key = ?", (POSTINGS_CHANGES,)).fetchone() is not None


def remove(db: Connection, side: int, documents: Sequence[Document]) -> None:
    """Take documents out, given as they were entered."""
    if not documents or not is_filled(db):
        return
    plain = driver(db)
    for block, group in _by_block(documents):
        gone = np.array([document.key % BLOCK for document in group], dtype=np.uint16)
        rooms = [words for document in group for words in (document.title, document.body)]
        terms = {term for words in rooms for term in chain(_tokens(words), _parted_numbers(words))}
        changed: list[tuple[bytes, int, str, int]] = []
        emptied: list[tuple[int, str, int]] = []
        listed = json.dumps(sorted(map(sql_of(db).term, terms)), ensure_ascii=False)
        of_terms = _OF_TERMS.format(sql_of(db).texts("?"))
        for term, data in plain.execute(of_terms, (side, block, listed)).fetchall():
            entries = np.frombuffer(data, dtype=_ENTRY)
            left = entries[~np.isin(entries["at"], gone)]
            if len(left):
                changed.append((left.tobytes(), side, term, block))
            else:
                emptied.append((side, term, block))
        plain.executemany("UPDATE postings SET data = ? WHERE side = ? AND term = ? AND block = ?", changed)
        plain.executemany("DELETE FROM postings WHERE side = ? AND term = ? AND block = ?", emptied)
        sizes = _block_sizes(db, side, block)
        sizes[gone] = 0
        _put_sizes(db, side, block, sizes)
    _count_change(db)


def fill(db: Connection) -> None:
    """Make the tables anew from what FTS5 holds."""
    db.execute(text("DELETE FROM postings"))
    db.execute(text("DELETE FROM posting_sizes"))
    for side in (PASSAGE_SIDE, ARTICLE_SIDE):
        for _, documents in _blocks_of_fts5(db, side):
            _write(db, side, documents)
    _count_change(db)


def problems(db: Connection) -> list[str]:
    """How the tables differ from what FTS5 holds; nothing where they are still to be filled."""
    if not is_filled(db):
        return []
    differing = 0
    for side in (PASSAGE_SIDE, ARTICLE_SIDE):
        stored = "SELECT block FROM postings WHERE side = ? UNION SELECT block FROM posting_sizes WHERE side = ?"
        left = {row[0] for row in driver(db).execute(stored, (side, side))}
        for block, documents in _blocks_of_fts5(db, side):
            left.discard(block)
            differing += not _is_as_wanted(db, side, block, documents)
        differing += sum(not _is_as_wanted(db, side, block, ()) for block in left)
    return [f"{differing} parts of the postings differ from the lexical index"] if differing else []


def _is_as_wanted(db: Connection, side: int, block: int, documents: Sequence[Document]) -> bool:
    sizes = np.zeros(BLOCK, dtype=_SIZE)
    stored = sql_of(db).term
    wanted = {stored(term): _each(data) for term, data in _entries(documents, sizes).items()}
    if not np.array_equal(_block_sizes(db, side, block), sizes):
        return False
    rows = driver(db).execute("SELECT term, data FROM postings WHERE side = ? AND block = ?", (side, block))
    return wanted == {term: _each(data) for term, data in rows}


def _each(data: bytes) -> list[bytes]:
    """The entries of a term, in one order."""
    size = _ENTRY.itemsize
    return sorted(data[at : at + size] for at in range(0, len(data), size))


def _blocks_of_fts5(db: Connection, side: int) -> Iterator[tuple[int, list[Document]]]:
    query = (
        "SELECT lexical.rowid, passages.article, lexical.title, lexical.body FROM lexical "
        "JOIN passages ON passages.pk = lexical.rowid ORDER BY lexical.rowid"
        if side == PASSAGE_SIDE
        else "SELECT rowid, rowid, title, body FROM lexical_articles ORDER BY rowid"
    )
    rows = (Document(*row) for row in db.exec_driver_sql(query, execution_options={"yield_per": 1_000}))
    for block, group in groupby(rows, key=lambda document: document.key // BLOCK):
        yield block, list(group)


def frequencies(db: PlainConnection, terms: Iterable[str]) -> dict[str, int]:
    """In how many passages each of the terms stands; those that stand in none are left out."""
    entered = {term: entered_form(term) for term in terms}
    wanted = list(dict.fromkeys(entered.values()))
    marks = ", ".join("?" * len(wanted))
    query = (
        f"SELECT term, sum(length(data)) FROM postings WHERE side = {PASSAGE_SIDE} AND term IN ({marks}) "  # noqa: S608
        "GROUP BY term"
    )
    found = {term: size // _ENTRY.itemsize for term, size in db.execute(query, wanted)}
    return {term: found[form] for term, form in entered.items() if form in found}


def keys_with(db: PlainConnection, side: int, term: str, most: int) -> list[int]:
    """The keys of documents in which a term stands, the latest entered first."""
    query = "SELECT block, data FROM postings WHERE side = ? AND term = ? ORDER BY block DESC"
    keys: list[int] = []
    for block, data in db.execute(query, (side, entered_form(term))):
        inside = np.sort(np.frombuffer(data, dtype=_ENTRY)["at"].astype(np.int64))[::-1]
        keys += (inside + block * BLOCK)[: most - len(keys)].tolist()
        if len(keys) == most:
            break
    return keys


def terms_between(db: PlainConnection, first: str, after: str) -> dict[str, int]:
    """The terms of passages from ``first`` to before ``after``, with how many have them."""
    query = (
        f"SELECT term, sum(length(data)) FROM postings WHERE side = {PASSAGE_SIDE} AND term >= ? AND term < ? "  # noqa: S608
        "GROUP BY term"
    )
    return {term: size // _ENTRY.itemsize for term, size in db.execute(query, (first, after))}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The documents of one side by their keys: which there are, how long, of which article; and BM25's part of that."""

    articles: Keys
    count: int
    damping: Scores

    @classmethod
    def read(cls, db: PlainConnection, side: int) -> Sizes:
        """As they are in the tables."""
        query = "SELECT block, data FROM posting_sizes WHERE side = ? ORDER BY block"
        rows = db.execute(query, (side,)).fetchall()
        sizes = np.zeros((rows[-1][0] + 1) * BLOCK if rows else 0, dtype=_SIZE)
        for block, data in rows:
            sizes[block * BLOCK : (block + 1) * BLOCK] = np.frombuffer(data, dtype=_SIZE)
        articles = sizes["article"].astype(np.int64)
        count = int(np.count_nonzero(articles))
        lengths = sizes["length"].astype(np.float64)
        mean = lengths.sum() / count if count else 1.0
        return cls(articles, count, K1 * ((1 - B) + B * lengths / (mean or 1.0)))


def score(
    db: PlainConnection,
    side: int,
    sizes: Sizes,
    terms: Sequence[str],
    *,
    title_weight: float,
    among: npt.NDArray[np.bool_] | None = None,
) -> Scores:
    """BM25 of all documents in which any of the terms stands, by key; 0 for the others.

    Args:
        db: sees the state in which ``sizes`` were read.
        side: passages or articles.
        sizes: of that side.
        terms: none twice.
        title_weight: what a term in the headline counts against one in the body.
        among: by article's key, whether its documents are looked at; all where None.
    """
    terms = list(dict.fromkeys(map(entered_form, terms)))
    marks = ", ".join("?" * len(terms))
    query = f"SELECT term, block, data FROM postings WHERE side = ? AND term IN ({marks})"  # noqa: S608 - marks
    blobs: dict[str, list[tuple[int, bytes]]] = {}
    for term, block, data in db.execute(query, (side, *terms)):
        blobs.setdefault(term, []).append((block, data))
    total = np.zeros(len(sizes.articles), dtype=np.float64)
    for term in terms:  # in their order, as sums of floats depend on it
        parts = blobs.get(term)
        if parts is None:
            continue
        entries = np.frombuffer(b"".join([data for _, data in parts]), dtype=_ENTRY)
        keys = entries["at"].astype(np.int64)
        if parts[-1][0]:
            lengths = [len(data) // _ENTRY.itemsize for _, data in parts]
            keys += np.repeat([block * BLOCK for block, _ in parts], lengths)
        often = title_weight * entries["title"] + entries["body"]
        idf = math.log(max((sizes.count - len(entries) + 0.5) / (len(entries) + 0.5), 1.0))
        total[keys] += max(idf, _LEAST_IDF) * (often * (K1 + 1.0)) / (often + sizes.damping[keys])
    if among is not None:
        total[~among[sizes.articles]] = 0.0
    return total


def best(scores: Scores, limit: int) -> Keys:
    """The keys of the highest scores above 0, the best first; of equal ones those with the lower key."""
    found = np.flatnonzero(scores)
    if len(found) > limit:
        least = np.partition(scores[found], len(found) - limit)[len(found) - limit]
        found = found[scores[found] >= least]  # with those as good as the last
    return found[np.lexsort((found, -scores[found]))][:limit]


def _write(db: Connection, side: int, documents: Sequence[Document]) -> None:
    plain = driver(db)
    sql = sql_of(db)
    append = _APPEND.format(sql.appended("postings.data", "excluded.data"))
    for block, group in _by_block(documents):
        sizes = _block_sizes(db, side, block)
        entries = _entries(group, sizes)
        plain.executemany(append, [(side, sql.term(term), block, entries[term]) for term in sorted(entries)])
        _put_sizes(db, side, block, sizes)


def _entries(documents: Sequence[Document], sizes: npt.NDArray[np.void]) -> dict[str, bytes]:
    """The entries of a block's documents by term, in their order; their sizes are put into ``sizes``."""
    number_of: defaultdict[str, int] = defaultdict(count().__next__)
    numbers: list[int] = []
    ends: list[int] = []  # of each headline, and of each body
    wholes: list[tuple[int, int, bool]] = []  # numbers with separators: their number, place, and whether in the body
    for document in documents:
        for words in (document.title, document.body):
            numbers.extend(map(number_of.__getitem__, _tokens(words)))
            ends.append(len(numbers))
            at, in_title = document.key % BLOCK, len(ends) % 2 == 1
            wholes += [(number_of[number], at, not in_title) for number in _parted_numbers(words)]
    lengths = np.diff(ends, prepend=0).reshape(-1, 2)
    places = np.array([document.key % BLOCK for document in documents], dtype=np.int64)
    sizes["length"][places] = lengths.sum(axis=1)
    sizes["article"][places] = [document.article for document in documents]
    if not numbers:
        return {}
    places = np.repeat(places, lengths.sum(axis=1))
    in_body = np.repeat(np.tile([False, True], len(documents)), lengths.ravel())
    if wholes:
        of_wholes = np.array(wholes, dtype=np.int64)
        numbers.extend(of_wholes[:, 0].tolist())
        places = np.concatenate([places, of_wholes[:, 1]])
        in_body = np.concatenate([in_body, of_wholes[:, 2].astype(bool)])
    met, which = np.unique(np.array(numbers, dtype=np.int64) * BLOCK + places, return_inverse=True)
    entries = np.zeros(len(met), dtype=_ENTRY)
    entries["at"] = met % BLOCK
    for field, chosen in (("title", ~in_body), ("body", in_body)):
        entries[field] = np.minimum(np.bincount(which[chosen], minlength=len(met)), _MOST)
    bounds = _ENTRY.itemsize * np.searchsorted(met, BLOCK * np.arange(len(number_of) + 1))
    data, cuts = entries.tobytes(), bounds.tolist()
    return {term: data[cuts[number] : cuts[number + 1]] for term, number in number_of.items()}


def _by_block(documents: Sequence[Document]) -> Iterator[tuple[int, list[Document]]]:
    ordered = sorted(documents, key=lambda document: document.key)
    for block, group in groupby(ordered, key=lambda document: document.key // BLOCK):
        yield block, list(group)


def _tokens(words: str) -> Iterator[str]:
    """What FTS5 takes for the tokens of terms with blanks between, in order."""
    return chain.from_iterable(map(_TOKENS.__getitem__, words.split(" ")))


def _parted_numbers(words: str) -> Iterator[str]:
    """The numbers with separators among terms with blanks between, as they are entered."""
    if "." in words or "," in words:
        parted = (term for term in words.split(" ") if "." in term or "," in term)
        yield from (entered_form(term) for term in parted if is_parted_number(term))


def is_parted_number(term: str) -> bool:
    """Whether a term is a number with separators, of which FTS5 makes several tokens."""
    return _PARTED_NUMBER.fullmatch(term) is not None


def entered_form(term: str) -> str:
    """A term as it stands in the postings: of a number each separator is a dot, as FTS5 makes no difference either."""
    return term.replace(",", ".") if is_parted_number(term) else term


_TOKENS: WordTable[list[str]] = WordTable(lambda term: _TOKEN.findall(term.lower()))


def _block_sizes(db: Connection, side: int, block: int) -> npt.NDArray[np.void]:
    query = "SELECT data FROM posting_sizes WHERE side = ? AND block = ?"
    row = driver(db).execute(query, (side, block)).fetchone()
    return np.zeros(BLOCK, dtype=_SIZE) if row is None else np.frombuffer(row[0], dtype=_SIZE).copy()


def _put_sizes(db: Connection, side: int, block: int, sizes: npt.NDArray[np.void]) -> None:
    put = "INSERT INTO posting_sizes VALUES (?, ?, ?) ON CONFLICT(side, block) DO UPDATE SET data = excluded.data"
    driver(db).execute(put, (side, block, sizes.tobytes()))


def _count_change(db: Connection) -> None:
    """Count a change, by which those who keep :class:`Sizes` see that theirs are old."""
    count_up(db, POSTINGS_CHANGES)
