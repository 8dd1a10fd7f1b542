"""A backup brings back what there was: articles, what belongs to them, vectors bit for bit."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, insert, select
from toy import ToyEmbedder

from rag import Archive, Filters, UsageError, schema
from rag.backup.pack_tables import carried_tables
from rag.model import Draft, TakenOff
from rag.store.sqlite.tables import ARTICLES, metadata


def drafts() -> list[tuple[str, Draft]]:
    long = " ".join(f"Clerk {number} of Harrow Bay counted {number * 7} barges on the Tesk." for number in range(60))
    return [
        ("news/ferry.txt", Draft("Ferry to stop earlier", "The last ferry leaves at 21:40.", "Skarne Ledger",
                                 ("Jonas Field", "Mira Holt"), date(2025, 9, 2), "https://skarne.example/ferry", "en",
                                 ("The quay.", "A ferry"), datetime(2025, 9, 3, 8, 5, tzinfo=UTC), "Local", "markup")),
        ("news/barges.md", Draft("Barges", long, published=datetime(2025, 9, 9, 7, 30, 1, tzinfo=UTC))),
        ("news/schule.md", Draft("Schule «bleibt» offen", "Die Schule bleibt offen.\n\nSagte\tsie.\u2028\x00Ende 🛶.",
                                 "Küstenbote", language="de")),
    ]  # fmt: skip


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.add_drafts(drafts())
    return archive


def contents(archive: Archive) -> list[dict[str, Any]]:
    """Everything of every article, in the order of a list."""
    return [
        {**schema.ArticleOut.of(article).model_dump(), "hash": article.content_hash} for article in archive.articles()
    ]


def stored_vectors(archive: Archive) -> dict[str, bytes]:
    with sqlite3.connect(archive.path / "catalog.sqlite") as db:
        return dict(db.execute("SELECT id, vector FROM passages"))


@pytest.mark.parametrize("with_vectors", [True, False])
def test_an_archive_comes_back_as_it_was(filled: Archive, tmp_path: Path, with_vectors: bool) -> None:
    written = filled.export(tmp_path / "backup.zip", with_vectors=with_vectors)
    passages = filled.counts().passages
    assert (written.articles, written.vectors) == (3, passages if with_vectors else 0)
    assert written.bytes == written.path.stat().st_size
    embedder = ToyEmbedder()
    with Archive.open(tmp_path / "other", embedder=embedder) as other:
        report = other.import_backup(tmp_path / "backup.zip")
        assert sorted(report.articles.added) == sorted(article.id for article in filled.articles())
        assert contents(other) == contents(filled)
        assert stored_vectors(other) == stored_vectors(filled)
        assert embedder.calls == (0 if with_vectors else passages)
        assert (report.vectors, report.notice) == (written.vectors, None)
        assert other.check().ok
        assert other.search("barges of clerk 12")[0].article.source == "news/barges.md"
        # And it is known: adding the same again changes nothing.
        assert len(other.add_drafts(drafts()).unchanged) == 3


def test_importing_again_changes_nothing(filled: Archive, tmp_path: Path) -> None:
    filled.export(tmp_path / "backup.zip", with_vectors=True)
    before, version = contents(filled), filled.version()
    report = filled.import_backup(tmp_path / "backup.zip").articles
    assert (len(report.unchanged), report.added, report.updated) == (3, (), ())
    assert (contents(filled), filled.version()) == (before, version)


def test_an_archive_that_went_on_gets_what_differs(filled: Archive, tmp_path: Path, put: Callable[..., str]) -> None:
    filled.export(tmp_path / "backup.zip")
    before = contents(filled)
    changed = put("news/ferry.txt", "The last ferry leaves after midnight.", "Ferry to stop later")
    [removed] = filled.remove(next(article.id for article in filled.articles() if article.title == "Barges")).removed
    newer = put("news/newer.txt", "A new bridge is built.")
    report = filled.import_backup(tmp_path / "backup.zip").articles
    assert (report.added, report.updated, len(report.unchanged)) == ((removed,), (changed,), 1)
    after = contents(filled)
    assert [article for article in after if article["id"] != newer] == before
    assert newer in {article["id"] for article in after}
    assert [hit.article.id for hit in filled.search("midnight", mode="lexical")] == []
    assert filled.check().ok


def test_an_article_of_the_same_source_under_another_id_fails_alone(filled: Archive, tmp_path: Path) -> None:
    filled.export(tmp_path / "backup.zip")
    with Archive.open(tmp_path / "other", embedder=ToyEmbedder()) as other:
        other.import_backup(tmp_path / "backup.zip")
        with sqlite3.connect(other.path / "catalog.sqlite") as db:
            db.execute("UPDATE articles SET id = 'elsewhere' WHERE source = 'news/ferry.txt'")
        report = other.import_backup(tmp_path / "backup.zip").articles
        assert [problem.source for problem in report.failed] == ["news/ferry.txt"]
        assert "elsewhere" in report.failed[0].reason
        assert len(report.unchanged) == 2


class OtherEmbedder(ToyEmbedder):
    name = "toy/other"


def test_vectors_of_another_embedding_are_left_out_with_a_sentence(filled: Archive, tmp_path: Path) -> None:
    filled.export(tmp_path / "backup.zip", with_vectors=True)
    embedder = OtherEmbedder()
    with Archive.open(tmp_path / "other", embedder=embedder) as other:
        report = other.import_backup(tmp_path / "backup.zip")
        assert report.vectors == 0
        assert report.notice
        assert "toy/words" in report.notice
        assert "toy/other" in report.notice
        assert embedder.calls == filled.counts().passages
        assert other.check().ok


def test_filters_choose_articles(filled: Archive, tmp_path: Path) -> None:
    filled.export(tmp_path / "backup.zip", filters=Filters(since=date(2025, 9, 3)), with_vectors=True)
    with Archive.open(tmp_path / "other", embedder=ToyEmbedder()) as other:
        other.import_backup(tmp_path / "backup.zip")
        assert [article.title for article in other.articles()] == ["Barges"]
        assert other.check().ok


def test_an_empty_archive(archive: Archive, tmp_path: Path) -> None:
    assert archive.export(tmp_path / "backup.zip", with_vectors=True).articles == 0
    assert archive.import_backup(tmp_path / "backup.zip").articles.added == ()


def test_exports_one_state_while_another_process_writes(filled: Archive, tmp_path: Path) -> None:
    """What is committed after the export began is not in it, in no member."""
    late = iter(range(100))

    def write(_: object) -> None:
        filled.add_drafts([(f"late/{next(late)}.txt", Draft("Late", "It came too late."))])

    with Archive.open(filled.path, read_only=True, embedder=ToyEmbedder()) as reader:
        report = reader.export(tmp_path / "backup.zip", with_vectors=True, progress=write)
    assert report.articles == 3
    assert filled.count() == 4
    with Archive.open(tmp_path / "other", embedder=ToyEmbedder()) as other:
        assert len(other.import_backup(tmp_path / "backup.zip").articles.added) == 3


def test_what_a_killed_export_left_is_cleared_but_not_what_another_writes(filled: Archive, tmp_path: Path) -> None:
    left, fresh = tmp_path / ".backup.zip.7.part", tmp_path / ".backup.zip.8.part"
    for part in (left, fresh):
        part.write_bytes(b"PK")
    os.utime(left, (0, 0))
    filled.export(tmp_path / "backup.zip")
    assert list(tmp_path.glob(".*")) == [fresh]


def test_replaces_a_backup_but_nothing_else(filled: Archive, tmp_path: Path, write: Callable[..., Path]) -> None:
    filled.export(tmp_path / "backup.zip")
    filled.export(tmp_path / "backup.zip")
    for path, words in (
        (write("notes.zip", "my notes"), "is not a backup"),
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere" / "backup.zip", "no folder"),
    ):
        with pytest.raises(UsageError, match=words):
            filled.export(path)
    assert (tmp_path / "notes.zip").read_text() == "my notes"
    assert not list(tmp_path.glob(".*"))


def test_corrections_and_what_was_taken_off_come_along(archive: Archive, tmp_path: Path) -> None:
    pieces = (TakenOff("Read also: …", "a link to more"), TakenOff("\x00", "empty"))
    archive.add_drafts([("a.txt", Draft("Ferry", "The ferry leaves.", taken_off=pieces))])
    [article] = archive.articles()
    archive.edit(article.id, title="The ferry", published="2025-09-02")
    archive.export(tmp_path / "backup.zip")
    with Archive.open(tmp_path / "other", embedder=ToyEmbedder()) as other:
        other.import_backup(tmp_path / "backup.zip")
        assert other.articles() == archive.articles()
        assert other.taken_off(article.id) == pieces
        assert other.corrected_fields(article.id) == ("published", "title")
        assert other.edit(article.id, undo=["title"]).title == "Ferry"
        assert other.import_backup(tmp_path / "backup.zip").articles.updated == (article.id,)
        assert other.articles() == archive.articles()


def test_versions_come_along_and_those_of_both_stay(archive: Archive, tmp_path: Path, put: Callable[..., str]) -> None:
    def texts(archive: Archive) -> list[str]:
        return [version.text for version in archive.versions(ferry)] + [archive.article(ferry).text]

    for text in ("It leaves at one.", "It leaves at two.", "It leaves at three."):
        ferry = put("ferry.txt", text)
    archive.export(tmp_path / "backup.zip")
    with Archive.open(tmp_path / "other", embedder=ToyEmbedder()) as other:
        other.import_backup(tmp_path / "backup.zip")
        assert other.versions(ferry) == archive.versions(ferry)
        assert other.diff(ferry, 1) == archive.diff(ferry, 1)
    put("ferry.txt", "It leaves at four.")
    assert archive.import_backup(tmp_path / "backup.zip").articles.updated == (ferry,)
    assert texts(archive) == [
        "It leaves at one.", "It leaves at two.", "It leaves at three.", "It leaves at four.", "It leaves at three."
    ]  # fmt: skip
    assert [version.number for version in archive.versions(ferry)] == [1, 2, 3, 4]
    assert archive.import_backup(tmp_path / "backup.zip").articles.unchanged == (ferry,)


@pytest.fixture
def tables() -> Iterator[tuple[Table, Table, Table]]:
    """Tables as a later part of the catalog may have them."""
    editions = Table(
        "test_editions",
        metadata,
        Column("pk", Integer, primary_key=True),
        Column("article", Integer, ForeignKey("articles.pk", ondelete="CASCADE"), nullable=False),
        Column("seen", String, nullable=False),
        Column("words", JSON, nullable=False),
    )
    marks = Table(
        "test_marks",
        metadata,
        Column("article_id", String, primary_key=True),
        Column("field", String, primary_key=True),
        Column("value", Text),
        Column("print", LargeBinary, nullable=False),
    )
    followed = Table("test_followed", metadata, Column("address", Text, primary_key=True), Column("etag", Text))
    made = Table("test_made_anew", metadata, Column("pk", Integer, primary_key=True), info={"backup": False})
    yield editions, marks, followed
    for table in (editions, marks, followed, made):
        metadata.remove(table)


def test_tables_of_other_parts_come_along(
    tables: tuple[Table, Table, Table], tmp_path: Path, embedder: ToyEmbedder
) -> None:
    editions, marks, followed = tables

    def rows(archive: Archive) -> list[list[tuple[Any, ...]]]:
        named = select(ARTICLES.c.id, editions.c.seen, editions.c.words).join(ARTICLES).order_by(editions.c.pk)
        with archive._store.folder.database.read() as db:
            queries = (named, select(marks).order_by(marks.c.article_id), select(followed))
            return [[tuple(row) for row in db.execute(query)] for query in queries]

    with Archive.open(tmp_path / "one", embedder=embedder) as one:
        one.add_drafts(drafts())
        ids = [article.id for article in one.articles()]
        with one._store.folder.database.write() as db:
            for pk in (2, 1, 2):
                db.execute(insert(editions).values(article=pk, seen="2025-09-09", words=["ä", {"n": 1.5}, None]))
            db.execute(insert(marks).values(article_id=ids[0], field="title", value=None, print=b"\x00\xff"))
            db.execute(insert(marks).values(article_id="gone", field="title", value="kept", print=b""))
            db.execute(insert(followed).values(address="https://skarne.example/feed", etag=None))
        one.export(tmp_path / "all.zip")
        one.export(tmp_path / "some.zip", filters=Filters(outlets=("Küstenbote",)))
        with Archive.open(tmp_path / "two", embedder=ToyEmbedder()) as two:
            two.import_backup(tmp_path / "all.zip")
            assert rows(two)[1:] == rows(one)[1:]
            assert sorted(map(repr, rows(two)[0])) == sorted(map(repr, rows(one)[0]))
            before, version = rows(two), two.version()
            assert len(two.import_backup(tmp_path / "all.zip").articles.unchanged) == 3
            assert (rows(two), two.version()) == (before, version)
            with two._store.folder.database.write() as db:
                db.execute(marks.update().where(marks.c.article_id == ids[0]).values(value="changed"))
            report = two.import_backup(tmp_path / "all.zip").articles
            assert (report.updated, len(report.unchanged)) == ((ids[0],), 2)
            assert rows(two) == before
        with Archive.open(tmp_path / "three", embedder=ToyEmbedder()) as three:
            three.import_backup(tmp_path / "some.zip")
            assert [len(each) for each in rows(three)] == [0, 0, 0]


def test_every_table_can_be_carried() -> None:
    """A column that refers to another table's row key would break: such keys differ from archive to archive."""
    for carried in carried_tables():
        for column in carried.columns:
            targets = {key.column for key in column.foreign_keys}
            assert targets <= {ARTICLES.c.pk, ARTICLES.c.id}, f"{carried.table.name}.{column.name}"
            if column.name == "article" and isinstance(column.type, Integer):
                assert targets == {ARTICLES.c.pk}, f"{carried.table.name} does not say whose row keys it has"


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
_MOMENT = st.none() | st.dates() | st.datetimes(timezones=st.just(UTC))
_DRAFT = st.builds(
    Draft,
    title=_TEXT,
    text=_TEXT.filter(lambda text: bool(text.strip())),
    outlet=st.none() | _TEXT,
    authors=st.lists(_TEXT, max_size=3).map(tuple),
    published=_MOMENT,
    url=st.none() | _TEXT,
    language=st.none() | st.sampled_from(["en", "de", "uk"]),
    captions=st.lists(_TEXT, max_size=3).map(tuple),
    updated=_MOMENT,
    section=st.none() | _TEXT,
    published_from=st.sampled_from([None, "markup", "feed"]),
)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_DRAFT, min_size=1, max_size=4))
def test_any_article_comes_back(some: list[Draft]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with Archive.open(folder / "one", embedder=ToyEmbedder()) as one:
            one.add_drafts((f"source {number}", draft) for number, draft in enumerate(some))
            one.export(folder / "backup.zip", with_vectors=True)
            with Archive.open(folder / "two", embedder=ToyEmbedder()) as two:
                two.import_backup(folder / "backup.zip")
                assert contents(two) == contents(one)
                assert stored_vectors(two) == stored_vectors(one)
