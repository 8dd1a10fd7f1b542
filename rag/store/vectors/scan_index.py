"""The exact search of processes that do not write: a question is compared with all vectors of the catalog."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.model import Filters
from rag.store.catalog import Catalog
from rag.store.vectors.embedding import Vectors

_Keys = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The vectors of one state of the catalog, in the order of the passages' keys."""

    version: int
    keys: _Keys
    ids: npt.NDArray[np.object_]
    articles: _Keys
    matrix: Vectors


def _none() -> _Rows:
    empty = np.zeros(0, dtype=np.int64)
    return _Rows(-1, empty, np.zeros(0, dtype=object), empty, np.zeros((0, 0), dtype=np.float32))


class ScanIndex:
    """Compares a question with every vector of the catalog; reads those that have come since it last looked."""

    #: Nothing can go wrong with it that is not the catalog's.
    notice: str | None = None

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._rows = _none()

    def search(self, vector: Vectors, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Passage ids with their cosine to ``vector``, the nearest first."""
        with self._lock:
            version = self._catalog.version()
            if version != self._rows.version:
                self._rows = self._read(version)
            rows = self._rows
        if not len(rows.keys) or rows.matrix.shape[1] != len(vector):
            return []
        cosines = rows.matrix @ vector
        among = np.arange(len(cosines))
        if filters:
            among = np.flatnonzero(np.isin(rows.articles, self._catalog.keys_of(filters)))
        if len(among) > limit:
            least = np.partition(cosines[among], len(among) - limit)[len(among) - limit]
            among = among[cosines[among] >= least]  # with those as near as the last
        best = among[np.lexsort((among, -cosines[among]))][:limit]
        return list(zip(rows.ids[best].tolist(), cosines[best].tolist(), strict=True))

    def _read(self, version: int) -> _Rows:
        """The rows of the catalog as it is; of a passage that was there before the vector is not read again, as its id
        follows from what is embedded for it."""
        before = self._rows
        keys, ids, articles = self._catalog.embedded_passages()
        places = np.minimum(np.searchsorted(before.keys, keys), max(0, len(before.keys) - 1))
        known = np.zeros(len(keys), dtype=bool)
        if len(before.keys):
            known = (before.keys[places] == keys) & (before.ids[places] == ids)
        if known.all() and len(keys) == len(before.keys):
            return _Rows(version, keys, ids, articles, before.matrix)
        there, new = self._catalog.vectors_at(keys[~known].tolist())
        matrix = np.zeros((len(keys), new.shape[1]), dtype=np.float32)
        if known.any():
            matrix[known] = before.matrix[places[known]]
        at = np.searchsorted(keys, there)
        matrix[at] = new
        known[at] = True
        if not known.all():  # one of another length, or gone meanwhile
            keys, ids, articles, matrix = keys[known], ids[known], articles[known], matrix[known]
        return _Rows(version, keys, ids, articles, matrix)

    def close(self) -> None:
        """Let go of the vectors in memory."""
        self._rows = _none()
