"""How a sentence's answer stands among the other articles that were found: they bear it out, or contest it.

A model is asked of one sentence alone. That three articles say "Germany won" and this one "Argentina", it cannot know.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.asked.kinds import asked_for
from rag.answer.evidence import Candidate
from rag.answer.reader.logistic import logit, probability_of
from rag.answer.verify.answer_span import answer_core
from rag.answer.verify.other_articles import SEVERAL, several_give, speak_of, with_whole_abbreviations

#: What it weighs, as a logit, that two articles give the answer, and that several speak of what is asked and only this
#: one gives it. The same as in the check of written sentences, where the judge must be surer of what is contested by as
#: much (.89 for .74). Of 50 questions over ten pages each (rgb-fact, not fitted on) .54 were answered rightly and .46
#: refused rightly without, .58 and .52 with it; of the sample corpus the same with and without.
WEIGHT = 1.0
_LEAST = 0.0001


def with_others(probability: float, said: int) -> float:
    """The probability that a sentence answers, in [0, 1], with what the other articles say to its answer.

    Args:
        probability: that it answers, by itself.
        said: from :func:`said_by_others`.
    """
    return probability_of(logit(probability, _LEAST) + WEIGHT * said) if said else probability


def said_by_others(question: str, candidate: Candidate, candidates: Sequence[Candidate]) -> int:
    """1 where two articles give the sentence's figure, date or name, -1 where several contest it, else 0.

    Args:
        question: what is asked.
        candidate: the sentence.
        candidates: all sentences that were found, this one among them.
    """
    if asked_for(question) is None:
        return 0
    core = answer_core(with_whole_abbreviations(candidate.text), question)
    if core is None:
        return 0
    texts: dict[str, list[str]] = {}
    for one in candidates:
        texts.setdefault(one.article.id, []).append(one.text)
    if len(texts) < 2:
        return 0
    if several_give(core, question, texts.values()):
        return 1
    others = (" ".join(said) for article, said in texts.items() if article != candidate.article.id)
    return -1 if speak_of(question, others) >= SEVERAL else 0
