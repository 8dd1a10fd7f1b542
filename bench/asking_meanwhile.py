"""How much slower a question is answered while the same process adds articles.

    .venv/bin/python bench/asking_meanwhile.py [--articles 500] [--add 300] [--rounds 2]

Made-up news (``bench/made_news.py``) with hashed vectors. In each round the same questions are searched for alone, and
then while another thread adds articles until it is through; the questions are embedded beforehand. Prints one JSON
value: medians in milliseconds, and what they are to each other, of the round with the lowest ratio and of all.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from made_news import HashedEmbedder, MadeNews

from rag import Archive

_PAUSE_SECONDS = 0.02


def ask(archive: Archive, questions: list[str], over: Callable[[], bool]) -> list[float]:
    """Milliseconds of each search; the questions again and again until ``over``."""
    times: list[float] = []
    while not over():
        for question in questions:
            started = time.perf_counter()
            archive.search(question, limit=10)
            times.append(1000 * (time.perf_counter() - started))
            time.sleep(_PAUSE_SECONDS)
            if over():
                break
    return times


def main() -> None:
    """Measure and print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--add", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    news, embedder = MadeNews(), HashedEmbedder()
    questions = news.questions(20, given.articles)
    rounds = []
    with (
        tempfile.TemporaryDirectory(prefix="dateline-asking-") as temporary,
        Archive.open(Path(temporary) / "archive", embedder=embedder) as archive,
    ):
        archive.add_drafts([news.article(number) for number in range(given.articles)])
        for question in questions:
            archive.search(question, limit=10)
        for number in range(given.rounds):
            first = given.articles + number * given.add
            drafts = [news.article(place) for place in range(first, first + given.add)]
            for _, draft in drafts:
                embedder.embed_passages([draft.text])  # so that its words' directions are known
            ends = time.monotonic() + 2
            alone = ask(archive, questions, lambda ends=ends: time.monotonic() > ends)  # type: ignore[misc]
            adding = threading.Thread(target=archive.add_drafts, args=(drafts,))
            adding.start()
            meanwhile = ask(archive, questions, lambda adding=adding: not adding.is_alive())  # type: ignore[misc]
            adding.join()
            rounds.append((statistics.median(meanwhile) / statistics.median(alone), alone, meanwhile))
    best = min(rounds, key=lambda one: one[0])
    result = {
        "articles": given.articles,
        "searches": [len(best[1]), len(best[2])],
        "alone_ms": round(statistics.median(best[1]), 2),
        "meanwhile_ms": round(statistics.median(best[2]), 2),
        "ratio": round(best[0], 2),
        "ratios": [round(ratio, 2) for ratio, _, _ in rounds],
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
