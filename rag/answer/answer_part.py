"""The part of a long sentence that is put to the judge as the answer.

Sentences of the news run on, and what is asked may stand at their end ("…, Rutte said during his visit to Kyiv on
Thursday — his first official trip since taking office."). Cut at its start, such a sentence answers something else.
"""

from __future__ import annotations

import re

from rag.answer.question import asked_for, fit
from rag.text.passages import estimate_tokens
from rag.text.terms import is_function_word, likely_language, spelled_terms

#: Where a part may begin: behind a mark that a clause ends with, and before a bracket or a dash.
_BEGINS = re.compile(r"(?<=[,;:—–)])[\"”’»]?\s+|\s+(?=[(—–])")


def answer_part(question: str, sentence: str, tokens: int) -> str:
    """The part of a sentence that says most of what is asked.

    Args:
        question: what the sentence answers, or may answer.
        sentence: of one line.
        tokens: the most that the part may have, as :func:`rag.text.passages.estimate_tokens` counts.

    Returns:
        The sentence where it is short enough; else consecutive clauses of it, or as much as is within so many tokens of
        one that is longer: those with the most words of the question, then with the kind of answer that is asked for,
        then the fewest, for a short answer is judged best.
    """
    if estimate_tokens(sentence) <= tokens:
        return sentence
    language = likely_language(sentence)
    asked = asked_for(question)
    spoken = likely_language(question)
    words = {
        term for word in question.split() if not is_function_word(word, spoken) for term in spelled_terms(word, spoken)
    }

    def bearing(part: str) -> tuple[int, float]:
        kind = fit(asked, part, question, language) if asked else 0.0
        return len(words & set(spelled_terms(part, language))), kind

    begins = [0, *(found.end() for found in _BEGINS.finditer(sentence)), len(sentence)]
    parts = [
        sentence[begin:end].strip()
        for place, begin in enumerate(begins[:-1])
        for end in begins[place + 1 :]
        if end == begins[place + 1] or estimate_tokens(sentence[begin:end]) <= tokens
    ]
    return max((_within(part, tokens) for part in parts), key=lambda part: (*bearing(part), -len(part)))


def _within(text: str, tokens: int) -> str:
    """The whole words that a text begins with, as many as are within so many tokens; one at least."""
    words = text.split(" ")
    kept = 1
    spent = estimate_tokens(words[0])
    while kept < len(words) and (spent := spent + estimate_tokens(words[kept])) <= tokens:
        kept += 1
    return " ".join(words[:kept])
