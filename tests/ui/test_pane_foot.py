"""Below an article in the pane: corrections, and what was taken off its page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pages import HOSTILE_TITLE, article
from toy import ToyEmbedder

from rag import Archive, TakenOff, Version
from rag.model import Draft
from ui.page.article.more_html import changed_fields, correcting_html, taken_off_html, versions_html
from ui.page.article.pane import pane_html
from ui.page.article.pane_foot import EditResult, correct, foot_html, undo
from ui.page.runtime.archive_cache import ArchiveCache


def the_ferry(archive: Archive) -> str:
    return next(each.id for each in archive.articles() if "ferry" in each.title)


def test_a_correction_is_made_and_taken_back(archive: Archive) -> None:
    ferry = the_ferry(archive)
    came = correct(archive, {"articleId": ferry, "title": " A new ferry ", "published": "2025-11-09", "outlet": ""})
    assert "Saved" in came.said
    now = archive.article(ferry)
    assert (now.title, str(now.published), now.outlet) == ("A new ferry", "2025-11-09", None)
    shown = pane_html(ArchiveCache(archive), {"articleId": ferry}, came=came)
    assert "Corrected by hand: date, headline, outlet." in shown and "<details" in shown and " open" in shown
    assert "Saved" in undo(archive, {"articleId": ferry}).said
    now = archive.article(ferry)
    assert (now.title, now.outlet) == ("Second ferry is bought", "Harrow Bay Courier")
    assert "Nothing has been changed" in undo(archive, {"articleId": ferry}).said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"published": "9 Nov"}, "is not a date"),
        ({"title": ""}, "a headline needs words"),
        ({}, "Nothing has been changed"),
        ({"articleId": "gone"}, "no article has the id gone"),
        ({"articleId": ["x"], "title": {}}, "no article has the id"),
    ],
)
def test_what_cannot_be_corrected_is_said_and_stays_typed(archive: Archive, fields: dict[str, Any], said: str) -> None:
    ferry = the_ferry(archive)
    before = archive.article(ferry)
    came = correct(archive, {"articleId": ferry, **fields})
    assert said.lower() in came.said.lower()
    if "published" in fields:
        assert 'value="9 Nov"' in foot_html(archive, before, came, writable=True)
    assert archive.article(ferry) == before


def test_only_a_writer_can_correct(archive: Archive) -> None:
    with Archive.open(archive.path, read_only=True, embedder=ToyEmbedder()) as reader:
        assert "dl-correct" not in foot_html(
            reader, reader.article(the_ferry(reader)), EditResult(), writable=reader.writable
        )


def test_blanks_and_unknown_fields_change_nothing() -> None:
    there = article("A  headline\n")
    assert changed_fields(there, {"title": "A headline", "outlet": "The Ledger ", "text": "other"}) == ({}, [])


def test_hostile_text_is_text() -> None:
    shown: str = correcting_html(article(HOSTILE_TITLE), ["title"], typed={"outlet": HOSTILE_TITLE})
    shown += taken_off_html([TakenOff(HOSTILE_TITLE, HOSTILE_TITLE)])
    assert "<img" not in shown and "${" not in shown and "{{" not in shown


def test_versions_are_shown_with_what_has_changed(archive: Archive) -> None:
    for text in ("A clerk of Torvell counted barges.", "A clerk of Torvell counted barges. Then it rained."):
        archive.add_drafts([("barges", Draft("Barges", text))])
    [barges] = archive.article_ids("barges")
    shown = foot_html(archive, archive.article(barges), EditResult(), writable=True)
    assert "Earlier versions (1)" in shown and "<ins>+ Then it rained.</ins>" in shown
    assert "Earlier versions" not in foot_html(
        archive, archive.article(the_ferry(archive)), EditResult(), writable=True
    )


def test_hostile_versions_are_text() -> None:
    then = datetime(2025, 9, 2, tzinfo=UTC)
    shown = versions_html(
        [Version(1, then, HOSTILE_TITLE, "x")], {1: f"--- a\n+++ b\n-{HOSTILE_TITLE}\n+{HOSTILE_TITLE}"}
    )
    assert "<img" not in shown and "${" not in shown and "{{" not in shown
    assert "<del>− " in shown


def test_a_page_of_much_furniture_is_shown_in_part() -> None:
    shown = taken_off_html([TakenOff("word " * 500, "a menu")] * 250)
    assert "(250)" in shown and "50 more." in shown and len(shown) < 100_000
    assert taken_off_html([]) == ""
