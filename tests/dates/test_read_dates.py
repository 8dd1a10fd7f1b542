"""Days in sentences: the news sentences, which were written before the reader, and a table of kinds."""

# ruff: noqa: E501 - a case stands on one line.

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.evaluate.dates import date_figures, read_dated_sentences
from rag.text.dates.expressions import read_dates
from rag.text.dates.expressions.calendar_days import easter, orthodox_easter

SENTENCES = list(read_dated_sentences(Path(__file__).parent / "news_sentences.jsonl"))
#: A Thursday.
NOW = date(2025, 11, 13)


def test_news_sentences() -> None:
    figures = date_figures(SENTENCES)
    assert figures["right"] >= 0.95
    assert figures["wrong"] <= 0.03
    assert all(of_language["right"] >= 0.9 for of_language in figures["by_language"].values())


def readings(text: str, language: str) -> list[str]:
    """What is read: the words, and the days as since/until."""
    return [
        f"{text[one.start : one.end]}={one.since or ''}/{one.until or ''}" if one.kind == "daterange" else f"{text[one.start : one.end]}={one.since}"
        for one in read_dates(text, language=language, now=NOW)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "He resigned on the morning of June 3.", ["June 3=2025-06-03"]),
        ("en", "Two days after Christmas it ran aground.", ["Two days after Christmas=2024-12-27"]),
        ("en", "It was read in the week of 12 May.", ["week of 12 May=2025-05-12/2025-05-18"]),
        ("en", "Week 38 of 2024 was calm.", ["Week 38 of 2024=2024-09-16/2024-09-22"]),
        ("en", "A house of the 19th century, rebuilt in the early 1890s.",
         ["19th century=1801-01-01/1900-12-31", "early 1890s=1890-01-01/1892-06-30"]),
        ("en", "So far this year it has lost; the rest of the year will be better.",
         ["So far this year=2025-01-01/2025-11-13", "rest of the year=2025-11-13/2025-12-31"]),
        ("en", "September 3-12, 2024, or 3 to 12 September 2024",
         ["September 3-12, 2024=2024-09-03/2024-09-12", "3 to 12 September 2024=2024-09-03/2024-09-12"]),
        ("en", "the Friday before Easter", ["Friday before Easter=2025-04-18"]),
        ("en", "the last Monday of May 2024", ["last Monday of May 2024=2024-05-27"]),
        ("en", "Jan-Mar 2024; 2015-2018; May '24",
         ["Jan-Mar 2024=2024-01-01/2024-03-31", "2015-2018=2015-01-01/2018-12-31", "May '24=2024-05-01/2024-05-31"]),
        ("de", "Vorletzte Woche und am Montag, dem 3. November", ["Vorletzte Woche=2025-10-27/2025-11-02", "Montag, dem 3. November=2025-11-03"]),
        ("fr", "la dernière semaine de mai 2024, mi-mai", ["dernière semaine de mai 2024=2024-05-27/2024-06-02", "mi-mai=2025-05-11/2025-05-20"]),
        ("es", "en lo que va de año; a finales de 2024", ["lo que va de año=2025-01-01/2025-11-13", "finales de 2024=2024-10-01/2024-12-31"]),
        ("uk", "у першій половині 2024 року, позаминулого року торік", ["першій половині 2024 року=2024-01-01/2024-06-30", "торік=2024-01-01/2024-12-31"]),
    ],
)  # fmt: skip
def test_kinds(language: str, text: str, expected: list[str]) -> None:
    assert readings(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "May Orrin, 52, may march."),
        ("en", "Sunday Herald readers like version 3.11 for $ 2024 or 2024 euros."),
        ("en", "The second goal came in the 21st minute; call 0541 2019 2020."),
        ("en", "“Summer 1969” and the targets for 2030 of Agenda 2030"),
        ("en", "every Monday, each May; recently; the last week of the campaign"),
        ("de", "Der Freitagskreis traf die 2024 Leser; guten Morgen!"),
        ("es", "por la mañana, todos los lunes"),
        ("xx", "yesterday, 3 May 2025"),
    ],
)
def test_never_guessed(language: str, text: str) -> None:
    assert readings(text, language) == []


def test_other_readings_follow_in_order() -> None:
    [friday] = read_dates("next Friday", language="en", now=NOW)
    assert (friday.since, friday.alternatives) == (date(2025, 11, 21), ((date(2025, 11, 14),) * 2,))
    [twelfth] = read_dates("6/12/2024", language="en", now=NOW)
    assert (twelfth.since, twelfth.alternatives) == (date(2024, 6, 12), ((date(2024, 12, 6),) * 2,))
    [early] = read_dates("in early May", language="en", now=NOW)
    assert early.vague and early.until == date(2025, 5, 10)


def test_easter_by_the_published_tables() -> None:
    assert [easter(year) for year in (1961, 2000, 2024, 2025, 2038)] == [
        date(1961, 4, 2), date(2000, 4, 23), date(2024, 3, 31), date(2025, 4, 20), date(2038, 4, 25),
    ]  # fmt: skip
    assert [orthodox_easter(year) for year in (2000, 2023, 2024, 2025)] == [
        date(2000, 4, 30), date(2023, 4, 16), date(2024, 5, 5), date(2025, 4, 20),
    ]  # fmt: skip


def test_no_day_beyond_the_calendar() -> None:
    for now in (date.min, date(1500, 1, 1), date(2149, 12, 31), date.max):
        for text in (
            "last year",
            "next century",
            "999 years ago",
            "the last 30 decades",
            "since Monday",
            "week 53",
            "Easter",
            "in 999 years",
        ):
            read_dates(text, language="en", now=now)
