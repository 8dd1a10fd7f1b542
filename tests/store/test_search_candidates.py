"""Which articles a query with operators selects: what the index proves is what the texts say, and what it leaves open
is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pytest
from search_articles import invented
from search_queries import RandomQueries
from sqlalchemy import Connection

from rag.errors import QueryError
from rag.model import Article, Draft
from rag.store.catalog import Catalog, Entry
from rag.store.search.candidates import Candidates
from rag.store.search.selection import articles_of
from rag.store.search.surface_index import LONGEST_TOKEN
from rag.store.sqlite.database import Database
from rag.store.sqlite.surface_fts5 import Fts5Surface
from rag.text.query.matching import SearchedArticle, holds
from rag.text.query.parsing import parse_query
from rag.text.query.syntax import Node

#: Random articles, and those in which FTS5 would cut elsewhere, or not at all.
DRAFTS = [
    *invented(3, 60),
    ("long", Draft("Long", f"{'ab' * LONGEST_TOKEN}c and {'ab' * LONGEST_TOKEN}d, {'x' * 40_000}y.")),
    ("half", Draft("½ of ⅓", "It is ½, not 1 2. ﷺ stands (1) and ⑴ there. a´b ʼn c")),
    ("again", Draft("Ferry", "The ferry, the ferry dam. A dam of dams. 1⁄2")),
    ("gone", Draft("ferry", "The dam gates, removed.")),
    ("again", Draft("Ferry", "The ferry and the ferry dam. A dam of dams. 1⁄2")),
]


def put(catalog: Catalog, drafts: Sequence[tuple[str, Draft]]) -> None:
    catalog.put_articles([(Entry(source, source, None, "", str(draft), draft), []) for source, draft in drafts])


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    database = Database(tmp_path_factory.mktemp("searched") / "catalog.sqlite")
    catalog = Catalog(database)
    put(catalog, DRAFTS)
    catalog.remove_articles(["gone"])
    yield catalog
    database.close()


def selected(catalog: Catalog, query: str) -> set[str]:
    with catalog.database.read() as db:
        sources = dict(db.exec_driver_sql("SELECT pk, source FROM articles").all())
        return {sources[pk] for pk in articles_of(db, parse_query(query))}


def read(articles: Sequence[Article], node: Node) -> set[str]:
    return {article.source for article in articles if holds(node, _searched(article))}


def _searched(article: Article) -> SearchedArticle:
    names = ("title", "text", "outlet", "authors", "section", "url", "language", "day")
    return SearchedArticle(**{name: getattr(article, name) for name in names})


@pytest.mark.parametrize("seed", range(2))
def test_random_queries_select_the_articles_whose_texts_hold(catalog: Catalog, seed: int) -> None:
    drawing = RandomQueries(seed, [draft for _, draft in DRAFTS[:60]])
    articles = catalog.articles()
    found = 0
    for _ in range(25):
        query = drawing.draw()
        try:
            node = parse_query(query)
        except QueryError:
            continue
        assert selected(catalog, query) == read(articles, node), query
        found += bool(read(articles, node))
    assert found > 12


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ("½", {"half"}),
        ('"1 2"', {"half", "again"}),
        ("1⁄2", {"half", "again"}),
        ("3", set()),
        ("ﷺ", {"half"}),
        ('"not 1"', {"half"}),
        ('"stands 1 and 1"', set()),
        ("*ﷺ", {"half"}),
        ("ab" * LONGEST_TOKEN + "c", {"long"}),
        ("ab" * LONGEST_TOKEN + "e", set()),
        ("abab*bc", {"long"}),
        ("abab*be", set()),
        ("x" * 90 + "*y", {"long"}),
        ("x" * 90 + "*", {"long"}),
        ('"ferry and the ferry"', {"again"}),
        ('"ferry ferry"', set()),
        ("ferry near/1 ferry dam near/2 dams", set()),
        ("ferry near/2 ferry dam near/2 dams", {"again"}),
        ('headline:ferry "a dam"', {"again"}),
        ("removed", set()),
        ("headline:½ -ferry", {"half"}),
    ],
)
def test_selects(catalog: Catalog, query: str, sources: set[str]) -> None:
    assert selected(catalog, query) & {"long", "half", "again"} == sources


@pytest.mark.parametrize(
    "query",
    [
        "ferry",
        "fer*",
        "f?rr*y",
        '"ferry dam"',
        "headline:ferry",
        "NOT (ferry OR dam*)",
        "outlet:courier -section:*",
        "before:2024-06 author:petrie",
        "ferry near/3 dam",
    ],
)
def test_no_text_is_read_where_the_index_proves(catalog: Catalog, query: str) -> None:
    with catalog.database.read() as db:
        bounds = Candidates(db).bounds(parse_query(query))
    assert np.array_equal(bounds.sure, bounds.may)


def test_a_word_that_is_written_again_is_looked_for_once(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[str] = []
    phrase = Fts5Surface.phrase

    def seen(self: Fts5Surface, db: Connection, words: Sequence[str], *, title: bool) -> Iterable[int]:
        looked_for.append(" ".join(words))
        return phrase(self, db, words, title=title)

    monkeypatch.setattr(Fts5Surface, "phrase", seen)
    once, often = (selected(catalog, query) for query in ("ferry dam", "ferry dam Ferry " * 200))
    assert once == often and len(looked_for) == 4
    assert selected(catalog, "ferry OR dam") == selected(catalog, "ferry OR " * 400 + "dam") and len(looked_for) == 8
