"""What adding costs beside embedding and Chroma's own upsert, side by side with an earlier version in one run.

    git worktree add /tmp/earlier COMMIT
    .venv/bin/python bench/adding.py /tmp/earlier [--articles 2000] [--rounds 2]

Both versions add the same made-up news (``bench/made_news.py``) to a new archive, in turn, each in a process of its
own, with vectors of 384 hashed numbers that were made beforehand. Time is the processor's, of the thread that adds;
what is named is timed by itself, and ``prepare`` is the rest (ids, hashes, passages). ``ours`` is all
but the embedding and the upsert; ``catalog`` leaves Chroma's other calls out too. Best of the rounds, milliseconds an
article. ``--profile FILE`` writes a profile of this version alone. Prints one JSON value.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
#: Sub-stages of the catalog's work, in classes that every version has.
_CATALOG = ("put_articles", "unembedded", "put_vectors", "vectors_of_pending", "mark_entered")
_FIRST = 200


class Clock:
    """Processor time of the calling thread by stage; a stage within another one counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inner = [0.0]

    def timed(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, timed."""

        def wrapped(*args: Any, **named: Any) -> Any:
            started = time.thread_time()
            self._inner.append(0.0)
            try:
                return call(*args, **named)
            finally:
                took = time.thread_time() - started
                self.seconds[stage] += took - self._inner.pop()
                self._inner[-1] += took

        return wrapped


def measure(articles: int, profile: str | None) -> dict[str, float]:
    """Add so many articles by the version that is imported; milliseconds an article by stage."""
    import numpy as np
    from made_news import HashedEmbedder, MadeNews

    from rag import Archive
    from rag.store.catalog import Catalog

    news = MadeNews()
    drafts = [news.article(number) for number in range(_FIRST + articles)]
    made: dict[str, Any] = {}
    hashed = HashedEmbedder()

    class Embedder(HashedEmbedder):
        """Gives what was made beforehand."""

        def embed_passages(self, texts: Any) -> Any:
            return np.stack([made[text] for text in texts]) if texts else hashed.embed_passages(texts)

    from rag.text.passages import cut_passages, embedding_text

    for _, draft in drafts:
        for passage in cut_passages("", draft):
            embedded = embedding_text(draft.title, draft.published, passage.text)
            made[embedded] = hashed.embed_passages([embedded])[0]
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="dateline-adding-") as temporary:
        embedder = Embedder()
        with Archive.open(Path(temporary) / "archive", embedder=embedder) as archive:
            archive.add_drafts(drafts[:_FIRST])  # imports and what is kept between articles
            for name in _CATALOG:
                setattr(Catalog, name, clock.timed(name, getattr(Catalog, name)))
            embedder.embed_passages = clock.timed("embedding", embedder.embed_passages)  # type: ignore[method-assign]
            store: Any = archive._store.vectors.store()
            collection = store._collection
            for name in ("upsert", "get", "query", "delete"):
                stage = name if name == "upsert" else "chroma, other calls"
                # The collection takes no attributes, as pydantic has it; its class does.
                setattr(type(collection), name, clock.timed(stage, getattr(type(collection), name)))
            profiler = cProfile.Profile(time.thread_time) if profile else None
            adding: Callable[..., Any] = archive.add_drafts
            if profiler:
                adding = lambda given: profiler.runcall(archive.add_drafts, given)  # noqa: E731
            clock.timed("prepare", adding)(drafts[_FIRST:])
            if profiler:
                profiler.dump_stats(str(profile))
            counts = archive.counts()
            assert counts.articles == len(drafts) and counts.pending == 0
    told = {stage: 1000 * seconds / articles for stage, seconds in clock.seconds.items()}
    told["all"] = sum(told.values())
    told["ours"] = told["all"] - told["embedding"] - told["upsert"]
    told["catalog"] = told["ours"] - told["chroma, other calls"]
    return {**told, "passages": counts.passages / counts.articles}


def side(tree: Path, articles: int, profile: str | None = None) -> dict[str, float]:
    """Measure the version in this folder, in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--side", "--articles", str(articles)]
    if profile:
        command += ["--profile", profile]
    # Nothing is found beside the script but the bench's own modules, so this version is not taken for the other.
    own = {"PYTHONPATH": str(tree), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "DATELINE_LLM": "none"}
    done = subprocess.run(command, env={**os.environ, **own}, cwd=tree, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure both versions in turn and print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("earlier", type=Path, nargs="?", help="a folder with an earlier version of this one")
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", metavar="FILE")
    parser.add_argument("--side", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        print(json.dumps(measure(given.articles, given.profile)))
        return
    if given.profile:
        side(HERE.parent, given.articles, given.profile)
        return
    sides = {"now": HERE.parent} | ({"earlier": given.earlier.resolve()} if given.earlier else {})
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    for number in range(given.rounds):  # in turn, so that a slow spell of the machine meets both
        for name in sides if number % 2 else reversed(sides):
            rounds[name].append(side(sides[name], given.articles))
    best = {name: min(found, key=lambda one: one["ours"]) for name, found in rounds.items()}
    result: dict[str, Any] = {"articles": given.articles}
    result |= {name: {stage: round(value, 3) for stage, value in one.items()} for name, one in best.items()}
    if given.earlier:
        result["times quicker"] = {
            stage: round(best["earlier"][stage] / best["now"][stage], 2)
            for stage in ("ours", "catalog", "put_articles", "all")
        }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
