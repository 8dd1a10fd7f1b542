"""A collection of Milvus as a vector store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.model import Filters
from rag.store.passage_rows import StoredVector
from rag.store.sqlite.tables import day_number
from rag.store.vectors.collections_place import ServedCollection
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.vector_store import SAME_VECTOR

if TYPE_CHECKING:
    from rag.store.vectors.milvus_server import MilvusServer

COSINE = "COSINE"
#: Records in one call: 500 of 384 numbers are 0.8 MB.
_BATCH = 500
#: Milvus gives no more at once.
_MOST = 16_384
#: But Milvus Lite does.
_ALL = 1_000_000_000
#: A vector is asked for among so many nearest, so many in one call, and entered anew so many times.
_NEAREST = 10
_QUERIES = 100
_TRIES = 5
#: How many candidates a search in the graph follows at least.
_CANDIDATES = 200
#: Milvus Lite compares with what it has not written to its segments one by one, in Python: 0.7 s for 10,000, and with
#: what it has in 0.04 s. So many are left unwritten.
_UNWRITTEN = 200
#: A day that no article has: Milvus before 2.5 knows no null.
_NO_DAY = 0


def collection_schema(dimension: int) -> Any:
    """What a record has: the passage's id, its vector, and what is filtered by."""
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=200)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("day", DataType.INT64)
    schema.add_field("outlet", DataType.VARCHAR, max_length=64)
    schema.add_field("language", DataType.VARCHAR, max_length=64)
    return schema


class MilvusCollection(ServedCollection):
    """A collection of a :class:`rag.store.vectors.milvus_server.MilvusServer`.

    Not through LlamaIndex's store, which writes every node's text and metadata as JSON beside the vector and reads them
    back with each hit, and whose ``add`` is an insert that leaves the old vector of a known id.
    """

    notice: str | None = None

    def __init__(self, server: MilvusServer, name: str) -> None:
        super().__init__(server)
        self._server = server
        self._name = name
        self._unwritten = 0

    def search(self, vector: Vectors, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Passage ids with their cosine to ``vector``, the nearest first."""
        if self._unwritten > _UNWRITTEN:
            self._write_out()
        with self._call() as client:
            [hits] = self._nearest(client, [vector], min(limit, _MOST), _expression(filters))
            return [(hit["id"], float(hit["distance"])) for hit in hits]

    def add(self, vectors: Sequence[StoredVector]) -> None:
        """Enter vectors; one whose id is there already is replaced."""
        self._enter(vectors)
        self.make_findable(vectors)

    def delete(self, passage_ids: Sequence[str]) -> None:
        """Take vectors out; unknown ids are passed over."""
        for start in range(0, len(passage_ids), _BATCH):
            with self._call() as client:
                client.delete(self._name, ids=list(passage_ids[start : start + _BATCH]), **self._server.bounded())

    def count(self) -> int:
        """How many vectors the store says it has."""
        with self._call() as client:
            told = client.query(self._name, filter="", output_fields=["count(*)"], **self._strong())
            return int(told[0]["count(*)"])

    def read_back(self) -> dict[str, Vectors]:
        """Every vector by id, read from the store itself."""
        found: dict[str, Vectors] = {}
        with self._call() as client:
            for page in self._by_id(client) if self._server.lite is not None else self._in_pages(client):
                found.update((record["id"], np.asarray(record["vector"], dtype=np.float32)) for record in page)
        return found

    def _in_pages(self, client: Any) -> Iterator[list[Any]]:
        pages = client.query_iterator(
            self._name, batch_size=_BATCH, filter="", output_fields=["id", "vector"], **self._strong()
        )
        try:
            while page := pages.next():
                yield page
        finally:
            pages.close()

    def _by_id(self, client: Any) -> Iterator[list[Any]]:
        # Milvus Lite has no time stamps to page by, and says so in its log.
        ids = [
            record["id"]
            for record in client.query(self._name, filter="", output_fields=["id"], limit=_ALL, **self._strong())
        ]
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            yield client.get(self._name, ids=part, output_fields=["id", "vector"], **self._server.bounded())

    def unfindable(self, vectors: Sequence[StoredVector]) -> list[StoredVector]:
        """Those that a query with their own vector does not find; Milvus Lite compares with all, and finds each."""
        lost: list[StoredVector] = []
        if self._server.lite is not None:
            return lost
        for start in range(0, len(vectors), _QUERIES):
            part = vectors[start : start + _QUERIES]
            with self._call() as client:
                results = self._nearest(client, [stored.vector for stored in part], _NEAREST, "")
            for stored, hits in zip(part, results, strict=True):
                as_near = bool(hits) and 1 - hits[-1]["distance"] < SAME_VECTOR  # more of the same than are asked for
                if not as_near and all(hit["id"] != stored.passage_id for hit in hits):
                    lost.append(stored)
        return lost

    def make_findable(self, vectors: Sequence[StoredVector]) -> None:
        """Enter those that no query finds anew, which gives them another place in the graph."""
        for _ in range(_TRIES):
            lost = self.unfindable(vectors)
            if not lost:
                return
            self._enter(lost)

    def _enter(self, vectors: Sequence[StoredVector]) -> None:
        for start in range(0, len(vectors), _BATCH):
            records = [_record(stored) for stored in vectors[start : start + _BATCH]]
            with self._call() as client:
                client.upsert(self._name, records, **self._server.bounded())
            self._unwritten += len(records)
        if self._unwritten > 5 * _UNWRITTEN:
            self._write_out()

    def _write_out(self) -> None:
        if self._server.lite is not None:  # a server sees to it itself, and is not to be asked often
            with self._call() as client:
                client.flush(self._name, **self._server.bounded())
        self._unwritten = 0

    def _nearest(self, client: Any, vectors: Sequence[Vectors], limit: int, expression: str) -> list[Any]:
        found: list[Any] = client.search(
            self._name,
            data=[vector.tolist() for vector in vectors],
            anns_field="vector",
            limit=limit,
            filter=expression,
            output_fields=["id"],  # with none named, Milvus Lite sends all
            search_params={"metric_type": COSINE, "params": {"ef": max(_CANDIDATES, limit)}},
            **self._strong(),
        )
        return found

    def _strong(self) -> dict[str, Any]:
        # What was written before the call is seen by it.
        return {"consistency_level": "Strong", **self._server.bounded()}


def _record(stored: StoredVector) -> dict[str, Any]:
    return {
        "id": stored.passage_id,
        "vector": stored.vector,
        "day": _NO_DAY if stored.day is None else stored.day,
        "outlet": _key(stored.outlet),
        "language": _key(stored.language),
    }


def _key(name: str | None) -> str:
    """A name as it is filtered by: short, and with nothing in it that an expression could take for its own."""
    return "" if name is None else hashlib.sha256(name.casefold().encode()).hexdigest()[:32]


def _expression(filters: Filters) -> str:
    """The filters as Milvus takes them."""
    wanted = []
    if filters.since:
        wanted.append(f"day >= {day_number(filters.since)}")
    lasts = [day_number(last) for last in (filters.until, filters.as_of) if last]
    if lasts:
        wanted.append(f"day > {_NO_DAY} and day <= {min(lasts)}")
    for field, names in (("outlet", filters.outlets), ("language", filters.languages)):
        if names:
            keys = ", ".join(f'"{_key(name)}"' for name in names)
            wanted.append(f"{field} in [{keys}]")
    return " and ".join(wanted)
