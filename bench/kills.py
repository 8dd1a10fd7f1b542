"""Kill Dateline again and again while it adds a folder, and prove after each kill that nothing was lost.

    .venv/bin/python bench/kills.py --random 150 --aimed 50 --folder corpus/articles

Random kills come at moments spread over an undisturbed run; aimed ones while Chroma writes its index. Prints
one JSON value: how many kills met a running process, how many of the aimed ones met an index half written (seen from
its files), and how many left something wrong. Needs no network and no model; exit code 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from killing import Kill, firing_range

#: Aimed kills come so many seconds, at most, after the first file of an index was seen to change.
AFTER_WRITE = 0.004


def main() -> None:
    """Run the kills and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=150, metavar="N", help="kills at random moments")
    parser.add_argument("--aimed", type=int, default=50, metavar="N", help="kills while the index is written")
    parser.add_argument("--folder", type=Path, help="articles to add (else some that are made up for it)")
    parser.add_argument("--sync", type=int, default=10, help="after how many changes Chroma writes its index")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dateline-") as own:
        os.environ["DATELINE_ARCHIVE"] = own  # never the user's
        with firing_range(given.folder and given.folder.resolve(), sync=given.sync) as ground:
            seconds = ground.measure()
            if wrong := ground.wrong():
                sys.exit(f"something is wrong even without a kill: {wrong}")
            random_kills: list[Kill] = []
            aimed_kills: list[Kill] = []
            failures: list[dict[str, object]] = []

            def examine(kind: str, number: int) -> None:
                if found := ground.wrong():
                    failures.append({"kind": kind, "number": number, "wrong": found})
                    print(f"{kind} kill {number}: {found}", file=sys.stderr)

            while (hits := sum(kill.hit for kill in random_kills)) < given.random and len(
                random_kills
            ) < 3 * given.random:
                ground.renew()
                random_kills.append(ground.kill("add", seconds * (hits + chance.random()) / given.random))
                examine("random", len(random_kills))
                if not random_kills[-1].hit:  # the worker had come to its end: it is quicker than was measured
                    seconds *= 0.98
            while sum(kill.hit for kill in aimed_kills) < given.aimed and len(aimed_kills) < 3 * given.aimed:
                number = len(aimed_kills)
                ground.renew()
                # Every other one is stopped first, and killed only if the index is half written indeed.
                halt = number % 2 == 0
                after = chance.random() * AFTER_WRITE / (8 if halt else 1)
                aimed_kills.append(ground.kill_while_writing("add", 1 + number % 3, after, halt=halt))
                examine("aimed", number)
    summary = {
        "random": len(random_kills),
        "random_hits": sum(kill.hit for kill in random_kills),
        "aimed": len(aimed_kills),
        "aimed_hits": sum(kill.hit for kill in aimed_kills),
        "aimed_index_half_written": sum(kill.within for kill in aimed_kills),
        "kills": sum(kill.hit for kill in random_kills + aimed_kills),
        "failures": len(failures),
        "failed": failures,
        "undisturbed_seconds": round(seconds, 2),
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(summary))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
