"""What other articles say to a claim: whether several bear it out, and how many speak of what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from rag.answer.verify.check import BORDERLINE, THRESHOLD, verify
from rag.text.terms import is_function_word, likely_language, terms

#: So many articles that speak of what is asked, and do not give an answer, make it contested.
SEVERAL = 2
#: An article speaks of what is asked when its excerpts have this share of the question's words.
_MOST_WORDS = 0.75
#: From this score on an article bears a sentence out: nearly accepted by itself is enough beside another one.
_BORNE_OUT = THRESHOLD - BORDERLINE
_MARKS = "?!.,;:\"'“”„«»()"


def speak_of(question: str, articles: Iterable[str]) -> int:
    """How many articles' excerpts have most of the question's words."""
    language = likely_language(question)
    words = {
        term for word in question.split() if not is_function_word(word.strip(_MARKS), language) for term in terms(word)
    }
    if not words:
        return 0
    return sum(len(words & set(terms(excerpts))) >= _MOST_WORDS * len(words) for excerpts in articles)


def bears_out(claim: str, articles: Iterable[Sequence[str]], question: str | None = None) -> bool:
    """Whether two or more of these groups of texts support a claim by themselves."""
    supporting = (texts for texts in articles if verify(claim, texts, question=question).score >= _BORNE_OUT)
    return len(list(islice(supporting, 2))) == 2


def several_give(answer: str, question: str, articles: Iterable[Sequence[str]]) -> bool:
    """Whether two or more of these groups of texts give an answer (a figure, date or name) to a question."""
    return bears_out(f"{question.rstrip('? ')}?: {answer}", articles)


def with_whole_abbreviations(text: str) -> str:
    """A sentence with its abbreviations as articles write them: models put a blank into "U.S."."""
    return re.sub(r"\b([A-Z])\. (?=[A-Z]\.)", r"\1.", text)
