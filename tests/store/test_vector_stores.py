"""What every vector store must do, whatever keeps the vectors: one suite for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag import Filters
from rag.store.passage_rows import StoredVector
from rag.store.vectors.chroma_collection import node_record
from rag.store.vectors.chroma_index import ChromaIndex
from rag.store.vectors.chroma_server import ChromaServer
from rag.store.vectors.collections_place import CollectionServer
from rag.store.vectors.embedding import Vectors
from rag.store.vectors.milvus_server import MilvusServer
from rag.store.vectors.vector_store import VectorStore, same_vector

#: Opens the test's store, again and again; given how many numbers a vector has, 3 where nothing is said.
Open = Callable[..., VectorStore]


def _embedded(request: pytest.FixtureRequest, folder: Path, dimension: int) -> VectorStore:
    return ChromaIndex(folder / "store", sync_threshold=4)


def _chroma_server(request: pytest.FixtureRequest, folder: Path, dimension: int) -> VectorStore:
    server = ChromaServer(request.getfixturevalue("chroma_server").url, None, 30.0)
    return _collection(server, f"test_{folder.name}_{dimension}", dimension)


def _collection(server: CollectionServer, name: str, dimension: int) -> VectorStore:
    return server.open(name) if name in server.names(name) else server.create(name, dimension, name)


def _milvus_lite(request: pytest.FixtureRequest, folder: Path, dimension: int) -> VectorStore:
    pytest.importorskip("milvus_lite")
    return _collection(MilvusServer(None, folder / "lite", None, 30.0), f"test_{dimension}", dimension)


def _milvus_server(request: pytest.FixtureRequest, folder: Path, dimension: int) -> VectorStore:
    server = MilvusServer(request.getfixturevalue("milvus_server").url, None, None, 30.0)
    return _collection(server, f"test_{folder.name}_{dimension}".replace("-", "_"), dimension)


STORES = {
    "chroma": _embedded,
    "chroma-server": _chroma_server,
    "milvus-lite": _milvus_lite,
    "milvus-server": _milvus_server,
}


@pytest.fixture(params=STORES)
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    opened: list[VectorStore] = []

    def open_store(dimension: int = 3) -> VectorStore:
        opened.append(STORES[request.param](request, tmp_path, dimension))
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


def unit(*numbers: float) -> Vectors:
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def of(
    name: str, vector: Vectors, day: int | None = None, outlet: str | None = None, language: str | None = None
) -> StoredVector:
    return StoredVector(name, f"article-{name}", vector, day, outlet, language)


def random_vectors(number: int, seed: int = 7) -> list[StoredVector]:
    rows = np.random.default_rng(seed).normal(size=(number, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return [of(f"p-{place}", row, day=20250101 + place % 28) for place, row in enumerate(rows)]


def test_a_new_one_is_empty(opens: Open) -> None:
    store = opens()
    assert (store.count(), store.read_back(), store.failed, store.notice) == (0, {}, False, None)
    assert store.search(unit(1, 0, 0), 5, Filters()) == []
    store.add([])
    store.delete([])
    store.delete(["never there"])


def test_the_nearest_come_first_with_their_cosines(opens: Open) -> None:
    vectors = random_vectors(200)
    store = opens(16)
    store.add(vectors)
    asked = unit(*range(1, 17))
    cosines = {stored.passage_id: float(stored.vector @ asked) for stored in vectors}
    nearest = sorted(cosines, key=lambda name: -cosines[name])[:10]
    found = store.search(asked, 10, Filters())
    assert [name for name, _ in found] == nearest
    assert [cosine for _, cosine in found] == pytest.approx([cosines[name] for name in nearest], abs=1e-4)
    assert store.unfindable(vectors) == []


def test_it_replaces_deletes_and_reads_back(opens: Open) -> None:
    store = opens()
    store.add([of("a", unit(1, 0, 0)), of("b", unit(0, 1, 0))])
    store.add([of("a", unit(1, 1, 0)), of("b", unit(0, 1, 0))])
    assert store.count() == 2
    back = store.read_back()
    assert same_vector(back["a"], unit(1, 1, 0)) and same_vector(back["b"], unit(0, 1, 0))
    assert dict(store.search(unit(1, 1, 0), 1, Filters())) == pytest.approx({"a": 1.0}, abs=1e-4)
    store.delete(["a", "never there"])
    assert store.count() == 1 and set(store.read_back()) == {"b"}
    assert [name for name, _ in store.search(unit(1, 1, 0), 5, Filters())] == ["b"]


def test_what_is_entered_again_and_again_is_there_once_and_found(opens: Open) -> None:
    """As after a kill, when vectors are entered that are there already."""
    vectors = random_vectors(120)
    store = opens(16)
    for _ in range(3):
        store.add(vectors[:50])
        store.add(vectors)
    assert store.count() == len(store.read_back()) == 120
    assert store.unfindable(vectors) == []


def test_it_is_as_it_was_when_it_is_opened_again(opens: Open) -> None:
    vectors = random_vectors(50)
    store = opens(16)
    store.add(vectors)
    store.delete([stored.passage_id for stored in vectors[:20]])
    store.close()
    again = opens(16)
    back = again.read_back()
    assert set(back) == {stored.passage_id for stored in vectors[20:]}
    assert all(same_vector(back[stored.passage_id], stored.vector) for stored in vectors[20:])
    assert again.unfindable(vectors[20:]) == []


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(), "abcdef"),
        (Filters(since=date(2025, 9, 2)), "abc"),
        (Filters(until=date(2025, 9, 2)), "ad"),
        (Filters(as_of=date(2025, 9, 2)), "ad"),
        (Filters(since=date(2025, 9, 3), until=date(2025, 9, 9)), "b"),
        (Filters(since=date(1, 1, 1)), "abcd"),  # leaves out only what has no date
        (Filters(outlets=("courier",)), "ae"),
        (Filters(outlets=("KÜSTENBOTE", "The \"Echo\" or '1' == '1' \\")), "bc"),
        (Filters(outlets=("Nobody",)), ""),
        (Filters(languages=("DE", "uk")), "bd"),
        (Filters(languages=("de",), outlets=("küstenbote",), until=date(2025, 9, 9)), "b"),
    ],
    ids=str,
)
def test_filters(opens: Open, filters: Filters, passing: str) -> None:
    store = opens()
    store.add(
        [
            of("a", unit(1, 0, 0), 20250902, "Courier", "en"),
            of("b", unit(0, 1, 0), 20250909, "Küstenbote", "de"),
            of("c", unit(0, 0, 1), 20260101, "The \"Echo\" or '1' == '1' \\", None),
            of("d", unit(1, 1, 0), 19991231, None, "uk"),
            of("e", unit(1, 0, 1), None, "COURIER", "en"),
            of("f", unit(0, 1, 1), None, None, None),
        ]
    )
    assert "".join(sorted(name for name, _ in store.search(unit(1, 1, 1), 10, filters))) == passing


def test_what_is_filtered_by_follows_the_article(opens: Open) -> None:
    """The words are the same, and so is the vector: only what is filtered by has changed."""
    store = opens()
    for outlet, language, day in (("Courier", "en", 20250902), ("Ledger", "de", 20250903), (None, None, None)):
        store.add([of("moving", unit(1, 2, 3), day, outlet, language)])
        for asked in ("Courier", "Ledger"):
            assert len(store.search(unit(1, 2, 3), 5, Filters(outlets=(asked,)))) == (asked == outlet)
        for asked in ("en", "de"):
            assert len(store.search(unit(1, 2, 3), 5, Filters(languages=(asked,)))) == (asked == language)
        assert len(store.search(unit(1, 2, 3), 5, Filters(since=date(2025, 1, 1)))) == (day is not None)


def test_a_change_is_seen_by_the_next_search(opens: Open) -> None:
    store = opens(16)
    for place, stored in enumerate(random_vectors(12), start=1):
        store.add([stored])
        assert store.search(stored.vector, 1, Filters())[0][0] == stored.passage_id
        assert store.count() == place
        store.delete([stored.passage_id])
        assert all(name != stored.passage_id for name, _ in store.search(stored.vector, 3, Filters()))
        store.add([stored])


def test_many_at_once(opens: Open) -> None:
    vectors = random_vectors(1_200)
    store = opens(16)
    store.add(vectors)
    assert store.count() == 1_200
    back = store.read_back()
    assert len(back) == 1_200 and all(same_vector(back[stored.passage_id], stored.vector) for stored in vectors)
    assert len(store.search(vectors[0].vector, 1_000, Filters())) == 1_000
    store.delete([stored.passage_id for stored in vectors[:1_100]])
    assert set(store.read_back()) == {stored.passage_id for stored in vectors[1_100:]}


def test_llama_index_reads_a_collection(tmp_path: Path) -> None:
    """Its own store finds what ours entered, and would have written the same."""
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores.types import VectorStoreQuery
    from llama_index.core.vector_stores.utils import node_to_metadata_dict
    from llama_index.vector_stores.chroma import ChromaVectorStore

    metadata: dict[str, str | int] = {"article": "ä1", "day": 7, "outlet": "skarne ledger"}
    node = TextNode(id_="p1", text="", metadata=metadata)
    assert node_record("p1", metadata) == node_to_metadata_dict(node, remove_text=True, flat_metadata=True)
    index = ChromaIndex(tmp_path / "store")
    index.add([StoredVector("p1", "ä1", np.array([1, 0, 0], dtype=np.float32), 7, "Skarne Ledger", None)])
    found = ChromaVectorStore.from_collection(index._collection).query(
        VectorStoreQuery(query_embedding=[1.0, 0.0, 0.0], similarity_top_k=1)
    )
    index.close()
    assert found.ids == ["p1"] and found.nodes is not None
    assert (found.nodes[0].node_id, found.nodes[0].metadata) == ("p1", metadata)
