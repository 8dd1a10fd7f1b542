"""The data on dates in sentences and questions is sound: see README.md beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from expected_from_corpus import QUESTIONS, corpus_articles, has_words, read_rows, with_answers

SENTENCES = read_rows(Path(__file__).parent / "news_sentences.jsonl")
ASKED = read_rows(QUESTIONS)
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "uk")


def _ranges() -> Iterator[tuple[str, dict[str, Any]]]:
    for row in SENTENCES:
        for found in row["expected"]:
            yield row["_id"], found
    for row in ASKED:
        if row["expected"] is not None:
            yield row["_id"], row["expected"]


def test_counts() -> None:
    assert Counter(row["language"] for row in SENTENCES) == dict.fromkeys(LANGUAGES, 25)
    assert sum(not row["expected"] for row in SENTENCES) == 35
    assert Counter(row["about"] for row in ASKED) == {"time": 60, "archive": 40}
    assert sum(row["expected"] is None for row in ASKED) == 20
    assert sum(row["language"] == "en" for row in ASKED) == 67
    assert {row["language"] for row in ASKED} == set(LANGUAGES)
    for rows in (SENTENCES, ASKED):
        assert len({row["_id"] for row in rows}) == len(rows)
    assert len({row["text"] for row in SENTENCES}) == 200
    assert len({row["question"] for row in ASKED}) == 100


def test_spans_are_the_words_and_stand_in_order() -> None:
    for row in SENTENCES:
        end = 0
        for found in row["expected"]:
            assert row["text"][found["start"] : found["end"]] == found["text"], row["_id"]
            assert end <= found["start"] < found["end"], row["_id"]
            end = found["end"]


def test_ranges_are_days_in_order() -> None:
    for row in SENTENCES + ASKED:
        assert date.fromisoformat(row["now"]).isoformat() == row["now"]
    for name, found in _ranges():
        readings = [(one["since"], one["until"]) for one in (found, *found["alternatives"])]
        assert len(set(readings)) == len(readings), name
        for since, until in readings:
            for day in (since, until):
                assert day is None or date.fromisoformat(day).isoformat() == day, name
            assert since is None or until is None or since <= until, name
        assert all(one["why"] for one in found["alternatives"]), name


def test_kinds_of_ranges() -> None:
    for row in SENTENCES:
        for found in row["expected"]:
            assert found["since"] is not None or found["until"] is not None, row["_id"]
            one_day = found["since"] is not None and found["since"] == found["until"]
            assert found["kind"] == ("date" if one_day else "daterange"), row["_id"]


def test_what_is_asked_of_time() -> None:
    asked = [row for row in ASKED if row["about"] == "time" and row["expected"] is not None]
    for row in asked:
        expected = row["expected"]
        assert expected["prefers"] in (None, "newest"), row["_id"]
        named = expected["since"] is not None or expected["until"] is not None
        assert named == (expected["prefers"] is None), row["_id"]
        for reading in (expected, *expected["alternatives"]):
            assert reading["as_of"] in (None, reading["until"]), row["_id"]
            assert reading["as_of"] is None or reading["since"] is None, row["_id"]
    assert sum(row["expected"]["as_of"] is not None for row in asked) >= 5


def test_answers_are_those_of_the_corpus() -> None:
    articles = corpus_articles()
    assert len(articles) == 53
    assert [row for row in ASKED if row != with_answers(row, articles)] == []


def test_parameters_stand_in_the_question() -> None:
    for row in ASKED:
        if row["about"] == "archive" and row["expected"] is not None:
            for field in ("authors", "outlets", "sections", "mentions"):
                for words in row["expected"][field]:
                    assert has_words(row["question"], words), (row["_id"], words)


def test_words_are_whole() -> None:
    assert has_words("The Dam’s gates", "dam’s")
    assert has_words("Solenne Varède", "varede")
    assert not has_words("the damage", "dam")
    assert not has_words("two dams", "dam")
    assert has_words("two dams", "dam", plurals=True)
    assert has_words("two ferries", "ferry", plurals=True)
