"""An answer as the page keeps it: a JSON record, in the browser too, and what is read from one to be shown.

A record is the engine's own JSON of an answer (``rag.answer_json``) with what the page needs besides. It comes back
from the browser, so it is read as anything that a stranger sends: each value's type and size is checked, and only what
:func:`read_record` returns is ever rendered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rag import Answer, Copy, Coverage, Filters, Quote, UsageError, answer_json, copies_json

Json = dict[str, Any]

#: So many characters of the article are shown on either side of a quote.
CONTEXT = 110
#: Values longer than this are no headline, sentence or quote.
_LONGEST = 20_000
#: More sentences, quotes or turns than this are no conversation.
_MOST = 100
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ShownCopy:
    """Another article that prints the same story."""

    article_id: str
    name: str
    day: date | None


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote with its place. ``n`` is its number in the answer, None for evidence; ``also_in`` are the copies."""

    article_id: str
    title: str
    outlet: str | None
    day: date | None
    url: str | None
    language: str | None
    quote: str
    start: int
    end: int
    before: str
    after: str
    n: int | None
    also_in: tuple[ShownCopy, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence of an answer. A verified one has quotes; another may say why it is not."""

    text: str
    verified: bool
    reason: str | None
    quotes: tuple[ShownQuote, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer to be shown. ``question`` is its stand-alone form; ``stopped``: its reader did not wait for its end."""

    question: str
    answered: bool
    written: bool
    text: str
    sentences: tuple[ShownSentence, ...]
    evidence: tuple[ShownQuote, ...]
    notice: str | None
    filters: Filters
    coverage: Coverage
    stopped: bool

    @property
    def cited(self) -> list[ShownQuote]:
        """The quotes that its sentences cite, by number."""
        by_number = {quote.n or 0: quote for sentence in self.sentences for quote in sentence.quotes}
        return [by_number[n] for n in sorted(by_number)]

    @property
    def others(self) -> list[ShownQuote]:
        """The quotes that were found besides."""
        cited = {(quote.article_id, quote.start, quote.end) for quote in self.cited}
        return [quote for quote in self.evidence if (quote.article_id, quote.start, quote.end) not in cited]


def record_of(answer: Answer, coverage: Coverage, *, stopped: bool = False) -> Json:
    """An answer as a record.

    Args:
        answer: it.
        coverage: of the articles that were looked at.
        stopped: whether its reader did not wait for its end.
    """
    record = answer_json(answer)
    for given, told in zip(answer.sentences, record["sentences"], strict=True):
        for quote, cited in zip(given.citations, told["citations"], strict=True):
            cited |= _besides(quote)
    for evidence, shown in zip(answer.evidence, record["evidence"], strict=True):
        shown |= _besides(evidence)
    filters = answer.filters
    record["filters"] = {
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
        "outlets": list(filters.outlets),
        "languages": list(filters.languages),
    }
    record["searched"] = {
        "articles": coverage.articles,
        "first": coverage.first.isoformat() if coverage.first else None,
        "last": coverage.last.isoformat() if coverage.last else None,
        "outlets": list(coverage.outlets[:_MOST]),
    }
    record["stopped"] = stopped
    return record


def evidence_of(quotes: Sequence[Quote]) -> tuple[ShownQuote, ...]:
    """Quotes to be shown while the answer is being written."""
    return tuple(
        ShownQuote(
            quote.article.id, quote.article.title, quote.article.outlet, quote.article.day, quote.article.url,
            quote.article.language, quote.quote, quote.start, quote.end,
            *around(quote.article.text, quote.start, quote.end), None, shown_copies(getattr(quote, "also_in", ())),
        )
        for quote in quotes
    )  # fmt: skip


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after ``text[start:end]``, on one line, cut between words."""
    before = text[max(0, start - CONTEXT) : start]
    if start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    after = text[end : end + CONTEXT]
    if end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    return _SPACES.sub(" ", before), _SPACES.sub(" ", after)


def _besides(quote: Quote) -> Json:
    before, after = around(quote.article.text, quote.start, quote.end)
    besides: Json = {"url": quote.article.url, "language": quote.article.language, "before": before, "after": after}
    copies: Sequence[Copy] = getattr(quote, "also_in", ())
    if len(copies) > _MOST:  # a record holds no longer lists
        besides["also_in"] = copies_json(copies[:_MOST])
    return besides


class RecordError(ValueError):
    """What should be a record of an answer is none."""


def read_record(value: object) -> Shown:
    """Read a record.

    Raises:
        RecordError: it is none.
    """
    record = _mapping(value)
    sentences = tuple(_sentence(item) for item in _list(record, "sentences"))
    answered = _bool(record, "answered")
    if answered != bool(sentences):
        raise RecordError("an answer has sentences, a refusal has none")
    return Shown(
        question=_text(record, "question"),
        answered=answered,
        written=record.get("mode") == "written",
        text=_text(record, "text"),
        sentences=sentences,
        evidence=tuple(_quote(item, "text") for item in _list(record, "evidence")),
        notice=_text_or_none(record, "notice"),
        filters=_filters(_mapping(record.get("filters", {}))),
        coverage=_coverage(_mapping(record.get("searched", {}))),
        stopped=record.get("stopped") is True,
    )


def _sentence(value: object) -> ShownSentence:
    item = _mapping(value)
    quotes = tuple(_quote(quote, "quote") for quote in _list(item, "citations"))
    verified = _bool(item, "verified")
    if verified != bool(quotes) or any(quote.n is None for quote in quotes):
        raise RecordError("a sentence is verified exactly when it has numbered quotes")
    return ShownSentence(_text(item, "text"), verified, _text_or_none(item, "reason"), quotes)


def _quote(value: object, words: str) -> ShownQuote:
    item = _mapping(value)
    start, end = _number(item, "start"), _number(item, "end")
    if start >= end:
        raise RecordError("a quote has words")
    return ShownQuote(
        article_id=_text(item, "article_id"),
        title=_text(item, "title"),
        outlet=_text_or_none(item, "outlet"),
        day=_day(item, "published"),
        url=_text_or_none(item, "url"),
        language=_text_or_none(item, "language"),
        quote=_text(item, words),
        start=start,
        end=end,
        before=_text_or_none(item, "before") or "",
        after=_text_or_none(item, "after") or "",
        n=_number(item, "n") or None if "n" in item else None,
        also_in=tuple(_copy(copy) for copy in _list(item, "also_in")),
    )


def _copy(value: object) -> ShownCopy:
    item = _mapping(value)
    name = _text_or_none(item, "outlet") or _text(item, "title") or "another article"
    return ShownCopy(_text(item, "article_id"), name, _day(item, "published"))


def shown_copies(copies: Sequence[Copy]) -> tuple[ShownCopy, ...]:
    """Copies to be shown."""
    return tuple(
        ShownCopy(copy.article_id, copy.outlet or copy.title or "another article", copy.day) for copy in copies
    )


def _filters(item: Mapping[str, object]) -> Filters:
    try:
        return Filters(_day(item, "since"), _day(item, "until"), _names(item, "outlets"), _names(item, "languages"))
    except UsageError as error:
        raise RecordError(str(error)) from error


def _coverage(item: Mapping[str, object]) -> Coverage:
    articles = _number(item, "articles") if "articles" in item else 0
    return Coverage(articles, _day(item, "first"), _day(item, "last"), _names(item, "outlets"))


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise RecordError("an object was expected")
    return value


def _list(item: Mapping[str, object], name: str) -> list[object]:
    value = item.get(name, [])
    if not isinstance(value, list) or len(value) > _MOST:
        raise RecordError(f"{name} is no list, or too long a one")
    return value


def _text(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise RecordError(f"{name} is no text, or too long a one")
    return value


def _text_or_none(item: Mapping[str, object], name: str) -> str | None:
    return None if item.get(name) is None else _text(item, name)


def _names(item: Mapping[str, object], name: str) -> tuple[str, ...]:
    values = _list(item, name)
    if not all(isinstance(value, str) and len(value) <= _LONGEST for value in values):
        raise RecordError(f"{name} holds what is no text")
    return tuple(str(value) for value in values)


def _number(item: Mapping[str, object], name: str) -> int:
    value = item.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
        raise RecordError(f"{name} is no number")
    return value


def _bool(item: Mapping[str, object], name: str) -> bool:
    value = item.get(name)
    if not isinstance(value, bool):
        raise RecordError(f"{name} is neither true nor false")
    return value


def _day(item: Mapping[str, object], name: str) -> date | None:
    text = _text_or_none(item, name)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise RecordError(f"{name} is no date") from error
