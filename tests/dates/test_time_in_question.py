"""What questions say of time: archive_questions.jsonl, which was written before the reader, and some kinds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from expected_from_corpus import read_rows

from rag.evaluate.dates import ExpectedDate, is_right
from rag.text.dates.expressions import DateExpression
from rag.text.dates.time_in_question import QuestionTime, time_in_question, with_year_of

ASKED = [row for row in read_rows(Path(__file__).parent / "archive_questions.jsonl") if row["about"] == "time"]
NOW = date(2025, 11, 13)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _right(row: dict[str, Any]) -> bool:
    found = time_in_question(row["question"], language=row["language"], now=date.fromisoformat(row["now"]))
    expected = row["expected"]
    if found is None or expected is None:
        return found is None and expected is None
    if found.prefers != expected["prefers"]:
        return False
    if found.prefers:
        return found.since is None and found.until is None
    for reading in (expected, *expected["alternatives"]):
        days = ExpectedDate(0, 1, ((_day(reading["since"]), _day(reading["until"])),), expected["vague"])
        if is_right(DateExpression(0, 1, found.since, found.until), days) and found.as_of == _day(reading["as_of"]):
            return True
    return False


def test_questions_to_the_archive() -> None:
    assert len(ASKED) == 60
    wrong = [row["_id"] for row in ASKED if not _right(row)]
    assert len(wrong) <= 3, wrong


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "Who has resigned since the vote on 2 May?", (date(2025, 5, 2), None, None, None)),
        ("en", "What was known as of 3 May?", (None, date(2025, 5, 3), date(2025, 5, 3), None)),
        ("en", "What happened before 3 May?", (None, date(2025, 5, 2), None, None)),
        ("en", "What was said after 1 May and before 10 May?", (date(2025, 5, 2), date(2025, 5, 9), None, None)),
        ("en", "What is the latest on the strike?", (None, None, None, "newest")),
        ("en", "Is there news from May 2025?", (date(2025, 5, 1), date(2025, 5, 31), None, None)),
        ("en", "Is there news from May 2025 onwards?", (date(2025, 5, 1), None, None, None)),
        ("en", "What does the ferry cost from May 2025?", (date(2025, 5, 1), None, None, None)),
        ("de", "Wie ist der aktuelle Stand?", (None, None, None, "newest")),
        ("nl", "Wat was er bekend voor 3 mei?", (None, date(2025, 5, 2), date(2025, 5, 2), None)),
    ],
)
def test_kinds(
    language: str, question: str, expected: tuple[date | None, date | None, date | None, str | None]
) -> None:
    found = time_in_question(question, language=language, now=NOW)
    assert found is not None
    assert (found.since, found.until, found.as_of, found.prefers) == expected
    assert all(words in question for words in found.from_words)


@pytest.mark.parametrize("question", ["Who is May Orrin?", "Who was the last miller?", "How many people came first?"])
def test_nothing_of_time(question: str) -> None:
    assert time_in_question(question, language="en", now=NOW) is None
    assert time_in_question(question, language="xx", now=NOW) is None


def test_no_other_reading_lies_ahead() -> None:
    found = time_in_question("What happened on Monday?", language="en", now=NOW)
    assert found == QuestionTime(date(2025, 11, 10), date(2025, 11, 10), from_words=("Monday",))


@pytest.mark.parametrize(
    ("language", "before", "question", "expected"),
    [
        ("en", "What happened in May 2023?", "And in June?", "And in June 2023?"),
        ("en", "What happened on 3 May 2023?", "And on 4 May?", "And on 4 May 2023?"),
        ("es", "¿Qué pasó en mayo de 2023?", "¿Y en junio?", "¿Y en junio de 2023?"),
        ("de", "Was geschah im Mai 2023?", "Und im Juni?", "Und im Juni 2023?"),
        ("en", "What happened in May?", "And in June?", "And in June?"),
        ("en", "What happened in May 2023?", "And in June 2024?", "And in June 2024?"),
        ("en", "What happened in May 2023?", "And last week?", "And last week?"),
        ("en", "What happened from May 2023 to May 2024?", "And in June?", "And in June?"),
        ("en", "What happened in May 2023?", "And to the mayor?", "And to the mayor?"),
    ],
)
def test_the_year_that_is_gone_on_with(language: str, before: str, question: str, expected: str) -> None:
    assert with_year_of(question, before, language=language, now=NOW) == expected
