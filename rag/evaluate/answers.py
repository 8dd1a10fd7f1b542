"""``eval answers``: are answers right, cited from the right article, and refused where there is nothing to say?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rag.answer.events import AnswerDone, EvidenceFound, TextWritten
from rag.archive import Archive
from rag.errors import EvaluationDataError
from rag.evaluate.answer_measures import Case, Posed, measures, wanted_of
from rag.evaluate.answer_measures import curve as curve_of
from rag.evaluate.corpus import open_corpus, with_every_article
from rag.evaluate.data import day_field, json_rows, read_questions, sample, text_field, texts_field
from rag.evaluate.later_shown import LaterShown
from rag.evaluate.quotes import prove_verbatim
from rag.evaluate.reply_cache import Replies
from rag.evaluate.temporary_archive import temporary_archive
from rag.evaluate.vector_cache import CachedEmbedder
from rag.model import Article, Draft, Filters
from rag.reports import Progress
from rag.settings import Settings
from rag.store.vectors.embedder_factory import choose_embedder
from rag.store.vectors.indexing import ProgressCallback


@dataclass(frozen=True, slots=True)
class _Run:
    """What every question of a run is asked with."""

    settings: Settings
    limit: int | None
    cache: bool
    replies: Replies
    progress: ProgressCallback | None
    as_of: bool


def evaluate_answers(
    folder: Path,
    settings: Settings,
    *,
    limit: int | None = None,
    cache: bool = True,
    curve: bool = False,
    as_of: bool = False,
    progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Measure answers as the settings make them: written by their model, or quotes.

    The judge is asked whatever time it takes: with ``verify=auto`` an answer leaves the rest to the rules after some
    seconds of judging, and the same answers would then be other ones on a slower machine.

    Args:
        folder: ``qa.jsonl`` with ``corpus.jsonl`` (or ``articles/``), or one ``*_fact.jsonl`` of RGB, where each
            question is asked twice: over its own passages, and over its distractors alone.
        settings: the model, and how it is verified.
        limit: only so many questions of a seeded shuffle.
        cache: whether vectors and the model's replies are kept between runs. Times are those of when a reply was made.
        curve: also what the confidence tells, by threshold.
        as_of: ask each question that has a ``now`` as of that day, of what had been published by then.
        progress: told of each question.

    Returns:
        Shares in [0, 1] and seconds; ``later_shown`` counts what the questions with a ``now`` were shown of later than
        that day (:mod:`rag.evaluate.later_shown`), None where there are none; ``failed`` counts the questions that the
        model failed at, which were answered with quotes; ``replies`` those kept from before and those asked for, None
        where there is no model or no cache.

    Raises:
        EvaluationDataError: the folder holds neither.
        UsageError: the cache cannot be used.
        AssertionError: a quote is not verbatim at its offsets.
    """
    started = time.perf_counter()
    with Replies.of(settings, cache=cache) as replies:
        model = replies.choose(settings)  # first, as one that is wanted and not there would be measured as quotes
        verified_by = "judge" if settings.verify == "auto" else settings.verify
        run = _Run(settings.model_copy(update={"verify": verified_by}), limit, cache, replies, progress, as_of)
        if (folder / "qa.jsonl").is_file():
            cases = list(_from_corpus(folder, run))
        else:
            files = sorted(folder.glob("*_fact.jsonl"))
            if not files:
                raise EvaluationDataError(f"{folder} holds neither qa.jsonl nor a *_fact.jsonl")
            cases = list(_from_rgb(files[0], run))
        counts = replies.counts() if model is not None else None
    return {
        **measures(cases),
        **(curve_of(cases) if curve else {}),
        "failed": sum(model is not None and case.failed for case in cases),
        "mode": "written" if model is not None else "quotes",
        "verify": settings.verify,
        "embedding": choose_embedder(settings).name,
        "llm": model.name if model is not None else None,
        "replies": counts,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _from_corpus(folder: Path, run: _Run) -> Iterator[Case]:
    questions = sample(read_questions(folder), run.limit)
    with open_corpus(folder, run.settings, cache=run.cache, choose=run.replies.choose, progress=run.progress) as corpus:
        later = LaterShown(corpus.archive)
        for number, question in enumerate(questions, start=1):

            def right(article: Article, wanted: str | None = question.document) -> bool:
                return wanted is None or corpus.document(article) == wanted

            posed = Posed(question.text, question.now, question.answerable, [question.answers], right)
            case = _asked(corpus.archive, run, posed)
            if posed.now is not None:
                shown = later.count(case.answer, posed.now, _filters(posed, run))
                case = replace(case, later_shown=shown)
            yield case
            if run.progress:
                run.progress(Progress("asking", number, len(questions)))


def _from_rgb(file: Path, run: _Run) -> Iterator[Case]:
    rows = sample(list(json_rows(file)), run.limit)
    settings = with_every_article(run.settings)
    local = choose_embedder(settings)
    embedder = CachedEmbedder(local, settings.cache / "vectors.sqlite") if run.cache else local
    for number, (line, row) in enumerate(rows, start=1):
        query, now = text_field(row, "query", file, line), day_field(row, "now", file, line)
        positive, negative = (texts_field(row, name, file, line) for name in ("positive", "negative"))
        wanted = wanted_of(row.get("answer") or "")
        for answerable, passages in ((True, positive + negative), (False, negative)):
            with temporary_archive(settings, embedder, run.replies.choose) as archive:
                archive.add_drafts((f"eval/{place}", Draft("", text)) for place, text in enumerate(passages) if text)
                first_negative = len(positive)

                def right(article: Article, first: int = first_negative) -> bool:
                    return int(article.source.removeprefix("eval/")) < first

                yield _asked(archive, run, Posed(query, now, answerable, wanted, right))
                archive.delete_vectors()  # which a server would keep
        if run.progress:
            run.progress(Progress("asking", number, len(rows)))


def _filters(posed: Posed, run: _Run) -> Filters:
    return Filters(as_of=posed.now if run.as_of else None)


def _asked(archive: Archive, run: _Run, posed: Posed) -> Case:
    replies = run.replies
    filters = _filters(posed, run)
    started = replies.clock()
    first_evidence = 0.0
    first_word: float | None = None
    # Without the day that it was asked on its words would mean other days each time it is measured.
    for event in archive.stream(posed.text, filters=filters, now=posed.now, read_dates=posed.now is not None):
        since = replies.clock() - started
        if isinstance(event, EvidenceFound):
            first_evidence = since
        elif isinstance(event, TextWritten):
            first_word = since if first_word is None else first_word
        elif isinstance(event, AnswerDone):
            prove_verbatim(event.answer, archive)
            return Case(posed, event.answer, first_evidence, first_word, since)
    raise AssertionError("a stream of answer events ends with the answer")
