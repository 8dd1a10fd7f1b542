"""The yes or no before a written sentence."""

from __future__ import annotations

import pytest

from rag.answer.verify import verify

RUNS, DOES_NOT = "The ferry runs on Sundays.", "The ferry does not run on Sundays."


@pytest.mark.parametrize(
    ("claim", "source", "stands"),
    [
        ("Yes, the ferry runs on Sundays.", RUNS, True),
        ("No, the ferry does not run on Sundays.", DOES_NOT, True),
        ("No, the ferry is no longer in service.", "The ferry is no longer in service.", True),
        ("Yes - the ferry runs on Sundays.", RUNS, True),
        ("Yes, the ferry runs on Sundays.", DOES_NOT, False),
        ("No, the ferry does not run on Sundays.", RUNS, False),
        # Which of the two is meant?
        ("No, the ferry runs on Sundays.", RUNS, False),
        ("Yes, the ferry does not run on Sundays.", DOES_NOT, False),
        # A name, and a number of none.
        ("No Name sank on Sunday.", "No Name sank on Sunday.", True),
        ("No ferries run on Sundays.", RUNS, False),
        ("Ja, die Fähre fährt sonntags.", "Die Fähre fährt sonntags.", True),
        ("Nein, die Fähre fährt sonntags nicht.", "Die Fähre fährt sonntags nicht.", True),
        ("Nein, die Fähre fährt sonntags nicht.", "Die Fähre fährt sonntags.", False),
        ("Non, le bac ne circule pas le dimanche.", "Le bac ne circule pas le dimanche.", True),
        ("Ні, пором не ходить у неділю.", "Пором не ходить у неділю.", True),
        ("Так, пором ходить у неділю.", "Пором не ходить у неділю.", False),
    ],
)
def test_a_yes_or_no_counts_with_what_it_goes_with(claim: str, source: str, stands: bool) -> None:
    assert verify(claim, [source], question="Does the ferry run on Sundays?").verified == stands
