"""Filters by author, section, missing values and a query, at both sides of search and at every other door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from toy import ToyEmbedder

from rag import Archive, Filters
from rag.errors import QueryError
from rag.model import Draft
from rag.store.vectors import passing

DRAFTS = {
    "ferry": Draft(
        "Ferry", "The ferry sails at dawn, said the crew.", "Courier", ("Ann Lee", "Bo Ek"), date(2025, 1, 2)
    ),
    "dam": Draft("Dam", "The dam holds, and the ferry waits.", "Herald", ("ann LEE",), section="Local", language="en"),
    "strike": Draft("Strike", "A strike stops the ferry at dawn.", None, (), date(2025, 3, 4), section="local"),
    "blank": Draft("Blank", "Nobody signed this about a ferry.", "", (" ",), date(2025, 3, 5), section=" "),
}
CASES: list[tuple[Filters, set[str]]] = [
    (Filters(authors=("ANN Lee",)), {"ferry", "dam"}),
    (Filters(authors=("bo ek", "")), {"ferry", "strike", "blank"}),
    (Filters(authors=("",)), {"strike", "blank"}),
    (Filters(sections=("LOCAL",)), {"dam", "strike"}),
    (Filters(sections=("",)), {"ferry", "blank"}),
    (Filters(outlets=("",)), {"strike", "blank"}),
    (Filters(outlets=("", "courier")), {"ferry", "strike", "blank"}),
    (Filters(languages=("",)), {"ferry", "strike", "blank"}),
    (Filters(undated=True), {"dam"}),
    (Filters(query="dawn -strike"), {"ferry"}),
    (Filters(query="ferry", sections=("local",)), {"dam", "strike"}),
    (Filters(query="nothing"), set()),
    (Filters(query="what?"), set()),
    (Filters(query='outlet:"" NOT author:*'), {"strike", "blank"}),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("filters") / "archive", embedder=ToyEmbedder()) as archive:
        archive.add_drafts(DRAFTS.items())
        yield archive


@pytest.fixture(scope="module")
def read_only(kept: Archive) -> Iterator[Archive]:
    with Archive.open(kept.path, embedder=ToyEmbedder(), read_only=True) as reader:
        yield reader


@pytest.mark.parametrize(("filters", "sources"), CASES)
def test_each_door_looks_at_those_articles_only(
    kept: Archive, read_only: Archive, filters: Filters, sources: set[str]
) -> None:
    for archive in (kept, read_only):
        assert {article.source for article in archive.articles(filters)} == sources
        assert archive.count(filters) == archive.coverage(filters).articles == len(sources)
        assert archive.page_of_articles(filters=filters).total == len(sources)
        assert len(archive.article_ids(filters=filters)) == len(sources)
        for mode in ("lexical", "dense", "hybrid"):
            found = archive.search("Where is the ferry", filters=filters, mode=mode)
            assert {hit.article.source for hit in found} == sources, mode
        assert {
            item.article.source for item in archive.quote("When does the ferry sail?", filters=filters).evidence
        } <= sources
        page = archive.search_page("ferry", filters=filters)
        assert {hit.hit.article.source for hit in page.hits} == sources and page.total == len(sources)


@pytest.mark.parametrize(
    ("few", "some", "deepest"),
    [(1_000, 5_000, 4_000), (0, 0, 4_000), (0, 0, 0), (0, 5_000, 0)],
    ids=["compared", "kept of the nearest", "asked with filters", "compared after all"],
)
def test_the_nearest_that_pass_are_found_however_many_there_are(
    kept: Archive, monkeypatch: pytest.MonkeyPatch, few: int, some: int, deepest: int
) -> None:
    monkeypatch.setattr(passing, "FEW", few)
    monkeypatch.setattr(passing, "SOME", some)
    monkeypatch.setattr(passing, "_DEEPEST", deepest)
    for filters, sources in CASES:
        vector = kept._store.embedder.embed_query("the ferry")
        for limit in (1, 10):
            found = passing.nearest_passing(kept._store.vectors.index, kept._store.catalog, vector, limit, filters)
            scanned = kept._store.vectors._scan.search(vector, limit, filters)
            assert [one for one, _ in found] == [one for one, _ in scanned], filters
            assert len(found) == min(limit, len(sources))


def test_a_wrong_query_is_told_with_its_place(kept: Archive) -> None:
    with pytest.raises(QueryError, match="Character 7"):
        kept.articles(Filters(query="ferry ("))


def test_a_backup_of_a_selection(kept: Archive, tmp_path: Path) -> None:
    report = kept.export(tmp_path / "some.zip", filters=Filters(query="dam OR strike", undated=True))
    assert report.articles == 1
