"""What the archive has on a question that it does not answer, as the page's record keeps it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from rag import SearchCoverage
from ui.page.answers.record import ShownLacking, ShownMonth
from ui.shared.coverage_wording import found_text, reason_text
from ui.shared.wording import month_text

#: So many months, outlets of a month, and silent outlets are shown; of more months the newest.
_MONTHS = 60
_OUTLETS = 5
_SILENT = 20


def lacking_of(found: SearchCoverage) -> ShownLacking:
    """What was found, in words and numbers."""
    months: dict[date | None, Counter[str]] = {}
    for each in found.by_month:
        months.setdefault(each.month, Counter())[each.outlet or "no outlet"] += each.articles
    shown = [
        ShownMonth(
            name=month_text(month) if month else "no date", articles=outlets.total(), outlets=_outlets_text(outlets)
        )
        for month, outlets in months.items()
    ]
    return ShownLacking(
        why=reason_text(found),
        found=found_text(found),
        months=tuple(shown[-_MONTHS:]),
        silent=found.silent_outlets[:_SILENT],
    )


def _outlets_text(outlets: Counter[str]) -> str:
    told = [f"{name} {number:,}" for name, number in outlets.most_common(_OUTLETS)]
    more = len(outlets) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")
