"""The vector store of an opened archive: opened on first use, and known to be sound from then on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from rag.errors import ArchiveDamagedError, ArchiveFullError, DatelineError, VectorStoreError
from rag.model import Filters
from rag.store.catalog import Catalog
from rag.store.engine.catalog_database import VECTORS_PLACE
from rag.store.open_archive import Folder
from rag.store.sqlite.file_modes import keep_private
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.fallback_index import FallbackIndex
from rag.store.vectors.scan_index import ScanIndex
from rag.store.vectors.store_differences import differences
from rag.store.vectors.vector_store import StorePlace, VectorIndex, VectorStore

#: The setting in the catalog that says whether the vector store was closed in order.
_CLEAN: Final = "vectors_clean"
_FIRST_PLACE: Final = "chroma"
#: A process that does not write asks a server only where there are more vectors: so many are read and compared sooner
#: than a server's client is imported, and take 75 MB.
SCANNED: Final = 50_000
_log = logging.getLogger("dateline.vectors")


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


class VectorHolder:
    """Gives the vector index of an archive: its store to the writer, opened and proved on first use, a scan to others.

    Opening Chroma with LlamaIndex takes some five seconds of imports, so nothing that can do without does it.

    Args:
        folder: the archive's.
        catalog: its catalog.
        place: where its vector store lies.
    """

    #: Whether other processes write to the store at the same time.
    several_writers = False

    def __init__(self, folder: Folder, catalog: Catalog, place: StorePlace) -> None:
        self._folder = folder
        self._catalog = catalog
        self._place = place
        self._scan = ScanIndex(catalog)
        self._store: VectorStore | None = None
        self._proved = False  # whether the open store has been compared with the catalog where that was due
        self._in_order: bool | None = None  # how the last writer left the store, once it has been opened
        self._looked: tuple[str, VectorIndex] | None = None  # what a process that does not write has open, by name
        self._many: bool | None = None  # whether there are more vectors than such a process compares by itself
        self._opening = threading.RLock()
        #: Called where the store failed a process that writes, so that somebody sees to it.
        self.on_failure: Callable[[], None] = lambda: None
        self._down: str | None = None  # why the store cannot be used at this moment
        self._fallback = FallbackIndex(
            self._for_search if folder.writable else self._look, self._scan, self._search_failed
        )

    @property
    def index(self) -> VectorIndex:
        """What to search with."""
        if self._place.elsewhere and (self._folder.writable or self._asks_server()):
            return self._fallback
        if not self._folder.writable:
            return self._scan
        return CurrentIndex(self.store(), self._successor)

    @property
    def where(self) -> str:
        """Where the vectors are kept, as users know it."""
        return self._place.shown

    @property
    def closed_in_order(self) -> bool:
        """Whether the last writer closed the vector store that is in use now."""
        return self._folder.database.get(_CLEAN) != "0" and self._last_place == self._place.shown

    @property
    def _last_place(self) -> str:
        return self._folder.database.get(VECTORS_PLACE) or _FIRST_PLACE

    def failed(self, error: DatelineError) -> None:
        """Note that the store failed: one elsewhere is opened and proved anew before it is used again."""
        if self._place.elsewhere:  # without the lock: who opens the store may hold it for long
            self._proved = self._in_order = False
            self._down = str(error)
            self.on_failure()

    def _search_failed(self, error: DatelineError) -> None:
        if self._folder.writable and self._down is None:
            self.failed(error)

    def _for_search(self) -> VectorIndex:
        """The store, for the writer's searches: while it is down they do not wait until it is proved anew."""
        if self._down is not None:
            self.on_failure()  # should whoever saw to it have ended
            raise VectorStoreError(self._down)
        return self.store()

    def _asks_server(self) -> bool:
        if self._many is None:
            self._many = self._place.shared and self._catalog.count_vectors() > SCANNED
        return self._many

    def _look(self) -> VectorIndex:
        """The store, for a process that does not write: the one that is in use at this moment."""
        with self._opening:
            if self._last_place != self._place.shown:
                raise VectorStoreError(
                    f"the archive's vectors are not in the vector store ({self._place.shown}) but elsewhere "
                    f"({self._last_place}): have DATELINE_VECTORS as the process that writes has it"
                )
            name = self._place.current()
            if self._looked is None or self._looked[0] != name:
                self._looked = (name, self._place.look(name))
            return self._looked[1]

    def named(self) -> tuple[str, VectorStore]:
        """The store as :meth:`store` gives it, with the name by which several processes know it; here no other one
        need."""
        return "", self.store()

    def store(self) -> VectorStore:
        """The vector store, for the writer: opened, compared with the catalog where needed, rebuilt where broken."""
        with self._opening:
            if self._store is None or not self._proved:
                self._release()
                self._store = self._open()
                self._proved = True
                self._now_used()
            return self._store

    def _successor(self, store: VectorStore) -> VectorStore | None:
        """The store that is open in place of this one, once nobody builds any; None after the archive was closed, too,
        which a search must not open again."""
        with self._opening:
            return self._store if self._store is not store else None

    def examine(self) -> VectorStore | None:
        """The vector store as it lies there, without comparing or repairing it; None where there is none yet.

        Raises:
            ArchiveDamagedError: it does not open.
        """
        with self._opening:
            if self._store is None:
                current = self._place.current()
                if not self._place.exists(current):
                    return None
                self._store = self._opened(current)
            return self._store

    def _open(self) -> VectorStore:
        current = self._place.current()
        try:
            store = self._opened(current)
            suspicious = not self._in_order or store.count() < self._catalog.count_vectors()
        except ArchiveDamagedError:
            return self._rebuilt(current)
        if suspicious and _differs(self._catalog, store):
            store.close()
            return self._rebuilt(current)
        self._place.clear_leftovers(current)
        return store

    def _now_used(self) -> None:
        self._down = None
        self._fallback.wake()
        before = self._last_place
        if before != self._place.shown:
            self._folder.database.put(VECTORS_PLACE, self._place.shown)
            if before != _FIRST_PLACE:
                _log.warning("the archive's vectors are in %s now; those in %s are left there", self.where, before)

    def _opened(self, name: str) -> VectorStore:
        """Open a store that is whole.

        Raises:
            ArchiveDamagedError: it was being written when a process was killed, or does not open.
        """
        in_order = self.closed_in_order
        if self._in_order is None:
            self._in_order = in_order
        # From here on the store may change, if only by what Chroma catches up with: until it is closed its soundness
        # is unknown.
        self._folder.database.put(_CLEAN, "0")
        return self._place.open(name, in_order=in_order)

    def mend(self) -> None:
        """Bring a store that differs from the catalog into agreement with it; embeds nothing."""
        self.rebuild()

    def rebuild(self) -> None:
        """Make the vector store anew from the catalog; embeds nothing."""
        with self._opening:
            self._release()
            self._store = self._rebuilt(self._place.current())
            self._proved = True
            self._now_used()

    def _rebuilt(self, broken: str) -> VectorStore:
        """Build beside the broken one, then make the new one current by one commit: a kill leaves one or the other."""
        self._folder.database.put(_CLEAN, "0")
        fresh = self._place.fresh_name(broken)
        store = self._place.make(fresh)
        for batch in self._catalog.all_vectors():
            store.add(batch)
        for batch in self._catalog.all_vectors():  # what came later may have cut the way to what came before
            store.make_findable(batch)
        self._place.put_current(fresh)
        self._place.clear_leftovers(fresh)
        return store

    def leftovers(self) -> list[str]:
        """Earlier vector stores that could not be deleted."""
        return self._place.leftovers()

    def close(self) -> None:
        """Close the vector store in order."""
        with self._opening:
            self._scan.close()
            failed = self._store is not None and self._store.failed
            self._release()
            if self._looked is not None:
                self._looked[1].close()
                self._looked = None
            self._place.close()
            due = (self._proved or self._in_order) and not failed
            self._proved = False
            self._in_order = None
            if due:
                with suppress(ArchiveFullError):  # not noted, so that the next opening compares it: nothing is lost
                    self._folder.database.put(_CLEAN, "1")
            if self._folder.writable:
                keep_private(self._folder.path)

    def discard(self) -> None:
        """Delete the store where it lies outside of the archive's folder: the archive is to be no more."""
        with self._opening:
            self._release()
            self._place.discard()

    def _release(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            store.close()


def _differs(catalog: Catalog, store: VectorStore) -> bool:
    try:
        return bool(differences(catalog, store))
    except ArchiveDamagedError:
        return True
