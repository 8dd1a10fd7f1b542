"""Both vector indexes of the default: Chroma for the writer, a scan for readers. They must not differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from toy import ToyEmbedder

from rag import Archive, Filters
from rag.model import Draft
from rag.store.vectors.scan_index import ScanIndex

Put = Callable[..., str]

FILTERS = [
    Filters(),
    Filters(since=date(2025, 9, 2)),
    Filters(until=date(2025, 9, 2)),
    Filters(since=date(2025, 9, 3), until=date(2025, 9, 9)),
    Filters(since=date(1900, 1, 1)),  # leaves out only what has no date
    Filters(outlets=("KÜSTENBOTE",)),
    Filters(outlets=("courier", "Küstenbote")),
    Filters(languages=("DE",)),
    Filters(languages=("de", "uk"), since=date(2025, 1, 1)),
    Filters(outlets=("Nobody",)),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive that is only read."""
    with Archive.open(tmp_path_factory.mktemp("told") / "archive", embedder=ToyEmbedder()) as archive:
        yield archive


@pytest.fixture(scope="module")
def news(told: Archive) -> dict[str, str]:
    def put(source: str, text: str, **fields: Any) -> str:
        [added] = told.add_drafts([(source, Draft("", text, **fields))]).added
        return added

    return {
        "ferry": put("ferry", "The ferry sails.", published=date(2025, 9, 2), outlet="Courier", language="en"),
        "bridge": put("bridge", "The bridge closes.", published=date(2025, 9, 9), outlet="Küstenbote", language="en"),
        "undated": put("undated", "Die Fähre ruht.", outlet="Küstenbote", language="de"),
        "visit": put("visit", "Рютте прибув.", published=date(2025, 9, 9), language="uk"),
        "plain": put("plain", "Nothing is known."),
    }


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_both_find_the_same(told: Archive, news: dict[str, str], filters: Filters) -> None:
    chroma, scan = told._store.vectors.store(), ScanIndex(told._store.catalog)
    for question in ("the ferry sails", "Рютте", "a bridge", "anything"):
        vector = told._store.embedder.embed_query(question)
        one, other = chroma.search(vector, 10, filters), scan.search(vector, 10, filters)
        assert [passage for passage, _ in one] == [passage for passage, _ in other]
        assert [cosine for _, cosine in one] == pytest.approx([cosine for _, cosine in other], abs=1e-5)
        allowed = {article.id for article in told.articles(filters)}
        assert {passage.rpartition("-")[0] for passage, _ in one} == allowed


def test_undated_articles_pass_no_date_filter(told: Archive, news: dict[str, str]) -> None:
    passing = {article.id for article in told.articles(Filters(since=date(1900, 1, 1)))}
    assert passing == {news["ferry"], news["bridge"], news["visit"]}
    assert told.ask("the ferry", filters=Filters(since=date(1900, 1, 1))).undated == 2


def test_limit(told: Archive, news: dict[str, str]) -> None:
    vector = told._store.embedder.embed_query("ferry")
    for index in (told._store.vectors.store(), ScanIndex(told._store.catalog)):
        assert len(index.search(vector, 2, Filters())) == 2


def test_filters_follow_an_article_that_changes_its_outlet(archive: Archive, put: Put) -> None:
    """The words are the same, so are the passages and their vectors: only what is filtered by changes."""
    for outlet, language in (("Courier", "en"), ("Ledger", "de"), (None, None)):
        put("moving", "The ferry sails.", outlet=outlet, language=language)
        chroma, vector = archive._store.vectors.store(), archive._store.embedder.embed_query("ferry")
        for asked in ("Courier", "Ledger"):
            assert len(chroma.search(vector, 5, Filters(outlets=(asked,)))) == (asked == outlet)
        for asked in ("en", "de"):
            assert len(chroma.search(vector, 5, Filters(languages=(asked,)))) == (asked == language)


def test_an_empty_index_finds_nothing(archive: Archive) -> None:
    vector = archive._store.embedder.embed_query("ferry")
    assert ScanIndex(archive._store.catalog).search(vector, 5, Filters()) == []
    assert archive.search("ferry") == []
    assert archive.ask("What about the ferry?").answered is False


def test_the_scan_sees_what_is_added_and_removed(archive: Archive, put: Put) -> None:
    scan, vector = ScanIndex(archive._store.catalog), archive._store.embedder.embed_query("ferry")
    first = put("a", "The ferry sails.")
    assert len(scan.search(vector, 5, Filters())) == 1
    put("b", "The ferry lands.")
    assert len(scan.search(vector, 5, Filters())) == 2
    archive.remove(first)
    assert len(scan.search(vector, 5, Filters())) == 1


def test_the_scan_reads_only_what_is_new(archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = archive._store.catalog
    scan, vector, asked = ScanIndex(catalog), archive._store.embedder.embed_query("ferry"), []
    read = catalog.vectors_at
    monkeypatch.setattr(catalog, "vectors_at", lambda keys: asked.append(len(keys)) or read(keys))
    gone = [put(str(number), f"The ferry sails at {number} sharp.") for number in range(6)]
    scan.search(vector, 5, Filters())
    archive.remove([gone[0], gone[5]])
    put("new", "The ferry lands.")
    put("3", "The ferry sails no more.")
    found = scan.search(vector, 9, Filters())
    assert asked == [6, 2]
    assert found == ScanIndex(catalog).search(vector, 9, Filters()) and len(found) == 5
    back = {stored.passage_id: stored.vector for batch in catalog.all_vectors() for stored in batch}
    assert dict(found) == pytest.approx({passage: float(back[passage] @ vector) for passage in back}, abs=1e-6)
