"""Dateline's engine: ask your news archive; every sentence comes with a quote you can check.

from rag import Archive

with Archive.open("my-archive") as archive:
    archive.add("articles/")
    answer = archive.ask("What did the mayor say about the ferry?")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rag.accounts.account_roles import ROLES, Role, role_allows
from rag.accounts.account_values import Account, ApiKey, AuditEntry
from rag.accounts.acting import Actor, Door, acting, acting_as, system_user
from rag.answer.events import (
    AnswerDone,
    AnswerEvent,
    EvidenceFound,
    SentenceChecked,
    SentenceProposed,
    SentenceRead,
    TextWritten,
    Waiting,
)
from rag.answer.question_limit import cut_question
from rag.errors import (
    AccessError,
    ArchiveBusyError,
    ArchiveDamagedError,
    ArchiveFullError,
    ArchiveMismatchError,
    BackupError,
    DatelineError,
    EmbeddingError,
    EvaluationDataError,
    KeyRefusedError,
    LlmBusyError,
    LlmError,
    LlmGarbageError,
    LlmOverflowError,
    LlmRefusedError,
    LlmUnavailableError,
    ModelPullError,
    QueryError,
    RejectedSourceError,
    ServerBusyError,
    ServerError,
    UnknownArticleError,
    UsageError,
    VectorStoreError,
    kind_of,
)
from rag.ingest.field_map import FieldMap
from rag.ingest.sources import KNOWN_SUFFIXES
from rag.model import (
    POSSIBLE,
    REFUSAL,
    Answer,
    ArchiveResult,
    Article,
    Citation,
    Copy,
    Evidence,
    Filters,
    Hit,
    NameCount,
    Passage,
    Quote,
    QuoteNow,
    QuoteState,
    ReadAs,
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
    FacetCount,
    FailedSource,
    Followed,
    Health,
    ImportReport,
    MonthCount,
    MoveReport,
    NearestHit,
    NoAnswerReason,
    OtherName,
    Problem,
    Progress,
    RemoveReport,
    SearchCoverage,
    SearchHit,
    SearchPage,
    SearchSort,
    SourceProblem,
    SyncReport,
    Warned,
)
from rag.text.urls import is_url

if TYPE_CHECKING:
    from rag import schema
    from rag.accounts.kept_conversations import KeptConversations
    from rag.accounts.service import Accounts
    from rag.archive import Archive
    from rag.client.async_client import AsyncClient
    from rag.client.http_client import Client
    from rag.client.owner_client import OwnerClient
    from rag.client.same_user import is_same_user
    from rag.ingest.forecast import Foresight
    from rag.llm.local.model_state import ModelState
    from rag.llm.local.pull import pull as pull_model
    from rag.llm.local.weights import list_models
    from rag.llm.local.weights import remove as remove_model
    from rag.settings import Settings, load_settings
    from rag.settings.hosts import address_of, is_this_machine

__all__ = [
    "KNOWN_SUFFIXES",
    "POSSIBLE",
    "REFUSAL",
    "ROLES",
    "AccessError",
    "Account",
    "Accounts",
    "Actor",
    "AddReport",
    "Answer",
    "AnswerDone",
    "AnswerEvent",
    "ApiKey",
    "Archive",
    "ArchiveBusyError",
    "ArchiveDamagedError",
    "ArchiveFullError",
    "ArchiveMismatchError",
    "ArchiveResult",
    "Article",
    "ArticlePage",
    "ArticleRow",
    "ArticleSort",
    "AsyncClient",
    "AuditEntry",
    "BackupError",
    "Citation",
    "Client",
    "Copy",
    "Counts",
    "Coverage",
    "DatelineError",
    "Door",
    "EditReport",
    "EmbeddingError",
    "EvaluationDataError",
    "Evidence",
    "EvidenceFound",
    "ExportReport",
    "FacetCount",
    "FailedSource",
    "FieldMap",
    "Filters",
    "Followed",
    "Foresight",
    "Health",
    "Hit",
    "ImportReport",
    "KeptConversations",
    "KeyRefusedError",
    "LlmBusyError",
    "LlmError",
    "LlmGarbageError",
    "LlmOverflowError",
    "LlmRefusedError",
    "LlmUnavailableError",
    "ModelPullError",
    "ModelState",
    "MonthCount",
    "MoveReport",
    "NameCount",
    "NearestHit",
    "NoAnswerReason",
    "OtherName",
    "OwnerClient",
    "Passage",
    "Problem",
    "Progress",
    "QueryError",
    "Quote",
    "QuoteNow",
    "QuoteState",
    "ReadAs",
    "RejectedSourceError",
    "RemoveReport",
    "Role",
    "SearchCoverage",
    "SearchHit",
    "SearchPage",
    "SearchSort",
    "Sentence",
    "SentenceChecked",
    "SentenceProposed",
    "SentenceRead",
    "ServerBusyError",
    "ServerError",
    "Settings",
    "SourceProblem",
    "SyncReport",
    "TakenOff",
    "TextWritten",
    "UnknownArticleError",
    "UsageError",
    "VectorStoreError",
    "Version",
    "Waiting",
    "Warned",
    "acting",
    "acting_as",
    "address_of",
    "cut_question",
    "is_same_user",
    "is_this_machine",
    "is_url",
    "kind_of",
    "list_models",
    "load_settings",
    "pull_model",
    "remove_model",
    "role_allows",
    "schema",
    "system_user",
]


#: The heavier names, each with where it stands and what it is called there; None: the module itself.
_ON_FIRST_USE: dict[str, tuple[str, str | None]] = {
    "Accounts": ("rag.accounts.service", "Accounts"),
    "KeptConversations": ("rag.accounts.kept_conversations", "KeptConversations"),
    "Archive": ("rag.archive", "Archive"),
    "AsyncClient": ("rag.client.async_client", "AsyncClient"),
    "Client": ("rag.client.http_client", "Client"),
    "Foresight": ("rag.ingest.forecast", "Foresight"),
    "ModelState": ("rag.llm.local.model_state", "ModelState"),
    "OwnerClient": ("rag.client.owner_client", "OwnerClient"),
    "Settings": ("rag.settings", "Settings"),
    "address_of": ("rag.settings.hosts", "address_of"),
    "is_same_user": ("rag.client.same_user", "is_same_user"),
    "is_this_machine": ("rag.settings.hosts", "is_this_machine"),
    "list_models": ("rag.llm.local.weights", "list_models"),
    "load_settings": ("rag.settings", "load_settings"),
    "pull_model": ("rag.llm.local.pull", "pull"),
    "remove_model": ("rag.llm.local.weights", "remove"),
    "schema": ("rag.schema", None),
}


def __getattr__(name: str) -> Any:
    """Import the heavier names on first use: ``--help`` needs none of SQLAlchemy, pydantic or the embedding."""
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, called = _ON_FIRST_USE[name]
    return getattr(import_module(module), called) if called else import_module(module)
