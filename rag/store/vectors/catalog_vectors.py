"""Searching by meaning in the catalog's own vectors, where several processes write to one catalog.

A vector store keeps a copy, which one process looks after. The catalog's own vectors need nobody: each process compares
a question with all of them, and reads those that have come, whoever has embedded them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.errors import DatelineError
from rag.store.catalog import Catalog
from rag.store.passage_rows import StoredVector
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.scan_index import ScanIndex
from rag.store.vectors.shared_vector_holder import must_be_kept_in_catalog
from rag.store.vectors.vector_holder import VectorHolder
from rag.store.vectors.vector_store import VectorStore


class CatalogVectors(ScanIndex):
    """The catalog's vectors as a vector store: what is entered there is entered, and what is deleted is gone."""

    failed = False

    def add(self, vectors: Sequence[StoredVector]) -> None:
        """Nothing to do: they are in the catalog."""

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Nothing to do: they are out of the catalog."""

    def count(self) -> int:
        """How many vectors there are."""
        return self._catalog.count_vectors()

    def read_back(self) -> dict[str, Vectors]:
        """Every vector by its passage's id."""
        return {stored.passage_id: stored.vector for batch in self._catalog.all_vectors() for stored in batch}

    def unfindable(self, vectors: Sequence[StoredVector]) -> list[StoredVector]:
        """None: all are compared."""
        return []

    def make_findable(self, vectors: Sequence[StoredVector]) -> None:
        """Nothing to do."""


class CatalogVectorHolder(VectorHolder):
    """Gives the catalog's own vectors as the vector index; there is no store that could differ from the catalog."""

    where = "the catalog"

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._vectors = CatalogVectors(catalog)
        self.on_failure: Callable[[], None] = lambda: None

    def failed(self, error: DatelineError) -> None:
        """Nothing to do: what fails is the catalog."""

    def discard(self) -> None:
        """Nothing to do: they go with the catalog."""

    @property
    def index(self) -> CatalogVectors:
        """What to search with."""
        return self._vectors

    @property
    def closed_in_order(self) -> bool:
        """There is nothing to close."""
        return True

    def store(self) -> CatalogVectors:
        """The vectors as a store."""
        return self._vectors

    def named(self) -> tuple[str, VectorStore]:
        """The vectors as a store.

        Raises:
            UsageError: another process has put them on a server meanwhile.
        """
        must_be_kept_in_catalog(self._catalog.database)
        return "", self._vectors

    def examine(self) -> CatalogVectors:
        """The vectors as a store."""
        return self._vectors

    def mend(self) -> None:
        """Nothing to do."""

    def rebuild(self) -> None:
        """Nothing to do."""

    def leftovers(self) -> list[str]:
        """There are none."""
        return []

    def close(self) -> None:
        """Let go of the vectors in memory."""
        self._vectors.close()
