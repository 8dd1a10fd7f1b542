"""Dateline's engine: ask your news archive; every sentence comes with a quote you can check.

from rag import Archive

with Archive.open("my-archive") as archive:
    archive.add("articles/")
    answer = archive.ask("What did the mayor say about the ferry?")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.answer.events import (
    AnswerDone,
    AnswerEvent,
    EvidenceFound,
    SentenceChecked,
    SentenceProposed,
    TextWritten,
    Waiting,
)
from rag.errors import (
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveFullError,
    ArchiveMismatchError,
    BackupError,
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
from rag.ingest.field_map import FieldMap
from rag.ingest.sources import KNOWN_SUFFIXES
from rag.model import (
    REFUSAL,
    Answer,
    Article,
    Citation,
    Copy,
    Evidence,
    Filters,
    Hit,
    Passage,
    Quote,
    QuoteNow,
    QuoteState,
    Sentence,
    TakenOff,
    Version,
)
from rag.reports import (
    AddReport,
    ArticlePage,
    ArticleRow,
    ArticleSort,
    Counts,
    Coverage,
    EditReport,
    ExportReport,
    FailedSource,
    Followed,
    Health,
    ImportReport,
    MonthCount,
    Problem,
    Progress,
    RemoveReport,
    SourceProblem,
    SyncReport,
)
from rag.schema import (
    add_json,
    answer_json,
    article_json,
    copies_json,
    edit_json,
    export_json,
    failure_json,
    followed_json,
    health_json,
    hit_json,
    import_json,
    remove_json,
    sync_json,
    version_json,
)
from rag.text.urls import is_url

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.llm.local.model_state import ModelState
    from rag.settings import Settings, load_settings

__all__ = [
    "KNOWN_SUFFIXES",
    "REFUSAL",
    "AddReport",
    "Answer",
    "AnswerDone",
    "AnswerEvent",
    "Archive",
    "ArchiveBusyError",
    "ArchiveDamagedError",
    "ArchiveFullError",
    "ArchiveMismatchError",
    "Article",
    "ArticlePage",
    "ArticleRow",
    "ArticleSort",
    "BackupError",
    "Citation",
    "Copy",
    "Counts",
    "Coverage",
    "DatelineError",
    "EditReport",
    "EmbeddingError",
    "EvaluationDataError",
    "Evidence",
    "EvidenceFound",
    "ExportReport",
    "FailedSource",
    "FieldMap",
    "Filters",
    "Followed",
    "Health",
    "Hit",
    "ImportReport",
    "LlmBusyError",
    "LlmError",
    "LlmGarbageError",
    "LlmOverflowError",
    "LlmRefusedError",
    "LlmUnavailableError",
    "ModelPullError",
    "ModelState",
    "MonthCount",
    "Passage",
    "Problem",
    "Progress",
    "Quote",
    "QuoteNow",
    "QuoteState",
    "RejectedSourceError",
    "RemoveReport",
    "Sentence",
    "SentenceChecked",
    "SentenceProposed",
    "Settings",
    "SourceProblem",
    "SyncReport",
    "TakenOff",
    "TextWritten",
    "UnknownArticleError",
    "UsageError",
    "Version",
    "Waiting",
    "add_json",
    "answer_json",
    "article_json",
    "copies_json",
    "edit_json",
    "export_json",
    "failure_json",
    "followed_json",
    "health_json",
    "hit_json",
    "import_json",
    "is_url",
    "load_settings",
    "remove_json",
    "sync_json",
    "version_json",
]


def __getattr__(name: str) -> Any:
    """Import the heavier names on first use: ``dateline --help`` needs none of SQLAlchemy or the embedding."""
    if name == "Archive":
        from rag.archive import Archive

        return Archive
    if name == "ModelState":
        from rag.llm.local.model_state import ModelState

        return ModelState
    if name in ("Settings", "load_settings"):
        from rag import settings

        return getattr(settings, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
