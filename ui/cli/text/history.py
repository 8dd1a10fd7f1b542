"""An article's copies and versions as plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rag import AddReport, Citation, Copy, Hit, Version

#: So many copies are named in a line.
_NAMED = 5


def also_in(copies: Sequence[Copy]) -> str | None:
    """The copies of an article in one line, or None where it has none."""
    if not copies:
        return None
    more = f" and {len(copies) - _NAMED} more" if len(copies) > _NAMED else ""
    return "also in: " + ", ".join(_place(copy) for copy in copies[:_NAMED]) + more


def changed(citation: Citation) -> str | None:
    """Which version of its article a citation is of, in one line, or None where that has never changed."""
    if citation.version is None:
        return None
    since = citation.changed_since
    told = f"says so since {since:%Y-%m-%d}" if since else "has said so from the first"
    return f"version {citation.version} of the article, which {told}"


def as_read(hit: Hit) -> str | None:
    """Which earlier version of its article a passage is of, and that it was first read later than a day that was asked
    for, in one line; or None."""
    version = f"version {hit.article.version} of the article" if hit.article.version else None
    return ", ".join(filter(None, (version, first_read(hit.first_read)))) or None


def first_read(moment: datetime | None) -> str | None:
    """That an article was first read later than a day that was asked for, or None."""
    return f"first read on {moment:%Y-%m-%d}" if moment else None


def copies(values: Sequence[Copy]) -> list[str]:
    """The copies of an article, one a line under a head; no lines where there are none."""
    return (
        ["", "Copies:"] + [f"  {copy.article_id}  {_place(copy)} · {copy.title}" for copy in values] if values else []
    )


def versions(values: Sequence[Version]) -> list[str]:
    """The earlier versions of an article, one a line under a head."""
    if not values:
        return ["", "No earlier version: its headline and text have not changed."]
    lines = [f"  {value.number}  until {value.replaced:%Y-%m-%d %H:%M}  {value.title}" for value in values]
    return ["", "Earlier versions:", *lines]


def duplicates(report: AddReport) -> list[str]:
    """How many of the articles that were added are copies, in one line; no lines where none is."""
    new = {*report.added, *report.updated}
    count = 0
    for group in report.duplicates:
        own = sum(article_id in new for article_id in group)
        count += own if own < len(group) else own - 1  # where all are new, one of them is the original
    if not count:
        return []
    return [f"{count} article{' is a copy' if count == 1 else 's are copies'} of ones you have."]


def _place(copy: Copy) -> str:
    return f"{copy.outlet or copy.article_id} ({copy.day.isoformat() if copy.day else 'no date'})"
