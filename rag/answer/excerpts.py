"""What a writer is given: short excerpts around the best sentences, each verbatim words of one article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answer.evidence import Candidate
from rag.model import Article, Quote, Span
from rag.text.passages import estimate_tokens
from rag.text.sentences import report_sentences

#: Tokens for an excerpt's number, outlet and date.
_HEAD_TOKENS = 16
#: Our estimate of tokens is made for another tokenizer; so much is kept back.
_MARGIN = 0.9
# Brackets of any width around numbers in any script, with marks among them that have no width.
_NUMBERED = re.compile(
    r"[\[【［〔⟦](?=[^\]】］〕⟧]{0,40}\d)([\d\s,;–\-\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]{1,40})[\]】］〕⟧]"
)


def excerpts(candidates: Sequence[Candidate], budget: int) -> list[Quote]:
    """Choose the excerpts for a prompt.

    Each is a candidate sentence with the one before it (which tells whom "he" is) and the one after it, as far as the
    budget goes; excerpts of one article that touch become one.

    Args:
        candidates: sentences, the best first.
        budget: tokens for all excerpts together.

    Returns:
        Excerpts, that of the best sentence first; at least one when there is any candidate.
    """
    chosen: list[Quote] = []
    left = int(budget * _MARGIN)
    for candidate in candidates:
        window = _window(candidate)
        merged = _merged(chosen, Quote(candidate.article, window.start, window.end))
        cost = _cost(merged) - _cost(chosen)
        if cost > left and chosen:
            continue
        chosen = merged
        left -= cost
    return chosen


def excerpts_text(quotes: Sequence[Quote]) -> str:
    """The excerpts as they stand in a prompt, numbered from 1, each on one line.

    No line and no number in square brackets is an article's own, so none can pass for another excerpt.
    """
    lines = []
    for number, quote in enumerate(quotes, start=1):
        day = quote.article.day
        outlet = _plain(quote.article.outlet or "")
        head = ", ".join(part for part in (outlet, day.isoformat() if day else None) if part)
        words = _plain(quote.quote)
        lines.append(f"[{number}] ({head}) {words}" if head else f"[{number}] {words}")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return _NUMBERED.sub(r"(\1)", " ".join(text.split()))


@lru_cache(maxsize=64)
def _sentences(text: str, language: str | None, opening: bool) -> tuple[Span, ...]:
    """The sentences of a text; several candidates are mostly of one article."""
    return tuple(report_sentences(text, language, opening=opening))


def neighbours(article: Article, span: Span) -> tuple[Span | None, Span | None]:
    """The sentences before and after a place in an article, each None where there is none."""
    # Sentences near by: enough of the text around to hold one on either side.
    first, last = max(0, span.start - 1_000), min(len(article.text), span.end + 1_000)
    spans = [
        Span(first + near.start, first + near.end)
        for near in _sentences(article.text[first:last], article.language, first == 0)
    ]
    here = next((index for index, near in enumerate(spans) if near.start <= span.start < near.end), None)
    if here is None:
        return None, None
    return spans[here - 1] if here else None, spans[here + 1] if here + 1 < len(spans) else None


def _window(candidate: Candidate) -> Span:
    before, after = neighbours(candidate.article, candidate.span)
    return Span(before.start if before else candidate.span.start, after.end if after else candidate.span.end)


def _merged(chosen: Sequence[Quote], new: Quote) -> list[Quote]:
    start, end = new.start, new.end
    place: int | None = None
    kept: list[Quote] = []
    for quote in chosen:
        if quote.article.id == new.article.id and quote.start <= end + 2 and start <= quote.end + 2:
            start, end = min(start, quote.start), max(end, quote.end)
            place = len(kept) if place is None else place
        else:
            kept.append(quote)
    kept.insert(len(kept) if place is None else place, Quote(new.article, start, end))
    return kept


def _cost(quotes: Sequence[Quote]) -> int:
    return sum(estimate_tokens(quote.quote) + _HEAD_TOKENS for quote in quotes)
