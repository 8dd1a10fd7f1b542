"""What Dateline tells of its work: what was added, removed, counted, listed and found sound, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from rag.model import Copy, Hit, State


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """A source that did not become an article, with the reason."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class FailedSource:
    """A source that could not be read and is kept in mind, to be tried again.

    ``file`` is the source's name, without the key of an item within it; ``origin`` is where it lies: a file's path, an
    address, or the list that named an address. ``since`` is when it failed so first.
    """

    source: str
    file: str
    origin: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to know of an article that was added: it is in the archive, but look at it."""

    article_id: str
    source: str
    warning: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an ``add`` did: ids of articles, and the sources that became none.

    ``duplicates`` are the groups of copies that what was added or updated belongs to, each the earliest first.
    ``stopped``: it was ended before it was through.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[SourceProblem, ...] = ()
    failed: tuple[SourceProblem, ...] = ()
    warnings: tuple[Warned, ...] = ()
    duplicates: tuple[tuple[str, ...], ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed, sitemap, page or folder that ``sync`` looks after.

    ``source`` is its address or absolute path; ``form`` says what it is, None until it was looked at; ``result`` is
    what the last look gave, in words.
    """

    source: str
    form: str | None
    since: datetime
    looked: datetime | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a ``sync`` did, and all that is followed."""

    added: AddReport
    followed: tuple[Followed, ...]


@dataclass(frozen=True, slots=True)
class RemoveReport:
    """What a ``remove`` did, by article id; ``beyond_reach`` is where an erased one may still be, as sentences."""

    removed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    beyond_reach: tuple[str, ...] = ()

    @property
    def erased(self) -> bool:
        """Whether they are gone for good."""
        return bool(self.beyond_reach)


@dataclass(frozen=True, slots=True)
class EditReport:
    """What became of articles that were to be corrected together, by article id."""

    edited: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportReport:
    """A backup that was written: where, how many articles and vectors it holds, and its size."""

    path: Path
    articles: int
    vectors: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. ``vectors`` came with the backup; ``notice`` is a sentence for the reader, or None.

    ``followed`` are the addresses that were not followed before and are now, as in the backup; ``not_followed`` the
    addresses and folders that the backup's archive followed and this one does not.
    """

    articles: AddReport
    vectors: int = 0
    notice: str | None = None
    followed: tuple[str, ...] = ()
    not_followed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveReport:
    """An archive that was moved: from where and to where, how many articles and vectors, and what keeps these now.

    ``version`` is that of the source for which this holds. ``differences`` are sentences on what the comparison found;
    none where all is the same.
    """

    source: str
    target: str
    articles: int
    vectors: int
    store: str
    version: int
    differences: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all is there."""
        return not self.differences


#: What a list of articles can be sorted by.
ArticleSort = Literal["title", "outlet", "published", "language", "added", "state"]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as a list shows it: without its text."""

    id: str
    title: str
    outlet: str | None
    published: date | datetime | None
    language: str | None
    added: datetime
    state: State

    @property
    def day(self) -> date | None:
        """The calendar day of publication, as the source gave it, or None."""
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A part of a list of articles: its rows from ``offset`` (counted from 0) on, of ``total`` in the whole list."""

    rows: tuple[ArticleRow, ...]
    total: int
    offset: int = 0


#: What the results of a search can be sorted by.
SearchSort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the articles found have this value; None: those that have none. A month is written 2025-09."""

    value: str | None
    count: int


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article found, with the best passage of it.

    ``marks`` are the places of the words that were looked for, in the article's text and within the passage;
    ``title_marks`` those in its headline. ``also_in`` are the copies of the article, the earliest first.
    """

    hit: Hit
    marks: tuple[tuple[int, int], ...] = ()
    title_marks: tuple[tuple[int, int], ...] = ()
    also_in: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A part of what a search finds: ``hits`` from ``offset`` (counted from 0) on, at most ``limit``.

    ``operators``: whether the query was read as such. ``total`` counts the articles found, a group of copies as one.
    ``nearest``: none has the words (``total`` is 0), and the hits are the nearest in meaning. ``facets`` count by
    outlet, month, author, section and language, the most frequent first; a group of copies counts for a value that one
    of its articles found has. ``notice`` says which words were looked for in another spelling, as they stand nowhere.
    """

    query: str
    operators: bool
    total: int
    nearest: bool
    hits: tuple[SearchHit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    offset: int = 0
    limit: int = 20
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many articles an outlet has of a month. ``month`` is its first day, None for those without a date."""

    month: date | None
    outlet: str | None
    articles: int


#: Why an archive does not answer: a name of the question stands nowhere, or nothing of that time or outlet was added;
#: what it has on the subject does not say it; it has the name in another form; or it has it outside the days asked for.
NoAnswerReason = Literal["never_collected", "not_said", "another_name", "later"]


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name of a query that stands in an archive in another form: spelled otherwise, in full, or as an acronym."""

    name: str
    stands_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearestHit:
    """A hit that is near to a query, and the query's words, as it writes them, that its article lacks."""

    hit: Hit
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchCoverage:
    """What an archive has on a query.

    ``reason``: why nothing there answers it; None where something does ("another_name" also where that is found by
    another name alone). ``searched`` articles pass the filters. ``articles`` are those that a search finds, a group of
    copies as one; ``copies`` the others of these groups; ``first`` and ``last`` their days. ``by_month`` has each group
    once, under its earliest article. ``silent_outlets`` have none, although they have other articles of that time.
    ``absent_names`` are the names and figures of the query that stand nowhere in the archive, ``other_names`` those
    that stand there in another form.
    """

    query: str
    reason: NoAnswerReason | None
    searched: int
    articles: int
    copies: int
    first: date | None
    last: date | None
    by_month: tuple[MonthCount, ...]
    silent_outlets: tuple[str, ...]
    absent_names: tuple[str, ...]
    other_names: tuple[OtherName, ...]
    nearest: tuple[NearestHit, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What an archive holds: articles, their passages, and articles that still wait to be embedded."""

    articles: int
    passages: int
    pending: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What articles are looked at: how many, the days of the first and the last, their outlets, the largest first."""

    articles: int
    first: date | None = None
    last: date | None = None
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the doctor found wrong, and whether it has been put right."""

    what: str
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """The doctor's report. ``ok``: nothing is wrong, or all that was has been mended.

    ``llm_ok`` and ``embedding_ok`` say whether they work, None where they were not tried or there is none to try.
    ``vectors`` says what keeps the vectors, with no secret in it.
    ``faults`` are what no mending helps: an embedding that fails, and a language model that the settings ask for.
    """

    articles: int
    passages: int
    pending: int
    problems: tuple[Problem, ...]
    llm: str
    embedding: str
    vectors: str = "chroma"
    notes: tuple[str, ...] = ()
    llm_ok: bool | None = None
    embedding_ok: bool | None = None
    faults: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the archive is sound now, and what it needs works."""
        return self.sound and not self.faults

    @property
    def sound(self) -> bool:
        """Whether the archive itself has nothing that is left to mend."""
        return all(problem.mended for problem in self.problems)

    @property
    def findings(self) -> tuple[Problem, ...]:
        """All that is or was wrong."""
        return (*self.problems, *map(Problem, self.faults))


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work: ``step`` is what is being done ("adding", "summarising"), ``done`` of ``total`` items.

    Of adding, more is known: how many sources ``failed``, how many ``passages`` are embedded and how many a second
    (``rate``), and the seconds that are left, as far as can be said. ``total`` is 0 where it is not known.
    """

    step: str
    done: int
    total: int
    item: str = ""
    failed: int = 0
    passages: int = 0
    rate: float | None = None
    seconds_left: float | None = None
