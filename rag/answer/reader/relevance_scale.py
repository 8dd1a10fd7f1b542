"""What an unknown reranker's numbers mean, found with a few texts of which is known whether they answer.

Some rerankers give probabilities, some logits, some cosines; nothing in a reply says which. Between a text that answers
and one about the same thing that does not, all of them tell a difference, and that difference is the measure.
"""

from __future__ import annotations

import statistics
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rag.answer.reader.logistic import logit
from rag.errors import LlmRefusedError

if TYPE_CHECKING:  # it uses this module
    from rag.answer.reader.reranker import Reranker

#: Questions, each with texts that answer it, and texts about the same thing that do not: the two that a reader has to
#: tell apart, in the form in which sentences are shown.
_TRIALS: Final = (
    (
        "How much did the new wing of the hospital cost?",
        (
            "Hospital extended. 2024-05-02: The new wing cost 40 million euros, auditors said.",
            "Auditors on the hospital. 2024-06-11: In the end 41 million euros were spent on the hospital's new wing.",
        ),
        (
            "Hospital extended. 2024-05-02: The new wing of the hospital was opened by the mayor in bright sunshine.",
            "Hospital extended. 2024-05-02: Nurses say that the new wing is pleasant to work in.",
        ),
    ),
    (
        "When does the ferry to the island run again?",
        (
            "Ferry repaired. 2023-09-21: The ferry to the island will run again from 3 October, the operator said.",
            "Islanders wait. 2023-09-22: From 3 October on ferries sail to the island once more.",
        ),
        (
            "Ferry repaired. 2023-09-21: The ferry to the island carries cars, bicycles and passengers.",
            "Islanders wait. 2023-09-22: Islanders complain that the ferry is too dear for families.",
        ),
    ),
    (
        "How many people were hurt in the fire?",
        (
            "Block of flats burns. 2025-01-14: Seven people were hurt in the fire, the fire service said.",
            "Night of fire. 2025-01-15: The fire left 7 residents hurt, two of them badly.",
        ),
        (
            "Block of flats burns. 2025-01-14: The cause of the fire is not known yet, the fire service said.",
            "Night of fire. 2025-01-15: People who live nearby were woken by the smoke of the fire.",
        ),
    ),
)
#: Such a share of the 12 pairs of a text that answers a question and one that does not must be in the right order. By
#: chance alone it is in one case of seventeen.
_LEAST_ORDERED: Final = 0.8
#: The bounds of a relevance. Below 1 lies nothing that would make an answer surer than a text that is known to answer;
#: -1 is one that is known not to, and of archives' sentences most are worse.
LOWEST: Final = -2.0
HIGHEST: Final = 1.0
#: A probability is never nearer to 0 or 1.
_LEAST: Final = 1e-4


@dataclass(frozen=True, slots=True)
class RelevanceScale:
    """From a reranker's number to a relevance that is the same for all of them.

    Attributes:
        probabilities: whether its numbers are probabilities, of which the logit counts.
        beside: the number of a text about the same thing that does not answer.
        answering: that of one that answers, which is higher.
    """

    probabilities: bool
    beside: float
    answering: float

    def relevance(self, score: float) -> float:
        """The relevance, from -2 to 1: -1 is that of a text that is known not to answer, 1 of one that is known to."""
        beside, answering, own = (self._even(value) for value in (self.beside, self.answering, score))
        relevance = 2 * (own - beside) / (answering - beside) - 1
        return min(HIGHEST, max(LOWEST, relevance))

    def _even(self, score: float) -> float:
        return logit(score, _LEAST) if self.probabilities else score


def measured_scale(reranker: Reranker, stop: threading.Event | None = None) -> RelevanceScale | None:
    """Find out what a reranker's numbers mean; None where it was stopped meanwhile.

    Raises:
        LlmRefusedError: it does not tell what answers from what does not.
        LlmError: it gave no numbers.
    """
    answering: list[float] = []
    beside: list[float] = []
    ordered: list[bool] = []
    for question, answers, others in _TRIALS:
        scores = reranker.scores(question, [*answers, *others], stop)
        if scores is None:
            return None
        good, bad = list(scores[: len(answers)]), list(scores[len(answers) :])
        ordered += [one > other for one in good for other in bad]
        answering += good
        beside += bad
    scale = _scale(beside, answering)
    if sum(ordered) < _LEAST_ORDERED * len(ordered) or scale._even(scale.answering) <= scale._even(scale.beside):
        raise LlmRefusedError(
            f"{reranker.name} does not tell sentences that answer from others: see whether its model is a reranker"
        )
    return scale


def _scale(beside: Sequence[float], answering: Sequence[float]) -> RelevanceScale:
    probabilities = all(0 <= score <= 1 for score in (*beside, *answering))
    return RelevanceScale(probabilities, statistics.median(beside), statistics.median(answering))
