"""The catalog through the archive: identity, updates, removal, and folders that are no archive."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from toy import ToyEmbedder

from rag import Archive, ArchiveDamagedError, ArchiveMismatchError, UnknownArticleError, UsageError
from rag.store.identity import article_id

Put = Callable[..., str]
Write = Callable[..., Path]

LONG = " ".join(f"On day {day} the harbour office counted {day * 17} barges at the northern pier." for day in range(40))


def rows(archive: Archive) -> dict[str, int]:
    """How many rows each table has, and the vector store."""
    with sqlite3.connect(f"file:{archive.path}/catalog.sqlite?mode=ro", uri=True) as db:
        tables = ("articles", "passages", "tombstones", "lexical", "lexical_articles", "lexical_terms")
        counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}  # noqa: S608
    return {**counts, "chroma": archive._store.vectors.store().count()}


def test_an_article_comes_back_as_it_was(archive: Archive, write: Write) -> None:
    file = write(
        "news/ferry.md", "---\ntitle: Ferry cut\noutlet: Courier\ndate: 2025-09-02\n---\n\nThe ferry sails no more.\n"
    )
    [added] = archive.add(file.parent).added
    article = archive.article(added)
    assert (article.title, article.text, article.outlet, article.day, article.source, article.state) == (
        "Ferry cut", "The ferry sails no more.", "Courier", date(2025, 9, 2), "news/ferry.md", "ready",
    )  # fmt: skip
    assert article.id == article_id("news/ferry.md")
    assert article.added.tzinfo is not None


def test_again_is_unchanged_and_embeds_nothing(archive: Archive, write: Write, embedder: ToyEmbedder) -> None:
    file = write("news/a.md", f"# A\n\n{LONG}")
    first = archive.add(file)
    calls = embedder.calls
    assert calls > 1
    again = archive.add(file)
    assert (again.unchanged, again.added, again.updated) == (first.added, (), ())
    assert embedder.calls == calls


def test_an_update_embeds_only_the_passages_that_changed(archive: Archive, write: Write, embedder: ToyEmbedder) -> None:
    file = write("news/a.md", f"# A\n\n{LONG}")
    [identity] = archive.add(file).added
    before, calls = rows(archive), embedder.calls
    write("news/a.md", f"# A\n\n{LONG.replace('On day 39', 'On day 99')}")
    report = archive.add(file)
    assert report.updated == (identity,)
    assert embedder.calls == calls + 1
    assert rows(archive)["passages"] == before["passages"] == rows(archive)["chroma"]
    assert archive.check().problems == ()
    assert "On day 99" in archive.article(identity).text
    assert archive.search("99", mode="lexical")
    assert not archive.search("39", mode="lexical")


def test_an_update_keeps_its_day_of_arrival_and_replaces_what_is_filtered_by(archive: Archive, put: Put) -> None:
    identity = put("a", "The ferry sails.", outlet="Courier", published=date(2025, 1, 1))
    added = archive.article(identity).added
    assert put("a", "The ferry sails.", outlet="Ledger", published=date(2025, 1, 2)) == identity
    article = archive.article(identity)
    assert (article.added, article.outlet, article.day) == (added, "Ledger", date(2025, 1, 2))


def test_removing_leaves_nothing(archive: Archive, put: Put) -> None:
    first, second = put("a", LONG), put("b", LONG + " And so on.")
    report = archive.remove([first, "unknown", second, first])
    assert (report.removed, report.unknown) == ((first, second), ("unknown",))
    assert rows(archive) == dict.fromkeys(rows(archive), 0)
    assert archive.check().problems == ()
    with pytest.raises(UnknownArticleError, match=first):
        archive.article(first)
    assert put("a", LONG) == first
    assert archive.check().problems == ()


def test_removing_one_leaves_the_other(archive: Archive, put: Put) -> None:
    first, second = put("a", "The ferry sails."), put("b", "The ferry lands.")
    archive.remove(first)
    assert [hit.article.id for hit in archive.search("ferry")] == [second]


def test_the_same_bytes_under_two_sources_are_two_articles(archive: Archive, write: Write) -> None:
    for name in ("news/a.md", "news/b.md"):
        write(name, "# Same\n\nThe ferry sails.")
    assert len(archive.add(write("news/a.md", "# Same\n\nThe ferry sails.").parent).added) == 2
    assert archive.check().problems == ()
    assert len({hit.article.id for hit in archive.search("ferry")}) == 2


def test_a_moved_folder_keeps_its_ids(archive: Archive, write: Write, tmp_path: Path) -> None:
    folder = write("here/news/a.md", "# A\n\nThe ferry sails.").parent
    first = archive.add(folder).added
    shutil.move(folder, tmp_path / "there")
    (tmp_path / "else").mkdir()
    shutil.move(tmp_path / "there", tmp_path / "else" / "news")
    assert archive.add(tmp_path / "else" / "news").unchanged == first
    assert archive.count() == 1


def test_a_folder_added_again_through_its_parent_does_not_double(archive: Archive, write: Write) -> None:
    file = write("news/deep/a.md", "# A\n\nThe ferry sails.")
    first = archive.add(file.parent).added
    assert archive.add(file.parent.parent).unchanged == first
    assert archive.add(file).unchanged == first
    write("news/deep/a.md", "# A\n\nThe ferry lands.")
    assert archive.add(file.parent.parent).updated == first
    assert archive.count() == 1


def test_a_file_given_twice_is_added_once(archive: Archive, write: Write) -> None:
    file = write("news/a.md", "# A\n\nThe ferry sails.")
    report = archive.add([file, file.parent, file])
    assert len(report.added) == 1
    assert report.unchanged == ()


def test_a_missing_path_adds_nothing_of_the_others(archive: Archive, write: Write, tmp_path: Path) -> None:
    file = write("news/a.md", "# A\n\nThe ferry sails.")
    with pytest.raises(UsageError, match="nowhere"):
        archive.add([file, tmp_path / "nowhere"])
    assert archive.count() == 0


def test_bad_files_do_not_stop_the_batch(archive: Archive, write: Write) -> None:
    write("news/empty.txt", "")
    write("news/binary.txt", bytes(range(256)) * 20)
    write("news/photo.jpg", b"\xff\xd8\xff")
    good = write("news/good.md", "# A\n\nThe ferry sails.")
    report = archive.add(good.parent)
    assert len(report.added) == 1
    assert [problem.source for problem in report.failed] == ["news/binary.txt", "news/empty.txt"]
    assert [problem.source for problem in report.skipped] == ["news/photo.jpg"]
    assert all(problem.reason.strip() for problem in (*report.failed, *report.skipped))


def test_articles_are_listed_newest_first_and_undated_last(archive: Archive, put: Put) -> None:
    for source, day in (("old", date(2024, 1, 1)), ("none", None), ("new", date(2025, 1, 1))):
        put(source, "Text.", published=day)
    assert [article.source for article in archive.articles()] == ["new", "old", "none"]


def test_another_embedding_is_refused(archive: Archive, put: Put) -> None:
    class Other(ToyEmbedder):
        name = "toy/other"

    put("a", "The ferry sails.")
    path = archive.path
    archive.close()
    with pytest.raises(ArchiveMismatchError, match=r"toy/words.*toy/other"):
        Archive.open(path, embedder=Other())
    with pytest.raises(ArchiveMismatchError):
        Archive.open(path, embedder=Other(), read_only=True)
    with Archive.open(path, embedder=ToyEmbedder()) as again:  # nothing was spoilt, and the lock is free
        assert again.count() == 1


def test_a_newer_archive_is_refused(archive: Archive) -> None:
    archive.close()
    with sqlite3.connect(archive.path / "catalog.sqlite") as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(ArchiveMismatchError, match="newer"):
        Archive.open(archive.path, embedder=ToyEmbedder())


def test_what_is_no_archive_is_refused_and_left_alone(write: Write, tmp_path: Path) -> None:
    file = write("papers/letter.txt", "mine")
    for path, words in ((file.parent, "other things"), (file, "is a file")):
        with pytest.raises(UsageError, match=words):
            Archive.open(path, embedder=ToyEmbedder())
    assert [entry.name for entry in file.parent.iterdir()] == ["letter.txt"]
    for kind in ({"read_only": True}, {"create": False}):
        with pytest.raises(UsageError, match="no archive"):
            Archive.open(tmp_path / "missing", embedder=ToyEmbedder(), **kind)  # type: ignore[arg-type]
    assert not (tmp_path / "missing").exists()


def test_garbage_for_a_catalog_is_damage(write: Write) -> None:
    file = write("archive/catalog.sqlite", b"this is not a database at all" * 100)
    for read_only in (None, True):
        with pytest.raises(ArchiveDamagedError, match=r"catalog\.sqlite"):
            Archive.open(file.parent, embedder=ToyEmbedder(), read_only=read_only)


def test_an_empty_folder_and_an_odd_name_can_be_archives(tmp_path: Path) -> None:
    for name in ("empty", "100% odd? #1 'ü'"):
        (tmp_path / name).mkdir()
        with Archive.open(tmp_path / name, embedder=ToyEmbedder()) as archive:
            archive.add_text("The ferry sails.")
        with Archive.open(tmp_path / name, embedder=ToyEmbedder(), read_only=True) as archive:
            assert archive.count() == 1
