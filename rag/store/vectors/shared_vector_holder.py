"""The vector store of a catalog that several processes write to: one collection on a server, which all of them enter.

The catalog is the truth, and says which collection is in use; each process looks there before it uses one. Who does
what in it is claimed in the catalog (:mod:`rag.store.postgres.store_claims`). A store that has to be built anew is made
by one transaction: the new collection is in use at once, all articles are pending again, and whoever works on the
archive enters them; until all are in, searches compare with the catalog's own vectors.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Final

from rag.errors import ArchiveDamagedError, DatelineError, UsageError, VectorStoreError
from rag.store.catalog import Catalog
from rag.store.engine.catalog_database import VECTORS_COLLECTION, VECTORS_PLACE, CatalogDatabase
from rag.store.open_archive import Folder
from rag.store.vectors.store_differences import lasting_differences
from rag.store.vectors.vector_holder import VectorHolder
from rag.store.vectors.vector_store import StorePlace, VectorIndex, VectorStore

#: Works that one process does at a time.
_OPENING: Final = "vector store"
_PROVING: Final = "vector store proof"
_log = logging.getLogger("dateline.vectors")


class _BeingFilledError(VectorStoreError):
    """Not all vectors are in the store yet."""


class SharedVectorHolder(VectorHolder):
    """Gives the vector store of an archive to one of several processes that write to it.

    Args:
        folder: the archive's.
        catalog: its catalog.
        place: the server.
    """

    several_writers = True

    def __init__(self, folder: Folder, catalog: Catalog, place: StorePlace) -> None:
        super().__init__(folder, catalog, place)
        self._database = folder.database
        self._open_store: tuple[str, VectorStore] | None = None
        self._doubtful = False  # whether the store failed since it was last compared with the catalog

    @property
    def closed_in_order(self) -> bool:
        """A server keeps by itself what it has; it is compared with the catalog where it failed."""
        return True

    def failed(self, error: DatelineError) -> None:
        """Note that the store failed: it is compared with the catalog before it is used again."""
        with suppress(DatelineError):
            opened, current = self._open_store, self._database.get(VECTORS_COLLECTION)
            if isinstance(error, ArchiveDamagedError) and opened is not None and opened[0] != current:
                return  # another process has put another one in its place
        self._proved, self._doubtful = False, True
        self._down = str(error)
        self.on_failure()

    def _search_failed(self, error: DatelineError) -> None:
        if not isinstance(error, _BeingFilledError):
            super()._search_failed(error)

    def _for_search(self) -> VectorIndex:
        if self._down is not None:
            self.on_failure()  # should whoever saw to it have ended
            raise VectorStoreError(self._down)
        _, store, filling = self._used_now()
        if filling:
            self.on_failure()  # so that it is filled, whoever has begun
            raise _BeingFilledError(f"the vector store ({self.where}) is being filled")
        return store

    def _look(self) -> VectorIndex:
        with self._opening:
            name, filling = self._catalog.store_in_use()
            if name is None or filling:
                raise _BeingFilledError(f"the vector store ({self.where}) is being filled")
            if self._looked is None or self._looked[0] != name:
                self._looked = (name, self._place.look(name))
            return self._looked[1]

    def store(self) -> VectorStore:
        """The vector store: opened, compared with the catalog where needed, put another in its place where broken."""
        return self.named()[1]

    def named(self) -> tuple[str, VectorStore]:
        """The store in use at this moment, with its name.

        Raises:
            UsageError: the archive's vectors are on another server.
        """
        name, store, _ = self._used_now()
        return name, store

    def _used_now(self) -> tuple[str, VectorStore, bool]:
        """The store in use, its name, and whether it is being filled."""
        with self._opening:
            opened = self._open_store
            name, filling = self._catalog.store_in_use()
            if opened is None or not self._proved or opened[0] != name:
                self._release()
                opened = self._open_store = self._opened_now()
                if self._doubtful or opened[1].count() < self._catalog.count_vectors():
                    self._prove(opened[1])
                self._proved, self._doubtful, self._down = True, False, None
                self._fallback.wake()
                filling = self._catalog.store_in_use()[1]
            return *opened, filling

    def _opened_now(self) -> tuple[str, VectorStore]:
        """Open the store in use, or put another in its place; collections are opened and made by one at a time."""
        with self._database.in_turn(_OPENING):
            name, _ = self._catalog.store_in_use()
            if name is None:
                return self._begun_anew()
            try:
                store = self._place.open(name, in_order=True)
            except ArchiveDamagedError:
                self._must_be_here(name)
                return self._begun_anew()
            self._place.clear_leftovers(name)
            return name, store

    def _must_be_here(self, name: str) -> None:
        """Refuse to build anew what is on another server."""
        before = self._database.get(VECTORS_PLACE)
        if before not in (None, self.where) and not self._place.exists(name):
            raise UsageError(
                f"the archive {self._database.name} has its vectors elsewhere ({before}), not in {self.where}: set "
                "DATELINE_VECTORS as the other processes have it, or move them with dateline migrate --vectors"
            )

    def _begun_anew(self) -> tuple[str, VectorStore]:
        fresh = self._place.fresh_name(self._place.current())
        store = self._place.make(fresh)
        self._catalog.begin_store(fresh, self.where)
        self._place.clear_leftovers(fresh)
        self.on_failure()  # so that it is filled
        return fresh, store

    def _prove(self, store: VectorStore) -> None:
        """Compare with the catalog, and have entered again what differs; one process does it for all."""
        with self._database.alone(_PROVING) as mine:
            if mine and (found := lasting_differences(self._catalog, store)):
                _log.warning("%s: %s", self.where, "; ".join(found.told()))
                self._catalog.enter_again(found.wrong, found.orphans)

    def examine(self) -> VectorStore | None:
        """The vector store as it is, not compared with the catalog; None where there is none yet."""
        with self._opening:
            name, _ = self._catalog.store_in_use()
            if name is None or not self._place.exists(name):
                return None
            if self._open_store is None or self._open_store[0] != name:
                self._release()
                self._open_store, self._proved = self._opened_now(), False
            return self._open_store[1]

    def mend(self) -> None:
        """Have entered again what differs from the catalog, which the indexer then does."""
        with self._opening:
            self._proved, self._doubtful = False, True
            self.store()

    def rebuild(self) -> None:
        """Put a new, empty store in the place of the one in use, which the indexer then fills."""
        with self._opening, self._database.in_turn(_OPENING):
            self._release()
            self._open_store = self._begun_anew()

    def close(self) -> None:
        """Let go of the store."""
        with self._opening:
            self._scan.close()
            self._release()
            if self._looked is not None:
                self._looked[1].close()
                self._looked = None
            self._place.close()

    def _release(self) -> None:
        opened, self._open_store = self._open_store, None
        if opened is not None:
            opened[1].close()


def must_be_kept_in_catalog(database: CatalogDatabase) -> None:
    """Refuse to work without the server that a catalog has its vectors on.

    Raises:
        UsageError: it has them on one.
    """
    if database.get(VECTORS_COLLECTION) is not None:
        raise UsageError(
            f"the archive {database.name} has its vectors in {database.get(VECTORS_PLACE)}: set DATELINE_VECTORS as "
            "the other processes have it, or take them back with dateline migrate --vectors catalog"
        )
