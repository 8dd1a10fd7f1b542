"""The filters beside the question: from what is typed to ``Filters``, or a sentence that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag import Filters, UsageError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_filters(
    since: str | None, until: str | None, outlets: Sequence[str] | None, languages: Sequence[str] | None
) -> Filters:
    """Make filters of what stands in the form.

    Raises:
        UsageError: a date is none, or the first lies after the last.
    """
    return Filters(_day(since, "From"), _day(until, "To"), tuple(outlets or ()), tuple(languages or ()))


def _day(text: str | None, label: str) -> date | None:
    text = (text or "").strip()
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"“{text}” in the field {label} is not a date: write it as YYYY-MM-DD, such as 2025-09-30")
