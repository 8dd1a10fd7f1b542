"""Articles that agree: a figure, date or name that several give independently is likelier what is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.asked.kinds import Asked
from rag.answer.verify.answer_span import ITEM_OF, added_items
from rag.text.parse import Item
from rag.text.terms import likely_language, terms

#: So many other articles that give the same are full agreement.
_FULL = 2
#: In a sentence with more of what is asked for, nothing tells which of them it is.
_MOST_ITEMS = 4


def agreement(question: str, asked: Asked | None, sentences: Sequence[tuple[str, str, str | None]]) -> list[float]:
    """How many other articles give a figure, date or name of the asked kind that each sentence gives.

    Args:
        question: what is asked; what it says itself does not count.
        asked: the kind of answer.
        sentences: each with the id of its article (or of the story it is a copy of) and its language.

    Returns:
        For each sentence a share in [0, 1]: 0 where no other article agrees, or the kind cannot be told.
    """
    kind = ITEM_OF.get(asked.kind) if asked else None
    if kind is None:
        return [0.0] * len(sentences)
    given: list[list[Item]] = []
    for text, _, language in sentences:
        _, added = added_items(text, question, language or likely_language(text))
        items = [item for item in added if item.kind == kind]
        given.append(items if len(items) <= _MOST_ITEMS else [])
    return [
        max(
            (
                min(1.0, len({sentences[other][1] for other in _others(item, place, sentences, given)}) / _FULL)
                for item in given[place]
            ),
            default=0.0,
        )
        for place in range(len(sentences))
    ]


def _others(
    item: Item, place: int, sentences: Sequence[tuple[str, str, str | None]], given: Sequence[Sequence[Item]]
) -> list[int]:
    return [
        other
        for other, items in enumerate(given)
        if sentences[other][1] != sentences[place][1] and any(_same(item, each) for each in items)
    ]


def _same(one: Item, other: Item) -> bool:
    if one.figure is not None and other.figure is not None:
        return one.figure.agrees(other.figure)
    if one.day is not None and other.day is not None:
        return one.day.agrees(other.day) or other.day.agrees(one.day)
    first, second = set(terms(one.text)), set(terms(other.text))
    return bool(first and second) and (first <= second or second <= first)
