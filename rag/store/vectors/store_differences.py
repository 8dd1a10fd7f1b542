"""How a vector store differs from the catalog, read back vector by vector: counting would not notice lost ones."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import ArchiveDamagedError
from rag.store.catalog import Catalog
from rag.store.vectors.vector_store import VectorStore, same_vector


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids of passages, by what is wrong with their vectors in the store. False where nothing is."""

    missing: frozenset[str] = frozenset()
    differing: frozenset[str] = frozenset()
    unfindable: frozenset[str] = frozenset()
    orphans: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.missing or self.differing or self.unfindable or self.orphans)

    @property
    def wrong(self) -> frozenset[str]:
        """Those of passages that are in the catalog."""
        return self.missing | self.differing | self.unfindable

    def that_last(self, later: Differences) -> Differences:
        """What is wrong still, in any way."""
        return Differences(
            later.missing & self.wrong,
            later.differing & self.wrong,
            later.unfindable & self.wrong,
            later.orphans & self.orphans,
        )

    def told(self) -> list[str]:
        """As sentences."""
        problems = []
        if self.missing:
            problems.append(f"{len(self.missing)} vectors are missing from the vector store")
        if self.differing:
            problems.append(f"{len(self.differing)} vectors in the vector store differ from the catalog's")
        if self.unfindable and not self.missing and not self.differing:
            problems.append(f"{len(self.unfindable)} vectors in the vector store are found by no query")
        if self.orphans:
            problems.append(f"{len(self.orphans)} vectors in the vector store belong to no passage")
        return problems


def differences(catalog: Catalog, store: VectorStore) -> Differences:
    """How a store differs from the catalog.

    Vectors of pending articles may be in the store or not: they are on their way.

    Raises:
        ArchiveDamagedError: the store cannot be read.
    """
    stored = store.read_back()
    missing: set[str] = set()
    differing: set[str] = set()
    unfindable: set[str] = set()
    pending = catalog.pending_passage_ids()
    for batch in catalog.all_vectors():
        for vector in batch:
            found = stored.pop(vector.passage_id, None)
            if found is None:
                missing.add(vector.passage_id)
            elif not same_vector(found, vector.vector):
                differing.add(vector.passage_id)
        unfindable.update(lost.passage_id for lost in store.unfindable(batch))
    orphans = frozenset(stored) - set(catalog.tombstones()) - pending
    return Differences(
        frozenset(missing - pending), frozenset(differing - pending), frozenset(unfindable - pending), orphans
    )


def lasting_differences(catalog: Catalog, store: VectorStore) -> Differences:
    """Like :func:`differences`, while other processes write: what is on its way differs once, but not twice."""
    found = differences(catalog, store)
    return found.that_last(differences(catalog, store)) if found else found


def store_problems(catalog: Catalog, store: VectorStore, *, several_writers: bool = False) -> list[str]:
    """How the vector store differs from the catalog, as sentences; empty when they agree."""
    try:
        return (lasting_differences if several_writers else differences)(catalog, store).told()
    except ArchiveDamagedError as error:
        return [str(error)]
