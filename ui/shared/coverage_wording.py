"""Sentences on what an archive has on a query, and why it does not answer it."""

from __future__ import annotations

from collections.abc import Sequence

from rag import SearchCoverage
from ui.shared.wording import day_text, plural

#: So many names are told, each cut to so many characters.
_NAMED = 8
_LONGEST = 80


def absent_names_text(names: Sequence[str]) -> str:
    """Which names and figures stand nowhere in the archive; empty where each stands somewhere."""
    return f"{_quoted(names)} {'stand' if len(names) > 1 else 'stands'} nowhere in the archive." if names else ""


def reason_text(found: SearchCoverage) -> str:
    """Why nothing in the archive answers; empty where something does."""
    absent = absent_names_text(found.absent_names)
    if found.reason == "never_collected":
        if absent:
            return f"Never collected: {absent}"
        if not found.searched:
            return "Never collected: the archive has no article that passes the filters."
        return "Never collected: none of it stands in the archive."
    others = " ".join(
        f"The archive has {_quoted([other.name])} as {_quoted(other.stands_as)}." for other in found.other_names
    )
    if found.reason == "another_name":
        return " ".join(filter(None, (others, absent)))
    if found.reason == "later":
        return " ".join(filter(None, ("Collected, but only outside the days asked for.", others, absent)))
    if found.reason == "not_said":
        return " ".join(filter(None, ("Collected, and not said: articles near to it lack what is asked.", absent)))
    return absent


def found_text(found: SearchCoverage) -> str:
    """How many articles a search finds, with their copies and days."""
    if not found.articles:
        return "No article has these words."
    text = f"{plural(found.articles, 'article')} found"
    if found.copies:
        text += f", and {'one copy' if found.copies == 1 else f'{found.copies:,} copies'} of the same"
    if found.first and found.last:
        days = day_text(found.first)
        text += f", of {days}" if found.first == found.last else f", from {days} to {day_text(found.last)}"
    return text + "."


def _quoted(names: Sequence[str]) -> str:
    told = [f"“{_short(name)}”" for name in names[:_NAMED]]
    if len(names) > _NAMED:
        told.append(f"{len(names) - _NAMED:,} others")
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
