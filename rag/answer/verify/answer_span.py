"""The core of a written answer: what it adds to the question, which is what was asked for."""

from __future__ import annotations

import re

from rag.answer.asked.kinds import asked_for
from rag.text.parse import Item, ParsedSentence, fold, folded_words, read_sentence
from rag.text.terms import likely_language

#: What a question of a kind is answered by; of other kinds any figure, date or name may be the core.
ITEM_OF = {
    "date": "date", "name": "name", "count": "figure", "money": "figure", "share": "figure", "duration": "figure",
    "length": "figure", "number": "figure",
}  # fmt: skip


def answer_core(claim: str, question: str) -> str | None:
    """The figure, date or name with which a sentence answers a question, as it stands there; None where it has none.

    "The ferry was launched on 3 May 2024" to "When was the ferry launched?" has the core "3 May 2024". Asked of other
    articles as an answer by itself, it tells whether they say the same in other words.
    """
    _, added = added_items(claim, question, likely_language(f"{question} {claim}"))
    kind = asked_for(question)
    wanted = ITEM_OF.get(kind.kind) if kind else None
    fitting = [item for item in added if item.kind == wanted] or added
    return max(fitting, key=_detail).text if fitting else None


def added_items(sentence: str, question: str, language: str) -> tuple[ParsedSentence, list[Item]]:
    """A sentence, read, and those of its figures, dates and names that the question does not have."""
    lowered = frozenset(re.findall(r"\b[^\W\d_A-Z]\w*", f"{sentence} {question}"))
    read, words = read_sentence(sentence, language, lowered), folded_words(question, language)
    return read, [item for item in read.items if not _words(item, read) <= words]


def _words(item: Item, read: ParsedSentence) -> set[str]:
    return {fold(token.text) for token in read.tokens[item.first : item.last + 1] if token.kind != "mark"}


def _detail(item: Item) -> int:
    """A day with its year says more than a weekday; else the first item is as good as any."""
    return sum(part is not None for part in (item.day.year, item.day.month, item.day.day)) if item.day else 0
