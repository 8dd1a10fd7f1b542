"""Retrieval side by side in one run: Dateline, and what a user would write with LlamaIndex's stock parts.

    pip install --target EXTRA --no-deps llama-index-retrievers-bm25 bm25s     # for this measurement alone
    PYTHONPATH=EXTRA python bench/retrieval.py --passages 10000 --keep FOLDER

Both have the same passages and vectors (``bench/made_news.py``), and questions whose vectors are made beforehand. The
plain side is ``QueryFusionRetriever`` (relative scores, one query, ten results) over ``BM25Retriever`` and a
``VectorStoreIndex`` on Chroma at its defaults, ten results each. Each side is a process of its own: Dateline where it
writes, Dateline where another process writes, the plain side. They are asked in turn, round by round. Printed are the
best of the rounds: p50 and p95 in ms of a question, megabytes of the process, seconds from its imports to the first
answer, on disk, and of adding articles with the next 1,000 passages, embedded beforehand; and p50 while they are added.
The plain side keeps no catalog, has no filters beyond metadata, and its lexical half is built anew for each addition.

FOLDER keeps what was built, for the next run.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from made_news import HashedEmbedder, MadeNews

from rag.model import Draft
from rag.text.passages import cut_passages, embedding_text

RESULTS = 10
NEXT_PASSAGES = 1_000
_GROUP = 50


def build(folder: Path, passages: int, news: MadeNews) -> int:
    """Fill an archive in bulk, and the plain side's stores from it; gives the number of articles."""
    from rag import Archive

    done = folder / "built.json"
    if done.exists():
        return int(json.loads(done.read_text(encoding="utf-8"))["articles"])
    shutil.rmtree(folder, ignore_errors=True)
    articles = news.articles()
    rows: list[tuple[str, Any, str]] = []
    with Archive.open(folder / "archive", embedder=HashedEmbedder()) as archive:
        while archive.counts().passages < passages:
            archive.add_drafts([draft for _, draft in zip(range(_GROUP), articles, strict=False)])
            print(f"{archive.counts().passages} passages", file=sys.stderr)
        count = archive.counts().articles
        for batch in archive._store.catalog.all_vectors():
            catalog = archive._store.catalog
            keys = catalog.keys_of_passages([one.passage_id for one in batch])
            found = catalog.passages(list(keys.values()))
            rows += [
                (one.passage_id, one.vector, f"{article.title}\n{passage.text}")
                for one in batch
                for passage, article in [found[keys[one.passage_id]]]
            ]
    _build_plain(folder / "plain", rows)
    done.write_text(json.dumps({"articles": count, "passages": len(rows)}), encoding="utf-8")
    return count


def _build_plain(where: Path, rows: list[tuple[str, Any, str]]) -> None:
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    store = _chroma_store(where)
    nodes = [TextNode(id_=key, text=words, embedding=vector.tolist()) for key, vector, words in rows]
    for start in range(0, len(nodes), 2_000):
        store.add(nodes[start : start + 2_000])
        print(f"{start} of the plain side", file=sys.stderr)
    for node in nodes:
        node.embedding = None
    BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=RESULTS).persist(str(where / "bm25"))


def _chroma_store(where: Path) -> Any:
    import chromadb
    from chromadb.config import Settings
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(where / "chroma"), settings=Settings(anonymized_telemetry=False))
    return ChromaVectorStore.from_collection(client.get_or_create_collection("plain", embedding_function=None))


class Dateline:
    """An archive, opened to write or only to read."""

    def __init__(self, folder: Path, news: MadeNews, articles: int, *, read_only: bool) -> None:
        import chromadb  # noqa: F401 - imported before the clock starts, as on the other side
        import llama_index.vector_stores.chroma  # noqa: F401

        from rag import Archive

        self._news, self._articles = news, articles
        self._embedder = HashedEmbedder()
        self._open = lambda: Archive.open(folder / "archive", embedder=self._embedder, read_only=read_only)

    def start(self, question: str) -> None:
        """Open, and give the first answer."""
        self._embedder.embed_query(question)
        self._archive = self._open()
        self._archive.search(question)

    def ways(self) -> dict[str, Callable[[str], object]]:
        """What is measured, by name."""
        from rag import Filters

        store, archive = self._archive._store, self._archive
        return {
            "search": lambda question: archive.search(question, limit=RESULTS),
            "words alone": lambda question: store.lexical.search(store.lexical.weigh(question), 100, Filters()),
            "vectors alone": lambda question: store.vectors.index.search(
                self._embedder.embed_query(question), 100, Filters()
            ),
        }

    def prepare(self, questions: list[str]) -> None:
        """Embed the questions."""
        for question in questions:
            self._embedder.embed_query(question)

    def add_next(self) -> tuple[int, float]:
        """Add articles with the next thousand passages; how many passages, and seconds."""
        drafts, passages = next_articles(self._news, self._articles)
        embedder = self._archive._store.embedder
        made = {text: embedder.embed_passages([text])[0] for text in passages}
        self._embedder.embed_passages = lambda texts: np.stack([made[text] for text in texts])  # type: ignore[method-assign]
        started = time.perf_counter()
        self._archive.add_drafts(drafts)
        return len(passages), time.perf_counter() - started

    def close(self) -> None:
        """Close it."""
        self._archive.close()


def next_articles(news: MadeNews, start: int) -> tuple[list[tuple[str, Draft]], list[str]]:
    """Articles with the next thousand passages, and what is embedded for these."""
    drafts: list[tuple[str, Draft]] = []
    passages: list[str] = []
    for source, draft in news.articles(start):
        if len(passages) >= NEXT_PASSAGES:
            break
        drafts.append((source, draft))
        passages += [
            embedding_text(draft.title, draft.published, passage.text) for passage in cut_passages(source, draft)
        ]
    return drafts, passages


class Plain:
    """LlamaIndex's stock fusion."""

    def __init__(self, folder: Path, news: MadeNews, articles: int) -> None:
        import chromadb  # noqa: F401
        import llama_index.retrievers.bm25
        import llama_index.vector_stores.chroma  # noqa: F401

        from rag.store.llama_index_retriever import DatelineEmbedding

        self._folder, self._news, self._articles = folder / "plain", news, articles
        self._embedder = HashedEmbedder()
        self._embedding = DatelineEmbedding(self._embedder)

    def start(self, question: str) -> None:
        """Open, and give the first answer."""
        from llama_index.core import VectorStoreIndex
        from llama_index.core.llms import MockLLM
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
        from llama_index.retrievers.bm25 import BM25Retriever

        self._embedder.embed_query(question)
        self._store = _chroma_store(self._folder)
        self._index = VectorStoreIndex.from_vector_store(self._store, embed_model=self._embedding)
        self._words = BM25Retriever.from_persist_dir(str(self._folder / "bm25"))
        self._words.similarity_top_k = RESULTS
        self._fusion = QueryFusionRetriever(
            [self._index.as_retriever(similarity_top_k=RESULTS), self._words],
            llm=MockLLM(),
            mode=FUSION_MODES.RELATIVE_SCORE,
            similarity_top_k=RESULTS,
            num_queries=1,
            use_async=False,
        )
        self._fusion.retrieve(question)

    def ways(self) -> dict[str, Callable[[str], object]]:
        """What is measured, by name."""
        import bm25s

        def vectors(question: str) -> object:
            vector = self._embedder.embed_query(question)
            return self._store._collection.query(query_embeddings=[vector], n_results=100, include=["distances"])

        def words(question: str) -> object:
            asked = bm25s.tokenize(question, stemmer=self._words.stemmer, show_progress=False)
            return self._words.bm25.retrieve(asked, k=100, show_progress=False)

        return {"search": self._fusion.retrieve, "words alone": words, "vectors alone": vectors}

    def prepare(self, questions: list[str]) -> None:
        """Embed the questions."""
        for question in questions:
            self._embedder.embed_query(question)

    def add_next(self) -> tuple[int, float]:
        """Add the next thousand passages: to Chroma, and by building the lexical index anew."""
        from llama_index.core.schema import TextNode
        from llama_index.retrievers.bm25 import BM25Retriever

        _, passages = next_articles(self._news, self._articles)
        nodes = [
            TextNode(id_=f"next-{number}", text=text, embedding=self._embedder.embed_passages([text])[0].tolist())
            for number, text in enumerate(passages)
        ]
        known = [TextNode(id_=row["node_id"], text=row["text"]) for row in self._known_rows()]
        started = time.perf_counter()
        self._store.add(nodes)
        BM25Retriever.from_defaults(nodes=[*known, *nodes], similarity_top_k=RESULTS)
        return len(passages), time.perf_counter() - started

    def _known_rows(self) -> Iterator[dict[str, str]]:
        for row in self._words.corpus:
            yield {"node_id": row["node_id"], "text": json.loads(row["_node_content"])["text"]}

    def close(self) -> None:
        """Nothing is to be closed."""


def megabytes(key: str) -> int:
    """Memory of this process: ``VmRSS`` as it is, ``VmHWM`` at its highest."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return round(int(line.split()[1]) / 1000)
    return 0


def serve(side: str, folder: Path, seed: int, articles: int, line: Connection) -> None:
    """A process of one side: does what it is told, one thing at a time."""
    news = MadeNews(seed)
    made: Any = (
        Plain(folder, news, articles)
        if side == "plain"
        else Dateline(folder, news, articles, read_only=side == "reader")
    )
    before = megabytes("VmRSS")
    line.send(None)
    while (told := line.recv()) is not None:
        task, given = told
        if task == "start":
            started = time.perf_counter()
            made.start(given)
            line.send(round(time.perf_counter() - started, 3))
        elif task == "ask":
            name, questions = given
            made.prepare(questions)
            line.send([_milliseconds(made.ways()[name], question) for question in questions])
        elif task == "memory":
            line.send({"mb": megabytes("VmRSS"), "mb_beyond_imports": megabytes("VmRSS") - before})
        elif task == "add":
            made.prepare(given)
            line.send(_while_adding(made, given))
    made.close()
    line.send(None)


def _milliseconds(way: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    way(question)
    return 1000 * (time.perf_counter() - started)


def _while_adding(made: Any, questions: list[str]) -> dict[str, float]:
    """Add, and ask meanwhile, ten times a second."""
    times: list[float] = []
    over = threading.Event()

    def ask() -> None:
        way = made.ways()["search"]
        for question in questions * 1000:
            if over.wait(0.1):
                return
            times.append(_milliseconds(way, question))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    passages, seconds = made.add_next()
    over.set()
    thread.join()
    return {"passages": passages, "seconds": round(seconds, 2), "p50_ms_meanwhile": round(statistics.median(times), 1)}


class Side:
    """The near end of a side's process."""

    def __init__(self, name: str, folder: Path, seed: int, articles: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, far = context.Pipe()
        self._process = context.Process(target=serve, args=(name, folder, seed, articles, far), daemon=True)
        self._process.start()
        far.close()
        self._line.recv()

    def do(self, task: str, given: object = None) -> Any:
        """Have something done."""
        self._line.send((task, given))
        return self._line.recv()

    def close(self) -> None:
        """End the process."""
        self._line.send(None)
        self._line.recv()
        self._process.join()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where what is built stays for the next run")
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-add", action="store_true", help="leave out the adding, which copies what was built")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-retrieval-") as temporary:
        folder = (given.keep or Path(temporary)) / str(given.passages)
        news = MadeNews(given.seed)
        articles = build(folder, given.passages, news)
        print(json.dumps(measured(folder, given, articles), indent=1))


def measured(folder: Path, given: argparse.Namespace, articles: int) -> dict[str, Any]:
    """All figures."""
    questions = MadeNews(given.seed).questions(given.questions, articles)
    names = ("writer", "reader", "plain")
    sides = {name: Side(name, folder, given.seed, articles) for name in names}
    figures: dict[str, Any] = {name: {"start_s": sides[name].do("start", questions[0])} for name in names}
    for way in ("search", "words alone", "vectors alone"):
        rounds: dict[str, list[list[float]]] = {name: [] for name in names}
        for _ in range(given.rounds):  # in turn, so that a slow spell of the machine meets all
            for name in names:
                rounds[name].append(sides[name].do("ask", (way, questions)))
        for name in names:
            figures[name][way] = {
                "p50_ms": round(min(statistics.median(times) for times in rounds[name]), 2),
                "p95_ms": round(min(statistics.quantiles(times, n=20)[-1] for times in rounds[name]), 2),
            }
    for name in names:
        figures[name] |= sides[name].do("memory")
        sides[name].close()
    for name, part in (("writer", "archive"), ("plain", "plain")):
        files = [path for path in (folder / part).rglob("*") if path.is_file()]
        figures[name]["mb_on_disk"] = round(sum(path.stat().st_size for path in files) / 1e6)
    if not given.no_add:
        with tempfile.TemporaryDirectory(prefix="dateline-retrieval-", dir=folder.parent) as temporary:
            copy = Path(temporary) / "copy"
            shutil.copytree(folder, copy)
            for name in ("writer", "plain"):
                side = Side(name, copy, given.seed, articles)
                side.do("start", questions[0])
                figures[name]["add"] = side.do("add", questions)
                side.close()
    ratio = figures["writer"]["search"]["p50_ms"] / figures["plain"]["search"]["p50_ms"]
    about = {"passages": given.passages, "articles": articles, "questions": len(questions), "rounds": given.rounds}
    return {**about, **figures, "p50_ratio": round(ratio, 2)}


if __name__ == "__main__":
    main()
