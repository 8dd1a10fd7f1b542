"""Reading yes or no, and how surely, out of a reply of one token."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any, Literal

#: Below this share of all tokens, yes and no together say nothing: the model was about to say something else.
LEAST_MASS = 0.02
_WORD = re.compile(r"\w+")


def from_logprobs(candidates: Iterable[tuple[str, float]]) -> float | None:
    """The probability of yes among the likeliest first tokens; None where neither word is among them.

    Args:
        candidates: tokens with their natural logarithms of probability.
    """
    mass = {"yes": 0.0, "no": 0.0}
    for token, logprob in candidates:
        word = _word(token)
        if word is not None:
            mass[word] += math.exp(logprob)
    total = mass["yes"] + mass["no"]
    return mass["yes"] / total if total >= LEAST_MASS else None


def from_text(reply: str) -> float | None:
    """1 for a reply that begins with yes, 0 for no, None for any other."""
    found = _WORD.search(reply)
    word = _word(found.group()) if found else None
    return None if word is None else float(word == "yes")


def candidates_of(choice: Any) -> list[tuple[str, float]]:
    """The first token's candidates in a choice of the ``openai`` package; empty where there are no logprobs."""
    content = getattr(getattr(choice, "logprobs", None), "content", None) or []
    first = next(iter(content), None)
    tops = getattr(first, "top_logprobs", None) or []
    return [(top.token, top.logprob) for top in tops if top.logprob is not None]


def _word(token: str) -> Literal["yes", "no"] | None:
    # Some tokenizers show a blank as one of these.
    word = token.strip(" \n\t\u2581\u0120*\"'.,:").lower()
    return "yes" if word == "yes" else "no" if word == "no" else None
