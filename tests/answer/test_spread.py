"""The sentences that are looked at for an answer are not all of one article, where others speak of what is asked."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from rag.answer.evidence import EMBEDDED, OF_ONE_ARTICLE, Candidate, spread_over_articles
from rag.model import Article, Span


def _candidate(article: str, number: int, coverage: float) -> Candidate:
    text = "The ferry sails at noon."
    return Candidate(
        article=Article(article, "Ferry", text, article, "hash", datetime(2025, 9, 2, tzinfo=UTC), "ready"),
        span=Span(0, len(text)),
        terms=frozenset({str(number)}),
        passage_terms=frozenset(),
        coverage=coverage,
        passage=0.5,
        kind=0.5,
        headline=0.0,
        restated=0.0,
        context=0.0,
        rest=0.0,
    )


def _looked_at(ranked: list[Candidate]) -> list[tuple[str, str]]:
    spread = spread_over_articles(ranked)
    assert Counter(map(id, spread)) == Counter(map(id, ranked))
    return [(one.article.id, min(one.terms)) for one in spread[:EMBEDDED]]


def test_others_that_speak_of_it_come_before_an_articles_last() -> None:
    long = [_candidate("long", number, 0.9) for number in range(12)]
    others = [_candidate("brief", 1, 0.6), _candidate("other", 1, 0.5)]
    assert _looked_at([*long, *others]) == [
        *(("long", str(number)) for number in range(OF_ONE_ARTICLE)),
        ("brief", "1"),
        ("other", "1"),
        ("long", str(OF_ONE_ARTICLE)),
    ]


def test_others_that_speak_of_something_else_do_not() -> None:
    long = [_candidate("long", number, 0.9) for number in range(12)]
    assert {article for article, _ in _looked_at([*long, *(_candidate("far", n, 0.2) for n in range(5))])} == {"long"}


def test_the_order_is_as_before_where_no_article_has_too_many() -> None:
    ranked = [_candidate(f"a{number % 4}", number, 0.9 - number / 100) for number in range(24)]
    assert [number for _, number in _looked_at(ranked)] == [str(number) for number in range(EMBEDDED)]
