"""What an archive must do, whatever its catalog is in: one suite for all forms."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import string
import time
from datetime import date
from pathlib import Path

import pytest
from catalog_forms import Opens, fresh, opens_postgres, opens_sqlite
from sqlalchemy import text
from toy import ToyEmbedder

from rag import Archive, Filters
from rag.errors import ArchiveMismatchError, UnknownArticleError, UsageError
from rag.model import Draft
from rag.store.postgres import postgres_database, store_claims

NEWS = [
    (f"news/{number}.txt", Draft(f"Report {number}", f"The ferry number {number} left the quay. Nobody was hurt."))
    for number in range(12)
]


def sources(archive: Archive, words: str) -> set[str]:
    return {hit.article.source for hit in archive.search(words, mode="lexical")}


def test_it_is_there_again(opens: Opens) -> None:
    with opens() as archive:
        added = archive.add_drafts(NEWS).added
        assert archive.check().problems == () and archive.counts().pending == 0
        version = archive.version()
    with opens(read_only=True) as again:
        assert [again.article(article_id).title for article_id in added] == [draft.title for _, draft in NEWS]
        assert (again.version(), again.writable) == (version, False)
        assert again.search("ferry number 7")[0].article.source == "news/7.txt"
        assert again.check().ok
    with opens() as again:
        assert len(again.add_drafts(NEWS).unchanged) == 12


def test_there_is_none_to_read(opens: Opens) -> None:
    for given in ({"read_only": True}, {"create": False}):
        with pytest.raises(UsageError, match=r"there is no archive at .* yet"):
            opens(**given)


def test_another_embedding_is_refused(opens: Opens) -> None:
    class Other(ToyEmbedder):
        name = "toy/other"

    opens().close()
    with pytest.raises(ArchiveMismatchError, match="toy/words, not toy/other"):
        opens(embedder=Other())


def test_changes_versions_and_corrections(opens: Opens) -> None:
    with opens() as archive:
        [one] = archive.add_drafts([("a", Draft("First", "The dam is sound.", published=date(2024, 1, 2)))]).added
        archive.add_drafts([("a", Draft("Second", "The dam is cracked.", published=date(2024, 1, 2)))])
        assert [version.title for version in archive.versions(one)] == ["First"]
        assert (sources(archive, "sound"), sources(archive, "cracked")) == (set(), {"a"})
        archive.edit(one, outlet="Courier", published="2024-02-03")
        assert archive.corrected_fields(one) == ("published", "outlet")
        assert archive.count(Filters(since=date(2024, 2, 1), outlets=("courier",))) == 1
        # A source that is read again does not undo what a person has corrected.
        archive.add_drafts([("a", Draft("Third", "The dam is mended.", published=date(2024, 1, 2)))])
        assert (archive.article(one).title, archive.article(one).outlet) == ("Third", "Courier")
        archive.edit(one, undo=["outlet", "published"])
        assert (archive.article(one).outlet, archive.article(one).published) == (None, date(2024, 1, 2))
        assert archive.check().problems == ()


def test_removing_and_erasing(opens: Opens) -> None:
    with opens() as archive:
        archive.add_drafts(NEWS)
        [three, four] = (archive.search(f"ferry number {number}")[0].article.id for number in (3, 4))
        assert archive.remove([three, "never"]).unknown == ("never",)
        report = archive.remove(four, erase=True)
        assert report.removed == (four,) and any("Backups" in each for each in report.beyond_reach)
        for gone in (three, four):
            with pytest.raises(UnknownArticleError):
                archive.article(gone)
        assert archive.count() == 10 and archive.check().problems == ()
        assert sources(archive, "number 4") == sources(archive, "number") - {"news/4.txt"}


def test_the_doctor_finds_and_mends(opens: Opens) -> None:
    with opens() as archive:
        archive.add_drafts(NEWS)
        database = archive._store.catalog.database
        with database.write() as db:
            db.execute(text("DELETE FROM lexical WHERE rowid = 3"))
            db.execute(text("DELETE FROM postings WHERE term = 'quay'"))
            db.execute(text("DELETE FROM surface_articles WHERE article = 5"))
            db.execute(text("UPDATE passages SET vector = NULL WHERE pk = 7"))
            db.execute(text("UPDATE passages SET vector = :short WHERE pk = 8"), {"short": b"1234"})
        found = " ".join(problem.what for problem in archive.check().problems)
        for said in (
            "1 passages are missing from the lexical index",
            "parts of the postings differ",
            "1 articles are missing from the surface index",
            "1 passages of ready articles have no vector",
            "1 vectors in the catalog have the wrong length",
        ):
            assert said in found
        assert all(problem.mended for problem in archive.check(mend=True).problems)
        assert archive.check().problems == ()
        assert len(sources(archive, "quay")) == 10  # of which search shows so many


@pytest.mark.parametrize("way", ["sqlite to postgres", "postgres to sqlite"])
def test_a_backup_goes_from_one_form_to_the_other(way: str, tmp_path: Path, server: str) -> None:
    forms = {"sqlite": opens_sqlite(tmp_path), "postgres": opens_postgres(tmp_path, fresh(server))}
    one, _, other = way.partition(" to ")
    with forms[one]() as archive:
        archive.add_drafts(NEWS)
        archive.add_drafts([("news/1.txt", Draft("Anew", "The ferry has sunk.", outlet="Courier"))])
        archive.edit(archive.search("sunk")[0].article.id, language="en")
        archive.export(tmp_path / "backup.zip", with_vectors=True)
        told = [(article, archive.versions(article.id)) for article in archive.articles()]
    embedder = ToyEmbedder()
    with forms[other](embedder=embedder) as again:
        again.import_backup(tmp_path / "backup.zip")
        assert [(article, again.versions(article.id)) for article in again.articles()] == told
        assert embedder.calls == 0 and again.check().problems == ()
        assert len(again.import_backup(tmp_path / "backup.zip").articles.unchanged) == 12


def test_odd_texts_paths_and_names(opens: Opens) -> None:
    """A NUL, which PostgreSQL keeps as another sign; a path that is not UTF-8; words and names beyond any index."""
    long = "".join(random.Random(3).choices(string.ascii_lowercase, k=3_900))
    with opens() as archive:
        drafts = [
            ("nul", Draft("A\0B", "Before \0 after the ferry.", authors=("Jo\0e",))),
            ("long", Draft(long, f"{long} dam")),
        ]
        assert len(archive.add_drafts(drafts).added) == 2
        [nul] = archive.search("ferry", mode="lexical")
        assert nul.article.text.replace("\ufffd", "\0") == "Before \0 after the ferry."
        assert nul.article.text[nul.passage.start : nul.passage.end] == nul.passage.text
        assert archive.page_of_articles("a\0b").total >= 0
        assert [page.hit.article.source for page in archive.search_page(f'"{long} dam"').hits] == ["long"]
        assert archive.check().problems == ()


def test_paths_that_are_not_utf_8(opens: Opens, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"f\xffolder") / "news"
    try:
        folder.mkdir(parents=True)
    except OSError:
        pytest.skip("this file system has UTF-8 names alone")
    (folder / "ferry.txt").write_text("The ferry left.\n\nIt came back.", encoding="utf-8")
    with opens() as archive:
        assert len(archive.add(folder).added) == 1
        assert len(archive.add(folder).unchanged) == 1
        assert archive.check().problems == ()


def _add_and_never_end(opens: Opens) -> None:
    archive = opens()
    archive.add_drafts(NEWS)
    archive.add_drafts([(f"more/{number}", Draft("More", f"More of {number}. " * 30)) for number in range(400)])


@pytest.mark.parametrize("after_seconds", [pytest.param(0.2, marks=pytest.mark.soak), 0.6])
def test_a_killed_process_costs_nothing_that_was_committed(
    opens: Opens, after_seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_database, "CLAIM_SECONDS", 2)  # what it had claimed is free again then
    monkeypatch.setattr(store_claims, "STORE_CLAIM_SECONDS", 2)
    opens().close()
    with opens() as archive:
        archive.add_drafts(NEWS[:3])
    process = multiprocessing.get_context("fork").Process(target=_add_and_never_end, args=(opens,))
    process.start()
    time.sleep(after_seconds)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with opens() as archive:
        assert archive.count() >= 3
        archive.add_drafts(NEWS)
        ends = time.monotonic() + 30
        while archive.check().pending and time.monotonic() < ends:
            time.sleep(0.2)
            archive.resume()
        assert archive.check().problems == ()
        assert len(sources(archive, "quay")) == 10


def test_one_that_was_killed_in_its_making_is_whole(opens: Opens) -> None:
    """Once its embedding was there and not how long a vector is, a server's collection was made anew without end."""
    with opens() as archive, archive._store.catalog.database.write() as db:
        db.execute(text("DELETE FROM meta WHERE key = 'dimension'"))
    with opens() as archive:
        archive.add_drafts(NEWS[:3])
        assert archive.counts().pending == 0 and archive.check().problems == ()
