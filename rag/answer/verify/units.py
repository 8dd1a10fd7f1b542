"""The things a claim says (its figures, dates, names and content words), and every place where a source says them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rag.answer.verify.long_forms import long_forms
from rag.answer.verify.negation import negated
from rag.text.dates.mentions import Day
from rag.text.letters import same_letters
from rag.text.names import acronyms, find_name
from rag.text.numbers import Figure
from rag.text.parse import Item, ParsedSentence, read_text
from rag.text.wordlists import COMMON_ACRONYMS, opposites

# What a unit weighs in the share of a claim that is covered. An unknown word is likelier to be an invention than one
# that the sources use elsewhere.
_WEIGHTS = {"figure": 1.2, "date": 1.2, "name": 1.2, "word": 1.0, "light": 0.25}
_UNKNOWN = 1.5
# Two words of one stem that the stemmer does not see: this many first letters, and this share of the longer one.
_SAME_START, _SAME_SHARE = 5, 0.7
# How far from its noun an ordinal may stand ("the eleventh and final season").
_ORDINAL_REACH = 4


@dataclass(frozen=True, slots=True)
class Place:
    """The token at ``index`` of a source's sentence."""

    source: int
    sentence: int
    index: int


@dataclass(slots=True, eq=False)
class ClaimUnit:
    """One thing a claim says, at tokens ``[first, last]``, with the places where the sources say it.

    ``contrary``: where they say its opposite; ``denied``: those of them that come to the same, as one side negates;
    ``beside``: the words before and after it, by which "Season 11" is known for "the eleventh season";
    ``only_bounded``: it is a figure that a source exceeds, or does not reach ("more than 12"), and none states.
    """

    kind: str
    first: int
    last: int
    text: str
    term: str
    item: Item | None = None
    beside: frozenset[str] = frozenset()
    places: list[Place] = field(default_factory=list)
    contrary: list[Place] = field(default_factory=list)
    denied: list[Place] = field(default_factory=list)
    by_sentence: dict[tuple[int, int], list[Place]] = field(default_factory=dict)
    sources: set[int] = field(default_factory=set)
    only_bounded: bool = False

    @property
    def weight(self) -> float:
        """What it weighs among the units of its claim."""
        known = self.places or self.contrary or self.kind != "word"
        return _WEIGHTS[self.kind] if known else _UNKNOWN

    def at(self, source: int, first: int, last: int) -> list[Place]:
        """Its places in sentences ``first`` to ``last`` of a source."""
        return [place for number in range(first, last + 1) for place in self.by_sentence.get((source, number), ())]


@dataclass(slots=True)
class ParsedSources:
    """The sources, read."""

    texts: tuple[str, ...]
    readings: tuple[tuple[ParsedSentence, ...], ...]
    explained: dict[str, tuple[str, ...]]

    def sentence(self, place: Place) -> ParsedSentence:
        """The sentence of a place."""
        return self.readings[place.source][place.sentence]


def shelve(sources: Sequence[str], language: str) -> ParsedSources:
    """Read the sources."""
    explained: dict[str, tuple[str, ...]] = dict(long_forms(language))
    for source in sources:
        explained.update(acronyms(source))
    return ParsedSources(tuple(sources), tuple(read_text(source, language) for source in sources), explained)


def units_of(claim: ParsedSentence, shelf: ParsedSources, skip: Iterable[int] = ()) -> list[ClaimUnit]:
    """What ``claim`` says, in order, each with its places. ``skip``: tokens to leave out (a speaker's verb)."""
    left_out = set(skip)
    units: list[ClaimUnit] = []
    items = [item for item in claim.items if len(item.name) != 1 or item.name[0] not in COMMON_ACRONYMS]
    in_items = {index for item in items for index in range(item.first, item.last + 1)}
    for item in items:
        if item.first not in left_out:
            units.append(ClaimUnit(item.kind, item.first, item.last, item.text, "", item, _beside(claim, item)))
    for index, token in enumerate(claim.tokens):
        if token.carries and index not in in_items and index not in left_out:
            units.append(ClaimUnit(token.kind, index, index, token.text, token.term))
    units.sort(key=lambda unit: unit.first)
    against = opposites(claim.language)
    for unit in units:
        locate(unit, shelf, against.get(unit.term, frozenset()))
    mine = negated(claim)
    for unit in units:
        unit.denied = [
            place
            for place in unit.contrary
            if (place.index in negated(shelf.sentence(place))) != (unit.first in mine) and _about_it(place, unit, units)
        ]
    return units


def _about_it(place: Place, unit: ClaimUnit, units: Sequence[ClaimUnit]) -> bool:
    """Whether the sentence of an opposite holds at least half of what else the claim says."""
    others = [other for other in units if other is not unit and other.kind != "light"]
    held = sum(other.weight for other in others if other.at(place.source, place.sentence, place.sentence))
    return 2 * held >= sum(other.weight for other in others)


def locate(unit: ClaimUnit, shelf: ParsedSources, against: frozenset[str] = frozenset()) -> None:
    """Find the places of a unit, and those of its opposites, in the sources."""
    for source, readings in enumerate(shelf.readings):
        for number, sentence in enumerate(readings):
            unit.places.extend(Place(source, number, index) for index in _find(unit, sentence, readings, shelf))
            for term in against:
                unit.contrary.extend(Place(source, number, index) for index in sentence.places.get(term, ()))
    for place in unit.places:
        unit.by_sentence.setdefault((place.source, place.sentence), []).append(place)
        unit.sources.add(place.source)
    if (figure := unit.item.figure if unit.item else None) and not unit.places and not figure.strict:
        told = (item.figure for readings in shelf.readings for sentence in readings for item in sentence.items)
        unit.only_bounded = any(other.strict and figure.agrees(other) for other in told if other)


def _find(
    unit: ClaimUnit, sentence: ParsedSentence, source: Sequence[ParsedSentence], shelf: ParsedSources
) -> list[int]:
    item = unit.item
    if item is None:
        found = list(sentence.places.get(unit.term, ()))
        return found or [i for term in _related(unit.term, frozenset(sentence.places)) for i in sentence.places[term]]
    if item.kind == "name":
        others = [one for readings in shelf.readings if readings is not source for one in readings]
        return find_name(item.name, sentence, source, shelf.explained, others)
    return [other.last for other in sentence.items if _agree(unit, item, other, sentence, source)]


def _beside(sentence: ParsedSentence, item: Item, reach: int = 1) -> frozenset[str]:
    """The terms next to an item, at most ``reach`` tokens away."""
    near = (*sentence.tokens[max(0, item.first - reach) : item.first], *sentence.tokens[item.last + 1 :][:reach])
    return frozenset(token.term for token in near if token.kind == "word" and token.carries)


def _agree(
    unit: ClaimUnit, item: Item, other: Item, sentence: ParsedSentence, source: Sequence[ParsedSentence]
) -> bool:
    if item.figure:
        if other.figure:
            told = item.figure.agrees(other.figure) and not item.figure.bounded_only(other.figure)
            return told or _counts_the_same(unit, item.figure, other, sentence)
        return other.day is not None and _as_number(other.day) in item.figure.values and item.figure.unit is None
    if item.day:
        if other.day is None:
            return (
                other.figure is not None and _as_number(item.day) in other.figure.values and other.figure.unit is None
            )
        return item.day.agrees(other.day) and _completed(item.day, other.day, source)
    return False


def _counts_the_same(unit: ClaimUnit, figure: Figure, other: Item, sentence: ParsedSentence) -> bool:
    """Whether one side counts with an ordinal what the other numbers: "Season 11", "the eleventh and final season"."""
    if other.figure is None or {figure.unit, other.figure.unit} != {None, "nth"}:
        return False
    return bool(figure.values & other.figure.values and unit.beside & _beside(sentence, other, _ORDINAL_REACH))


def _as_number(day: Day) -> float | None:
    bare = day.year is not None and day.month is None and day.day is None and not day.decade
    return float(day.year) if bare and day.year is not None else None


def _completed(stated: Day, found: Day, source: Sequence[ParsedSentence]) -> bool:
    """Whether the year that a found date leaves out stands elsewhere in its source; day and month must be there."""
    if found.decade != stated.decade:
        return True
    year, month, day = stated.missing_from(found)
    if month is not None or day is not None:
        return False
    return year is None or any(item.day and item.day.year == year for sentence in source for item in sentence.items)


@lru_cache(maxsize=8192)
def _related(term: str, vocabulary: frozenset[str]) -> tuple[str, ...]:
    """Words of one stem with ``term``, or other spellings of it, as far as their letters tell."""
    if term[0].isdigit():
        return ()
    if spelled := tuple(other for other in vocabulary if same_letters(term, other)):
        return spelled
    if len(term) < _SAME_START:
        return ()
    return tuple(
        other
        for other in vocabulary
        if other[:_SAME_START] == term[:_SAME_START]
        and _shared(term, other) >= _SAME_SHARE * max(len(term), len(other))
    )


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
