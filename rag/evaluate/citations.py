"""``eval citations``: does the verifier tell supported claims from unsupported ones?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answer.verify import THRESHOLD, Verdict, verify
from rag.errors import EvaluationDataError
from rag.evaluate.data import json_rows, sample, text_field
from rag.evaluate.measures import percentile
from rag.model import Progress

#: Checks a claim against its sources.
Checker = Callable[[str, Sequence[str]], Verdict]
#: Told of each step.
ProgressCallback = Callable[[Progress], None]

# The thresholds of the trade-off curve.
_CURVE = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim of ``claims.jsonl``. ``made`` says how a program made it, where one did."""

    claim: str
    sources: tuple[str, ...]
    supported: bool
    made: str


def read_claims(folder: Path) -> list[LabelledClaim]:
    """The claims of ``folder/claims.jsonl``."""
    path = folder / "claims.jsonl"
    return [
        LabelledClaim(text_field(row, "claim", path, line), *_labels(row, path, line), str(row.get("made") or ""))
        for line, row in json_rows(path)
    ]


def _labels(row: Mapping[str, Any], path: Path, line: int) -> tuple[tuple[str, ...], bool]:
    sources, supported = row.get("sources"), row.get("supported")
    if not isinstance(sources, list) or not all(isinstance(one, str) for one in sources):
        raise EvaluationDataError(f'{path}, line {line}, has no list of texts "sources"')
    if not isinstance(supported, bool):
        raise EvaluationDataError(f'{path}, line {line}, has no true or false "supported"')
    return tuple(sources), supported


def evaluate_citations(
    folder: Path,
    *,
    limit: int | None = None,
    progress: ProgressCallback | None = None,
    check: Checker = verify,
    mode: str = "rules",
    llm: str | None = None,
) -> dict[str, Any]:
    """Measure the verifier.

    Args:
        folder: ``claims.jsonl``.
        limit: only so many claims of a seeded shuffle.
        progress: told of each claim.
        check: what judges a claim; the rules alone by default.
        mode: its name, for the result.
        llm: the model behind it, for the result.

    Returns:
        ``supported_accepted`` and ``unsupported_caught`` are shares in [0, 1]; ``by_kind`` gives the share judged
        rightly for each way that claims were made; ``curve`` both shares by threshold on the score.

    Raises:
        AssertionError: a support lies outside its source; nothing else could be trusted then.
    """
    started = time.perf_counter()
    claims = sample(read_claims(folder), limit)
    verdicts: list[Verdict] = []
    milliseconds: list[float] = []
    for number, claim in enumerate(claims, start=1):
        asked = time.perf_counter()
        verdict = check(claim.claim, claim.sources)
        milliseconds.append(1000 * (time.perf_counter() - asked))
        _prove_places(verdict, claim)
        verdicts.append(verdict)
        if progress:
            progress(Progress("checking", number, len(claims)))
    pairs = list(zip(claims, verdicts, strict=True))
    return {
        "claims": len(claims),
        "supported": sum(claim.supported for claim in claims),
        "supported_accepted": _share([verdict.verified for claim, verdict in pairs if claim.supported]),
        "unsupported_caught": _share([not verdict.verified for claim, verdict in pairs if not claim.supported]),
        "borderline": _share([verdict.borderline for verdict in verdicts]),
        "p50_ms": round(percentile(milliseconds, 0.5), 2),
        "p95_ms": round(percentile(milliseconds, 0.95), 2),
        "threshold": THRESHOLD,
        "by_kind": {
            made: _share([verdict.verified == claim.supported for claim, verdict in pairs if claim.made == made])
            for made in sorted({claim.made for claim in claims} - {""})
        },
        "curve": [
            {
                "threshold": threshold,
                "supported_accepted": _share([v.score >= threshold for c, v in pairs if c.supported]),
                "unsupported_caught": _share([v.score < threshold for c, v in pairs if not c.supported]),
            }
            for threshold in _CURVE
        ],
        "mode": mode,
        "embedding": None,
        "llm": llm,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _share(judged: Sequence[bool]) -> float:
    return round(sum(judged) / (len(judged) or 1), 4)


def _prove_places(verdict: Verdict, claim: LabelledClaim) -> None:
    for place in verdict.support:
        if not claim.sources[place.source][place.start : place.end].strip():
            raise AssertionError(f"a support lies outside its source: {place} of {claim.claim!r}")
