"""Articles that give different figures or dates for what is asked: both are shown, and the newer is named."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.asked.kinds import Asked, asked_for
from rag.answer.evidence import across_languages
from rag.answer.reader.answer_place import with_unit
from rag.answer.reader.reading import Reading
from rag.answer.verify.answer_span import ITEM_OF
from rag.text.parse import Item, read_sentence


def differ(question: str, one: Reading, other: Reading) -> bool:
    """Whether two sentences of different articles have figures (or dates, where one is asked for), and none that agree.

    Args:
        question: what is asked, of which both are likely to be an answer.
        one: a sentence.
        other: another.
    """
    if one.candidate.article.id == other.candidate.article.id:
        return False
    if not (one.asked and other.asked) and any(
        across_languages(question, each.candidate.article) for each in (one, other)
    ):
        return False  # what is counted has another word there, so that any figure looks like an answer
    asked = asked_for(question)
    kind = ITEM_OF.get(asked.kind) if asked else None
    if asked is None or kind not in ("figure", "date"):
        return False
    first, second = _of_the_same_unit(asked, (one, _items(one, kind)), (other, _items(other, kind)))
    return bool(first and second) and not any(_agree(a, b) or _agree(b, a) for a in first for b in second)


def differing(question: str, picks: Sequence[Reading]) -> Reading | None:
    """The first further sentence that differs from the surest one; None where all agree, as far as can be told."""
    return next((pick for pick in picks[1:] if differ(question, picks[0], pick)), None)


def differences_said(question: str, picks: Sequence[Reading]) -> str | None:
    """A sentence for the reader where the articles differ."""
    other = differing(question, picks)
    if other is None:
        return None
    asked = asked_for(question)
    what = "dates" if asked is not None and asked.kind == "date" else "figures"
    known = [(pick.candidate.article.day, pick) for pick in (picks[0], other)]
    days = [(day, pick) for day, pick in known if day is not None]
    if len({day for day, _ in days}) < 2:
        return f"The articles give different {what}."
    day, newer = max(days, key=lambda pair: pair[0])
    outlet = newer.candidate.article.outlet
    return (
        f"The articles give different {what}; the newer is of {day.day} {day:%B %Y}{f' ({outlet})' if outlet else ''}."
    )


def _items(reading: Reading, kind: str) -> list[Item]:
    read = read_sentence(reading.candidate.text, reading.candidate.article.language or "en")
    items = [item for item in read.items if item.kind == kind and not (item.figure is not None and item.figure.soft)]
    # "Two people died and 1,150 were evacuated": small numbers in words seldom are what two articles disagree about.
    return [item for item in items if any(char.isdigit() for char in item.text)] or items


def _of_the_same_unit(asked: Asked, *each: tuple[Reading, list[Item]]) -> list[list[Item]]:
    """Of two sentences' items those of the unit that is asked for, where one has any: a price does not differ from the
    hour at which a ferry leaves."""
    narrowed = [with_unit(asked, reading.candidate.text, items) for reading, items in each]
    return narrowed if any(narrowed) else [items for _, items in each]


def _agree(one: Item, other: Item) -> bool:
    if one.figure is not None and other.figure is not None:
        return one.figure.agrees(other.figure)
    return one.day is not None and other.day is not None and one.day.agrees(other.day)
