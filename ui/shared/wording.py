"""Dates, places, filters and counts in words, and which addresses may be links: what every renderer shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag import AddReport, Coverage, FailedSource, Filters, ReadAs, SourceProblem

if TYPE_CHECKING:  # --help needs no pydantic
    from rag import schema

#: Of more outlets than this the largest are named, the others counted.
_NAMED = 8
#: What is said of work that a person stopped; how it is gone on with is said behind it.
STOPPED = "stopped; what was done is kept"
#: What a date of publication was taken from, in words.
DATE_FROM: dict[str, str] = {
    "markup": "the page’s markup",
    "url": "the address",
    "feed": "the feed",
    "dateline": "the dateline of the report",
    "text": "a line of the text",
    "field": "a field of the file",
    "header": "the head of the message",
    "properties": "the document’s properties",
    "edited": "a correction",
}
#: The languages that readers meet most, by their codes.
_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovene", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def noun(singular: str, number: int) -> str:
    """A noun as it stands after a number; for English nouns whose plural ends in a mere s."""
    return singular if number == 1 else f"{singular}s"


def plural(number: int, singular: str) -> str:
    """A number with its noun: "1 article", "1,200 articles"."""
    return f"{number:,} {noun(singular, number)}"


#: From which confidence on what is said of a sentence that may answer, the surest first.
_SURE = (
    (0.8, "very likely answers it"),
    (0.6, "likely answers it"),
    (0.35, "may answer it"),
    (0.0, "hardly answers it"),
)


def how_sure(confidence: float | None) -> str:
    """How surely a sentence answers a question, in words; nothing where that is not known."""
    if confidence is None:
        return ""
    return next(words for least, words in _SURE if confidence >= least)


def day_text(day: date | None) -> str:
    """A day as a reader writes it, or "no date"."""
    return f"{day.day} {day:%B} {day.year}" if day else "no date"


def month_text(day: date) -> str:
    """The month of a day: "September 2025"."""
    return f"{day:%B} {day.year}"


def moment_text(moment: date | datetime | None) -> str:
    """A day, with the time and its zone where they are known: "2 September 2025, 08:05 (UTC+02:00)"."""
    if not isinstance(moment, datetime):
        return day_text(moment)
    return f"{day_text(moment.date())}, {moment:%H:%M} ({moment.tzname()})"


def place_text(outlet: str | None, day: date | None) -> str:
    """Where and when an article appeared: "Harrow Bay Courier, 2 September 2025"."""
    return ", ".join(part for part in (outlet, day_text(day)) if part)


def language_text(code: str) -> str:
    """A language's name, or its code where it has none here."""
    return _LANGUAGES.get(code.lower(), code)


def filters_text(filters: Filters) -> str | None:
    """The filters in force, in words; None if there are none."""
    parts = []
    if filters.since:
        parts.append(f"from {day_text(filters.since)}")
    if filters.until:
        parts.append(f"until {day_text(filters.until)}")
    if filters.as_of:
        parts.append(f"as of {day_text(filters.as_of)}")
    for what, nothing, names in (
        ("of", "an unknown outlet", filters.outlets),
        ("by", "an unknown author", filters.authors),
        ("of the section", "that is not known", filters.sections),
    ):
        if names:
            parts.append(f"{what} " + " or ".join(name or nothing for name in names))
    if filters.languages:
        parts.append("in " + " or ".join(language_text(code) or "no known language" for code in filters.languages))
    if filters.undated:
        parts.append("without a date")
    if filters.query is not None:
        parts.append(f"that “{filters.query}” finds")
    return "Looked only at articles " + ", ".join(parts) + "." if parts else None


#: What a question about the archive asks for.
_ASKS = {
    "list": "the articles",
    "count": "how many articles",
    "first": "the first article",
    "last": "the last article",
    "outlets": "which outlets have articles",
    "authors": "who wrote articles",
}


def read_as_text(read: ReadAs | schema.ReadAsOut) -> str:
    """What a question's words were taken to mean: "published from 1 to 31 October 2025, or soon after (“October”)",
    "how many articles by Joan Petrie that mention “ferry” (“Joan Petrie”)"."""
    named = read.authors or read.outlets or read.sections
    parts = [_ASKS[read.asks]] if read.asks else ["articles"] if named else []
    if read.authors:
        parts.append(f"by {_either(read.authors)}")
    if read.outlets:
        parts.append(f"in {_either(read.outlets)}")
    if read.sections:
        parts.append(f"of the section {_either(read.sections)}")
    if days := _days_read(read):
        parts = [f"{' '.join(parts)}, {days}"] if parts and read.prefers else [*parts, days]
    if read.mentions:
        verb = "mentions" if read.asks in ("first", "last") else "mention"
        parts.append(f"that {verb} " + " and ".join(f"“{_one_line(words)}”" for words in read.mentions))
    words = ", ".join(f"“{_one_line(words)}”" for words in read.from_words)
    return " ".join(parts) + (f" ({words})" if words else "")


def _days_read(read: ReadAs | schema.ReadAsOut) -> str:
    if read.as_of:
        return f"as of {day_text(read.as_of)}"
    if read.prefers:
        return "the newest first"
    if read.until is None:
        return f"published from {day_text(read.since)} on" if read.since else ""
    return f"published {_span_text(read.since, read.until)}" + ("" if read.asks else ", or soon after")


def read_off_text(read: schema.ReadAsOut) -> str:
    """What asks the same without what was read."""
    if read.asks:
        return "Ask it of what the articles say"
    return "Ask of all articles" if read.authors or read.outlets or read.sections else "Ask of any time"


def _either(names: Sequence[str]) -> str:
    return " or ".join(_one_line(name) for name in names)


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _span_text(since: date | None, until: date) -> str:
    if since is None:
        return f"until {day_text(until)}"
    if since == until:
        return f"on {day_text(until)}"
    if since.year != until.year:
        first = day_text(since)
    elif since.month != until.month:
        first = f"{since.day} {since:%B}"
    else:
        first = str(since.day)
    return f"from {first} to {day_text(until)}"


def coverage_text(coverage: Coverage) -> str:
    """What was searched: how many articles, of which days and outlets; empty where it is not known."""
    if not coverage.articles:
        return ""
    text = f"Searched {plural(coverage.articles, 'article')}"
    if coverage.first and coverage.last:
        same = coverage.first == coverage.last
        days = day_text(coverage.first)
        text += f" of {days}" if same else f" from {days} to {day_text(coverage.last)}"
    outlets = coverage.outlets
    if len(outlets) > _NAMED:
        outlets = (*outlets[: _NAMED - 2], f"{len(outlets) - _NAMED + 2:,} others")
    if outlets:
        text += ", by " + _listed(outlets)
    return text + "."


#: So many names of a question are told, each cut to so many characters.
_NAMES = 8
_LONGEST_NAME = 80


def absent_names_text(names: Sequence[str]) -> str:
    """Which names and figures stand nowhere in the archive; empty where each stands somewhere."""
    return f"{quoted_names(names)} {'stand' if len(names) > 1 else 'stands'} nowhere in the archive." if names else ""


def quoted_names(names: Sequence[str]) -> str:
    """Names in quotation marks, in a row."""
    told = [f"“{_cut_name(name)}”" for name in names[:_NAMES]]
    if len(names) > _NAMES:
        told.append(f"{len(names) - _NAMES:,} others")
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]


def _cut_name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def added_text(report: AddReport) -> str:
    """What an addition did, in numbers."""
    counts = f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged"
    return f"{counts}, {len(report.skipped)} skipped, {len(report.failed)} failed."


def problem_lines(outcome: str, problems: Iterable[SourceProblem]) -> list[str]:
    """A line for each source that was skipped or failed."""
    return [f"{outcome} {problem.source}: {problem.reason}" for problem in problems]


def failure_text(failure: FailedSource) -> str:
    """Why a source that is kept in mind failed, and since when."""
    return f"{failure.reason}  ({failure.since.date()})"


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def safe_link(url: str | None) -> str | None:
    """The url if it leads to a web page, else None: ``javascript:`` and its like never become links."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def duration(seconds: float) -> str:
    """A time in seconds in words, roughly."""
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{round(minutes / 60)} hours"
