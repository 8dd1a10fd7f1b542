"""The scan that search is checked against (:mod:`search_scan`) reads queries as docs/search.md says."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from search_articles import invented
from search_grammar import WrongQueryError, read
from search_queries import RandomQueries
from search_scan import holds, scanned

_TEXT = "Wałęsa spoke at the COVID-19 ward.\n\nThe dam: gates stood open. No weir, no flood-gate; don't ask. 東京の人"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("walesa", True),
        ("gate", True),
        ("gat", False),
        ("flood*", True),
        ("*am", True),
        ("w?ir", True),
        ("wei?", False),
        ('"ward the dam"', True),
        ("ward same dam", False),
        ("dam same weir", True),
        ("COVID-19", True),
        ('"19 COVID"', False),
        ("19 COVID", True),
        ("東京", True),
        ("京東", False),
        ("dam near/1 stood", True),
        ("stood near/1 dam", True),
        ("dam near/1 open", False),
        ("dam near/1 stood near/1 open", True),
        ("dam near/2 open near/1 stood", False),
        ("(gates OR no) near/1 weir", True),
        ("petrie", False),
        ("harbour same ferry", True),
        ("harbour same weir", False),
        ('"ferry wałęsa"', False),
        ("headline:ferry -headline:dam", True),
        ("author:petrie", True),
        ('author:"petrie lech"', False),
        ("outlet:*", True),
        ('section:""', True),
        ("section:*", False),
        ("url:example.org/news", True),
        ("LANGUAGE:EN", True),
        ("language:e", False),
        ("on:2024-02", True),
        ("before:2024-02-29", False),
        ("before:2024-03", True),
        ("after:2024", False),
        ("nothing OR dam weir", True),
        ("nothing dam OR weir", True),
        ("dam OR weir nothing", True),
        ("(dam OR weir) nothing", False),
        ("-nothing near/2 dam", True),
        ("NOT (dam OR nothing)", False),
        ("NOT nothing dam", True),
        ("the same", False),
    ],
)
def test_the_scan_reads_as_the_page_says(query: str, expected: bool) -> None:
    article = SimpleNamespace(
        title="Harbour ferry",
        text=_TEXT,
        outlet="Courier",
        authors=("Joan Petrie", "Lech Wałęsa"),
        section=" ",
        url="https://example.org/news/1",
        language="en",
        published=date(2024, 2, 29),
    )
    assert holds(read(query), scanned(article)) is expected


@pytest.mark.parametrize(
    "query",
    [
        "(dam",
        "dam)",
        '"dam',
        "dam AND",
        "OR dam",
        "NOT",
        "dam near/5",
        "dam near/101 weir",
        "dam near/2 (weir gates)",
        "dam near/2 outlet:courier",
        "dam same (NOT weir)",
        "dam same outlet:courier",
        "outlet:",
        "outlet: courier",
        "on:2023-02-29",
        "before:soon",
        "COVID-1*",
        "dam *",
        '"…"',
    ],
)
def test_the_scan_knows_the_errors_of_the_page(query: str) -> None:
    with pytest.raises(WrongQueryError):
        read(query)


def test_most_queries_that_are_drawn_hold_for_some_article() -> None:
    articles = [draft for _, draft in invented(1, 30)]
    scans = [scanned(article) for article in articles]
    drawing = RandomQueries(2, articles)
    found = [sum(holds(node, scan) for scan in scans) for node in (read(drawing.draw()) for _ in range(100))]
    assert sum(count > 0 for count in found) > 70
    assert sum(count < len(scans) for count in found) > 70
