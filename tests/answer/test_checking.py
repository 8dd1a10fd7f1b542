"""How well a sentence stands among the articles that its writer read, and what the judge's word must be worth."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rag.answer.checking import check_by_rules, standing_among
from rag.answer.judge import DEFAULT, PINNED_THRESHOLDS, Standing
from rag.answer.verify import verify
from rag.answer.verify.answer_span import answer_core
from rag.model import Article, Quote


def excerpt(number: int, text: str) -> Quote:
    """An article's whole text as an excerpt."""
    article = Article(
        id=f"a{number}", title="", text=text, source=f"a{number}", content_hash="h",
        added=datetime(2025, 11, 8, tzinfo=UTC), state="ready", language="en",
    )  # fmt: skip
    return Quote(article, 0, len(text))


ASKED = "When was the ferry Ada Lind launched?"
SAYS = "The ferry Ada Lind was launched on 3 May 2024."


@pytest.mark.parametrize(
    ("claim", "texts", "standing"),
    [
        (SAYS, [SAYS], "alone"),
        (SAYS, [SAYS, "Harrow Bay has a mayor."], "alone"),
        (SAYS, [SAYS, "On 3 May 2024 the Ada Lind, the new ferry, was launched at Skarne."], "corroborated"),
        # The same answer in other words, to which the whole sentence does not fit.
        (
            "The ferry Ada Lind was launched in Skarne on 3 May 2024.",
            [
                "The ferry Ada Lind was launched in Skarne on 3 May 2024.",
                "The launch of the ferry Ada Lind was on 3 May 2024.",
            ],
            "corroborated",
        ),
        (
            SAYS,
            [
                SAYS,
                "Hundreds saw the ferry Ada Lind launched from the yard.",
                "The launched ferry Ada Lind was towed.",
            ],
            "contested",
        ),
        ("The Ada Lind cost 46 million.", ["The vessel cost 46 million crowns, they said."], "doubted"),
    ],
)
def test_how_a_sentence_stands(claim: str, texts: list[str], standing: Standing) -> None:
    sources = [excerpt(number, text) for number, text in enumerate(texts)]
    ruling = check_by_rules(claim, ASKED, sources)
    assert standing_among(claim, ASKED, ruling, sources) == standing


def test_copies_of_one_story_confirm_nothing_of_each_other() -> None:
    sources = [excerpt(number, text) for number, text in enumerate([SAYS, SAYS, "Harrow Bay has a mayor."])]
    ruling = check_by_rules(SAYS, ASKED, sources)
    assert standing_among(SAYS, ASKED, ruling, sources) == "corroborated"
    assert standing_among(SAYS, ASKED, ruling, sources, {"a0": 1, "a1": 1}) == "alone"
    assert standing_among(SAYS, ASKED, ruling, sources, {"a0": 1, "a1": 2}) == "corroborated"


def test_copies_of_one_story_contest_a_sentence_as_one() -> None:
    others = ["Hundreds saw the ferry Ada Lind launched from the yard.", "The launched ferry Ada Lind was towed."]
    sources = [excerpt(number, text) for number, text in enumerate([SAYS, *others])]
    ruling = check_by_rules(SAYS, ASKED, sources)
    assert standing_among(SAYS, ASKED, ruling, sources) == "contested"
    assert standing_among(SAYS, ASKED, ruling, sources, {"a1": 7, "a2": 7}) == "alone"


@pytest.mark.parametrize("thresholds", [DEFAULT, PINNED_THRESHOLDS])
def test_what_stands_worse_needs_more_of_a_yes(thresholds: dict[Standing, float]) -> None:
    order: list[Standing] = ["corroborated", "alone", "contested"]
    values = [thresholds[standing] for standing in order]
    assert values == sorted(values)
    assert thresholds["doubted_corroborated"] < thresholds["doubted"]
    assert thresholds["corroborated"] < thresholds["doubted_corroborated"]


@pytest.mark.parametrize(
    ("claim", "question", "core"),
    [
        (SAYS, ASKED, "3 May 2024"),
        ("The new ferry was launched on Friday, 3 May 2024.", ASKED, "3 May 2024"),
        ("Mira Holt won the 2020 Marsk Open.", "Who won the 2020 Marsk Open?", "Mira Holt"),
        ("The ferry cost 46 million crowns, Halvane said.", "How much did the ferry cost?", "46 million crowns"),
        ("Die Fähre wurde am 3. Mai 2024 getauft.", "Wann wurde die Fähre getauft?", "3. Mai 2024"),
        ("The council said that it was tired.", "What did the council say?", None),
    ],
)
def test_the_core_is_what_the_answer_adds(claim: str, question: str, core: str | None) -> None:
    assert answer_core(claim, question) == core


@pytest.mark.parametrize(
    ("claim", "source", "verified"),
    [
        ("Mira Holt leads Lenn Steel.", "Mira Holt leads Lenn Steel.", True),
        ("Mira Holt is the director of Marsk.", "Mira Holt is the director of the Marsk Foundation.", False),
        ("Jon Reed gave Orsund a boat.", "Jon Reed gave the Orsund Prize a boat.", False),
        # Behind a preposition a name does nothing itself and rivals nobody.
        (
            "Ida Brook was named the Teacher of the Year.",
            "Ida Brook, a teacher of small children in New Marsk, has been named the Teacher of the Year.",
            True,
        ),
        # Only shifted, not another name.
        (
            "The regatta will be held at Orsund Quay in Lenn, Marskland.",
            "The regatta will be held in Lenn Bay, Marskland, at Orsund Quay, home of the Lenn Bay Sailors.",
            True,
        ),
    ],
)
def test_names_that_only_look_alike(claim: str, source: str, verified: bool) -> None:
    assert verify(claim, [source]).verified is verified


def test_a_date_that_stands_with_something_else_gets_no_second_opinion() -> None:
    sources = ["Lenn hosted the games in 1964; there was a medal.", "Marsk will not host anything in 2008."]
    verdict = verify("The city that hosted the games in 2008 was Lenn.", sources)
    assert not verdict.verified
    assert not verdict.nearest


def test_the_article_that_states_the_year_is_shown_first() -> None:
    claim = "The series premieres on 15 November 2020."
    without = "The year is 2020. The series premieres on 15 November, they said."
    with_year = "They said the series premieres on 15 November 2020."
    assert verify(claim, [without]).verified
    assert {place.source for place in verify(claim, [without, with_year]).support} == {1}


CHANGED = (
    "The siren did not sound because its batteries were flat, the fire service has said. "
    "They had last been changed in 2019. They should have been changed every three years."
)
SCHOOL = (
    "The pupils of Lowmere have gone back to lessons in the chapel at Upper Corrow, where the pews were turned.\n\n"
    "Their own school stood in water. The floor must be taken out.\n\nThe heating is a problem."
)


@pytest.mark.parametrize(
    ("claim", "source", "verified"),
    [
        ("The fire service changed the batteries every three years.", CHANGED, False),
        ("The batteries were changed every three years.", CHANGED, False),
        ("The batteries should have been changed every three years.", CHANGED, True),
        ("The batteries had last been changed in 2019.", CHANGED, True),
        ("The pupils have lessons in Upper Corrow chapel, where the floor must be taken out.", SCHOOL, False),
        ("The pupils have lessons in the chapel at Upper Corrow, where the pews were turned.", SCHOOL, True),
        ("Their school stood in water, and the floor must be taken out.", SCHOOL, True),
    ],
)
def test_what_was_only_to_be_and_what_belongs_elsewhere(claim: str, source: str, verified: bool) -> None:
    """Both false ones were written by the local model, and were taken for true."""
    assert verify(claim, [source]).verified is verified


ATLAS = (
    "A sea atlas borrowed from the town library in Harrow Bay in the spring of 1964 has been handed back by the "
    "borrower's daughter. The daughter, Henrietta Coyle, brought the book to the desk in a pillow case."
)


@pytest.mark.parametrize(
    ("claim", "source", "verified"),
    [
        ("Henrietta Coyle returned the borrowed sea atlas from the town library in the spring of 1964.", ATLAS, False),
        ("The sea atlas was handed back in the spring of 1964.", ATLAS, False),
        ("The sea atlas was borrowed from the town library in the spring of 1964.", ATLAS, True),
        ("A sea atlas borrowed from the town library in the spring of 1964 has been handed back.", ATLAS, True),
        ("The man was released in March 2024.", "The man arrested in March 2024 was released.", False),
        ("The man was arrested in March 2024.", "The man arrested in March 2024 was released.", True),
        ("The ferry was launched in March 2024.", "The ferry was launched in March 2024 and has sailed since.", True),
    ],
)
def test_a_date_belongs_to_its_verb(claim: str, source: str, verified: bool) -> None:
    """The first was written by the local model, and was taken for true."""
    assert verify(claim, [source]).verified is verified
