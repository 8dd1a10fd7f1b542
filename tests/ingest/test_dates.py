from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.dates.stated import parse_published

STATED = [
    ("2025-03-04", "2025-03-04"),
    ("2025-03-04T18:12:00Z", "2025-03-04T18:12:00+00:00"),
    ("2025-03-04T18:12:00.123+01:00", "2025-03-04T18:12:00+01:00"),
    ("2025-03-04 18:12:00 -0500", "2025-03-04T18:12:00-05:00"),
    ("20250304T181200Z", "2025-03-04T18:12:00+00:00"),
    ("2025-03-04T18:12:00", "2025-03-04"),
    ("4 March 2025", "2025-03-04"),
    ("March 4, 2025 at 6:12 pm", "2025-03-04"),
    ("March 4, 2025 at 6:12 pm EST", "2025-03-04T18:12:00-05:00"),
    ("Mar 4, 2025, 6:12 PM ET", "2025-03-04T18:12:00-05:00"),
    ("Published 6:05 AM GMT+1, March 4, 2025", "2025-03-04T06:05:00+01:00"),
    ("Tue, 04 Mar 2025 18:12:00 GMT", "2025-03-04T18:12:00+00:00"),
    ("4 March 2025 10:15 BST", "2025-03-04"),
    ("4 mars 2025", "2025-03-04"),
    ("1er mars 2025", "2025-03-01"),
    ("4. März 2025, 18:12 Uhr MEZ", "2025-03-04T18:12:00+01:00"),
    ("4 de marzo de 2025", "2025-03-04"),
    ("4 березня 2025 року", "2025-03-04"),
    ("2025年3月4日", "2025-03-04"),
    ("25/12/2025", "2025-12-25"),
    ("12/25/2025", "2025-12-25"),
    ("03.04.2025", "2025-04-03"),
    ("Updated March 5, 2025. Published March 4, 2025", "2025-03-04"),
]
NOT_STATED = [
    "", "Oct. 3", "03/04/2025", "March 2025", "4 March 25", "31 February 2025", "2025-13-04", "Updated March 5, 2025",
    "today", "3 hours ago", "10:15 GMT", "12 5 2025",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_a_complete_date_is_read(text: str, expected: str) -> None:
    found = parse_published(text)
    assert found is not None and found.isoformat() == expected


@pytest.mark.parametrize("text", NOT_STATED)
def test_nothing_is_guessed(text: str) -> None:
    assert parse_published(text) is None


@given(st.dates(min_value=parse_published("1900-01-01"), max_value=parse_published("2099-12-31")))  # type: ignore[arg-type]
def test_every_iso_date_comes_back(day: object) -> None:
    assert str(parse_published(f"Published {day}")) == str(day)


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    parse_published(text)
