"""The best passage of an article for a query, and where the words stand that were looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.model import Passage
from rag.store.lexical.weighted_term import WeightedTerm
from rag.text.query.matching import marks
from rag.text.query.syntax import Node
from rag.text.terms import word_places

#: A place in a text.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of what is looked for, what stands there, and how much it tells."""

    start: int
    end: int
    what: str
    weight: float = 1.0


#: Finds what is looked for in a text of a language.
Marker = Callable[[str, str | None], list[Mark]]


def marks_of_query(node: Node) -> Marker:
    """What a query with operators asks for; each word and phrase tells as much."""
    return lambda text, _: [Mark(start, end, text[start:end].casefold()) for start, end in marks(node, text)]


def marks_of_words(words: Sequence[WeightedTerm]) -> Marker:
    """The words of a question, in any form of their stems."""
    by_term = {term: word for word in words for term in word.terms}

    def find(text: str, language: str | None) -> list[Mark]:
        found: list[Mark] = []
        for start, end, terms in word_places(text, language):
            word = next((by_term[term] for term in terms if term in by_term), None)
            if word is not None:
                found.append(Mark(start, end, word.word, word.weight))
        return found

    return find


def best_passage(passages: Sequence[Passage], found: Sequence[Mark]) -> Passage:
    """The passage in which most of what is looked for stands; the earlier of those that are alike."""

    def told(passage: Passage) -> tuple[float, int]:
        inside = [mark for mark in found if passage.start <= mark.start and mark.end <= passage.end]
        return sum({mark.what: mark.weight for mark in inside}.values()), len(inside)

    return max(passages, key=told)


def places_within(found: Sequence[Mark], start: int, end: int) -> tuple[Place, ...]:
    """The places that lie within a part of the text, in order; those that overlap or touch are one."""
    merged: list[Place] = []
    for mark in sorted(found, key=lambda mark: (mark.start, mark.end)):
        first, last = max(mark.start, start), min(mark.end, end)
        if first >= last:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return tuple(merged)
