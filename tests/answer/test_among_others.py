"""What other articles say to a sentence's answer."""

from __future__ import annotations

import pytest
from test_writing import article, found

from rag.answer.reader.among_others import said_by_others, with_others

QUESTION = "Who won the regatta in Harrow Bay?"
WON = "The regatta in Harrow Bay was won by Anna Berg."
ALSO_WON = "Anna Berg won the regatta in Harrow Bay on Sunday."
OTHER = "The regatta in Harrow Bay was won by Carl Dahl."
NOBODY = "The regatta in Harrow Bay was won in heavy rain."


def probability(*texts: str) -> float:
    asked = found(QUESTION, *(article(text, f"a{number}") for number, text in enumerate(texts)))
    return with_others(0.5, said_by_others(QUESTION, asked.candidates[0], asked.candidates))


def test_an_answer_that_two_articles_give_is_likelier() -> None:
    assert probability(WON, ALSO_WON, OTHER) > 0.7


def test_an_answer_that_several_others_do_not_give_is_less_likely() -> None:
    assert probability(OTHER, WON, ALSO_WON) < 0.3
    assert probability(WON, NOBODY, f"{NOBODY} Nobody saw it.") < 0.3


@pytest.mark.parametrize(
    "texts",
    [(WON,), (WON, "The council met on Monday.", "The harbour was closed."), (WON, OTHER), (f"{WON} {ALSO_WON}",)],
)
def test_one_article_alone_or_one_other_says_nothing(texts: tuple[str, ...]) -> None:
    assert probability(*texts) == 0.5


def test_a_question_of_no_kind_is_left_to_the_model() -> None:
    asked = found("Why was the regatta put off?", article(WON, "a1"), article(ALSO_WON, "a2"))
    assert with_others(0.5, said_by_others(asked.question, asked.candidates[0], asked.candidates)) == 0.5
