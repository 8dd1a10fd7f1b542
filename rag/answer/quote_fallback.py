"""An article's own sentence in place of a written one that does not hold.

Small models find the right place and write a sentence that fails: asked how many people the hospital treated they name
the hospital, where the article says "the department"; asked what somebody said they say it in worse words. What the
article itself says there can be quoted as it stands. Whether it answers, the judge says: shown an article's own
sentence it tells answers from others far better than shown a model's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rag.answer.question import asked_for
from rag.answer.verify.answer_span import ITEM_OF, answer_core
from rag.model import Quote
from rag.text.terms import terms

#: So many of the first sentences that were found are looked at for what was written.
FIRST = 3


def quote_fallback(
    text: str, question: str, ranked: Sequence[Quote]
) -> tuple[Quote, Literal["same_figure", "quoted"]] | None:
    """The sentence of an article that may answer in place of a written one.

    Args:
        text: what was written.
        question: what was asked.
        ranked: sentences that were found for the question, the best first.

    Returns:
        The sentence, and whether a figure or date is asked for that it and the written one share; else it is one of the
        first sentences that has the name or figure of what was written, or the very first. None where there is none.
    """
    core = answer_core(text, question)
    wanted = set(terms(core or ""))
    shared = next((quote for quote in ranked[:FIRST] if wanted <= set(terms(quote.quote))), None) if wanted else None
    asked = asked_for(question)
    # A sentence with the very figure or date seldom speaks of something else; names stand everywhere.
    if shared is not None and asked is not None and ITEM_OF.get(asked.kind) in ("figure", "date"):
        return shared, "same_figure"
    quote = shared or next(iter(ranked), None)
    return (quote, "quoted") if quote is not None else None
