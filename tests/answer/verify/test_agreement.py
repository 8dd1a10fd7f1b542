"""Articles that give the same figure, date or name."""

from __future__ import annotations

from rag.answer.asked.kinds import asked_for
from rag.answer.verify.agreement import agreement


def agreed(question: str, *sentences: tuple[str, str]) -> list[float]:
    return agreement(question, asked_for(question), [(text, article, "en") for article, text in sentences])


def test_other_articles_count_and_the_same_one_does_not() -> None:
    said = agreed(
        "How many people were evacuated?",
        ("one", "Some 1,150 people were evacuated."),
        ("two", "The fire service took 1,150 people to safety."),
        ("two", "In all 1,150 people left their homes."),
        ("three", "About 900 people were evacuated."),
    )
    assert said == [0.5, 0.5, 0.5, 0.0]


def test_two_others_are_full_agreement() -> None:
    said = agreed(
        "Who is the mayor of Harrow Bay?",
        ("one", "The mayor of Harrow Bay is Ingrid Halvane."),
        ("two", "Mayor Ingrid Halvane opened the bridge."),
        ("three", "The mayor, Halvane, was re-elected."),
        ("four", "The mayor of Harrow Bay was elected in May."),
    )
    assert said == [1.0, 1.0, 1.0, 0.0]


def test_what_the_question_says_itself_is_no_agreement() -> None:
    assert agreed("Did Ingrid Halvane resign?", ("one", "Ingrid Halvane did."), ("two", "Ingrid Halvane did.")) == [
        0,
        0,
    ]
    assert agreed("Who is Ingrid Halvane?", ("one", "Ingrid Halvane won."), ("two", "Ingrid Halvane won.")) == [0, 0]


def test_a_list_of_many_agrees_with_nothing() -> None:
    many = "Anna Berg, Carl Dahl, Eva Falk, Gert Holm and Ida Jansen stood for mayor."
    assert agreed("Who is the mayor?", ("one", many), ("two", "The mayor is Anna Berg.")) == [0.0, 0.0]
