"""A move that is killed, that loses its database or its vector server, or that may not do what it has to."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from catalog_forms import Opens, fresh, opens_postgres, opens_sqlite, postgres_server, restarted
from sqlalchemy import Connection, create_engine, text
from vector_servers import ChromaProcess, free_port

from rag import Archive
from rag.backup.moving import _sums
from rag.errors import ArchiveBusyError, ArchiveMismatchError, UsageError, VectorStoreError
from rag.model import Draft
from rag.reports import Progress
from rag.store.postgres.postgres_database import PostgresDatabase
from rag.store.sqlite.database import Database


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    process = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    process.start()
    yield process.url
    process.stop()


@pytest.fixture
def source(tmp_path: Path) -> Opens:
    opens = opens_sqlite(tmp_path / "one")
    with opens() as archive:
        archive.add_drafts((f"news/{each}", Draft(f"Report {each}", f"The ferry {each} left.")) for each in range(120))
        archive.add_drafts([("news/1", Draft("Anew", "The ferry 1 has sunk."))])
        archive.remove(archive.search("ferry 5")[0].article.id, erase=True)
    return opens


def same(one: Archive, other: Archive) -> bool:
    with one._store.catalog.database.one_state() as db, other._store.catalog.database.one_state() as there:
        return all(here == theirs for _, here, theirs in _sums(db, there))


def _killed_at(write: int, source: Opens, target: Opens) -> None:
    """Move, and be killed right before so many commits to the target, or right after the one before."""
    done = 0

    @contextmanager
    def counted(database: Any, writes: Any) -> Iterator[Connection]:
        nonlocal done
        done += 1
        with writes(database) as db:
            yield db
            if done == write:
                os.kill(os.getpid(), signal.SIGKILL)

    with source() as archive:
        for kind in (Database, PostgresDatabase):
            writes = kind.write
            kind.write = lambda self, writes=writes: counted(self, writes)  # type: ignore[method-assign]
        with target(moving=True, resume=False) as there:
            archive.move_to(there)


def _claims_run_out(address: str) -> None:
    """As if the time of who was killed had passed."""
    engine = create_engine(address.partition("&schema=")[0].replace("postgresql://", "postgresql+psycopg://"))
    schema = address.partition("&schema=")[2]
    with engine.begin() as db:
        if db.execute(text("SELECT to_regclass(:table)"), {"table": f"{schema}.store_claims"}).scalar():
            db.execute(text(f"DELETE FROM {schema}.store_claims"))  # noqa: S608 - the test's own
            db.execute(text(f"UPDATE {schema}.passages SET claimed = NULL"))  # noqa: S608 - likewise
    engine.dispose()


@pytest.mark.kill
@pytest.mark.parametrize(
    "writes", [(1, 2, 3), pytest.param((1, 1, 2, 3, 4, 6, 9, 14), marks=pytest.mark.soak)], ids=["some", "all"]
)
@pytest.mark.parametrize("way", ["folder", "servers"])
def test_killed_at_each_commit(
    way: str, writes: tuple[int, ...], source: Opens, server: str, chroma: str, tmp_path: Path
) -> None:
    target, address = opens_sqlite(tmp_path / "two"), ""
    if way == "servers":
        address = fresh(server)
        target = opens_postgres(tmp_path / "two", address, chroma)
    # Not forked from this process: Chroma's threads, which other tests have started here, are not there in a fork.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["rag.archive"])
    ends = []
    for write in (*writes, 0):  # each goes on where the one before was killed
        process = processes.Process(target=_killed_at, args=(write, source, target))
        process.start()
        process.join()
        ends.append(process.exitcode)
        if process.exitcode != -signal.SIGKILL:
            break
        if address:
            _claims_run_out(address)
    assert len(ends) > min(4, len(writes)) and ends[-1] == 0, ends
    with source() as archive, target() as there:
        assert same(archive, there) and there.check().problems == () and there.counts() == archive.counts()


def test_its_database_is_started_anew(source: Opens, server: str, tmp_path: Path) -> None:
    there = opens_postgres(tmp_path / "two", fresh(server))
    back = opens_sqlite(tmp_path / "three")

    def restart(progress: Progress) -> None:
        if progress.step == "moving" and progress.done <= 50:
            restarted(server, after_seconds=0)

    for one, other in ((source, there), (there, back)):
        with one() as archive:
            with other(moving=True) as target:
                try:
                    report = archive.move_to(target, progress=restart)
                except ArchiveBusyError as error:  # what was being read is cut off
                    assert "cannot be reached" in str(error)
                    report = archive.move_to(target)
                assert report.ok
            with other() as target:
                assert same(archive, target) and target.check().problems == ()


def test_its_vector_server_is_not_there(source: Opens, server: str, chroma: str, tmp_path: Path) -> None:
    address = fresh(server)
    with source() as archive:
        before = archive.counts()
        nowhere = opens_postgres(tmp_path / "two", address, f"http://127.0.0.1:{free_port()}")
        with nowhere(moving=True, resume=False) as there, pytest.raises(VectorStoreError, match="cannot be reached"):
            archive.move_to(there)
        assert archive.counts() == before
        with opens_postgres(tmp_path / "two", address, chroma)(moving=True) as there:
            assert archive.move_to(there).ok and there.check().problems == () and there.counts() == before


def test_two_archives_have_one_vector_server(source: Opens, server: str, chroma: str, tmp_path: Path) -> None:
    one, two = (opens_postgres(tmp_path / name, fresh(server), chroma) for name in ("two", "three"))
    with source() as archive, one() as first, two() as second:
        assert archive.move_to(first).ok and first.move_to(second).ok
        first.delete()  # and what it had on the server
        assert second.check().problems == () and same(archive, second)
        assert second.search("ferry 7")[0].article.source == "news/7"


def test_a_place_of_a_newer_version(source: Opens, server: str, tmp_path: Path) -> None:
    there = opens_postgres(tmp_path / "two", fresh(server))
    with there() as target:
        target._store.catalog.database.put("schema", "9999")
    with pytest.raises(ArchiveMismatchError, match="was made by a newer Dateline"):
        there(moving=True)


def test_who_may_do_nothing_there(source: Opens, server: str, tmp_path: Path) -> None:
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as db:
        db.execute(text("CREATE ROLE guest LOGIN"))
    try:
        guest = server.replace("postgres@", "guest@")
        with pytest.raises(UsageError, match=r"does not let this user do that .*: have it granted"):
            opens_postgres(tmp_path / "two", fresh(guest))(moving=True)
        whole = fresh(server)
        with source() as archive, opens_postgres(tmp_path / "two", whole)() as there:
            archive.move_to(there)
            schema = there._store.catalog.database.schema  # type: ignore[attr-defined]
        as_guest = opens_postgres(tmp_path / "two", whole.replace("postgres@", "guest@"))
        with pytest.raises(UsageError, match=r"there is no archive|does not let this user"):
            as_guest(read_only=True)
        with engine.begin() as db:
            db.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO guest"))
            db.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO guest"))
        with as_guest(read_only=True) as reader:
            assert reader.search("ferry 7")[0].article.source == "news/7"
        with pytest.raises(UsageError, match="does not let this user do that"):
            as_guest()
    finally:
        engine.dispose()
