"""Searching the store that is in use at this moment, which may be built anew while a search is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rag.errors import ArchiveDamagedError
from rag.model import Filters
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.vector_store import VectorStore


class CurrentIndex:
    """Searches the writer's own store, and the one that took its place where it was closed within the search.

    Erasing for good and mending close the store and build another one. A search that had the old one in hand would fail
    as if the archive were damaged.

    Args:
        store: the one that is open now.
        successor: the store that is open in place of the one that is given, once nobody builds any; None where there
            is no other one.
    """

    notice: Final = None

    def __init__(self, store: VectorStore, successor: Callable[[VectorStore], VectorStore | None]) -> None:
        self._store = store
        self._successor = successor

    def search(self, vector: Vectors, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Passage ids with their cosine to ``vector``, the nearest first.

        Raises:
            ArchiveDamagedError: the store that is in use is to be built anew from the catalog.
        """
        store = self._store
        while True:
            try:
                return store.search(vector, limit, filters)
            except ArchiveDamagedError:
                successor = self._successor(store)
                if successor is None:
                    raise
                store = successor

    def close(self) -> None:
        """Nothing: who holds the store closes it."""
