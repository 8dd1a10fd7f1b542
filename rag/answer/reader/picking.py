"""What follows from the readings: whether the archive answers, and which sentences say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.asked.kinds import is_figure
from rag.answer.reader.differences import differ
from rag.answer.reader.logistic import Calibration
from rag.answer.reader.reading import Reading
from rag.model import Citation, Outcome, Sentence
from rag.text.dates.mentions import find_days
from rag.text.terms import terms

#: An answer rests on at most this many sentences, not counting one that takes back what the last of them says.
MOST_PICKED = 3
#: A further sentence is picked when its probability is at least this share of the first one's.
CLOSE = 0.8
#: Without a model its score must be this share of the first one's, too: probabilities lie close together there.
AS_NEAR = 0.9


def outcome_of(readings: Sequence[Reading], calibration: Calibration) -> Outcome:
    """Whether the likeliest sentence answers, may answer, or does not.

    Args:
        readings: the likeliest first.
        calibration: the reader's.
    """
    if not readings or readings[0].probability < calibration.possible:
        return "none"
    return "answered" if readings[0].probability >= calibration.answered else "possible"


def picked(question: str, readings: Sequence[Reading], calibration: Calibration) -> list[Reading]:
    """The one to three sentences that answer, the likeliest first; none where the archive does not answer.

    Where a model was asked, only sentences that it was asked about are picked. One that gives another figure or date
    than the likeliest is picked as soon as it would answer by itself: there is no silent choice between two. Nor is
    there one between what was said and what takes it back.
    """
    if outcome_of(readings, calibration) != "answered":
        return []
    least = max(calibration.answered, CLOSE * readings[0].probability)
    picks: list[Reading] = []
    for place, reading in enumerate(readings):
        if reading.beside:
            if readings[place - 1] in picks:
                picks.append(reading)
        elif place < MOST_PICKED and (
            reading.asked == readings[0].asked
            and (
                (reading.probability >= least and as_near(reading, readings[0]))
                or (reading.probability >= calibration.answered and differ(question, readings[0], reading))
            )
        ):
            picks.append(reading)
    return picks


def as_near(reading: Reading, first: Reading) -> bool:
    """Whether a further sentence comes about as near as the first, and has as much of the kind that is asked for; what
    a model said yes to need not."""
    one, best = reading.candidate, first.candidate
    return reading.asked or (one.score >= AS_NEAR * best.score and one.kind >= best.kind)


def says_what_was_picked(sentences: Sequence[Sentence], picks: Sequence[Reading]) -> bool:
    """Whether a written answer holds, and says what the surest picked sentence answers, as far as that is known.

    Args:
        sentences: the written ones, checked.
        picks: the sentences that they were to say, the surest first.
    """
    held = [sentence for sentence in sentences if sentence.verified]
    return bool(held) and any(says_answer(sentence.text, picks[0]) for sentence in held)


def says_answer(text: str, reading: Reading) -> bool:
    """Whether a text has the figure, date or name that answers in a sentence; true where that is not known."""
    if reading.place is None:
        return True
    article = reading.candidate.article
    place = reading.place.of(article.text)
    wanted = set(terms(place, article.language))
    if not find_days(place, article.language or "en"):
        # "12 million crowns" is said by "12 Millionen Kronen", and "three hours" by "three-hour".
        digits = {term for term in wanted if term[:1].isdigit()}
        wanted = digits or {term for term in wanted if is_figure(term)} or wanted
    return wanted <= set(terms(text, article.language))


def with_places(sentence: Sentence, picks: Sequence[Reading]) -> Sentence:
    """A sentence whose citations carry where the answer stands in the picked sentences that they hold."""
    return replace(sentence, citations=tuple(_with_place(citation, picks) for citation in sentence.citations))


def _with_place(citation: Citation, picks: Sequence[Reading]) -> Citation:
    for pick in picks:
        place = pick.place
        if (
            place is not None
            and pick.candidate.article.id == citation.article.id
            and citation.start <= place.start
            and place.end <= citation.end
        ):
            return replace(citation, answer_start=place.start, answer_end=place.end)
    return citation
