"""What an unknown embedding's cosines mean, found with a few sentences whose relation is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from rag.store.vectors.embedding import Vectors

#: Questions, each with a sentence that answers it; any other's answer is unrelated.
_PAIRS: Final = (
    ("When does the ferry to the island run again?", "Ferries will sail to the island again from 3 October."),
    ("How much did the new hospital wing cost?", "The hospital's extension came to 40 million euros, auditors said."),
    ("Who won the chess championship?", "The chess title went to the 19-year-old Leila Marsh after nine games."),
    ("Why was the bridge closed?", "Cracks in two pillars led the city to shut the bridge to all traffic."),
    ("What did the minister say about school meals?", "The minister promised free lunches for pupils from next year."),
    ("How many people were hurt in the fire?", "Seven residents suffered burns when the block of flats burned."),
)
# From the middles of both kinds of pair outwards: with these, multilingual-e5-small gets about (.70, .95), the range
# that was chosen for it on squad2.
_BELOW: Final = 0.3
_ABOVE: Final = 0.6


def calibrate(
    embed_queries: Callable[[Sequence[str]], Vectors], embed_passages: Callable[[Sequence[str]], Vectors]
) -> tuple[int, tuple[float, float]]:
    """Find an embedding's dimension and ``cosine_range`` (see :class:`rag.store.vectors.embedding.Embedder`)."""
    questions = embed_queries([question for question, _ in _PAIRS])
    passages = embed_passages([passage for _, passage in _PAIRS])
    cosines = questions @ passages.T
    own = np.eye(len(_PAIRS), dtype=bool)
    low, high = float(np.median(cosines[~own])), float(np.median(cosines[own]))
    spread = max(high - low, 0.01)
    return int(passages.shape[1]), (max(-1.0, low - _BELOW * spread), min(1.0, high + _ABOVE * spread))
