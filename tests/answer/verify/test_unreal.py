"""What a source tells as planned, tried, demanded or imagined is not verified as done."""

from __future__ import annotations

import pytest

from rag.answer.verify.check import verify

_DROPPED = "The new government of Marrend has dropped a plan to sell the four state ferries to Nordlin."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The work began in June.", "Mayor Tilda Brandt said the work would begin in June if the region pays half."),
        ("Work will begin in June.", "Mayor Tilda Brandt said the work would begin in June if the region pays half."),
        ("The bridge opens in June.", "The bridge would open in June if the region paid."),
        ("The sale was completed in November.", "The sale was to be completed in November."),
        ("The treaty was signed on Monday.", "The treaty was due to be signed on Monday."),
        ("The treaty was signed.", "The treaty has yet to be signed."),
        ("The parliament passed the law.", "The parliament is expected to pass the law."),
        ("Dahlmann took office on 1 October.", "Dahlmann will take office on 1 October."),
        ("The government sold the four ferries to Nordlin.", _DROPPED),
        ("The council charges cars a toll of 3 florins.", "A plan to charge cars a toll of 3 florins was dropped."),
        ("The state sold the ferries for 90 million.", "Imagine that the state sold the ferries for 90 million."),
        ("Maria Lund sold the ferries in 2023.", "Had Lund had the courage to sell the ferries in 2023, it would pay."),
        ("The mayor resigned.", "The mayor offered to resign."),
        ("The mayor resigned.", "The opposition demanded that the mayor resign."),
        ("The mayor resigned.", "The mayor almost resigned."),
        ("The dam collapsed.", "Residents of Lenn fear that the dam collapsed."),
        ("The bank lied.", "Ministers are worried that the bank lied."),
        ("The mayor resigned.", "Many in the council doubt that the mayor resigned."),
        ("The ferry reached Lenn.", "Their families hope that the ferry reached Lenn."),
        ("Police arrested two men.", "Police tried to arrest two men."),
        ("The company laid off 50 workers.", "The court stopped the company from laying off 50 workers."),
        ("The result was contested in court.", "Emil Renner said that the result may still be contested in court."),
        ("Die Preise steigen 2026.", "Die Preise würden erst 2026 steigen, falls der Diesel teurer wird."),
    ],
)  # fmt: skip
def test_what_did_not_happen_is_not_verified(claim: str, source: str) -> None:
    assert not verify(claim, [source]).verified


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The work will begin in June.", "Mayor Tilda Brandt said the work would begin in June."),
        ("The work would begin if the region pays half.", "It said the work would begin if the region pays half."),
        ("The festival takes place in Lenn on 3 May.", "The festival will take place in Lenn on 3 May."),
        ("The sale was to be completed in November.", "The sale of the ferries was to be completed in November."),
        ("Brandt became king in 1990.", "Brandt would later become king in 1990."),
        ("The mayor resigned on Monday.", "The mayor, who had offered to resign in May, resigned on Monday."),
        ("The council dropped a plan to sell the ferries.", _DROPPED.replace("government of Marrend", "council")),
        ("Police arrested two men.", "Police managed to arrest two men."),
        ("The mayor resigned.", "There is no doubt that the mayor resigned."),
        ("The council moved 900 people.", "Fearing that the dam would burst, the council moved 900 people."),
    ],
)  # fmt: skip
def test_what_happened_or_is_claimed_as_it_is_told_is_verified(claim: str, source: str) -> None:
    assert verify(claim, [source]).verified
