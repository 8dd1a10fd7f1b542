"""Answers, and what a question was taken to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rag.model.articles import Copy
from rag.model.citing import Evidence, Sentence
from rag.model.filters import Filters

#: How an answer was made: of verbatim sentences, or written by a language model.
Mode = Literal["quotes", "written"]
#: A question or a search of more characters is cut: it is a pasted text, and its end says no more of what is sought.
MAX_QUESTION_CHARS = 2_000
#: The one sentence for "the archive does not hold the answer", shared by code, prompts and tests.
REFUSAL = "The archive does not answer this."
#: What is said above the nearest sentences where one of them may answer.
POSSIBLE = "The archive may answer this: these sentences come nearest."
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
