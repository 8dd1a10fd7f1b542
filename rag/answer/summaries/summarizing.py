"""A summary's road: of one article, or of a topic over many, as an :class:`Answer` like any other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from rag.answer.citation_marks import with_marks
from rag.answer.model_queue import line_for
from rag.answer.quote_answer import quotes_instead
from rag.answer.summaries.written_summary import Ranked, extract, extracted_sentences, rank_article, write_summary
from rag.answer.writer import WriterContext
from rag.errors import LlmError
from rag.model import POSSIBLE, REFUSAL, Answer, Evidence, Filters, Hit, Mode, Quote, Sentence
from rag.reports import Progress
from rag.store.hybrid import best_per_article

#: A topic's summary draws on so many articles, the nearest ones.
TOPIC_ARTICLES = 8
#: An article belongs to a topic when its best passage scores at least this share of the nearest one's.
_CLOSE = 0.6
#: Said above the sentences that meaning alone found: they may be of anything.
_NO_WORD = "No article has a word of this topic: these sentences are near it in meaning at most."
#: So many sentences of each article are offered to a topic's summary.
_EACH = 4


def summarise(
    subject: str,
    ranked: Sequence[Ranked],
    count: int,
    writing: WriterContext | None,
    *,
    filters: Filters | None = None,
    undated: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Answer:
    """Summarise ranked sentences.

    Args:
        subject: the article's headline or the topic.
        ranked: the sentences, in the order in which they should be told.
        count: how many sentences are wanted.
        writing: the model that writes; an extract where None, and where it fails or writes nothing that holds.
        filters: the filters in force.
        undated: how many articles a date filter left out because they carry no date.
        progress: told of each part of a long text, and how many wait for the model before this one ("waiting").
        stop: ends the model's work when set.
    """
    started = time.perf_counter()
    quotes = extract(ranked, count)
    evidence = _evidence(ranked, quotes)
    answer = _answer(subject, "quotes", extracted_sentences(quotes), evidence, filters, undated)
    if writing is not None and ranked:
        try:
            with line_for(writing.model).place() as place:
                for ahead in place.wait(stop):
                    if progress:
                        progress(Progress("waiting", 0, ahead))
                sentences: tuple[Sentence, ...] = ()
                for part in write_summary(ranked, count, writing, progress, stop):
                    place.moves()
                    sentences += (part,) if isinstance(part, Sentence) else ()
            if any(sentence.verified for sentence in sentences):
                answer = _answer(subject, "written", sentences, evidence, filters, undated)
        except LlmError as error:
            answer = replace(answer, notice=quotes_instead(error, "summary"))
    return replace(answer, timings={"total": time.perf_counter() - started})


def nearest_to_topic(topic: str, ranked: Sequence[Ranked], count: int, *, filters: Filters, undated: int = 0) -> Answer:
    """The sentences nearest to a topic of which no article has a word, as no more than that: something is always the
    nearest, so that a summary would be of whatever the archive tells."""
    evidence = _evidence(ranked, extract(ranked, count))
    answer = _answer(topic, "quotes", (), evidence, filters, undated)
    return replace(answer, outcome="possible", text=POSSIBLE, notice=_NO_WORD) if evidence else answer


def topic_sentences(hits: Sequence[Hit]) -> list[Ranked]:
    """The sentences of a topic's articles that bear on it: those of the passages found, weighed by how near these are,
    in the order of the articles' days."""
    if not hits:
        return []
    nearest = [hit for hit in best_per_article(hits) if hit.score >= _CLOSE * hits[0].score][:TOPIC_ARTICLES]
    told: list[Ranked] = []
    for hit in sorted(nearest, key=lambda hit: (hit.article.day is None, hit.article.day or date.min)):
        within = [
            replace(item, score=item.score * hit.score)
            for item in rank_article(hit.article)
            if item.quote.start < hit.passage.end and item.quote.end > hit.passage.start
        ]
        best = sorted(within, key=lambda item: -item.score)[:_EACH]
        told += [item for item in within if item in best]
    return told


def _evidence(ranked: Sequence[Ranked], quotes: Sequence[Quote]) -> tuple[Evidence, ...]:
    scores = {(item.quote.article.id, item.quote.start): item.score for item in ranked}
    return tuple(
        Evidence(quote.article, quote.start, quote.end, round(scores[quote.article.id, quote.start], 4))
        for quote in quotes
    )


def _answer(
    subject: str,
    mode: Mode,
    sentences: tuple[Sentence, ...],
    evidence: tuple[Evidence, ...],
    filters: Filters | None,
    undated: int,
) -> Answer:
    return Answer(
        question=subject,
        outcome="answered" if sentences else "none",
        mode=mode,
        text=with_marks(sentences) or REFUSAL,
        sentences=sentences,
        evidence=evidence,
        filters=filters or Filters(),
        undated=undated,
    )
