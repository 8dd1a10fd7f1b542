"""Killing Dateline for real: worker processes that are sent SIGKILL, and the proof that an archive came through.

``python tests/killing.py add ARCHIVE FOLDER --sync 10`` does one job in a process of its own. To kill hundreds of
them, :class:`Forge` keeps one process that has imported everything (some seconds) and forks a fresh worker for each
job, before any Chroma client or thread of it exists: a real process, to be killed for real.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: The files in which Chroma keeps an index; each time it writes the index, it writes them all.
INDEX_FILES = frozenset({"header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle"})
#: A job that is not through by then hangs.
PATIENCE = 120.0

Finding = dict[str, Any]


# -- what a worker does --------------------------------------------------------------------------------------------


def work(job: str, archive: Path, argument: str, sync: int | None) -> Finding:
    """Do one job with the toy embedder.

    Args:
        job: ``add`` (argument: a folder), ``remove`` (ids with commas between them), ``export`` and ``import`` (a
            backup's file, with vectors), ``mend``, ``open``, ``check``
            (a folder, see :func:`examine`), ``hold`` (nothing: open for writing and wait to be killed).
        archive: the archive's folder.
        argument: what the job needs.
        sync: after how many changes Chroma writes its index.
    """
    from toy import ToyEmbedder

    from rag.archive import Archive
    from rag.settings import load_settings

    settings = load_settings(chroma_sync_threshold=sync, merge_copies=False)  # each report by itself
    if job == "check":
        return examine(archive, Path(argument), settings)
    resume = job not in ("mend", "import")
    opened = Archive.open(archive, settings=settings, embedder=ToyEmbedder(), read_only=False, resume=resume)
    if job == "hold":
        print("held", flush=True)
        signal.pause()
    with opened:
        if job == "add":
            report = opened.add(argument)
            return {"added": len(report.added), "failed": len(report.failed)}
        if job == "remove":
            return {"removed": len(opened.remove(argument.split(",")).removed)}
        if job == "export":
            return {"articles": opened.export(argument, with_vectors=True).articles}
        if job == "import":
            report = opened.import_backup(argument).articles
            return {"added": len(report.added), "unchanged": len(report.unchanged), "failed": len(report.failed)}
        if job == "mend":
            return {"ok": opened.check(mend=True).ok}
    return {}


def examine(path: Path, folder: Path, settings: Any) -> Finding:
    """Reopen an archive after kills, add its folder again to the end, and look at everything it should hold.

    Returns:
        ``wrong``: sentences, one for each thing that is not as it should be.
    """
    from toy import ToyEmbedder

    from rag.archive import Archive

    wrong: list[str] = []
    before = committed_ids(path)
    with Archive.open(path, settings=settings, embedder=ToyEmbedder(), read_only=False) as archive:
        wrong += _doctor_says(archive, "after reopening")
        articles = archive.articles()
        if lost := before - {article.id for article in articles}:
            wrong.append(f"{len(lost)} committed articles were lost by reopening")
        if waiting := [article.id for article in articles if article.state != "ready"]:
            wrong.append(f"{len(waiting)} articles are not ready after reopening")
        archive.add(folder)
        wrong += _doctor_says(archive, "after adding again")
        wrong += _compare(archive, folder)
        wrong += _find_all(archive)
    stores = [entry.name for entry in path.glob("chroma-*")]
    if len(stores) > 1:
        wrong.append(f"vector stores are left over: {stores}")
    # And once more as any later process would: closed in order, so nothing is repaired on the way.
    with Archive.open(path, settings=settings, embedder=ToyEmbedder(), read_only=False, resume=False) as archive:
        wrong += _doctor_says(archive, "after closing")
    return {"wrong": wrong, "before": len(before)}


def _doctor_says(archive: Any, when: str) -> list[str]:
    return [f"{when}: {problem.what}" for problem in archive.check().problems]


def _compare(archive: Any, folder: Path) -> list[str]:
    """Every file is one article, with the words that reading it gives, and each can be found by them."""
    from rag.ingest.read import load, read_article
    from rag.ingest.sources import find_sources

    wrong: list[str] = []
    by_source: dict[str, list[Any]] = {}
    for article in archive.articles():
        by_source.setdefault(article.source, []).append(article)
    files = {source.name: source for source in find_sources(folder)[0]}
    wrong += [f"{source} was lost" for source in files.keys() - by_source.keys()]
    wrong += [f"{source} belongs to no file" for source in by_source.keys() - files.keys()]
    wrong += [f"{source} is there {len(same)} times" for source, same in by_source.items() if len(same) > 1]
    for source, file in files.items():
        text = read_article(load(file), source).text
        for article in by_source.get(source, []):
            if article.text != text:
                wrong.append(f"{source} has other words than its file")
            word = unique_word(file.path.stem)
            query = word if word in text else text[:200]
            found = {hit.article.id for hit in archive.search(query, limit=20, mode="lexical")}
            if article.id not in found or (word in text and len(found) > 1):
                wrong.append(f"{source} is not found by its words alone, but {len(found)} articles are")
    return wrong


def _find_all(archive: Any) -> list[str]:
    """Every vector of the catalog is found by a query to Chroma, and Chroma finds no other."""
    from rag.model import Filters

    stored = [vector for batch in archive._catalog.all_vectors() for vector in batch]
    store = archive._vectors.store()
    wrong = []
    for one in stored:
        found = dict(store.search(one.vector, 10, Filters()))
        if abs(found.get(one.passage_id, 0.0) - 1.0) > 1e-3:
            wrong.append(f"a query with its own vector does not find passage {one.passage_id}")
    if (count := store.count()) != len(stored):
        wrong.append(f"Chroma holds {count} vectors, the catalog {len(stored)}")
    passages = archive.check().passages
    if len(stored) != passages:
        wrong.append(f"{passages} passages have {len(stored)} vectors")
    return wrong


def committed_ids(archive: Path) -> set[str]:
    """The articles that are committed, read beside Dateline."""
    catalog = archive / "catalog.sqlite"
    if not catalog.is_file():
        return set()
    with sqlite3.connect(f"file:{catalog}?mode=ro", uri=True) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return set()
        return {row[0] for row in db.execute("SELECT id FROM articles")}


# -- a folder of articles ------------------------------------------------------------------------------------------


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


# -- workers to be killed ------------------------------------------------------------------------------------------


class Forge:
    """A process that has imported all that Dateline needs, and forks a worker for each job."""

    def __init__(self) -> None:
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), "forge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._read("ready")

    def start(self, job: str, archive: Path, argument: str = "", sync: int | None = None) -> int:
        """Start a worker; returns its process id. Only one at a time, to be waited for by :meth:`end`."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([job, str(archive), argument, sync]) + "\n")
        self._process.stdin.flush()
        return int(self._read("go"))

    def end(self) -> tuple[int, Finding]:
        """Wait for the worker's end: its exit code (negative: the signal that killed it), and what it found."""
        code, _, finding = self._read("end").partition(" ")
        return int(code), json.loads(finding)

    def run(self, job: str, archive: Path, argument: str = "", sync: int | None = None) -> Finding:
        """Let a worker do a job to its end.

        Raises:
            AssertionError: it failed.
        """
        self.start(job, archive, argument, sync)
        code, finding = self.end()
        assert code == 0, f"the job {job} ended with {code}: {finding}"
        return finding

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(PATIENCE)

    def _read(self, word: str) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        first, _, rest = line.strip().partition(" ")
        assert first == word, f"the forge said {line!r} where {word!r} was due"
        return rest


def _forge() -> None:
    """Fork a worker for each line of stdin: a list of job, archive, argument and sync threshold."""
    import chromadb.api.rust  # noqa: F401 - imported here so that no worker has to
    import llama_index.core.vector_stores.types
    import llama_index.vector_stores.chroma  # noqa: F401

    import rag.archive
    import rag.ingest.html
    import rag.ingest.markdown
    import rag.ingest.text  # noqa: F401

    print("ready", flush=True)
    for line in sys.stdin:
        job, archive, argument, sync = json.loads(line)
        receiving, sending = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(receiving)
            os._exit(_worker(job, Path(archive), argument, sync, sending))
        os.close(sending)
        print("go", child, flush=True)
        with os.fdopen(receiving) as pipe:
            finding = pipe.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print("end", code, finding or "{}", flush=True)


def _worker(job: str, archive: Path, argument: str, sync: int | None, sending: int) -> int:
    finding: Finding = {}
    code = 0
    try:
        sys.stdout = sys.stderr
        finding = work(job, archive, argument, sync)
    except BaseException:  # noqa: BLE001 - whatever it is, the test is to see it
        finding, code = {"error": traceback.format_exc()}, 70
    with os.fdopen(sending, "w") as pipe:
        pipe.write(json.dumps(finding))
    return code


# -- kills ---------------------------------------------------------------------------------------------------------


@dataclass
class Kill:
    """One kill. ``hit``: it came while the worker ran; ``within``: while Chroma's index was half written."""

    hit: bool
    within: bool = False


def run_and_kill(forge: Forge, job: str, archive: Path, argument: str, sync: int | None, after_seconds: float) -> Kill:
    """Start a worker and kill it after some time."""
    pid = forge.start(job, archive, argument, sync)
    time.sleep(after_seconds)
    return _kill(forge, pid)


def run_and_kill_while_writing(
    forge: Forge, job: str, archive: Path, argument: str, sync: int, nth_write: int, after_seconds: float, *, halt: bool
) -> Kill:
    """Start a worker and kill it as it writes its index for the ``nth_write`` time.

    Args:
        forge: gives the worker.
        job: what it does, with ``archive``, ``argument`` and ``sync``.
        nth_write: at which write of the index, from 1.
        after_seconds: how long after the write was seen to begin.
        halt: stop the worker first (SIGSTOP), and kill it only if its index is half written indeed; else let it go
            on to its next write. Without it the kill comes wherever the worker is by then.
    """
    seen = _index_state(archive)
    pid = forge.start(job, archive, argument, sync)
    writes = 0
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            now = _index_state(archive)
            if now == seen:
                if not _runs(pid):
                    break
                continue
            before, seen = seen, now
            if _changed(before, now) == 0:
                continue
            writes += 1
            if writes < nth_write:
                _wait_until_written(archive, before, pid)
                seen = _index_state(archive)
                continue
            _pause(after_seconds)
            if halt:
                os.kill(pid, signal.SIGSTOP)
                if not _is_half_written(before, _index_state(archive)):
                    os.kill(pid, signal.SIGCONT)
                    _wait_until_written(archive, before, pid)
                    seen = _index_state(archive)
                    continue
            os.kill(pid, signal.SIGKILL)
            code, _ = forge.end()
            return Kill(code == -signal.SIGKILL, within=_is_half_written(before, _index_state(archive)))
    except ProcessLookupError:
        pass
    return _kill(forge, pid)


def _kill(forge: Forge, pid: int) -> Kill:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    code, finding = forge.end()
    assert code in (0, -signal.SIGKILL), f"the worker failed before it was killed: {finding}"
    return Kill(code == -signal.SIGKILL)


_State = dict[str, tuple[int, int]]


def _index_state(archive: Path) -> _State:
    """Size and time of each file of Chroma's index."""
    state: _State = {}
    try:
        for store in os.scandir(archive):
            if store.name.startswith("chroma-") and store.is_dir():
                for segment in os.scandir(store.path):
                    if segment.is_dir():
                        for file in os.scandir(segment.path):
                            status = file.stat()
                            state[file.path] = (status.st_size, status.st_mtime_ns)
    except FileNotFoundError:  # made or cleared away just now
        pass
    return state


def _changed(before: _State, now: _State) -> int:
    return sum(now[path] != before.get(path) for path in now if Path(path).name in INDEX_FILES)


def _is_half_written(before: _State, now: _State) -> bool:
    """Whether some files of the index are new and others not, or not there at all."""
    folders = {Path(path).parent for path in now if now[path] != before.get(path)}
    for folder in folders:
        files = [str(folder / name) for name in INDEX_FILES]
        new = [path in now and now[path] != before.get(path) for path in files]
        empty = any(path in now and now[path][0] == 0 and not path.endswith("link_lists.bin") for path in files)
        if any(new) and (not all(new) or empty):
            return True
    return False


def _wait_until_written(archive: Path, before: _State, pid: int) -> None:
    while _runs(pid) and _is_half_written(before, _index_state(archive)):
        pass


def _pause(seconds: float) -> None:
    """Wait without giving the processor away: sleeping takes longer than an index is written."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


# -- an archive under fire -----------------------------------------------------------------------------------------


class Range:
    """A folder of articles, and archives of it that are killed and examined."""

    def __init__(self, forge: Forge, work: Path, folder: Path | None = None, *, sync: int = 10) -> None:
        self.forge = forge
        self.work = work
        self.sync = sync
        self.archive = work / "archive"
        self.folder = folder or work / "reports"
        if folder is None:
            write_folder(self.folder, 24)

    def measure(self) -> float:
        """Seconds that an undisturbed add takes: the least of three, so that no kill comes after the end."""
        taken = []
        for _ in range(3):
            self.renew()
            started = time.perf_counter()
            self.forge.run("add", self.archive, str(self.folder), self.sync)
            taken.append(time.perf_counter() - started)
        return min(taken)

    def renew(self) -> None:
        """Begin with no archive."""
        shutil.rmtree(self.archive, ignore_errors=True)

    def fill(self) -> None:
        """Begin with an archive that holds the whole folder."""
        full = self.work / "full"
        if not full.exists():
            self.renew()
            self.forge.run("add", self.archive, str(self.folder), self.sync)
            shutil.copytree(self.archive, full)
        self.renew()
        shutil.copytree(full, self.archive)

    def kill(self, job: str, after_seconds: float, argument: str = "") -> Kill:
        """Kill a job some time after its start."""
        return run_and_kill(self.forge, job, self.archive, argument or str(self.folder), self.sync, after_seconds)

    def kill_while_writing(
        self, job: str, nth_write: int, after_seconds: float, *, halt: bool, argument: str = ""
    ) -> Kill:
        """Kill a job while it writes Chroma's index."""
        argument = argument or str(self.folder)
        return run_and_kill_while_writing(
            self.forge, job, self.archive, argument, self.sync, nth_write, after_seconds, halt=halt
        )

    def wrong(self) -> list[str]:
        """What is wrong with the archive after kills; empty when it is sound."""
        self.forge.start("check", self.archive, str(self.folder), self.sync)
        code, finding = self.forge.end()
        return finding["wrong"] if code == 0 else [f"it does not reopen: {finding}"]

    def assert_sound(self) -> None:
        """Assert that the archive came through: nothing lost, nothing doubled, all found."""
        assert self.wrong() == []


@contextmanager
def firing_range(folder: Path | None = None, *, sync: int = 10) -> Iterator[Range]:
    """A range with a forge of its own, in a temporary folder."""
    forge = Forge()
    try:
        with tempfile.TemporaryDirectory(prefix="dateline-kills-") as temporary:
            yield Range(forge, Path(temporary), folder, sync=sync)
    finally:
        forge.close()


def main() -> None:
    """Do one job, or be a forge."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("job", choices=["add", "remove", "export", "import", "mend", "open", "check", "hold", "forge"])
    parser.add_argument("archive", nargs="?")
    parser.add_argument("argument", nargs="?", default="")
    parser.add_argument("--sync", type=int)
    given = parser.parse_args()
    if given.job == "forge":
        _forge()
    else:
        print(json.dumps(work(given.job, Path(given.archive), given.argument, given.sync)))


if __name__ == "__main__":
    main()
