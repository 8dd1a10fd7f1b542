"""What an archive tells is the same whatever its catalog is in: each question is put to both forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from catalog_forms import fresh, opens_postgres, opens_sqlite
from search_articles import invented, odd
from search_queries import RandomQueries

from rag import Archive, Filters
from rag.errors import QueryError
from rag.model import Draft, Hit
from rag.store.search.selection import articles_of
from rag.text.query.parsing import parse_query

_TWICE = (
    "The dam gates failed on Monday, and the water of the river stood in the cellars of the old town by noon. Nobody "
    "was hurt. The fire brigade pumped until the evening, and the school was closed for two days."
)
DRAFTS = [
    *invented(3, 30),
    *odd(),
    ("copy-1", Draft("Dam gates fail", f"{_TWICE} The mayor spoke of 3.5% and of a flood.",
                     outlet="Courier", published=date(2024, 5, 6))),
    ("copy-2", Draft("Dam gates fail again", f"{_TWICE} The mayor spoke of 3.5% and a flood.",
                     outlet="Küstenbote", published=date(2024, 5, 7))),
    ("blank", Draft("Nobody signs", "Who wrote this of the ferry?", authors=(" ",), section="")),
    ("gone", Draft("Gone", "It is removed, ferry and all.")),
]  # fmt: skip
QUESTIONS = ["Who closed the dam gates?", "Wałęsa ferry 3.5%", "Walensa 港"]
QUERIES = ["dam ferry", "Who spoke?", '"dam gates" OR headline:harbour', "outlet:courier -same", "x*"]
FILTERS = [
    Filters(),
    Filters(since=date(2024, 3, 1)),
    Filters(until=date(2024, 6, 30), outlets=("courier", "KÜSTENBOTE")),
    Filters(outlets=("",)),
    Filters(languages=("EN", "de")),
    Filters(languages=("",)),
    Filters(authors=("joerg muller", "Joan Petrie")),
    Filters(authors=("",)),
    Filters(sections=("sport", "")),
    Filters(query='"the ferry" OR dam*'),
    Filters(query="NOT (headline:ferry) AND ferry NEAR/6 dam"),
    Filters(undated=True),
    Filters(as_of=date.today()),
    Filters(as_of=date.today() - timedelta(days=1)),
    Filters(as_of=date.today() - timedelta(days=1), outlets=("Early Post", "Courier"), query="harbour OR dam"),
]


def fill(archive: Archive) -> None:
    """Articles, of which some change, one is corrected and one is removed."""
    archive.add_drafts(DRAFTS)
    ids = {article.source: article.id for article in archive.articles()}
    changed = [
        (f"invented-{number}", Draft("The harbour, anew", f"Edition two of {number}: harbour, weir and ferry.",
                                     outlet="Late Post", published=date(2024, 4, number)))
        for number in range(1, 4)
    ]  # fmt: skip
    archive.add_drafts(changed)
    archive.edit(ids["invented-7"], outlet="Corrected Courier", published="2024-02-29")
    archive.edit(ids["copy-1"], authors=["Ana-María Núñez", "Lech Wałęsa"])
    archive.remove([ids["gone"], ids["invented-9"]])


@pytest.fixture(scope="module")
def both(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Archive]]:
    folder = tmp_path_factory.mktemp("both")
    with opens_sqlite(folder)() as one, opens_postgres(folder, fresh(server))() as other:
        fill(one)
        fill(other)
        yield one, other


def same(both: tuple[Archive, Archive], told: Callable[[Archive], Any]) -> Any:
    one, other = map(told, both)
    assert one == other
    return one


def hits(found: Sequence[Hit]) -> list[Any]:
    """Hits without what depends on the moment; scores by meaning differ in the last digits between vector stores."""
    return [
        (hit.passage.id, hit.article.id, hit.passage.text, pytest.approx(hit.score, abs=1e-4), hit.lexical)
        for hit in found
    ]


def timeless(value: Any) -> Any:
    """An article without the moment in which it was added."""
    return replace(value, added=datetime(2024, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_lists_counts_and_coverage(both: tuple[Archive, Archive], filters: Filters) -> None:
    same(both, lambda archive: [timeless(article) for article in archive.articles(filters)])
    same(both, lambda archive: (archive.count(filters), archive.coverage(filters)))
    same(both, lambda archive: archive.articles_by_month(filters))
    same(both, lambda archive: archive.article_ids("fer", filters=filters))


@pytest.mark.parametrize("sort", ["title", "outlet", "published", "language", "state"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_of_the_list(both: tuple[Archive, Archive], sort: Any, descending: bool) -> None:
    for filters in (Filters(), Filters(as_of=date.today() - timedelta(days=1))):
        page = same(
            both,
            lambda archive, filters=filters: [  # type: ignore[misc]
                timeless(row)
                for row in archive.page_of_articles(
                    filters=filters, sort=sort, descending=descending, limit=30, offset=5
                ).rows
            ],
        )
        assert len(page) > 10
    same(both, lambda archive: [row.id for row in archive.page_of_articles("JORG 3.5%", sort=sort).rows])


def test_what_there_is(both: tuple[Archive, Archive]) -> None:
    for told in (Archive.outlets, Archive.languages, Archive.counts):
        assert same(both, told)
    ids = same(both, lambda archive: sorted(article.id for article in archive.articles()))
    for article_id in ids:
        same(both, lambda archive, each=article_id: timeless(archive.article(each)))  # type: ignore[misc]
        same(both, lambda archive, each=article_id: archive.copies(each))  # type: ignore[misc]
        same(both, lambda archive, each=article_id: archive.corrected_fields(each))  # type: ignore[misc]
        same(both, lambda archive, each=article_id: [(v.number, v.title, v.text) for v in archive.versions(each)])  # type: ignore[misc]
    assert any(archive.copies(article_id) for archive in both for article_id in ids)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("mode", ["lexical", "dense", "hybrid"])
def test_passages_found(both: tuple[Archive, Archive], question: str, mode: Any) -> None:
    for filters in FILTERS if mode == "lexical" else FILTERS[::3]:
        one, other = (hits(archive.search(question, limit=20, filters=filters, mode=mode)) for archive in both)
        assert one == other
    if mode == "lexical":  # to the last digit
        weighed, there = (archive._store.lexical for archive in both)
        words = weighed.weigh(question)
        assert words == there.weigh(question)
        for filters in FILTERS:
            scores = weighed.search(words, 200, filters)
            assert scores == pytest.approx(there.search(words, 200, filters), abs=1e-6)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", QUERIES)
def test_pages_of_a_search(both: tuple[Archive, Archive], query: str, sort: Any) -> None:
    for filters in FILTERS if sort == "relevance" else FILTERS[:2]:
        one, other = (archive.search_page(query, filters=filters, sort=sort, limit=15) for archive in both)
        assert (one.total, one.nearest, one.facets) == (other.total, other.nearest, other.facets)
        assert hits([each.hit for each in one.hits]) == hits([each.hit for each in other.hits])
        assert [(each.marks, each.title_marks, each.also_in) for each in one.hits] == [
            (each.marks, each.title_marks, each.also_in) for each in other.hits
        ]
    same(both, lambda archive: archive.coverage_of(query))


@pytest.mark.parametrize("seed", range(2))
def test_random_queries_with_operators(both: tuple[Archive, Archive], seed: int) -> None:
    drawing = RandomQueries(seed, [draft for _, draft in DRAFTS])
    found = 0
    for _ in range(40):
        query = drawing.draw()
        try:
            node = parse_query(query)
        except QueryError:
            continue

        def selected(archive: Archive, node: Any = node) -> list[int]:
            with archive._store.catalog.database.read() as db:
                return articles_of(db, node)

        found += bool(same(both, selected))
    assert found > 15


def test_answers(both: tuple[Archive, Archive]) -> None:
    for question in ("What failed on Monday?", "How many articles mention the ferry?", "What did the mayor speak of?"):
        one, other = (archive.quote(question) for archive in both)
        assert one.text == other.text and one.outcome == other.outcome
        assert [(each.article.id, each.quote) for each in one.evidence] == [
            (each.article.id, each.quote) for each in other.evidence
        ]


def test_both_are_sound(both: tuple[Archive, Archive]) -> None:
    for archive in both:
        health = archive.check()
        assert health.problems == () and health.ok
