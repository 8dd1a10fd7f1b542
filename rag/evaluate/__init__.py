"""Evaluation: the numbers a user can rerun on their own archive."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.evaluate.answers import evaluate_answers
    from rag.evaluate.citations import evaluate_citations
    from rag.evaluate.dates import evaluate_dates
    from rag.evaluate.extraction import evaluate_extraction
    from rag.evaluate.quotes import evaluate_quotes
    from rag.evaluate.retrieval import evaluate_retrieval
    from rag.evaluate.summaries import evaluate_summaries

__all__ = [
    "evaluate_answers",
    "evaluate_citations",
    "evaluate_dates",
    "evaluate_extraction",
    "evaluate_quotes",
    "evaluate_retrieval",
    "evaluate_summaries",
]


def __getattr__(name: str) -> Any:
    """Import an evaluation on first use: each needs the archive, or a language model's client."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"rag.evaluate.{name.removeprefix('evaluate_')}"), name)
