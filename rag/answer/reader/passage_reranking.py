"""Passages put in order by a reranker, before their sentences are looked at."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.judge import with_head
from rag.answer.reader.reranker import Reranker
from rag.errors import LlmError
from rag.model import Hit

#: So many of the best are put to it: as many as an answer's sentences may come from.
PASSAGES_ASKED = 24


def reranked(
    question: str, hits: Sequence[Hit], reranker: Reranker | None, stop: threading.Event | None = None
) -> tuple[list[Hit], str | None]:
    """Put the best passages in a reranker's order.

    Args:
        question: what was sought.
        hits: what was found, the best first.
        reranker: asked once for all of them; None leaves them as they are.
        stop: ends its work when set.

    Returns:
        The hits, which in their new order have the scores of the old one; and what a reader should know where the
        reranker failed, in which case the order is that of before.
    """
    first, behind = list(hits[:PASSAGES_ASKED]), list(hits[PASSAGES_ASKED:])
    if reranker is None or len(first) < 2:
        return list(hits), None
    try:
        scores = reranker.scores(question, [with_head(hit.article, hit.passage.text) for hit in first], stop)
    except LlmError as error:
        return list(hits), f"What was found is not reranked, because {str(error).rstrip('.')}."
    if scores is None:
        return list(hits), None
    order = sorted(range(len(first)), key=lambda place: -scores[place])
    return [replace(first[place], score=hit.score) for place, hit in zip(order, first, strict=True)] + behind, None
