"""A collection of Chroma as a vector store, whether Chroma is embedded or a server.

Chroma's graph (HNSW) can leave a vector without a way to it, so each vector is asked for once it is in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
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
        if vectors:
            with self._writing():
                self._collection.upsert(
                    ids=[stored.passage_id for stored in vectors],
                    embeddings=[stored.vector.tolist() for stored in vectors],
                    metadatas=[node_record(stored.passage_id, _metadata(stored)) for stored in vectors],
                    documents=[""] * len(vectors),  # the catalog has the words
                )

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


def node_record(passage_id: str, metadata: dict[str, str | int]) -> dict[str, str | int]:
    """A passage's metadata as LlamaIndex's Chroma store writes those of a node, so that it can read the collection.

    Written here, as importing LlamaIndex takes every command that adds some seconds, and as its store silently keeps
    the old vector of an id that is known.
    """
    node: dict[str, Any] = {
        "id_": passage_id,
        "embedding": None,
        "metadata": metadata,
        "excluded_embed_metadata_keys": [],
        "excluded_llm_metadata_keys": [],
        "relationships": {},
        "metadata_template": "{key}: {value}",
        "metadata_separator": "\n",
        "text": "",
        "mimetype": "text/plain",
        "start_char_idx": None,
        "end_char_idx": None,
        "text_template": "{metadata_str}\n\n{content}",
        "class_name": "TextNode",
    }
    no_document = dict.fromkeys(("document_id", "doc_id", "ref_doc_id"), "None")
    return {**metadata, "_node_content": json.dumps(node, ensure_ascii=False), "_node_type": "TextNode", **no_document}


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
