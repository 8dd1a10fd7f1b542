"""The lexical index: what it finds, and that no question can break it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toy import ToyEmbedder

from rag import Archive, Filters, Hit, QueryError
from rag.model import Draft
from rag.text.query.plain_or_operators import has_operators

Put = Callable[..., str]


def found(archive: Archive, query: str, **filters: object) -> list[str]:
    hits = archive.search(query, mode="lexical", filters=Filters(**filters))  # type: ignore[arg-type]
    return list(dict.fromkeys(hit.article.source for hit in hits))


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive that is only read."""
    with Archive.open(tmp_path_factory.mktemp("news") / "archive", embedder=ToyEmbedder()) as archive:
        _fill(archive)
        yield archive


def _fill(archive: Archive) -> None:
    def put(source: str, text: str, title: str, published: date | None, **fields: Any) -> None:
        archive.add_drafts([(source, Draft(title, text, published=published, **fields))])

    put(
        "ferry",
        "The ferry to Skarne sails at dawn. Its crew is small.",
        "Ferry sails",
        date(2025, 9, 2),
        outlet="Courier",
    )
    put("bridge", "The bridge over the Tesk costs 46,000 crowns.", "Bridge", date(2025, 9, 9), outlet="Küstenbote")
    put("fähre", "Die Fähren fahren nicht mehr nach Skarne.", "Keine Fähre", None, outlet="Küstenbote", language="de")
    put("poeh", "Рютте прибув до Києва у четвер.", "Візит", date(2025, 9, 9), language="uk")
    put("東京", "東京都知事は語った。", "知事", date(2025, 1, 1), language="ja")


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ("ferries", ["ferry"]),
        ("When does the ferry sail?", ["ferry"]),
        ("46000", ["bridge"]),
        ("46,000 crowns", ["bridge"]),
        ("Fährt die Fähre?", ["fähre"]),
        ("Рютте", ["poeh"]),
        ("都知事", ["東京"]),
        ("Hovercraft", []),
        ("", []),
        ("   ", []),
    ],
)
def test_finds(news: Archive, query: str, sources: list[str]) -> None:
    assert found(news, query) == sources


def test_a_word_in_two_articles_ranks_the_one_that_says_more_first(archive: Archive, put: Put) -> None:
    put("long", "The ferry was named once. " + "The council then spoke of drains and taxes at length. " * 30)
    put("short", "The ferry sails. The ferry lands.")
    put("none", "Nothing of the kind.")
    assert found(archive, "ferry") == ["short", "long"]


def test_filters(news: Archive) -> None:
    words = "Skarne crowns Рютте 東京"
    assert set(found(news, words)) == {"ferry", "bridge", "fähre", "poeh", "東京"}
    assert set(found(news, words, since=date(2025, 9, 2))) == {"ferry", "bridge", "poeh"}
    assert set(found(news, words, until=date(2025, 9, 2))) == {"ferry", "東京"}
    assert set(found(news, words, since=date(2025, 9, 3), until=date(2025, 9, 9))) == {"bridge", "poeh"}
    assert set(found(news, words, outlets=("KÜSTENBOTE",))) == {"bridge", "fähre"}
    assert set(found(news, words, outlets=("courier", "küstenbote"))) == {"ferry", "bridge", "fähre"}
    assert set(found(news, words, languages=("DE", "uk"))) == {"fähre", "poeh"}
    assert found(news, words, outlets=("Nobody",)) == []


HOSTILE = [
    '"AND OR NEAR( *', "ferry AND", 'title:"x', "^ferry", "ferry*", "(", ")", '"', "'", "''; DROP TABLE articles; --",
    "NOT ferry",
    "NEAR(ferry skarne, 2)", "-ferry", "+", "{title body}: ferry", "\0", "ferry\0skarne", "%s %d ?", ":expression",
    "\ufffd",
    "’’’", "a" * 10_000, "ferry " * 3_000, "\u202eferry", "U.S.", "1,000,000.00", "ẞ", "İ", "ﬁ",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_questions_are_only_words(news: Archive, query: str) -> None:
    for hit in searched(news, query):
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert 0 <= hit.score <= 1
    assert news.count() == 5


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_any_question_is_only_words(news: Archive, query: str) -> None:
    searched(news, query)


def searched(archive: Archive, query: str) -> list[Hit]:
    """What is found; nothing where the query has operators that break the grammar, which is said."""
    try:
        return archive.search(query, mode="lexical")
    except QueryError:
        assert has_operators(query)
        return []


def test_words_of_an_index_query_are_no_operators(news: Archive) -> None:
    assert found(news, "not ferry") == found(news, "title : ferry") == found(news, "ferry") == ["ferry"]


@pytest.mark.slow
@given(st.text(min_size=1, max_size=60).filter(str.strip))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_the_doctor_finds_the_index_of_any_text_sound(archive: Archive, text: str) -> None:
    archive.add_drafts([("same", Draft(text, text))])
    assert archive.check().problems == ()
