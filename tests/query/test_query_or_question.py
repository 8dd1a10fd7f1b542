"""Questions are told from words to look for."""

from __future__ import annotations

import pytest

from rag.text.query.asking import is_question


@pytest.mark.parametrize(
    "text",
    [
        "Who owns the ferry", "who owns the ferry?", "The ferry?", "In which year did it sink", "When did it sink",
        "According to the board, what went wrong", "did the ferry sink", "Wie hoch war das Wasser", "Wo liegt Skarne?",
        "Seit wann fährt sie", "Combien d'habitants ont été évacués", "¿Quién dirige el puerto?", "Коли затонув пором",
        "Сколько людей", "市长为什么辞职？",
    ],
)  # fmt: skip
def test_questions(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    ["", "Ad sales boost Time Warner profit", "ferry Skarne bridge", "Dollar gains on Greenspan speech", "NATO",
     "COVID-19", "Wasserbehörde Leiter", "паром Скарне", "mayor's letter",
     "Showdown at the harbour", "Whole-life tariff", "Inflation is up"],
)  # fmt: skip
def test_words_to_look_for(text: str) -> None:
    assert not is_question(text)
