"""Adding: sources of many articles, what is not read again, failures that are kept, stopping and going on."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from toy import ToyEmbedder

from rag import Archive, Progress
from rag.errors import ArchiveFullError, EmbeddingError
from rag.ingest.prefetch import ReadAhead
from rag.ingest.workers.worker_pool import WorkerPool
from rag.store.sqlite.database import Database

WORDS = "The ferry of pier {0} sailed on Monday, said the mayor of quarter {0}. Nobody was late in week {0}."


def records(*numbers: int, **more: str) -> str:
    rows = [{"id": str(number), "title": f"Report {number}", "text": WORDS.format(number)} for number in numbers]
    return "".join(json.dumps(row) + "\n" for row in [*rows, *([more] if more else [])])


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that are really read."""
    seen: list[str] = []
    original = WorkerPool.read

    def read(self: WorkerPool, source: Any, name: str, fields: Any = None) -> Any:
        seen.append(name)
        return original(self, source, name, fields)

    monkeypatch.setattr(WorkerPool, "read", read)
    return seen


def add_bytes(archive: Archive, name: str, text: str) -> Any:
    return archive.add_bytes(text.encode(), name=name)


def test_a_packed_source_gives_many_articles_and_is_not_read_again(archive: Archive, reads: list[str]) -> None:
    first = add_bytes(archive, "news.jsonl", records(1, 2, 3))
    assert len(first.added) == 3
    assert all("#" in archive.article(each).source for each in first.added)
    again = add_bytes(archive, "news.jsonl", records(1, 2, 3))
    assert (set(again.unchanged), again.added) == (set(first.added), ())
    assert reads == ["news.jsonl"]
    archive.remove(first.added[0])
    assert add_bytes(archive, "news.jsonl", records(1, 2, 3)).added == first.added[:1]


def test_an_unchanged_file_is_not_even_hashed(
    archive: Archive, write: Callable[..., Path], reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write("news/a.txt", WORDS.format(1))
    monkeypatch.setattr("rag.ingest.file_fingerprint._UNSURE_SECONDS", 0.0)
    [added] = archive.add(file.parent).added
    monkeypatch.setattr("rag.ingest.adding.hash_of", lambda *_: pytest.fail("it was hashed"))
    assert archive.add(file.parent).unchanged == (added,)
    monkeypatch.undo()
    before = file.stat()
    file.write_text(WORDS.format(2))  # as long, and as old
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert archive.add(file.parent).updated == (added,)


def test_a_file_changed_a_moment_ago_is_hashed(archive: Archive, write: Callable[..., Path], reads: list[str]) -> None:
    file = write("news/a.txt", WORDS.format(1))
    archive.add(file.parent)
    assert archive._store.registry.known([("news/a.txt", str(file))])["news/a.txt"].stamp is None
    assert len(archive.add(file.parent).unchanged) == 1
    assert reads == ["news/a.txt"]


def test_what_fails_is_logged(archive: Archive, write: Callable[..., Path], caplog: pytest.LogCaptureFixture) -> None:
    archive.add(write("news/worse.txt", b"").parent)
    assert "not added: news/worse.txt: empty" in caplog.messages


def test_failures_are_kept_until_the_file_is_well_or_gone(archive: Archive, write: Callable[..., Path]) -> None:
    bad, worse = write("news/bad.html", b"\x89PNG\r\n"), write("news/worse.txt", b"")
    report = archive.add(bad.parent)
    assert [problem.source for problem in report.failed] == ["news/bad.html", "news/worse.txt"]
    assert [(each.source, each.origin) for each in archive.failures()] == [
        ("news/bad.html", str(bad)),
        ("news/worse.txt", str(worse)),
    ]
    assert "PNG" in archive.failures()[0].reason
    bad.write_text(f"<html><body><article><h1>Well</h1><p>{WORDS.format(1) * 4}</p></article></body></html>")
    report = archive.retry_failed()
    assert len(report.added) == 1 and [each.source for each in archive.failures()] == ["news/worse.txt"]
    worse.unlink()
    assert [problem.reason for problem in archive.retry_failed().skipped] == ["no longer there"]
    assert archive.failures() == []


@pytest.mark.slow
def test_stopping_keeps_what_is_done_and_the_same_call_goes_on(archive: Archive, write: Callable[..., Path]) -> None:
    for number in range(300):
        write(f"news/{number:03}.txt", WORDS.format(number))
    folder = archive.path.parent / "news"
    stop = threading.Event()
    report = archive.add(folder, stop=stop, progress=lambda told: stop.set() if told.done > 60 else None)
    assert report.stopped and 50 <= len(report.added) < 300
    assert archive.count() == len(report.added)
    again = archive.add(folder)
    assert not again.stopped
    assert (len(again.added), len(again.unchanged)) == (300 - len(report.added), len(report.added))
    assert archive.counts().pending == 0
    assert archive.check().problems == ()


def test_the_report_is_in_the_order_of_the_sources(archive: Archive, write: Callable[..., Path]) -> None:
    for number in range(80):
        write(f"news/{number:03}.txt", WORDS.format(number))
    report = archive.add(archive.path.parent / "news")
    assert [archive.article(each).source for each in report.added] == [f"news/{n:03}.txt" for n in range(80)]


def test_progress_tells_files_failures_and_passages(archive: Archive, write: Callable[..., Path]) -> None:
    for number in range(5):
        write(f"news/{number}.txt", WORDS.format(number))
    write("news/bad.html", b"\x89PNG\r\n")
    told: list[Progress] = []
    archive.add(archive.path.parent / "news", progress=told.append)
    last = [each for each in told if each.step == "adding"][-1]
    assert (last.done, last.total, last.failed, last.passages) == (6, 6, 1, archive.counts().passages)
    assert last.rate and last.seconds_left == 0


class _Broken(ToyEmbedder):
    def embed_passages(self, texts: Any) -> Any:
        if texts:
            raise EmbeddingError("the embedding's server is gone: start it")
        return super().embed_passages(texts)


def test_an_embedding_that_fails_leaves_all_found_by_words(tmp_path: Path, write: Callable[..., Path]) -> None:
    for number in range(60):
        write(f"news/{number}.txt", WORDS.format(number))
    with Archive.open(tmp_path / "broken", embedder=_Broken()) as archive:
        with pytest.raises(EmbeddingError, match="start it"):
            archive.add(tmp_path / "news")
        assert (archive.count(), archive.counts().pending) == (60, 60)
        assert archive.search("ferry of pier 7", mode="lexical")
    with Archive.open(tmp_path / "broken", embedder=ToyEmbedder()) as archive:
        assert archive.counts().pending == 0 and archive.check().problems == ()


@pytest.mark.slow
def test_a_full_disk_is_one_sentence_and_costs_nothing(archive: Archive, write: Callable[..., Path]) -> None:
    """SQLite is given no more pages, as where the disk has none; a transaction takes 200 articles."""
    for number in range(400):
        write(f"news/{number}.txt", WORDS.format(number) * 30)
    folder = archive.path.parent / "news"
    with archive._store.catalog.database.write() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
    database = archive._store.catalog.database
    assert isinstance(database, Database)
    from sqlalchemy import event

    @event.listens_for(database._engine, "begin")
    def narrow(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1_400}")

    with pytest.raises(ArchiveFullError, match="no room left"):
        archive.add(folder)
    done = archive.count()
    assert 0 < done < 400
    event.remove(database._engine, "begin", narrow)
    with database.read() as db:
        db.exec_driver_sql("PRAGMA max_page_count = 1000000000")
    archive.close()
    with Archive.open(archive.path, embedder=ToyEmbedder()) as again:
        assert again.count() == done
        again.add(folder)
        assert again.count() == 400 and again.check().problems == ()


def test_one_that_is_slow_is_overtaken_and_what_it_raises_is_raised() -> None:
    others_taken = threading.Event()

    def work(job: int) -> Any:
        if job == 1:
            assert others_taken.wait(60)
        yield job

    taken = []
    for job, _ in ReadAhead(range(6), work, threads=2, stop=threading.Event(), patience=0.2):
        taken.append(job)
        if len(taken) == 5:
            others_taken.set()
    assert taken == [0, 2, 3, 4, 5, 1]

    def late(job: int) -> Any:
        if job == 1:
            time.sleep(0.5)
        yield job

    assert [job for job, _ in ReadAhead(range(6), late, threads=2, stop=threading.Event())] == list(range(6))

    def fails(job: int) -> Any:
        yield job
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(ReadAhead(range(6), fails, threads=2, stop=threading.Event()))
