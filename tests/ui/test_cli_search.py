"""``dateline search``: what is printed, and the table that it writes."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cli_runs import call, refused

from rag import Archive, FacetCount, SearchHit, SearchPage
from rag.model import Article, Copy, Draft, Hit, Passage
from rag.store.catalog import Entry
from rag.text.passages import cut_passages
from ui.cli.text.found import search_page

DRAFTS = {
    "ferry": Draft("The ferry\x1b[31m", "The ferry sails at dawn.", "Courier", ("Ann Lee",), date(2025, 1, 2)),
    "formula": Draft("=HYPERLINK(1)", "@ferry. +1 for the strike.", "-2", ("=1",), date(2025, 3, 4), section="Sport"),
    "dam": Draft("Dam", "The dam holds, and waits.", None, published=date(2025, 3, 5)),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that needs no embedding: what is searched for here has operators."""
    folder = tmp_path_factory.mktemp("search") / "archive"
    with Archive.open(folder, resume=False) as archive:
        archive._store.catalog.put_articles(
            [(Entry(name, name, None, "", name, draft), cut_passages(name, draft)) for name, draft in DRAFTS.items()]
        )
    return folder


@pytest.fixture(autouse=True)
def _this(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ARCHIVE", str(folder))


def test_articles_found_are_printed(folder: Path) -> None:
    done = call("search", "ferry OR dam", "--sort", "oldest", "--facets", "-k", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "3 articles, 1 to 2\n\nThe ferry[31m\n  Courier, 2 January 2025 · ferry\n    The ferry"
    )
    assert "By month: 2025-03 (2), 2025-01 (1)" in done.stdout
    assert "By author: =1 (1), Ann Lee (1), none (1)" in done.stdout
    assert "\x1b" not in done.stdout
    more = call("search", "ferry OR dam", "--sort", "oldest", "--offset", "2")
    assert "3 articles, 3 to 3" in more.stdout and "\nDam\n" in more.stdout


def test_json_is_a_list_of_passages_or_with_facets_an_object(folder: Path) -> None:
    hits = json.loads(call("search", "ferry -dam", "--sort", "newest", "--json").stdout)
    assert [hit["article_id"] for hit in hits] == ["formula", "ferry"]
    assert hits[0]["passage"] == DRAFTS["formula"].text[hits[0]["start"] : hits[0]["end"]]
    found = json.loads(call("search", "section:sport", "--json", "--facets").stdout)
    assert (found["total"], found["nearest"], len(found["hits"])) == (1, False, 1)
    assert found["facets"]["outlet"] == [{"value": "-2", "count": 1}]
    assert json.loads(call("search", "ferry OR dam", "--json", "--facets", "--undated").stdout)["total"] == 0
    for option, value in (("--author", "ann lee"), ("--section", ""), ("--query", "dawn")):
        found = json.loads(call("search", "ferry AND ferry", "--json", "--facets", option, value).stdout)
        assert [hit["article_id"] for hit in found["hits"]] == ["ferry"], option


def test_the_table_is_of_all_and_holds_no_formula(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.csv"
    done = call("search", "ferry OR dam", "--csv", file, "-k", "1", "--sort", "newest", "--json")
    assert json.loads(done.stdout) == {"path": str(file), "articles": 3}
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
    assert [row["article_id"] for row in rows] == ["dam", "formula", "ferry"]
    formula = rows[1]
    assert (formula["title"], formula["outlet"], formula["authors"]) == ("'=HYPERLINK(1)", "'-2", "'=1")
    assert formula["passage"].startswith("'@ferry")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ferry AND (dam"], ["Character 11"]),
        (["ferry", "--query", "dam AND"], ["Character 5"]),
        (["ferry -dam", "--sort", "best"], ["--sort", "relevance, newest, oldest"]),
        ([""], ["the query is empty: say what to look for"]),
        ([" \t\u00a0", "--json"], ["the query is empty"]),
        (["!!!"], ["the query is empty"]),
        (["", "--facets", "--sort", "newest"], ["the query is empty"]),
        (["ferry -dam", "--csv", "nowhere/at/all.csv"], ["nowhere/at/all.csv", "cannot be written"]),
    ],
)
def test_wrong_use(folder: Path, arguments: list[str], words: list[str]) -> None:
    refused(2, *words)(call("search", *arguments))


def test_an_empty_query_writes_no_table(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.csv"
    refused(2, "the query is empty")(call("search", "", "--csv", file))
    assert not file.exists()


def test_words_that_were_looked_for_are_marked_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{'Nothing here. ' * 60}The ferry\x1b sails. {'More of it. ' * 40}"
    at = text.index("ferry")
    article = Article("a", "Ferry and dam", text, "a", "", datetime(2025, 1, 1, tzinfo=UTC), "ready")
    passage = Passage("p", "a", 0, len(text), text)
    copy = Copy("b", "Herald", date(2025, 1, 1), "Ferry", None)
    found = SearchHit(Hit(passage, article, 1.0), ((at, at + 5),), ((0, 5),), (copy,))
    page = SearchPage("ferry", False, 1, False, (found,), {"outlet": (FacetCount(None, 1),)})
    assert "The ferry sails." in search_page(page) and "also in: Herald" in search_page(page)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    shown = search_page(page)
    assert shown.count("\x1b[1mferry\x1b[22m") == 1 and "\x1b[1mFerry\x1b[22m and dam" in shown
    assert shown.count("\x1b") == 4


def test_nothing_found_is_said() -> None:
    assert search_page(SearchPage("x", True, 0, False, ())) == "Nothing found."


def test_a_page_past_the_last_article_says_so() -> None:
    past = call("search", "ferry OR dam", "--offset", "3")
    assert past.stdout.strip() == "3 articles, none after the first 3: give a smaller --offset"
    assert past.returncode == 0
    assert "none after" not in call("search", "ferry OR dam", "--offset", "2").stdout
