"""An answer to a question without a time says of which time it speaks, where what was found is of several."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rag import Archive, Filters

Put = Callable[..., str]
SAYS = "What does a ticket for the Skarne ferry cost?"


@pytest.fixture
def fares(archive: Archive, put: Put) -> Archive:
    """The ferry's fare in three years, and once without a day."""
    for fare, day in {
        "7": date(2019, 3, 1),
        "8": date(2019, 5, 1),
        "9": date(2021, 6, 1),
        "10": date(2025, 9, 2),
    }.items():
        put(f"fare {fare}", f"A ticket for the Skarne ferry costs {fare} crowns.", published=day)
    put("fare", "A ticket for the Skarne ferry costs 12 crowns.")
    return archive


def test_times_far_apart_are_told_and_offered(fares: Archive) -> None:
    answer = fares.quote(SAYS)
    first = answer.sentences[0].citations[0] if answer.sentences else answer.evidence[0]
    told = {2019: "March 2019 to May 2019", 2021: "June 2021", 2025: "September 2025"}
    assert first.article.day is not None
    own = told.pop(first.article.day.year)
    others = " and of ".join(told[year] for year in sorted(told, reverse=True))
    assert str(answer.notice).endswith(f"This is of {own}; what else comes near is of {others}.")
    assert str(fares.ask(SAYS).notice).endswith(f"what else comes near is of {others}.")
    offered = fares.follow_ups(answer)
    assert offered[:2] == [
        f"What does a ticket for the Skarne ferry cost in {year}?" for year in sorted(told, reverse=True)
    ]
    of_then = fares.quote(offered[0])
    assert {quote.article.day.year for quote in of_then.evidence if quote.article.day} == {max(told)}


@pytest.mark.parametrize(
    ("question", "how"),
    [
        ("What does a ticket for the Skarne ferry cost in 2021?", {}),
        ("What does a ticket for the Skarne ferry cost now?", {}),
        (SAYS, {"read_dates": False}),
        (SAYS, {"filters": Filters(since=date(2019, 1, 1))}),
        (SAYS, {"filters": Filters(undated=True)}),
        ("Who won the 2010 World Cup?", {}),
        ("How many articles mention the ferry?", {}),
    ],
)
def test_nothing_is_told_where_a_time_was_named_or_nothing_answers(
    fares: Archive, question: str, how: dict[str, Any]
) -> None:
    answer = fares.quote(question, **how)
    assert "This is of" not in str(answer.notice)


def test_times_near_each_other_are_one(archive: Archive, put: Put) -> None:
    for fare, day in {"7": date(2025, 3, 1), "8": date(2025, 8, 20)}.items():
        put(f"fare {fare}", f"A ticket for the Skarne ferry costs {fare} crowns.", published=day)
    answer = archive.quote(SAYS)
    assert answer.outcome != "none" and "This is of" not in str(answer.notice)
