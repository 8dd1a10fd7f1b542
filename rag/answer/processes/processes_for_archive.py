"""Which archives other processes may answer from, and how many of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Final

from pydantic import SecretStr

from rag.answer.processes.answering_process import AnsweringProcess, can_be_had
from rag.answer.processes.answering_processes import AnsweringProcesses
from rag.answer.processes.asked_elsewhere import ProcessOrder
from rag.answer.processes.lent_parts import LentParts
from rag.settings import Settings
from rag.store.archive_store import ArchiveStore
from rag.store.vectors.embedding import Vectors

#: Where the settings do not say how many: one for each core, and no more than these, as each takes memory of its own.
_MOST: Final = 4


def processes_for(
    store: ArchiveStore, settings: Settings, embed_sentences: Callable[[Sequence[str]], Vectors]
) -> AnsweringProcesses | None:
    """The processes that may answer from an archive; None where there are to be none, or there cannot be.

    Args:
        store: the archive's, in a folder; of a catalog on a server, others ask there themselves.
        settings: how many, and what a process needs to open the same archive.
        embed_sentences: gives the vectors of sentences.
    """
    most = how_many(settings)
    # A reranker's server has its own number of cores, and a reranker's file would be loaded by each process.
    reads_alone = settings.rerank == "none" and settings.reader in ("auto", "judge", "evidence")
    if not (most and can_be_had() and reads_alone and not store.folder.shared):
        return None
    lent = LentParts(store, embed_sentences)

    def start() -> AnsweringProcess:
        embedder = store.embedder  # asked only now, as a server's may have to be asked what it is
        order = ProcessOrder(
            store.folder.path, _for_children(settings), embedder.name, embedder.dimension, embedder.cosine_range
        )
        return AnsweringProcess(order, lent)

    return AnsweringProcesses(start, most)


def how_many(settings: Settings) -> int:
    """How many processes the settings mean; none where there is one core, on which they would win nothing."""
    if settings.answering_processes is not None:
        return settings.answering_processes
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST) if cores > 1 else 0


def _for_children(settings: Settings) -> Settings:
    """The settings without secrets, and without what the server does for its processes."""
    secrets = [name for name in Settings.model_fields if isinstance(getattr(settings, name), SecretStr)]
    return settings.model_copy(update={"llm": "none", "vectors": "chroma", **dict.fromkeys(secrets)})
