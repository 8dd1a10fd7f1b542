"""The nouns of Dateline, as frozen values that reject bad input when they are built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from rag.errors import UsageError

#: How an answer was made: of verbatim sentences, or written by a language model.
Mode = Literal["quotes", "written"]
#: ``pending``: found by words already; ``ready``: found by meaning too.
State = Literal["pending", "ready"]

#: A question or a search of more characters is cut: it is a pasted text, and its end says no more of what is sought.
MAX_QUESTION_CHARS = 2_000
#: The one sentence for "the archive does not hold the answer", shared by code, prompts and tests.
REFUSAL = "The archive does not answer this."
#: What is said above the nearest sentences where one of them may answer.
POSSIBLE = "The archive may answer this: these sentences come nearest."


#: Where a date of publication was taken from: the page's markup (linked data, meta elements), its address, the feed
#: that led to it, the report's dateline, a stamp in its text, a field of a table or record, the head of a message, a
#: document's own properties, or a person's correction.
DateOrigin = Literal["markup", "url", "feed", "dateline", "text", "field", "header", "properties", "edited"]


def parse_moment(text: str) -> date | datetime:
    """A date or a date-time out of its ISO 8601 form.

    Raises:
        ValueError: it is none.
    """
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


class _IsoForm:
    """How pydantic reads and writes a moment: in Python's ISO 8601. Its own would write UTC as ``Z``, refuse zones with
    seconds (local mean time), and give zones another ``repr``, which stamps of list entries are made from."""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> Any:
        from pydantic_core import core_schema  # here: what reads sources and what prints help need no pydantic

        return core_schema.no_info_plain_validator_function(
            _moment, serialization=core_schema.plain_serializer_function_ser_schema(_iso_form, when_used="json")
        )

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "format": "date or date-time"}


def _moment(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError("a moment is a text")  # not TypeError, which pydantic would let through
    return parse_moment(value)


def _iso_form(moment: date) -> str:
    return moment.isoformat()


#: A date, or a date-time with its zone.
Moment = Annotated[date | datetime, _IsoForm()]


@dataclass(frozen=True, slots=True)
class TakenOff:
    """A piece of a page that is not part of the article, and why it was taken off."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as it came out of one source, before the archive gives it an identity.

    ``published`` and ``updated`` are a date, or a date-time with its zone; None where the source does not state it.
    ``published_from`` says where the former was taken from. ``captions`` are kept apart from ``text`` and never cited.
    ``language`` is ISO 639-1, or None. ``taken_off`` is what cleaning removed, in the order of the page, and
    ``warnings`` are sentences for whoever added the source; neither is part of the article.
    """

    title: str
    text: str
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    url: str | None = None
    language: str | None = None
    captions: tuple[str, ...] = ()
    updated: Moment | None = None
    section: str | None = None
    published_from: DateOrigin | None = None
    taken_off: tuple[TakenOff, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("an article needs text")
        for moment in (self.published, self.updated):
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise ValueError("a date-time needs its zone; without one, give the date alone")


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the archive. Offsets everywhere count Unicode characters of ``text``, end exclusive.

    ``version`` is the number of the earlier version whose words these are; None for what the article says now.
    """

    id: str
    title: str
    text: str
    source: str
    content_hash: str
    added: datetime
    state: State
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    url: str | None = None
    language: str | None = None
    captions: tuple[str, ...] = ()
    updated: Moment | None = None
    section: str | None = None
    published_from: DateOrigin | None = None
    version: int | None = None

    @property
    def day(self) -> date | None:
        """The calendar day of publication, as the source gave it, or None."""
        return self.published.date() if isinstance(self.published, datetime) else self.published

    def first_read_after(self, day: date | None) -> datetime | None:
        """When it came into the archive, where that was after a day (by UTC): what it said on that day nobody knows."""
        return self.added if day is not None and utc_day(self.added) > day else None


def utc_day(moment: datetime) -> date:
    """The day of a moment by UTC; at the ends of the calendar its own."""
    return moment.astimezone(UTC).date() if 1 < moment.year < 9999 else moment.date()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of characters in some text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The words of ``text`` within this span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an article on sentence boundaries, the unit of retrieval."""

    id: str
    article_id: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"passage {self.id}: its text is not as long as its offsets say")


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that prints the same story: where it can be looked up."""

    article_id: str
    outlet: str | None
    published: Moment | None
    title: str
    url: str | None

    @property
    def day(self) -> date | None:
        """The calendar day of publication, as the source gave it, or None."""
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. ``score`` is the fused one, in [0, 1].

    Its parts are None where they are not known: ``lexical`` in [0, 1], ``cosine`` of query and passage vector.
    ``also_in`` are the copies of its article, the earliest first. ``first_read`` is when its article was first read,
    where the search was as of an earlier day.
    """

    passage: Passage
    article: Article
    score: float
    lexical: float | None = None
    cosine: float | None = None
    also_in: tuple[Copy, ...] = ()
    first_read: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of an article, with their place: always ``article.text[start:end] == quote``.

    It holds the article and the offsets only, so there is no way to make one from a model's words.
    """

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(f"[{self.start}, {self.end}) is not within article {self.article.id}")

    @property
    def quote(self) -> str:
        """The exact words."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Citation(Quote):
    """A quote that supports a sentence of an answer. ``n`` is its number in the answer, from 1.

    ``answer_start`` and ``answer_end`` are where in the article's text, within the quote, the figure, date or name
    stands that was asked for, None where that cannot be told. ``also_in`` are the copies of its article. ``version``
    is the number of the article's version, None where it has never changed; ``changed_since`` is when its
    text began to have these words, None where it always had them. ``first_read`` is as a hit's.
    """

    n: int
    also_in: tuple[Copy, ...] = ()
    version: int | None = None
    changed_since: datetime | None = None
    answer_start: int | None = None
    answer_end: int | None = None
    first_read: datetime | None = None

    def __post_init__(self) -> None:
        Quote.__post_init__(self)
        if self.n < 1:
            raise ValueError("citations are numbered from 1")
        _check_place(self, self.answer_start, self.answer_end)


@dataclass(frozen=True, slots=True)
class Evidence(Quote):
    """A sentence of the archive that fits the question. ``score`` is in [0, 1], comparable within an answer.

    ``confidence`` is the probability, in [0, 1], that it answers the question; None where none was asked.
    ``answer_start``, ``answer_end`` and ``first_read`` are as a citation's.
    """

    score: float
    also_in: tuple[Copy, ...] = ()
    confidence: float | None = None
    answer_start: int | None = None
    answer_end: int | None = None
    first_read: datetime | None = None

    def __post_init__(self) -> None:
        Quote.__post_init__(self)
        _check_place(self, self.answer_start, self.answer_end)


def _check_place(quote: Quote, start: int | None, end: int | None) -> None:
    if (start, end) == (None, None):
        return
    if start is None or end is None or not quote.start <= start < end <= quote.end:
        raise ValueError(f"the answer's place [{start}, {end}) is not within its quote [{quote.start}, {quote.end})")


@dataclass(frozen=True, slots=True)
class Version:
    """What an article said before its source changed. ``number`` counts from 1, the oldest; ``replaced`` is its end.

    ``content_hash`` is the article's of then.
    """

    number: int
    replaced: datetime
    title: str
    text: str
    outlet: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    url: str | None = None
    content_hash: str | None = None


#: What has become of a quote: it stands where it stood, elsewhere, in other words, or not at all.
QuoteState = Literal["current", "moved", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class QuoteNow:
    """What has become of a quote, and where it, or the sentence that has taken its place, stands; nowhere: None."""

    state: QuoteState
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer. A verified one has at least one citation; another has none, and may say why."""

    text: str
    verified: bool
    citations: tuple[Citation, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.verified != bool(self.citations):
            raise ValueError("a sentence is verified exactly when it has citations")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles to look at: the same at every door.

    ``since`` and ``until`` are inclusive days; an article without a date passes no date filter.
    ``outlets``, ``authors`` (one of an article's) and ``sections`` match without regard to case and to how letters are
    written; ``languages`` are ISO 639-1 codes. In each "" stands for the articles that have none, and empty means all.
    ``query`` is a selection by operators, as docs/search.md has them. ``undated``: only articles without a date.
    ``as_of``: only articles published by the end of that day, each in the last version that had been read by then (by
    UTC; in the earliest where none had), and nothing of what came later.
    """

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    query: str | None = None
    undated: bool = False
    as_of: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"the first day ({self.since}) lies after the last ({self.until}): swap them")

    @property
    def dated(self) -> bool:
        """Whether a date filter is in force."""
        return self.since is not None or self.until is not None or self.as_of is not None

    def __bool__(self) -> bool:
        named = self.outlets or self.languages or self.authors or self.sections
        return self.dated or self.undated or self.query is not None or bool(named)


def within(filters: Filters, since: date | None, until: date | None) -> Filters:
    """The filters, narrowed to days from ``since`` to ``until`` (None: no further).

    Raises:
        UsageError: no day is left.
    """
    return replace(
        filters,
        since=max(filter(None, (filters.since, since)), default=None),
        until=min(filter(None, (filters.until, until)), default=None),
    )


#: What a question about the archive asks for: the articles, how many, the first or the last of them, or whose they are.
Asks = Literal["list", "count", "first", "last", "outlets", "authors"]


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a question's own words were taken to mean, beside what they ask for.

    ``since`` and ``until`` are the days that it names (None is open), ``as_of`` is the day whose state of knowledge it
    asks for, and ``prefers`` is "newest" where it asks how things stand now. ``outlets``, ``authors`` and ``sections``
    are those of the articles that it asks for. Of a question about the archive itself, ``asks`` says what for, and
    ``mentions`` are the words that must stand in its articles. ``from_words`` are the words that days and names were
    read from.
    """

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    as_of: date | None = None
    prefers: Literal["newest"] | None = None
    from_words: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    asks: Asks | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameCount:
    """An outlet or an author, and how many of the articles found are theirs, a group of copies as one."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class ArchiveResult:
    """What a question about the archive asks for, exactly, as the catalog and the index of words have it.

    ``query`` are the words looked for, as a query with operators; None where articles of any words count. ``total``
    articles were found, a group of copies as one, and ``copies`` more. ``articles`` are the first of them by day, those
    without one last; of the first or last article those of that ``day``. ``names`` are the outlets or authors that were
    asked for, by the alphabet.
    """

    asks: Asks
    query: str | None
    total: int
    copies: int = 0
    day: date | None = None
    articles: tuple[Copy, ...] = ()
    names: tuple[NameCount, ...] = ()


#: What came of a question: sentences that hold; nearest ones that may answer it; nothing that does.
Outcome = Literal["answered", "possible", "none"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Dateline says to a question; the same from every door.

    ``confidence`` is the probability, in [0, 1], that the first citation answers the question, or where there is none
    that the first evidence does; None where nothing was found, and for summaries. ``timings`` are seconds by step.
    ``undated`` is the number of articles that a date filter left out because they carry no date. ``notice`` is a
    sentence for the reader (such as that one), or None. ``independent_outlets`` is how many outlets the citations
    come from, where copies of one story count as one. ``read_as`` is what was read out of the question's own words,
    None for nothing; ``filters`` are those that were looked under, with what follows from it. ``archive_result`` is
    what a question about the archive itself asks for; the sentences say the same, and cite some of its articles.
    """

    question: str
    outcome: Outcome
    mode: Mode
    text: str
    sentences: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...]
    timings: Mapping[str, float] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    undated: int = 0
    notice: str | None = None
    independent_outlets: int = 0
    confidence: float | None = None
    read_as: ReadAs | None = None
    archive_result: ArchiveResult | None = None

    def __post_init__(self) -> None:
        if self.answered != bool(self.sentences):
            raise ValueError("an answer has sentences, what is not answered has none")

    @property
    def answered(self) -> bool:
        """Whether the archive answers the question."""
        return self.outcome == "answered"
