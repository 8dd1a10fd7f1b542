"""Searching one archive in two forms, in turns: a folder, and PostgreSQL with a Chroma server, which hold the same.

    .venv/bin/python bench/moving.py --articles 20000 --keep FOLDER --until there
    .venv/bin/python bench/forms_search.py --articles 20000 --keep FOLDER [--questions 100] [--rounds 3]

What is timed is the search for the best ten passages, words and meaning together, with the tests' toy embedding, which
takes next to nothing. Each question is asked of both directly one after the other, in an order that turns, so that what
else the machine does falls on both; of the rounds each question's best counts. ``same`` is the share of the questions
to which a form gives the first form's ten passages, in its order. Prints one JSON value: milliseconds, and their ratio
to the first form's.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from made_news import SHORT, MadeNews
from scaled_forms import scaled_forms
from toy import ToyEmbedder

from rag import Archive
from rag.evaluate.measures import percentile

_FORMS = ("folder", "servers")
_BEST = 10


def searched(archive: Archive, question: str) -> tuple[float, list[str]]:
    """Milliseconds of a search, and the passages that it found."""
    started = time.perf_counter()
    hits = archive.search(question, limit=_BEST)
    return (time.perf_counter() - started) * 1e3, [hit.passage.id for hit in hits]


def side_by_side(archives: dict[str, Archive], questions: list[str], rounds: int) -> dict[str, Any]:
    """Each form's figures over the questions."""
    best: dict[str, list[float]] = {form: [float("inf")] * len(questions) for form in archives}
    found: dict[str, list[list[str]]] = {form: [[] for _ in questions] for form in archives}
    for turn in range(rounds + 1):
        for number, question in enumerate(questions):
            forms = list(archives)
            for form in forms if (turn + number) % 2 else reversed(forms):
                took, found[form][number] = searched(archives[form], question)
                if turn:  # the first fills the caches
                    best[form][number] = min(best[form][number], took)
    first, *_ = archives
    figures: dict[str, Any] = {}
    for form, times in best.items():
        p50, p95 = (percentile(times, share) for share in (0.5, 0.95))
        figures[form] = {
            "p50_ms": round(p50, 1),
            "p95_ms": round(p95, 1),
            "p50_ratio": round(p50 / percentile(best[first], 0.5), 2),
            "p95_ratio": round(p95 / percentile(best[first], 0.95), 2),
            "same": round(sum(map(list.__eq__, found[form], found[first])) / len(questions), 3),
        }
    return figures


def main() -> None:
    """Measure and print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--short", action="store_true", help="it was filled with short articles")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if not (given.keep / "there.json").exists():
        sys.exit(f"{given.keep} has not both forms: run bench/moving.py with --until there first")
    questions = (MadeNews(sentences=SHORT) if given.short else MadeNews()).questions(given.questions, given.articles)
    with scaled_forms(given.keep, ToyEmbedder) as forms, ExitStack() as open_ones:
        archives = {form: open_ones.enter_context(forms[form]()) for form in _FORMS}
        passages = archives[_FORMS[0]].counts().passages
        figures = side_by_side(archives, questions, given.rounds)
    print(json.dumps({"passages": passages, "load": round(os.getloadavg()[0], 1), **figures}))


if __name__ == "__main__":
    main()
