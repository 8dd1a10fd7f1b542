"""Which articles a query with operators holds for, as far as the indexes tell.

Each part of a query is bounded from both sides: the articles for which it surely holds, and those for which it may. Of
words, their beginnings, phrases, fields and days both are the same, so nothing need be read for them; of nearness and
paragraphs the first are none. Who combines them keeps the bounds, and only what lies between is to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from rag.store.engine.catalog_database import SurfaceWords, sql_of
from rag.store.search.fields import field_articles
from rag.store.search.surface_index import CUT, not_entered, token_of
from rag.store.sqlite.tables import day_number
from rag.text.query.syntax import And, DateField, Field, Near, Node, Not, Or, Phrase, Same, Term, Wildcard, Word

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bounds:
    """For which articles something surely holds, and for which it may; the former are among the latter."""

    sure: Mask
    may: Mask

    def __and__(self, other: Bounds) -> Bounds:
        return Bounds(self.sure & other.sure, self.may & other.may)

    def __or__(self, other: Bounds) -> Bounds:
        return Bounds(self.sure | other.sure, self.may | other.may)

    def __invert__(self) -> Bounds:
        return Bounds(~self.may, ~self.sure)


class Candidates:
    """Bounds queries within one transaction. ``keys`` are the catalog's of all articles, in order."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._words = sql_of(db).surface
        self.keys = np.array(list(db.execute(text("SELECT pk FROM articles ORDER BY pk")).scalars()), dtype=np.int64)
        #: Those whose words the index lacks: an older archive's.
        self._unknown = self._mask(not_entered(db))

    def bounds(self, node: Node) -> Bounds:
        """For which articles a query holds; a mask has a place for each of ``keys``."""
        match node:
            case Word() | Phrase() | Wildcard():
                return self._term(node, title=False)
            case Near():
                return self._near(node)
            case Same(parts):
                # All in one paragraph stand in one article.
                return Bounds(self._none(), self._all_of(parts).may)
            case Field("headline", value) if not _is_about_value(value):
                return self._term(value, title=True)
            case Field() | DateField():
                return self._exactly(self._field(node))
            case Not(part):
                return ~self.bounds(part)
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return self._each(parts, Bounds.__or__)

    def _all_of(self, parts: Sequence[Node]) -> Bounds:
        return self._each(parts, Bounds.__and__)

    def _each(self, parts: Sequence[Node], merge: Callable[[Bounds, Bounds], Bounds]) -> Bounds:
        """The bounds of several parts, merged; one that is written again is looked for once."""
        return reduce(merge, map(self.bounds, dict.fromkeys(parts)))

    def _near(self, node: Near) -> Bounds:
        both = self.bounds(node.left) & self.bounds(node.right)
        sides = node.left, node.right
        if not all(isinstance(side, Word | Phrase) for side in sides):
            return Bounds(self._none(), both.may)
        left, right = (_tokens(side) for side in sides)  # type: ignore[arg-type]
        near = self._found(lambda words: words.near(self._db, left, right, node.words)) | self._unknown
        # Phrases may overlap there; two words that are not the same cannot.
        proved = all(isinstance(side, Word) for side in sides) and node.left != node.right
        proved = proved and self._words.knows_places
        return Bounds(near & ~self._unknown if proved else self._none(), near)

    def _term(self, term: Term, *, title: bool) -> Bounds:
        if isinstance(term, Wildcard):
            return self._wildcard(term.pattern, title=title)
        tokens = _tokens(term)
        found = self._found(lambda words: words.phrase(self._db, tokens, title=title))
        if len(tokens) > 1 and not self._words.knows_places:
            return Bounds(self._none(), found | self._unknown)
        return self._by_index(found)

    def _wildcard(self, pattern: str, *, title: bool) -> Bounds:
        if pattern.find("*") == len(pattern) - 1 and "?" not in pattern:
            begun = token_of(pattern[:-1])
            return self._by_index(self._found(lambda words: words.beginning(self._db, begun, title=title)))
        known = self._vocabulary(pattern)
        whole, cut = ([term for term in known if (CUT in term) is is_cut] for is_cut in (False, True))
        fits = self._found(lambda words: words.any_of(self._db, whole, title=title))
        # Of a word so long that only its beginning is entered, the text tells.
        may = fits | self._found(lambda words: words.any_of(self._db, cut, title=title))
        return Bounds(fits & ~self._unknown, may | self._unknown)

    def _vocabulary(self, pattern: str) -> list[str]:
        if not self._is_there():
            return []
        begin = pattern[: min(pattern.find(sign) for sign in "*?" if sign in pattern)]
        return self._words.vocabulary(self._db, begin, _in_tokens(pattern), CUT)

    def _found(self, find: Callable[[SurfaceWords], Iterable[int]]) -> Mask:
        return self._mask(find(self._words)) if self._is_there() else self._none()

    def _is_there(self) -> bool:
        return not self._unknown.all() or not len(self.keys)

    def _field(self, node: Field | DateField) -> Iterable[int]:
        if isinstance(node, Field):
            return field_articles(self._db, node)
        first, last = day_number(node.first), day_number(node.last)
        where = {"before": "day < :first", "after": "day > :last", "on": "day BETWEEN :first AND :last"}[node.name]
        query = text(f"SELECT pk FROM articles WHERE {where}")  # noqa: S608 - ours
        return self._db.execute(query, {"first": first, "last": last}).scalars()

    def _by_index(self, found: Mask) -> Bounds:
        return Bounds(found & ~self._unknown, found | self._unknown)

    def _exactly(self, pks: Iterable[int]) -> Bounds:
        found = self._mask(pks)
        return Bounds(found, found)

    def _mask(self, pks: Iterable[int]) -> Mask:
        return np.isin(self.keys, np.fromiter(pks, dtype=np.int64))

    def _none(self) -> Mask:
        return np.zeros(len(self.keys), dtype=np.bool_)


def _is_about_value(value: Term) -> bool:
    """Whether a field is only asked for having a value, or none."""
    return value == Wildcard("*") or (isinstance(value, Phrase) and not value.words)


def _tokens(term: Word | Phrase) -> list[str]:
    return [token_of(word) for word in (term.words if isinstance(term, Phrase) else (term.word,))]


def _in_tokens(pattern: str) -> str:
    """A pattern over words as they stand in the index."""
    return "".join(sign if sign in "*?" else token_of(sign) for sign in pattern)
