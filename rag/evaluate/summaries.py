"""``eval summaries``: does a summary hold what a reader would keep?"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.answer.summary import Ranked, rank_article
from rag.errors import EvaluationDataError
from rag.evaluate.data import sample
from rag.evaluate.measures import normalised
from rag.model import Article, Progress
from rag.store.indexing import ProgressCallback


def evaluate_summaries(
    file: Path, *, share: float = 0.4, limit: int | None = None, progress: ProgressCallback | None = None
) -> dict[str, Any]:
    """Measure the extractive summary against reference summaries by ROUGE (Lin, 2004; F1, without stemming).

    Args:
        file: ``summaries.jsonl`` with ``text`` and ``summary``, and ``title`` if there is one.
        share: the summary's length as a share of the article's words; sentences are taken while they fit.
        limit: only so many articles of a seeded shuffle.
        progress: told of each article.

    Returns:
        Means over articles; ``lead_rouge1_f`` is that of the article's first words at the same length.
    """
    started = time.perf_counter()
    rows = sample(_rows(file), limit)
    totals: dict[str, float] = defaultdict(float)
    for number, row in enumerate(rows, start=1):
        article = _article(row)
        budget = share * len(article.text.split())
        told = _told(rank_article(article), budget, article.text).split()
        lead = article.text.split()[: int(budget)]
        reference = normalised(row["summary"]).split()
        own = normalised(" ".join(told)).split()
        totals["rouge1_f"] += _overlap(_grams(own, 1), _grams(reference, 1))
        totals["rouge2_f"] += _overlap(_grams(own, 2), _grams(reference, 2))
        totals["rougeL_f"] += _longest(own, reference)
        totals["lead_rouge1_f"] += _overlap(_grams(normalised(" ".join(lead)).split(), 1), _grams(reference, 1))
        if progress:
            progress(Progress("summarising", number, len(rows)))
    count = len(rows) or 1
    return {
        "articles": len(rows),
        **{name: round(totals[name] / count, 4) for name in ("rouge1_f", "rouge2_f", "rougeL_f", "lead_rouge1_f")},
        "verified_share": 1.0,  # an extract's sentences are the article's own
        "mode": "quotes",
        "embedding": None,
        "llm": None,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _told(ranked: Sequence[Ranked], budget: float, text: str) -> str:
    """The best sentences that fit the budget (in words), in the article's order; one at least."""
    chosen: list[Ranked] = []
    words = 0
    for item in sorted(ranked, key=lambda item: -item.score):
        length = len(item.quote.quote.split())
        if not chosen or words + length <= budget:
            chosen.append(item)
            words += length
    return " ".join(item.quote.quote for item in sorted(chosen, key=lambda item: item.quote.start)) or text[:200]


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
    except OSError as error:
        raise EvaluationDataError(f"{file} cannot be read ({error.strerror}): give a file of summaries") from error
    except json.JSONDecodeError as error:
        raise EvaluationDataError(f"{file} is not JSON lines: {error}") from error
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in ("text", "summary")):
            raise EvaluationDataError(f'{file}, line {number}, needs the texts "text" and "summary"')
    return rows


def _article(row: dict[str, Any]) -> Article:
    return Article(
        id=str(row.get("_id", "")),
        title=str(row.get("title", "")),
        text=row["text"],
        source="",
        content_hash="",
        added=datetime.now(UTC),
        state="ready",
        language="en",
    )


def _grams(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[start : start + size]) for start in range(len(words) - size + 1))


def _overlap(own: Counter[tuple[str, ...]], reference: Counter[tuple[str, ...]]) -> float:
    shared = (own & reference).total()
    return 2 * shared / (own.total() + reference.total()) if shared else 0.0


def _longest(own: Sequence[str], reference: Sequence[str]) -> float:
    """ROUGE-L: F1 of the longest common subsequence."""
    if not own or not reference:
        return 0.0
    row = [0] * (len(reference) + 1)
    for word in own:
        before = 0
        for place, other in enumerate(reference, start=1):
            kept = row[place]
            row[place] = before + 1 if word == other else max(row[place], row[place - 1])
            before = kept
    return 2 * row[-1] / (len(own) + len(reference))
