"""Whether a query holds for an article, where its words stand in a text, and which words it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rag.text.query.rooms import Room
from rag.text.query.syntax import (
    And,
    DateField,
    Field,
    FieldName,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Same,
    Term,
    Wildcard,
    Word,
)

#: A shorter beginning of a word with ``*`` stands for too much to rank by.
_SHORTEST_RANKED = 3


@dataclass(frozen=True)
class SearchedArticle:
    """What is searched of an article; its words are cut once, when they are first asked for.

    ``day`` is the day of publication, None where the article states none.
    """

    title: str
    text: str
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    url: str | None = None
    language: str | None = None
    day: date | None = None

    @cached_property
    def rooms(self) -> tuple[Room, Room]:
        """The headline and the text."""
        return Room(self.title), Room(self.text, paragraphs=True)

    @cached_property
    def values(self) -> dict[FieldName, tuple[Room, ...]]:
        """The values of each field that the article has; a blank one is none."""
        return {
            "headline": (self.rooms[0],) if self.title.strip() else (),
            "outlet": _rooms(self.outlet),
            "author": _rooms(*self.authors),
            "section": _rooms(self.section),
            "url": _rooms(self.url),
            "language": _rooms(self.language),
        }


def holds(node: Node, article: SearchedArticle) -> bool:
    """Whether a query holds for an article."""
    if isinstance(node, Word | Wildcard | Phrase | Near):
        return any(room.has(node) for room in article.rooms)
    if isinstance(node, And):
        return all(holds(part, article) for part in node.parts)
    if isinstance(node, Or):
        return any(holds(part, article) for part in node.parts)
    if isinstance(node, Not):
        return not holds(node.part, article)
    if isinstance(node, Same):
        return any(_paragraphs(node, room) for room in article.rooms)
    if isinstance(node, DateField):
        return article.day is not None and _on(node, article.day)
    return _field_holds(node, article)


def marks(node: Node, text: str) -> list[tuple[int, int]]:
    """Where the words and phrases that a query asks for stand in a text, for showing them.

    Those under a NOT and those of fields but the headline are not marked; those of a nearness or of ``same`` are, also
    where they stand alone.

    Returns:
        Starts and ends (exclusive) in characters, in order; what overlaps or touches is one.
    """
    room = Room(text)
    found = [span for term in dict.fromkeys(_asked_terms(node)) for span in room.spans(term)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def positive_words(node: Node) -> str:
    """The words that a query asks for, as they were typed: what finds are ranked by.

    None of those under a NOT or in a field but the headline. Of a word with ``*`` or ``?`` its beginning, where that
    has three characters or more. Empty where nothing is left.
    """
    words: dict[str, str] = {}
    for term in _asked_terms(node):
        if isinstance(term, Wildcard):
            beginning = (term.typed or term.pattern).replace("?", "*").split("*", maxsplit=1)[0]
            if len(beginning) >= _SHORTEST_RANKED:
                words.setdefault(beginning.lower(), beginning)
        else:
            folded = " ".join(term.words) if isinstance(term, Phrase) else term.word
            words.setdefault(folded, term.typed.strip() or folded)
    return " ".join(words.values())


def _rooms(*values: str | None) -> tuple[Room, ...]:
    return tuple(Room(value) for value in values if value and value.strip())


def _on(node: DateField, day: date) -> bool:
    if node.name == "before":
        return day < node.first
    return day > node.last if node.name == "after" else node.first <= day <= node.last


def _field_holds(node: Field, article: SearchedArticle) -> bool:
    rooms = article.values[node.name]
    if node.value == Wildcard("*"):
        return bool(rooms)
    if node.value == Phrase(()):
        return not rooms
    if node.name == "language":
        words = (
            node.value.words
            if isinstance(node.value, Phrase)
            else (node.value.word,)
            if isinstance(node.value, Word)
            else ()
        )
        return any(room.folded == words for room in rooms)
    return any(room.has(node.value) for room in rooms)


def _paragraphs(node: Node, room: Room) -> frozenset[int]:
    """The paragraphs of a room in which a part of a ``same`` holds."""
    if isinstance(node, Same | And):
        first, *others = node.parts
        found = _paragraphs(first, room)
        for part in others:
            if not found:
                break
            found &= _paragraphs(part, room)
        return found
    if isinstance(node, Or):
        return frozenset().union(*(_paragraphs(part, room) for part in node.parts))
    if isinstance(node, Not | Field | DateField):
        raise TypeError(f"{type(node).__name__} cannot stand within same")  # parse_query makes none
    return room.paragraphs_of(node)


def _asked_terms(node: Node, negated: bool = False) -> Iterator[Term]:
    """The terms that are asked for, in order: those under an even number of NOTs, in the rooms or in the headline."""
    if isinstance(node, Word | Wildcard | Phrase):
        if not negated:
            yield node
    elif isinstance(node, Near):
        yield from _asked_terms(node.left, negated)
        yield from _asked_terms(node.right, negated)
    elif isinstance(node, Not):
        yield from _asked_terms(node.part, not negated)
    elif isinstance(node, Field):
        if node.name == "headline" and node.value not in (Wildcard("*"), Phrase(())):
            yield from _asked_terms(node.value, negated)
    elif not isinstance(node, DateField):
        for part in node.parts:
            yield from _asked_terms(part, negated)
