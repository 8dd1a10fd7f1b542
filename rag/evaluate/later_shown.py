"""What is shown to a question of a day though it was published, or read, later: nothing may be, as of that day.

It is looked at from outside: each article by its own day, each version by when it was read, names and months of facets
against those of the articles of by then, and questions to go on with by the names in them.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from rag.archive import Archive
from rag.model import Answer, Article, Copy, Filters

#: What is looked at, and how many of each are of later: quotes and lists of an answer, what it says of other times,
#: versions read later; hits and facets of a search for the question; and questions that are offered next.
KINDS = ("citations", "evidence", "listed", "notices", "versions", "hits", "facets", "follow_ups")
_MONTHS = tuple(calendar.month_name[1:])
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{4}})\b")
_WORD = re.compile(r"\w+")


class LaterShown:
    """Counts, for an archive, what is shown of later than a day."""

    def __init__(self, archive: Archive) -> None:
        """Args:
        archive: the archive that is asked; nothing may be added while it is looked at.
        """
        self._archive = archive

    def count(self, answer: Answer, day: date, filters: Filters) -> Counter[str]:
        """How many of each of :data:`KINDS` are of later.

        Args:
            answer: the answer to a question of the day.
            day: the last day of which anything may be shown.
            filters: that the question was asked under; a search for it and what is offered next are looked at, too.
        """
        cited = [citation for sentence in answer.sentences for citation in sentence.citations]
        found: Counter[str] = Counter()
        found["citations"] = sum(_is_later(one.article, day) + _later_copies(one.also_in, day) for one in cited)
        found["evidence"] = sum(
            _is_later(one.article, day) + _later_copies(one.also_in, day) for one in answer.evidence
        )
        listed = answer.archive_result.articles if answer.archive_result is not None else ()
        found["listed"] = _later_copies(listed, day)
        found["notices"] = sum(month > (day.year, day.month) for month in _months_said(answer.notice or ""))
        quoted = {id(one.article): one.article for one in (*cited, *answer.evidence)}
        found["versions"] = sum(self._read_later(article, day) for article in quoted.values())
        page = self._archive.search_page(answer.question, filters=filters)
        found["hits"] = sum(
            _is_later(one.hit.article, day) + self._read_later(one.hit.article, day) + _later_copies(one.also_in, day)
            for one in page.hits
        )
        known = self._known_by(day)
        found["facets"] = sum(
            each.value is not None and not self._was_known(name, each.value, known, day)
            for name, values in page.facets.items()
            for each in values
        )
        said = set(_WORD.findall(answer.question.casefold()))
        found["follow_ups"] = sum(
            any(self._first_said.get(name, day) > day for name in _names_in(asked) if name not in said)
            for asked in self._archive.follow_ups(answer)
        )
        return found

    @cached_property
    def _articles(self) -> Sequence[Article]:
        return self._archive.articles()

    @cached_property
    def _first_said(self) -> Mapping[str, date]:
        """Since when each word stands in a dated article."""
        first: dict[str, date] = {}
        for article in self._articles:
            if article.day is not None:
                for word in set(_WORD.findall(f"{article.title} {article.text}".casefold())):
                    first[word] = min(first.get(word, article.day), article.day)
        return first

    def _known_by(self, day: date) -> frozenset[str]:
        """The outlets, authors, sections and languages of the articles of by then."""
        return frozenset(
            name
            for article in self._articles
            if article.day is not None and article.day <= day
            for name in (article.outlet, *article.authors, article.section, article.language)
            if name is not None
        )

    @staticmethod
    def _was_known(facet: str, value: str, known: frozenset[str], day: date) -> bool:
        return value <= f"{day:%Y-%m}" if facet == "month" else value in known

    def _read_later(self, article: Article, day: date) -> bool:
        """Whether the text is one that took an earlier one's place after the day."""
        history = self._archive.versions(article.id)
        texts = [(version.title, version.text) for version in history]
        shown = (article.title, article.text)
        number = texts.index(shown) if shown in texts else len(texts)
        return number > 0 and history[number - 1].replaced.date() > day


def _is_later(article: Article, day: date) -> bool:
    return article.day is None or article.day > day


def _later_copies(copies: Iterable[Copy], day: date) -> int:
    return sum(copy.day is None or copy.day > day for copy in copies)


def _months_said(notice: str) -> Iterator[tuple[int, int]]:
    for month, year in _MONTH.findall(notice):
        yield int(year), _MONTHS.index(month) + 1


def _names_in(question: str) -> Iterator[str]:
    """The words of a question that begin with a capital or a figure, but for its first."""
    for word in _WORD.findall(question)[1:]:
        if word[0].isupper() or word[0].isdigit():
            yield word.casefold()
