"""Vector stores for tests: the embedded one of an archive, and real servers."""

from __future__ import annotations

from rag import Archive
from rag.store.vectors.chroma_index import ChromaIndex


def embedded(archive: Archive) -> ChromaIndex:
    """An archive's embedded Chroma, opened and proved."""
    store = archive._store.vectors.store()
    assert isinstance(store, ChromaIndex)
    return store
