"""``eval quotes``: does the first quote answer the question, and is it known when nothing does?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from rag.archive import Archive
from rag.evaluate.corpus import Corpus, open_corpus
from rag.evaluate.data import Question, read_questions, sample
from rag.evaluate.measures import contains, percentile, precision_recall
from rag.model import Answer, Quote
from rag.reports import Progress
from rag.settings import Settings
from rag.store.vectors.indexing import ProgressCallback


def evaluate_quotes(
    folder: Path,
    settings: Settings,
    *,
    limit: int | None = None,
    cache: bool = True,
    progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Measure quotes mode.

    Args:
        folder: ``corpus.jsonl`` (or ``articles/``) and ``qa.jsonl``.
        settings: for the temporary archive.
        limit: only so many questions of a seeded shuffle; the corpus stays whole.
        cache: whether vectors of passages are kept between runs.
        progress: told of each step.

    Returns:
        Shares in [0, 1]. ``first``: the first quote is from the right article and holds an answer; ``first3``: one of
        the first three does. Both count whether or not Dateline would have refused.

    Raises:
        AssertionError: a quote is not verbatim at its offsets; nothing else could be trusted then.
    """
    started = time.perf_counter()
    settings = settings.model_copy(update={"llm": "none"})
    questions = sample(read_questions(folder), limit)
    first = first3 = 0
    said: list[bool] = []
    milliseconds: list[float] = []
    with open_corpus(folder, settings, cache=cache, progress=progress) as corpus:
        for number, question in enumerate(questions, start=1):
            asked = time.perf_counter()
            # Without the day that it was asked on its words would mean other days each time it is measured.
            answer = corpus.archive.ask(question.text, now=question.now, read_dates=question.now is not None)
            milliseconds.append(1000 * (time.perf_counter() - asked))
            prove_verbatim(answer, corpus.archive)
            said.append(answer.answered)
            if question.answerable:
                quotes: list[Quote] = [*answer.evidence[:3]]
                leading = answer.sentences[0].citations[0] if answer.sentences else next(iter(quotes), None)
                first += leading is not None and _answers(leading, question, corpus)
                first3 += any(_answers(quote, question, corpus) for quote in quotes)
            if progress:
                progress(Progress("asking", number, len(questions)))
        answerable = [question.answerable for question in questions]
        precision, recall = precision_recall(said, answerable)
        count = sum(answerable)
        return {
            "questions": len(questions),
            "answerable": count,
            "first": round(first / (count or 1), 4),
            "first3": round(first3 / (count or 1), 4),
            "answered_precision": round(precision, 4),
            "answered_recall": round(recall, 4),
            "p50_ms": round(percentile(milliseconds, 0.5), 1),
            "p95_ms": round(percentile(milliseconds, 0.95), 1),
            "articles": corpus.articles,
            "index_seconds": round(corpus.index_seconds, 2),
            "mode": "quotes",
            "embedding": corpus.embedder.name,
            "llm": None,
            "seconds": round(time.perf_counter() - started, 1),
        }


def _answers(quote: Quote, question: Question, corpus: Corpus) -> bool:
    right_article = question.document is None or corpus.document(quote.article) == question.document
    return right_article and contains(quote.quote, question.answers)


def prove_verbatim(answer: Answer, archive: Archive) -> None:
    """Assert that every quote of an answer stands in its article at its offsets."""
    citations = [citation for sentence in answer.sentences for citation in sentence.citations]
    for quote in [*citations, *answer.evidence]:
        text = archive.article(quote.article.id, quote.article.version).text
        if text[quote.start : quote.end] != quote.quote:
            raise AssertionError(f"a quote is not verbatim in article {quote.article.id}: {quote.quote!r}")
