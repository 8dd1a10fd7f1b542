"""A process that answers questions with quotes: ``python -m rag.answer.processes.answering_child CONNECTION``.

It is started by :mod:`rag.answer.processes.answering_process`, opens the archive to read, says that it is ready, and
answers one question after the other: with the events of its answer, or with None where that fails for whatever reason,
as who asked then answers itself. It ends when nobody has asked for some time, and with its parent, however that is.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection

from rag.answer.events import AnswerEvent
from rag.answer.processes.asked_elsewhere import READY, AskedElsewhere, ProcessOrder
from rag.answer.service import AnswerService
from rag.llm.child_process import end_with_parent
from rag.store.archive_store import ArchiveStore
from rag.store.open_archive import open_folder
from rag.store.search.service import SearchService
from rag.store.vectors.embedder_factory import choose_embedder

_ANY_QUESTION = AskedElsewhere("What happened?", None, None, True)


def main() -> None:
    """Answer until nobody asks any more, or the parent is gone."""
    connection = Connection(int(sys.argv[1]))
    try:
        order: ProcessOrder = connection.recv()
        end_with_parent(order.lifeline)
        service = _opened(order)
        _answered(service, _ANY_QUESTION)  # loads what the first question would wait for
        connection.send(READY)
        while connection.poll(order.idle_seconds):
            asked: AskedElsewhere = connection.recv()
            connection.send(_answered(service, asked))
    except (EOFError, OSError):  # nobody is there to be answered
        pass
    os._exit(0)


def _opened(order: ProcessOrder) -> AnswerService:
    settings = order.settings
    embedder = choose_embedder(settings)
    folder = open_folder(order.archive, embedder, read_only=True, create=False)
    store = ArchiveStore.over(folder, embedder, settings)
    pages = SearchService(store, merge_copies=settings.merge_copies)
    return AnswerService(store, settings, lambda _: None, pages)


def _answered(service: AnswerService, asked: AskedElsewhere) -> list[AnswerEvent] | None:
    try:
        how = {"filters": asked.filters, "now": asked.now, "read_dates": asked.read_dates}
        return list(service.stream(asked.question, **how))  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - who asked answers itself, and finds out what is wrong
        return None


if __name__ == "__main__":
    main()
