"""Archives under fire: what is done to which archive, killed on the way, and proved afterwards."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "web"))

from farm import Farm, answer, tagged
from killing import Forge, Kill, run_and_kill, run_and_kill_while_writing
from markup import item, page, rss
from proving import WATCHWORD, committed_ids

#: Articles of some three passages each: few enough to be quick, enough that Chroma writes its index several times.
REPORTS = 24
#: Short articles in packed sources: more than are committed at once.
PACKED = 60
ZIPPED = 12
PAGES = 10
REMOVED = 16


@dataclass(frozen=True)
class Operation:
    """Something that is killed on the way.

    ``start`` names the operation whose outcome the archive holds at first, None for no archive; ``job`` and
    ``argument`` are the worker's; ``articles`` is how many there are in the end.
    """

    name: str
    job: str
    argument: str
    start: str | None
    articles: int | None


class Range:
    """A folder of articles and other sources, and an archive that is killed and examined."""

    def __init__(self, forge: Forge, work: Path, farm: Farm, folder: Path | None = None, *, sync: int = 10) -> None:
        self.forge = forge
        self.work = work
        self.sync = sync
        self.archive = work / "archive"
        folder = folder or work / "reports"
        own = folder == work / "reports"
        if own:
            write_folder(folder, REPORTS)
        write_folder(work / "second" / "reports", REPORTS, edition=2)
        write_packed(work / "packed")
        _publish(farm)
        (work / "backups").mkdir()
        count = REPORTS if own else None
        self.operations = {
            operation.name: operation
            for operation in (
                Operation("add", "add", str(folder), None, count),
                Operation("update", "add", str(work / "second" / "reports"), "add", REPORTS),
                Operation("remove", "remove", "", "add", count and count - REMOVED),
                Operation("pack", "add", str(work / "packed"), None, PACKED + ZIPPED),
                Operation("follow", "follow", f"{farm.url}/feed", None, 0),
                Operation("sync", "sync", "", "follow", PAGES),
                Operation("import", "import", str(work / "pack.zip"), None, PACKED + ZIPPED),
                Operation("export", "export", str(work / "backups" / "reports.zip"), "add", count),
                Operation("mend", "mend", "", "add", count),
            )
        }
        self._seconds: dict[str, float] = {}

    def operation(self, name: str) -> Operation:
        """An operation that has been done once without a kill: its outcome is what a kill must not change.

        Raises:
            AssertionError: it fails even without a kill.
        """
        operation = self.operations[name]
        if name in self._seconds:
            return operation
        if name == "import":
            self._after("pack")
            self.forge.run("export", self.archive, operation.argument, self.sync)
        if name == "remove":
            self._after("add")
            ids = sorted(committed_ids(self.archive))[:REMOVED]
            operation = self.operations[name] = Operation(name, "remove", ",".join(ids), "add", operation.articles)
        self.begin(operation)
        started = time.perf_counter()
        self.forge.run(operation.job, self.archive, operation.argument, self.sync)
        self._seconds[name] = time.perf_counter() - started
        shutil.copytree(self.archive, self.work / f"after-{name}")
        self._expect(operation)
        wrong = self.wrong(operation)
        assert not wrong, wrong  # said here: pytest explains the assertions of tests alone
        return operation

    def _expect(self, operation: Operation) -> None:
        held = self.forge.run("state", self.archive, "", self.sync)
        assert operation.articles in (None, len(held)), f"{operation.name} gives {len(held)} articles"
        words = [word[0] for _, _, text in held.values() if (word := WATCHWORD.search(text))]
        assert len(set(words)) == len(words) and (operation.articles is None or len(words) == len(held))
        self._expected(operation).write_text(json.dumps(held))

    def _expected(self, operation: Operation) -> Path:
        return self.work / f"expected-{operation.name}.json"

    def seconds(self, operation: Operation) -> float:
        """What it takes where nobody is killed."""
        return self._seconds[operation.name]

    def quicker(self, operation: Operation) -> None:
        """Note that it had come to its end before the kill."""
        self._seconds[operation.name] *= 0.9

    def begin(self, operation: Operation) -> None:
        """Give the archive the state in which the operation finds it."""
        if operation.start is None:
            shutil.rmtree(self.archive, ignore_errors=True)
        else:
            self._after(operation.start)

    def _after(self, name: str) -> None:
        self.operation(name)
        shutil.rmtree(self.archive, ignore_errors=True)
        shutil.copytree(self.work / f"after-{name}", self.archive)

    def kill(self, operation: Operation, after_seconds: float, job: str | None = None) -> Kill:
        """Kill an operation (or another ``job``) some time after its start."""
        job = job or operation.job
        return run_and_kill(self.forge, job, self.archive, operation.argument, self.sync, after_seconds)

    def kill_while_writing(
        self, operation: Operation, nth_write: int, after_seconds: float, *, halt: bool, job: str | None = None
    ) -> Kill:
        """Kill it while it writes Chroma's index."""
        run = partial(run_and_kill_while_writing, self.forge, job or operation.job, self.archive, operation.argument)
        return run(self.sync, nth_write, after_seconds, halt=halt)

    def wrong(self, operation: Operation) -> list[str]:
        """What is wrong with the archive after kills; empty when it is sound."""
        given = {
            "job": operation.job,
            "argument": operation.argument,
            "expected": str(self._expected(operation)),
        }
        self.forge.start("examine", self.archive, json.dumps(given), self.sync)
        code, finding = self.forge.end()
        return finding["wrong"] if code == 0 else [f"it does not reopen: {finding}"]

    def assert_sound(self, operation: Operation) -> None:
        """Assert that the archive came through: nothing lost, nothing doubled, all found."""
        wrong = self.wrong(operation)
        assert not wrong, wrong  # said here: pytest explains the assertions of tests alone


@contextmanager
def firing_range(folder: Path | None = None, *, sync: int = 10) -> Iterator[Range]:
    """A range with a forge and a farm of its own, in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="dateline-kills-") as temporary, Farm() as farm:
        work = Path(temporary)
        forge = Forge(work / "tmp")
        try:
            yield Range(forge, work, farm, folder, sync=sync)
        finally:
            forge.close()


# -- sources -------------------------------------------------------------------------------------------------------


def write_folder(folder: Path, articles: int, edition: int = 1) -> None:
    """Write Markdown articles of some three passages each; another edition changes every third sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        name = f"report-{number:03d}"
        sentences = []
        for line in range(24):
            changed = edition if line % 3 == 0 else 1
            sentences.append(
                f"The harbour office of pier {number} counted {17 * number + line} barges on day {line} of season "
                f"{changed}, and clerk {_pseudo_word(number, line)} noted it."
            )
        sentences.append(f"The watchword was {unique_word(name)}.")
        (folder / f"{name}.md").write_text(f"# Report {number} from the harbour\n\n{' '.join(sentences)}\n")


def unique_word(name: str) -> str:
    """A word that stands in one article alone."""
    return "Quay" + "".join(chr(ord("a") + int(digit)) * 2 for digit in name if digit.isdigit()) + "ton"


def _pseudo_word(*seeds: int) -> str:
    state = 7
    for seed in seeds:
        state = (state * 31 + seed + 1) * 2_654_435_761 % 2**32
    return "".join("bdfgklmnprstvz"[state >> shift & 7] + "aeiou"[(state >> shift + 3) % 5] for shift in (0, 6, 12, 18))


def write_packed(folder: Path) -> None:
    """Write two packed sources: lines of JSON, and a zip of text files."""
    folder.mkdir()
    with (folder / "wire.jsonl").open("w") as lines:
        for number in range(PACKED):
            title, text = _short(f"wire-{number:03d}", number)
            record = {"id": f"w{number}", "title": title, "text": text, "date": f"2025-03-{number % 28 + 1:02d}"}
            lines.write(json.dumps(record) + "\n")
    with zipfile.ZipFile(folder / "saved.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(ZIPPED):
            title, text = _short(f"zip-{500 + number}", number)
            packed.writestr(f"saved-{number:02d}.md", f"# {title}\n\n{text}\n")


def _short(name: str, number: int) -> tuple[str, str]:
    lines = [
        f"Pier {number} had {line * 7 + number} barges at bell {line}, {_pseudo_word(number, line)} said."
        for line in range(8)
    ]
    return f"Barges at pier {number}", f"{' '.join(lines)} The watchword was {unique_word(name)}."


def _publish(farm: Farm) -> None:
    """A feed and its pages; what has not changed since it was asked for is not given again."""
    for number in range(PAGES):
        farm.pages[f"/{number}"] = answer(page(unique_word(f"page-{700 + number}")))
    entries = [item(f"{farm.url}/{number}", f"Ferry {number}") for number in range(PAGES)]
    farm.pages["/feed"] = tagged(rss(*entries), '"1"', kind="application/rss+xml")
