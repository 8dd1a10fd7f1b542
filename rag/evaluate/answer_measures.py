"""What is measured of answers: right, wrong, rightly refused, well cited, and how well their confidence tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.evaluate.later_shown import KINDS
from rag.evaluate.measures import auc, calibration_error, contains, normalised, percentile, precision_recall, share
from rag.model import Answer, Article, Quote

#: Spellings, any of which will do; an answer is a list of these, all of which must stand.
Wanted = Sequence[Sequence[str]]
#: Of a possible answer so many sentences are looked at.
_FIRST = 3
#: The thresholds of the curve, in [0, 1].
_THRESHOLDS = tuple(step / 20 for step in range(1, 20))


@dataclass(frozen=True, slots=True)
class Posed:
    """A question as it is asked, what is wanted of it, and which articles may be cited."""

    text: str
    now: date | None
    answerable: bool
    wanted: Wanted
    right_article: Callable[[Article], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was asked, and what came, with times in seconds.

    ``later_shown`` counts what was shown of later than the question's day, by kind; None where that was not looked at.
    """

    posed: Posed
    answer: Answer
    first_evidence: float
    first_word: float | None
    seconds: float
    later_shown: Mapping[str, int] | None = None

    @property
    def failed(self) -> bool:
        """Whether a model that was to write gave no answer: quotes stand in."""
        return self.answer.mode == "quotes" and bool(self.answer.evidence)

    @property
    def leading(self) -> Quote | None:
        """The first citation, or without one the first of the evidence."""
        cited = [citation for sentence in self.answer.sentences for citation in sentence.citations]
        return next(iter([*cited, *self.answer.evidence]), None)

    def holds(self, quote: Quote | None) -> bool:
        """Whether a quote is from a right article and says what is wanted."""
        if quote is None or not self.posed.answerable or not self.posed.right_article(quote.article):
            return False
        return all(contains(quote.quote, spellings) for spellings in self.posed.wanted)


def measures(cases: Sequence[Case]) -> dict[str, Any]:
    """Shares in [0, 1] and seconds; what each is, is said in docs/benchmarks.md."""
    answerable = [case for case in cases if case.posed.answerable]
    others = [case for case in cases if not case.posed.answerable]
    sentences = [sentence for case in cases for sentence in case.answer.sentences]
    cited = [
        case.posed.right_article(citation.article)
        for case in answerable
        for sentence in case.answer.sentences
        for citation in sentence.citations
    ]
    precision, recall = precision_recall(
        [case.answer.answered for case in cases], [case.posed.answerable for case in cases]
    )
    words = [case.first_word for case in answerable if case.first_word is not None]
    return {
        "questions": len(cases),
        "correct": share(is_correct(case.answer, case.posed.wanted) for case in answerable),
        "possible_right": share(_possible_right(case) for case in answerable),
        "possible_share": {
            "answerable": share(case.answer.outcome == "possible" for case in answerable),
            "unanswerable": share(case.answer.outcome == "possible" for case in others),
        },
        "none_right": share(case.answer.outcome == "none" for case in others),
        "wrong_unmarked": share(_wrong_first(case) for case in answerable),
        "answered_wrongly": share(case.answer.answered for case in others),
        "f1": share(f1(case.answer, case.posed.wanted) for case in answerable),
        "answered_precision": round(precision, 4),
        "answered_recall": round(recall, 4),
        "refused_right": share(not case.answer.answered for case in others),
        "verified_share": share(sentence.verified for sentence in sentences),
        "citation_precision": share(cited),
        "later_shown": _later_shown(cases),
        "first_evidence_p50_s": round(percentile([case.first_evidence for case in answerable], 0.5), 3),
        "first_word_p50_s": round(percentile(words, 0.5), 3) if words else None,
        "p50_s": round(percentile([case.seconds for case in answerable], 0.5), 3),
    }


def _later_shown(cases: Sequence[Case]) -> dict[str, int] | None:
    """Of how many questions a day, how many were shown anything of later, and how much of each kind."""
    looked_at = [case.later_shown for case in cases if case.later_shown is not None]
    if not looked_at:
        return None
    kinds = {kind: sum(shown[kind] for shown in looked_at) for kind in KINDS}
    return {"of": len(looked_at), "questions": sum(any(shown.values()) for shown in looked_at), **kinds}


def curve(cases: Sequence[Case]) -> dict[str, Any]:
    """What the confidence tells, whatever the outcome was.

    Returns:
        ``curve``: for each threshold, the share of the answerable whose leading quote is right, and wrong, at or above
        it, and the share of the unanswerable below it. ``auc``: the area under the ROC curve, answerable questions
        against others; None where there is but one kind. ``ece``: the expected calibration error of the confidence as
        the probability that the leading quote is right, in five bins of equal mass.
    """
    answerable = [case for case in cases if case.posed.answerable]
    others = [case for case in cases if not case.posed.answerable]
    surely = [case.answer.confidence or 0.0 for case in cases]
    right = [case.holds(case.leading) for case in cases]
    return {
        "curve": [
            {
                "threshold": least,
                "correct": share(case.holds(case.leading) and _sure(case, least) for case in answerable),
                "wrong": share(not case.holds(case.leading) and _sure(case, least) for case in answerable),
                "refused_right": share(not _sure(case, least) for case in others),
            }
            for least in _THRESHOLDS
        ],
        "auc": auc(surely, [case.posed.answerable for case in cases]),
        "ece": calibration_error(surely, right),
    }


def _sure(case: Case, least: float) -> bool:
    return (case.answer.confidence or 0.0) >= least


def _possible_right(case: Case) -> bool:
    return case.answer.outcome == "possible" and any(case.holds(quote) for quote in case.answer.evidence[:_FIRST])


def _wrong_first(case: Case) -> bool:
    if not case.answer.answered:
        return False
    return not all(contains(case.answer.sentences[0].text, spellings) for spellings in case.posed.wanted)


def wanted_of(answer: str | Sequence[Any]) -> Wanted:
    """RGB's answer: a string, or a list all of whose entries must stand, each a string or a list of spellings."""
    if isinstance(answer, str):
        return [[answer]]
    return [[entry] if isinstance(entry, str) else list(entry) for entry in answer]


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
