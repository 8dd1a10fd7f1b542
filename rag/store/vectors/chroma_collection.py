"""A collection of Chroma as a vector store, whether Chroma is embedded or a server.

Chroma's graph (HNSW) can leave a vector without a way to it, so each vector is asked for once it is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

import numpy as np

from rag.model import Filters
from rag.store.passage_rows import StoredVector
from rag.store.sqlite.tables import day_number
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.vector_store import SAME_VECTOR, same_vector

# Chroma's graph (HNSW) can leave a vector without a way to it: such a one can be read, but no query finds it. Of
# 3,000 random vectors of 384 numbers that was so for 16 to 21 at its defaults (16 and 100), for 1 or 2 at these, in
# the same time; of 3,000 passages of news by e5 for none.
_NEIGHBOURS = 32
_CANDIDATES = 200
# So each vector is asked for when it has been entered, among so many nearest, and entered anew so many times.
_NEAREST = 10
_TRIES = 5
_QUERIES = 500
#: Chroma takes at most 5,461 records a call on SQLite builds with the old limit on parameters.
BATCH = 2_000


def graph_settings(sync_threshold: int | None = None) -> Any:
    """How Chroma makes a collection's graph.

    Args:
        sync_threshold: after how many changes it is written to disk; Chroma's own default where None.
    """
    from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration

    hnsw = CreateHNSWConfiguration(space="cosine", max_neighbors=_NEIGHBOURS, ef_construction=_CANDIDATES)
    if sync_threshold is not None:
        hnsw["sync_threshold"] = sync_threshold
        hnsw["batch_size"] = max(2, sync_threshold // 2)
    return CreateCollectionConfiguration(hnsw=hnsw)


class ChromaCollection:
    """What is done with a collection; how its calls are made, and what their errors mean, is left to who has it."""

    #: So many records are sent at once.
    batch = BATCH
    _collection: Any
    notice: str | None = None

    def _call(self) -> AbstractContextManager[None]:
        """A call of Chroma."""
        raise NotImplementedError

    def _writing(self) -> AbstractContextManager[None]:
        """A call that changes something."""
        return self._call()

    @cached_property
    def _store(self) -> Any:
        """LlamaIndex's store over the collection: made when vectors are entered, as its import takes four seconds."""
        return _vector_store(self._collection)

    def add(self, vectors: Sequence[StoredVector]) -> None:
        """Enter vectors; one whose id is there already is replaced.

        A vector that is there as it should be (entered before a kill, or with new metadata now) is not entered
        again: Chroma would move it within its graph, and of 120 vectors so moved, one in ten times one could no
        longer be found by any query.
        """
        for start in range(0, len(vectors), self.batch):
            self._enter(self._without_known(vectors[start : start + self.batch]))
        self.make_findable(vectors)

    def unfindable(self, vectors: Sequence[StoredVector]) -> list[StoredVector]:
        """Those that a query with their own vector does not find: a graph can lose the way to one that it holds.

        A sixth of a millisecond each.
        """
        lost: list[StoredVector] = []
        for start in range(0, len(vectors), _QUERIES):
            part = vectors[start : start + _QUERIES]
            with self._call():
                result = self._collection.query(
                    query_embeddings=[stored.vector.tolist() for stored in part],
                    n_results=_NEAREST,
                    include=["distances"],
                )
            for stored, ids, distances in zip(part, result["ids"], result["distances"], strict=True):
                as_near = bool(distances) and distances[-1] < SAME_VECTOR  # more of the same than are asked for
                if stored.passage_id not in ids and not as_near:
                    lost.append(stored)
        return lost

    def make_findable(self, vectors: Sequence[StoredVector]) -> None:
        """Enter those that no query finds anew, which gives them another place in the graph."""
        for _ in range(_TRIES):
            lost = self.unfindable(vectors)
            if not lost:
                return
            self.delete([stored.passage_id for stored in lost])
            self._enter(lost)

    def _enter(self, vectors: Sequence[StoredVector]) -> None:
        from llama_index.core.schema import TextNode  # here: four seconds

        nodes = [
            TextNode(
                id_=stored.passage_id,
                text="",  # the catalog has the words
                embedding=stored.vector.tolist(),
                metadata=_metadata(stored),
            )
            for stored in vectors
        ]
        if nodes:
            with self._writing():
                self._store.add(nodes)

    def _without_known(self, vectors: Sequence[StoredVector]) -> list[StoredVector]:
        """Those that the store does not hold; of those that it holds, the metadata are brought up to date."""
        with self._writing():
            ids = [stored.passage_id for stored in vectors]
            found = self._collection.get(ids=ids, include=["embeddings", "metadatas"])
            known = dict(zip(found["ids"], zip(found["embeddings"], found["metadatas"], strict=True), strict=True))
            new: list[StoredVector] = []
            changed: dict[str, dict[str, str | int | None]] = {}
            for stored in vectors:
                vector, metadata = known.get(stored.passage_id, (None, None))
                if vector is None or not same_vector(np.asarray(vector), stored.vector):
                    new.append(stored)
                elif (wanted := _filtered_by(stored)) != {key: (metadata or {}).get(key) for key in wanted}:
                    changed[stored.passage_id] = wanted
            if changed:
                self._collection.update(ids=list(changed), metadatas=list(changed.values()))
        return new

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Take vectors out; unknown ids are passed over."""
        for start in range(0, len(passage_ids), self.batch):
            with self._writing():
                self._collection.delete(ids=list(passage_ids[start : start + self.batch]))

    def search(self, vector: Vectors, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Passage ids with their cosine to ``vector``, the nearest first."""
        # Asked of Chroma itself: LlamaIndex's store has every result's text and metadata read and made into a node, of
        # which nothing is used here: 22 of the 61 ms that a search took with 32,572 passages.
        with self._call():
            result = self._collection.query(
                query_embeddings=[vector],
                n_results=limit,
                where=_where(filters),
                include=["distances"],
            )
        # Chroma's cosine distance is one minus the cosine.
        return [
            (passage_id, 1 - distance)
            for passage_id, distance in zip(result["ids"][0], result["distances"][0], strict=True)
        ]

    def count(self) -> int:
        """How many vectors the store says it has; it may say so of lost ones too."""
        with self._call():
            return int(self._collection.count())

    def read_back(self) -> dict[str, Vectors]:
        """Every vector by id, read from the index itself: counting would not notice lost ones.

        Raises:
            ArchiveDamagedError: the store cannot be read.
        """
        found: dict[str, Vectors] = {}
        with self._call():
            ids = self._collection.get(include=[])["ids"]
            for start in range(0, len(ids), self.batch):
                part = self._collection.get(ids=ids[start : start + self.batch], include=["embeddings"])
                for passage_id, vector in zip(part["ids"], part["embeddings"], strict=True):
                    found[passage_id] = np.asarray(vector, dtype=np.float32)
            if ids:  # and the graph over them, which get() does not touch
                self._collection.query(query_embeddings=[found[ids[0]].tolist()], n_results=1, include=[])
        return found


def _vector_store(collection: Any) -> Any:
    """LlamaIndex's Chroma store, but replacing where the original silently keeps the old vector of a known id."""
    from llama_index.core.schema import BaseNode
    from llama_index.core.vector_stores.utils import node_to_metadata_dict
    from llama_index.vector_stores.chroma import ChromaVectorStore

    class _UpsertingChromaVectorStore(ChromaVectorStore):
        def add(self, nodes: Sequence[BaseNode], **_: Any) -> list[str]:
            collection.upsert(
                ids=[node.node_id for node in nodes],
                embeddings=[node.get_embedding() for node in nodes],
                metadatas=[node_to_metadata_dict(node, remove_text=True, flat_metadata=True) for node in nodes],
                documents=[node.get_content() for node in nodes],
            )
            return [node.node_id for node in nodes]

    return _UpsertingChromaVectorStore.from_collection(collection)


def _metadata(stored: StoredVector) -> dict[str, str | int]:
    """What Chroma filters by. Absent values stay absent: LlamaIndex takes no None, and a day of 0 would be a date."""
    return {key: value for key, value in _filtered_by(stored).items() if value is not None}


def _filtered_by(stored: StoredVector) -> dict[str, str | int | None]:
    return {
        "article": stored.article_id,
        "day": stored.day,
        "outlet": stored.outlet.casefold() if stored.outlet is not None else None,
        "language": stored.language.casefold() if stored.language is not None else None,
    }


def _where(filters: Filters) -> dict[str, Any] | None:
    """The filters as Chroma takes them."""
    wanted: list[dict[str, Any]] = []
    if filters.since:
        wanted.append({"day": {"$gte": day_number(filters.since)}})
    for last in (filters.until, filters.as_of):
        if last:
            wanted.append({"day": {"$lte": day_number(last)}})
    for key, values in (("outlet", filters.outlets), ("language", filters.languages)):
        if values:
            wanted.append({key: {"$in": [value.casefold() for value in values]}})
    if len(wanted) > 1:
        return {"$and": wanted}
    return wanted[0] if wanted else None
