"""Whose statement a question asks for, and which sentences are one of theirs."""

from __future__ import annotations

import pytest

from rag import Archive
from rag.answer.asked.statements import REPORTED, statement_asked, tells_statement
from rag.text.parse import read_text

PASSAGE = (
    "The ferry will make 14 crossings a day, the operator Tesk Boats announced on Monday. "
    "Inga Marsk, the mayor of Lenn, said that it was a blow. "
    '"The boat is our main street," she said. '
    '"We cannot burn money," said the operator\'s head, Olle Brandt. '
    "Marsk said that she would ask for talks. "
    "The last boat leaves at 20:15."
)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did the mayor of Lenn say the boat is?", ("mayor", "lenn")),
        ("What reason did Olle Brandt give for the cuts?", ("olle", "brandt")),
        ("Why did Inga Marsk oppose the cuts?", ("inga", "marsk")),
        ("How did Inga Marsk describe the decision?", ("inga", "marsk")),
        ("Was sagte Inga Marsk über die Fähre?", ("inga", "marsk")),
        ("Was hat Inga Marsk über die Fähre gesagt?", ("inga", "marsk")),
        ("Qu'a dit Inga Marsk sur le bateau ?", ("inga", "marsk")),
        ("¿Qué dijo Inga Marsk sobre el barco?", ("inga", "marsk")),
        ("Що сказала Інга Марск про пором?", ("інга", "марск")),
    ],
)
def test_whose_statement_is_asked_for(question: str, words: tuple[str, ...]) -> None:
    asked = statement_asked(question)
    assert asked is not None
    assert asked.words == words


@pytest.mark.parametrize(
    "question",
    [
        "What did the council decide?",
        "How many crossings will the ferry make?",
        "How did the ship sink?",
        "Was kostet die Fähre?",
        "What did he say?",  # of nobody that the words tell
    ],
)
def test_a_question_that_asks_for_no_statement(question: str) -> None:
    assert statement_asked(question) is None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did Inga Marsk say about the ferry?", (0.0, REPORTED, 1.0, 0.0, REPORTED, None)),
        ("What did the mayor of Lenn say about the ferry?", (0.0, REPORTED, 1.0, 0.0, REPORTED, None)),
        ("What did Olle Brandt say about the ferry?", (0.0, 0.0, 0.0, 1.0, 0.0, None)),
        ("Qu'a dit Inga Marsk sur le bateau ?", (0.0, REPORTED, 1.0, 0.0, REPORTED, None)),
    ],
)
def test_whose_words_a_sentence_holds(question: str, told: tuple[float | None, ...]) -> None:
    asked = statement_asked(question)
    assert asked is not None
    sentences = read_text(PASSAGE, "en")
    assert tuple(tells_statement(asked, sentences, number) for number in range(len(sentences))) == told


@pytest.mark.parametrize(
    ("question", "outcomes"),
    [
        ("What did Inga Marsk say about Poland?", {"none"}),
        ("What did Inga Marsk say about the boat?", {"answered", "possible"}),
    ],
)
def test_what_they_said_of_something_else_is_no_answer(archive: Archive, question: str, outcomes: set[str]) -> None:
    stated = '"It regards any attack by others as one of theirs," Inga Marsk stated on Monday.'
    archive.add_text(f'"The boat is our main street," said Inga Marsk.\n\n{stated}', name="ferry.txt")
    assert archive.ask(question).outcome in outcomes
