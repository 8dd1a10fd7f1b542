"""Searching a vector store that may be out of reach: without it the catalog's own vectors are compared one by one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from rag.errors import ArchiveDamagedError, DatelineError, VectorStoreError
from rag.model import Filters
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.scan_index import ScanIndex
from rag.store.vectors.vector_store import VectorIndex

#: After a failure the store is left alone so long: each try may take as long as a server may keep silent.
REST_SECONDS: Final = 5.0
_log = logging.getLogger("dateline.vectors")


class FallbackIndex:
    """Searches a store, and where that fails compares with every vector of the catalog: exact, but slower.

    Args:
        store: opens the store, or gives the open one; raises what a store raises.
        scan: compares with the catalog's vectors.
        failed: told of each failure.
    """

    def __init__(
        self,
        store: Callable[[], VectorIndex],
        scan: ScanIndex,
        failed: Callable[[DatelineError], None] = lambda error: None,
    ) -> None:
        self._store = store
        self._scan = scan
        self._failed = failed
        self._lock = threading.Lock()
        self._reason: str | None = None
        self._again = 0.0  # when the store is tried again, on the clock that only runs forward

    @property
    def notice(self) -> str | None:
        """What a reader should know: that the store is out of reach, and what is done instead."""
        reason = self._reason
        if reason is None:
            return None
        what, closed, _ = reason.partition("): ")  # what to do about it is for who runs the archive, and is logged
        return f"Vectors are compared one by one, because {what}{')' if closed else ''}."

    def search(self, vector: Vectors, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Passage ids with their cosine to ``vector``, the nearest first."""
        if self._may_try():
            try:
                found = self._store().search(vector, limit, filters)
            except (VectorStoreError, ArchiveDamagedError) as error:
                self._note(error)
            else:
                self._well()
                return found
        return self._scan.search(vector, limit, filters)

    def wake(self) -> None:
        """Try the store with the next search: it may be back."""
        with self._lock:
            self._again = 0.0

    def _may_try(self) -> bool:
        with self._lock:
            if self._reason is None:
                return True
            if time.monotonic() < self._again:
                return False
            self._again = time.monotonic() + REST_SECONDS  # one tries whether it is back, the others need not wait
            return True

    def _note(self, error: DatelineError) -> None:
        with self._lock:
            new, self._reason = self._reason is None, str(error)
            self._again = time.monotonic() + REST_SECONDS
        if new:
            _log.warning("Vectors are compared one by one, because %s", error)
        self._failed(error)

    def _well(self) -> None:
        if self._reason is not None:
            with self._lock:
                self._reason = None
            self._scan.close()  # the memory of all vectors
            _log.warning("the vector store is back")

    def close(self) -> None:
        """Let go of the vectors in memory."""
        self._scan.close()
