"""Sentences with a question's words that tell of something else: they come last, and never answer."""

from __future__ import annotations

import pytest

from rag import Archive
from rag.answer.verify.check import verify
from rag.answer.verify.told_otherwise import tells_otherwise

_MANAGER = "He suspended the maintenance manager, Rory Vance, on Monday evening."
_BRIDGE = f'"We had no choice," said harbour engineer Tobias Quill. {_MANAGER}'


@pytest.mark.parametrize(
    ("question", "sentence", "otherwise"),
    [
        ("Who suspended Tobias Quill?", _MANAGER, True),
        ("Who suspended Tobias Quill?", "Rory Vance was suspended by the board.", True),
        ("Who beat Brazil?", "Germany beat Argentina in the final.", True),
        ("Who suspended Rory Vance?", _MANAGER, False),
        ("Who suspended Vance?", _MANAGER, False),
        ("Who beat Brazil?", "Germany beat Brazil and Argentina.", False),
        ("Who beat Brazil?", "Germany beat Argentina and, in July, Brazil.", False),
        ("Who suspended Tobias Quill?", "The board suspended work on Monday.", False),
        ("Who suspended Tobias Quill?", "The board suspended him on Monday in Harrow.", False),
        ("Who wrote Hamlet?", "Shakespeare wrote the play in London.", False),
        ("Who was not suspended?", "Rory Vance had been suspended.", True),
        ("Which countries did not sign the treaty?", "Norway signed the treaty in 1998.", True),
        ("Which countries never signed the treaty?", "Norway never signed the treaty.", False),
        ("Who was not suspended?", "Rory Vance kept his post.", False),
        ("Wasn't Rory Vance suspended?", "Rory Vance was suspended.", False),
        ("Wer hat Tobias Quill entlassen?", "Er entließ Rory Vance.", False),
        ("", "", False),
    ],
)
def test_what_was_done_to_another_or_is_the_opposite(question: str, sentence: str, *, otherwise: bool) -> None:
    assert tells_otherwise(question, sentence, None) is otherwise


@pytest.mark.parametrize(
    ("claim", "verified"),
    [
        ("Tobias Quill suspended Rory Vance.", True),
        ("Rory Vance was suspended by Tobias Quill.", True),
        ("Tobias Quill suspended the maintenance manager on Monday evening.", True),
        ("Rory Vance suspended Tobias Quill.", False),
        ("Tobias Quill was suspended by Rory Vance.", False),
    ],
)
def test_a_claim_about_what_a_pronoun_does(claim: str, *, verified: bool) -> None:
    assert verify(claim, [_BRIDGE]).verified is verified


@pytest.mark.parametrize(
    ("claim", "source", "verified"),
    [
        ("More than 12 people were hurt.", "The fire hurt 12 people in Lenn.", False),
        ("Nearly 5,000 people came.", "Some 5,000 people came to Lenn.", False),
        ("Fewer than 12 people were hurt.", "The fire hurt 12 people in Lenn.", False),
        ("At least 12 people were hurt.", "The fire hurt 12 people in Lenn.", True),
        ("More than 12 people were hurt.", "The fire hurt over 12 people in Lenn.", True),
        ("Nearly 5,000 people came.", "Almost 5,000 people came to Lenn on Monday.", True),
        ("12 people were hurt.", "The fire hurt more than 12 people in Lenn.", False),
        ("5,000 people came.", "Nearly 5,000 people came to Lenn.", False),
        ("Some 5,000 people came.", "Nearly 5,000 people came to Lenn.", True),
        ("12 people were hurt in Lenn.", "More than 12 people were hurt in Lenn, 12 of them badly.", True),
    ],
)
def test_a_bound_is_no_number(claim: str, source: str, *, verified: bool) -> None:
    verdict = verify(claim, [source])
    assert verdict.verified is verified
    if not verified:
        assert verdict.reason is not None and "than" in verdict.reason, verdict.reason


def test_who_did_it_to_another_is_not_answered(archive: Archive) -> None:
    archive.add_text(f"Bridge closed after crack found\n\nThe Kestrel Bridge is closed.\n\n{_BRIDGE}", name="a.txt")
    assert archive.ask("Who suspended Rory Vance?").outcome == "answered"
    other = archive.ask("Who suspended Tobias Quill?")
    assert other.outcome != "answered"
    assert not other.sentences
