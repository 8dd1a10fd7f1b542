"""A page of search results: counts that add up under each filter, copies once, order, pages, and the best passages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from toy import ToyEmbedder

from rag import Archive, Filters, UsageError
from rag.errors import QueryError
from rag.model import Draft
from rag.reports import SearchPage
from rag.store.catalog import Entry
from rag.store.duplicates.near_duplicates import COPIES
from rag.text.passages import cut_passages

_OUTLETS = ("Courier", "courier", "Küstenbote", "Kustenbote", "The Herald", "", None)
_AUTHORS = ("Ann Lee", "ann lee", "Bo Ek", "Jörg Müller", " ")
_SECTIONS = ("Sport", "SPORT", "News", None, " ")
_WORDS = ("ferry", "ferries", "dam", "strike", "weir", "gates", "mayor", "harbour")


def _random_articles(seed: int, count: int) -> list[tuple[str, Draft]]:
    chance = random.Random(seed)
    drafts = []
    for number in range(count):
        text = "\n\n".join(" ".join(chance.choices(_WORDS, k=chance.randint(3, 12))) + "." for _ in range(3))
        draft = Draft(
            title=" ".join(chance.choices(_WORDS, k=2)),
            text=text,
            outlet=chance.choice(_OUTLETS),
            authors=tuple(chance.sample(_AUTHORS, chance.choice((0, 1, 1, 2, 3)))),
            published=None if number % 6 == 0 else date(2024, 11, 1) + timedelta(days=chance.randrange(0, 150, 7)),
            section=chance.choice(_SECTIONS),
            language=chance.choice(("en", "EN", "de", None)),
        )
        drafts.append((f"article-{number:03}", draft))
    return drafts


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Random articles, of which some are put into groups of copies."""
    with Archive.open(tmp_path_factory.mktemp("pages") / "archive", embedder=ToyEmbedder(), resume=False) as opened:
        catalog = opened._store.catalog
        drafts = _random_articles(1, 90)
        catalog.put_articles(
            [(Entry(name, name, None, "", name, draft), cut_passages(name, draft)) for name, draft in drafts]
        )
        waiting = catalog.unembedded(1_000)
        vectors = opened._store.embedder.embed_passages([passage.text for passage in waiting])
        catalog.put_vectors([passage.id for passage in waiting], vectors)
        chance = random.Random(2)
        with catalog.database.write() as db:
            db.execute(COPIES.update().values(story=None))
            for story in range(1, 12):
                for pk in chance.sample(range(1, 91), 3):
                    db.execute(COPIES.update().where(COPIES.c.article == pk).values(story=story))
        yield opened


@pytest.fixture(scope="module")
def archive(writer: Archive) -> Iterator[Archive]:
    """It is read beside its writer."""
    with Archive.open(writer.path, embedder=ToyEmbedder(), read_only=True) as reader:
        yield reader


def _filter_of(facet: str, value: str | None) -> Filters:
    if facet == "month":
        if value is None:
            return Filters(undated=True)
        first = date.fromisoformat(f"{value}-01")
        after = (first + timedelta(days=31)).replace(day=1)
        return Filters(since=first, until=after - timedelta(days=1))
    name = {"outlet": "outlets", "author": "authors", "section": "sections", "language": "languages"}[facet]
    named: dict[str, Any] = {name: (value or "",)}
    return Filters(**named)


@pytest.mark.parametrize("query", ["ferry -strike", "dam near/2 weir OR mayor", "gates"])
@pytest.mark.parametrize("filters", [Filters(), Filters(query="dam", until=date(2025, 2, 1))])
def test_each_count_is_the_total_under_its_filter(archive: Archive, query: str, filters: Filters) -> None:
    page = archive.search_page(query, filters=filters, sort="newest", limit=1)
    assert page.total > 0
    for facet, counts in page.facets.items():
        assert [count.count for count in counts] == sorted((count.count for count in counts), reverse=True)
        assert len({count.value for count in counts}) == len(counts)
        for value in counts:
            own = _filter_of(facet, value.value)
            names = {name for name in ("outlets", "authors", "sections", "languages", "undated") if getattr(own, name)}
            days: dict[str, Any] = {
                "since": own.since,
                "until": min(filter(None, (own.until, filters.until)), default=None),
            }
            narrowed = replace(filters, **days, **{name: getattr(own, name) for name in names})
            under = archive.search_page(query, filters=narrowed, sort="newest", limit=1)
            assert under.total == value.count, (facet, value)


@pytest.mark.parametrize("query", ["ferry -strike", "dam near/2 weir OR mayor", "gates", "ferry strike mayor"])
@pytest.mark.parametrize(
    "filters", [Filters(), Filters(query="dam", until=date(2025, 2, 1)), Filters(languages=("de",))]
)
def test_counts_by_month_and_outlet_add_up_to_what_is_found(archive: Archive, query: str, filters: Filters) -> None:
    found = archive.coverage_of(query, filters=filters)
    page = archive.search_page(query, filters=filters, limit=100)
    assert sum(each.articles for each in found.by_month) == found.articles == page.total > 0
    in_groups = [{hit.hit.article.id, *(copy.article_id for copy in hit.also_in)} for hit in page.hits]
    if query == "gates" and not filters:  # what has the word, its copies among them
        having = set(archive.article_ids(filters=Filters(query="gates")))
        assert found.articles + found.copies == len(having)
        assert having <= set[str]().union(*in_groups)
    days = [hit.hit.article.day for hit in page.hits if hit.hit.article.day]
    assert found.first == min(days, default=None)  # the earliest article of a group stands for it
    assert (found.last is None) == (not days) and (not days or found.last >= max(days))  # type: ignore[operator]
    months = {each.month.strftime("%Y-%m") if each.month else None for each in found.by_month}
    assert months <= {count.value for count in page.facets["month"]}
    assert len({(each.month, each.outlet) for each in found.by_month}) == len(found.by_month)
    heard = {count.value for count in page.facets["outlet"]}
    assert not heard & set(found.silent_outlets)


@pytest.mark.parametrize("query", ["ferry OR dam", "mayor harbour"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_the_pages_hold_each_group_once(archive: Archive, query: str, sort: str) -> None:
    pages: list[SearchPage] = []
    while not pages or pages[-1].hits:
        pages.append(archive.search_page(query, sort=sort, limit=7, offset=7 * len(pages), facets=False))  # type: ignore[arg-type]
    hits = [hit for page in pages for hit in page.hits]
    shown = [hit.hit.article.id for hit in hits]
    assert len(set(shown)) == len(shown) == pages[0].total
    seen: set[str] = set()
    for hit in hits:
        together = {hit.hit.article.id, *(copy.article_id for copy in hit.also_in)}
        assert not together & seen
        seen |= together
        article, passage = hit.hit.article, hit.hit.passage
        assert article.text[passage.start : passage.end] == passage.text
        assert all(passage.start <= start < end <= passage.end for start, end in hit.marks)
    assert [hit.hit.article.id for hit in archive.export_search(query, sort=sort)] == shown  # type: ignore[arg-type]
    if sort != "relevance":
        days = [hit.hit.article.day for hit in hits]
        dated = [day for day in days if day is not None]
        assert days[: len(dated)] == dated == sorted(dated, reverse=sort == "newest")


def test_words_that_were_looked_for_are_marked(archive: Archive) -> None:
    for query in ("ferry", "fer*", '"ferry" -weir'):
        for hit in archive.search_page(query).hits:
            words = {hit.hit.article.text[start:end] for start, end in hit.marks}
            words |= {hit.hit.article.title[start:end] for start, end in hit.title_marks}
            assert words and all("ferr" in word for word in words), query
    assert {
        hit.hit.article.text[start:end] for hit in archive.search_page("ferry").hits for start, end in hit.marks
    } == {"ferry", "ferries", "ferry ferries"} - {"ferry ferries"}


def test_where_no_article_has_the_words_the_nearest_are_shown(archive: Archive) -> None:
    page = archive.search_page("hovercraft zeppelin")
    assert (page.total, page.nearest, dict(page.facets)) == (0, True, {})
    assert list(archive.export_search("hovercraft zeppelin")) == []
    assert not archive.search_page('"hovercraft"').nearest


def test_an_article_that_changed_is_found_anew(archive: Archive, writer: Archive) -> None:
    before = archive.search_page("zebra OR ferry").total
    draft = Draft("Zebra", "A zebra crossing.", published=date(2025, 1, 1))
    catalog = writer._store.catalog
    catalog.put_articles([(Entry("zebra", "zebra", None, "", "1", draft), cut_passages("zebra", draft))])
    assert archive.search_page("zebra OR ferry").total == before + 1
    catalog.remove_articles(["zebra"])
    assert archive.search_page("zebra OR ferry").total == before


def test_wrong_calls_are_refused(archive: Archive) -> None:
    with pytest.raises(UsageError, match="best"):
        archive.search_page("ferry", sort="best")  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        archive.search_page("ferry", limit=0)
    with pytest.raises(UsageError):
        archive.search_page("ferry", offset=-1)
    with pytest.raises(QueryError, match="Character 7"):
        archive.search_page("ferry (dam OR weir")
    with pytest.raises(QueryError, match="10,000 characters"):
        archive.search_page("ferry OR " * 2_000 + "dam")
