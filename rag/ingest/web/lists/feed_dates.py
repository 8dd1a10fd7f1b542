"""The dates of feeds: RFC 822 with the names of zones that it defines, ISO 8601, and what else is complete.

A time without a zone is somebody's local time, so its day is taken and the time left out; feedparser would take it for
UTC, which puts every evening in America on the next day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from rag.text.dates.stated import parse_published

_RFC_822 = re.compile(r"(?:[^\W\d_]{2,12}\.?,?\s+)?\d{1,2}[\s-]+[A-Za-z]{3,9}\.?[\s-]+(?:\d{4}|\d{2})\b.*")
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[Tt ]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?"
)
#: Software writes the beginning of its time where it knows none.
_FIRST_YEAR = 1600
_UNSET = date(1970, 1, 1)


def parse_feed_date(text: str | None) -> date | datetime | None:
    """The date that a feed states.

    Args:
        text: as it stands in the feed.

    Returns:
        A date-time where a zone is stated, else the day; None where no complete date stands there, or the one that
        software writes for "unknown" (1970-01-01).
    """
    text = " ".join((text or "").split())[:200]
    found = _iso(text) if _ISO.match(text) else _rfc_822(text) if _RFC_822.fullmatch(text) else parse_published(text)
    if found is None:
        return None
    day = found.date() if isinstance(found, datetime) else found
    return found if _FIRST_YEAR <= day.year <= 2100 and day != _UNSET else None


def _iso(text: str) -> date | datetime | None:
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        there = date(int(year), int(month), int(day))
        if hour is None or zone is None:
            return there
        return datetime(
            there.year, there.month, there.day, int(hour), int(minute), min(int(second or 0), 59), tzinfo=_zone(zone)
        )
    except ValueError:
        return parse_published(text)


def _zone(zone: str) -> timezone:
    if zone.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if zone[0] == "-" else offset)


def _rfc_822(text: str) -> date | datetime | None:
    """By the standard library, which knows the standard's names of zones; others (BST, IST) leave the day alone."""
    if not re.search(r"\d:\d", text):
        return parse_published(text)
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is not None:
            return moment
        # "-0000" says: the time is UTC, and where this was written is not told.
        return moment.replace(tzinfo=UTC) if text.endswith("-0000") else moment.date()
    except (ValueError, TypeError, OverflowError):
        return parse_published(text)
