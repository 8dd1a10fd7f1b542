"""Killing Dateline for real: worker processes that are sent SIGKILL.

``python tests/killing.py add ARCHIVE FOLDER --sync 10`` does one job in a process of its own. To kill hundreds of
them, :class:`Forge` keeps one process that has imported everything (some seconds) and forks a fresh worker for each
job, before any Chroma client or thread of it exists: a real process, to be killed for real. What must hold after a
kill stands in ``proving.py``; what is done to which archive in ``firing.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: The files in which Chroma keeps an index; each time it writes the index, it writes them all.
INDEX_FILES = frozenset({"header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle"})
#: A job that is not through by then hangs.
PATIENCE = 120.0

Finding = dict[str, Any]


# -- what a worker does --------------------------------------------------------------------------------------------


def settings_for(sync: int | None) -> Any:
    """Settings that let a worker fetch from loopback; each article is found by itself.

    Args:
        sync: after how many changes Chroma writes its index.
    """
    from rag.settings import load_settings

    return load_settings(chroma_sync_threshold=sync, merge_copies=False, fetch_allow=["127.0.0.1"], fetch_delay=0.0)


def _add(archive: Any, folder: str) -> Finding:
    report = archive.add(folder)
    return {"added": len(report.added), "failed": [problem.reason for problem in report.failed]}


def _remove(archive: Any, ids: str) -> Finding:
    return {"removed": len(archive.remove(ids.split(",")).removed)}


def _follow(archive: Any, url: str) -> Finding:
    archive._web.follow([url])
    return {}


def _sync(archive: Any, _: str) -> Finding:
    report = archive.sync().added
    return {"added": len(report.added), "failed": [problem.reason for problem in report.failed]}


def _import(archive: Any, file: str) -> Finding:
    report = archive.import_backup(file).articles
    return {"added": len(report.added), "failed": [problem.reason for problem in report.failed]}


def _export(archive: Any, file: str) -> Finding:
    return {"articles": archive.export(file, with_vectors=True).articles}


def _mend(archive: Any, _: str) -> Finding:
    return {"ok": archive.check(mend=True).ok}


def _hold(_: Any, __: str) -> Finding:
    print("held", flush=True)
    signal.pause()
    return {}


#: What can be done to an archive that is open for writing, with the one argument that it needs: a folder to add, ids
#: with commas between them, an address to follow, a backup's file.
OPERATIONS: dict[str, Callable[[Any, str], Finding]] = {
    "add": _add,
    "remove": _remove,
    "follow": _follow,
    "sync": _sync,
    "import": _import,
    "export": _export,
    "mend": _mend,
    "open": lambda archive, _: {},
    "hold": _hold,  # until it is killed
}


def work(job: str, archive: Path, argument: str, sync: int | None) -> Finding:
    """Do one job with the toy embedder.

    Args:
        job: one of :data:`OPERATIONS`, or of ``proving.PROOFS``.
        archive: the archive's folder.
        argument: what the job needs.
        sync: after how many changes Chroma writes its index.
    """
    from proving import PROOFS
    from toy import ToyEmbedder

    from rag.archive import Archive

    settings = settings_for(sync)
    if job in PROOFS:
        return PROOFS[job](archive, argument, settings)
    with Archive.open(
        archive, settings=settings, embedder=ToyEmbedder(), read_only=False, resume=job != "mend"
    ) as opened:
        return OPERATIONS[job](opened, argument)


# -- workers to be killed ------------------------------------------------------------------------------------------


class Forge:
    """A process that has imported all that Dateline needs, and forks a worker for each job."""

    def __init__(self, temporary: Path) -> None:
        """Start it.

        Args:
            temporary: where its workers are to put temporary files, so that what they leave there is seen.
        """
        temporary.mkdir(exist_ok=True)
        own = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TMPDIR": str(temporary)}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), "forge"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **own},
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
    # Imported here so that no worker has to.
    import chromadb.api.rust  # noqa: F401
    import proving  # noqa: F401

    import rag.archive
    import rag.ingest.web.add_addresses
    import rag.ingest.web.followed_sources
    import rag.ingest.workers.worker_pool
    import rag.store.vectors.indexing

    # A batch enters the vector store as soon as it is embedded, as in an add that takes long; and one reader's start
    # is enough.
    rag.store.vectors.indexing.READY_EVERY_SECONDS = 0.0
    rag.ingest.workers.worker_pool._MAX_WORKERS = 1
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


def main() -> None:
    """Do one job, or be a forge."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("job")
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
