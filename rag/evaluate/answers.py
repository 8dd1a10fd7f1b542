"""``eval answers``: are answers right, cited from the right article, and refused where there is nothing to say?"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answer.events import AnswerDone, EvidenceFound
from rag.archive import Archive
from rag.errors import EvaluationDataError
from rag.evaluate.corpus import open_corpus, with_every_article
from rag.evaluate.data import read_questions, sample
from rag.evaluate.measures import contains, normalised, percentile, precision_recall
from rag.evaluate.quotes import prove_verbatim
from rag.evaluate.vector_cache import CachedEmbedder
from rag.model import Answer, Article, Draft
from rag.reports import Progress
from rag.settings import Settings
from rag.store.choose import choose_embedder
from rag.store.indexing import ProgressCallback

#: Spellings, any of which will do; an answer is a list of these, all of which must stand.
Wanted = Sequence[Sequence[str]]


@dataclass
class _Case:
    """A question asked: what was wanted, and what came."""

    answerable: bool
    answer: Answer
    wanted: Wanted
    right_article: Callable[[Article], bool]
    first_evidence: float
    first_word: float | None
    seconds: float


def evaluate_answers(
    folder: Path,
    settings: Settings,
    *,
    limit: int | None = None,
    cache: bool = True,
    progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Measure answers as the settings make them: written by their model, or quotes.

    Args:
        folder: ``qa.jsonl`` with ``corpus.jsonl`` (or ``articles/``), or one ``*_fact.jsonl`` of RGB, where each
            question is asked twice: over its own passages, and over its distractors alone.
        settings: the model, and how it is verified.
        limit: only so many questions of a seeded shuffle.
        cache: whether vectors are kept between runs.
        progress: told of each question.

    Raises:
        EvaluationDataError: the folder holds neither.
        AssertionError: a quote is not verbatim at its offsets.
    """
    from rag.llm.choose import choose_model  # here: the openai package takes a second or two

    started = time.perf_counter()
    model = choose_model(settings)  # first, as one that is wanted and not there would be measured as quotes
    if (folder / "qa.jsonl").is_file():
        cases = list(_from_corpus(folder, settings, limit, cache, progress))
    else:
        files = sorted(folder.glob("*_fact.jsonl"))
        if not files:
            raise EvaluationDataError(f"{folder} holds neither qa.jsonl nor a *_fact.jsonl")
        cases = list(_from_rgb(files[0], settings, limit, cache, progress))
    return {
        **_measures(cases),
        "mode": "written" if model is not None else "quotes",
        "verify": settings.verify,
        "embedding": choose_embedder(settings).name,
        "llm": model.name if model is not None else None,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _from_corpus(
    folder: Path, settings: Settings, limit: int | None, cache: bool, progress: ProgressCallback | None
) -> Iterator[_Case]:
    questions = sample(read_questions(folder), limit)
    with open_corpus(folder, settings, cache=cache, progress=progress) as corpus:
        for number, question in enumerate(questions, start=1):

            def right(article: Article, wanted: str | None = question.document) -> bool:
                return wanted is None or corpus.document(article) == wanted

            yield _asked(corpus.archive, question.text, question.answerable, [question.answers], right)
            if progress:
                progress(Progress("asking", number, len(questions)))


def _from_rgb(
    file: Path, settings: Settings, limit: int | None, cache: bool, progress: ProgressCallback | None
) -> Iterator[_Case]:
    rows = sample([json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()], limit)
    local = choose_embedder(settings)
    embedder = CachedEmbedder(local, settings.cache / "vectors.sqlite") if cache else local
    for number, row in enumerate(rows, start=1):
        positive, negative = list(row["positive"]), list(row["negative"])
        for answerable, passages in ((True, positive + negative), (False, negative)):
            with (
                tempfile.TemporaryDirectory(prefix="dateline-eval-") as temporary,
                Archive.open(
                    Path(temporary) / "archive", settings=with_every_article(settings), embedder=embedder
                ) as archive,
            ):
                archive.add_drafts((f"eval/{place}", Draft("", text)) for place, text in enumerate(passages) if text)
                first_negative = len(positive)

                def right(article: Article, first: int = first_negative) -> bool:
                    return int(article.source.removeprefix("eval/")) < first

                yield _asked(archive, row["query"], answerable, wanted_of(row["answer"]), right)
        if progress:
            progress(Progress("asking", number, len(rows)))


def wanted_of(answer: str | Sequence[Any]) -> Wanted:
    """RGB's answer: a string, or a list all of whose entries must stand, each a string or a list of spellings."""
    if isinstance(answer, str):
        return [[answer]]
    return [[entry] if isinstance(entry, str) else list(entry) for entry in answer]


def _asked(
    archive: Archive, question: str, answerable: bool, wanted: Wanted, right: Callable[[Article], bool]
) -> _Case:
    started = time.perf_counter()
    first_evidence = 0.0
    for event in archive.stream(question):
        if isinstance(event, EvidenceFound):
            first_evidence = time.perf_counter() - started
        if isinstance(event, AnswerDone):
            answer = event.answer
            prove_verbatim(answer, archive)
            first_word = answer.timings.get("first_word")
            seconds = time.perf_counter() - started
            return _Case(answerable, answer, wanted, right, first_evidence, first_word, seconds)
    raise AssertionError("a stream of answer events ends with the answer")


def _measures(cases: Sequence[_Case]) -> dict[str, Any]:
    answerable = [case for case in cases if case.answerable]
    others = [case for case in cases if not case.answerable]
    given = [case for case in cases if case.answer.answered]
    sentences = [sentence for case in given for sentence in case.answer.sentences]
    cited = [
        case.right_article(citation.article)
        for case in answerable
        for sentence in case.answer.sentences
        for citation in sentence.citations
    ]
    correct = sum(is_correct(case.answer, case.wanted) for case in answerable)
    precision, recall = precision_recall([case.answer.answered for case in cases], [case.answerable for case in cases])
    words = [case.first_word for case in answerable if case.first_word is not None]
    return {
        "questions": len(cases),
        "correct": round(correct / (len(answerable) or 1), 4),
        "f1": round(sum(f1(case.answer, case.wanted) for case in answerable) / (len(answerable) or 1), 4),
        "answered_precision": round(precision, 4),
        "answered_recall": round(recall, 4),
        "refused_right": round(sum(not case.answer.answered for case in others) / (len(others) or 1), 4),
        "verified_share": round(sum(sentence.verified for sentence in sentences) / (len(sentences) or 1), 4),
        "citation_precision": round(sum(cited) / (len(cited) or 1), 4),
        "first_evidence_p50_s": round(percentile([case.first_evidence for case in answerable], 0.5), 3),
        "first_word_p50_s": round(percentile(words, 0.5), 3) if words else None,
        "p50_s": round(percentile([case.seconds for case in answerable], 0.5), 3),
    }


def is_correct(answer: Answer, wanted: Wanted) -> bool:
    """Whether an answer says all that is wanted; a refusal does not."""
    if not answer.answered:
        return False
    said = " ".join(sentence.text for sentence in answer.sentences)
    return all(contains(said, spellings) for spellings in wanted)


def f1(answer: Answer, wanted: Wanted) -> float:
    """SQuAD's F1 of the answer's words against the best spelling's; 0 for a refusal."""
    if not answer.answered:
        return 0.0
    said = normalised(" ".join(sentence.text for sentence in answer.sentences)).split()
    best = 0.0
    for spellings in wanted:
        for spelling in spellings:
            words = normalised(spelling).split()
            shared = sum(min(said.count(word), words.count(word)) for word in set(words))
            if shared:
                best = max(best, 2 * shared / (len(said) + len(words)))
    return best
