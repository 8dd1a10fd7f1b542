"""Dateline's engine: ask your news archive; every sentence comes with a quote you can check.

from rag import Archive

with Archive.open("my-archive") as archive:
    archive.add("articles/")
    answer = archive.ask("What did the mayor say about the ferry?")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.contract import add_json, answer_json, article_json, health_json, hit_json, remove_json
from rag.errors import (
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveMismatchError,
    DatelineError,
    EmbeddingError,
    EvaluationDataError,
    LlmBusyError,
    LlmError,
    LlmGarbageError,
    LlmOverflowError,
    LlmRefusedError,
    LlmUnavailableError,
    ModelPullError,
    RejectedSourceError,
    UnknownArticleError,
    UsageError,
)
from rag.model import (
    REFUSAL,
    AddReport,
    Answer,
    Article,
    Citation,
    Counts,
    Evidence,
    Filters,
    Health,
    Hit,
    Passage,
    Problem,
    Progress,
    RemoveReport,
    Sentence,
    SourceProblem,
)

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.settings import Settings, load_settings

__all__ = [
    "REFUSAL",
    "AddReport",
    "Answer",
    "Archive",
    "ArchiveBusyError",
    "ArchiveDamagedError",
    "ArchiveMismatchError",
    "Article",
    "Citation",
    "Counts",
    "DatelineError",
    "EmbeddingError",
    "EvaluationDataError",
    "Evidence",
    "Filters",
    "Health",
    "Hit",
    "LlmBusyError",
    "LlmError",
    "LlmGarbageError",
    "LlmOverflowError",
    "LlmRefusedError",
    "LlmUnavailableError",
    "ModelPullError",
    "Passage",
    "Problem",
    "Progress",
    "RejectedSourceError",
    "RemoveReport",
    "Sentence",
    "Settings",
    "SourceProblem",
    "UnknownArticleError",
    "UsageError",
    "add_json",
    "answer_json",
    "article_json",
    "health_json",
    "hit_json",
    "load_settings",
    "remove_json",
]


def __getattr__(name: str) -> Any:
    """Import the heavier names on first use: ``dateline --help`` needs none of SQLAlchemy or the embedding."""
    if name == "Archive":
        from rag.archive import Archive

        return Archive
    if name in ("Settings", "load_settings"):
        from rag import settings

        return getattr(settings, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
