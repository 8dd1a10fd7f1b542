"""Rules over classes of words, and the chart in which they are tried, from words up to ranges.

A rule is a row of classes: ``"dir UNIT"``. Those in capitals are handed to its function; ``?`` may be missing;
``a|b`` is one of both. No rule calls itself, so that the time grows with the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.text.dates.expressions.date_words import LanguageWords, Token


@dataclass(frozen=True, slots=True)
class Item:
    """Something read from a token on: its class, the index of the token after it, and its value."""

    name: str
    end: int
    value: Any


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a rule."""

    names: frozenset[str]
    optional: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What a row of classes gives."""

    gives: str
    slots: tuple[Slot, ...]
    make: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule's function is told besides the words.

    Attributes:
        now: the day it is.
        words: the language's.
        ahead: whether the sentence speaks of what is to come ("let's", "will").
    """

    now: date
    words: LanguageWords
    ahead: bool = False


#: Most items that are kept of one token, so that no text makes a rule try many ways.
_MOST_ITEMS = 60


def rule(gives: str, *patterns: str, turned: Sequence[str] = ()) -> Callable[[Callable[..., Any]], list[Rule]]:
    """A function as a rule for each of its patterns; it returns None where they stand for nothing.

    Args:
        gives: the class of what it returns.
        patterns: rows of classes, in the order of its arguments.
        turned: rows in the contrary order ("week last" for "last week").
    """

    def made(make: Callable[..., Any]) -> list[Rule]:
        def backwards(reading: Reading, *values: Any) -> Any:
            return make(reading, *reversed(values))

        return [
            Rule(gives, tuple(_slot(word) for word in pattern.split()), how)
            for rows, how in ((patterns, make), (turned, backwards))
            for pattern in rows
        ]

    return made


def _slot(word: str) -> Slot:
    name = word.removesuffix("?")
    return Slot(frozenset(name.lower().split("|")), name != word, name != name.lower())


def _first_names(slots: Sequence[Slot]) -> set[str]:
    """The classes that a rule may begin with."""
    names: set[str] = set()
    for slot in slots:
        names |= slot.names
        if not slot.optional:
            break
    return names


class Chart:
    """What has been read so far, by the token where it begins."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.items: list[list[Item]] = [[] for _ in range(len(tokens) + 1)]

    def add(self, index: int, item: Item) -> None:
        """Keep what was read from a token on, once."""
        here = self.items[index]
        if len(here) < _MOST_ITEMS and item not in here:
            here.append(item)

    def apply(self, rules: Sequence[Rule], reading: Reading) -> None:
        """Try rules at each token; what they give is there for the next ones."""
        by_first: dict[str, list[Rule]] = {}
        for each in rules:
            for name in _first_names(each.slots):
                by_first.setdefault(name, []).append(each)
        for index, here in enumerate(self.items):
            found = []
            for name in dict.fromkeys(item.name for item in here):
                for each in by_first.get(name, ()):
                    for end, values in self._matches(each.slots, 0, index):
                        value = each.make(reading, *values)
                        if value is not None:
                            found.append(Item(each.gives, end, value))
            for item in found:
                self.add(index, item)

    def _matches(self, slots: tuple[Slot, ...], place: int, index: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        if place == len(slots):
            yield index, ()
            return
        slot = slots[place]
        for item in self.items[index]:
            if item.name in slot.names:
                for end, values in self._matches(slots, place + 1, item.end):
                    yield end, ((item.value, *values) if slot.kept else values)
        if slot.optional:
            for end, values in self._matches(slots, place + 1, index):
                yield end, ((None, *values) if slot.kept else values)
