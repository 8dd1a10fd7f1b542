"""A question's road from end to end: evidence first, then quotes or a written answer, as events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rag.answer.checking import Proposed
from rag.answer.citation_marks import with_marks
from rag.answer.cite_originals import Copies
from rag.answer.events import (
    AnswerDone,
    AnswerEvent,
    EvidenceFound,
    SentenceChecked,
    SentenceProposed,
    TextWritten,
    Waiting,
)
from rag.answer.evidence import PASSAGES, Candidate, rank_sentences, without_repeats
from rag.answer.model_queue import line_for
from rag.answer.question_limit import with_notice
from rag.answer.quote_answer import answer_with_quotes, notice_of, quotes_instead
from rag.answer.writer import TextChunk, WriterContext, write
from rag.errors import LlmError
from rag.model import REFUSAL, Answer, Filters, Sentence
from rag.store.hybrid import Retriever
from rag.store.lexical.lexical_index import WeightedTerm
from rag.store.vectors.embedding import Vectors
from rag.store.versions import versions_of

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

    def quotes_answer(self, notice: str | None = None) -> Answer:
        """The answer made of verbatim sentences, or the refusal."""
        answer = answer_with_quotes(
            self.question, self.words, self.candidates, dict(self.timings), self.filters, self.undated
        )
        answer = self.copies.answer(answer)
        return with_notice(with_notice(answer, notice), self.said)


def find(
    question: str, retriever: Retriever, filters: Filters, embed_sentences: Callable[[Sequence[str]], Vectors]
) -> EvidenceSet:
    """Find the sentences of an archive that bear on a question."""
    started = time.perf_counter()
    words = retriever.lexical.weigh(question)
    vector = retriever.embedder.embed_query(question)
    hits = retriever.search(question, _WITH_COPIES * PASSAGES, filters, vector=vector, words=words)
    stories = retriever.stories.of((hit.article.id for hit in hits), filters) if retriever.stories else {}
    copies = Copies(stories, retriever.catalog.article, lambda ids: versions_of(retriever.catalog.database, ids))
    hits = copies.once(hits, PASSAGES)
    retrieved = time.perf_counter()
    candidates = rank_sentences(
        question, words, hits, vector, embed_sentences, retriever.embedder.cosine_range, copies.settled
    )
    done = time.perf_counter()
    return EvidenceSet(
        question=question,
        words=words,
        candidates=candidates,
        filters=filters,
        undated=retriever.catalog.undated(filters),
        copies=copies,
        timings={"retrieval": retrieved - started, "evidence": done - retrieved, "total": done - started},
    )


def quote_events(found: EvidenceSet, notice: str | None = None) -> Iterator[AnswerEvent]:
    """Answer with quotes: the evidence, then the answer.

    Args:
        found: of the stand-alone question.
        notice: why the answer is not written; said where there is evidence that it could have been written from.
    """
    quotes = found.quotes_answer()
    yield EvidenceFound(found.question, quotes.evidence)
    yield AnswerDone(found.quotes_answer(notice) if quotes.evidence else quotes)


def answer_events(
    found: EvidenceSet, writing: WriterContext | None, stop: threading.Event | None = None
) -> Iterator[AnswerEvent]:
    """Answer from what was found.

    Args:
        found: of the stand-alone question.
        writing: the model that writes; quotes are the answer where None, and where it fails.
        stop: ends the model's work when set.

    Yields:
        The evidence at once; with a model its text and checked sentences as they come, once those who asked it
        before have theirs; the whole answer last.
    """
    quotes = found.quotes_answer()
    yield EvidenceFound(found.question, quotes.evidence)
    if writing is None or not quotes.evidence:
        yield AnswerDone(quotes)
        return
    started = time.perf_counter()
    first_word: float | None = None
    sentences: list[Sentence] = []
    distinct = without_repeats(found.candidates)
    try:
        with line_for(writing.model).place() as place:
            for ahead in place.wait(stop):
                yield Waiting(ahead)
            writing = replace(writing, stories=found.copies.numbers)
            for part in write(found.question, distinct, writing, stop, found.now):
                place.moves()
                if isinstance(part, TextChunk):
                    first_word = first_word if first_word is not None else time.perf_counter() - started
                    yield TextWritten(part.text)
                elif isinstance(part, Proposed):
                    yield SentenceProposed(found.copies.sentence(part.sentence))
                else:
                    sentences.append(found.copies.sentence(part))
                    yield SentenceChecked(sentences[-1])
    except LlmError as error:
        yield AnswerDone(found.quotes_answer(notice=quotes_instead(error)))
        return
    before = found.timings["total"]
    writing_time = time.perf_counter() - started
    timings = {**found.timings, "writing": writing_time, "total": before + writing_time}
    if first_word is not None:
        timings["first_word"] = before + first_word
    yield AnswerDone(_written(found, quotes, sentences, timings))


def last_answer(events: Iterator[AnswerEvent]) -> Answer:
    """The whole answer at the end of a stream."""
    for event in events:
        if isinstance(event, AnswerDone):
            return event.answer
    raise AssertionError("a stream of answer events ends with the answer")


def _written(found: EvidenceSet, quotes: Answer, sentences: Sequence[Sentence], timings: Mapping[str, float]) -> Answer:
    kept = tuple(sentences) if any(sentence.verified for sentence in sentences) else ()
    written = Answer(
        question=found.question,
        answered=bool(kept),
        mode="written",
        text=with_marks(kept) or REFUSAL,
        sentences=kept,
        evidence=quotes.evidence,
        timings=timings,
        filters=found.filters,
        undated=found.undated,
        notice=notice_of(quotes.evidence, found.filters, found.undated),
    )
    return with_notice(found.copies.answer(written), found.said)
