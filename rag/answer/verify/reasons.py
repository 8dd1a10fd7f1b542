"""What the reader is told of a claim that was not verified: one plain sentence."""

from __future__ import annotations

from rag.answer.verify.slot_matching import Rival
from rag.answer.verify.units import ClaimUnit

EMPTY = "It says nothing that could be checked."
NO_SOURCES = "There is no source to check it against."
TOO_LONG = "It is too long to be checked."
UNSUPPORTED = "The sources do not say this."
NOT_ANSWERED = "The sources do not say that this is the answer."
SAID_BY_QUESTION = "The question itself names this."
TAKEN_BACK = "The source itself says right behind it that it is not so."

_KINDS = {"figure": "The number", "date": "The date", "name": "The name", "word": "The word", "light": "The word"}


def absent(unit: ClaimUnit) -> str:
    """An item stands in no source; a figure that is exceeded, or not reached, by one side alone, at least not so."""
    figure = unit.item.figure if unit.item else None
    if figure and figure.strict:
        return f"No source says that it is {'more' if figure.bound > 0 else 'less'} than {unit.text}."
    if unit.only_bounded:
        return f"The sources give {unit.text} only as what is exceeded or not reached (“more than”, “nearly”)."
    return f"{_KINDS[unit.kind]} {unit.text} does not stand in the sources."


def elsewhere(unit: ClaimUnit) -> str:
    """An item stands in the sources, but not with the rest of the claim."""
    return f"{_KINDS[unit.kind]} {unit.text} stands elsewhere in the sources, not with this."


def lacking(unit: ClaimUnit) -> str:
    """A word is not where the rest of the claim is."""
    if unit.item is None:
        return f"The sources do not say “{unit.text}” of this."
    return elsewhere(unit) if unit.places else absent(unit)


def rivalled(unit: ClaimUnit, rival: Rival) -> str:
    """Another item stands in the place of this one."""
    return f"With this the source has {rival.item.text.strip()}, not {unit.text.strip()}."


def instead(said: str, found: str) -> str:
    """The source has another item in the same place."""
    return f"In its place the source has {found.strip()}, not {said.strip()}."


def rivalled_verb(date: str, theirs: str, mine: str) -> str:
    """A date belongs to another verb."""
    return f"In the source {date} is when it was {theirs}, not when it was {mine}."


def quotation(quote: str) -> str:
    """A quotation is not verbatim."""
    short = quote if len(quote) <= 60 else f"{quote[:57].rstrip()}…"
    return f"The quotation “{short}” does not stand in the sources."


def denied(text: str) -> str:
    """The source says no where the claim says yes, or the other way round."""
    return f"The source says the contrary about “{text}”."


def hedged(hedge: str) -> str:
    """The source says it with a reservation."""
    return f"The source says it with a reservation (“{hedge}”)."


def wrong_speaker(said: str, speaker: str | None) -> str:
    """Somebody else says it in the source."""
    if speaker is None:
        return f"The source does not say that this comes from {said}."
    return f"In the source {speaker} says this, not {said}."


def exchanged(one: str, other: str) -> str:
    """Subject and object are exchanged."""
    return f"In the source {one} and {other} have each other's part."


def past(role: str) -> str:
    """The question asks who is, the claim says who was."""
    return f"It speaks of a {role}, which is not what was asked."


def of_another(words: str) -> str:
    """A word beside a noun makes another thing of it on one side only ("former mayor", "the mayor's wife")."""
    return f"Only one of claim and source speaks of “{words}”."
