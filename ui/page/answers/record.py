"""An answer as the page keeps it: a JSON record, in the browser too, and what is read from one to be shown.

A record is the engine's own JSON of an answer (``AnswerOut`` of rag/schema/) with what the page needs besides. It
comes back from the browser, so it is read as anything that a stranger sends: each value's type and size is checked, and
only what :func:`read_record` returns is ever rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, ValidationError, model_validator

from rag import Answer, Copy, Coverage, Evidence, Filters, Quote, UsageError, schema

Json = dict[str, Any]

#: So many characters of the article are shown on either side of a quote.
CONTEXT = 110
#: Values longer than this are no headline, sentence or quote.
_LONGEST = 20_000
#: More sentences, quotes or turns than this are no conversation.
_MOST = 100
_SPACES = re.compile(r"\s+")


class ShownCopy(schema.CopyOut):
    """Another article that prints the same story."""

    @property
    def name(self) -> str:
        """Its outlet, or what else it can be called by."""
        return self.outlet or self.title or "another article"

    @property
    def day(self) -> date | None:
        """The day of its publication."""
        return _day(self.published)


class _InContext(schema.Shape):
    """What the page needs to know of any quote: where its article lies, its language, and the words around it."""

    published: schema.Published = None
    url: schema.Url = None
    language: schema.Language = None
    start: schema.Start
    end: schema.End
    answer_start: schema.AnswerStart = None
    answer_end: schema.AnswerEnd = None
    before: str = ""
    after: str = ""

    @model_validator(mode="before")
    @classmethod
    def _with_context(cls, value: Any) -> Any:
        if not isinstance(value, Quote):
            return value
        before, after = around(value.article.text, value.start, value.end)
        copies = getattr(value, "also_in", ())[:_MOST]  # a record holds no longer lists
        return schema.Joined(SimpleNamespace(before=before, after=after, also_in=copies), value)

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a quote has words")
        if self.place is None and (self.answer_start, self.answer_end) != (None, None):
            raise ValueError("the answer's place is within the quote")
        return self

    @property
    def place(self) -> tuple[int, int] | None:
        """Where within the quote the answer stands, in characters; None where that is not known."""
        if self.answer_start is None or self.answer_end is None:
            return None
        start, end = self.answer_start - self.start, self.answer_end - self.start
        return (start, end) if 0 <= start < end <= self.end - self.start else None

    @property
    def day(self) -> date | None:
        """The day of its article's publication."""
        return _day(self.published)


class ShownCitation(_InContext, schema.CitationOut):
    """A quote that a sentence cites."""

    also_in: tuple[ShownCopy, ...] = ()


class ShownEvidence(_InContext, schema.EvidenceOut):
    """A quote that was found; it has no number."""

    n: ClassVar[None] = None
    also_in: tuple[ShownCopy, ...] = ()

    @property
    def quote(self) -> str:
        """The exact words."""
        return self.text


ShownQuote = ShownCitation | ShownEvidence


class ShownSentence(schema.SentenceOut):
    """A sentence of an answer. A verified one has quotes; another may say why it is not."""

    citations: tuple[ShownCitation, ...] = ()

    @model_validator(mode="after")
    def _is_cited(self) -> Self:
        if self.verified != bool(self.citations):
            raise ValueError("a sentence is verified exactly when it has quotes")
        return self

    @property
    def quotes(self) -> tuple[ShownCitation, ...]:
        """What it cites."""
        return self.citations


class _Searched(schema.Shape):
    articles: schema.Offset = 0
    first: date | None = None
    last: date | None = None
    outlets: tuple[str, ...] = ()


def _filters(value: object) -> Filters:
    return value if isinstance(value, Filters) else Filters(**dict(schema.FiltersOut.model_validate(value)))


def _coverage(value: object) -> Coverage:
    return value if isinstance(value, Coverage) else Coverage(**dict(_Searched.model_validate(value)))


class ShownMonth(schema.Shape):
    """What the archive has of a month: how many articles, and of which outlets, in words."""

    name: str
    articles: schema.Offset
    outlets: str = ""


class ShownLacking(schema.Shape):
    """What the archive has on a question that it does not answer, and why it does not."""

    why: str = ""
    found: str = ""
    months: tuple[ShownMonth, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        """The most articles of a month."""
        return max((each.articles for each in self.months), default=0)


class ShownResult(schema.ArchiveResultOut):
    """What a question about the archive asks for."""

    articles: tuple[ShownCopy, ...] = ()


class Shown(schema.AnswerOut):
    """An answer to be shown. ``question`` is its stand-alone form; ``stopped``: its reader did not wait for its end.

    ``absent_names``: of a refusal, the names and figures of the question that stand nowhere in the archive;
    ``lacking``: what it has on it, and why that does not answer.
    """

    sentences: tuple[ShownSentence, ...] = ()
    evidence: tuple[ShownEvidence, ...] = ()
    filters: Annotated[Filters, BeforeValidator(_filters)] = Filters()
    searched: Annotated[Coverage, BeforeValidator(_coverage)] = Coverage(0)
    stopped: bool = False
    absent_names: tuple[str, ...] = ()
    archive_result: ShownResult | None = None
    lacking: ShownLacking | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_before(cls, value: Any) -> Any:
        """Records that were kept before there were outcomes say only whether the question was answered."""
        if isinstance(value, dict) and "outcome" not in value:
            return {**value, "outcome": "answered" if value.get("answered") else "none"}
        return value

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.answered != bool(self.sentences):
            raise ValueError("an answer has sentences, what is not answered has none")
        if self.answered != (self.outcome == "answered"):
            raise ValueError("an answer is answered exactly where that is its outcome")
        return self

    @property
    def written(self) -> bool:
        """Whether a language model wrote it."""
        return self.mode == "written"

    @property
    def coverage(self) -> Coverage:
        """Of the articles that were looked at."""
        return self.searched

    @property
    def cited(self) -> list[ShownQuote]:
        """The quotes that its sentences cite, by number."""
        by_number = {quote.n: quote for sentence in self.sentences for quote in sentence.citations}
        return [by_number[n] for n in sorted(by_number)]

    @property
    def others(self) -> list[ShownQuote]:
        """The quotes that were found besides."""
        cited = {(quote.article_id, quote.start, quote.end) for quote in self.cited}
        return [quote for quote in self.evidence if (quote.article_id, quote.start, quote.end) not in cited]


def record_of(
    answer: Answer,
    coverage: Coverage,
    *,
    stopped: bool = False,
    absent_names: Sequence[str] = (),
    lacking: ShownLacking | None = None,
) -> Json:
    """An answer as a record.

    Args:
        answer: it.
        coverage: of the articles that were looked at.
        stopped: whether its reader did not wait for its end.
        absent_names: of a refusal, the names and figures of the question that stand nowhere in the archive.
        lacking: of a refusal, what the archive has on it, and why that does not answer.
    """
    searched = replace(coverage, outlets=coverage.outlets[:_MOST])
    if (result := answer.archive_result) is not None:
        answer = replace(answer, archive_result=replace(result, names=result.names[:_MOST]))
    besides = {"searched": searched, "stopped": stopped, "absent_names": absent_names, "lacking": lacking}
    return Shown.of(answer, **besides).model_dump(mode="json")


def evidence_of(quotes: Iterable[Evidence]) -> tuple[ShownEvidence, ...]:
    """Quotes to be shown while the answer is being written."""
    return tuple(map(ShownEvidence.of, quotes))


def shown_copies(copies: Iterable[Copy]) -> tuple[ShownCopy, ...]:
    """Copies to be shown."""
    return tuple(map(ShownCopy.of, copies))


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after ``text[start:end]``, on one line, cut between words."""
    before = text[max(0, start - CONTEXT) : start]
    if start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    after = text[end : end + CONTEXT]
    if end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    return _SPACES.sub(" ", before), _SPACES.sub(" ", after)


class RecordError(ValueError):
    """What should be a record of an answer is none."""


def read_record(value: object) -> Shown:
    """Read a record.

    Raises:
        RecordError: it is none.
    """
    try:
        _must_be_small(value)
        return Shown.model_validate(value)
    except (ValidationError, UsageError, RecursionError) as error:
        raise RecordError(str(error)) from error


def _must_be_small(value: object) -> None:
    if (isinstance(value, str) and len(value) > _LONGEST) or (isinstance(value, list) and len(value) > _MOST):
        raise RecordError("a text or a list is too long")
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            _must_be_small(each)


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
