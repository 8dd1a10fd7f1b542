"""The measure of dates on sentences made here, with figures worked out by hand."""

# ruff: noqa: E501 - a case stands on one line.

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cli_runs import ask_json, call, refused, write_lines

from rag.errors import EvaluationDataError
from rag.evaluate import evaluate_dates
from rag.evaluate.dates import ExpectedDate, is_right
from rag.text.dates.expressions import DateExpression

NOW = "2025-11-13"


def named(text: str, words: str, since: str | None, until: str | None, **more: object) -> dict[str, object]:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "since": since, "until": until, **more}


YESTERDAY = "The council met yesterday."
MAY = "It closed on 3 May and opened in June."
LAST = "Prices rose last Wednesday."
ROWS = [
    {"language": "en", "text": YESTERDAY, "now": NOW, "expected": [named(YESTERDAY, "yesterday", "2025-11-12", "2025-11-12")]},
    # one with other days, one whose words are not read as a date, and one where none is expected
    {"language": "en", "text": MAY, "now": NOW, "expected": [named(MAY, "3 May", "2024-05-03", "2024-05-03"), named(MAY, "closed", "2025-11-12", "2025-11-12")]},
    {"language": "en", "text": LAST, "now": NOW, "expected": [named(LAST, "last Wednesday", "2025-11-12", "2025-11-12", alternatives=[{"since": "2025-11-05", "until": "2025-11-05"}])]},
    {"language": "de", "text": "Die Brücke bleibt zu.", "now": NOW, "expected": []},
    {"language": "de", "text": "Sie bleibt bis morgen zu.", "now": NOW, "expected": []},
]  # fmt: skip


def test_figures(tmp_path: Path) -> None:
    write_lines(tmp_path / "dates.jsonl", ROWS)
    figures = ask_json("eval", "dates", tmp_path, by=call)
    wanted = {
        "cases": 6,
        "right": 0.5,
        "wrong": 0.5,
        "unread": 0.1667,
        "by_language": {
            "de": {"cases": 2, "right": 0.5, "wrong": 0.5, "unread": 0.0},
            "en": {"cases": 4, "right": 0.5, "wrong": 0.5, "unread": 0.25},
        },
        "mode": "dates",
        "embedding": None,
        "llm": None,
    }
    assert {name: figures[name] for name in wanted} == wanted
    assert evaluate_dates(tmp_path, limit=2)["cases"] in (2, 3)


@pytest.mark.parametrize(
    ("found", "expected", "right"),
    [
        ((date(2025, 5, 1), date(2025, 5, 10)), (date(2025, 5, 1), date(2025, 5, 15)), True),
        ((date(2025, 5, 1), date(2025, 5, 6)), (date(2025, 5, 1), date(2025, 5, 15)), False),
        ((date(2025, 5, 20), date(2025, 5, 31)), (date(2025, 5, 1), date(2025, 5, 15)), False),
        ((None, date(2025, 5, 20)), (None, date(2025, 5, 31)), True),
        ((None, date(2025, 5, 1)), (None, date(2025, 5, 31)), False),
        ((date(2025, 5, 1), None), (None, date(2025, 5, 1)), False),
        ((date(2025, 5, 1), date(2025, 5, 31)), (date(2025, 5, 1), None), False),
    ],
)
def test_vague_days_have_latitude(
    found: tuple[date | None, date | None], expected: tuple[date | None, date | None], right: bool
) -> None:
    read = DateExpression(0, 5, *found)
    assert is_right(read, ExpectedDate(0, 5, (expected,), vague=True)) is right
    assert not is_right(read, ExpectedDate(0, 5, (expected,)))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"language": "en", "text": "x", "expected": []}, 'line 1, has no day "now"'),
        ({"language": "en", "text": "x", "now": NOW}, 'line 1, has no list "expected"'),
        ({"language": "en", "text": "x", "now": NOW, "expected": [{"since": NOW}]}, 'without the numbers "start" and "end"'),
    ],
)  # fmt: skip
def test_data_that_is_not_as_it_should_be(tmp_path: Path, row: dict[str, object], says: str) -> None:
    write_lines(tmp_path / "dates.jsonl", [row])
    with pytest.raises(EvaluationDataError, match=says):
        evaluate_dates(tmp_path)


def test_a_folder_without_the_file(tmp_path: Path) -> None:
    refused(2, "dates.jsonl cannot be read")(call("eval", "dates", tmp_path))
