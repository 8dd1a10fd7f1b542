"""An archive from one form to another and back, with all that belongs to it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from catalog_forms import Opens, fresh, opens_postgres, opens_sqlite, postgres_server
from cli_runs import call
from sqlalchemy import insert, text
from toy import ToyEmbedder
from vector_servers import ChromaProcess

from rag import Archive
from rag.backup.moving import _sums
from rag.errors import ArchiveBusyError, UsageError
from rag.model import Draft
from rag.reports import Progress
from rag.store.followed import FETCHED, FOLLOWED
from rag.store.source_registry import FAILURES


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    chroma = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    chroma.start()
    with postgres_server() as address:
        yield address, chroma.url
    chroma.stop()


@pytest.fixture
def forms(servers: tuple[str, str], tmp_path: Path) -> dict[str, Opens]:
    address, url = servers
    return {
        "folder": opens_sqlite(tmp_path / "one"),
        "another": opens_sqlite(tmp_path / "two"),
        "postgres": opens_postgres(tmp_path / "three", fresh(address)),
        "chroma server": opens_postgres(tmp_path / "four", fresh(address), url),
    }


def fill(archive: Archive, number: int = 60) -> None:
    drafts = [
        (f"news/{each}", Draft(f"Report {each}", f"The ferry number {each} left. Nobody was hurt in harbour {each}."))
        for each in range(number)
    ]
    archive.add_drafts(drafts)
    archive.add_drafts([("news/1", Draft("Anew", "The ferry has sunk.", outlet="Courier", published=date(2024, 1, 2)))])
    archive.add_drafts([("news/1", Draft("Anew", "The ferry has sunk. It was old.", outlet="Courier"))])
    archive.edit(archive.search("sunk")[0].article.id, language="en", authors=["Ann Lee"])
    archive.remove(archive.search("harbour 5")[0].article.id, erase=True)
    boilerplate = "Harbour reopens\n\nThe harbour opened again.\n\nSubscribe to our newsletter\n\nIt had been shut."
    archive.add_text(boilerplate, name="page.txt")
    with archive._store.catalog.database.write() as db:
        db.execute(
            insert(FOLLOWED).values(source="https://news.example/feed", form="feed", since=1.5, entries=[["a", 1]])
        )
        db.execute(insert(FETCHED).values(url="https://news.example/1", looked=1.0, changed=2.0))
        db.execute(
            insert(FAILURES).values(
                source="b.pdf", file="b.pdf", origin="/b.pdf", reason="it is damaged", since="2024-01-01"
            )
        )


def same(one: Archive, other: Archive) -> None:
    with one._store.catalog.database.one_state() as db, other._store.catalog.database.one_state() as there:
        for what, here, theirs in _sums(db, there):
            assert here == theirs, what
    assert one.articles() == other.articles()
    assert [one.versions(each.id) for each in one.articles()] == [other.versions(each.id) for each in one.articles()]


# From folder to folder goes test_moving_cut_off.py, and compares the two.
@pytest.mark.parametrize("way", ["postgres", "chroma server", pytest.param("another", marks=pytest.mark.soak)])
def test_there_and_back(way: str, forms: dict[str, Opens], tmp_path: Path) -> None:
    embedder = ToyEmbedder()
    with forms["folder"]() as archive:
        fill(archive)
        with forms[way](embedder=embedder) as there:
            report = archive.move_to(there)
            assert report.differences == () and report.articles == archive.count() and report.vectors
            assert there.check().problems == () and there.counts() == archive.counts()
            same(archive, there)
            with opens_sqlite(tmp_path / "back")(embedder=embedder) as back:
                assert there.move_to(back).ok and back.check().problems == ()
                same(archive, back)
                assert back.search("ferry number 7")[0].article.source == "news/7"
        assert embedder.calls == 0 and archive.check().problems == ()


def test_what_holds_something_else_is_left_alone(forms: dict[str, Opens]) -> None:
    with forms["folder"]() as archive, forms["another"]() as other:
        fill(archive, 9)
        other.add_drafts([("else", Draft("Another", "Something else."))])
        with pytest.raises(UsageError, match="is an archive already"):
            archive.move_to(other)
        with pytest.raises(UsageError, match="is the archive itself"):
            archive.move_to(archive)
        assert other.count() == 1


@pytest.mark.parametrize("way", ["postgres", "another"])
def test_moved_again_it_is_there_already_until_it_is_changed(way: str, forms: dict[str, Opens]) -> None:
    """As after a move that was killed when all was there."""
    with forms["folder"]() as archive, forms[way]() as there:
        fill(archive, 3)
        first = archive.move_to(there)
        assert first.ok and archive.move_to(there) == first
        there.add_drafts([("since", Draft("Since", "Added where it lives now."))])
        with pytest.raises(UsageError, match="is an archive already"):
            archive.move_to(there)
        assert there.count() == 4


def test_what_came_and_went_meanwhile_is_brought_over(forms: dict[str, Opens]) -> None:
    with forms["folder"]() as archive, forms["postgres"]() as there:
        fill(archive)
        archive.move_to(there)
        there._store.catalog.database.moves = mark = f"{archive._store.catalog.database.get('moved_as')} as before"
        there._store.catalog.database.put("moving_from", mark)  # as one that was cut off
        archive.remove(archive.search("ferry number 9")[0].article.id)
        archive.add_drafts(
            [("news/2", Draft("Again", "The ferry number two was sold.")), ("new", Draft("N", "New dam."))]
        )
        archive.edit(archive.search("sunk")[0].article.id, undo=["language"])
        assert archive.move_to(there).ok and there.check().problems == ()
        same(archive, there)


def test_what_differs_is_told(forms: dict[str, Opens], monkeypatch: pytest.MonkeyPatch) -> None:
    with forms["folder"]() as archive, forms["another"]() as there:
        fill(archive, 9)
        resume = there._store.indexer.resume

        def damage(*given: object) -> int:
            done = resume()
            with there._store.catalog.database.write() as db:
                db.execute(text("UPDATE passages SET vector = zeroblob(length(vector)) WHERE pk = 3"))
                db.execute(text("DELETE FROM failures"))
            return done

        object.__setattr__(there._store, "indexer", _Damaging(damage))
        told = archive.move_to(there).differences
        assert [each.partition(":")[0] for each in told] == ["vectors", "failures"]


class _Damaging:
    def __init__(self, resume: object) -> None:
        self.resume = resume

    def has_work(self) -> bool:
        return False


def _move(source: Opens, target: Opens) -> None:
    with source() as archive, target(moving=True) as there:
        archive.move_to(there)


@pytest.mark.soak  # test_moving_cut_off.py kills moves at their commits
@pytest.mark.parametrize(("way", "after"), [("another", 0.3), ("chroma server", 0.6)])
def test_a_killed_move_goes_on(
    way: str, after: float, forms: dict[str, Opens], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.store.postgres import store_claims

    monkeypatch.setattr(store_claims, "STORE_CLAIM_SECONDS", 1)
    with forms["folder"]() as archive:
        fill(archive, 150)
    process = multiprocessing.get_context("fork").Process(target=_move, args=(forms["folder"], forms[way]))
    process.start()
    time.sleep(after)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with forms["folder"]() as archive, forms[way](moving=True) as there:
        assert archive.move_to(there).ok
        ends = time.monotonic() + 30
        while there.counts().pending and time.monotonic() < ends:
            time.sleep(0.2)
            there.resume()
        assert there.check().problems == () and there.counts() == archive.counts()
        same(archive, there)


def test_it_is_deleted_when_that_is_said(forms: dict[str, Opens], tmp_path: Path) -> None:
    for form in ("folder", "chroma server"):
        with forms[form]() as archive:
            fill(archive, 3)
            archive.delete()
        with pytest.raises(UsageError, match="there is no archive"):
            forms[form](read_only=True)
    left = {each.name for each in (tmp_path / "one" / "archive").iterdir()}
    assert not {name for name in left if name.startswith(("catalog", "chroma"))}


def test_vectors_move_alone(servers: tuple[str, str], tmp_path: Path) -> None:
    address, url = servers
    address = fresh(address)
    embedder = ToyEmbedder()
    in_catalog, on_server, in_milvus = (
        opens_postgres(tmp_path, address, vectors) for vectors in ("chroma", url, f"milvus:{tmp_path / 'v.db'}")
    )
    with on_server() as archive:
        fill(archive, 6)
        vectors = archive._store.catalog.count_vectors()
        archive.move_vectors(to_catalog=True)
    for opens, kept_in in ((in_catalog, "the catalog"), (on_server, "Chroma at"), (in_milvus, "Milvus Lite in")):
        if opens is not in_catalog:
            with opens(embedder=embedder, resume=False) as archive:
                archive.move_vectors()
        with opens(embedder=embedder) as archive:
            assert kept_in in archive._store.vectors.where and archive.check().problems == ()
            assert len(archive._store.vectors.store().read_back()) == vectors
            assert archive.search("ferry number 3")[0].article.source == "news/3"
    assert embedder.calls == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "say where to"),
        (["--to", "mysql://host/news"], "mysql:// is no place for an archive"),
        (["--to", "postgresql:///"], "DATELINE_CATALOG does not fit"),
        (["--vectors", "catalog"], "an archive in a folder keeps its vectors in a store"),
        (["--to", "elsewhere"], "there is no archive at"),
    ],
)
def test_what_cannot_be_moved_is_one_sentence(given: list[str], said: str) -> None:
    done = call("migrate", *given)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("to", "said"),
    [("news", "is at"), ("news/new", "lies in the other"), (".", "lies in the other"), ("link", "is at")],
)
def test_an_archive_is_not_moved_into_itself(
    to: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--delete-old would delete both."""
    monkeypatch.chdir(tmp_path)
    with Archive.open(tmp_path / "news"):
        pass
    (tmp_path / "link").symlink_to("news")
    done = call("migrate", "--to", to, "--archive", "news")
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "news" / "new").exists()


@pytest.mark.parametrize("way", ["postgres", "another"])
def test_nobody_else_writes_where_an_archive_is_being_moved(way: str, forms: dict[str, Opens], tmp_path: Path) -> None:
    def cut_off(progress: Progress) -> None:
        raise InterruptedError(progress.step)

    with forms["folder"]() as archive, ExitStack() as opened:
        fill(archive)
        app = opened.enter_context(forms[way]()) if way == "postgres" else None  # was there before, with nothing in it
        with forms[way](moving=True) as there, pytest.raises(InterruptedError, match="moving"):
            archive.move_to(there, progress=cut_off)
        told = f"{archive.place} is being moved to .*give the same command again"
        with pytest.raises(ArchiveBusyError, match=told):
            forms[way]()
        if app is not None:
            with pytest.raises(ArchiveBusyError, match=told):
                app.add_drafts([("app", Draft("Of the app", "What was added meanwhile would be taken out again."))])
        with forms[way](moving=True) as there, opens_sqlite(tmp_path / "else")() as other:
            with pytest.raises(UsageError, match="is an archive already"):
                other.move_to(there)
            assert 0 < there.count() < archive.count()
            assert archive.move_to(there).ok
        with forms[way]() as there:
            same(archive, there)
            (app or there).add_drafts([("app", Draft("Of the app", "It is open to all now."))])
            assert there.count() == archive.count() + 1


def test_one_process_moves_to_a_place(forms: dict[str, Opens]) -> None:
    with forms["folder"]() as archive, forms["postgres"]() as there, forms["postgres"]() as another:
        fill(archive, 3)
        with (
            another._store.catalog.database.alone("moving"),
            pytest.raises(ArchiveBusyError, match="another process moves an archive to"),
        ):
            archive.move_to(there)
        assert archive.move_to(there).ok


def test_what_was_erased_is_an_archive_too(forms: dict[str, Opens]) -> None:
    with forms["folder"]() as archive, forms["another"]() as other:
        fill(archive, 3)
        [gone] = other.add_drafts([("else", Draft("Another", "Something else."))]).added
        other.remove(gone, erase=True)
        with pytest.raises(UsageError, match="is an archive already"):
            archive.move_to(other)


@pytest.mark.parametrize("form", ["folder", "postgres"])
def test_what_was_changed_since_is_not_deleted(form: str, forms: dict[str, Opens]) -> None:
    with forms[form]() as archive, forms["another"]() as there:
        fill(archive, 3)
        version = archive.move_to(there).version
        archive.add_drafts([("late", Draft("Late", "It came after the comparison."))])
        with pytest.raises(ArchiveBusyError, match="was changed since it was moved, and stays"):
            archive.delete(version)
        database = archive._store.catalog.database
        with pytest.raises(ArchiveBusyError, match="was changed since"):  # and where it is changed at the last moment
            database.drop(version)
        assert archive.search("comparison")[0].article.source == "late"
        archive.delete(archive.version())
