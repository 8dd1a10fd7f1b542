"""Kill Dateline again and again while it adds, updates, removes, syncs or imports, and prove that nothing was lost.

    .venv/bin/python bench/kills.py --random 150 --aimed 50 --operations add,update,remove,pack,sync,import

Random kills come at moments spread over an undisturbed run; aimed ones while Chroma writes its index. Both are spread
evenly over the operations (``pack`` adds packed sources; ``export`` writes no index, so none are aimed at it). After
each kill the archive is opened again, the operation repeated, and all proved (``tests/proving.py``). Prints one JSON
value: for each operation how many kills met a running process, how many of the aimed ones met an index half written
(seen from its files), and how many left something wrong. Needs no network and no model; exit code 1 if anything was
wrong. ``--seconds`` ends it earlier.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from firing import Range, firing_range

#: Aimed kills come so many seconds, at most, after the first file of an index was seen to change.
AFTER_WRITE = 0.004
#: Each kill that is wanted is tried so many times, as aiming may miss.
TRIES = 3
OPERATIONS = ("add", "update", "remove", "pack", "sync", "import")


@dataclass
class Count:
    """The figures of one operation."""

    random: int = 0
    random_hits: int = 0
    aimed: int = 0
    aimed_hits: int = 0
    aimed_index_half_written: int = 0
    failures: int = 0

    @property
    def kills(self) -> int:
        """Kills that met a running process."""
        return self.random_hits + self.aimed_hits


class Shooting:
    """Kills, one after the other, and their figures."""

    def __init__(self, ground: Range, chance: random.Random) -> None:
        self._ground = ground
        self._chance = chance
        self.counts: dict[str, Count] = {}
        self.failed: list[dict[str, object]] = []

    def at_random(self, name: str) -> bool:
        """Kill an operation at a random moment; whether it ran."""
        operation = self._ground.operation(name)
        count = self.counts.setdefault(name, Count())
        self._ground.begin(operation)
        kill = self._ground.kill(operation, self._ground.seconds(operation) * self._chance.random())
        count.random += 1
        count.random_hits += kill.hit
        self._examine(name, "random", count.random)
        if not kill.hit:
            self._ground.quicker(operation)
        return kill.hit

    def aimed(self, name: str) -> bool:
        """Kill an operation while the index is written; whether it ran.

        Every other time it is stopped first, and killed only if the index is half written indeed.
        """
        operation = self._ground.operation(name)
        count = self.counts.setdefault(name, Count())
        halt = count.aimed % 2 == 0
        after = self._chance.random() * AFTER_WRITE / (8 if halt else 1)
        self._ground.begin(operation)
        kill = self._ground.kill_while_writing(operation, 1 + count.aimed % 3 // 2, after, halt=halt)
        count.aimed += 1
        count.aimed_hits += kill.hit
        count.aimed_index_half_written += kill.hit and kill.within
        self._examine(name, "aimed", count.aimed)
        return kill.hit

    def _examine(self, name: str, kind: str, number: int) -> None:
        if wrong := self._ground.wrong(self._ground.operation(name)):
            self.counts[name].failures += 1
            self.failed.append({"operation": name, "kind": kind, "number": number, "wrong": wrong})
            print(f"{name}, {kind} kill {number}: {wrong}", file=sys.stderr, flush=True)


def main() -> None:
    """Run the kills and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=150, metavar="N", help="kills at random moments")
    parser.add_argument("--aimed", type=int, default=50, metavar="N", help="kills while the index is written")
    parser.add_argument("--operations", default=",".join(OPERATIONS), help="what is killed, with commas between")
    parser.add_argument("--folder", type=Path, help="articles to add (else some that are made up for it)")
    parser.add_argument("--sync", type=int, default=10, help="after how many changes Chroma writes its index")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="begin no kill later than this")
    given = parser.parse_args()
    names = given.operations.split(",")
    if unknown := set(names) - {*OPERATIONS, "export", "mend"}:
        parser.error(f"no such operations: {', '.join(sorted(unknown))}")
    if given.folder and {"update", "remove"} & set(names):
        parser.error("update and remove are of the articles that are made up: leave them out, or --folder")
    started = time.monotonic()
    end = started + (given.seconds or float("inf"))
    with tempfile.TemporaryDirectory(prefix="dateline-") as own:
        os.environ["DATELINE_ARCHIVE"] = own  # never the user's
        with firing_range(given.folder and given.folder.resolve(), sync=given.sync) as ground:
            shooting = Shooting(ground, random.Random(given.seed))
            writers = [name for name in names if name != "export"]
            for kind, wanted, among in (
                (shooting.aimed, given.aimed if writers else 0, writers),
                (shooting.at_random, given.random, names),
            ):
                hits = tries = 0
                while hits < wanted and tries < TRIES * wanted and time.monotonic() < end:
                    hits += kind(among[tries % len(among)])
                    tries += 1
            seconds = {name: round(ground.seconds(ground.operation(name)), 2) for name in shooting.counts}
    counts = shooting.counts.values()
    summary = {
        "kills": sum(count.kills for count in counts),
        "random_hits": sum(count.random_hits for count in counts),
        "aimed_hits": sum(count.aimed_hits for count in counts),
        "aimed_index_half_written": sum(count.aimed_index_half_written for count in counts),
        "failures": len(shooting.failed),
        "operations": {
            name: {"kills": count.kills, **asdict(count), "undisturbed_seconds": seconds[name]}
            for name, count in shooting.counts.items()
        },
        "failed": shooting.failed,
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(summary))
    sys.exit(1 if shooting.failed else 0)


if __name__ == "__main__":
    main()
