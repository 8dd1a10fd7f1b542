"""What keeps vectors, side by side in one run: the embedded Chroma, a Chroma server, Milvus Lite, the exact scan.

    .venv/bin/python bench/vector_stores.py [--vectors 10000] [--rounds 3] [--milvus URL]

Vectors of 384 numbers as a language's are: around 200 centres, of length one. Each store is entered into as adding an
article does (each vector asked for once it is in), searched for the 100 nearest with and without filters, and read
back as the doctor does. The Chroma server is started here; a Milvus server is asked for by address.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from vector_servers import ChromaProcess

from rag import Filters
from rag.store.passage_rows import StoredVector
from rag.store.vectors.chroma_index import ChromaIndex
from rag.store.vectors.chroma_server import ChromaServer
from rag.store.vectors.milvus_server import MilvusServer
from rag.store.vectors.vector_store import VectorStore

_DIMENSION = 384
_CENTRES = 200
#: How far from its centre a vector lies, against the centre's own length.
_SPREAD = 0.8
_QUERIES = 60
_NEAREST = 100
_FEW = Filters(since=date(2025, 1, 20), outlets=("Outlet 1", "Outlet 2"))


def main() -> None:
    """Measure and print one JSON value."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--vectors", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--milvus", help="the address of a Milvus server")
    options = parser.parse_args()
    made = vectors(options.vectors)
    asked = vectors(_QUERIES, seed=2)
    result: dict[str, Any] = {"vectors": len(made), "exact scan": {"search_p50_ms": exact(made, asked, options.rounds)}}
    with tempfile.TemporaryDirectory() as temporary:
        for name, opened in stores(Path(temporary), options.milvus).items():
            with opened() as store:
                result[name] = measured(store, made, asked, options.rounds)
                print(name, result[name], file=sys.stderr)
    first = result["chroma"]
    for name in result.keys() - {"vectors", "exact scan", "chroma"}:
        result[name]["of_embedded"] = {
            what: round(result[name][what] / first[what], 2) for what in first if "_" in what
        }
    print(json.dumps(result, indent=2))


def vectors(number: int, seed: int = 1) -> list[StoredVector]:
    """Vectors with what is filtered by."""
    centres = np.random.default_rng(0).normal(size=(_CENTRES, _DIMENSION))
    random = np.random.default_rng(seed)
    rows = centres[random.integers(_CENTRES, size=number)] + _SPREAD * random.normal(size=(number, _DIMENSION))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return [
        StoredVector(
            f"{seed}-{place:07}", f"{place // 3:016}", row, 20250101 + place % 28, f"Outlet {place % 10}", "en"
        )
        for place, row in enumerate(rows)
    ]


def stores(folder: Path, milvus: str | None) -> dict[str, Callable[[], Any]]:
    """What opens each store, by its name."""

    @contextmanager
    def chroma_server() -> Iterator[VectorStore]:
        process = ChromaProcess(folder / "server")
        process.start()
        store = ChromaServer(process.url, None, 60.0).create("bench", _DIMENSION, "bench")
        yield store
        store.close()
        process.stop()

    @contextmanager
    def embedded() -> Iterator[VectorStore]:
        store = ChromaIndex(folder / "embedded")
        yield store
        store.close()

    @contextmanager
    def lite() -> Iterator[VectorStore]:
        store = MilvusServer(None, folder / "lite", None, 60.0).create("bench", _DIMENSION, "bench")
        yield store
        store.close()

    @contextmanager
    def milvus_server() -> Iterator[VectorStore]:
        server = MilvusServer(milvus, None, None, 60.0)
        store = server.create("bench", _DIMENSION, "bench")
        yield store
        server.drop("bench")
        store.close()

    found: dict[str, Callable[[], Any]] = {"chroma": embedded, "chroma server": chroma_server, "milvus lite": lite}
    return found | ({"milvus server": milvus_server} if milvus else {})


def measured(store: VectorStore, made: list[StoredVector], asked: list[StoredVector], rounds: int) -> dict[str, float]:
    """Seconds and milliseconds of a store; of several rounds the best."""
    adding = seconds(lambda: [store.add(made[start : start + 600]) for start in range(0, len(made), 600)])
    store.search(asked[0].vector, _NEAREST, Filters())
    wanted = nearest(made, asked)
    found = [{name for name, _ in store.search(query.vector, _NEAREST, Filters())} for query in asked]
    return {
        "add_s": round(adding, 2),
        "search_p50_ms": p50(lambda query: store.search(query.vector, _NEAREST, Filters()), asked, rounds),
        "filtered_p50_ms": p50(lambda query: store.search(query.vector, _NEAREST, _FEW), asked, rounds),
        "read_back_s": round(seconds(store.read_back), 2),
        "recall": round(
            statistics.mean(len(one & other) / _NEAREST for one, other in zip(found, wanted, strict=True)), 4
        ),
    }


def nearest(made: list[StoredVector], asked: list[StoredVector]) -> list[set[str]]:
    """The nearest of all, by comparing."""
    matrix = np.stack([stored.vector for stored in made])
    return [
        {made[place].passage_id for place in np.argsort(-(matrix @ query.vector))[:_NEAREST].tolist()}
        for query in asked
    ]


def exact(made: list[StoredVector], asked: list[StoredVector], rounds: int) -> float:
    """Milliseconds to compare with all, as processes that do not write do (without the catalog)."""
    matrix = np.stack([stored.vector for stored in made])
    return p50(lambda query: np.argpartition(-(matrix @ query.vector), _NEAREST), asked, rounds)


def p50(search: Callable[[StoredVector], object], asked: list[StoredVector], rounds: int) -> float:
    """The median of a round in milliseconds, of the best round."""
    return round(1000 * min(statistics.median(seconds(lambda q=q: search(q)) for q in asked) for _ in range(rounds)), 2)  # type: ignore[misc]


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
