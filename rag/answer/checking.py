"""Checking what was written, sentence by sentence: the rules first, then the judge, as long as it has time.

The verifier finds the support itself; what it points at becomes a citation in the article.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answer.judge import Judge, Standing
from rag.answer.reader.picking import says_answer
from rag.answer.reader.reading import Reading
from rag.answer.verify import verify
from rag.answer.verify.answer_span import answer_core
from rag.answer.verify.other_articles import SEVERAL, bears_out, several_give, speak_of, with_whole_abbreviations
from rag.model import REFUSAL, Citation, Quote, Sentence
from rag.text.language import in_another_language

#: So many words of a sentence, of four letters or more, that are not the question's make it detailed.
_DETAILED = 7
#: The judge's reason.
NOT_THE_ANSWER = "The sources do not say that this answers the question."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A sentence that the rules accept; the judge is being asked. The sentence itself follows."""

    sentence: Sentence


class Numbering:
    """Gives each quote of an answer its number, from 1; the same quote keeps it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], int] = {}

    def cite(self, quotes: Iterable[Quote]) -> tuple[Citation, ...]:
        """The quotes as citations, each once."""
        return tuple(self._cited(quote, self._known) for quote in dict.fromkeys(quotes))

    def own_sentence(self, quote: Quote) -> Sentence:
        """An article's own words, on one line, as a sentence of the answer."""
        return Sentence(" ".join(quote.quote.split()), True, self.cite([quote]))

    def cite_for_now(self, quotes: Iterable[Quote]) -> tuple[Citation, ...]:
        """The quotes as citations whose numbers may yet go to others."""
        known = dict(self._known)
        return tuple(self._cited(quote, known) for quote in dict.fromkeys(quotes))

    @staticmethod
    def _cited(quote: Quote, known: dict[tuple[str, int, int], int]) -> Citation:
        number = known.setdefault((quote.article.id, quote.start, quote.end), len(known) + 1)
        return Citation(quote.article, quote.start, quote.end, number)


class Checking:
    """The checks of one answer's sentences."""

    def __init__(
        self,
        question: str | None,
        sources: Sequence[Quote],
        judge: Judge | None,
        *,
        flag: bool,
        stop: threading.Event | None = None,
        stories: Mapping[str, int] | None = None,
        picks: Sequence[Reading] = (),
    ) -> None:
        """Check against ``sources``.

        Args:
            question: what the judge is asked about; None where there is none, and the rules decide alone.
            sources: what the writer was given.
            judge: is asked of what the rules accept or nearly do; None for rules alone.
            flag: sentences that cannot be verified are kept, marked.
            stop: ends the judge's work when set.
            stories: gives articles that are copies of one story, by their ids, the same number.
            picks: the sentences that were read and found to answer: a written one that says the same is not judged
                again.
        """
        self._stories = stories or {}
        self._all_picks = picks
        self._picks = [pick for pick in picks if pick.asked and pick.place is not None]
        self._question = question
        self._sources = sources
        self._judge = judge
        self._flag = flag
        self._stop = stop
        self._numbering = Numbering()
        self._judging = 0.0

    def sentence(self, text: str) -> Iterator[Proposed | Sentence]:
        """What becomes of a sentence that the model wrote."""
        if is_refusal(text):
            return
        ruling = check_by_rules(text, self._question, self._sources)
        if self._question is not None and in_another_language(text, self._question):
            yield from self._quoted_instead(ruling)
            return
        accepted = ruling.accepted
        judge = self._patient_judge()
        if ruling.quotes and judge is not None and self._question is not None and not self._was_read(text, ruling):
            if ruling.accepted:
                yield Proposed(Sentence(text, True, self._numbering.cite_for_now(ruling.quotes)))
            standing = standing_among(text, self._question, ruling, self._sources, self._stories)
            accepted = self._asked(judge, self._question, text, ruling.quotes, standing)
        if accepted:
            yield Sentence(text, True, self._numbering.cite(ruling.quotes))
        elif self._flag:
            yield Sentence(text, False, reason=ruling.reason or NOT_THE_ANSWER)

    def _quoted_instead(self, ruling: RuleVerdict) -> Iterator[Sentence]:
        """What a sentence in another language than the question's was written from, where that was found to answer: a
        quote is in its article's language anyway."""
        if ruling.accepted:
            for quote in dict.fromkeys(pick.quote for pick in self._all_picks):
                if any(_overlap(quote, support) for support in ruling.quotes):
                    yield self._numbering.own_sentence(quote)

    def _was_read(self, text: str, ruling: RuleVerdict) -> bool:
        """Whether the rules accept a sentence as what the judge was asked of already: a picked sentence's answer."""
        return ruling.accepted and any(
            says_answer(text, pick) and all(_overlap(quote, pick.quote) for quote in ruling.quotes)
            for pick in self._picks
        )

    def _asked(self, judge: Judge, question: str, answer: str, quotes: Sequence[Quote], standing: Standing) -> bool:
        """The judge's word; what it takes counts against its patience."""
        started = time.perf_counter()
        accepted = judge.accepts(question, answer, quotes, standing, stop=self._stop)
        self._judging += time.perf_counter() - started
        return accepted

    def _patient_judge(self) -> Judge | None:
        judge = self._judge
        if judge is None or (judge.patience is not None and self._judging > judge.patience):
            return None
        return judge


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What the rules say of a sentence.

    ``quotes`` support it where it was accepted; where it was not but nearly, they are the place that comes nearest.

    """

    accepted: bool
    quotes: tuple[Quote, ...]
    reason: str | None


def _overlap(one: Quote, other: Quote) -> bool:
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end


def check_by_rules(text: str, question: str | None, sources: Sequence[Quote]) -> RuleVerdict:
    """Check one sentence against the sources that its writer had, by the rules alone."""
    heads = [_head(source) for source in sources]
    texts = [head + source.quote for head, source in zip(heads, sources, strict=True)]
    verdict = verify(with_whole_abbreviations(text), texts, question=question, shown_as_verified=True)
    quotes = tuple(
        Quote(source.article, source.start + max(0, at.start - len(heads[at.source])), end)
        for at in verdict.support or verdict.nearest
        for source in (sources[at.source],)
        if (end := source.start + at.end - len(heads[at.source])) > source.start
    )
    if verdict.verified and not quotes:
        return RuleVerdict(False, (), "Only a headline says this.")
    return RuleVerdict(verdict.verified, quotes, verdict.reason)


def standing_of(text: str, question: str, *, accepted: bool, borne_out: bool, contested: bool = False) -> Standing:
    """How well a sentence stands by the rules: what the judge's word must be worth."""
    if not accepted:
        return "doubted_corroborated" if borne_out else "doubted"
    if is_detailed(text, question):
        return "detailed"
    return "corroborated" if borne_out else "contested" if contested else "alone"


def is_detailed(text: str, question: str) -> bool:
    """Whether a sentence tells so much besides the question's words that the rules had much to compare."""
    asked = {word.lower() for word in re.findall(r"\w{4,}", question)}
    return len({word.lower() for word in re.findall(r"\w{4,}", text)} - asked) >= _DETAILED


def standing_among(
    text: str, question: str, ruling: RuleVerdict, sources: Sequence[Quote], stories: Mapping[str, int] | None = None
) -> Standing:
    """How well a sentence stands among all the articles that its writer read.

    An article bears it out that supports it by itself, or gives the same answer to the question in other words. Where
    several speak of what is asked and one alone gives this answer, the sentence is contested. Copies of one story
    neither confirm nor contest each other: those that ``stories`` gives the same number count as one article.
    """
    if ruling.accepted and is_detailed(text, question):
        return "detailed"  # however the other articles stand
    known = stories or {}
    by_article: dict[str | int, list[Quote]] = {}
    for source in sources:
        by_article.setdefault(known.get(source.article.id, source.article.id), []).append(source)
    texts = {one: [_head(excerpt) + excerpt.quote for excerpt in excerpts] for one, excerpts in by_article.items()}
    claim = with_whole_abbreviations(text)
    core = answer_core(claim, question)
    borne_out = bears_out(claim, texts.values(), question) or (
        core is not None and several_give(core, question, texts.values())
    )
    cited = {known.get(quote.article.id, quote.article.id) for quote in ruling.quotes}
    others = [" ".join(excerpts) for one, excerpts in texts.items() if one not in cited]
    contested = ruling.accepted and not borne_out and speak_of(question, others) >= SEVERAL
    return standing_of(text, question, accepted=ruling.accepted, borne_out=borne_out, contested=contested)


def _head(source: Quote) -> str:
    """The headline and day of an excerpt's article: what its sentences speak of, but nothing that may be cited."""
    day = source.article.day
    parts = [source.article.title.strip().rstrip("."), f"{day.day} {day:%B %Y}" if day else ""]
    head = " (".join(part for part in parts if part) + (")" if day and parts[0] else "")
    return f"{head}.\n" if head else ""


def is_refusal(text: str) -> bool:
    """Whether a written sentence only says that the archive does not answer."""
    return REFUSAL.rstrip(".").lower() in text.lower()
