"""All that a search finds as a file: the table, the list, and the route that sends them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import httpx
import pytest
from pages import HOSTILE_TITLE, Page, article

from rag import Hit, Passage, SearchHit
from ui.page.search.search_export import as_json
from ui.shared.search_csv import as_csv


def hit(title: str = "Dam, “leaks”", text: str = "It leaks.\n\nStill.", **fields: Any) -> SearchHit:
    found = article(title, text, authors=("Lorenz Pike", "Oda Brandvik"), **fields)
    return SearchHit(Hit(Passage("p", found.id, 0, len(text), text), found, 0.51239))


def rows(*hits: SearchHit) -> list[dict[str, str]]:
    written = "".join(as_csv(hits))
    assert written.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))


def test_a_table_has_a_row_for_each_article() -> None:
    assert rows(hit(section="Sport", url="https://e.org/1"), hit(outlet=None, published=None)) == [
        {
            "title": "Dam, “leaks”", "outlet": outlet, "published": day, "authors": "Lorenz Pike; Oda Brandvik",
            "section": section, "language": "en", "url": url, "passage": "It leaks.\n\nStill.", "article_id": "a1",
            "start": "0", "end": "17", "score": "0.5124", "also_in": "",
        }
        for outlet, day, section, url in [("The Ledger", "2025-09-02", "Sport", "https://e.org/1"), ("", "", "", "")]
    ]  # fmt: skip
    assert rows() == []
    assert len(rows(*[hit()] * 250)) == 250


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("＝1", "'＝1"),
        (" =1", " '=1"),
        ("\tx", "'\tx"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        # where semicolons, tabs or line ends part cells
        ("x;=1+cmd|' /C calc'!A0", "x;'=1+cmd|' /C calc'!A0"),
        ("x;  @SUM(1)", "x;  '@SUM(1)"),
        ("x\t-1", "x\t'-1"),
        ("x\n\n=1", "x\n\n'=1"),
        ("1 =1, 2 -1 and a@b; c", "1 =1, 2 -1 and a@b; c"),
    ],
)
def test_a_spreadsheet_takes_no_text_for_a_formula(text: str, written: str) -> None:
    [row] = rows(hit(text, text))
    assert row["title"] == row["passage"] == written


@pytest.mark.parametrize("number", [0, 1, 100, 250])
def test_a_list_is_json(number: int) -> None:
    listed = json.loads("".join(as_json([hit(HOSTILE_TITLE)] * number)))
    assert len(listed) == number
    for one in listed[:1]:
        assert one["title"] == HOSTILE_TITLE and one["authors"] == ["Lorenz Pike", "Oda Brandvik"]
        assert one["published"] == date(2025, 9, 2).isoformat()
        assert one["passage"] == "It leaks.\n\nStill."[one["start"] : one["end"]]


def test_the_route_sends_what_the_address_finds_to_the_page_alone(page: Page) -> None:
    with httpx.Client(base_url=page.url) as reader:
        sent = reader.post("/dateline/search.csv", content="q=ferry+OR+dam&outlet=Estuary+Notes")
        assert sent.headers["content-type"].startswith("text/csv")
        assert sent.headers["content-disposition"] == 'attachment; filename="search.csv"'
        assert sent.headers["cache-control"] == "no-store"
        assert sent.text.count("Dam leaks at Velling") == 1 and "Second ferry" not in sent.text
        listed = reader.post("/dateline/search.json", content="q=ferry+OR+dam&sort=oldest").json()
        assert [one["title"] for one in listed] == ["Dam leaks at Velling", "Second ferry is bought"]
        wrong = reader.post("/dateline/search.json", content="q=(ferry+AND+dam")
        assert wrong.status_code == 400 and "character 1 " in wrong.text.lower()
        for address in ("", "q=+", "q=x&month=2025-99", b"\xff"):
            assert reader.post("/dateline/search.csv", content=address).status_code == 400
        assert reader.post("/dateline/search.csv", content=b" " * 50_000).status_code == 413
        stranger = reader.post("/dateline/search.csv", content="q=dam", headers={"Origin": "https://evil.example"})
        assert stranger.status_code == 403
        assert reader.get("/dateline/search.csv?q=dam").status_code == 404
        for path in ("search.html", "search.csv/", "search", "search.csv.json"):
            assert reader.post(f"/dateline/{path}", content="q=dam").status_code == 404
