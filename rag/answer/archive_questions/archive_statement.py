"""What a question about the archive is answered with, as one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.model import Article
from rag.store.search.found_articles import FoundArticles, NamedArticles
from rag.text.archive_questions.archive_question import ArchiveQuestion

#: So many names, and articles of a day, are told.
_TOLD = 30
_PLURALS = {"copy": "copies"}


def statement(asked: ArchiveQuestion, found: FoundArticles, articles: Sequence[Article]) -> str:
    """The sentence.

    Args:
        asked: the question.
        found: what there is.
        articles: those of the first or last day, where these are asked for.
    """
    total = len(found.keys)
    if not total:
        return f"No article{_of(asked)} {_does(asked, 1)}."
    if asked.asks in ("list", "count"):
        copies = f", and {_plural(found.copies, 'copy')} of them" if found.copies else ""
        return f"{_plural(total, 'article')}{_of(asked)} {_does(asked, total)}{copies}."
    if asked.asks in ("first", "last"):
        return _end(asked, found, articles)
    outlets = asked.asks == "outlets"
    names, unnamed = (found.outlets, found.no_outlet) if outlets else (found.authors, found.no_author)
    kind = "outlet" if outlets else "author"
    those = f"articles{_of(asked)}{_that(asked, 2)}"
    if not names:
        return f"{_plural(total, 'article')}{_of(asked)} {_does(asked, total)}, but none names its {kind}."
    besides = f"; {_plural(unnamed, 'more article')} {'names' if unnamed == 1 else 'name'} none" if unnamed else ""
    has = "has" if len(names) == 1 else "have"
    return f"{_plural(len(names), kind)} {has} {those}: {_listed(names)}{besides}."


def _end(asked: ArchiveQuestion, found: FoundArticles, articles: Sequence[Article]) -> str:
    day = found.first if asked.asks == "first" else found.last
    if day is None:
        told = _plural(len(found.keys), "article")
        return f"{told}{_of(asked)} {_does(asked, len(found.keys))}, but none has a date."
    several = len(articles) > 1
    those = f"{'articles' if several else 'article'}{_of(asked)}{_that(asked, len(articles))}"
    told = "; ".join(_named(article) for article in articles[:_TOLD])
    return f"The {asked.asks} {those} {'are' if several else 'is'} of {day_text(day)}: {told}."


def _named(article: Article) -> str:
    outlet = f" ({' '.join(article.outlet.split())})" if article.outlet else ""
    return f"“{' '.join(article.title.split())}”{outlet}"


def _of(asked: ArchiveQuestion) -> str:
    """Which articles, but for their words: " by Joan Petrie, published from 1 October 2025 on"."""
    said = ""
    if asked.authors:
        said += f" by {_either(asked.authors)}"
    if asked.outlets:
        said += f" in {_either(asked.outlets)}"
    if asked.sections:
        said += f" of the section {_either(asked.sections)}"
    days = _days(asked.since, asked.until)
    return f"{said} published {days}" if days else said


def _days(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return ""
    if until is None:
        return f"from {day_text(since)} on"
    if since is None:
        return f"up to {day_text(until)}"
    if since == until:
        return f"on {day_text(since)}"
    month = (since.year, since.month) == (until.year, until.month)
    return f"from {since.day if month else day_text(since)} to {day_text(until)}"


def _does(asked: ArchiveQuestion, count: int) -> str:
    if not asked.mentions:
        return f"{'is' if count == 1 else 'are'} in the archive"
    return f"{'mentions' if count == 1 else 'mention'} {_all(asked.mentions)}"


def _that(asked: ArchiveQuestion, count: int) -> str:
    return f" that {_does(asked, count)}" if asked.mentions else ""


def _all(words: Sequence[str]) -> str:
    return " and ".join(f"“{' '.join(each.split())}”" for each in words)


def _either(names: Sequence[str]) -> str:
    return " or ".join(" ".join(name.split()) for name in names)


def _listed(names: Sequence[NamedArticles]) -> str:
    told = [f"{' '.join(each.name.split())} ({each.count})" for each in names[:_TOLD]]
    more = len(names) - len(told)
    return ", ".join(told) + (f" and {more} others" if more else "")


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else _PLURALS.get(noun, noun + 's')}"


def day_text(day: date | None) -> str:
    """A day in words."""
    return f"{day.day} {day:%B} {day.year}" if day else "no day"
