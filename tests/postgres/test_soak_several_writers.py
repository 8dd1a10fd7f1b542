"""Two app processes and a worker on one PostgreSQL and one Chroma server, while they are killed and servers go away.

Each process writes down what it begins and what it has done; in the end the archive must hold just that.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from catalog_forms import opens_postgres, postgres_server, restarted
from toy import ToyEmbedder
from vector_servers import ChromaProcess

from rag import Archive, Filters
from rag.errors import ArchiveBusyError, DatelineError, UsageError, VectorStoreError
from rag.model import Draft
from rag.store.identity import article_id
from rag.store.postgres import postgres_database, store_claims

#: What may be told while a server is away, or another process is at work.
_TOLD = (ArchiveBusyError, VectorStoreError)
#: Each app's own articles, which nobody else touches, and those of all.
_OWN, _COMMON = 30, 10


class Journal:
    """What a process begins and has done, a line each; lines of one that was killed stay."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def note(self, what: str, source: str = "") -> None:
        self._file.write(json.dumps([what, source]) + "\n")
        self._file.flush()


def draft(source: str, turn: int) -> Draft:
    return Draft(f"Of {source}", f"The ferry {source} left the quay for the {turn}th time. Nobody was hurt on it.")


def app(name: str, opens: Callable[..., Archive], folder: Path, seed: int) -> None:
    """Add, change, remove, search and answer until told to end."""
    journal, chance = Journal(folder / f"{name}.journal"), random.Random(seed)

    def one_turn(archive: Archive) -> None:
        own, common = f"{name}/{chance.randrange(_OWN)}", f"common/{chance.randrange(_COMMON)}"
        choice = chance.random()
        if choice < 0.45:
            sources = [own] if chance.random() < 0.5 else [own, common]
            journal.note("adds", own)
            archive.add_drafts([(each, draft(each, chance.randrange(3))) for each in sources])
            journal.note("added", own)
        elif choice < 0.6:
            journal.note("removes", own)
            archive.remove([article_id(own), article_id(common)])
            journal.note("removed", own)
        elif choice < 0.7:
            archive.edit_many([article_id(common)], outlet=chance.choice(("Courier", "Herald")))
        elif choice < 0.85:
            for hit in archive.search("ferry quay", limit=5):
                assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        else:
            answer = archive.quote(f"Which ferry left the quay, {own}?")
            assert all(each.citations for each in answer.sentences)
        journal.note("turn")

    _work(name, opens, folder, one_turn, journal)


def worker(name: str, opens: Callable[..., Archive], folder: Path, seed: int) -> None:
    """Embed what waits, and look after the folder that is followed."""
    journal = Journal(folder / f"{name}.journal")

    def one_turn(archive: Archive) -> None:
        archive.embed_waiting()
        archive.sync()
        journal.note("turn")
        time.sleep(0.2)

    _work(name, opens, folder, one_turn, journal)


def _work(
    name: str, opens: Callable[..., Archive], folder: Path, one_turn: Callable[[Archive], None], journal: Journal
) -> None:
    end = folder / "end"
    try:
        while not end.exists():
            try:
                with opens() as archive:
                    while not end.exists():
                        try:
                            one_turn(archive)
                        except _TOLD as error:
                            journal.note("told", str(error))
                            time.sleep(0.1)
                        except DatelineError as error:  # an article that another process has removed
                            assert "no article has the id" in str(error), error
            except (*_TOLD, UsageError) as error:
                assert "cannot be" in str(error) or isinstance(error, _TOLD), error
                journal.note("told", str(error))
                time.sleep(0.1)
    except BaseException:
        (folder / f"{name}.{os.getpid()}.unexpected").write_text(traceback.format_exc())
        raise


class Processes:
    """The processes, each started anew where it was killed."""

    def __init__(self, opens: Callable[..., Archive], folder: Path) -> None:
        self._given = opens, folder
        self._started = 0
        self._running: dict[str, BaseProcess] = {}
        for name in ("one", "two", "worker"):
            self._start(name)

    def _start(self, name: str) -> None:
        self._started += 1
        role: Callable[..., Any] = worker if name == "worker" else app
        process = multiprocessing.get_context("fork").Process(target=role, args=(name, *self._given, self._started))
        process.start()
        self._running[name] = process

    def kill(self, name: str) -> None:
        process = self._running[name]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        self._start(name)

    def end(self) -> None:
        (self._given[1] / "end").touch()
        for process in self._running.values():
            process.join(60)
            if process.is_alive():
                process.kill()
                process.join()
                raise AssertionError("a process does not end")


@pytest.mark.kill
@pytest.mark.parametrize(
    ("seconds", "kills"), [(5.0, 4), pytest.param(300.0, 20, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_nothing_is_lost_or_doubled(
    seconds: float, kills: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_database, "CLAIM_SECONDS", 2)
    monkeypatch.setattr(store_claims, "STORE_CLAIM_SECONDS", 2)
    chroma = ChromaProcess(tmp_path / "chroma")
    chroma.start()
    watched = tmp_path / "watched"
    watched.mkdir()
    chance = random.Random(7)
    with postgres_server() as address:
        opens = opens_postgres(tmp_path, address, chroma.url)
        with opens() as archive:
            archive.add(watched, follow=True)
            archive.add_drafts([("common/0", draft("common/0", 0))])  # all that is imported then is so for all of them
            archive.search("ferry")
        processes = Processes(opens, tmp_path)
        steps = ["a kill"] * kills
        steps[kills // 3 : kills // 3] = ["chroma"]
        steps[2 * kills // 3 : 2 * kills // 3] = ["postgres"]
        for number, step in enumerate(steps, start=1):
            time.sleep(seconds / (len(steps) + 1))
            (watched / f"{number}.txt").write_text(f"Watched {number}\n\nThe buoy {number} was seen from the watch.")
            if step == "chroma":
                chroma.stop(kill=True)
                time.sleep(1)
                chroma.start()
            elif step == "postgres":
                restarted(address, after_seconds=1)
            else:
                processes.kill(chance.choice(("one", "two", "worker")))
        time.sleep(seconds / (len(steps) + 1))
        processes.end()
        assert [each.read_text() for each in tmp_path.glob("*.unexpected")] == []
        with opens() as archive:
            _has_recovered(archive)
            _holds_what_was_done(archive, tmp_path, len(steps))
    chroma.stop()


def _has_recovered(archive: Archive) -> None:
    ends = time.monotonic() + 30
    while archive.counts().pending and time.monotonic() < ends:
        time.sleep(0.2)
        archive.resume()
    archive.sync()
    archive.resume()
    assert archive.check().problems == ()
    assert archive._store.vectors.index.notice is None


def _holds_what_was_done(archive: Archive, folder: Path, written: int) -> None:
    there = [article.source for article in archive.articles()]
    assert len(there) == len(set(there))
    for name in ("one", "two"):
        lines = [json.loads(line) for line in (folder / f"{name}.journal").read_text().splitlines() if line[-1] == "]"]
        assert any(what == "turn" for what, _ in lines)
        last = {source: what for what, source in lines if source.startswith(f"{name}/") and what != "told"}
        assert last
        for source, what in last.items():
            if what in ("added", "removed"):  # else it was cut off, and may have been done or not
                assert (source in there) == (what == "added"), (source, what)
    assert {f"watched/{number}.txt" for number in range(1, written + 1)} <= set(there)
    told = [json.loads(line) for each in folder.glob("*.journal") for line in each.read_text().splitlines()]
    assert any(what == "told" for what, _ in told), "servers were away, and nobody was told"
    found = archive._store.vectors.index.search(ToyEmbedder().embed_query("ferry quay"), 500, Filters())
    assert len(found) >= len([each for each in there if "/" in each]) - written
