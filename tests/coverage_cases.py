"""Invented articles, and questions of which it is known why the articles do not answer them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import NamedTuple

from rag.model import Draft, Filters

_SYLLABLES = ("bra", "dul", "fen", "gor", "hul", "kes", "lom", "mav", "nor", "pil", "rud", "sel", "tor", "vek", "zan")
_WORKS = ("bridge", "harbour", "library", "stadium", "museum", "tunnel", "market", "theatre", "hospital", "airport")
_TRAITS = ("herons", "asbestos", "acoustics", "vaccines", "turnstiles", "frescoes", "lifeguards", "parrots")
_OUTLETS = ("Courier", "Ledger", "=Herald", None)
_FIRST = date(2024, 1, 8)


class Case(NamedTuple):
    """A question, the filters it is asked with, and the reason that is to be told."""

    question: str
    filters: Filters
    reason: str | None


def planted(seed: int, each: int) -> tuple[list[tuple[str, Draft]], list[Case]]:
    """Articles on invented places, and ``each`` questions for each of the four reasons, and some that are answered.

    Args:
        seed: of the chance by which all of it is made.
        each: how many.
    """
    chance = random.Random(seed)
    names = _names(chance, 6 * each)
    drafts: list[tuple[str, Draft]] = []
    cases: list[Case] = []
    for number in range(each):
        there, gone, misspelt, early, answered, person = names[6 * number : 6 * number + 6]
        works = chance.choice(_WORKS)
        has_acronym, is_answered = number % 2 == 0, number % 3 == 0
        opened = [there, early, *([] if has_acronym else [misspelt]), *([answered] if is_answered else [])]
        for place in opened:
            text = (
                f"The {works} in {place} opened on Monday after repairs, the council said. "
                f"Mayor {person} praised the builders, who had worked through the winter."
            )
            published = None if place == answered else _FIRST + timedelta(days=number * 9)
            outlet = chance.choice(_OUTLETS)
            drafts.append((place, Draft(f"{place}: {works} opens", text, published=published, outlet=outlet)))
        parts = [name.capitalize() for name in (there + "ia", "regatta", misspelt + "u")]
        full, acronym = " ".join(parts), "".join(part[0] for part in parts)
        if has_acronym:
            text = f"The {full} met on Friday. Delegates ate."
            drafts.append((full, Draft(f"{full} meets", text, published=_FIRST)))
        other = f"When did the {acronym} meet?" if has_acronym else f"When did the {works} in {_slip(misspelt)} open?"
        later = Filters(since=_FIRST + timedelta(days=400))
        cases += [
            Case(f"When did the {works} in {gone} open?", Filters(), "never_collected"),
            Case(_unsaid(chance, works, there), Filters(), "not_said"),
            Case(other, Filters(), "another_name"),
            Case(f"When did the {works} in {early} open?", later, "later"),
        ]
        if is_answered:
            cases.append(Case(f"When did the {works} in {answered} open?", Filters(), None))
    # Something of the time in which the others are asked for in vain.
    drafts.append(
        ("weather", Draft("Rain", "Rain fell on the hills all week.", published=_FIRST + timedelta(days=420)))
    )
    return drafts, cases


def _unsaid(chance: random.Random, works: str, place: str) -> str:
    """A question about something that is collected, which asks what nothing says of it."""
    trait = chance.choice(_TRAITS)
    return chance.choice(
        (
            f"How many {trait} live near the {works} in {place}?",
            f"How much did the {trait} of the {works} in {place} cost?",
            f"Who counted the {trait} when the {works} in {place} opened?",
        )
    )


def _names(chance: random.Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault("".join(chance.choices(_SYLLABLES, k=4)).capitalize())
    return list(found)


def _slip(name: str) -> str:
    """A name with one letter doubled."""
    return name[:5] + name[4] + name[5:]
