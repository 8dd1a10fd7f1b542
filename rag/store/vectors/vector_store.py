"""What is asked of whatever keeps vectors: an index to search, a store to write to, where an archive's stores lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from rag.model import Filters
from rag.store.passage_rows import StoredVector
from rag.store.vectors.embedding import Vectors

#: Stores normalise vectors for the cosine, which changes the last bits.
SAME_VECTOR = 1e-4


class VectorIndex(Protocol):
    """Finds the passages nearest to a vector."""

    def search(self, vector: Vectors, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Passage ids with their cosine to ``vector``, the nearest first.

        Of the filters only day, outlet and language are known to a store (:mod:`rag.store.vectors.passing`).
        """
        ...

    @property
    def notice(self) -> str | None:
        """What a reader should know of how it is searched just now; None where all is as it should be."""
        ...

    def close(self) -> None:
        """Let go of files, connections and memory."""
        ...


class VectorStore(VectorIndex, Protocol):
    """Keeps a copy of the catalog's vectors, by the ids of their passages.

    Every call raises ArchiveDamagedError where the store is to be built anew from the catalog, and VectorStoreError
    where it cannot be reached or refuses.
    """

    @property
    def failed(self) -> bool:
        """Whether a call failed: what it left nobody knows."""
        ...

    def add(self, vectors: Sequence[StoredVector]) -> None:
        """Enter vectors, so that a query finds each; one whose id is there already is replaced."""
        ...

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Take vectors out; unknown ids are passed over."""
        ...

    def count(self) -> int:
        """How many vectors the store says it has; it may say so of lost ones too."""
        ...

    def read_back(self) -> dict[str, Vectors]:
        """Every vector by id, read from the store itself: counting would not notice lost ones."""
        ...

    def unfindable(self, vectors: Sequence[StoredVector]) -> list[StoredVector]:
        """Those that a query with their own vector does not find: a graph can lose the way to one that it holds."""
        ...

    def make_findable(self, vectors: Sequence[StoredVector]) -> None:
        """Enter those that no query finds anew."""
        ...


class StorePlace(Protocol):
    """Where an archive's vector store lies, by name; a store that is built anew has a new name."""

    @property
    def shown(self) -> str:
        """The place as users know it, with no secret in it. The catalog notes it to know where its store was last."""
        ...

    @property
    def elsewhere(self) -> bool:
        """Whether the store may be out of reach for a while, so that a search has to do without."""
        ...

    @property
    def shared(self) -> bool:
        """Whether processes that do not write may search the store, too."""
        ...

    def current(self) -> str:
        """The name of the store in use, or of the first one."""
        ...

    def exists(self, name: str) -> bool:
        """Whether there is such a store."""
        ...

    def open(self, name: str, *, in_order: bool) -> VectorStore:
        """Open a store, or make it.

        Args:
            name: the store's.
            in_order: whether its last writer closed it.

        Raises:
            ArchiveDamagedError: it cannot be trusted, and is to be built anew.
            VectorStoreError: it is out of reach.
        """
        ...

    def make(self, name: str) -> VectorStore:
        """Make a new store."""
        ...

    def look(self, name: str) -> VectorIndex:
        """Open a store to be searched by a process that does not write."""
        ...

    def fresh_name(self, broken: str) -> str:
        """A name for the store that takes the place of a broken one."""
        ...

    def put_current(self, name: str) -> None:
        """Have another store in use from now on, by one commit."""
        ...

    def leftovers(self) -> list[str]:
        """Earlier stores that are still there, as users know them."""
        ...

    def clear_leftovers(self, current: str) -> None:
        """Delete this archive's stores but the current one, as far as they can be."""
        ...

    def discard(self) -> None:
        """Delete what lies outside of the archive's folder: the archive is to be no more."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def same_vector(one: Vectors, other: Vectors) -> bool:
    """Whether a stored vector is the catalog's."""
    return one.shape == other.shape and bool(np.allclose(one, other, atol=SAME_VECTOR))
