"""Which articles a query with operators selects: what the index tells, and what is read, against a plain scan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from search_articles import invented
from search_grammar import read
from search_queries import RandomQueries
from search_scan import holds, scanned
from toy import ToyEmbedder

from rag import Archive
from rag.model import Draft
from rag.store.search.candidates import Candidates
from rag.store.search.selection import articles_of
from rag.text.query.parsing import parse_query

#: Random articles, and those in which FTS5 would cut elsewhere, or not at all.
DRAFTS = [
    *invented(3, 60),
    ("long", Draft("Long", f"{'ab' * 300}c and {'ab' * 300}d, {'x' * 40_000}y.")),
    ("half", Draft("½ of ⅓", "It is ½, not 1 2. ﷺ stands (1) and ⑴ there. a´b ʼn c")),
    ("again", Draft("Ferry", "The ferry, the ferry dam. A dam of dams. 1⁄2")),
]


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("searched") / "archive"
    with Archive.open(folder, embedder=ToyEmbedder()) as archive:
        archive.add_drafts(DRAFTS)
        removed = archive.add_drafts([("gone", Draft("ferry", "The dam gates, removed."))]).added
        archive.remove(removed)
        archive.add_drafts([("again", Draft("Ferry", "The ferry and the ferry dam. A dam of dams. 1⁄2"))])
        yield archive


def sources(archive: Archive, query: str) -> list[str]:
    with archive._store.catalog.database.read() as db:
        pks = articles_of(db, parse_query(query))
        sources = dict(db.exec_driver_sql("SELECT pk, source FROM articles").all())
    return sorted(sources[pk] for pk in pks)


def scan(archive: Archive, query: str) -> list[str]:
    node = read(query)
    return sorted(article.source for article in archive.articles() if holds(node, scanned(article)))


@pytest.mark.parametrize("seed", range(4))
def test_random_queries_select_what_a_scan_does(searched: Archive, seed: int) -> None:
    drawing = RandomQueries(seed, [draft for _, draft in DRAFTS[:60]])
    for _ in range(120):
        query = drawing.draw()
        assert sources(searched, query) == scan(searched, query), query
