"""A word of a question with what it tells, which is what passages and sentences are compared by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.text.terms import QuestionWord


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A word of a question, the terms it may stand as, its weight, and in how many passages it stands.

    ``alike``: those of the terms that may be another spelling of it; it stands nowhere as the question writes it then.
    """

    word: str
    terms: frozenset[str]
    weight: float
    passages: int
    alike: frozenset[str] = frozenset()


def rarity(count: int, total: int) -> float:
    """BM25's inverse document frequency of what stands in ``count`` of ``total`` passages, never negative."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def unknown_share(words: Sequence[WeightedTerm]) -> float:
    """How much of a question, by its words' weight, the archive has no word of, in [0, 1]."""
    whole = sum(word.weight for word in words)
    return sum(word.weight for word in words if not word.passages) / whole if whole else 0.0


def in_full(
    acronym: WeightedTerm, parts: Sequence[QuestionWord], counts: Sequence[int], total: int
) -> list[WeightedTerm]:
    """An acronym as the words of the name that it stands for, each of which stands as the acronym, too.

    Together they weigh what the acronym does, by their rarity: who writes the name in full asks for nothing more.

    Args:
        acronym: as the question has it, which is what each of the words is called.
        parts: the words of the name.
        counts: in how many passages each of them stands.
        total: how many passages there are.
    """
    rarities = [rarity(count, total) for count in counts]
    return [
        replace(
            acronym,
            terms=acronym.terms.union(part.terms),
            weight=acronym.weight * each / sum(rarities),
            passages=max(acronym.passages, count),
        )
        for part, count, each in zip(parts, counts, rarities, strict=True)
    ]
