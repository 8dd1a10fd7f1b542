"""Fit the reader's probabilities (rag/answer/reader/calibration.json) on sets of questions, and measure them.

    python tools/fit_reader.py SETS/squad2 SETS/wikinews-qa corpus --limit 600 --judged 150

A sentence counts as right where it is from the right article and holds an answer. Logistic models are fitted over the
figures that the reader has of a sentence (ridge penalty, each set weighing the same): whether the first one answers,
over the first ones; the same with the judge's word, of the pinned local model, over the best of those that it is asked
about; and, with --paragraphs, over what that tells and the model's word of the paragraph around the sentence. Each is
measured on every set with that set left out of the fit. Vectors and replies are kept in the folder of DATELINE_CACHE:
a run that was cut off goes on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.answer.answering import EvidenceSet, find
from rag.answer.evidence import Candidate, without_repeats
from rag.answer.judge import Judge, judge_of, surroundings
from rag.answer.reader.figures import ALSO, figures_of, figures_when_asked, with_passage
from rag.answer.reader.logistic import Calibration
from rag.answer.reader.passage_opinion import passage_around, passage_probability
from rag.answer.reader.readers import ASKED, READ
from rag.evaluate.corpus import Corpus, open_corpus
from rag.evaluate.data import Question, read_questions, sample
from rag.evaluate.measures import auc, calibration_error, contains
from rag.evaluate.reply_cache import Replies
from rag.model import Filters
from rag.settings import Settings

Array = npt.NDArray[np.float64]

TARGET = Path(__file__).resolve().parent.parent / "rag" / "answer" / "reader" / "calibration.json"
#: The figures that each model looks at. More of them fit the sets better and carry over worse.
EVIDENCE = ("support", "kind", "score")
JUDGE = ("yes", "support", "lead", "kind")
JUDGE_AND_PASSAGE = ("sentence", "passage")
#: The probability of yes of the paragraph, until it is a figure.
PARAGRAPH = "paragraph"
#: The penalty on the square of each weight, against a set's weight of 100 sentences.
RIDGE = 1.0
SET_WEIGHT = 100.0
#: A set all of whose questions have an answer says nothing of refusing: it weighs so much of another.
ONLY_ANSWERABLE = 0.4


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence with its figures, and whether it answers its question."""

    figures: Mapping[str, float]
    right: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with sentences, the best first."""

    answerable: bool
    sentences: Sequence[Read]


def main() -> None:
    """Collect, fit, measure, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=600, help="questions of a set, for the evidence")
    parser.add_argument("--judged", type=int, default=150, help="questions of a set that the model is asked about")
    parser.add_argument(
        "--paragraphs", type=int, default=0, help="questions of a set whose paragraphs it is asked about"
    )
    parser.add_argument("--evidence", type=float, nargs=2, default=(0.67, 0.28), metavar=("ANSWERED", "POSSIBLE"))
    parser.add_argument("--judge", type=float, nargs=2, default=(0.45, 0.35), metavar=("ANSWERED", "POSSIBLE"))
    parser.add_argument("--dry", action="store_true", help="measure, and write nothing")
    given = parser.parse_args()
    settings = Settings(llm_keep=0)
    evidence: dict[str, list[Asked]] = {}
    judged: dict[str, list[Asked]] = {}
    doubted: dict[str, list[Asked]] = {}
    with Replies.of(settings, cache=True) as replies:
        for folder in given.sets:
            name = folder.resolve().name
            evidence[name] = list(collected(folder, settings.model_copy(update={"llm": "none"}), given.limit, replies))
            if given.judged:
                judged[name] = list(collected(folder, settings, given.judged, replies))
            if given.paragraphs:
                doubted[name] = list(collected(folder, settings, given.paragraphs, replies, paragraphs=True))
    first = {name: [Asked(asked.answerable, asked.sentences[:1]) for asked in rows] for name, rows in evidence.items()}
    if judged:
        among = fitted(list(judged.values()), JUDGE)
        judged = {name: [surest(among, asked) for asked in rows] for name, rows in judged.items()}
    known = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.is_file() else {"models": {}, "left_out": {}}
    known.setdefault("left_out", {})
    fit(known, "evidence", first, EVIDENCE, given.evidence)
    fit(known, "judge", judged, JUDGE, given.judge)
    if doubted:
        judge = Calibration(**known["models"]["judge"])
        beside = {
            name: [with_sentence(judge, surest(judge, asked)) for asked in rows] for name, rows in doubted.items()
        }
        fit(known, "judge_and_passage", beside, JUDGE_AND_PASSAGE, given.judge)
    if not given.dry:
        TARGET.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def fit(
    known: dict[str, Any],
    name: str,
    sets: Mapping[str, Sequence[Asked]],
    figures: Sequence[str],
    thresholds: Sequence[float],
) -> None:
    """Fit a model on all sets, put it among those that are known, and say what it gives on each."""
    if not sets:
        return
    answered, possible = thresholds
    model = fitted(list(sets.values()), figures)
    known["models"][name] = {**as_row(model), "answered": answered, "possible": possible}
    known["left_out"][name] = left_out(sets, figures, answered)
    for folder_name, rows in sets.items():
        sys.stdout.write(f"{name}, {folder_name}, left out: {known['left_out'][name][folder_name]}\n")
        sys.stdout.write(f"{name}, {folder_name}, fitted: {measured(model, rows, answered)}\n")


def with_sentence(judge: Calibration, asked: Asked) -> Asked:
    """A question's sentences with what the judge's word of each tells by itself, as a figure beside its paragraph's."""
    return Asked(
        asked.answerable,
        [
            Read(with_passage(one.figures, judge.probability(one.figures), one.figures[PARAGRAPH]), one.right)
            for one in asked.sentences
        ],
    )


def left_out(sets: Mapping[str, Sequence[Asked]], figures: Sequence[str], answered: float) -> dict[str, Any]:
    """What a model that was fitted on the others gives on each set."""
    return {
        name: measured(fitted([other for one, other in sets.items() if one != name], figures), rows, answered)
        for name, rows in sets.items()
    }


def surest(model: Calibration, asked: Asked) -> Asked:
    """A question with the sentence alone that is the likeliest."""
    best = sorted(asked.sentences, key=lambda one: -model.probability(one.figures))[:1]
    return Asked(asked.answerable, best)


def collected(
    folder: Path, settings: Settings, limit: int, replies: Replies, *, paragraphs: bool = False
) -> Iterator[Asked]:
    """The questions of a set with their sentences; where a model is asked, those that it is asked about."""
    questions = sample(read_questions(folder), limit)
    model = replies.choose(settings)
    judge = judge_of(settings.model_copy(update={"verify": "judge"}), model, replies.choose) if model else None
    with open_corpus(folder, settings, cache=True, choose=replies.choose) as corpus:
        service = corpus.archive._answers
        for number, question in enumerate(questions, start=1):
            found = find(question.text, service._retriever(), Filters(), service._sentences.embed)
            candidates = without_repeats(found.candidates)[:READ]
            yield Asked(
                question.answerable,
                [
                    Read(figures, holds(corpus, question, candidate))
                    for candidate, figures in (
                        with_judge(found, candidates, judge, paragraphs=paragraphs)
                        if judge
                        else with_evidence(found, candidates)
                    )
                ],
            )
            if number % 20 == 0:
                sys.stderr.write(f"{folder.name}: {number} of {len(questions)}\n")


def with_evidence(found: EvidenceSet, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, dict[str, float]]]:
    """Each sentence with its figures."""
    for place, candidate in enumerate(candidates):
        yield candidate, figures_of(found.question, found.words, candidates, place)


def with_judge(
    found: EvidenceSet, candidates: Sequence[Candidate], judge: Judge, *, paragraphs: bool = False
) -> Iterator[tuple[Candidate, dict[str, float]]]:
    """The first sentences with their figures, and the judge's word of them and, if asked for, of their paragraphs."""
    readings = found.read()[:ASKED]
    said = [judge.probability(found.question, one.candidate.text, surroundings(one.quote)) for one in readings]
    known = [(one.candidate, 0.5 if yes is None else yes) for one, yes in zip(readings, said, strict=True)]
    for candidate, yes in known:
        also = [other for other, its in known if other is not candidate and its >= ALSO]
        figures = figures_when_asked(found.question, found.words, candidates, candidate, yes, also)
        if paragraphs:
            told = passage_probability(judge.model, found.question, passage_around(found.question, candidate))
            figures[PARAGRAPH] = 0.5 if told is None else told
        yield candidate, figures


def holds(corpus: Corpus, question: Question, candidate: Candidate) -> bool:
    """Whether a sentence answers a question, as ``eval quotes`` counts it."""
    if not question.answerable or question.document not in (None, corpus.document(candidate.article)):
        return False
    return contains(candidate.text, question.answers)


def fitted(sets: Sequence[Sequence[Asked]], names: Sequence[str]) -> Calibration:
    """A logistic model over the named figures, by Newton's method with a ridge penalty; each set weighs the same."""
    by_set = [[one for asked in rows for one in asked.sentences] for rows in sets]
    values = np.array([[one.figures[name] for name in names] for sentences in by_set for one in sentences])
    true = np.array([float(one.right) for sentences in by_set for one in sentences])
    weight = np.concatenate(
        [
            np.full(len(sentences), weight_of(rows) / len(sentences))
            for rows, sentences in zip(sets, by_set, strict=True)
        ]
    )
    means, deviations = values.mean(0), values.std(0) + 1e-9
    design = np.c_[(values - means) / deviations, np.ones(len(values))]
    penalty = np.diag([RIDGE] * len(names) + [0.0])
    beta = np.zeros(len(names) + 1)
    for _ in range(50):
        said = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (weight * (said - true)) + penalty @ beta
        curvature = (design * (weight * said * (1 - said))[:, None]).T @ design + penalty + 1e-9 * np.eye(len(beta))
        step = np.linalg.solve(curvature, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    weights, mean, deviation = (
        dict(zip(names, map(float, column), strict=True)) for column in (beta[:-1], means, deviations)
    )
    return Calibration(weights, mean, deviation, intercept=float(beta[-1]), answered=0.5, possible=0.5)


def weight_of(rows: Sequence[Asked]) -> float:
    """What a set weighs in a fit."""
    return SET_WEIGHT * (ONLY_ANSWERABLE if all(asked.answerable for asked in rows) else 1.0)


def as_row(model: Calibration) -> dict[str, Any]:
    """The coefficients as they stand in the file."""
    columns = {"weights": model.weights, "means": model.means, "deviations": model.deviations}
    rows: dict[str, Any] = {
        name: {figure: round(value, 4) for figure, value in column.items()} for name, column in columns.items()
    }
    return {**rows, "intercept": round(model.intercept, 4)}


def measured(model: Calibration, rows: Sequence[Asked], answered: float) -> dict[str, float | None]:
    """How well a model tells on a set: its surest sentence of each question, right or wrong at the threshold."""
    best = [
        max(((model.probability(one.figures), one.right) for one in asked.sentences), default=(0.0, False))
        for asked in rows
    ]
    pairs = list(zip(rows, best, strict=True))
    answerable = [one for asked, one in pairs if asked.answerable]
    others = [one for asked, one in pairs if not asked.answerable]
    every = [(model.probability(one.figures), one.right) for asked in rows for one in asked.sentences]
    return {
        "right": round(sum(yes and p >= answered for p, yes in answerable) / (len(answerable) or 1), 3),
        "wrong": round(sum(not yes and p >= answered for p, yes in answerable) / (len(answerable) or 1), 3),
        "refused_right": round(sum(p < answered for p, _ in others) / len(others), 3) if others else None,
        "auc": auc([p for p, _ in best], [asked.answerable for asked in rows]),
        "auc_right": auc([p for p, _ in best], [yes for _, yes in best]),
        "brier": round(sum((p - yes) ** 2 for p, yes in every) / len(every), 4),
        "ece": calibration_error([p for p, _ in every], [yes for _, yes in every]),
    }


if __name__ == "__main__":
    main()
