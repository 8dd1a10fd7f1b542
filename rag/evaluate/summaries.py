"""``eval summaries``: does a summary hold what a reader would keep?"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.answer.summaries.summarizing import summarise
from rag.answer.summaries.written_summary import Ranked, rank_article
from rag.answer.writer import WriterContext
from rag.errors import LlmUnavailableError, UsageError
from rag.evaluate.data import json_rows, sample, text_field
from rag.evaluate.measures import normalised
from rag.model import Article, Mode
from rag.reports import Progress
from rag.settings import Settings
from rag.store.vectors.indexing import ProgressCallback


def evaluate_summaries(
    file: Path,
    settings: Settings,
    *,
    mode: Mode = "quotes",
    share: float = 0.4,
    limit: int | None = None,
    progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Measure summaries against reference summaries by ROUGE (Lin, 2004; F1, without stemming).

    Args:
        file: ``summaries.jsonl`` with ``text`` and ``summary``, and ``title`` if there is one.
        settings: their model writes, if ``mode`` is "written".
        mode: "quotes" for the extract, which needs no model.
        share: the extract's length as a share of the article's words; sentences are taken while they fit. A model is
            asked for as many sentences as the extract has.
        limit: only so many articles of a seeded shuffle.
        progress: told of each article.

    Returns:
        Means over articles; ``lead_rouge1_f`` is that of the article's first words at the same length.
        ``verified_share`` is of all sentences of the summaries; ``written`` the share of articles whose summary was
        written: the others', of which nothing held, are extracts, and are not in ``verified_share``.

    Raises:
        UsageError: a written summary is wanted and there is no model.
        LlmError: the model failed.
    """
    started = time.perf_counter()
    writing = _writing(settings) if mode == "written" else None
    rows = sample(_rows(file), limit)
    totals: dict[str, float] = defaultdict(float)
    sentences = verified = written = 0
    for number, row in enumerate(rows, start=1):
        article = _article(row)
        budget = share * len(article.text.split())
        ranked = rank_article(article)
        told = _told(ranked, budget, article.text)
        if writing is not None:
            answer = summarise(article.title, ranked, len(told), writing)
            if answer.notice is not None:
                raise LlmUnavailableError(answer.notice)
            told = [sentence.text for sentence in answer.sentences]
            if answer.mode == "written":
                written += 1
                sentences += len(answer.sentences)
                verified += sum(sentence.verified for sentence in answer.sentences)
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
        # An extract's sentences are the article's own.
        "verified_share": round(verified / (sentences or 1), 4) if writing is not None else 1.0,
        "written": round(written / count, 4),
        "mode": mode,
        "embedding": None,
        "llm": writing.model.name if writing is not None else None,
        "seconds": round(time.perf_counter() - started, 1),
    }


def _writing(settings: Settings) -> WriterContext:
    """The model of the settings; what it cannot prove is kept, so that it counts."""
    from rag.llm.chat_factory import choose_model, describe  # here: the openai package takes a second or two

    model = choose_model(settings)
    if model is None:
        raise UsageError(f"--mode written needs a language model. {describe(settings)}")
    return WriterContext(model, settings.llm_context, settings.llm_max_tokens, None, "flag")


def _told(ranked: Sequence[Ranked], budget: float, text: str) -> list[str]:
    """The best sentences that fit the budget (in words), in the article's order; one at least."""
    chosen: list[Ranked] = []
    words = 0
    for item in sorted(ranked, key=lambda item: -item.score):
        length = len(item.quote.quote.split())
        if not chosen or words + length <= budget:
            chosen.append(item)
            words += length
    return [item.quote.quote for item in sorted(chosen, key=lambda item: item.quote.start)] or [text[:200]]


def _rows(file: Path) -> list[Mapping[str, Any]]:
    rows = list(json_rows(file))
    for line, row in rows:
        for name in ("text", "summary"):
            text_field(row, name, file, line)
    return [row for _, row in rows]


def _article(row: Mapping[str, Any]) -> Article:
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
