"""A room of an article as words with places, and where terms and nearness stand in it.

A set of places is one integer, whose bit ``i`` stands for the word number ``i``. So a shift and an "and" find all
places of a phrase or a nearness at once, and no list of pairs is made, of which a long text may have millions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain

from rag.text.query.syntax import Near, Or, Phrase, Term, Wildcard, Word
from rag.text.query.words import TextWord, text_words

#: Stretches of words: by their length, the places at which one begins.
Stretches = dict[int, int]

# No word has this character: it stands after all that may follow a beginning.
_LAST = "\U0010ffff"
_BLANK_LINE = re.compile(r"\n\s*\n")


class Room:
    """A headline, a text or a field's value, cut into words once; do not change it.

    Args:
        text: what is written there.
        paragraphs: whether blank lines part it into paragraphs; else it is one.
    """

    def __init__(self, text: str, paragraphs: bool = False) -> None:
        self.words: tuple[TextWord, ...] = tuple(text_words(text))
        self._text = text
        self._parted = paragraphs

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words, folded."""
        return tuple(word.folded for word in self.words)

    def has(self, term: Near | Or | Term) -> bool:
        """Whether a term, a nearness or one of alternatives of these stands here."""
        if isinstance(term, Word):
            return term.word in self._places
        if isinstance(term, Wildcard):
            return next(self._fitting(term), None) is not None
        if isinstance(term, Or):
            return any(self.has(part) for part in term.parts)  # type: ignore[arg-type]
        return bool(self.stretches(term))

    def stretches(self, term: Near | Or | Term) -> Stretches:
        """Where a term, a nearness or one of alternatives of these stands."""
        if isinstance(term, Word | Wildcard):
            return _found(1, self._bits(self._places_of_word(term)))
        if isinstance(term, Phrase):
            return self._phrase(term.words)
        if isinstance(term, Or):
            return _united(self.stretches(part) for part in term.parts)  # type: ignore[arg-type]
        left = self.stretches(term.left)
        right = self.stretches(term.right) if left else {}
        return _united((_after(left, right, term.words), _after(right, left, term.words)))

    def paragraphs_of(self, term: Near | Or | Term) -> frozenset[int]:
        """The numbers of the paragraphs that a term or nearness stands in, whole."""
        numbers = self._paragraph_numbers
        if isinstance(term, Word | Wildcard):
            return frozenset(map(numbers.__getitem__, self._places_of_word(term)))
        stretches = self.stretches(term)
        found, within, length = 0, -1, 1
        for longer in sorted(stretches):
            while length < longer:
                # A stretch that is longer by a word may begin where none of its words but the first opens a paragraph.
                within &= ~(self._openings >> length)
                length += 1
            found |= stretches[longer] & within
        return frozenset(numbers[place] for place in _places_in(found))

    def spans(self, term: Term) -> Iterator[tuple[int, int]]:
        """Where a term stands, as starts and ends (exclusive) in characters."""
        if isinstance(term, Phrase):
            for length, starts in self._phrase(term.words).items():
                for place in _places_in(starts):
                    yield self.words[place].start, self.words[place + length - 1].end
        else:
            for place in self._places_of_word(term):
                yield self.words[place].start, self.words[place].end

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            places.setdefault(word.folded, []).append(number)
        return places

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._places)

    @cached_property
    def _paragraph_numbers(self) -> list[int]:
        """The number of each word's paragraph."""
        ends = [match.end() for match in _BLANK_LINE.finditer(self._text)] if self._parted else []
        numbers, number = [], 0
        for word in self.words:
            while number < len(ends) and ends[number] <= word.start:
                number += 1
            numbers.append(number)
        return numbers

    @cached_property
    def _openings(self) -> int:
        """The places of the words that open a paragraph other than the first."""
        numbers = self._paragraph_numbers
        return self._bits(place for place in range(1, len(numbers)) if numbers[place] != numbers[place - 1])

    def _bits(self, places: Iterable[int]) -> int:
        filled = bytearray(len(self.words) // 8 + 1)
        for place in places:
            filled[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(filled, "little")

    def _places_of_word(self, term: Word | Wildcard) -> Iterable[int]:
        if isinstance(term, Word):
            return self._places.get(term.word, ())
        return chain.from_iterable(self._places[word] for word in self._fitting(term))

    def _phrase(self, words: tuple[str, ...]) -> Stretches:
        if not all(word in self._places for word in words):
            return {}
        bits = {word: self._bits(self._places[word]) for word in set(words)}
        found = -1
        for distance, word in enumerate(words):
            found &= bits[word] >> distance
            if not found:
                return {}
        return _found(len(words), found) if words else {}

    def _fitting(self, wildcard: Wildcard) -> Iterator[str]:
        """The words that have a wildcard's form."""
        beginning = re.split(r"[*?]", wildcard.pattern, maxsplit=1)[0]
        known = self._sorted
        candidates = known[bisect_left(known, beginning) : bisect_left(known, beginning + _LAST)]
        if wildcard.pattern == f"{beginning}*":
            return iter(candidates)
        return filter(_pattern(wildcard.pattern).fullmatch, candidates)


def _found(length: int, starts: int) -> Stretches:
    return {length: starts} if starts else {}


def _united(several: Iterable[Stretches]) -> Stretches:
    united: Stretches = {}
    for stretches in several:
        for length, starts in stretches.items():
            united[length] = united.get(length, 0) | starts
    return united


def _after(first: Stretches, second: Stretches, between: int) -> Stretches:
    """The stretches from one of the first to one of the second that begins at most ``between`` words after it."""
    reached: Stretches = {}
    for length, starts in first.items():
        for gap in range(between + 1):
            reached[length + gap] = reached.get(length + gap, 0) | starts
    found: Stretches = {}
    for distance, starts in reached.items():
        for length, seconds in second.items():
            if both := starts & (seconds >> distance):
                found[distance + length] = found.get(distance + length, 0) | both
    return found


def _places_in(bits: int) -> Iterator[int]:
    """The numbers of the words of a set of places."""
    # Its digits, the lowest first: taking bit after bit off a long integer would copy it each time.
    return (place for place, digit in enumerate(reversed(f"{bits:b}")) if digit == "1")


@lru_cache(maxsize=1024)
def _pattern(wildcard: str) -> re.Pattern[str]:
    """A wildcard as a pattern that takes each ``*`` as short as it can, once, so that it is never tried again."""
    first, *others = (re.escape(run).replace(r"\?", ".") for run in wildcard.split("*"))
    if not others:
        return re.compile(first, re.DOTALL)
    middle = "".join(f"(?>.*?{run})" for run in others[:-1] if run)
    return re.compile(f"{first}{middle}.*{others[-1]}", re.DOTALL)
