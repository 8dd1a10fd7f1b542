"""Reading and matching against the scan of :mod:`search_scan`, a second reader of docs/search.md."""

from __future__ import annotations

from datetime import datetime

import pytest
from search_articles import invented
from search_grammar import WrongQueryError, read
from search_queries import RandomQueries, broken
from search_scan import holds, scanned

from rag.errors import QueryError
from rag.model import Draft
from rag.text.query import matching
from rag.text.query.parsing import parse_query

ARTICLES = [draft for _, draft in invented(2, 40)]


def test_random_queries_hold_where_the_scan_says_so() -> None:
    searched = [_searched(article) for article in ARTICLES]
    scans = [scanned(article) for article in ARTICLES]
    drawing = RandomQueries(21, ARTICLES)
    differing = []
    for query in (drawing.draw() for _ in range(300)):
        ours, theirs = parse_query(query), read(query)
        if [matching.holds(ours, article) for article in searched] != [holds(theirs, scan) for scan in scans]:
            differing.append(query)
    assert differing == []


def test_what_is_an_error_for_the_scan_is_one_for_the_reader() -> None:
    drawing = RandomQueries(22, ARTICLES)
    wrong = 0
    for seed in range(400):
        query = broken(drawing.draw(), seed)
        if _is_wrong(query):
            wrong += 1
            with pytest.raises(QueryError) as raised:
                parse_query(query)
            assert 1 <= raised.value.place <= len(query)
        else:
            parse_query(query)
    assert 200 < wrong < 400


def _is_wrong(query: str) -> bool:
    try:
        read(query)
    except WrongQueryError:
        return True
    return False


def _searched(draft: Draft) -> matching.SearchedArticle:
    return matching.SearchedArticle(
        draft.title,
        draft.text,
        draft.outlet,
        draft.authors,
        draft.section,
        draft.url,
        draft.language,
        draft.published.date() if isinstance(draft.published, datetime) else draft.published,
    )
