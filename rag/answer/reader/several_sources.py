"""Where several articles tell of what is asked: what is written from all of them, and checked, decides.

A model that is asked of one sentence says yes to "the player with the most wins" as the winner of a year, for it sees
nothing else. Over sentences of ten pages it writes what most of them say, and the checks find what it made up. Where
one article tells of it there is nothing to compare, and the sentence is the surer ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.answer.evidence import Candidate, without_repeats
from rag.answer.reader.answer_place import place_in_article
from rag.answer.reader.figures import tells_holder
from rag.answer.reader.logistic import Calibration
from rag.answer.reader.reading import Reading
from rag.answer.verify.other_articles import SEVERAL, speak_of
from rag.model import Sentence

#: The answer is written from so many of the best sentences, as far as the prompt has room.
WRITTEN_FROM = 10
#: From this probability on a sentence answers whatever else is written. Of 100 cases of rgb-fact (ten pages each) .74
#: are right and .64 rightly refused with this one or with none, .72 and .64 with .9, .70 and .60 with .8.
BEYOND_DOUBT = 0.95
#: From this one on a sentence stays the answer where nothing that was written held.
SURE = 0.9


def several_tell(question: str, candidates: Sequence[Candidate], stories: Mapping[str, int]) -> bool:
    """Whether two or more articles tell of what is asked.

    Args:
        question: stands alone.
        candidates: the sentences that were found.
        stories: gives articles that are copies of one story, by their ids, the same number.
    """
    said: dict[str | int, list[str]] = {}
    for one in without_repeats(candidates)[:WRITTEN_FROM]:
        said.setdefault(stories.get(one.article.id, one.article.id), []).append(one.text)
    return len(said) >= SEVERAL and speak_of(question, (" ".join(texts) for texts in said.values())) >= SEVERAL


def to_write_from(readings: Sequence[Reading], candidates: Sequence[Candidate]) -> list[Reading]:
    """The best sentences, none twice, those that were read with what was read of them."""
    known = {_key(reading.candidate): reading for reading in readings}
    best = without_repeats(candidates)[:WRITTEN_FROM]
    return [known.get(_key(candidate), Reading(candidate, 0.0)) for candidate in best]


def borne_out(
    question: str,
    sources: Sequence[Reading],
    readings: Sequence[Reading],
    written: Iterable[Sentence],
    calibration: Calibration,
) -> list[Reading]:
    """The readings after what was written was checked: what a verified sentence cites answers, and comes first; the
    others may answer at most, unless nothing else was borne out and one is sure, or tells who holds a role."""
    cited = [citation for sentence in written if sentence.verified for citation in sentence.citations]
    confirmed = [
        replace(
            source,
            probability=max(source.probability, calibration.answered),
            place=source.place or place_in_article(question, source.candidate),
            asked=True,
        )
        for source in sources
        if any(
            citation.article.id == source.candidate.article.id
            and citation.start < source.candidate.span.end
            and source.candidate.span.start < citation.end
            for citation in cited
        )
    ]
    # Where a sentence tells who holds a role, that a model's own words were not borne out says nothing against it.
    enough = calibration.answered if tells_holder(readings[0].candidate) else SURE
    if not confirmed and readings[0].probability >= enough:
        return list(readings)
    among = {_key(reading.candidate) for reading in confirmed}
    others = [
        replace(reading, probability=min(calibration.no_answer, reading.probability))
        for reading in readings
        if _key(reading.candidate) not in among
    ]
    return sorted(confirmed, key=lambda reading: -reading.probability) + others


def _key(candidate: Candidate) -> tuple[str, int]:
    return candidate.article.id, candidate.span.start
