"""A reader that asks a reranker: a model that says how well a text bears on a question, as a number of its own scale.

Nobody has measured what an unknown reranker's numbers mean here. So it chooses among the sentences and takes away, but
no question is answered more surely than by the evidence alone. The odds that the evidence gives a sentence are
multiplied by at most e where the reranker finds that it answers, and divided by at most e² where it finds that it does
not (:mod:`rag.answer.reader.relevance_scale`); none becomes likelier than the evidence's likeliest one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from rag.answer.evidence import Candidate
from rag.answer.judge import with_head
from rag.answer.reader.logistic import Calibration, calibration, yes_figure
from rag.answer.reader.readers import by_evidence
from rag.answer.reader.reading import Reading
from rag.answer.reader.relevance_scale import RelevanceScale, measured_scale
from rag.store.lexical.weighted_term import WeightedTerm


class Reranker(Protocol):
    """Says how well texts bear on a question. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """As users know it: the middle of a sentence, without secrets."""
        ...

    def scores(
        self, question: str, texts: Sequence[str], stop: threading.Event | None = None
    ) -> Sequence[float] | None:
        """A finite number for each text, more where it bears better on the question; None where it was stopped.

        Raises:
            LlmError: there is none for each text.
        """
        ...


class RerankReader:
    """Puts all the best sentences to a reranker at once. Safe to use from several threads.

    Args:
        reranker: is asked; on first use also of a few texts of which is known whether they answer.
    """

    def __init__(self, reranker: Reranker) -> None:
        self._reranker = reranker
        self._scale: RelevanceScale | None = None

    @property
    def calibration(self) -> Calibration:
        """That of a reranker that was not measured: the evidence's odds and thresholds, with its relevance beside."""
        evidence = calibration("evidence")
        figures = ("evidence", "relevance")
        return Calibration(
            weights=dict.fromkeys(figures, 1.0),
            means=dict.fromkeys(figures, 0.0),
            deviations=dict.fromkeys(figures, 1.0),
            intercept=0.0,
            answered=evidence.answered,
            possible=evidence.possible,
        )

    def read(
        self,
        question: str,
        words: Sequence[WeightedTerm],
        candidates: Sequence[Candidate],
        stop: threading.Event | None = None,
    ) -> Iterator[list[Reading]]:
        """See :class:`rag.answer.reader.readers.Reader`: one list."""
        readings = by_evidence(question, words, candidates)
        scale = self._known_scale(stop) if readings else None
        if scale is None:
            return
        scores = self._reranker.scores(question, [_shown(reading) for reading in readings], stop)
        if scores is None:
            return
        known, most = self.calibration, readings[0].probability
        rated = [
            replace(
                reading,
                probability=known.probability(
                    {"evidence": yes_figure(reading.probability), "relevance": scale.relevance(score)}
                ),
                asked=True,
            )
            for reading, score in zip(readings, scores, strict=True)
        ]
        rated.sort(key=lambda reading: -reading.probability)
        yield [replace(reading, probability=min(most, reading.probability)) for reading in rated]

    def _known_scale(self, stop: threading.Event | None) -> RelevanceScale | None:
        """What the reranker's numbers mean, found out once; None where it was stopped meanwhile."""
        # Without a lock: two threads that ask first find out the same, and neither waits while the other's server is
        # silent.
        if self._scale is None:
            self._scale = measured_scale(self._reranker, stop)
        return self._scale


def _shown(reading: Reading) -> str:
    """A sentence with its headline and day.

    Not with the words before it: where these answer, the sentence behind them would score as high.
    """
    return with_head(reading.candidate.article, " ".join(reading.candidate.weighed_text.split()))
