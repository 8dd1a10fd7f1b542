"""Many articles: adding, opening again, after a kill too, searching, removing; seconds and memory.

    .venv/bin/python bench/scale.py --articles 20000 --remove 10000

The articles are made up (200 words in three passages) and come out of one JSON Lines file, through the readers; the
embedding is the tests' toy, so that what is measured is everything else. Memory is this process's alone, in MB, looked
at every two seconds while adding. Prints one JSON value.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from toy import ToyEmbedder

from rag import Archive

_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


def write_source(path: Path, articles: int) -> None:
    """Write the articles as JSON Lines; each has words of its own, so that none is another's copy."""
    chance = random.Random(5)
    words = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(20_000)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            sentences = [" ".join(chance.choices(words, k=14)).capitalize() + "." for _ in range(14)]
            day = f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
            row = {"id": number, "title": f"Report {number} on {words[number % 20_000]}", "published": day}
            file.write(json.dumps({**row, "text": " ".join(sentences)}) + "\n")


def megabytes() -> float:
    """Memory of this process that is in use now, where the system tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def watched(samples: list[float]) -> Iterator[None]:
    """Look at the memory while the block runs."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(2.0):
            samples.append(megabytes())

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        over.set()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000, metavar="N")
    parser.add_argument("--remove", type=int, default=10_000, metavar="N", help="how many are removed at once")
    parser.add_argument("--no-doctor", action="store_true", help="leave out the doctor, who reads everything")
    given = parser.parse_args()
    figures: dict[str, object] = {"articles": given.articles}

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        figures[name] = round(time.perf_counter() - started, 2)
        print(f"{name}: {figures[name]} s", file=sys.stderr)

    with tempfile.TemporaryDirectory(prefix="dateline-scale-") as temporary:
        os.environ["DATELINE_ARCHIVE"] = str(Path(temporary) / "user")
        source, where = Path(temporary) / "reports.jsonl", Path(temporary) / "archive"
        write_source(source, given.articles)
        samples: list[float] = []
        with Archive.open(where, embedder=ToyEmbedder()) as archive:
            with timed("add"), watched(samples):
                report = archive.add(source)
            assert len(report.added) == given.articles, report.failed[:3]
            ids = report.added
            with timed("add_again"):
                assert len(archive.add(source).unchanged) == given.articles
        tenth = max(1, len(samples) // 10)
        figures["memory_mb"] = [round(value) for value in samples[:: max(1, len(samples) // 12)]]
        figures["memory_mb_last_tenth"] = round(sum(samples[-tenth:]) / tenth) if samples else None
        with timed("open"):
            archive = Archive.open(where, embedder=ToyEmbedder())
        with timed("first_search"):
            archive.search("Report on harbour")
        with timed("search"):
            for number in range(20):
                archive.search(f"report {number}")
        archive._store.folder.database.put("vectors_clean", "0")  # as a kill leaves it
        archive._store.closing.set()
        archive._store.folder.lock.release()
        with timed("open_after_a_kill"):
            again = Archive.open(where, embedder=ToyEmbedder())
        with timed("remove"):
            again.remove(ids[: given.remove])
        figures["removed"] = min(given.remove, given.articles)
        if not given.no_doctor:
            with timed("doctor"):
                figures["sound"] = again.check().problems == ()
        again.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
