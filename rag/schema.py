"""The nouns and reports as JSON: each shape once, for the command line, the page's record of an answer, and backups.

A field is read off the attribute of its own name (:meth:`Shape.of`), or off the one that its ``validation_alias``
names. A shape is read back out of JSON by the same names. docs/schema.md is made from these models.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, Literal, Self

import pydantic_core
from pydantic import AfterValidator, AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from rag.model import DateOrigin, Mode, Moment, Outcome, State
from rag.reports import NearestHit, NoAnswerReason


class Shape(BaseModel):
    """What all shapes have in common: they do not change, and a validator is built for each when it is first needed."""

    model_config = ConfigDict(frozen=True, from_attributes=True, validate_by_name=True, defer_build=True)

    @classmethod
    def of(cls, *values: object, **besides: Any) -> Self:
        """The shape of a value of the engine, with what else is known.

        Args:
            values: of :mod:`rag.model` or :mod:`rag.reports`; what the first has no attribute for is taken of the next.
            besides: what none of them has.
        """
        alone = len(values) == 1 and not besides
        return cls.model_validate(values[0] if alone else Joined(SimpleNamespace(**besides), *values))


class Joined:
    """Several values as one: an attribute is that of the first which has it."""

    def __init__(self, *values: object) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        for value in self._values:
            if hasattr(value, name):
                return getattr(value, name)
        raise AttributeError(name)


def to_json(value: Any) -> str:
    """Shapes, in lists or alone, as one line of JSON; of a generator only one at a time is held."""
    # Blanks behind commas and colons, which people grep for: where a line ends in this form, one stands. Within texts
    # JSON writes no line ends. Half the time that json.dumps takes.
    return pydantic_core.to_json(value, indent=0).decode().replace(",\n", ", ").replace("\n", "")


def _from(*path: str, description: str) -> Any:
    return Field(validation_alias=AliasPath(*path), description=description)


def _where_asked(description: str, default: object = None) -> Any:
    return Field(default=default, exclude_if=lambda value: value == default, description=description)


#: The article that a quote or a passage is of.
ArticleId = Annotated[str, _from("article", "id", description="The id of its article.")]
Title = Annotated[str, _from("article", "title", description="Its article's headline.")]
Outlet = Annotated[str | None, _from("article", "outlet", description="Who published its article.")]
Published = Annotated[Moment | None, _from("article", "published", description="When its article was published.")]
Url = Annotated[str | None, _from("article", "url", description="Where its article lies on the web.")]
Language = Annotated[str | None, _from("article", "language", description="ISO 639-1.")]

#: A place in an article's text; no text is as long as that.
Offset = Annotated[int, Field(strict=True, ge=0, lt=10**9)]
Start = Annotated[Offset, Field(description="Where it begins in its article's text.")]
End = Annotated[Offset, Field(description="Where it ends there, exclusive.")]
AnswerStart = Annotated[
    Offset | None,
    Field(description="Where in its article's text the answer begins, within the quote; null where not known."),
]
AnswerEnd = Annotated[Offset | None, Field(description="Where that ends, exclusive.")]
#: A path may have bytes that are no text; JSON has none for them.
WholeText = Annotated[str, BeforeValidator(lambda text: str(text).encode("utf-8", "replace").decode())]
Rounded = Annotated[float, AfterValidator(lambda number: round(number, 4))]
Second = Annotated[Moment, AfterValidator(lambda moment: moment.replace(microsecond=0))]


class CopyOut(Shape):
    """Another article that prints the same story."""

    article_id: str = Field(description="Its id.")
    outlet: str | None = Field(description="Who published it.")
    published: Moment | None = Field(description="When.")
    title: str = Field(description="Its headline.")
    url: str | None = Field(description="Where it lies on the web.")


AlsoIn = Annotated[tuple[CopyOut, ...], Field(description="The copies of its article, the earliest first.")]
EarlierVersion = Annotated[
    int | None,
    _from("article", "version", description="With as_of: its article's earlier version; null for the current one."),
]
FirstRead = Annotated[
    Moment | None,
    Field(description="With as_of: when its article was first read, where that was later; null else."),
]


class CitationOut(Shape):
    """A quote that supports a sentence: ``text[start:end] == quote`` of its article, always."""

    n: int = Field(strict=True, ge=1, lt=10**9, description="Its number in the answer, from 1.")
    article_id: ArticleId
    title: Title
    outlet: Outlet
    published: Published
    url: Url
    quote: str = Field(description="The exact words.")
    start: Start
    end: End
    answer_start: AnswerStart = None
    answer_end: AnswerEnd = None
    also_in: AlsoIn = ()
    version: int | None = Field(default=None, description="Its article's version; null where that never changed.")
    changed_since: Moment | None = Field(default=None, description="Since when it has these words; null for always.")
    first_read: FirstRead = None


class SentenceOut(Shape):
    """One sentence of an answer."""

    text: str = Field(description="The sentence, without marks.")
    verified: bool = Field(strict=True, description="Whether the articles bear it out; exactly then it has citations.")
    reason: str | None = Field(default=None, description="Why it is not verified, where that is known.")
    citations: tuple[CitationOut, ...] = Field(default=(), description="What bears it out.")


class EvidenceOut(Shape):
    """A sentence of the archive that fits the question."""

    article_id: ArticleId
    title: Title
    outlet: Outlet
    published: Published
    text: str = _from("quote", description="The exact words.")
    start: Start
    end: End
    score: float = Field(description="How well it fits, in [0, 1]; comparable within an answer.")
    confidence: float | None = Field(default=None, description="How likely it answers the question, in [0, 1].")
    answer_start: AnswerStart = None
    answer_end: AnswerEnd = None
    also_in: AlsoIn = ()
    version: EarlierVersion = None
    first_read: FirstRead = None


class ReadAsOut(Shape):
    """What a question's own words were taken to mean."""

    since: date | None = Field(default=None, description="The first day that it names; null is open.")
    until: date | None = Field(default=None, description="The last one.")
    outlets: tuple[str, ...] = Field(default=(), description="Outlets whose articles it asks for.")
    authors: tuple[str, ...] = Field(default=(), description="Authors whose articles it asks for.")
    as_of: date | None = Field(default=None, description="The day whose state of knowledge it asks for.")
    prefers: Literal["newest"] | None = Field(default=None, description="Whether it asks how things stand now.")
    from_words: tuple[str, ...] = Field(default=(), description="The words that this was read from.")


class AnswerOut(Shape):
    """What came of a question."""

    question: str = Field(description="What was answered: of a follow-up question the form that stands alone.")
    outcome: Outcome = Field(
        description="Answered, with sentences; possible: the first of the evidence may answer; or none."
    )
    answered: bool = Field(strict=True, description="Whether the outcome is answered; else there are no sentences.")
    confidence: float | None = Field(
        default=None,
        description="How likely the first citation, or else the first evidence, answers, in [0, 1].",
    )
    mode: Mode = Field(description="Verbatim sentences, or written by a language model.")
    text: str = Field(description="The whole answer, with marks like [1].")
    sentences: tuple[SentenceOut, ...] = Field(default=(), description="The answer sentence by sentence.")
    evidence: tuple[EvidenceOut, ...] = Field(default=(), description="What was found for the question.")
    timings: dict[str, Rounded] = Field(default={}, description="Seconds by step.")
    undated: int = Field(default=0, description="Articles that a date filter left out, as they carry no date.")
    notice: str | None = Field(default=None, description="A sentence for the reader.")
    independent_outlets: int = Field(default=0, description="Outlets that are cited; copies of a story count as one.")
    read_as: ReadAsOut | None = Field(
        default=None, description="What its own words were taken to mean; null where nothing was read or held."
    )


class HitOut(Shape):
    """A passage found by a search."""

    article_id: ArticleId
    title: Title
    passage: str = _from("passage", "text", description="The passage's words.")
    start: int = _from("passage", "start", description="Where it begins in its article's text.")
    end: int = _from("passage", "end", description="Where it ends there, exclusive.")
    score: Rounded = Field(description="How well it fits, in [0, 1].")
    published: Published
    outlet: Outlet
    also_in: AlsoIn = ()
    version: EarlierVersion = None
    first_read: FirstRead = None


class FacetCountOut(Shape):
    """How many of the articles found have a value."""

    value: str | None = Field(description="A name, a month (2025-09) or a language; null: those that have none.")
    count: int = Field(description="How many, a group of copies as one.")


class SearchOut(Shape):
    """A page of what a search finds."""

    total: int = Field(description="How many articles were found, a group of copies as one.")
    nearest: bool = Field(description="Whether none has the words, so that the nearest in meaning are shown.")
    hits: tuple[HitOut, ...] = Field(description="The best passage of each article of the page.")
    facets: dict[str, tuple[FacetCountOut, ...]] = Field(
        description="By outlet, month, author, section and language, the most frequent first."
    )


def _month(first: date | str | None) -> str | None:
    return f"{first:%Y-%m}" if isinstance(first, date) else first


def _near(value: Any) -> Any:
    return Joined(value, value.hit) if isinstance(value, NearestHit) else value


class MonthCountOut(Shape):
    """How many of the articles found an outlet has of a month."""

    month: Annotated[str | None, BeforeValidator(_month)] = Field(description="As 2025-09; null: those without a date.")
    outlet: str | None = Field(description="Its name; null: those that have none.")
    articles: int = Field(description="How many, a group of copies as one, under its earliest article.")


class OtherNameOut(Shape):
    """A name of a query that stands in the archive in another form."""

    name: str = Field(description="As the query writes it.")
    stands_as: tuple[str, ...] = Field(description="As articles write it: spelled otherwise, in full, or an acronym.")


class NearestHitOut(HitOut):
    """A hit that is near to a query."""

    lacks: tuple[str, ...] = Field(description="The words of the query, as it writes them, that its article lacks.")


class SearchCoverageOut(Shape):
    """What the archive has on a query."""

    query: str = Field(description="What was looked for.")
    reason: NoAnswerReason | None = Field(
        description="Why nothing answers it: a name stands nowhere, or nothing of that time or outlet was added; "
        "articles on it do not say it; its name stands in another form; or it is found only outside the days asked "
        "for. Null where something answers."
    )
    searched: int = Field(description="How many articles pass the filters.")
    articles: int = Field(description="How many articles a search finds, a group of copies as one.")
    copies: int = Field(description="How many more these groups have.")
    first: date | None = Field(description="The first day of these; null where none has one.")
    last: date | None = Field(description="The last day.")
    by_month: tuple[MonthCountOut, ...] = Field(description="By month and outlet, the oldest first.")
    silent_outlets: tuple[str, ...] = Field(description="Outlets with other articles of that time, but none of these.")
    absent_names: tuple[str, ...] = Field(
        description="Names and figures of the query that stand nowhere in the archive."
    )
    other_names: tuple[OtherNameOut, ...] = Field(description="Names of it that stand there in another form only.")
    nearest: tuple[Annotated[NearestHitOut, BeforeValidator(_near)], ...] = Field(
        description="Where nothing answers, or no article has the words: the nearest."
    )


class WrittenOut(Shape):
    """A table that was written."""

    path: WholeText = Field(description="The file.")
    articles: int = Field(description="How many it has.")


class FoundArticleOut(HitOut):
    """An article found by a search, with the best passage of it."""

    authors: tuple[str, ...] = _from("article", "authors", description="Their names.")
    section: str | None = _from("article", "section", description="Of the outlet.")
    url: Url
    language: Language


class ArticleOut(Shape):
    """An article."""

    id: str = Field(description="Follows from its source, not from what it says.")
    title: str = Field(description="Its headline.")
    text: str = Field(description="What can be cited.")
    outlet: str | None = Field(description="Who published it.")
    authors: tuple[str, ...] = Field(description="Their names.")
    published: Moment | None = Field(description="When, as the source states it.")
    url: str | None = Field(description="Where it lies on the web.")
    language: str | None = Field(description="ISO 639-1.")
    source: str = Field(description="The address or the file that it came from.")
    captions: tuple[str, ...] = Field(description="Of its pictures; kept apart and never cited.")
    updated: Moment | None = Field(description="When it was last changed, as the source states it.")
    section: str | None = Field(description="Of the outlet.")
    published_from: DateOrigin | None = Field(description="Where the date of publication was taken from.")
    state: State = Field(description="Found by words already (pending), or by meaning too (ready).")
    added: Moment = Field(description="When it came into the archive.")


class ListedArticleOut(ArticleOut):
    """An article without its text."""

    text: str = Field(default="", exclude=True)


class EditedArticleOut(ArticleOut):
    """An article, and what of it is a correction."""

    corrected: tuple[str, ...] = Field(description="The names of the fields that a person has corrected.")


class VersionOut(Shape):
    """What an article said before."""

    number: int = Field(description="From 1, the oldest.")
    replaced: Moment = Field(description="When it was replaced.")
    title: str = Field(description="Its headline then.")
    text: str = Field(description="Its text then.")
    outlet: str | None = Field(description="Who published it.")
    published: Moment | None = Field(description="When it was published, as it said then.")
    updated: Moment | None = Field(description="When it was last changed, as it said then.")
    url: str | None = Field(description="Where it lay on the web.")


class TakenOffOut(Shape):
    """A piece of a page that is not part of the article."""

    text: str = Field(description="What it says.")
    reason: str = Field(description="Why it was taken off.")


class ShownArticleOut(EditedArticleOut):
    """An article with all that is known of it."""

    copies: tuple[CopyOut, ...] = Field(description="Other articles that print the same story.")
    version: int = Field(description="The number of its version, from 1.")
    versions: tuple[VersionOut, ...] | None = _where_asked("With --versions or --diff: what it said before.")
    diff: str | None = _where_asked("With --diff: what has changed.")
    taken_off: tuple[TakenOffOut, ...] | None = _where_asked("With --explain: what was taken off its page.")


class ProblemOut(Shape):
    """A source that did not become an article."""

    source: WholeText = Field(description="An address or a file.")
    reason: str = Field(description="Why.")


class WarningOut(Shape):
    """Something to know of an article that was added."""

    id: str = _from("article_id", description="The article's id.")
    source: WholeText = Field(description="The address or the file that it came from.")
    warning: str = Field(description="A sentence.")


class AddOut(Shape):
    """What an ``add`` did."""

    added: tuple[str, ...] = Field(description="Ids of new articles.")
    updated: tuple[str, ...] = Field(description="Ids of articles that say something else now.")
    unchanged: tuple[str, ...] = Field(description="Ids of articles that say the same.")
    skipped: tuple[ProblemOut, ...] = Field(description="What is no article.")
    failed: tuple[ProblemOut, ...] = Field(description="What could not be read.")
    warnings: tuple[WarningOut, ...] = Field(description="What to look at.")
    stopped: bool = Field(description="Whether it was ended before it was through.")
    duplicates: tuple[tuple[str, ...], ...] = Field(description="Groups of copies by ids, the earliest first.")


class FollowedOut(Shape):
    """Something that is followed."""

    source: WholeText = Field(description="Its address or absolute path.")
    form: str | None = Field(description="What it is; null until it was looked at.")
    since: Second = Field(description="When following began.")
    looked: Second | None = Field(description="When it was last looked at.")
    result: str | None = Field(description="What the last look gave, in words.")


class FollowedListOut(Shape):
    """All that is followed."""

    followed: tuple[FollowedOut, ...] = Field(description="In the order in which it was begun.")


class SyncOut(AddOut):
    """What a ``sync`` did."""

    followed: tuple[FollowedOut, ...] = Field(description="All that is followed.")


class UnfollowOut(Shape):
    """What an ``unfollow`` did."""

    unfollowed: tuple[str, ...] = Field(description="Sources that are followed no more.")
    unknown: tuple[str, ...] = Field(description="Sources that were not followed.")


class FailureOut(Shape):
    """A file or an address, or something in it, that could not be read."""

    source: WholeText = Field(description="What failed: an address, a file, or an item within it.")
    file: str = Field(description="The same without an item's key.")
    origin: WholeText = Field(description="Where it lies: a path, an address, or the list that named the address.")
    reason: str = Field(description="Why.")
    since: Moment = Field(description="When it failed so first.")


class ForgottenOut(Shape):
    """What ``failures --forget`` did."""

    forgotten: int = Field(description="How many were taken off the list.")


class EditOut(Shape):
    """What correcting many articles did."""

    edited: tuple[str, ...] = Field(description="Ids of articles that were corrected.")
    unchanged: tuple[str, ...] = Field(description="Ids of articles that said so already.")
    unknown: tuple[str, ...] = Field(description="Ids that no article has.")


class ChosenOut(Shape):
    """What an ``edit --dry-run`` would correct."""

    articles: tuple[str, ...] = Field(description="Ids of articles.")


class RemoveOut(Shape):
    """What a ``remove`` did."""

    removed: tuple[str, ...] = Field(description="Ids of articles that are gone.")
    unknown: tuple[str, ...] = Field(description="Ids that no article has.")
    erased: bool = _where_asked("With --erase: true.", default=False)
    beyond_reach: tuple[str, ...] = _where_asked("With --erase: where they may still be, as sentences.", default=())


class ExportOut(Shape):
    """What an ``export`` did."""

    path: WholeText = Field(description="The backup.")
    articles: int = Field(description="How many it holds.")
    vectors: int = Field(description="How many it holds.")
    bytes: int = Field(description="Its size.")


class ImportOut(AddOut):
    """What an ``import`` did: what an ``add`` says, what became of the vectors, and what is followed now or is not."""

    vectors: int = Field(description="How many came with the backup.")
    notice: str | None = Field(description="A sentence for the reader.")
    followed: tuple[str, ...] = Field(description="Addresses that are followed now, as in the backup.")
    not_followed: tuple[str, ...] = Field(description="What the backup's archive followed and this one does not.")


class FoundOut(Shape):
    """Something that the doctor found wrong."""

    what: str = Field(description="A sentence.")
    mended: bool = Field(description="Whether it has been put right.")


class HealthOut(Shape):
    """The doctor's report."""

    ok: bool = Field(description="Whether nothing is wrong, or all that was has been mended.")
    articles: int = Field(description="How many the archive holds.")
    passages: int = Field(description="How many the archive holds.")
    pending: int = Field(description="How many articles wait to be embedded.")
    problems: tuple[FoundOut, ...] = _from("findings", description="What is or was wrong.")
    notes: tuple[str, ...] = Field(description="What is to be known besides, as sentences.")
    llm: str = Field(description="The language model in use, in words.")
    llm_ok: bool | None = Field(description="Whether it works; null where it was not tried or there is none.")
    embedding: str = Field(description="The embedding's name.")
    embedding_ok: bool | None = Field(description="Whether it works; null where it was not tried.")
    archive: Path = Field(description="The archive's folder.")


class ModelOut(Shape):
    """A local language model."""

    name: str = Field(description="As the other commands take it.")
    path: Path = Field(description="Its file.")
    bytes: int = _from("size", description="The file's whole size.")
    arrived: int = Field(description="How many of them are here.")
    ready: bool = Field(description="Whether all are.")
    in_use: bool = Field(description="Whether the settings ask for it.")


class PulledOut(Shape):
    """What a ``models pull`` did."""

    path: Path = Field(description="The model's file.")


class FreedOut(Shape):
    """What a ``models remove`` did."""

    bytes: int = Field(description="How many are free again.")


class AddressOut(Shape):
    """Where the page is served."""

    address: str = Field(description="To be opened in a browser.")


class FiltersOut(Shape):
    """Which articles are looked at; empty means all."""

    since: date | None = Field(default=None, description="The first day.")
    until: date | None = Field(default=None, description="The last day.")
    outlets: tuple[str, ...] = Field(default=(), description="Names of outlets.")
    languages: tuple[str, ...] = Field(default=(), description="ISO 639-1 codes.")
    authors: tuple[str, ...] = Field(default=(), description="Names of authors, of whom an article has one.")
    sections: tuple[str, ...] = Field(default=(), description="Names of sections.")
    query: str | None = Field(default=None, description="A selection by operators.")
    undated: bool = Field(default=False, description="Whether only articles without a date are.")
    as_of: date | None = Field(default=None, description="Only what was published by then, as it was read by then.")
