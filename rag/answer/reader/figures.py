"""What is known of a sentence before a model is asked: the figures that its probability follows from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answer.asked.kinds import asked_for, specific_terms
from rag.answer.evidence import SAID, Candidate, share_covered
from rag.answer.reader.logistic import logit, yes_figure
from rag.store.lexical.weighted_term import WeightedTerm
from rag.text.terms import spelled_terms

#: A sentence to which the model says yes so surely answers, too: it is no rival of another one, however near it comes.
#: Else two sentences of an article that both answer would make each other doubtful.
ALSO = 0.6
#: From this role on a sentence tells who holds the role that is asked, of what it is asked. As it tells so in passing,
#: its nearness is mostly little, and counts less (else by half). At 0.25 another president's name answers on squad2.
TOLD_ROLE = 0.8
NEARNESS_OF_A_HOLDER = 0.4
#: A sentence is never surer than this.
_LEAST = 0.001
#: A question without names and figures has neither all of them nor none in a sentence.
_NO_NAMES = 0.5


def support(question: str, words: Sequence[WeightedTerm], best: Candidate) -> float:
    """How well a sentence bears on the question, in [0, 1].

    The mean of how near its meaning is, and how much of the question it and its passage say, the question's names and
    figures counting double, for a text that lacks "2010" and "World Cup" does not tell who won the 2010 World Cup,
    however much it says of winning cups; nearness alone suffices where the words differ. Of a sentence in another
    language it tells nothing: next to no words but names can be shared, and they are whether or not what is asked of
    them is told.
    """
    said = frozenset(spelled_terms(best.article.title, best.article.language)) | best.passage_terms | best.role_terms
    said |= _day_terms(best)
    special = specific_terms(question)
    total = covered = 0.0
    for word in words:
        weight = word.weight * (2 if word.terms & special else 1)
        total += weight
        covered += weight if word.terms & said else 0.0
    share = covered / total if total else 0.0
    nearness = NEARNESS_OF_A_HOLDER if tells_holder(best) else 0.5
    return max(nearness * best.nearness + (1 - nearness) * share, min(1.0, best.nearness))


def tells_holder(candidate: Candidate) -> bool:
    """Whether a sentence tells by its words who holds the role that is asked for."""
    return candidate.role >= TOLD_ROLE


def _day_terms(candidate: Candidate) -> frozenset[str]:
    day = candidate.article.day
    return frozenset(spelled_terms(day.isoformat().replace("-", " "))) if day else frozenset()


def _score_of_its_day(words: Sequence[WeightedTerm], candidate: Candidate) -> float:
    """A sentence's score as if it and its passage said the day of their article: what is asked "in 2025" an article of
    2025 tells without the year."""
    said = candidate.terms | candidate.passage_terms
    share = share_covered(words, said | _day_terms(candidate)) - share_covered(words, said)
    return min(1.0, candidate.score + SAID * share)


def figures_of(
    question: str, words: Sequence[WeightedTerm], candidates: Sequence[Candidate], index: int
) -> dict[str, float]:
    """The figures of one of the sentences that were found, by name.

    Args:
        question: the question.
        words: its words, weighed by rarity in the archive.
        candidates: the sentences, the best first, none twice.
        index: which of them.

    Returns:
        ``support``; ``score``, as if it said the day of its article; ``lead``, how far its own score lies above the
        best of the others; ``nearness`` and ``kind``, of the score's parts (:mod:`rag.answer.evidence`), and ``role``;
        ``names_within``, the share of the question's names and figures that it has.
    """
    candidate = candidates[index]
    others = [other.score for place, other in enumerate(candidates) if place != index]
    names = specific_terms(question)
    return {
        "support": support(question, words, candidate),
        "score": _score_of_its_day(words, candidate),
        "lead": candidate.score - max(others, default=0.0),
        "nearness": candidate.nearness,
        "kind": candidate.kind - 0.5 if asked_for(question) else 0.0,
        "role": candidate.role,
        "names_within": len(names & candidate.terms) / len(names) if names else _NO_NAMES,
    }


def figures_when_asked(
    question: str,
    words: Sequence[WeightedTerm],
    candidates: Sequence[Candidate],
    candidate: Candidate,
    said: float,
    also: Sequence[Candidate] = (),
) -> dict[str, float]:
    """The figures of a sentence that a model was asked about.

    Args:
        question: the question.
        words: its words, weighed by rarity in the archive.
        candidates: the sentences, the best first, none twice.
        candidate: which of them.
        said: the model's probability of yes, in [0, 1].
        also: the others of them to which it said yes by :data:`ALSO` or more.

    Returns:
        Those of :func:`figures_of`, with the lead above the others that do not answer; and ``yes``.
    """
    rivals = [other for other in candidates if other is candidate or other not in also]
    return {**figures_of(question, words, rivals, rivals.index(candidate)), "yes": yes_figure(said)}


def with_passage(figures: Mapping[str, float], alone: float, said: float) -> dict[str, float]:
    """The figures of a sentence whose paragraph a model was asked about, too.

    Args:
        figures: of the sentence.
        alone: the probability that it answers, in [0, 1], by these.
        said: the model's probability that the paragraph answers, in [0, 1].

    Returns:
        The figures, with ``sentence``, the logit of ``alone``, and ``passage``.
    """
    return {**figures, "sentence": logit(alone, _LEAST), "passage": yes_figure(said)}
