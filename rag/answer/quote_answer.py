"""Quotes mode: an answer made of one to three verbatim sentences, or a refusal with the nearest ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.citation_marks import with_marks
from rag.answer.evidence import Candidate, across_languages, without_repeats
from rag.answer.question import specifics
from rag.errors import LlmError
from rag.model import REFUSAL, Answer, Citation, Evidence, Filters, Sentence
from rag.store.lexical.lexical_index import WeightedTerm
from rag.text.terms import spelled_terms

#: An answer has at most this many sentences.
MOST_SENTENCES = 3
#: A further sentence is given when its score is at least this share of the first one's.
CLOSE = 0.9
#: So much evidence is shown.
EVIDENCE = 5
#: The least support (see :func:`support`) of an answer.
LEAST_SUPPORT = 0.46
#: What counts beside nearness across languages: the share of the question that is said, and (the same weight for each)
#: the kind of answer and the role. Chosen on 195 questions in 15 languages about articles of our own: of 87 whose first
#: sentence answers 80 are given, of 37 about the wide world 6 are answered. With the share in full, no kind, and a
#: threshold of its own it was 73 of 84 and 7 of 36. Putting the best supported of the first three sentences first
#: answered 123 rightly instead of 129, and 41 wrongly instead of 34 (of 186 that can be answered).
SAID_ACROSS_LANGUAGES = 0.35
KIND_ACROSS_LANGUAGES = 0.15


def support(question: str, words: Sequence[WeightedTerm], best: Candidate) -> float:
    """How well the best sentence bears on the question, in [0, 1]: what an answer or a refusal follows from.

    Within a language: the mean of how near its meaning is, and how much of the question it and its passage say, the
    question's names and figures counting double, for a text that lacks "2010" and "World Cup" does not tell who won
    the 2010 World Cup, however much it says of winning cups; nearness alone suffices where the words differ. Across
    languages next to no words can be shared: each that is (a name) adds to nearness, and so does holding the kind of
    answer, and naming who holds the role.
    """
    said = frozenset(spelled_terms(best.article.title, best.article.language)) | best.passage_terms | best.role_terms
    if best.article.day:
        said |= set(spelled_terms(best.article.day.isoformat().replace("-", " ")))
    special = {term for name in specifics(question) for term in spelled_terms(name)}
    total = covered = 0.0
    for word in words:
        weight = word.weight * (2 if word.terms & special else 1)
        total += weight
        covered += weight if word.terms & said else 0.0
    share = covered / total if total else 0.0
    if across_languages(question, best.article):
        of_the_kind = KIND_ACROSS_LANGUAGES * (best.kind + best.role)
        return min(1.0, best.nearness + SAID_ACROSS_LANGUAGES * share + of_the_kind)
    return max((best.nearness + share) / 2, min(1.0, best.nearness))


def quotes_instead(error: LlmError, what: str = "answer") -> str:
    """The sentence that says why a reader gets quotes and no written answer (or summary)."""
    return f"The {what} is made of quotes, because {str(error).rstrip('.')}."


def is_supported(question: str, words: Sequence[WeightedTerm], best: Candidate) -> bool:
    """Whether the best sentence bears on the question well enough to be shown as an answer."""
    return support(question, words, best) >= LEAST_SUPPORT


def answer_with_quotes(
    question: str,
    words: Sequence[WeightedTerm],
    candidates: Sequence[Candidate],
    timings: dict[str, float],
    filters: Filters,
    undated: int,
) -> Answer:
    """Make the answer to a question of the ranked sentences.

    Args:
        question: the question.
        words: its weighed words.
        candidates: sentences, the best first.
        timings: seconds by step, for the record.
        filters: the filters in force.
        undated: how many articles a date filter left out because they carry no date.
    """
    distinct = without_repeats(candidates)
    evidence = tuple(candidate.as_evidence() for candidate in distinct[:EVIDENCE])
    chosen: list[Candidate] = []
    if distinct and is_supported(question, words, distinct[0]):
        least = CLOSE * distinct[0].score
        chosen = [candidate for candidate in distinct[:MOST_SENTENCES] if candidate.score >= least]
    sentences = tuple(
        Sentence(_one_line(item.quote), True, (Citation(item.article, item.start, item.end, n),))
        for n, item in enumerate((candidate.as_evidence() for candidate in chosen), start=1)
    )
    return Answer(
        question=question,
        answered=bool(sentences),
        mode="quotes",
        text=with_marks(sentences) or REFUSAL,
        sentences=sentences,
        evidence=evidence,
        timings=timings,
        filters=filters,
        undated=undated,
        notice=notice_of(evidence, filters, undated),
    )


def _one_line(quote: str) -> str:
    return re.sub(r"\s+", " ", quote)


def notice_of(evidence: Sequence[Evidence], filters: Filters, undated: int) -> str | None:
    """What a reader should know beside the answer, or None."""
    parts = []
    if undated:
        articles = "1 article carries" if undated == 1 else f"{undated} articles carry"
        parts.append(f"{articles} no date and so passed no date filter.")
    if not evidence:
        parts.append("No article passes the filters." if filters else "Nothing in the archive comes near the question.")
    return " ".join(parts) or None
