"""Where a question asks how things stand now, the newer of two articles decides between sentences about as near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.answer.reader import Calibration, Reading, outcome_of
from rag.answer.reader.differences import differ
from rag.answer.reader.picking import CLOSE, as_near

#: What the reader of an answer is told of it.
NEWEST_FIRST = "Of sentences that come about as near, that of the newer article comes first."


def newest_first(question: str, readings: Sequence[Reading], calibration: Calibration) -> list[Reading]:
    """The readings, those that answer about as surely as the first in the order of their articles' days.

    So are those that answer with another figure or date: how sure a model is of each says little of which holds now.

    Args:
        question: what is asked.
        readings: the likeliest first.
        calibration: the reader's; an answer that is sure does not give way to one that is only possible.
    """
    if not readings:
        return []
    first = readings[0]
    outcome = outcome_of(readings, calibration)
    near = [
        reading
        for reading in readings
        if reading.asked == first.asked
        and outcome_of([reading], calibration) == outcome
        and as_near(reading, first)
        and (reading.probability >= CLOSE * first.probability or differ(question, first, reading))
    ]
    newest = sorted(near, key=lambda reading: reading.candidate.article.day or date.min, reverse=True)
    return [*newest, *(reading for reading in readings if not any(reading is one for one in near))]
