"""Whether a query of docs/search.md holds for an article, found out in the plain and slow way.

Like the reader of :mod:`search_grammar`, it shares nothing with the search that it checks but the folding of letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from search_grammar import All, Dated, Named, Near, Node, Not, Pattern, Phrase, Same, Some
from search_words import paragraphs, words


@dataclass(frozen=True)
class Room:
    """Words in which nearness and phrases hold."""

    words: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            found.setdefault(word, []).append(at)
        return found


@dataclass(frozen=True)
class Scanned:
    """What of an article a query can be about. ``named`` has the rooms of each field, none where it is empty."""

    headline: Room
    text: Room
    paragraphs: tuple[Room, ...]
    named: dict[str, tuple[Room, ...]]
    language: str | None
    day: date | None


def scanned(article: Any) -> Scanned:
    """An article for the scan.

    Args:
        article: anything with a title, a text, an outlet, authors, a section, a url, a language and a date.
    """
    headline = Room(words(article.title))
    values = {
        "headline": (article.title,),
        "outlet": (article.outlet,),
        "author": article.authors,
        "section": (article.section,),
        "url": (article.url,),
        "language": (article.language,),
    }
    return Scanned(
        headline=headline,
        text=Room(words(article.text)),
        paragraphs=(headline, *(Room(words(part)) for part in paragraphs(article.text))),
        named={
            name: tuple(Room(words(value)) for value in all_ if value and value.strip())
            for name, all_ in values.items()
        },
        language=article.language,
        day=article.published.date() if isinstance(article.published, datetime) else article.published,
    )


# -- whether it holds ---------------------------------------------------------------------------------------------


def holds(node: Node, article: Scanned) -> bool:
    """Whether what :func:`read` read holds for an article."""
    match node:
        case Some(parts):
            return any(holds(part, article) for part in parts)
        case All(parts):
            return all(holds(part, article) for part in parts)
        case Not(part):
            return not holds(part, article)
        case Named():
            return _named_holds(node, article)
        case Dated(name, first, last):
            day = article.day
            if day is None:
                return False
            return {"before": day < first, "after": day > last, "on": first <= day <= last}[name]
        case Same():
            return any(_holds_within(node, part) for part in article.paragraphs)
        case _:
            return any(stretches(node, room) for room in (article.headline, article.text))


def _named_holds(node: Named, article: Scanned) -> bool:
    rooms = article.named[node.name]
    if node.value in ("*", ""):
        return bool(rooms) == (node.value == "*")
    if node.name == "language":
        return isinstance(node.value, Phrase) and words(article.language or "") == node.value.words
    return not isinstance(node.value, str) and any(stretches(node.value, room) for room in rooms)


def _holds_within(node: Node, room: Room) -> bool:
    match node:
        case Same(parts) | All(parts):
            return all(_holds_within(part, room) for part in parts)
        case Some(parts):
            return any(_holds_within(part, room) for part in parts)
        case _:
            return bool(stretches(node, room))


def stretches(node: Node, room: Room) -> set[tuple[int, int]]:
    """From where to where, in words, it stands in a room."""
    match node:
        case Phrase(wanted):
            size = len(wanted)
            starts = room.places.get(wanted[0], [])
            return {(start, start + size) for start in starts if room.words[start : start + size] == wanted}
        case Pattern(_, regex):
            fitting = [word for word in room.places if regex.fullmatch(word)]
            return {(start, start + 1) for word in fitting for start in room.places[word]}
        case Some(parts):
            return {found for part in parts for found in stretches(part, room)}
        case Near(one, other, between):
            found = set()
            others = stretches(other, room)
            for a in stretches(one, room):
                for b in others:
                    first, second = sorted((a, b))
                    if 0 <= second[0] - first[1] <= between:
                        found.add((first[0], max(a[1], b[1])))
            return found
    raise AssertionError(f"{node} stands nowhere")
