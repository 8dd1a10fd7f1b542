"""The model as judge: does the source say that this is the answer to exactly this question?

A weak model is a bad writer but a fair judge of a proposed answer: one token, whose probability separates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.prompts import JUDGE
from rag.llm.chat import ChatModel
from rag.llm.weights import PINNED
from rag.model import Quote

#: The least probability of yes. For a model that has not been measured the middle is safe enough: a judge only takes
#: away what the rules have accepted.
DEFAULT_THRESHOLD = 0.5
#: The pinned model says yes readily: see the measurement beside its prompt.
PINNED_THRESHOLD = 0.8


def threshold_of(model: ChatModel) -> float:
    """The least probability of yes that counts, for this model."""
    return PINNED_THRESHOLD if PINNED.file.removesuffix(".gguf") in model.name else DEFAULT_THRESHOLD


@dataclass(frozen=True, slots=True)
class Judge:
    """A model that is asked of each sentence which the rules accepted; ``threshold``: the least probability of yes."""

    model: ChatModel
    threshold: float = DEFAULT_THRESHOLD

    def accepts(self, question: str, answer: str, quotes: Sequence[Quote]) -> bool:
        """Whether the model finds that the quotes, with the sentences around them, give this answer.

        A model that answers neither yes nor no has no say.
        """
        source = "\n".join(surroundings(quote) for quote in quotes)
        probability = self.probability(question, answer, source)
        return probability is None or probability >= self.threshold

    def probability(self, question: str, answer: str, source: str) -> float | None:
        """The probability of yes, in [0, 1]; None where the model says neither."""
        words = JUDGE.substitute(source=source, question=question, answer=answer)
        return self.model.probability_of_yes([{"role": "user", "content": words}])


def surroundings(quote: Quote, reach: int = 240) -> str:
    """A quote with its headline and some words before it, which tell of whom and when it speaks."""
    text = quote.article.text
    start = max(0, quote.start - reach)
    if start:
        start = min(quote.start, text.find(" ", start) + 1)
    day = quote.article.day
    head = ". ".join(part for part in (quote.article.title, day.isoformat() if day else "") if part)
    return f"{head}: {' '.join(text[start : quote.end].split())}" if head else " ".join(text[start : quote.end].split())
