"""Sentences as a model writes them about the sample corpus, true and false: in other words than the article's.

Rules alone do not get all of them right; the floors are what they reached when this was written.
"""

# ruff: noqa: E501 - a claim stands on one line.

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.answer.verify import verify

ARTICLES = Path(__file__).parents[3] / "corpus" / "articles"
HOSPITAL = "aldersund-review/2025-10-21-hospital-budget.md"
MEDIATOR = "tesk-wire/2025-09-22-mediator.md"
DEBATE = "estuary-notes/2025-10-01-candidates-debate.md"

TRUE = [
    ("The Keldermark Health Board will exceed its budget by 27.4 million crowns.", HOSPITAL),
    ("The health board will miss its budget of 318 million crowns by 27.4 million crowns.", HOSPITAL),
    (
        "Agency nurses cost 14.2 million crowns more than planned, and late-payment fines amounted to 1.3 million crowns.",
        HOSPITAL,
    ),
    ("A prescription computer system ordered in 2021 has cost 6.7 million crowns and was never switched on.", HOSPITAL),
    ("Closing the maternity ward in Brennick would save 3.1 million crowns a year, according to the board.", HOSPITAL),
    ("Felix Aram of the University of Aldersund compared the saving to not buying a yacht.", HOSPITAL),
    ("Finance director Ruth Halvane said the method had been approved by the auditors.", HOSPITAL),
    ("Halvane said that the contract was signed before her time.", HOSPITAL),
    ("Medora Systems said its software had been ready for use since 2023.", HOSPITAL),
    ("Hanne Wolde, a retired judge, will mediate in the strike at the Port of Skarne.", MEDIATOR),
    ("The mediator is Hanne Wolde, a 71-year-old retired judge.", MEDIATOR),
    ("Wolde settled the 2018 bus dispute.", MEDIATOR),
    ("The strike has left 14 ships at anchor.", MEDIATOR),
    ("The strike costs the regional economy an estimated 2.2 million crowns a day.", MEDIATOR),
    ("According to the chamber of commerce, the strike causes damage of 2.2 million crowns a day.", MEDIATOR),
    ("Bram Tessler said the pickets would remain in place during the talks.", MEDIATOR),
    ("Northquay's offer of 4.5% is still on the table, said chief executive Sylvia Korrin.", MEDIATOR),
    ("Wolde will be paid one crown.", MEDIATOR),
    ("She will meet both delegations together on Friday.", MEDIATOR),
    ("It is the first strike at the port in 22 years.", MEDIATOR),
    ("About a third of the strikers are casual workers.", MEDIATOR),
    (
        "Torvell said no new well would be drilled under Tolvey until the ground had been independently measured.",
        DEBATE,
    ),
    ("Stroud has been regional president for eight years.", DEBATE),
    ("Both candidates want a higher ferry subsidy.", DEBATE),
    ("Stroud did not rule out a bridge.", DEBATE),
    ("Torvell ruled out a bridge.", DEBATE),
    ("Free buses for under-18s would cost 2.4 million crowns a year.", DEBATE),
    ("The two candidates met on Tuesday at the fish hall in Harrow Bay in front of about 250 people.", DEBATE),
    ("The vote takes place on November 2.", DEBATE),
    ("Stroud was booed when he said the region could not print midwives.", DEBATE),
]


FALSE = [
    ("The Keldermark Health Board will exceed its budget by 318 million crowns.", HOSPITAL),
    ("Agency nurses cost 6.7 million crowns more than planned.", HOSPITAL),
    ("The computer system has cost 14.2 million crowns.", HOSPITAL),
    ("Closing the maternity ward in Skarne would save 3.1 million crowns a year.", HOSPITAL),
    ("Closing the maternity ward in Brennick will save 1.8 million crowns a year, the board says.", HOSPITAL),
    ("Felix Aram said the method had been approved by the auditors.", HOSPITAL),
    ("Ruth Halvane compared the saving to not buying a yacht.", HOSPITAL),
    ("Medora Systems signed the contract in 2023.", HOSPITAL),
    ("Fines for late payment came to 27.4 million crowns.", HOSPITAL),
    ("Halvane said she would have signed the contract.", HOSPITAL),
    ("Bram Tessler will mediate in the strike at the Port of Skarne.", MEDIATOR),
    ("Wolde, 71, settled the bus dispute of 2022.", MEDIATOR),
    ("The strike has left 22 ships at anchor.", MEDIATOR),
    ("The strike is the first at the port in 14 years.", MEDIATOR),
    ("Sylvia Korrin said the pickets would stay in place during the talks.", MEDIATOR),
    ("Bram Tessler said the offer of 4.5 percent was still on the table.", MEDIATOR),
    ("Wolde will be paid 4.5 crowns.", MEDIATOR),
    ("She will meet the two delegations together on Wednesday.", MEDIATOR),
    ("Northquay has rejected mediation.", MEDIATOR),
    ("The pickets will be lifted during the talks, Tessler said.", MEDIATOR),
    ("Wolde will mediate, and the strike has been called off.", MEDIATOR),
    ("Torvell has been regional president for eight years.", DEBATE),
    ("Stroud ruled out a bridge.", DEBATE),
    ("Torvell would not rule out a bridge.", DEBATE),
    ("Torvell was booed when she said the region could not print midwives.", DEBATE),
    ("Free buses for under-18s would cost 250 million crowns a year.", DEBATE),
    ("Stroud is a former school inspector.", DEBATE),
    ("The vote is on 1 October.", DEBATE),
    ("Stroud said not one new well would be drilled under Tolvey.", DEBATE),
    ("Both candidates oppose a higher ferry subsidy.", DEBATE),
    ("Maja Torvell of the Coast Alliance met Aurel Stroud of Green Shore.", DEBATE),
]


def _verified(claim: str, article: str) -> bool:
    text = (ARTICLES / article).read_text(encoding="utf-8")
    return verify(claim, [re.sub(r"^---.*?---\n", "", text, flags=re.DOTALL)], shown_as_verified=True).verified


def test_true_sentences_in_other_words_are_accepted() -> None:
    refused = [claim for claim, article in TRUE if not _verified(claim, article)]
    assert len(refused) <= 2, refused


def test_false_sentences_about_the_same_things_are_caught() -> None:
    accepted = [claim for claim, article in FALSE if _verified(claim, article)]
    assert len(accepted) <= 2, accepted


BLAND = ["Peter Bland, the former president of the Harrow League, spoke on Monday."]


@pytest.mark.parametrize(
    ("question", "verified"),
    [
        ("Who is the president of the Harrow League?", False),
        ("Who was the president of the Harrow League?", True),
        ("Who is Peter Bland?", True),
        ("Who is the former president of the Harrow League?", True),
    ],
)
def test_who_was_is_not_who_is(question: str, verified: bool) -> None:
    verdict = verify("Peter Bland is the former president of the Harrow League.", BLAND, question=question)
    assert verdict.verified is verified
    assert verified or verdict.reason == "It speaks of a former president, which is not what was asked."
