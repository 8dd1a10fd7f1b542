"""Sentences on what an archive has on a query, and why it does not answer it."""

from __future__ import annotations

from rag import SearchCoverage
from ui.shared.wording import absent_names_text, day_text, plural, quoted_names


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
        f"The archive has {quoted_names([other.name])} as {quoted_names(other.stands_as)}."
        for other in found.other_names
    )
    if found.reason == "another_name":
        return " ".join(filter(None, (others, absent)))
    if found.reason == "later":
        return " ".join(filter(None, ("Collected, but only outside the days asked for.", others, absent)))
    if found.reason == "not_said":
        return " ".join(
            filter(
                None, ("Collected, but not said: articles come near, and none was found to say what is asked.", absent)
            )
        )
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
