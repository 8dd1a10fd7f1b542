"""Authors, outlets and sections that a question names, on the way to the answer: looked at, or taken off and said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from toy import ToyEmbedder

from rag import Archive, Filters, ReadAs
from rag.answer.time_asked.newest_first import NEWEST_FIRST
from rag.model import Draft

NOW = date(2025, 11, 13)


@pytest.fixture(scope="module")
def fares(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The ferry's fare, as two authors of two papers have it in September and October."""
    told = [
        ("77", "Ada Quill", "Tesk Courier", date(2025, 9, 5)),
        ("8", "Ada Quill", "Tesk Courier", date(2025, 10, 5)),
        ("9", "Odran Velt", "Marlow Ledger", date(2025, 10, 6)),
    ]
    drafts = [
        (
            f"fare {fare}",
            Draft(
                "The fare", f"A ticket for the Skarne ferry costs {fare} crowns.", outlet, (author,), day, section="Sea"
            ),
        )
        for fare, author, outlet, day in told
    ]
    with Archive.open(tmp_path_factory.mktemp("named") / "archive", embedder=ToyEmbedder()) as archive:
        archive.add_drafts(drafts)
        yield archive


def shown(answer: Any) -> set[str]:
    return {quote.quote.split()[-2] for quote in answer.evidence}


@pytest.mark.parametrize(
    ("question", "fares_shown", "read"),
    [
        ("What did Ada Quill write about the Skarne ferry's ticket?", {"77", "8"}, {"authors": ("Ada Quill",)}),
        (
            "According to the Tesk Courier, what does the Skarne ferry cost?",
            {"77", "8"},
            {"outlets": ("Tesk Courier",)},
        ),
        ("Was kostet das Ticket der Skarne ferry laut Marlow Ledger?", {"9"}, {"outlets": ("Marlow Ledger",)}),
        ("What does a ticket for the Skarne ferry cost?", {"77", "8", "9"}, None),
    ],
)
def test_articles_of_those_who_are_named(
    fares: Archive, question: str, fares_shown: set[str], read: dict[str, Any] | None
) -> None:
    answer = fares.quote(question, now=NOW)
    assert shown(answer) == fares_shown and "were looked at" not in str(answer.notice)
    if read is None:
        assert answer.read_as is None and not answer.filters
    else:
        assert answer.read_as is not None and answer.filters == Filters(**read)
        assert {name: getattr(answer.read_as, name) for name in read} == read and answer.read_as.asks is None
    without = fares.ask(question, now=NOW, read_dates=False)
    assert without.read_as is None and not without.filters


def test_names_and_days_together(fares: Archive) -> None:
    answer = fares.ask("What did Ada Quill write about the Skarne ferry's ticket since October?", now=NOW)
    assert shown(answer) == {"8"}
    assert answer.read_as == ReadAs(
        since=date(2025, 10, 1), authors=("Ada Quill",), from_words=("Ada Quill", "since October")
    )
    newest = fares.ask("What is the latest that Ada Quill wrote about the Skarne ferry's ticket?", now=NOW)
    assert newest.evidence[0].quote.endswith(" 8 crowns.") and NEWEST_FIRST in str(newest.notice)
    assert shown(newest) == {"77", "8"}


def test_days_that_leave_nothing_of_the_author_are_taken_off(fares: Archive) -> None:
    answer = fares.ask("What did Odran Velt write about the Skarne ferry's ticket in May 1990?", now=NOW)
    assert shown(answer) == {"9"} and answer.read_as == ReadAs(authors=("Odran Velt",), from_words=("Odran Velt",))
    assert "Nothing published at the time of “May 1990” answers, so any time was looked at." in str(answer.notice)


def test_names_that_leave_nothing_are_taken_off_and_said(fares: Archive) -> None:
    own = Filters(authors=("Odran Velt",))
    answer = fares.ask("What did Ada Quill write about the Skarne ferry's ticket?", filters=own, now=NOW)
    assert shown(answer) == {"9"} and answer.filters == own and answer.read_as is None
    assert "Nothing of “Ada Quill” answers, so all articles were looked at." in str(answer.notice)
    apart = fares.ask("What did Ada Quill write about the Skarne ferry's ticket in May 1990?", filters=own, now=NOW)
    assert "Nothing of “Ada Quill”, “May 1990” answers, so all articles were looked at." in str(apart.notice)
    same = fares.ask("What did Odran Velt write about the Skarne ferry's ticket?", filters=own, now=NOW)
    assert shown(same) == {"9"} and same.notice is None
