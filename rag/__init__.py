"""Dateline's engine: ask your news archive; every sentence comes with a quote you can check.

from rag import Archive

with Archive.open("my-archive") as archive:
    archive.add("articles/")
    answer = archive.ask("What did the mayor say about the ferry?")
"""

from __future__ import annotations

from importlib import import_module
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
from rag.answer.question_limit import cut_question
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
    from rag.ingest.forecast import Foresight
    from rag.llm.local.model_state import ModelState
    from rag.llm.local.pull import pull as pull_model
    from rag.llm.local.weights import list_models
    from rag.llm.local.weights import remove as remove_model
    from rag.settings import Settings, load_settings
    from rag.settings.hosts import address_of, is_this_machine

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
    "Foresight",
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
    "address_of",
    "answer_json",
    "article_json",
    "copies_json",
    "cut_question",
    "edit_json",
    "export_json",
    "failure_json",
    "followed_json",
    "health_json",
    "hit_json",
    "import_json",
    "is_this_machine",
    "is_url",
    "list_models",
    "load_settings",
    "pull_model",
    "remove_json",
    "remove_model",
    "sync_json",
    "version_json",
]


#: The heavier names, each with where it stands and what it is called there.
_ON_FIRST_USE = {
    "Archive": ("rag.archive", "Archive"),
    "Foresight": ("rag.ingest.forecast", "Foresight"),
    "ModelState": ("rag.llm.local.model_state", "ModelState"),
    "Settings": ("rag.settings", "Settings"),
    "address_of": ("rag.settings.hosts", "address_of"),
    "is_this_machine": ("rag.settings.hosts", "is_this_machine"),
    "list_models": ("rag.llm.local.weights", "list_models"),
    "load_settings": ("rag.settings", "load_settings"),
    "pull_model": ("rag.llm.local.pull", "pull"),
    "remove_model": ("rag.llm.local.weights", "remove"),
}


def __getattr__(name: str) -> Any:
    """Import the heavier names on first use: ``dateline --help`` needs none of SQLAlchemy or the embedding."""
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, called = _ON_FIRST_USE[name]
    return getattr(import_module(module), called)
