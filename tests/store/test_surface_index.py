"""The surface index through an archive's life: older archives, a cut-off, readers meanwhile, erasing, the doctor."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.model import Draft, Filters
from rag.store.catalog import Catalog, Entry
from rag.store.search import surface_index
from rag.store.search.candidates import Candidates
from rag.store.search.surface_index import enter_missing, not_entered, surface_form, token_of
from rag.store.search.surface_proof import rebuild_surface, surface_problems
from rag.store.sqlite.database import Database
from rag.store.sqlite.tables import SCHEMA_VERSION
from rag.text.query.parsing import parse_query

COUNT = 12
QUERY = Filters(query='"gates of dam" OR number7')


def put(catalog: Catalog, name: str, text: str, title: str = "Dam") -> None:
    draft = Draft(title, text)
    catalog.put_articles([(Entry(name, name, None, "", text, draft), [])])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    catalog = Catalog(Database(tmp_path / "catalog.sqlite"))
    for number in range(COUNT):
        put(catalog, f"a{number}", f"The gates of {'dam' if number % 3 else 'weir'} number{number}.")
    catalog.database.close()
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    opened = Database(folder / "catalog.sqlite")
    yield opened
    opened.close()


def selected(database: Database) -> list[str]:
    return sorted(article.id for article in Catalog(database).articles(QUERY))


WANTED = sorted(f"a{number}" for number in range(COUNT) if number % 3)


def to_format_4(folder: Path, *, tables: bool = True) -> None:
    """Take out what version 5 brought; with ``tables`` as a kill between making and filling them leaves it."""
    with sqlite3.connect(folder / "catalog.sqlite") as db:
        db.execute("DROP INDEX articles_fields")
        for table in ("surface_words", "surface_places", "surface", "surface_articles"):
            if not tables:
                db.execute(f"DROP TABLE {table}")
        if tables:
            db.execute("DELETE FROM surface_articles")
        db.execute("UPDATE meta SET value = '4' WHERE key = 'schema'")
    db.close()


@pytest.mark.parametrize("tables", [False, True])
def test_an_older_archive_is_searched_by_its_texts_until_a_writer_has_entered_them(folder: Path, tables: bool) -> None:
    to_format_4(folder, tables=tables)
    reader = Database(folder / "catalog.sqlite", read_only=True)
    assert selected(reader) == WANTED
    assert surface_problems(reader) == []
    if tables:
        return reader.close()
    writer = Database(folder / "catalog.sqlite")
    assert writer.version == SCHEMA_VERSION
    assert selected(writer) == selected(reader) == WANTED
    put(Catalog(writer), "a7", "Nothing of it now.")  # before its first words were entered
    put(Catalog(writer), "new", "The gates of dam.")
    wanted = sorted({*WANTED, "new"} - {"a7"})
    assert selected(writer) == selected(reader) == wanted
    enter_missing(writer, nullcontext())
    assert selected(writer) == selected(reader) == wanted
    assert surface_problems(writer) == []
    with writer.read() as db:
        assert not_entered(db) == []
        bounds = Candidates(db).bounds(parse_query(QUERY.query or ""))
    assert bounds.may.sum() == bounds.sure.sum() == len(wanted)
    reader.close()
    writer.close()


def test_entering_goes_on_where_it_was_cut_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to_format_4(folder, tables=False)
    monkeypatch.setattr(surface_index, "_BATCH", 5)
    database = Database(folder / "catalog.sqlite")
    told = []

    def cut_off(progress: object) -> None:
        told.append(progress)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enter_missing(database, nullcontext(), cut_off)
    with database.read() as db:
        assert len(not_entered(db)) == COUNT - 10
    assert selected(database) == WANTED
    enter_missing(database, nullcontext())
    assert surface_problems(database) == [] and selected(database) == WANTED
    database.close()


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM surface_articles WHERE article = 3",
        "INSERT INTO surface_articles VALUES (99, x'00')",
        "UPDATE surface_articles SET digest = x'0000000000000000' WHERE article = 3",
        "INSERT INTO surface(surface, rowid, title, body) VALUES ('delete', 2, 'dam', 'the gates of dam number1')",
        "INSERT INTO surface(rowid, title, body) VALUES (3, '', 'strange')",
        "UPDATE articles SET text = 'The gates of others.' WHERE pk = 5",
    ],
)
def test_the_doctor_finds_and_mends_it(folder: Path, database: Database, harm: str) -> None:
    assert surface_problems(database) == []
    with sqlite3.connect(folder / "catalog.sqlite") as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(harm)
    db.close()
    assert surface_problems(database) != []
    rebuild_surface(database)
    assert surface_problems(database) == []


def test_what_was_entered_by_another_folding_is_entered_anew(database: Database) -> None:
    """A later Python may know other letters: FTS5 cannot take out what was not entered so."""
    with database.write() as db:
        db.exec_driver_sql("UPDATE surface_articles SET digest = x'00' WHERE article = 2")
    Catalog(database).remove_articles(["a1"])
    assert selected(database) == [name for name in WANTED if name != "a1"]
    with database.read() as db:
        assert len(not_entered(db)) == COUNT - 1
    enter_missing(database, nullcontext())
    assert surface_problems(database) == []


def test_what_was_taken_out_and_merged_leaves_nothing(folder: Path, database: Database) -> None:
    put(Catalog(database), "secret", "The unspeakable wordxyzzy stands here.", "Headlinequux")
    Catalog(database).remove_articles(["secret"])
    with database.write() as db:
        db.exec_driver_sql("INSERT INTO surface(surface) VALUES ('optimize')")
        db.exec_driver_sql("INSERT INTO lexical_articles(lexical_articles) VALUES ('optimize')")
    assert database.rewrite()
    raw = (folder / "catalog.sqlite").read_bytes()
    assert b"xyzzy" not in raw and b"quux" not in raw


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_a_word_is_one_token(text: str) -> None:
    form = surface_form(text)
    assert form.split(" ") == form.split() or not form
    assert all(char.isalnum() or ord(char) > 127 or char == " " for char in form)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
@settings(max_examples=100, deadline=None)
def test_plain_texts_are_cut_as_any_other(text: str) -> None:
    assert surface_form(text).split() == surface_form(f"{text} é").split()[:-1]


def test_long_words_stay_apart() -> None:
    one, other = token_of("a" * 5_000 + "b"), token_of("a" * 5_000 + "c")
    assert one != other and one == token_of("a" * 5_000 + "b") and len(one) < 300
