"""Proximity: how much of a question a passage says within one clause, and which of its words stand side by side there.

BM25 takes a passage for a bag of words, so that one which has each of them somewhere, about several things, counts as
much as one that says them of one thing. What answers a question mostly says it in one breath.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from rag.store.lexical.weighted_term import WeightedTerm

#: So many terms after its first word a clause ends. MRR@10 of squad2 / wikinews-qa at 8, 12, 20, 30, with nothing else
#: that tells of proximity: .931 / .946, .930 / .947, .925 / .945, .922 / .943 (.920 / .931 without).
CLAUSE_TERMS = 8
#: What either counts beside the score by words and meaning. MRR@10 of squad2 / wikinews-qa for .2 and .1, .3 and .15,
#: .3 and .2, .4 and .2: .931 / .947, .933 / .948, .935 / .947, .933 / .947.
WITHIN_CLAUSE = 0.3
SIDE_BY_SIDE = 0.2


def proximity(words: Sequence[WeightedTerm], terms: Sequence[str]) -> float:
    """How near to each other a question's words stand in a text.

    Args:
        words: of the question, in order, weighed by rarity.
        terms: of the text, in order.

    Returns:
        From 0 to :data:`MOST`: the weight of the words in the clause that says most of them, and how near each two
        that are neighbours in the question come to each other, as shares of the question's.
    """
    places = _places(words, terms)
    if not places:
        return 0.0
    return WITHIN_CLAUSE * _within_clause(words, places) + SIDE_BY_SIDE * _side_by_side(words, places)


#: The most that proximity adds to a score.
MOST = WITHIN_CLAUSE + SIDE_BY_SIDE


def _places(words: Sequence[WeightedTerm], terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where a word of the question stands in a text, and which of them, in the text's order."""
    numbers: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        for term in word.terms:
            numbers.setdefault(term, []).append(number)
    return [(place, number) for place, term in enumerate(terms) if term in numbers for number in numbers[term]]


def _within_clause(words: Sequence[WeightedTerm], places: Sequence[tuple[int, int]]) -> float:
    total = sum(word.weight for word in words)
    inside: deque[tuple[int, int]] = deque()
    counts = [0] * len(words)
    said = best = 0.0
    for place, number in places:
        while inside and place - inside[0][0] > CLAUSE_TERMS:
            _, left = inside.popleft()
            counts[left] -= 1
            said -= 0.0 if counts[left] else words[left].weight
        said += 0.0 if counts[number] else words[number].weight
        counts[number] += 1
        inside.append((place, number))
        best = max(best, said)
    return best / total if total else 0.0


def _side_by_side(words: Sequence[WeightedTerm], places: Sequence[tuple[int, int]]) -> float:
    pairs = [min(one.weight, other.weight) for one, other in pairwise(words)]
    total = sum(pairs)
    last: dict[int, int] = {}
    gaps: dict[int, int] = {}  # by the first of two neighbours
    for place, number in places:
        for first in (number - 1, number):
            beside = last.get(number - 1 if first < number else number + 1)
            if beside is not None:
                gaps[first] = min(gaps.get(first, place), place - beside)
        last[number] = place
    near = sum(pairs[first] / max(1, gap) for first, gap in gaps.items())
    return near / total if total else 0.0
