"""A process that answers questions with quotes: ``python -m rag.answer.processes.answering_child CONNECTION``.

It is started by :mod:`rag.answer.processes.answering_process`, opens the archive to read, says that it is ready, and
answers one question after the other: with the events of its answer, or with None where that fails for whatever reason,
as who asked then answers itself. What it needs of the embedding and the vector store it asks its parent for. It ends
when it is told to, and with its parent, however that is.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from multiprocessing.connection import Connection

from rag.answer.events import AnswerDone, AnswerEvent
from rag.answer.processes.asked_elsewhere import READY, AskedElsewhere, ProcessOrder
from rag.answer.processes.lent_parts import LentEmbedder, LentVectors, ParentsParts
from rag.answer.service import AnswerService
from rag.llm.child_process import end_with_parent
from rag.store.archive_store import ArchiveStore
from rag.store.open_archive import open_folder
from rag.store.search.service import SearchService

_ANY_QUESTION = AskedElsewhere("What happened?", None, None, True)


def main() -> None:
    """Answer until the parent wants no more, or is gone."""
    connection = Connection(int(sys.argv[1]))
    try:
        order: ProcessOrder = connection.recv()
        end_with_parent(order.lifeline)
        service = _opened(order, ParentsParts(connection))
        _answered(service, _ANY_QUESTION)  # loads what the first question would wait for
        connection.send(READY)
        while True:
            connection.send(_answered(service, connection.recv()))
    except (EOFError, OSError):  # nobody is there to be answered
        pass
    os._exit(0)


def _opened(order: ProcessOrder, parts: ParentsParts) -> AnswerService:
    settings, embedder = order.settings, LentEmbedder(order, parts)
    folder = open_folder(order.archive, embedder, read_only=True, create=False)
    store = ArchiveStore.over(folder, embedder, settings)
    store = replace(store, vectors=LentVectors(store, order, parts))
    pages = SearchService(store, merge_copies=settings.merge_copies)
    return AnswerService(store, settings, lambda _: None, pages)


def _answered(service: AnswerService, asked: AskedElsewhere) -> list[AnswerEvent] | None:
    question, filters, now, read_dates = asked.question, asked.filters, asked.now, asked.read_dates
    try:
        if asked.quote:
            return [AnswerDone(service.quote(question, filters=filters, now=now, read_dates=read_dates))]
        return list(service.stream(question, filters=filters, now=now, read_dates=read_dates))
    except (EOFError, OSError):
        raise
    except Exception:  # noqa: BLE001 - who asked answers itself, and finds out what is wrong
        return None


if __name__ == "__main__":
    main()
