"""Follow-ups on a question about the archive: the one before with the changed part, or nothing."""

# ruff: noqa: E501 - a case stands on one line.

from __future__ import annotations

import json
from datetime import date

import pytest
from test_read_archive_questions import NAMES, ROOT, SHARED

from rag.text.archive_questions.archive_question import read_archive_question
from rag.text.archive_questions.changed_question import changed_question

NOW = date(2025, 11, 13)
WRITTEN = "What articles did Joan Petrie write about the ferry in September?"


@pytest.mark.parametrize(
    ("before", "question", "authors", "outlets", "sections", "mentions", "month"),
    [
        (WRITTEN, "And in October?", ["Joan Petrie"], [], [], ["ferry"], 10),
        (WRITTEN, "in October?", ["Joan Petrie"], [], [], ["ferry"], 10),
        (WRITTEN, "What about October?", ["Joan Petrie"], [], [], ["ferry"], 10),
        (WRITTEN, "And by Hester Vane?", ["Hester Vane"], [], [], ["ferry"], 9),
        (WRITTEN, "and hester vane?", ["Hester Vane"], [], [], ["ferry"], 9),
        (WRITTEN, "And Hester Vane in October?", ["Hester Vane"], [], [], ["ferry"], 10),
        (WRITTEN, "And about the bridge?", ["Joan Petrie"], [], [], ["bridge"], 9),
        (WRITTEN, "And the bridge?", ["Joan Petrie"], [], [], ["bridge"], 9),
        (WRITTEN, "And in the Harrow Bay Courier?", ["Joan Petrie"], ["Harrow Bay Courier"], [], ["ferry"], 9),
        ("Which articles mention the ferry?", "And which mention the bridge?", [], [], [], ["bridge"], None),
        ("Which articles mention the ferry?", "And in the Sport section?", [], [], ["Sport"], ["ferry"], None),
        ("Which articles mention the ferry?", "By Joan Petrie?", ["Joan Petrie"], [], [], ["ferry"], None),
        ("Which articles mention the ferry?", "And Piet Orsund?", [], [], [], ["Piet Orsund"], None),
        ("How many articles mention Lowmere?", "And in the Skarne Ledger?", [], ["The Skarne Ledger"], [], ["Lowmere"], None),
        ("Which papers reported on the strike?", "And in October?", [], [], [], ["strike"], 10),
        ("When was the dam first mentioned?", "And the bridge?", [], [], [], ["bridge"], None),
        ("Welche Artikel schrieb Joan Petrie im September über die Fähre?", "Und im Oktober?", ["Joan Petrie"], [], [], ["Fähre"], 10),
        ("Welche Artikel schrieb Joan Petrie im September über die Fähre?", "Und Hester Vane?", ["Hester Vane"], [], [], ["Fähre"], 9),
        ("Wie viele Artikel erwähnen Lowmere?", "Und von Joan Petrie?", ["Joan Petrie"], [], [], ["Lowmere"], None),
        ("Quels articles Joan Petrie a-t-elle écrits sur le ferry en septembre ?", "Et en octobre ?", ["Joan Petrie"], [], [], ["ferry"], 10),
        ("¿Qué artículos escribió Joan Petrie sobre el ferry en septiembre?", "¿Y en octubre?", ["Joan Petrie"], [], [], ["ferry"], 10),
        ("Quali articoli ha scritto Joan Petrie sul traghetto?", "E a ottobre?", ["Joan Petrie"], [], [], ["traghetto"], 10),
        ("Welke artikelen schreef Joan Petrie over de veerboot?", "En in oktober?", ["Joan Petrie"], [], [], ["veerboot"], 10),
        ("Que artigos escreveu Joan Petrie sobre o ferry em setembro?", "E em outubro?", ["Joan Petrie"], [], [], ["ferry"], 10),
        ("Які статті написала Joan Petrie у вересні?", "А в жовтні?", ["Joan Petrie"], [], [], [], 10),
    ],
)  # fmt: skip
def test_the_changed_part_alone_is_another(
    before: str,
    question: str,
    authors: list[str],
    outlets: list[str],
    sections: list[str],
    mentions: list[str],
    month: int | None,
) -> None:
    told = changed_question(question, before, names=NAMES, now=NOW)
    assert told is not None
    first, found = (read_archive_question(each, names=NAMES, now=NOW) for each in (before, told))
    assert first is not None and found is not None and found.asks == first.asks
    assert [list(each) for each in (found.authors, found.outlets, found.sections, found.mentions)] == [
        authors, outlets, sections, mentions,
    ]  # fmt: skip
    assert (found.since and found.since.month) == month
    assert changed_question("And in August?" if found.language == "en" else "2024?", told, names=NAMES, now=NOW) != told


@pytest.mark.parametrize(
    ("before", "question", "asks"),
    [
        (WRITTEN, "And how many?", "count"),
        (WRITTEN, "How many of them?", "count"),
        ("Which articles mention the ferry?", "How many are there?", "count"),
        ("Welche Artikel erwähnen die Fähre?", "Und wie viele?", "count"),
        ("Quels articles mentionnent le ferry ?", "Et combien ?", "count"),
    ],
)
def test_a_list_is_counted(before: str, question: str, asks: str) -> None:
    told = changed_question(question, before, names=NAMES, now=NOW)
    assert told is not None
    first, found = (read_archive_question(each, names=NAMES, now=NOW) for each in (before, told))
    assert first is not None and found is not None and found.asks == asks
    assert (found.mentions, found.authors, found.since) == (first.mentions, first.authors, first.since)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (WRITTEN, "And why was it late?"),
        (WRITTEN, "And who owns the ferry?"),
        (WRITTEN, "What did Joan Petrie say in October?"),
        (WRITTEN, "And what happened in October?"),
        (WRITTEN, "And how many people were on it?"),
        (WRITTEN, "How many sailed in October?"),
        (WRITTEN, "Who is Hester Vane?"),
        (WRITTEN, "And by Jonas Vey?"),  # no author of the archive
        (WRITTEN, "Joan Petrie"),
        (WRITTEN, "Name a port."),
        (WRITTEN, "Thanks!"),
        (WRITTEN, "And?"),
        (WRITTEN, "?"),
        (WRITTEN, ""),
        (WRITTEN, "And the " + "very " * 300 + "long bridge?"),
        ("What did Joan Petrie write about the ferry?", "And in October?"),
        ("Who owns the ferry?", "And in October?"),
        ("", "And in October?"),
    ],
)
def test_other_questions_go_their_way(before: str, question: str) -> None:
    assert changed_question(question, before, names=NAMES, now=NOW) is None


@pytest.mark.parametrize("name", ["corpus", "wikinews-qa", "squad2", "realtimeqa"])
def test_no_question_of_what_articles_say_is_taken_for_a_change(name: str) -> None:
    path = (ROOT / name if name == "corpus" else SHARED / name) / "qa.jsonl"
    if not path.exists():
        pytest.skip(f"SKIPPED LOUDLY: {path.parent} is missing: its questions are not read")
    questions = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()][:300]
    taken = [each for each in questions if changed_question(each, WRITTEN, names=NAMES, now=NOW)]
    assert len(questions) > 50 and taken == []
