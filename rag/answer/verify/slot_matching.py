"""Whether a figure, date or name stands with the same things in the source as in the claim, or another one does.

A number from the neighbouring sentence does stand in the source, and so does every word around it. What gives it away
is that the claim's other words stand closer to another number. So each item of a claim is measured by how near the
claim's other words are to its place in the source, against the other items of its kind there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.verify.units import ClaimUnit, ParsedSources, Place
from rag.text.names import alike
from rag.text.parse import Item, ParsedSentence
from rag.text.wordlists import listed

# How fast nearness fades, in words; what a word counts in the sentence before, after, or elsewhere in the source.
_FADE = 10.0
_BEFORE, _AFTER, _ELSEWHERE = 0.25, 0.15, 0.05
# A word of the claim fades in the same way with its distance from the item.
_NEIGHBOUR = 0.15
_LIGHT = 0.3
# What a place counts as the rival of a name that does something, and how places are told.
_PLACED = 0.7
_WHERE = listed("of in at near from outside inside aus nach à dans у в з із до")
# Between things of one list stand only other things of it, and these.
_LIST_WORDS = listed("and or und oder et ou y o e og en of i та й або і и или oraz lub , the der die das la le les")
# Rivals stand in the window or this many sentences beside it.
_ASIDE = 2


@dataclass(frozen=True, slots=True)
class Rival:
    """Another item that fits the claim's words better than the one it states."""

    item: Item
    place: Place
    fit: float


def closeness(distance: int) -> float:
    """1 for neighbours, fading to 0."""
    return 1.0 / (1.0 + max(0, distance - 1) / _FADE)


def fit(context: Sequence[tuple[ClaimUnit, float]], place: Place, last: int | None = None) -> float:
    """How near the context's units are to a place of a source, in [0, 1].

    Args:
        context: units with their weights.
        place: the first token of what is measured.
        last: its last token.
    """
    total = sum(weight for _, weight in context)
    if not total:
        return 1.0
    return sum(weight * _near(unit, place, last or place.index) for unit, weight in context) / total


def _near(unit: ClaimUnit, place: Place, last: int) -> float:
    here = unit.by_sentence.get((place.source, place.sentence))
    if here:
        return max(
            closeness(max(1, place.index - other.index if other.index < place.index else other.index - last))
            for other in here
        )
    if (place.source, place.sentence - 1) in unit.by_sentence:
        return _BEFORE
    if (place.source, place.sentence + 1) in unit.by_sentence:
        return _AFTER
    return _ELSEWHERE if place.source in unit.sources else 0.0


def context_of(unit: ClaimUnit, others: Sequence[ClaimUnit]) -> list[tuple[ClaimUnit, float]]:
    """The other units, each weighing less the farther it stands from ``unit`` in the claim."""
    found: list[tuple[ClaimUnit, float]] = []
    for other in others:
        if other is not unit:
            distance = unit.first - other.last if other.last < unit.first else other.first - unit.last
            weight = closeness(max(1, distance)) * (_LIGHT if other.kind == "light" else 1.0)
            found.append((other, weight))
    return found


def neighbours(claim: ParsedSentence, first: int, last: int, sentence: ParsedSentence, begin: int, end: int) -> float:
    """What equal words right before and after two spans add to their fit."""
    gain = 0.0
    for mine, theirs in ((first - 1, begin - 1), (last + 1, end + 1)):
        inside = 0 <= mine < len(claim.tokens) and 0 <= theirs < len(sentence.tokens)
        if inside and claim.tokens[mine].term == sentence.tokens[theirs].term:
            gain += _NEIGHBOUR
    return gain


def rival_of(
    unit: ClaimUnit,
    units: Sequence[ClaimUnit],
    claim: ParsedSentence,
    shelf: ParsedSources,
    window: tuple[int, int, int],
) -> tuple[float, Rival | None]:
    """How well a unit's best place in a window fits, and the item of its kind that fits best beside it.

    Args:
        unit: a figure, date or name of the claim, with a place in the window.
        units: all units of its clause.
        claim: the claim.
        shelf: the sources.
        window: a source, and the first and last of its sentences.
    """
    assert unit.item is not None  # noqa: S101 - for the type checker
    context = context_of(unit, units)
    source, begin, end = window
    own, mine = 0.0, None
    for place in unit.at(source, begin, end):
        sentence = shelf.sentence(place)
        item = next((i for i in sentence.items if i.first <= place.index <= i.last), None)
        first, last = (item.first, item.last) if item else (place.index, place.index)
        value = fit(context, Place(source, place.sentence, first), last)
        value += neighbours(claim, unit.first, unit.last, sentence, first, last)
        if value >= own:
            own, mine = value, (place.sentence, first, last)
    stated = [other.item for other in units if other.item is not None]
    best: Rival | None = None
    for number in range(max(0, begin - _ASIDE), min(end + 1 + _ASIDE, len(shelf.readings[source]))):
        sentence = shelf.readings[source][number]
        for item in sentence.items:
            if not comparable(unit.item, item) or any(same(one, item) for one in stated):
                continue
            if mine and mine[0] == number and _in_one_list(sentence, mine[1:], (item.first, item.last)):
                continue  # what is said of one of them is said of all
            place = Place(source, number, item.first)
            value = fit(context, place, item.last)
            value += neighbours(claim, unit.first, unit.last, sentence, item.first, item.last)
            if item.kind == "name" and _placed(sentence, item) and not _placed(claim, unit.item):
                value *= _PLACED
            if best is None or value > best.fit:
                best = Rival(item, place, value)
    return own, best


def _in_one_list(sentence: ParsedSentence, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two names stand in one list: "Lenn, Skarne and Harrow have a pier"."""
    (_, end), (begin, _) = sorted((one, other))
    names = {index for item in sentence.items if item.kind == "name" for index in range(item.first, item.last + 1)}
    between = range(end + 1, begin)
    return (
        other[0] in names
        and bool(between)
        and all(index in names or sentence.tokens[index].text.lower() in _LIST_WORDS for index in between)
    )


def _placed(sentence: ParsedSentence, item: Item) -> bool:
    """Whether a name stands behind a preposition of place ("a teacher in Las Vegas"): so it does nothing itself."""
    return item.first > 0 and sentence.tokens[item.first - 1].text.lower() in _WHERE


def comparable(item: Item, other: Item) -> bool:
    """Whether one could be put for the other."""
    if item.kind != other.kind:
        return False
    if item.figure and other.figure:
        mine, theirs = item.figure.unit, other.figure.unit
        return mine == theirs or (None in (mine, theirs) and not {mine, theirs} & {"%", "time", "nth", "points"})
    if item.day and other.day:
        return _grain(item) == _grain(other)
    return True


def _grain(item: Item) -> tuple[bool, ...]:
    day = item.day
    return (day.weekday is not None, day.month is not None) if day else ()


def same(one: Item, other: Item) -> bool:
    """Whether two items mean the same, or parts of it."""
    if one.figure and other.figure:
        return one.figure.agrees(other.figure)
    if one.day and other.day:
        return one.day.agrees(other.day)
    return one.kind == other.kind == "name" and alike(one, other)
