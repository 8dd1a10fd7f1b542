"""``eval retrieval``: is the right article found, and how far up?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from rag.evaluate.corpus import open_corpus
from rag.evaluate.data import read_queries, sample
from rag.evaluate.measures import percentile, rank_measures
from rag.reports import Progress
from rag.settings import Settings
from rag.store.hybrid import SearchMode, best_per_article
from rag.store.vectors.indexing import ProgressCallback

#: Passages looked at for ten articles: more than any article has among the best.
_PASSAGES = 100


def evaluate_retrieval(
    folder: Path,
    settings: Settings,
    *,
    mode: SearchMode = "hybrid",
    limit: int | None = None,
    cache: bool = True,
    progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Measure retrieval at article level, an article's place being that of its best passage.

    Args:
        folder: ``corpus.jsonl`` (or ``articles/``), ``queries.jsonl`` and ``qrels/test.tsv``.
        settings: for the temporary archive.
        mode: by words, by meaning, or by both.
        limit: only so many queries of a seeded shuffle; the corpus stays whole.
        cache: whether vectors are kept between runs.
        progress: told of each step.
    """
    started = time.perf_counter()
    queries = sample(read_queries(folder), limit)
    ranks: list[list[int]] = []
    milliseconds: list[float] = []
    with open_corpus(folder, settings, cache=cache, progress=progress) as corpus:
        for number, query in enumerate(queries, start=1):
            asked = time.perf_counter()
            hits = corpus.archive.search(query.text, limit=_PASSAGES, mode=mode)
            milliseconds.append(1000 * (time.perf_counter() - asked))
            found = [corpus.document(hit.article) for hit in best_per_article(hits)[:10]]
            ranks.append([rank for rank, document in enumerate(found, start=1) if document in query.relevant])
            if progress:
                progress(Progress("searching", number, len(queries)))
        measures = rank_measures(ranks, [len(query.relevant) for query in queries])
        return {
            "queries": len(queries),
            "articles": corpus.articles,
            **{name: round(value, 4) for name, value in measures.items()},
            "index_seconds": round(corpus.index_seconds, 2),
            "p50_ms": round(percentile(milliseconds, 0.5), 1),
            "p95_ms": round(percentile(milliseconds, 0.95), 1),
            "mode": mode,
            "embedding": corpus.embedder.name,
            "llm": None,
            "seconds": round(time.perf_counter() - started, 1),
        }
