"""Which archives other processes may answer from, and how many of them."""

from __future__ import annotations

import os
from functools import partial
from typing import Final

from rag.answer.processes.answering_process import COMMAND, AnsweringProcess, can_be_had
from rag.answer.processes.answering_processes import AnsweringProcesses
from rag.answer.processes.asked_elsewhere import ProcessOrder
from rag.errors import DatelineError
from rag.settings import Settings
from rag.store.archive_store import ArchiveStore
from rag.store.vectors.embedder_factory import choose_embedder

#: Where the settings do not say how many: one for each core, and no more than these, as each takes memory of its own.
_MOST: Final = 4
#: A process that nobody has asked for so long ends.
IDLE_SECONDS: Final = 60.0
#: What computes on this machine. Where another one does, a thread that waits costs nothing.
_HERE: Final = ("local", "fastembed:")
_SECRETS: Final = (
    "password",
    "llm_api_key",
    "reader_api_key",
    "rerank_api_key",
    "embeddings_api_key",
    "openai_api_key",
    "vectors_token",
)


def processes_for(store: ArchiveStore, settings: Settings) -> AnsweringProcesses | None:
    """The processes that may answer from an archive; None where there are to be none, or there cannot be.

    Args:
        store: the archive's, in a folder; what lies on a server, others ask there themselves.
        settings: how many, and what a process needs to open the same archive.
    """
    most = how_many(settings)
    in_a_folder = not store.folder.shared and settings.catalog is None and settings.vectors == "chroma"
    reads_alone = settings.rerank == "none" and settings.reader in ("auto", "judge", "evidence")
    if not (most and can_be_had() and in_a_folder and reads_alone and settings.embeddings.startswith(_HERE)):
        return None
    try:
        if choose_embedder(settings).name != store.embedder.name:  # one that was handed over, which no other has
            return None
    except DatelineError:
        return None
    order = ProcessOrder(store.folder.path, _without_secrets(settings), IDLE_SECONDS)
    return AnsweringProcesses(partial(AnsweringProcess, order, COMMAND), most)


def how_many(settings: Settings) -> int:
    """How many processes the settings mean; none where there is one core, on which they would win nothing."""
    if settings.answering_processes is not None:
        return settings.answering_processes
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST) if cores > 1 else 0


def _without_secrets(settings: Settings) -> Settings:
    return settings.model_copy(update={"llm": "none", **dict.fromkeys(_SECRETS)})
