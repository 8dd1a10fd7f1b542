"""The reader: how likely each of the best sentences answers the question, before anything is written.

Asked of a sentence of the archive as a proposed answer, even a weak model tells well whether it answers; asked whether
it can answer from ten sentences it cannot tell. So the reader decides what is answered, and the writer only says it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from typing import Protocol

from rag.answer.evidence import Candidate, across_languages
from rag.answer.judge import Judge, surroundings
from rag.answer.reader.among_others import said_by_others, with_others
from rag.answer.reader.answer_place import place_in_article
from rag.answer.reader.asking_at_once import AskingAtOnce
from rag.answer.reader.differences import differ
from rag.answer.reader.figures import ALSO, figures_of, figures_when_asked, tells_holder, with_passage
from rag.answer.reader.logistic import Calibration, calibration
from rag.answer.reader.passage_opinion import passage_around, passage_probability
from rag.answer.reader.reading import Reading
from rag.answer.reader.several_sources import several_tell
from rag.answer.verify.told_otherwise import has_verb
from rag.store.lexical.weighted_term import WeightedTerm, unknown_share

#: So many of the best sentences are put to the model, unless the first surely answers.
ASKED = 2
#: So many where none of these answers: of what several articles tell, the right sentence is often the third.
MOST_ASKED = 4
#: So many are read.
READ = 6
#: A sentence about another year than the question's, about what was done to another, or about the opposite, or which
#: denies what is asked or tells it as planned, may answer at most, whatever a model says of it.
OF_ANOTHER = 0.3
#: In another language than the question a sentence that comes no nearer, and names nobody in the role that is asked
#: for, is about something else. Of 78 right ones none comes so little near; of questions about the wide world most do.
UNRELATED_ACROSS_LANGUAGES = 0.2
#: In its own language a question of which the archive lacks two words and so much, by their weight, is about something
#: else; one word may be said in another way. None of 290 questions of squad2 and 500 of wikinews-qa that have an answer
#: lacks as much, and of our corpus's 48 in English one lacks .39; of its six about the wide world four do.
UNKNOWN = 0.5
#: How likely a sentence about something else answers at most.
OF_SOMETHING_ELSE = 0.1
#: From this probability on no further sentence is put to the model.
SURE = 0.9
#: A likeliest sentence between these is in doubt: the model is asked whether the paragraph around it answers, too.
DOUBT = (0.25, 0.95)
#: Of so many sentences at most.
MOST_DOUBTED = 2
#: Where a sentence tells who holds the role that is asked for, and the model is for it by this much or more of the
#: sentence and of the paragraph, it answers as surely as the evidence says: two that know nothing of each other agree.
#: A model alone is shy of roles told in passing, "named its deputy, Sanna Reuter, as acting head".
FOR_A_HOLDER = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A sentence with what the model said: its probability of yes, and that of the paragraph where it was asked."""

    reading: Reading
    yes: float
    passage: float | None = None

    @property
    def least(self) -> float:
        """The lesser of what was said."""
        return self.yes if self.passage is None else min(self.yes, self.passage)


class Reader(Protocol):
    """Reads sentences for a question."""

    @property
    def calibration(self) -> Calibration:
        """From which probability on a sentence counts as an answer, and as a possible one."""
        ...

    def read(
        self,
        question: str,
        words: Sequence[WeightedTerm],
        candidates: Sequence[Candidate],
        stop: threading.Event | None = None,
    ) -> Iterator[list[Reading]]:
        """Read the best sentences.

        Args:
            question: stands alone.
            words: its words, weighed by rarity in the archive.
            candidates: what was found for it, the best first, no sentence twice.
            stop: ends the model's work when set.

        Yields:
            The readings as far as they are known, the likeliest first; the last ones are the result. Nothing where
            there is no candidate, or where it was stopped before the first were known.

        Raises:
            LlmError: the model failed.
        """
        ...


class EvidenceReader:
    """Reads without a model, from what is computed when the sentences are found."""

    @property
    def calibration(self) -> Calibration:
        """That of the evidence alone."""
        return calibration("evidence")

    def read(
        self,
        question: str,
        words: Sequence[WeightedTerm],
        candidates: Sequence[Candidate],
        stop: threading.Event | None = None,
    ) -> Iterator[list[Reading]]:
        """See :class:`Reader`: one list."""
        if candidates:
            yield by_evidence(question, words, candidates)


class JudgeReader:
    """Puts the best sentences to the model that judges, the likeliest first, until one surely answers.

    Where another article gives another figure or date than the surest sentence, it is asked about that one, too. Where
    it serves in parallel it is asked about the likeliest ones at once, with the same result: what comes of it follows
    from the replies, not from which of them was there first.

    Where the likeliest sentence is in doubt, a model that was measured is asked whether the paragraph around it does.
    Until then the readings are not handed over, as what was shown cannot be taken back.

    Args:
        judge: is asked; once its patience to read is at an end, the evidence alone tells of the other sentences.
        compares: what is written from all articles decides where several tell of what is asked: one article's paragraph
            is not asked about then, as it knows nothing of the others.
    """

    def __init__(self, judge: Judge, *, compares: bool = False) -> None:
        self._judge = judge
        self._compares = compares
        self._calibration = calibration("judge" if judge.measured else "unmeasured_judge")

    @property
    def calibration(self) -> Calibration:
        """That of the judge's model."""
        return self._calibration

    def read(
        self,
        question: str,
        words: Sequence[WeightedTerm],
        candidates: Sequence[Candidate],
        stop: threading.Event | None = None,
    ) -> Iterator[list[Reading]]:
        """See :class:`Reader`: a list after each reply after which the likeliest sentence is not in doubt."""
        if not candidates:
            return
        first_reply: float | None = None
        compares = self._compares and several_tell(question, candidates, {})
        candidates = candidates[:READ]
        waiting = by_evidence(question, words, candidates)
        asked: list[Reading] = []
        known: list[_Known] = []

        def ask(one: Reading, end: threading.Event | None) -> float | None:
            return self._judge.probability(question, one.candidate.text, surroundings(one.quote), end)

        @cache  # a sentence is weighed again after each reply
        def others_say(place: int) -> int:
            return said_by_others(question, candidates[place], candidates)

        def judged(one: _Known) -> Reading:
            candidate = one.reading.candidate
            also = [other.reading.candidate for other in known if other is not one and other.yes >= ALSO]
            figures = figures_when_asked(question, words, candidates, candidate, one.yes, also)
            own = self._of(question, candidate)
            alone = own.probability(figures)
            if alone < own.answered:  # across languages more is asked of an answer
                alone = min(alone, self._calibration.no_answer)
            if one.passage is not None:
                alone = calibration("judge_and_passage").probability(with_passage(figures, alone, one.passage))
            if tells_holder(candidate) and one.least >= FOR_A_HOLDER and own is self._calibration:
                alone = max(alone, one.reading.probability)
            if tells_holder(candidate):  # what its words tell is not hidden for a model that cannot read them
                alone = max(alone, own.possible)
            probability = _capped(candidate, with_others(alone, others_say(candidates.index(candidate))))
            return replace(one.reading, probability=probability, asked=True)

        def worn_out() -> bool:
            # until the first reply a local model may have been loading, which is no work of the judge's
            patience = self._judge.reading_patience
            if patience is None or first_reply is None:
                return False
            return time.perf_counter() - first_reply > patience

        ahead = waiting[:ASKED] if self._judge.model.serves_in_parallel else []
        with AskingAtOnce(ask, ahead, stop) as replies:
            while (reading := self._next(question, asked, waiting)) is not None and not worn_out():
                said = replies.reply(reading)
                if said is None:
                    break
                first_reply = first_reply or time.perf_counter()
                waiting.remove(reading)
                known.append(_Known(reading, said))
                asked = _ranked(map(judged, known))
                if compares or self._doubted(question, asked, known) is None:
                    yield _likeliest_first(asked, waiting)
        in_doubt = False
        while not compares and (one := self._doubted(question, asked, known)) is not None:
            in_doubt = True
            said = None if worn_out() else self._of_passage(question, one.reading.candidate, stop)
            if said is None:
                break
            known[known.index(one)] = replace(one, passage=said)
            asked = _ranked(map(judged, known))
        if in_doubt:
            yield _likeliest_first(asked, waiting)
        stopped = stop is not None and stop.is_set()
        if not asked and not stopped:
            yield waiting

    def _doubted(self, question: str, asked: Sequence[Reading], known: Sequence[_Known]) -> _Known | None:
        """The likeliest sentence, where a second opinion is wanted of it."""
        if not asked or not self._judge.measured or sum(one.passage is not None for one in known) >= MOST_DOUBTED:
            return None
        if not DOUBT[0] <= asked[0].probability < DOUBT[1] or across_languages(question, asked[0].candidate.article):
            return None
        likeliest = next(one for one in known if one.reading.candidate is asked[0].candidate)
        return likeliest if likeliest.passage is None else None

    def _of_passage(self, question: str, candidate: Candidate, stop: threading.Event | None) -> float | None:
        """The model's word on the paragraph around a sentence."""
        return passage_probability(self._judge.model, question, passage_around(question, candidate), stop)

    def _of(self, question: str, candidate: Candidate) -> Calibration:
        """Across languages the evidence's figures mean something else: there the model's word counts alone."""
        return calibration("judge_across") if across_languages(question, candidate.article) else self._calibration

    def _next(self, question: str, asked: Sequence[Reading], waiting: Sequence[Reading]) -> Reading | None:
        """The sentence to be put to the model next; None where enough is known."""
        if len(asked) < ASKED and not (asked and asked[0].probability >= SURE):
            return next(iter(waiting), None)
        if asked[0].probability < self._calibration.answered:
            return next(iter(waiting), None) if len(asked) < MOST_ASKED else None
        if len(asked) > MOST_ASKED:
            return None
        if any(differ(question, asked[0], other) for other in asked[1:]):
            return None
        return next((other for other in waiting if differ(question, asked[0], other)), None)


def _likeliest_first(asked: Sequence[Reading], waiting: Sequence[Reading]) -> list[Reading]:
    """What the model was asked about, before what it was not, which is never likelier."""
    ranked = _ranked(asked)
    least = ranked[-1].probability
    return ranked + [replace(one, probability=min(least, one.probability)) for one in waiting]


def _ranked(readings: Iterable[Reading]) -> list[Reading]:
    return sorted(readings, key=lambda one: -one.probability)


def by_evidence(question: str, words: Sequence[WeightedTerm], candidates: Sequence[Candidate]) -> list[Reading]:
    """The best sentences read by the evidence alone, the best first.

    Their score says which comes first, and other figures whether it answers: a question that nothing answers has a best
    sentence, too. So none is likelier than one before it of its kind: in the question's language, or in another one;
    how much of the question's words they share is not compared between them. One that denies what is asked, or tells
    it as planned, makes way for those alone that tell the same as a fact.
    """
    candidates = candidates[:READ]
    readings: list[Reading] = []
    unknown = sum(not word.passages for word in words) > 1 and unknown_share(words) >= UNKNOWN
    most, denied = {True: 1.0, False: 1.0}, None
    others = [across_languages(question, candidate.article) for candidate in candidates]
    for index, (candidate, across) in enumerate(zip(candidates, others, strict=True)):
        figures = figures_of(question, words, candidates, index)
        probability = calibration("across" if across else "evidence").probability(figures)
        unrelated = candidate.nearness < UNRELATED_ACROSS_LANGUAGES if across else unknown
        if unrelated and not candidate.role:
            probability = min(probability, OF_SOMETHING_ELSE)
        if candidate.no_fact:
            denied = denied or candidate.no_fact
            probability = min(most[across], _capped(candidate, probability))
        elif denied and not has_verb(denied, candidate.text):
            probability = min(most[across], probability, OF_ANOTHER)
        else:
            most[across] = probability = min(most[across], _capped(candidate, probability))
        if probability > most[not across]:  # the best by its score is of the other kind: it may answer at most
            probability = min(probability, calibration("evidence").no_answer)
        readings.append(Reading(candidate, probability, place_in_article(question, candidate)))
    answered = calibration("evidence").answered
    mixed = len(set(others)) > 1
    readings.sort(key=lambda one: -one.probability if mixed else float(one.probability < answered))
    likely = accumulate((one.probability for one in readings), min)
    return [replace(one, probability=probability) for one, probability in zip(readings, likely, strict=True)]


def _capped(candidate: Candidate, probability: float) -> float:
    return min(probability, OF_ANOTHER) if candidate.of_another or candidate.no_fact else probability
