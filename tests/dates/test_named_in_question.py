"""Whose articles a question asks for, by its words alone: in each language, and where they do not say so."""

from __future__ import annotations

import json
from datetime import date

import pytest
from test_read_archive_questions import NAMES, ROOT, SHARED

from rag.text.archive_questions.named_in_question import may_name_sources, named_in_question

NOW = date(2025, 11, 13)


@pytest.mark.parametrize(
    ("question", "named", "words"),
    [
        ("What did Joan Petrie write about the ferry?", "Joan Petrie", "Joan Petrie"),
        ("What has Joan Petrie reported about the ferry?", "Joan Petrie", "Joan Petrie"),
        ("What does the report by Joan Petrie say about the ferry?", "Joan Petrie", "Joan Petrie"),
        ("What did the Skarne Ledger report on the strike?", "The Skarne Ledger", "the Skarne Ledger"),
        ("According to the Skarne Ledger, how many walked out?", "The Skarne Ledger", "the Skarne Ledger"),
        ("How many walked out according to Küstenbote?", "Küstenbote", "Küstenbote"),
        ("What did the article in the Skarne Ledger say about it?", "The Skarne Ledger", "the Skarne Ledger"),
        ("What was said in the Sport section about the cup?", "Sport", "in the Sport section"),
        ("Was schrieb Joan Petrie über die Fähre?", "Joan Petrie", "Joan Petrie"),
        ("Was hat Joan Petrie über die Fähre geschrieben?", "Joan Petrie", "Joan Petrie"),
        ("Wie viele streikten laut dem Skarne Ledger?", "The Skarne Ledger", "Skarne Ledger"),
        ("Qu'a écrit Joan Petrie sur le ferry ?", "Joan Petrie", "Joan Petrie"),
        ("Selon la Gazette de l'Estuaire, combien de bacs ?", "La Gazette de l'Estuaire", "Gazette de l'Estuaire"),
        ("¿Qué escribió Joan Petrie sobre el ferry?", "Joan Petrie", "Joan Petrie"),
        ("Según el Skarne Ledger, ¿cuántos están en huelga?", "The Skarne Ledger", "Skarne Ledger"),
        ("Cosa ha scritto Joan Petrie sul traghetto?", "Joan Petrie", "Joan Petrie"),
        ("Secondo lo Skarne Ledger, quanti scioperano?", "The Skarne Ledger", "Skarne Ledger"),
        ("Wat schreef Joan Petrie over de veerboot?", "Joan Petrie", "Joan Petrie"),
        ("Volgens de Skarne Ledger, hoeveel staken er?", "The Skarne Ledger", "Skarne Ledger"),
        ("Segundo o Skarne Ledger, quantos estão em greve?", "The Skarne Ledger", "Skarne Ledger"),
        ("Що написала Joan Petrie про пором?", "Joan Petrie", "Joan Petrie"),
        ("Was steht in den Artikeln Joan Petries über die Fähre?", "Joan Petrie", "Joan Petries"),
        ("Що сказано у статтях Олени Коваль про пором?", "Олена Коваль", "Олени Коваль"),
        ("За даними «Скарнського вісника», скільки докерів страйкує?", "Скарнський вісник", "Скарнського вісника"),
        ("За даними Skarne Ledger, скільки докерів страйкує?", "The Skarne Ledger", "Skarne Ledger"),
    ],
)
def test_words_that_say_whose_articles(question: str, named: str, words: str) -> None:
    assert may_name_sources(question)
    found = named_in_question(question, names=NAMES, now=NOW)
    assert found is not None
    assert (*found.authors, *found.outlets, *found.sections) == (named,)
    assert found.from_words == (words,) and set(found.from_words) <= set(found.unsaid)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Joan Petrie?",
        "Was sagte Joan Petries Mutter?",
        "Хто мати Олени Коваль?",
        "Who owns the Skarne Ledger?",
        "What did Joan Petrie say?",
        "What did the mayor tell Joan Petrie?",
        "Which company did Joan Petrie run?",
        "What happened to Joan Petrie?",
        "Who was hit by Joan Petrie?",
        "Who works for the Skarne Ledger?",
        "What did the mayor say about the Skarne Ledger?",
        "What happened in Küstenbote?",  # one word may be a place
        "What did the editor of the Skarne Ledger write?",
        "According to Odran Zorblax, how many walked out?",
        "What did joan petrie write?",
        "",
        "by " * 400,
    ],
)
def test_nothing_is_read_where_words_do_not_say_so(question: str) -> None:
    assert named_in_question(question, names=NAMES, now=NOW) is None


@pytest.mark.parametrize("name", ["corpus", "wikinews-qa", "squad2"])
def test_no_names_are_read_into_questions_of_what_articles_say(name: str) -> None:
    path = (ROOT / name if name == "corpus" else SHARED / name) / "qa.jsonl"
    if not path.exists():
        pytest.skip(f"SKIPPED LOUDLY: {path.parent} is missing: its questions are not read")
    questions = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()][:300]
    assert [question for question in questions if named_in_question(question, names=NAMES, now=NOW)] == []
