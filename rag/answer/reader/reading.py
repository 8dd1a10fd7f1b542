"""What was read of a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer.evidence import Candidate
from rag.model import Quote, Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a sentence for a question.

    Attributes:
        candidate: the sentence.
        probability: that it answers the question, in [0, 1].
        place: where in its article's text the answer stands, where that can be told.
        asked: whether a model was asked about it.
        beside: whether it is shown for the reading before it, as one of the two takes back what the other says.
    """

    candidate: Candidate
    probability: float
    place: Span | None = None
    asked: bool = False
    beside: bool = False

    @property
    def quote(self) -> Quote:
        """The sentence as words of its article."""
        return Quote(self.candidate.article, self.candidate.span.start, self.candidate.span.end)
