"""Follow-ups on what a question about the archive has found: the same articles, so far as more holds of them."""

# ruff: noqa: E501 - a case stands on one line.

from __future__ import annotations

import json
from datetime import date

import pytest
from test_read_archive_questions import NAMES, ROOT, SHARED

from rag.text.archive_questions.archive_question import read_archive_question
from rag.text.archive_questions.narrowed_question import narrowed_question

NOW = date(2025, 11, 13)
WRITTEN = "What articles did Joan Petrie write in September?"
COUNTED = "How many articles mention Lowmere?"


@pytest.mark.parametrize(
    ("before", "question", "asks", "authors", "outlets", "mentions", "month"),
    [
        (WRITTEN, "which of them mention the ferry?", "list", ["Joan Petrie"], [], ["ferry"], 9),
        (WRITTEN, "And which of them are about the ferry?", "list", ["Joan Petrie"], [], ["ferry"], 9),
        (WRITTEN, "How many of them mention the ferry?", "count", ["Joan Petrie"], [], ["ferry"], 9),
        (WRITTEN, "Which of those were in the Skarne Ledger?", "list", ["Joan Petrie"], ["The Skarne Ledger"], [], 9),
        (COUNTED, "Which of them mention the ferry?", "list", [], [], ["Lowmere", "ferry"], None),
        (COUNTED, "Which of them did Joan Petrie write?", "list", ["Joan Petrie"], [], ["Lowmere"], None),
        (COUNTED, "How many of these are from October?", "count", [], [], ["Lowmere"], 10),
        ("Which articles mention the ferry?", "Which of them also mention the bridge?", "list", [], [], ["ferry", "bridge"], None),
        ("Which articles mention the ferry?", "Which of them mention the bridge, too?", "list", [], [], ["ferry", "bridge"], None),
        ("Which articles mention the ferry?", "And which of them mention the bridge as well?", "list", [], [], ["ferry", "bridge"], None),
        ("Welche Artikel schrieb Joan Petrie?", "Welche davon erwähnen Lowmere auch?", "list", ["Joan Petrie"], [], ["Lowmere"], None),
        ("Which articles mention the ferry?", "Which ones were written by Joan Petrie in October?", "list", ["Joan Petrie"], [], ["ferry"], 10),
        ("Welche Artikel schrieb Joan Petrie?", "Welche davon erwähnen die Fähre?", "list", ["Joan Petrie"], [], ["Fähre"], None),
        ("Welche Artikel erwähnen die Fähre?", "Und wie viele davon sind von Joan Petrie?", "count", ["Joan Petrie"], [], ["Fähre"], None),
        ("Quels articles Joan Petrie a-t-elle écrits ?", "Lesquels parlent du ferry ?", "list", ["Joan Petrie"], [], ["ferry"], None),
        ("¿Qué artículos escribió Joan Petrie?", "¿Cuáles de ellos mencionan el ferry?", "list", ["Joan Petrie"], [], ["ferry"], None),
        ("Quali articoli ha scritto Joan Petrie?", "Quali di questi parlano del traghetto?", "list", ["Joan Petrie"], [], ["traghetto"], None),
        ("Welke artikelen schreef Joan Petrie?", "Welke daarvan gaan over de veerboot?", "list", ["Joan Petrie"], [], ["veerboot"], None),
        ("Que artigos escreveu Joan Petrie?", "Quais deles mencionam o ferry?", "list", ["Joan Petrie"], [], ["ferry"], None),
        ("Які статті написала Joan Petrie?", "Які з них згадують пором?", "list", ["Joan Petrie"], [], ["пором"], None),
    ],
)  # fmt: skip
def test_what_holds_besides(
    before: str,
    question: str,
    asks: str,
    authors: list[str],
    outlets: list[str],
    mentions: list[str],
    month: int | None,
) -> None:
    told = narrowed_question(question, before, names=NAMES, now=NOW)
    assert told is not None
    found = read_archive_question(told, names=NAMES, now=NOW)
    assert found is not None and found.asks == asks
    assert [list(each) for each in (found.authors, found.outlets, found.mentions)] == [authors, outlets, mentions]
    assert (found.since and found.since.month) == month


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (WRITTEN, "Which of them are from October?"),  # none can be: it is another question
        (WRITTEN, "Which of them did Hester Vane write?"),
        (WRITTEN, "Which of them?"),
        (WRITTEN, "Which of them sank in the harbour?"),
        (WRITTEN, "Which ferry is the oldest of them?"),
        (WRITTEN, "Which articles mention the ferry?"),
        ("How much does the ferry cost?", "Which of them mention the ferry?"),
        ("When was the dam first mentioned?", "Which of them mention the ferry?"),
        ("Which outlets reported on the strike?", "Which of them mention the ferry?"),
    ],
)
def test_other_questions_go_their_way(before: str, question: str) -> None:
    assert narrowed_question(question, before, names=NAMES, now=NOW) is None


@pytest.mark.parametrize("name", ["corpus", "wikinews-qa", "squad2", "realtimeqa"])
def test_no_question_of_what_articles_say_is_taken_for_one(name: str) -> None:
    folder = ROOT / "corpus" if name == "corpus" else SHARED / name
    if not folder.is_dir():
        pytest.skip(f"SKIPPED LOUDLY: {folder} is missing")
    rows = (folder / "qa.jsonl").read_text(encoding="utf-8").splitlines()[:300]
    asked = [json.loads(row)["question"] for row in rows]
    taken = [one for one in asked if narrowed_question(one, WRITTEN, names=NAMES, now=NOW) is not None]
    assert taken == []
