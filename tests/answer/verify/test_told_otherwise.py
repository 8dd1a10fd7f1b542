"""Sentences with a question's words that tell of something else: they come last, and never answer."""

from __future__ import annotations

import pytest

from rag import Archive
from rag.answer.verify.check import verify
from rag.answer.verify.told_otherwise import tells_otherwise, told_as_no_fact

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
        ("How many were hurt?", "The brigade first spoke of six hurt but lowered the figure on Monday.", True),
        ("How many were hurt?", "The brigade first spoke of six hurt but lowered the figure to four.", False),
        ("How many were hurt at first?", "The brigade first spoke of six hurt but lowered the figure.", False),
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


@pytest.mark.parametrize(
    ("question", "sentence", "verb"),
    [
        ("How much did Kaspar take from Nordlin?", "Kaspar had always denied that he took 50,000 florins.", "take"),
        ("When did the dyke break?", "It has never broken since it was built in 1887.", "break"),
        ("When did the dyke break?", "The dyke could break in a storm surge of four metres.", "break"),
        ("For how much were the ferries sold?", "Imagine that the state sold them for 90 million florins.", "sell"),
        (
            "When did Maria Lund sell the ferries?",
            "Had Lund had the courage to sell in 2023, it would pay.",
            "sell",
        ),
        ("When was the sale completed?", "The sale was to be completed in November.", "complet"),
        # It is told as a fact, too, or answers all the same.
        ("How much did Kaspar take from Nordlin?", "He took 50,000 florins, but denied that he took more.", None),
        ("How many people were killed?", "Nobody was killed in the fire.", None),
        ("When was the bridge opened?", "It was not opened until 1990.", None),
        ("When was it last seen?", "It has not been seen since 1998.", None),
        ("When did Dahlmann take office?", "Dahlmann will take office on 1 October.", None),
        # What asks of no fact, of what was said, or in another language.
        ("When was the sale to be completed?", "The sale was to be completed in November.", None),
        ("When would the sale be completed?", "The sale was to be completed in November.", None),
        ("What did Lund say about closing the school?", "“The school will not close,” said Maria Lund.", None),
        ("Did the dyke break?", "It has never broken since it was built in 1887.", None),
        ("Wann brach der Deich?", "Er ist nie gebrochen.", None),
    ],
)
def test_what_is_denied_planned_or_imagined_is_no_fact(question: str, sentence: str, verb: str | None) -> None:
    assert told_as_no_fact(question, sentence, None) == verb


_HOOL = """---
title: The dyke at Hool
date: 2025-02-27
---
The dyke at Hool has never collapsed since it was built in 1887.

The village behind the dyke at Hool was flooded in 1953.
"""
_BROKEN = """---
title: The dyke at Hool has collapsed
date: 2025-03-09
---
The dyke at Hool collapsed on 8 March 2025.
"""


def test_what_is_denied_does_not_answer_unless_another_tells_it_as_a_fact(archive: Archive) -> None:
    archive.add_text(_HOOL, name="before.md")
    answer = archive.ask("When did the dyke at Hool collapse?")
    assert answer.outcome == "possible"
    assert "never collapsed" in answer.evidence[0].quote
    archive.add_text(_BROKEN, name="later.md")
    answer = archive.ask("When did the dyke at Hool collapse?")
    assert answer.outcome == "answered"
    assert answer.sentences[0].citations[0].quote == "The dyke at Hool collapsed on 8 March 2025."
