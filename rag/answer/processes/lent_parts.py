"""What a server lends to the processes that answer beside it: its embedding and its vector store.

So they hold neither a second time, find just what the server finds, and can answer from whatever it was opened with.
Both compute outside of Python's lock, so that it is not in the way of others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from rag.answer.processes.asked_elsewhere import CALL_FAILED, Call, ProcessOrder
from rag.errors import DatelineError
from rag.model import Filters
from rag.store.archive_store import ArchiveStore
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.store_factory import choose_store_place
from rag.store.vectors.vector_holder import VectorHolder
from rag.store.vectors.vector_store import VectorIndex

_log = logging.getLogger("dateline.answering")


@dataclass(frozen=True, slots=True)
class LentParts:
    """The server's side.

    Args:
        store: the archive's.
        embed_sentences: gives the vectors of sentences, of which it remembers some for all who ask.
    """

    store: ArchiveStore
    embed_sentences: Callable[[Sequence[str]], Vectors]

    def reply(self, call: Call) -> Any:
        """What a call gives; :data:`CALL_FAILED` where it raised."""
        try:
            match call.part:
                case "embed_query":
                    return self.store.embedder.embed_query(*call.given)
                case "embed_passages":
                    return self.embed_sentences(*call.given)
                case "search":
                    index = self.store.vectors.index
                    return index.search(*call.given), index.notice
        except Exception:  # noqa: BLE001 - it is raised again where the question is answered instead
            _log.debug("a call of an answering process failed", exc_info=True)
            return CALL_FAILED


class ParentsParts:
    """The other side: calls, one at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def call(self, call: Call) -> Any:
        """The reply to a call.

        Raises:
            DatelineError: it failed.
        """
        self._connection.send(call)
        reply = self._connection.recv()
        if isinstance(reply, str) and reply == CALL_FAILED:
            raise DatelineError("a part that the server lends failed")
        return reply


class LentEmbedder:
    """The server's embedding."""

    def __init__(self, order: ProcessOrder, parts: ParentsParts) -> None:
        self.name, self.dimension, self.cosine_range = order.embedding, order.dimension, order.cosine_range
        self._parts = parts

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found."""
        vectors: Vectors = self._parts.call(Call("embed_passages", (list(texts),)))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Embed one question."""
        vector: Vectors = self._parts.call(Call("embed_query", (text,)))
        return vector


class LentIndex:
    """The server's vector store, to be searched."""

    def __init__(self, parts: ParentsParts) -> None:
        self._parts = parts
        self._notice: str | None = None

    @property
    def notice(self) -> str | None:
        """What a reader should know of how the last search was done."""
        return self._notice

    def search(self, vector: Vectors, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Passage ids with their cosine to ``vector``, the nearest first."""
        found: list[tuple[str, float]]
        found, self._notice = self._parts.call(Call("search", (vector, limit, filters)))
        return found

    def close(self) -> None:
        """Nothing is held."""


class LentVectors(VectorHolder):
    """Gives the server's vector store in place of one of its own."""

    def __init__(self, store: ArchiveStore, order: ProcessOrder, parts: ParentsParts) -> None:
        super().__init__(store.folder, store.catalog, choose_store_place(order.settings, store.folder))
        self._lent = LentIndex(parts)

    @property
    def index(self) -> VectorIndex:
        """What to search with."""
        return self._lent
