"""What a query says, as a tree of frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

#: Fields whose value is a term.
FieldName = Literal["headline", "outlet", "author", "section", "url", "language"]
#: Fields whose value is a day, a month or a year.
DateFieldName = Literal["before", "after", "on"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word, folded; ``typed`` is how it was written, for ranking, which knows stems."""

    word: str
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A folded word with ``*`` (any characters) or ``?`` (one). ``*`` alone, a field's value: there is some value."""

    pattern: str
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words directly one after the other. Of no words, a field's value: the field is empty."""

    words: tuple[str, ...]
    typed: str = field(default="", compare=False)


Term = Word | Wildcard | Phrase


@dataclass(frozen=True, slots=True)
class Near:
    """Both in one room, in either order, with at most ``words`` words between; from one to the other is a stretch."""

    left: Near | Or | Term
    right: Near | Or | Term
    words: int


@dataclass(frozen=True, slots=True)
class Same:
    """All hold in one paragraph. The parts have no field and no NOT."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A term in a field. The language is compared whole."""

    name: FieldName
    value: Term


@dataclass(frozen=True, slots=True)
class DateField:
    """Published before the first of these days, after the last, or on one from the first to the last."""

    name: DateFieldName
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of these hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these holds."""

    parts: tuple[Node, ...]


Node = Term | Near | Same | Field | DateField | Not | And | Or
