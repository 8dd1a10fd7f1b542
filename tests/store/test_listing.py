"""Lists of articles: searched, sorted, cut into pages and counted, in new archives and in ones made before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from toy import ToyEmbedder

from rag import Archive, ArticleSort, Filters, MonthCount, UsageError
from rag.model import Draft
from rag.store.sqlite.tables import SCHEMA_VERSION, SINCE_FORMAT_3

CopyArchive = Callable[[Path, Callable[[Archive], object]], None]


def _fill(archive: Archive) -> None:
    def put(source: str, text: str, title: str, **fields: Any) -> None:
        archive.add_drafts([(source, Draft(title, text, **fields))])

    put("a", "Text.", "Straße gesperrt", published=date(2024, 3, 5), outlet="Ärzteblatt", language="de")
    put("b", "Text.", "100% of the vote_count", published=date(2025, 1, 31), outlet="Ledger", language="en")
    put("c", "Text.", "ЖИТТЯ на Дніпрі", published=None, outlet="Вісник", language="uk")
    put(
        "d", "Text.", "Cafe\u0301 opens", published=datetime(2025, 1, 1, 23, tzinfo=UTC), outlet="LEDGER", language="en"
    )
    put("e", "Text.", "Ferry 1000 of them", published=date(2025, 2, 1), outlet=None, language=None)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory, copy_archive: CopyArchive) -> Iterator[Archive]:
    """For all that only read it."""
    path = tmp_path_factory.mktemp("listed") / "archive"
    copy_archive(path, _fill)
    with Archive.open(path, embedder=ToyEmbedder()) as opened:
        yield opened


@pytest.fixture
def filled(tmp_path: Path, copy_archive: CopyArchive) -> Iterator[Archive]:
    """As ``listed``, for one test."""
    copy_archive(tmp_path / "archive", _fill)
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder()) as opened:
        yield opened


def titles(archive: Archive, *arguments: Any, **how: Any) -> list[str]:
    return [row.title.split()[0] for row in archive.page_of_articles(*arguments, **how).rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Ferry", "100%", "Cafe\u0301", "Straße", "ЖИТТЯ"]),
        ("STRASSE", ["Straße"]),
        ("straße", ["Straße"]),
        ("raß", ["Straße"]),
        ("ärzte", ["Straße"]),
        ("ÄRZTEBLATT gesp", ["Straße"]),
        ("життя ДНІПРІ", ["ЖИТТЯ"]),
        ("café", ["Cafe\u0301"]),
        ("CAFÉ ledger", ["Cafe\u0301"]),
        ("ledger", ["100%", "Cafe\u0301"]),
        ("100%", ["100%"]),
        ("100", ["Ferry", "100%"]),
        ("%", ["100%"]),
        ("_", ["100%"]),
        ("e_c", ["100%"]),
        ("1__0", []),
        ("'; DROP TABLE articles; --", []),
        ('"ferry"', []),
        ("ferry cafe", []),
        ("\0", []),
        (" \t ", ["Ferry", "100%", "Cafe\u0301", "Straße", "ЖИТТЯ"]),
    ],
)
def test_words_are_found_as_they_are_typed(listed: Archive, words: str, found: list[str]) -> None:
    page = listed.page_of_articles(words)
    assert [row.title.split()[0] for row in page.rows] == found
    assert page.total == len(found)
    assert len(listed.article_ids(words)) == len(found)


@pytest.mark.parametrize(
    ("sort", "descending", "order"),
    [
        ("published", True, ["Ferry", "100%", "Cafe\u0301", "Straße", "ЖИТТЯ"]),
        ("published", False, ["Straße", "Cafe\u0301", "100%", "Ferry", "ЖИТТЯ"]),
        ("title", False, ["100%", "Cafe\u0301", "Ferry", "Straße", "ЖИТТЯ"]),
        ("title", True, ["ЖИТТЯ", "Straße", "Ferry", "Cafe\u0301", "100%"]),
        ("outlet", False, ["Cafe\u0301", "100%", "Straße", "ЖИТТЯ", "Ferry"]),
        ("language", False, ["Straße", "Cafe\u0301", "100%", "ЖИТТЯ", "Ferry"]),
        ("added", True, ["Ferry", "Cafe\u0301", "ЖИТТЯ", "100%", "Straße"]),
        ("added", False, ["Straße", "100%", "ЖИТТЯ", "Cafe\u0301", "Ferry"]),
    ],
)
def test_sorting_puts_what_is_missing_last(
    listed: Archive, sort: ArticleSort, descending: bool, order: list[str]
) -> None:
    assert titles(listed, sort=sort, descending=descending) == order


def test_pages_follow_each_other_and_end(listed: Archive) -> None:
    seen = [row.id for offset in (0, 2, 4) for row in listed.page_of_articles(limit=2, offset=offset).rows]
    assert seen == [row.id for row in listed.page_of_articles().rows]
    beyond = listed.page_of_articles(offset=6)
    assert (beyond.rows, beyond.total, beyond.offset) == ((), 5, 6)


def test_a_row_is_the_article_without_its_text(listed: Archive) -> None:
    for row in listed.page_of_articles().rows:
        article = listed.article(row.id)
        assert (row.title, row.outlet, row.published, row.language, row.added, row.state, row.day) == (
            article.title, article.outlet, article.published, article.language, article.added, article.state,
            article.day,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(outlets=("ledger",)), ["100%", "Cafe\u0301"]),
        (Filters(outlets=("ÄRZTEBLATT", "вісник")), ["Straße", "ЖИТТЯ"]),
        (Filters(languages=("EN",)), ["100%", "Cafe\u0301"]),
        (Filters(since=date(2025, 1, 1), until=date(2025, 1, 31)), ["100%", "Cafe\u0301"]),
        (Filters(outlets=("nobody",)), []),
    ],
)
def test_filters(listed: Archive, filters: Filters, found: list[str]) -> None:
    assert titles(listed, filters=filters) == found
    assert listed.count(filters) == len(found)


def test_those_without_a_date_can_be_asked_for(listed: Archive) -> None:
    assert titles(listed, undated=True) == ["ЖИТТЯ"]
    assert titles(listed, "ferry", undated=True) == []


@pytest.mark.parametrize("how", [{"sort": "text"}, {"sort": "day; --"}, {"limit": 0}, {"offset": -1}])
def test_what_is_no_list(listed: Archive, how: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        listed.page_of_articles(**how)


def test_months(listed: Archive) -> None:
    assert listed.articles_by_month() == [
        MonthCount(date(2024, 3, 1), "Ärzteblatt", 1),
        MonthCount(date(2025, 1, 1), "LEDGER", 1),
        MonthCount(date(2025, 1, 1), "Ledger", 1),
        MonthCount(date(2025, 2, 1), None, 1),
        MonthCount(None, "Вісник", 1),
    ]
    assert listed.articles_by_month(Filters(languages=("uk",))) == [MonthCount(None, "Вісник", 1)]


def test_outlets_and_languages(listed: Archive) -> None:
    assert listed.outlets() == ["LEDGER", "Ledger", "Ärzteblatt", "Вісник"]
    assert listed.languages() == ["de", "en", "uk"]


def test_the_list_follows_changes(filled: Archive) -> None:
    before = filled.version()
    [ferry] = filled.article_ids("ferry")
    [changed] = filled.add_drafts([("e", Draft("Dam leaks", "Text.", published=date(2025, 2, 1)))]).updated
    assert changed == ferry
    assert (filled.article_ids("ferry"), filled.article_ids("dam")) == ([], [ferry])
    assert filled.version() > before
    filled.remove(ferry)
    assert filled.page_of_articles("dam").total == 0


def older(path: Path) -> None:
    """Take out of an archive what versions 2, 3 and 5 brought."""
    with sqlite3.connect(path / "catalog.sqlite") as db:
        for index in ("articles_listing", "articles_fields"):
            db.execute(f"DROP INDEX {index}")
        for table in ("surface_words", "surface_places", "surface", "surface_articles"):
            db.execute(f"DROP TABLE {table}")
        for column in ("folded", *SINCE_FORMAT_3):
            db.execute(f"ALTER TABLE articles DROP COLUMN {column}")
        db.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
    db.close()


def schema(path: Path) -> tuple[str, bool]:
    """The version of an archive's tables, and whether lists have their index."""
    db = sqlite3.connect(f"file:{path}/catalog.sqlite?mode=ro", uri=True)
    try:
        version = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()[0]
        return version, bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles_listing'").fetchone())
    finally:
        db.close()


def test_an_older_archive_is_brought_up_to_date_by_its_writer(filled: Archive) -> None:
    rows = filled.page_of_articles().rows
    filled.close()
    older(filled.path)
    with Archive.open(filled.path, embedder=ToyEmbedder()) as again:
        assert again.page_of_articles().rows == rows
        assert titles(again, "STRASSE") == ["Straße"]
        assert again.check().problems == ()
        assert again.ask("What was closed?") is not None
    assert schema(filled.path) == (str(SCHEMA_VERSION), True)


def test_a_reader_of_an_older_archive_lists_it_as_it_is(filled: Archive) -> None:
    rows = filled.page_of_articles().rows
    filled.close()
    older(filled.path)
    with Archive.open(filled.path, embedder=ToyEmbedder(), read_only=True) as reader:
        assert reader.page_of_articles().rows == rows
        assert titles(reader, "STRASSE") == ["Straße"]
        assert titles(reader, sort="title", descending=False)[0] == "100%"
        assert [article.id for article in reader.articles()][-1] == rows[-1].id
        assert reader.article(rows[0].id).text == "Text."
        assert reader.search("text")
        Archive.open(filled.path, embedder=ToyEmbedder()).close()  # a writer comes, and brings it up to date
        assert titles(reader, "STRASSE") == ["Straße"]
    assert schema(filled.path) == (str(SCHEMA_VERSION), True)


@pytest.mark.parametrize("done", ["ALTER TABLE articles ADD COLUMN folded TEXT", "SELECT 1"])
def test_an_update_that_was_cut_off_is_finished(filled: Archive, done: str) -> None:
    filled.close()
    older(filled.path)
    with sqlite3.connect(filled.path / "catalog.sqlite") as db:
        db.execute(done)
    db.close()
    with Archive.open(filled.path, embedder=ToyEmbedder()) as again:
        assert titles(again, "STRASSE") == ["Straße"]
    assert schema(filled.path) == (str(SCHEMA_VERSION), True)
