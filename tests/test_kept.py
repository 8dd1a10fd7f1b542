"""What earlier versions wrote is opened: archives, backups, and the conversations that browsers keep.

``tests/kept/`` holds one of each as they were written (``tests/kept/make.py``). They are never made anew.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from toy import ToyEmbedder

from rag import Archive, load_settings
from rag.store.sqlite.tables import SCHEMA_VERSION, SINCE_FORMAT_3
from ui.page.answers.html import past_html
from ui.page.answers.record import read_record
from ui.page.answers.saved import read_saved

KEPT = Path(__file__).parent / "kept"
ARCHIVES = sorted(KEPT.glob("*-archive.zip"))
BACKUPS = sorted(KEPT.glob("*-backup.zip"))
CONVERSATIONS = sorted(KEPT.glob("*-conversation.json"))

QUESTION = "When will the last ferry from Harrow Bay leave?"
TITLES = {
    "Ferry to stop earlier",
    "Bridge over the Tesk to close",
    "Schule in Brennick bleibt offen",
    "Ferry of Brennick to stop earlier",
}


def _hold_what_was_put_in(archive: Archive) -> None:
    by_title = {article.title: article for article in archive.articles()}
    assert set(by_title) == TITLES
    ferry, bridge = by_title["Ferry to stop earlier"], by_title["Bridge over the Tesk to close"]
    assert "21:50" in archive.article(ferry.id).text
    [earlier] = archive.versions(ferry.id)
    assert "21:40" in earlier.text
    assert (bridge.outlet, bridge.authors) == ("The Skarne Ledger", ("Ada Quill",))
    archive.edit(bridge.id, undo=["outlet", "authors"])
    bridge = archive.article(bridge.id)
    assert (bridge.outlet, bridge.authors) == ("Skarne Ledger", ("Mira Holt",))
    [followed] = archive.followed()
    assert followed.source.endswith("/feed")
    answer = archive.ask(QUESTION)
    [citation, *_] = answer.sentences[0].citations
    assert "21:50" in citation.quote and citation.article.text[citation.start : citation.end] == citation.quote
    assert archive.check().ok and archive.check().pending == 0


@pytest.fixture(params=ARCHIVES, ids=lambda path: path.stem)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    with zipfile.ZipFile(request.param) as packed:
        packed.extractall(tmp_path / "archive")
    settings = load_settings(archive=tmp_path / "archive", llm="none")
    embedder = ToyEmbedder()
    with Archive.open(tmp_path / "archive", settings=settings, embedder=embedder) as archive:
        assert archive.check().ok and embedder.calls == 0, "the vectors that are there serve"
        yield archive


def test_an_archive(kept: Archive) -> None:
    assert [failure.file for failure in kept.failures()] == ["articles/broken.pdf"]
    _hold_what_was_put_in(kept)


#: What each format brought, undone: run from the newest down to the one after the format that is wanted.
_UNDONE = {
    5: """
        DROP INDEX articles_fields;
        DROP TABLE surface_words; DROP TABLE surface_places; DROP TABLE surface; DROP TABLE surface_articles;
        DROP TABLE postings; DROP TABLE posting_sizes;
        DELETE FROM meta WHERE key LIKE 'postings_changes%';
    """,
    # A word as formats before 4 had it, which kept strokes and ligatures.
    4: "UPDATE lexical SET body = body || ' wałęsa'; UPDATE lexical_articles SET body = body || ' wałęsa';",
    3: "".join(f"ALTER TABLE articles DROP COLUMN {column};" for column in SINCE_FORMAT_3),
    2: "DROP INDEX articles_listing; ALTER TABLE articles DROP COLUMN folded;",
}


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_each_older_format_is_brought_up_to_this_one(tmp_path: Path, version: int) -> None:
    with zipfile.ZipFile(KEPT / "2026-11-format-5-archive.zip") as packed:
        packed.extractall(tmp_path / "archive")
    with sqlite3.connect(tmp_path / "archive" / "catalog.sqlite") as db:
        for undone, statements in _UNDONE.items():
            if undone > version:
                db.executescript(statements)
        db.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(version),))
    db.close()
    settings, embedder = load_settings(archive=tmp_path / "archive", llm="none"), ToyEmbedder()
    with Archive.open(tmp_path / "archive", settings=settings, embedder=embedder, read_only=True) as reader:
        assert reader.search("ferry") and reader.search_page('"last ferry"').total >= 1
    with Archive.open(tmp_path / "archive", settings=settings, embedder=embedder) as archive:
        assert archive._store.catalog.database.version == SCHEMA_VERSION
        assert archive.search_page('"last ferry"').total >= 1 and not archive.search("Wałęsa", mode="lexical")
        _hold_what_was_put_in(archive)


@pytest.mark.parametrize("backup", BACKUPS, ids=lambda path: path.stem)
def test_a_backup(backup: Path, archive: Archive) -> None:
    report = archive.import_backup(backup, follow=True)
    assert (len(report.articles.added), report.articles.failed) == (4, ())
    _hold_what_was_put_in(archive)


@pytest.mark.parametrize("file", CONVERSATIONS, ids=lambda path: path.stem)
def test_a_conversation(file: Path) -> None:
    name, [turn] = read_saved(json.loads(file.read_text(encoding="utf-8")))
    assert (name, turn.question) == ("0123456789abcdef" * 2, QUESTION)
    shown = read_record(turn.record)
    assert shown.answered and shown.coverage.articles == 4
    assert any("21:50" in quote.quote and quote.n == 1 for quote in shown.cited)
    html = past_html([turn])
    assert "21:50" in html and "Ferry to stop earlier" in html
