"""From pending to ready: embedding, entering vectors, and picking up what was cut off.

Each step is committed before the next begins, and each can be repeated without harm:

1. an article is committed with passages and words (pending, found by words);
2. its passages are embedded in batches, and the vectors committed to the catalog;
3. the vectors are entered into the vector store; then the article is marked ready;
4. vectors of removed passages are taken out of the store; then their tombstones are purged.

A kill between any two leaves work that :func:`resume` finds and does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from rag.errors import ArchiveDamagedError
from rag.model import Progress
from rag.store.catalog import Catalog
from rag.store.embedding import Embedder
from rag.store.vectors import SAME_VECTOR, ChromaIndex

#: Passages embedded between two commits: two to eight seconds of work, the most that a kill can cost.
EMBEDDING_BATCH = 32
#: Articles entered into the vector store at once.
READY_BATCH = 200

ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Indexer:
    """Brings a catalog's pending work to its end.

    One thread at a time embeds; ``lock`` is held only while something is written, so that adding and removing do not
    wait for the embedding. Once ``closing`` is set nothing more is begun.
    """

    catalog: Catalog
    embedder: Embedder
    store: Callable[[], ChromaIndex]
    lock: threading.RLock
    closing: threading.Event
    _embedding: threading.Lock = field(default_factory=threading.Lock)

    def has_work(self) -> bool:
        """Whether anything waits."""
        return bool(self.catalog.counts()[2] or self.catalog.tombstones(1))

    def resume(self, progress: ProgressCallback | None = None) -> None:
        """Do all that waits."""
        self.bury()
        self.embed(progress)

    def bury(self) -> None:
        """Take the vectors of removed passages out of the vector store."""
        while True:
            with self.lock:
                gone = [] if self.closing.is_set() else self.catalog.tombstones()
                if not gone:
                    return
                self.store().delete(gone)
                self.catalog.purge_tombstones(gone)

    def embed(self, progress: ProgressCallback | None = None) -> None:
        """Embed all passages that have no vector, and make their articles ready.

        What is removed or changed while its batch is embedded is no matter: a passage's id follows from what is
        embedded for it, and the vector of one that has gone is not kept.
        """
        with self._embedding:
            self._embed(progress)

    def _embed(self, progress: ProgressCallback | None) -> None:
        total = self.catalog.count_unembedded()
        done = 0
        while not self.closing.is_set():
            batch = self.catalog.unembedded(EMBEDDING_BATCH)
            vectors = self.embedder.embed_passages([passage.text for passage in batch]) if batch else None
            with self.lock:
                if self.closing.is_set():
                    return
                if vectors is not None:
                    self.catalog.put_vectors([passage.id for passage in batch], vectors)
                promoted = self._promote()
            done += len(batch)
            if progress and batch:
                progress(Progress("embedding", done, max(total, done)))
            if not batch and not promoted:
                return

    def _promote(self) -> int:
        """Enter the vectors of fully embedded articles into the store, and mark these ready."""
        article_ids, vectors = self.catalog.vectors_of_pending(READY_BATCH)
        if article_ids:
            self.store().add(vectors)
            self.catalog.mark_ready(article_ids)
        return len(article_ids)


def store_problems(catalog: Catalog, index: ChromaIndex) -> list[str]:
    """How the vector store differs from the catalog, read back vector by vector; empty when they agree.

    Vectors of pending articles may be in the store or not: they are on their way.
    """
    try:
        return _differences(catalog, index)
    except ArchiveDamagedError as error:
        return [str(error)]


def _differences(catalog: Catalog, index: ChromaIndex) -> list[str]:
    stored = index.read_back()
    missing = differing = unfindable = 0
    pending = catalog.pending_passage_ids()
    for batch in catalog.all_vectors():
        for vector in batch:
            found = stored.pop(vector.passage_id, None)
            if found is None:
                missing += vector.passage_id not in pending
            elif found.shape != vector.vector.shape or not np.allclose(found, vector.vector, atol=SAME_VECTOR):
                differing += vector.passage_id not in pending
        unfindable += sum(lost.passage_id not in pending for lost in index.unfindable(batch))
    buried = set(catalog.tombstones())
    orphans = sum(passage_id not in buried for passage_id in stored)
    problems = []
    if missing:
        problems.append(f"{missing} vectors are missing from the vector store")
    if differing:
        problems.append(f"{differing} vectors in the vector store differ from the catalog's")
    if unfindable and not missing and not differing:
        problems.append(f"{unfindable} vectors in the vector store are found by no query")
    if orphans:
        problems.append(f"{orphans} vectors in the vector store belong to no passage")
    return problems
