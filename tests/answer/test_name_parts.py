"""Somebody's first, last or full name: which questions ask it, and where a sentence tells it."""

from __future__ import annotations

import pytest

from rag.answer.asked.kinds import Asked, asked_for, fit
from rag.answer.asked.name_parts import name_part_asked, name_part_told
from rag.answer.reader.answer_place import answer_place


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("What is the last name of Ada?", "Mayor Ada Quill came.", "Quill"),
        ("What is Mr. Brenner's first name?", "The mayor, Olaf Brenner, came.", "Olaf"),
        ("What is Minister Brenner's first name?", "Senator Jan Holm and Olaf Brenner came.", "Olaf"),
        ("What was Quill's full name?", "It was signed by Ada Maria Quill.", "Ada Maria Quill"),
        ("What's the surname of Ada?", "Ada Quill came.", "Quill"),
        ("What is the family name of Hu?", "President Hu Jintao came.", "Jintao"),
        ("Wie heißt Brenner mit Vornamen?", "Bürgermeister Olaf Brenner kam.", "Olaf"),
        ("Wie lautet der Vorname von Brenner?", "Bürgermeister Olaf Brenner kam.", "Olaf"),
        ("Quel est le prénom de Morel ?", "La directrice, Anne Morel, est venue.", "Anne"),
        ("¿Cuál es el apellido de Ana?", "Ana Ruiz vino.", "Ruiz"),
        ("Qual è il cognome di Aldo?", "Il sindaco Aldo Neri è venuto.", "Neri"),
        ("Qual é o primeiro nome de Silva?", "A prefeita Rosa Silva veio.", "Rosa"),
        ("Wat is de voornaam van Smit?", "Burgemeester Jan Smit kwam.", "Jan"),
        ("Jakie jest imię Nowaka?", "Burmistrz Jan Nowak przyjechał.", "Jan"),
        ("Яке прізвище Олени?", "Директорка Олена Коваль приїхала.", "Коваль"),
        ("Какая фамилия Олега?", "Мэр Олег Петров приехал.", "Петров"),
    ],
)
def test_where_it_is_told(question: str, sentence: str, told: str) -> None:
    asked = name_part_asked(question)
    assert asked is not None
    span = name_part_told(asked, sentence)
    assert span is not None
    assert span.of(sentence) == told
    assert answer_place(question, sentence) == span
    assert fit(Asked("name part"), sentence, question, None) == 1


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is Brenner's first name?", "Mr Brenner came, and so did Mayor Brenner."),
        ("What is Brenner's first name?", "Then Brenner spoke to Ada Quill."),
        ("What is the last name of Ada?", "Ada came with Jan Holm."),
        ("What is the last name of Ada?", "Quill came."),
        ("Wie heißt Brenner mit Vornamen?", "Bürgermeister Brenner kam."),
    ],
)
def test_where_it_is_not_told(question: str, sentence: str) -> None:
    asked = name_part_asked(question)
    assert asked is not None
    assert name_part_told(asked, sentence) is None
    assert fit(Asked("name part"), sentence, question, None) == 0


@pytest.mark.parametrize(
    "question",
    [
        "What is the name of the mayor?",
        "What is the mayor's first name?",  # of whoever holds the role
        "Who is Ada Quill?",
        "What is the last name on the list of the dead?",
        "What was the first name that came up?",
        "",
    ],
)
def test_what_asks_for_something_else(question: str) -> None:
    assert name_part_asked(question) is None
    asked = asked_for(question)
    assert asked is None or asked.kind != "name part"
