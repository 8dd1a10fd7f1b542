"""``eval citations``: does the verifier tell supported claims from unsupported ones?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answer.checking import standing_of
from rag.answer.judge import Judge, around, judge_of
from rag.answer.verify import STATEMENT_THRESHOLD, THRESHOLD, Verdict, verify
from rag.answer.verify.other_articles import bears_out
from rag.answer.verify.proposal import split_proposal
from rag.errors import EvaluationDataError, UsageError
from rag.evaluate.data import json_rows, sample, text_field, texts_field
from rag.evaluate.measures import percentile
from rag.evaluate.reply_cache import Replies
from rag.reports import Progress
from rag.settings import Settings

#: Told of each step.
ProgressCallback = Callable[[Progress], None]

_JUDGE_READS_CHARS = 2000  # characters of all sources together, some 500 tokens
# The thresholds of the trade-off curve.
_CURVE = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim of ``claims.jsonl``. ``made`` says how a program made it, where one did; ``question`` what it answers."""

    claim: str
    sources: tuple[str, ...]
    supported: bool
    made: str
    question: str | None = None

    def proposal(self) -> tuple[str, str] | None:
        """What was asked, and the few words that it is answered; None where the claim is a statement."""
        return split_proposal(self.claim, self.question)

    def asked(self) -> tuple[str, str] | None:
        """What was asked, and what it is answered in whatever words; None where no question is known."""
        return (self.question, self.claim) if self.question else self.proposal()


def read_claims(folder: Path) -> list[LabelledClaim]:
    """The claims of ``folder/claims.jsonl``."""
    path = folder / "claims.jsonl"
    return [
        LabelledClaim(
            text_field(row, "claim", path, line),
            *_labels(row, path, line),
            made=str(row.get("made") or ""),
            question=str(row.get("question") or "") or None,
        )
        for line, row in json_rows(path)
    ]


def _labels(row: Mapping[str, Any], path: Path, line: int) -> tuple[tuple[str, ...], bool]:
    sources, supported = texts_field(row, "sources", path, line), row.get("supported")
    if not isinstance(supported, bool):
        raise EvaluationDataError(f'{path}, line {line}, has no true or false "supported"')
    return tuple(sources), supported


def evaluate_citations(
    folder: Path,
    settings: Settings,
    *,
    limit: int | None = None,
    cache: bool = True,
    progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Measure the verifier: by the rules alone, or as an answer's sentences are checked, by rules and judge.

    Args:
        folder: ``claims.jsonl``.
        settings: ``verify`` says by what. A judge is asked of what the rules accept or nearly do, where a claim is an
            answer of a few words to a question (its ``question``, or ``QUESTION: ANSWER``); of statements the rules
            decide. For comparison it is also asked alone, of all claims that have a question with all their sources.
        limit: only so many claims of a seeded shuffle.
        cache: whether the judge's replies are kept between runs. Times are those of when a reply was made.
        progress: told of each claim.

    Returns:
        ``supported_accepted`` and ``unsupported_caught`` are shares in [0, 1]; ``by_kind`` gives the share judged
        rightly for each way that claims were made; ``curve`` both shares by threshold on the rules' score. With a
        judge the two shares are those of both checks together, ``apart`` has them for each, and ``judge_curve`` by
        threshold on the judge's probability of yes, asked alone. ``replies`` counts the judge's replies that were kept
        from before and those that were asked for, None where there is no judge or no cache.

    Raises:
        UsageError: the settings want a judge and there is no model, or the cache cannot be used.
        AssertionError: a support lies outside its source; nothing else could be trusted then.
        LlmError: the judge gave no reply.
    """
    started = time.perf_counter()
    claims = sample(read_claims(folder), limit)
    checked: list[_Checked] = []
    with Replies.of(settings, cache=cache) as replies:
        judge = _judge(settings, replies)
        for number, claim in enumerate(claims, start=1):
            checked.append(_check(claim, judge, replies))
            if progress:
                progress(Progress("checking", number, len(claims)))
        counts = replies.counts() if judge is not None else None
    rules = [one.verdict.verified for one in checked]
    together = [one.together for one in checked]
    result: dict[str, Any] = {
        "claims": len(claims),
        "supported": sum(claim.supported for claim in claims),
        **_shares(claims, together),
        "borderline": _share([one.verdict.borderline for one in checked]),
        "p50_ms": round(percentile([one.milliseconds for one in checked], 0.5), 2),
        "p95_ms": round(percentile([one.milliseconds for one in checked], 0.95), 2),
        "threshold": THRESHOLD,
        "statement_threshold": STATEMENT_THRESHOLD,
        "by_kind": {
            made: _share([said == c.supported for c, said in zip(claims, together, strict=True) if c.made == made])
            for made in sorted({claim.made for claim in claims} - {""})
        },
        "curve": [
            {"threshold": least, **_shares(claims, [one.verdict.score >= least for one in checked])} for least in _CURVE
        ],
    }
    if judge is not None:
        alone = [one.alone for one in checked]
        result |= {
            "apart": {
                "rules": _shares(claims, rules),
                "judge": _shares(claims, [p is not None and p >= judge.thresholds["alone"] for p in alone]),
            },
            "judge_thresholds": dict(judge.thresholds),
            "judge_curve": [
                {"threshold": least, **_shares(claims, [p is not None and p >= least for p in alone])}
                for least in _CURVE
            ],
        }
    return {
        **result,
        "mode": "rules" if judge is None else "judge",
        "embedding": None,
        "llm": judge.model.name if judge is not None else None,
        "replies": counts,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _judge(settings: Settings, replies: Replies) -> Judge | None:
    if settings.verify == "rules":
        return None
    model = replies.choose(settings)
    if model is None and settings.verify == "judge":
        raise UsageError("there is no model to judge: run dateline models pull, or set DATELINE_LLM")
    return judge_of(settings, model, replies.choose) if model is not None else None


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found of a claim; ``alone`` is the judge's probability of yes over all sources."""

    verdict: Verdict
    together: bool
    alone: float | None
    milliseconds: float


def _check(claim: LabelledClaim, judge: Judge | None, replies: Replies) -> _Checked:
    asked = replies.clock()
    verdict = verify(claim.claim, claim.sources, question=claim.question)
    together, alone = verdict.verified, None
    proposal, question = claim.proposal(), claim.asked()
    if judge is not None and proposal is not None:
        places = verdict.support or verdict.nearest
        if places:
            # Sources that are sentences of an article are short; the judge reads what stands around a support.
            read = "\n".join(dict.fromkeys(around(claim.sources[at.source], at.start, at.end) for at in places))
            together = judge.decides(
                judge.probability(*proposal, read),
                standing_of(
                    proposal[1],
                    proposal[0],
                    accepted=verdict.verified,
                    borne_out=bears_out(claim.claim, ([one] for one in claim.sources)),
                ),
            )
    if judge is not None and question is not None:
        alone = judge.probability(*question, "\n".join(claim.sources)[:_JUDGE_READS_CHARS])
    milliseconds = 1000 * (replies.clock() - asked)
    _prove_places(verdict, claim)
    return _Checked(verdict, together, alone, milliseconds)


def _shares(claims: Sequence[LabelledClaim], accepted: Sequence[bool]) -> dict[str, float]:
    pairs = list(zip(claims, accepted, strict=True))
    return {
        "supported_accepted": _share([said for claim, said in pairs if claim.supported]),
        "unsupported_caught": _share([not said for claim, said in pairs if not claim.supported]),
    }


def _share(judged: Sequence[bool]) -> float:
    return round(sum(judged) / (len(judged) or 1), 4)


def _prove_places(verdict: Verdict, claim: LabelledClaim) -> None:
    for place in verdict.support:
        if not claim.sources[place.source][place.start : place.end].strip():
            raise AssertionError(f"a support lies outside its source: {place} of {claim.claim!r}")
