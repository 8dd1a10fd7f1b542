"""The vector store of an opened archive: opened on first use, and known to be sound from then on."""

from __future__ import annotations

import threading
from contextlib import suppress

from rag.errors import ArchiveDamagedError, ArchiveFullError
from rag.store.catalog import Catalog
from rag.store.open_archive import Folder
from rag.store.sqlite.file_modes import keep_private
from rag.store.vectors.indexing import store_problems
from rag.store.vectors.scan_index import ScanIndex
from rag.store.vectors.vector_store import StorePlace, VectorIndex, VectorStore

#: The setting in the catalog that says whether the vector store was closed in order.
_CLEAN = "vectors_clean"


class VectorHolder:
    """Gives the vector index of an archive: its store to the writer, opened and proved on first use, a scan to others.

    Opening Chroma with LlamaIndex takes some five seconds of imports, so nothing that can do without does it.

    Args:
        folder: the archive's.
        catalog: its catalog.
        place: where its vector store lies.
    """

    def __init__(self, folder: Folder, catalog: Catalog, place: StorePlace) -> None:
        self._folder = folder
        self._catalog = catalog
        self._place = place
        self._scan = ScanIndex(catalog)
        self._store: VectorStore | None = None
        self._proved = False  # whether the open store has been compared with the catalog where that was due
        self._in_order: bool | None = None  # how the last writer left the store, once it has been opened
        self._opening = threading.RLock()

    @property
    def index(self) -> VectorIndex:
        """What to search with."""
        return self.store() if self._folder.writable else self._scan

    @property
    def closed_in_order(self) -> bool:
        """Whether the last writer closed the vector store."""
        return self._folder.database.get(_CLEAN) != "0"

    def store(self) -> VectorStore:
        """The vector store, for the writer: opened, compared with the catalog where needed, rebuilt where broken."""
        with self._opening:
            if self._store is None or not self._proved:
                self._release()
                self._store = self._open()
                self._proved = True
            return self._store

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
        self._place.clear_leftovers(current)
        try:
            store = self._opened(current)
            suspicious = not self._in_order or store.count() < self._catalog.count_vectors()
        except ArchiveDamagedError:
            return self._rebuilt(current)
        if suspicious and store_problems(self._catalog, store):
            store.close()
            return self._rebuilt(current)
        return store

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

    def rebuild(self) -> None:
        """Make the vector store anew from the catalog; embeds nothing."""
        with self._opening:
            self._release()
            self._store = self._rebuilt(self._place.current())
            self._proved = True

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
            due = (self._proved or self._in_order) and not failed
            self._proved = False
            self._in_order = None
            if due:
                with suppress(ArchiveFullError):  # not noted, so that the next opening compares it: nothing is lost
                    self._folder.database.put(_CLEAN, "1")
            if self._folder.writable:
                keep_private(self._folder.path)

    def _release(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            store.close()
