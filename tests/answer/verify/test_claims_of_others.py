"""Claims that others wrote: words around them, several sentences, names and numbers said otherwise."""

from __future__ import annotations

import pytest

from rag.answer.verify import STATEMENT_THRESHOLD, THRESHOLD, verify
from rag.answer.verify.frame_words import without_frame
from rag.evaluate.question_statements import statement_of
from rag.text.numbers import find_figures

PIER = "The pier of Lenn was built in 1901. Ada Lind paid for the tower on it. The ferry to Skarne sails daily."


@pytest.mark.parametrize(
    ("written", "said", "language"),
    [
        ("Based on the given context, the pier burned.", "the pier burned.", "en"),
        ("According to the passage [2], the pier burned.", "the pier burned.", "en"),
        ("The pier burned, according to the provided text.", "The pier burned.", "en"),
        ("2. In a storm the pier fell.", "In a storm the pier fell.", "en"),
        ("The pier fell. References:", "The pier fell.", "en"),
        ("The pier (context 2) fell.", "The pier fell.", "en"),
        ("Laut den vorliegenden Quellen: der Pier fiel.", "der Pier fiel.", "de"),
        ("Selon le contexte fourni, la jetée a brûlé.", "la jetée a brûlé.", "fr"),
        ("Según el texto proporcionado, ardió.", "ardió.", "es"),
        ("In base al contesto fornito, bruciò.", "bruciò.", "it"),
        ("Com base no contexto fornecido, ardeu.", "ardeu.", "pt"),
        ("Op basis van de gegeven context, brandde het.", "brandde het.", "nl"),
        ("Na podstawie podanego kontekstu, spłonęło.", "spłonęło.", "pl"),
        ("Згідно з наданим контекстом, причал згорів.", "причал згорів.", "uk"),
        ("Согласно предоставленному тексту, он сгорел.", "он сгорел.", "ru"),
        # What an article says of its own source, a date, and a heading alone stay.
        ("According to the source, he lied.", "According to the source, he lied.", "en"),
        ("2. Mai: Der Pier fiel.", "2. Mai: Der Pier fiel.", "de"),
        ("References:", "References:", "en"),
    ],
)
def test_words_around_a_claim_are_left_aside(written: str, said: str, language: str) -> None:
    assert without_frame(written, language) == said


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("six and a half feet", "en", 6.5),
        ("two and a half million people", "en", 2_500_000.0),
        ("sechseinhalb Meter", "de", 6.5),
        ("deux et demi", "fr", 2.5),
        ("seis y medio metros", "es", 6.5),
        ("шість з половиною метрів", "uk", 6.5),
    ],
)
def test_halves_in_words(text: str, language: str, value: float) -> None:
    assert [set(figure.values) for figure in find_figures(text, language)] == [{value}]


@pytest.mark.parametrize(
    ("claim", "sources", "verified"),
    [
        ("The TV series began in 2010 in Lenn.", ["The television series began in 2010 in Lenn."], True),
        ("The UN sent food to Lenn.", ["The United Nations sent food to Lenn."], True),
        ("The United Nations sent food to Lenn.", ["The UN sent food to Lenn."], True),
        ("The EU sent food to Lenn.", ["The United Nations sent food to Lenn."], False),
        ("Die UN schickten Getreide nach Lenn.", ["Die Vereinten Nationen schickten Getreide nach Lenn."], True),
        ("The United States told Lenn to pay.", ["He told us to pay Lenn."], False),
        ("The Skarne Harbour Board paid.", ["The Harbour Board paid.", "The Skarne Harbour Board met."], True),
        ("The council has non-voting members.", ["The council has 12 voting and 3 non-voting members."], True),
        ("The council has voting members.", ["The council has 3 non-voting members."], False),
        ("The pier opened in 1990.", ["The pier did not open until 1990."], True),
        ("The pier was open until 1990.", ["The pier was not open until 1990."], False),
        ("Lenn has a pier of 90 metres.", ["Skarne, Harrow, Lenn and Brook have a pier of 90 metres each."], True),
        ("Yes, the pier is open, as no storm is due.", ["The pier is open, as no storm is due."], True),
    ],
)
def test_the_same_in_other_words(claim: str, sources: list[str], verified: bool) -> None:
    assert verify(claim, sources).verified is verified


@pytest.mark.parametrize(
    ("claim", "verified"),
    [
        ("The pier of Lenn was built in 1901. The ferry to Skarne sails daily.", True),
        ("The pier of Lenn was built in 1901. The ferry to Skarne sails weekly from Harrow.", False),
        ("The pier of Lenn was built in 1911. The ferry to Skarne sails daily.", False),
    ],
)
def test_each_sentence_of_a_claim_has_its_own_support(claim: str, verified: bool) -> None:
    verdict = verify(claim, [PIER])
    assert verdict.verified is verified
    assert len(verdict.support) == (2 if verified else 0)


def test_an_answer_that_is_shown_needs_more_than_a_statement() -> None:
    claim, source = "Ada Lind financed the wooden tower.", "Ada Lind paid for the tower made of wood."
    verdict = verify(claim, [source])
    assert verdict.score < THRESHOLD
    assert verdict.verified
    assert not verify(claim, [source], question="Who paid?", shown_as_verified=True).verified
    assert STATEMENT_THRESHOLD < THRESHOLD


@pytest.mark.parametrize(
    ("question", "answer", "statement"),
    [
        ("Who built the pier?", "Ada Lind", "Ada Lind built the pier."),
        ("Who was the first mayor?", "Ada Lind", "The first mayor was Ada Lind."),
        ("When was the pier built by Lind?", "1901", "The pier was built by Lind in 1901."),
        ("What did she write in 1901?", "a play", "She write in 1901 a play."),
        ("How many ships are there in Lenn?", "12", "There are 12 ships in Lenn."),
        ("Why?", "because", None),
    ],
)
def test_a_question_and_its_answer_as_a_statement(question: str, answer: str, statement: str | None) -> None:
    assert statement_of(question, answer) == statement
