"""A claim of more than its source speaks of is refused; by how much something changed is not to what it changed."""

from __future__ import annotations

import pytest

from rag.answer.verify.check import verify

_ROSE = "Unemployment in Lenn rose by 2.1 percentage points to 9.4 per cent last year."


@pytest.mark.parametrize(
    ("claim", "source", "verified"),
    [
        ("All schools are closed.", "Almost all schools in Lenn are closed.", False),
        ("Every school is closed.", "Nearly every school is closed in Lenn.", False),
        ("All islands were cut off.", "Some islands were cut off on Monday.", False),
        ("Most of the shops closed.", "Half of the shops closed on Monday.", False),
        ("Half of the inhabitants are older than 65.", "A third of the inhabitants are older than 65.", False),
        (
            "A third of the inhabitants are older than 65.",
            "In Lenn a third of the inhabitants are older than 65.",
            True,
        ),
        ("Almost all schools are closed.", "Almost all schools in Lenn are closed.", True),
        ("All schools are closed.", "The schools in Lenn are closed.", True),
        ("Some schools are closed.", "All schools in Lenn are closed.", True),
        ("The third school is closed.", "Half of Lenn is dark, and the third school is closed.", True),
        ("Unemployment rose by 9.4 per cent.", _ROSE, False),
        ("Unemployment rose to 9.4 per cent.", _ROSE, True),
        ("Unemployment rose by 2.1 percentage points.", _ROSE, True),
        ("The prices doubled.", "The prices halved in May.", False),
        ("A faulty cable started the fire.", "A faulty cable had probably started the fire, he said.", False),
        ("A faulty cable probably started the fire.", "A faulty cable had probably started the fire, he said.", True),
    ],
)
def test_how_much_is_claimed(claim: str, source: str, *, verified: bool) -> None:
    assert verify(claim, [source]).verified is verified


@pytest.mark.parametrize(
    ("claim", "source", "verified"),
    [
        ("His brother owns shares.", "Some say his brother owns shares. There is no evidence for this.", False),
        ("Two people died.", "The police said that two people had died. This was wrong.", False),
        ("The factory will close.", "Rumours that the factory will close are false.", False),
        ("The factory will not close.", "The head of the factory said that the factory will not close.", True),
    ],
)  # fmt: skip
def test_what_the_source_takes_back_right_behind_it(claim: str, source: str, *, verified: bool) -> None:
    assert verify(claim, [source]).verified is verified
