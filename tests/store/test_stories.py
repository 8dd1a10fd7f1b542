"""Copies as they are shown: the earliest of a story, in search and in answers, the others named and counted once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from nearest import surely
from toy import ToyEmbedder

from rag import Archive, Filters, load_settings, schema
from rag.model import Draft
from rag.store.duplicates.duplicate_groups import when

Put = Callable[..., str]

FERRY = (
    "The harbour council of Velden has decided to buy a second ferry for the crossing to Marten island. "
    "The vessel is to cost 46 million crowns and will be built in the yard at Ostrava over two years. "
    "Mayor Ilse Brandt said the old ferry could no longer carry all who wanted to cross in summer. "
    "Fishermen have asked for a larger pier, which the council will discuss in November."
)
BRIDGE = (
    "Engineers have closed the railway bridge at Pelham after cracks were found in two of its piers. "
    "Trains will be sent through the valley until the repairs are done, which may take until spring. "
    "The operator said that no passenger had been in danger at any time before the closure."
)
QUESTION = "How much is the second ferry to cost?"


@pytest.fixture
def wire(put: Put) -> dict[str, str]:
    """A wire story in three outlets, the earliest added second, and another article."""
    return {
        "late": put("late.txt", FERRY, "Second ferry", date(2025, 9, 4), outlet="Courier"),
        "early": put("early.txt", "VELDEN (Wire) - \n\n" + FERRY, "Velden buys ferry", date(2025, 9, 2), outlet="Wire"),
        "undated": put("undated.txt", FERRY.replace("Fishermen", "Local fishermen"), "Ferry", outlet="Herald"),
        "other": put("bridge.txt", BRIDGE, "Bridge closed", date(2025, 9, 1), outlet="Courier"),
    }


def test_search_shows_the_earliest_once_and_names_the_others(archive: Archive, wire: dict[str, str]) -> None:
    hits = archive.search("second ferry")
    [hit] = [hit for hit in hits if hit.article.id != wire["other"]]
    assert hit.article.id == wire["early"]
    assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert [copy.article_id for copy in hit.also_in] == [wire["late"], wire["undated"]]
    assert schema.HitOut.of(hit).model_dump(mode="json")["also_in"][0] == {
        "article_id": wire["late"], "outlet": "Courier", "published": "2025-09-04", "title": "Second ferry",
        "url": None,
    }  # fmt: skip


def test_the_earliest_that_passes_the_filters_is_shown(archive: Archive, wire: dict[str, str]) -> None:
    [hit] = archive.search("second ferry", filters=Filters(since=date(2025, 9, 3)))
    assert hit.article.id == wire["late"]
    assert [copy.article_id for copy in hit.also_in] == [wire["early"], wire["undated"]]
    [hit] = archive.search("second ferry", filters=Filters(outlets=("herald",)))
    assert hit.article.id == wire["undated"]


def test_an_answer_cites_the_earliest_and_counts_copies_once(archive: Archive, wire: dict[str, str]) -> None:
    answer = surely(archive, QUESTION)
    [citation] = [one for sentence in answer.sentences for one in sentence.citations if "46 million" in one.quote]
    assert citation.article.id == wire["early"]
    assert [copy.article_id for copy in citation.also_in] == [wire["late"], wire["undated"]]
    assert len({one.quote for one in answer.evidence}) == len(answer.evidence)
    assert all(one.article.id in (wire["early"], wire["other"]) for one in answer.evidence)
    assert answer.independent_outlets == 1
    assert "1 independent outlet" in (answer.notice or "")
    told = schema.AnswerOut.of(answer).model_dump(mode="json")
    assert told["independent_outlets"] == 1
    assert [one["outlet"] for one in told["evidence"][0]["also_in"]] == ["Courier", "Herald"]


def test_a_sentence_that_the_earliest_lacks_is_cited_where_it_stands(archive: Archive, put: Put) -> None:
    cost = "The vessel is to cost 46 million crowns and will be built in the yard at Ostrava over two years. "
    put("early.txt", FERRY.replace(cost, ""), published=date(2025, 9, 1), outlet="Wire")
    middle = put("middle.txt", FERRY.replace(" for the crossing", "\nfor the crossing"), published=date(2025, 9, 2))
    put("late.txt", FERRY, published=date(2025, 9, 3))
    answer = surely(archive, QUESTION)
    [citation] = [one for sentence in answer.sentences for one in sentence.citations if "46 million" in one.quote]
    assert citation.article.id == middle
    assert len(citation.also_in) == 2


def test_without_copies_nothing_is_said_of_them(archive: Archive, put: Put) -> None:
    put("ferry.txt", FERRY, outlet="Wire")
    answer = surely(archive, QUESTION)
    assert answer.answered
    assert (answer.notice, answer.independent_outlets) == (None, 1)
    assert all(one.also_in == () for one in answer.evidence)


def test_many_copies_leave_room_for_other_articles(archive: Archive, put: Put) -> None:
    for number in range(30):
        put(f"copy{number}.txt", FERRY, published=date(2025, 9, 1) + timedelta(number), outlet=f"Outlet {number}")
    other = put("other.txt", "A ferry to Quist island will not be bought, its owner said. " + BRIDGE, outlet="Courier")
    answer = archive.ask("Which ferry will not be bought?")
    assert other in {one.article.id for one in answer.evidence}


def test_each_article_by_itself_where_the_settings_say_so(tmp_path: Path, embedder: ToyEmbedder) -> None:
    settings = load_settings().model_copy(update={"merge_copies": False})
    with Archive.open(tmp_path / "apart", settings=settings, embedder=embedder) as archive:
        archive.add_drafts([(name, Draft("", FERRY)) for name in ("a", "b", "c")])
        hits = archive.search("second ferry")
        assert len({hit.article.id for hit in hits}) == 3
        assert all(hit.also_in == () for hit in hits)


def test_an_add_tells_the_groups_it_touched(archive: Archive, put: Put) -> None:
    first = put("a.txt", FERRY, published=date(2025, 9, 2))
    put("x.txt", BRIDGE)
    put("y.txt", BRIDGE)
    report = archive.add_drafts(
        [("b.txt", Draft("", FERRY, published=date(2025, 9, 1))), ("c.txt", Draft("", "Quite another text."))]
    )
    assert report.duplicates == ((report.added[0], first),)
    assert schema.AddOut.of(report).duplicates == ((report.added[0], first),)
    assert archive.add_drafts([("b.txt", Draft("", FERRY, published=date(2025, 9, 1)))]).duplicates == ()


def test_an_older_archive_that_nobody_may_write_to_has_no_copies(tmp_path: Path, embedder: ToyEmbedder) -> None:
    with Archive.open(tmp_path / "archive", embedder=embedder) as archive:
        [first, _] = archive.add_drafts([(name, Draft("", FERRY)) for name in "ab"]).added
    with sqlite3.connect(tmp_path / "archive/catalog.sqlite") as db:
        for table in ("copies", "copy_keys", "versions"):
            db.execute(f"DROP TABLE {table}")
    with Archive.open(tmp_path / "archive", embedder=embedder, read_only=True) as archive:
        assert len(archive.search("second ferry")) == 2
        assert surely(archive, QUESTION).answered
        assert (archive.copies(first), archive.versions(first)) == ((), ())


EAST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (date(2025, 1, 1), date(2025, 1, 2)),
        (date(2025, 1, 2), None),
        (datetime(2025, 1, 1, 23, tzinfo=UTC), date(2025, 1, 1)),
        (datetime(2025, 1, 2, 0, 30, tzinfo=EAST), datetime(2025, 1, 1, 20, tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=EAST), datetime(2, 1, 1, tzinfo=EAST)),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=9))), None),
    ],
)
def test_what_is_earlier(earlier: date, later: date | None) -> None:
    assert when(earlier) < when(later)
