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
        ("en", "Between now and 15 December it stays closed; from 4 to 22 this month, next month from 4-22",
         ["Between now and 15 December=2025-11-13/2025-12-15", "from 4 to 22 this month=2025-11-04/2025-11-22",
          "next month from 4-22=2025-12-04/2025-12-22"]),
        ("en", "Week 50; Wed 19; Mon 24 Nov", ["Week 50=2025-12-08/2025-12-14", "Wed 19=2025-11-19", "Mon 24 Nov=2025-11-24"]),
        ("en", "The weekend after Christmas; the week before Easter; the summer before last",
         ["The weekend after Christmas=2024-12-28/2024-12-29", "the week before Easter=2025-04-07/2025-04-13",
          "summer before last=2024-06-01/2024-08-31"]),
        ("en", "Shipped 20240519, billed 03-jun-2024, paid Dec/2024; >= 2023, < 2 May 2024",
         ["20240519=2024-05-19", "03-jun-2024=2024-06-03", "Dec/2024=2024-12-01/2024-12-31", ">= 2023=2023-01-01/", "< 2 May 2024=/2024-05-01"]),
        ("en", "Earlier on Friday, two ferries met; in the week to 25 December sales rose.",
         ["Friday=2025-11-07", "25 December=2024-12-25"]),
        ("en", "Who resigned in may?", ["may=2025-05-01/2025-05-31"]),
        ("en", "What was shut in the week?", ["in the week=2025-11-10/2025-11-16"]),
        ("en", "Let's meet at the weekend.", ["the weekend=2025-11-15/2025-11-16"]),
        ("en", "They met at the weekend.", ["the weekend=2025-11-08/2025-11-09"]),
        ("en", "The works will start from October.", ["October=2025-10-01/2025-10-31"]),
        ("en", "Closed from October.", ["from October=2025-10-01/"]),
        ("en", "More than three days from now", ["More than three days from now=2025-11-16/"]),
        ("nl", "tussen 1-10 en 7-11, tussen nu en december de 15e, 21-11-24",
         ["tussen 1-10 en 7-11=2025-10-01/2025-11-07", "tussen nu en december de 15e=2025-11-13/2025-12-15", "21-11-24=2024-11-21"]),
        ("nl", "de week na volgende, twee dagen gerekend vanaf morgen; zondag over twee weken; de rest van het jaar",
         ["de week na volgende=2025-11-24/2025-11-30", "twee dagen gerekend vanaf morgen=2025-11-16",
          "zondag over twee weken=2025-11-30", "de rest van het jaar=2025-11-13/2025-12-31"]),
        ("de", "5. 9. 2024; das Wochenende nach Ostern; ab Oktober beginnen die Arbeiten",
         ["5. 9. 2024=2024-09-05", "das Wochenende nach Ostern=2025-04-26/2025-04-27", "Oktober=2025-10-01/2025-10-31"]),
        ("fr", "Paru le 22/04, avant la fête des mères", ["le 22/04=2025-04-22", "avant la fête des mères=/2025-05-24"]),
        ("pt", "na terça, qua, qui. ou sex?", ["terça=2025-11-11", "qua=2025-11-12", "qui=2025-11-13", "sex=2025-11-07"]),
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
        ("es", "En los Jardines de la Asunción"),
        ("en", "Priests of the Church of the Assumption like the fiscal year 2016."),
        ("en", "Order 20240519-7, part 20241340, the 06/07 season, a share of 7/11, > 20 and < 2016 euros"),
        ("en", "He fell twice in the week he came; they march in step."),
        ("en", "They expect a rise in profits for the year."),
        ("nl", "zo groot, zo hoog; hij zat 1-5 achter"),
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


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "What happened on 29 February 2025?", []),
        ("en", "What happened on 29 February 2024?", ["29 February 2024=2024-02-29"]),
        ("en", "What happened on 29 February?", ["29 February=2024-02-29"]),
        ("en", "What happened on February 30, 2025?", []),
        ("en", "What happened on the 31st of April?", []),
        ("en", "Between 31 June 2025 and 4 July 2025", ["4 July 2025=2025-07-04"]),
        ("en", "In February 31 people died.", ["February=2025-02-01/2025-02-28"]),
        ("de", "Was geschah am 31. April 2025?", []),
        ("fr", "Que s'est-il passé le 31 juin 2025 ?", []),
        ("es", "¿Qué pasó el 30 de febrero de 2025?", []),
    ],
)
def test_of_a_day_that_there_is_not_nothing_is_read(language: str, text: str, expected: list[str]) -> None:
    assert readings(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "What happened a year ago today?", ["a year ago today=2024-11-13"]),
        ("en", "Who resigned a week ago yesterday?", ["a week ago yesterday=2025-11-05"]),
        ("en", "What happened a year ago?", ["a year ago=2024-11-13"]),
        ("de", "Was geschah heute vor einem Jahr?", ["heute vor einem Jahr=2024-11-13"]),
    ],
)
def test_what_is_counted_from_a_day_beside_it_is_one_day(language: str, text: str, expected: list[str]) -> None:
    assert readings(text, language) == expected
