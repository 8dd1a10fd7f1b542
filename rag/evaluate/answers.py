"""``eval answers``: are answers right, cited from the right article, and refused where there is nothing to say?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rag.answer.events import AnswerDone, EvidenceFound, TextWritten
from rag.archive import Archive
from rag.errors import EvaluationDataError
from rag.evaluate.corpus import open_corpus, with_every_article
from rag.evaluate.data import day_field, json_rows, read_questions, sample, text_field
from rag.evaluate.measures import contains, normalised, percentile, precision_recall
from rag.evaluate.quotes import prove_verbatim
from rag.evaluate.reply_cache import Replies
from rag.evaluate.vector_cache import CachedEmbedder
from rag.model import Answer, Article, Draft
from rag.reports import Progress
from rag.settings import Settings
from rag.store.vectors.embedder_factory import choose_embedder
from rag.store.vectors.indexing import ProgressCallback

#: Spellings, any of which will do; an answer is a list of these, all of which must stand.
Wanted = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Run:
    """What every question of a run is asked with."""

    settings: Settings
    limit: int | None
    cache: bool
    replies: Replies
    progress: ProgressCallback | None


@dataclass(frozen=True, slots=True)
class _Posed:
    """A question as it is asked, what is wanted of it, and which articles may be cited."""

    text: str
    now: date | None
    answerable: bool
    wanted: Wanted
    right_article: Callable[[Article], bool]


@dataclass(frozen=True, slots=True)
class _Case:
    """A question that was asked, and what came, with times in seconds."""

    posed: _Posed
    answer: Answer
    first_evidence: float
    first_word: float | None
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether a model that was to write gave no answer: quotes stand in."""
        return self.answer.mode == "quotes" and bool(self.answer.evidence)


def evaluate_answers(
    folder: Path,
    settings: Settings,
    *,
    limit: int | None = None,
    cache: bool = True,
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
        progress: told of each question.

    Returns:
        Shares in [0, 1] and seconds; ``failed`` counts the questions that the model failed at, which were answered with
        quotes; ``replies`` those kept from before and those asked for, None where there is no model or no cache.

    Raises:
        EvaluationDataError: the folder holds neither.
        UsageError: the cache cannot be used.
        AssertionError: a quote is not verbatim at its offsets.
    """
    started = time.perf_counter()
    with Replies.of(settings, cache=cache) as replies:
        model = replies.choose(settings)  # first, as one that is wanted and not there would be measured as quotes
        verified_by = "judge" if settings.verify == "auto" else settings.verify
        run = _Run(settings.model_copy(update={"verify": verified_by}), limit, cache, replies, progress)
        if (folder / "qa.jsonl").is_file():
            cases = list(_from_corpus(folder, run))
        else:
            files = sorted(folder.glob("*_fact.jsonl"))
            if not files:
                raise EvaluationDataError(f"{folder} holds neither qa.jsonl nor a *_fact.jsonl")
            cases = list(_from_rgb(files[0], run))
        counts = replies.counts() if model is not None else None
    return {
        **_measures(cases),
        "failed": sum(model is not None and case.failed for case in cases),
        "mode": "written" if model is not None else "quotes",
        "verify": settings.verify,
        "embedding": choose_embedder(settings).name,
        "llm": model.name if model is not None else None,
        "replies": counts,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _from_corpus(folder: Path, run: _Run) -> Iterator[_Case]:
    questions = sample(read_questions(folder), run.limit)
    with open_corpus(folder, run.settings, cache=run.cache, choose=run.replies.choose, progress=run.progress) as corpus:
        for number, question in enumerate(questions, start=1):

            def right(article: Article, wanted: str | None = question.document) -> bool:
                return wanted is None or corpus.document(article) == wanted

            posed = _Posed(question.text, question.now, question.answerable, [question.answers], right)
            yield _asked(corpus.archive, run.replies, posed)
            if run.progress:
                run.progress(Progress("asking", number, len(questions)))


def _from_rgb(file: Path, run: _Run) -> Iterator[_Case]:
    rows = sample(list(json_rows(file)), run.limit)
    settings = with_every_article(run.settings)
    local = choose_embedder(settings)
    embedder = CachedEmbedder(local, settings.cache / "vectors.sqlite") if run.cache else local
    for number, (line, row) in enumerate(rows, start=1):
        query, now = text_field(row, "query", file, line), day_field(row, "now", file, line)
        positive, negative = (_passages(row, name, file, line) for name in ("positive", "negative"))
        wanted = wanted_of(row.get("answer") or "")
        for answerable, passages in ((True, positive + negative), (False, negative)):
            with (
                tempfile.TemporaryDirectory(prefix="dateline-eval-") as temporary,
                Archive.open(
                    Path(temporary) / "archive", settings=settings, embedder=embedder, choose=run.replies.choose
                ) as archive,
            ):
                archive.add_drafts((f"eval/{place}", Draft("", text)) for place, text in enumerate(passages) if text)
                first_negative = len(positive)

                def right(article: Article, first: int = first_negative) -> bool:
                    return int(article.source.removeprefix("eval/")) < first

                yield _asked(archive, run.replies, _Posed(query, now, answerable, wanted, right))
        if run.progress:
            run.progress(Progress("asking", number, len(rows)))


def _passages(row: Mapping[str, Any], name: str, file: Path, line: int) -> list[str]:
    passages = row.get(name)
    if not isinstance(passages, list) or not all(isinstance(one, str) for one in passages):
        raise EvaluationDataError(f'{file}, line {line}, has no list of texts "{name}"')
    return passages


def wanted_of(answer: str | Sequence[Any]) -> Wanted:
    """RGB's answer: a string, or a list all of whose entries must stand, each a string or a list of spellings."""
    if isinstance(answer, str):
        return [[answer]]
    return [[entry] if isinstance(entry, str) else list(entry) for entry in answer]


def _asked(archive: Archive, replies: Replies, posed: _Posed) -> _Case:
    started = replies.clock()
    first_evidence = 0.0
    first_word: float | None = None
    for event in archive.stream(posed.text, now=posed.now):
        since = replies.clock() - started
        if isinstance(event, EvidenceFound):
            first_evidence = since
        elif isinstance(event, TextWritten):
            first_word = since if first_word is None else first_word
        elif isinstance(event, AnswerDone):
            prove_verbatim(event.answer, archive)
            return _Case(posed, event.answer, first_evidence, first_word, since)
    raise AssertionError("a stream of answer events ends with the answer")


def _measures(cases: Sequence[_Case]) -> dict[str, Any]:
    answerable = [case for case in cases if case.posed.answerable]
    others = [case for case in cases if not case.posed.answerable]
    given = [case for case in cases if case.answer.answered]
    sentences = [sentence for case in given for sentence in case.answer.sentences]
    cited = [
        case.posed.right_article(citation.article)
        for case in answerable
        for sentence in case.answer.sentences
        for citation in sentence.citations
    ]
    correct = sum(is_correct(case.answer, case.posed.wanted) for case in answerable)
    precision, recall = precision_recall(
        [case.answer.answered for case in cases], [case.posed.answerable for case in cases]
    )
    words = [case.first_word for case in answerable if case.first_word is not None]
    return {
        "questions": len(cases),
        "correct": round(correct / (len(answerable) or 1), 4),
        "f1": round(sum(f1(case.answer, case.posed.wanted) for case in answerable) / (len(answerable) or 1), 4),
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
