"""A question's road from end to end: evidence first, then quotes or a written answer, as events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from rag.answer.checking import Proposed
from rag.answer.citation_marks import with_marks
from rag.answer.cite_originals import Copies
from rag.answer.events import (
    AnswerDone,
    AnswerEvent,
    EvidenceFound,
    SentenceChecked,
    SentenceProposed,
    SentenceRead,
    TextWritten,
    Waiting,
)
from rag.answer.evidence import PASSAGES, Candidate, rank_sentences, without_repeats
from rag.answer.model_queue import line_for
from rag.answer.question_limit import with_notice
from rag.answer.quote_answer import answer_with_quotes, evidence_alone, notice_of, quotes_instead
from rag.answer.reader import Calibration, EvidenceReader, Reader, Reading, by_evidence, picked
from rag.answer.reader.passage_reranking import reranked
from rag.answer.reader.picking import says_what_was_picked, with_places
from rag.answer.reader.reranker import Reranker
from rag.answer.reader.set_right import with_what_sets_right
from rag.answer.reader.several_sources import BEYOND_DOUBT, borne_out, several_tell, to_write_from
from rag.answer.reader.withdrawals import retraction_of, with_withdrawals
from rag.answer.time_asked.newest_first import newest_first
from rag.answer.writer import TextChunk, WriterContext, shows_two, write
from rag.errors import LlmError
from rag.model import Answer, Filters, Mode, ReadAs, Sentence
from rag.store.hybrid import Retriever
from rag.store.lexical.looked_for import looked_for, looked_for_text
from rag.store.lexical.weighted_term import WeightedTerm
from rag.store.vectors.embedding import Vectors
from rag.store.versions import versions_of
from rag.text.retractions import retraction_in
from rag.text.sentences import split_sentences

#: So many times the passages that an answer is made from are looked at, as some may be copies of others.
_WITH_COPIES = 3


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """What the archive has for a question: its weighed words, and ranked sentences, the best first.

    ``now`` is the day on which it is asked, where that is told.
    """

    question: str
    words: Sequence[WeightedTerm]
    candidates: Sequence[Candidate]
    filters: Filters
    undated: int
    timings: Mapping[str, float]
    copies: Copies = field(default_factory=Copies)
    said: str | None = None  # what the reader should know before anything else
    now: date | None = None
    #: The sentences that take something back, of all passages that were found.
    taken_back: Sequence[Candidate] = ()
    #: What was read out of the question's words; the days are among the filters already.
    read_as: ReadAs | None = None

    def answer(
        self,
        readings: Sequence[Reading],
        calibration: Calibration,
        mode: Mode = "quotes",
        timings: Mapping[str, float] | None = None,
    ) -> Answer:
        """The answer made of the sentences that were picked, or what comes nearest."""
        answer = answer_with_quotes(
            self.question,
            self.in_order(readings, calibration),
            calibration,
            filters=self.filters,
            undated=self.undated,
            timings=timings or self.timings,
            mode=mode,
        )
        return with_notice(self.copies.answer(replace(answer, read_as=self.read_as)), self.said)

    def quotes_answer(self) -> Answer:
        """The answer by the evidence alone."""
        return self.answer(self.read(), EvidenceReader().calibration)

    def in_order(self, readings: Sequence[Reading], calibration: Calibration) -> list[Reading]:
        """The readings, of such as are about as near the newest first where the question asks for that, with what sets
        right or takes back the first of them behind it."""
        if self.read_as is not None and self.read_as.prefers == "newest":
            readings = newest_first(self.question, readings, calibration)
        taken_back = by_evidence(self.question, self.words, self.taken_back)
        readings, taken_back = (with_what_sets_right(self.question, some) for some in (readings, taken_back))
        return with_withdrawals(self.question, self.words, readings, taken_back)

    def with_said(self, said: str | None) -> EvidenceSet:
        """The same, with a sentence to be told before what is told already."""
        return replace(self, said=" ".join(filter(None, (said, self.said))) or None)

    def read(self) -> list[Reading]:
        """The sentences read by the evidence alone, none twice, the likeliest first."""
        return by_evidence(self.question, self.words, without_repeats(self.candidates))


def find(
    question: str,
    retriever: Retriever,
    filters: Filters,
    embed_sentences: Callable[[Sequence[str]], Vectors],
    left_out: Sequence[str] = (),
    reranker: Reranker | None = None,
) -> EvidenceSet:
    """Find the sentences of an archive that bear on a question.

    Args:
        question: stands alone.
        retriever: of the archive.
        filters: which articles are looked at.
        embed_sentences: gives their vectors.
        left_out: words of the question that no sentence need say, unless it has no others.
        reranker: puts the passages in order before their sentences are looked at; what it fails in is said.
    """
    started = time.perf_counter()
    words = _without(retriever.lexical.weigh(question), left_out)
    vector = retriever.embedder.embed_query(question)
    hits = retriever.search(question, _WITH_COPIES * PASSAGES, filters, vector=vector, words=words)
    stories = retriever.stories.of((hit.article.id for hit in hits), filters) if retriever.stories else {}
    copies = Copies(
        stories,
        retriever.catalog.article,
        lambda ids: versions_of(retriever.catalog.database, ids),
        filters.as_of,
    )
    hits, not_reranked = reranked(question, hits, reranker)
    spelled = looked_for_text(looked_for(words, (hit.article for hit in hits)))
    said = " ".join(filter(None, (spelled, not_reranked, retriever.vectors.notice))) or None
    most = copies.once(hits, len(hits))
    hits = copies.once(hits, PASSAGES)
    retrieved = time.perf_counter()
    near = (vector, embed_sentences, retriever.embedder.cosine_range, copies.settled)
    candidates = rank_sentences(question, words, hits, *near)
    taken_back = rank_sentences(
        question,
        words,
        [hit for hit in most if _retracts(hit.passage.text, hit.article.language)],
        *near,
        only=lambda candidate: retraction_of(candidate) is not None,
    )
    done = time.perf_counter()
    return EvidenceSet(
        question=question,
        words=words,
        candidates=candidates,
        filters=filters,
        undated=retriever.catalog.undated(filters),
        copies=copies,
        said=said,
        taken_back=taken_back,
        timings={"retrieval": retrieved - started, "evidence": done - retrieved, "total": done - started},
    )


def _without(words: list[WeightedTerm], left_out: Sequence[str]) -> list[WeightedTerm]:
    unsaid = {word.lower() for phrase in left_out for word in phrase.split()}
    return [word for word in words if word.word.lower() not in unsaid] or words


@lru_cache(maxsize=4096)  # of each passage's text once: the answer is the same for every question
def _retracts(text: str, language: str | None) -> bool:
    """Whether a passage has a sentence that takes something back."""
    return any(retraction_in(span.of(text), language) for span in split_sentences(text, language))


def quote_events(
    found: EvidenceSet,
    notice: str | None = None,
    reader: Reader | None = None,
    stop: threading.Event | None = None,
) -> Iterator[AnswerEvent]:
    """Answer with quotes: the evidence, then the answer.

    Args:
        found: of the stand-alone question.
        notice: why the answer is not written; said where there is evidence that it could have been written from.
        reader: says which sentences answer; the evidence alone where None, and where it fails.
        stop: ends the reader's work when set.
    """
    quotes = found.quotes_answer()
    yield EvidenceFound(found.question, quotes.evidence)
    if quotes.evidence and reader is not None:
        quotes = _read(found, quotes, reader, stop)
    yield AnswerDone(with_notice(quotes, notice) if quotes.evidence else quotes)


def _read(found: EvidenceSet, quotes: Answer, reader: Reader, stop: threading.Event | None) -> Answer:
    """The answer with quotes, of the sentences that a reader finds to answer; that of the evidence alone (``quotes``)
    where it tells nothing."""
    clock = _Clock(found.timings)
    readings: Sequence[Reading] = ()
    try:
        for known in reader.read(found.question, found.words, without_repeats(found.candidates), stop):
            readings = known
    except LlmError as error:
        return with_notice(quotes, evidence_alone(error))
    if not readings:
        return quotes
    clock.lap("reading")
    clock.mark("total")
    return found.answer(readings, _calibration_of(readings, reader), timings=clock.timings)


def answer_events(
    found: EvidenceSet,
    writing: WriterContext | None,
    stop: threading.Event | None = None,
    reader: Reader | None = None,
) -> Iterator[AnswerEvent]:
    """Answer from what was found: read it, and write from what was read where that answers.

    Args:
        found: of the stand-alone question.
        writing: the model that reads and writes; quotes are the answer where None, and where it fails.
        stop: ends the model's work when set.
        reader: reads where nothing is written; the evidence alone tells where None.

    Yields:
        The evidence at once; with a model, once those who asked it before have theirs, the sentence that surely
        answers, then text and checked sentences as they come; the whole answer last.
    """
    if writing is None:
        yield from quote_events(found, None, reader, stop)
        return
    readings = found.read()
    quotes = found.answer(readings, EvidenceReader().calibration)
    yield EvidenceFound(found.question, quotes.evidence)
    if not quotes.evidence:
        yield AnswerDone(quotes)
        return
    with line_for(writing.model).place() as place:
        for ahead in place.wait(stop):
            yield Waiting(ahead)
        for event in _read_and_write(found, readings, writing, stop):
            place.moves()
            yield event


def _read_and_write(
    found: EvidenceSet, readings: Sequence[Reading], writing: WriterContext, stop: threading.Event | None
) -> Iterator[AnswerEvent]:
    """Read on from what the evidence tells, and write.

    What was read before the model failed is still the answer: its reader has seen it.
    """
    clock = _Clock(found.timings)
    calibration = EvidenceReader().calibration
    shown: Sentence | None = None
    sentences: list[Sentence] = []
    compares = writing.compares and several_tell(found.question, found.candidates, found.copies.numbers)
    try:
        for readings in writing.reader.read(found.question, found.words, without_repeats(found.candidates), stop):
            calibration = _calibration_of(readings, writing.reader)
            first = next(iter(found.answer(readings, calibration).sentences), None)
            if first is not None and first != shown and not (compares and readings[0].probability < BEYOND_DOUBT):
                if shown is None:
                    clock.mark("first_sentence")
                yield SentenceRead(first)
                shown = first
        clock.lap("reading")
        picks = picked(found.question, found.in_order(readings, calibration), calibration)
        stopped = stop is not None and stop.is_set()
        compares = compares and not stopped and not shows_two(found.question, picks)
        compares = compares and calibration.possible <= readings[0].probability < BEYOND_DOUBT
        sources = to_write_from(readings, found.candidates) if compares else picks
        if compares or (picks and not stopped and writing.wanted(found.question, picks)):
            for event in _write(found, sources, writing, stop, clock):
                if isinstance(event, SentenceChecked):
                    sentences.append(event.sentence)
                yield event
            clock.lap("writing")
    except LlmError as error:
        yield AnswerDone(with_notice(found.answer(readings, calibration), quotes_instead(error)))
        return
    clock.mark("total")
    if compares:
        holds = any(sentence.verified for sentence in sentences)
        if holds or stop is None or not stop.is_set():  # what was cut short tells nothing
            readings = borne_out(found.question, sources, readings, sentences, calibration)
    else:
        holds = says_what_was_picked(sentences, picks)
    quoted = found.answer(readings, calibration, "written", clock.timings)
    yield AnswerDone(_written(found, quoted, sentences) if holds and quoted.answered else quoted)


def _calibration_of(readings: Sequence[Reading], reader: Reader) -> Calibration:
    """The reader's own; where its model had no say, that of the evidence, which alone told."""
    return reader.calibration if readings[0].asked else EvidenceReader().calibration


def _write(
    found: EvidenceSet,
    picks: Sequence[Reading],
    writing: WriterContext,
    stop: threading.Event | None,
    clock: _Clock,
) -> Iterator[TextWritten | SentenceProposed | SentenceChecked]:
    writing = replace(writing, stories=found.copies.numbers)
    for part in write(found.question, picks, writing, stop, found.now):
        if isinstance(part, TextChunk):
            if "first_word" not in clock.timings:
                clock.mark("first_word")
            yield TextWritten(part.text)
        elif isinstance(part, Proposed):
            yield SentenceProposed(found.copies.sentence(with_places(part.sentence, picks)))
        else:
            yield SentenceChecked(found.copies.sentence(with_places(part, picks)))


class _Clock:
    """Seconds of an answer: ``lap`` since the lap before, ``mark`` since the question was asked."""

    def __init__(self, before: Mapping[str, float]) -> None:
        self.timings = dict(before)
        self._lap = time.perf_counter()
        self._asked = self._lap - before["total"]

    def lap(self, step: str) -> None:
        """A step has come to its end."""
        now = time.perf_counter()
        self.timings[step] = now - self._lap
        self._lap = now

    def mark(self, moment: str) -> None:
        """A moment has come, for the first time or again."""
        self.timings[moment] = time.perf_counter() - self._asked


def last_answer(events: Iterator[AnswerEvent]) -> Answer:
    """The whole answer at the end of a stream."""
    for event in events:
        if isinstance(event, AnswerDone):
            return event.answer
    raise AssertionError("a stream of answer events ends with the answer")


def _written(found: EvidenceSet, quoted: Answer, sentences: Sequence[Sentence]) -> Answer:
    """The answer with the written sentences in place of those that were picked."""
    notice = notice_of(quoted.evidence, found.filters, found.undated)
    written = replace(quoted, sentences=tuple(sentences), text=with_marks(sentences), notice=notice)
    return with_notice(found.copies.answer(written), found.said)
