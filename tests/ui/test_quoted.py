"""What the pane says of an old quote, of copies and of versions; what a card says of copies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rag import Archive, Copy, Version
from rag.model import Draft
from ui.page.answers.quoted import quote_in, standing_html
from ui.page.answers.record import ShownCopy
from ui.page.templating import render

TEXT = "The council of Velden met on Monday. The ferry is to cost 46 million crowns. Mayor Brandt was content."
COST = "The ferry is to cost 46 million crowns."


@pytest.fixture
def clicked(archive: Archive) -> dict[str, Any]:
    """A click on a quote of an article of the archive."""
    [identity] = archive.add_drafts([("a.txt", Draft("Ferry", TEXT))]).added
    start = TEXT.index(COST)
    return {"articleId": identity, "start": str(start), "end": str(start + len(COST)), "quote": COST}


@pytest.mark.parametrize(
    ("now", "says", "marked"),
    [
        (TEXT, None, COST),
        ("Corrected. " + TEXT, "now stand here", COST),
        (TEXT.replace("46", "52"), "it now says what is marked", "The ferry is to cost 52 million crowns."),
        ("The council of Velden met on Monday.", "no longer in it", None),
    ],
)
def test_an_old_quote_says_what_has_become_of_it(
    archive: Archive, clicked: dict[str, Any], now: str, says: str | None, marked: str | None
) -> None:
    archive.add_drafts([("a.txt", Draft("Ferry", now))])
    found = quote_in(archive, clicked)
    assert found is not None
    assert (now[found.start : found.end] if found.start is not None else None) == marked
    html = standing_html(found, (), ())
    assert (says in html) if says else html == ""


@pytest.mark.parametrize(
    "change", [{"quote": None}, {"quote": ""}, {"quote": "x" * 30_000}, {"quote": {"a": 1}}], ids=str
)
def test_a_click_without_words_marks_the_place_alone(
    archive: Archive, clicked: dict[str, Any], change: dict[str, Any]
) -> None:
    found = quote_in(archive, {**clicked, **change})
    assert found is not None and (found.state, found.start) == ("current", int(clicked["start"]))


@pytest.mark.parametrize("change", [{"start": None}, {"end": "-1"}, {"start": "9" * 40}], ids=str)
def test_a_click_without_a_place_is_no_quote(archive: Archive, clicked: dict[str, Any], change: dict[str, Any]) -> None:
    assert quote_in(archive, {**clicked, **change}) is None


def test_copies_and_versions_stand_under_the_headline_escaped() -> None:
    copies = [Copy("a1", "<b>Courier</b>", date(2025, 9, 4), "Ferry", None), Copy("a2", None, None, "", None)]
    html = standing_html(None, copies, [Version(1, datetime(2025, 9, 5, tzinfo=UTC), "", "x")])
    assert "&lt;b&gt;Courier&lt;/b&gt;" in html and "<b>" not in html
    assert 'data-article-id="a2"' in html and "another article" in html
    assert "Changed once since it was added, last on 2025-09-05." in html


def test_many_copies_are_counted() -> None:
    html = render(
        "answers",
        "also_in",
        [
            ShownCopy(article_id=f"a{number}", outlet=f"Outlet {number}", published=None, title="", url=None)
            for number in range(9)
        ],
    )
    assert html.count("<button") == 5 and "and 4 more" in html
    assert render("answers", "also_in", ()) == ""
