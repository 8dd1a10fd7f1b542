"""What adding costs beside embedding, and how fast articles are read and cleaned.

    .venv/bin/python bench/ingest.py CORPUS.jsonl [--articles 500] [--toy]

Writes the first N articles of a ``corpus.jsonl`` (``text``, ``title``) as text files into a folder and measures, in one
run: reading and cleaning alone, through the killable readers; embedding alone, of the very passages that adding makes,
before and after; and ``Archive.add`` of the folder to a new archive. ``add_over_embedding`` is the time of adding over
the mean time of embedding alone. ``--toy`` takes the tests' embedder, to try the bench. Prints one JSON value.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from toy import ToyEmbedder

from rag import Archive, load_settings
from rag.ingest.prefetch import ReadAhead
from rag.ingest.workers.worker_pool import worker_pool_for
from rag.store.vectors.embedder_factory import choose_embedder
from rag.store.vectors.embedding import Embedder
from rag.store.vectors.indexing import EMBEDDING_BATCH_PASSAGES


def write_folder(corpus: Path, folder: Path, articles: int) -> list[Path]:
    """Write the articles as text files; gives their paths."""
    folder.mkdir()
    with corpus.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(articles), strict=False)]
    paths = []
    for number, row in enumerate(rows):
        path = folder / f"{number:06}.txt"
        path.write_text("\n\n".join(filter(None, (row.get("title"), row["text"]))), encoding="utf-8")
        paths.append(path)
    return paths


def read_all(paths: Sequence[Path]) -> float:
    """Seconds that reading and cleaning take, with as many readers as there are cores."""
    readers = worker_pool_for(load_settings())
    list(readers.read(paths[0], paths[0].name))  # the processes are started
    started = time.perf_counter()
    ahead = ReadAhead(
        paths, lambda path: readers.read(path, path.name), threads=os.cpu_count() or 1, stop=threading.Event()
    )
    read = sum(1 for _ in ahead)
    assert read >= len(paths)
    return time.perf_counter() - started


def embed_all(embedder: Embedder, texts: Sequence[str]) -> float:
    """Seconds that embedding takes, in the batches that adding makes."""
    started = time.perf_counter()
    for start in range(0, len(texts), EMBEDDING_BATCH_PASSAGES):
        embedder.embed_passages(texts[start : start + EMBEDDING_BATCH_PASSAGES])
    return time.perf_counter() - started


def passages_of(paths: Sequence[Path], where: Path) -> list[str]:
    """What is embedded for these files."""
    with Archive.open(where, embedder=ToyEmbedder()) as archive:
        archive._store.indexer.closing.set()  # committed, not embedded: the passages wait
        archive.add(list(paths))
        return [passage.text for passage in archive._store.catalog.unembedded(10**9)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--toy", action="store_true")
    given = parser.parse_args()
    embedder = ToyEmbedder() if given.toy else choose_embedder(load_settings())
    with tempfile.TemporaryDirectory(prefix="dateline-ingest-") as temporary:
        root = Path(temporary)
        paths = write_folder(given.corpus, root / "news", given.articles)
        reading = read_all(paths)
        texts = passages_of(paths, root / "waiting")
        embedder.embed_passages(texts[:4])  # warm
        before = embed_all(embedder, texts)
        with Archive.open(root / "archive", embedder=embedder) as archive:
            started = time.perf_counter()
            report = archive.add(root / "news")
            adding = time.perf_counter() - started
            counts = archive.counts()
        assert counts.pending == 0 and len(report.added) == len(paths), report.failed[:3]
        after = embed_all(embedder, texts)
    alone = (before + after) / 2
    print(
        json.dumps(
            {
                "articles": len(paths),
                "passages": counts.passages,
                "read_per_second": round(len(paths) / reading, 1),
                "embedding_s": [round(before, 1), round(after, 1)],
                "add_s": round(adding, 1),
                "add_over_embedding": round(adding / alone, 3),
                "embedding": embedder.name,
            }
        )
    )


if __name__ == "__main__":
    main()
