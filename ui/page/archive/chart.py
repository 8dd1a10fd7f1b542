"""The chart of articles by month and outlet, as HTML with a small drawing in each bar. Pure functions.

A bar is a button with its numbers in its name, so the chart can be read and used without seeing it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag import MonthCount
from ui.page.archive.view import last_day
from ui.page.templating import Html, render
from ui.shared.wording import plural

PICK_TIME = "pick_time"
PICK_OUTLET = "pick_outlet"
PICK_UNDATED = "pick_undated"
#: More months than these are shown as years.
MOST_MONTHS = 36
#: So many outlets have a colour of their own; the others share one.
SERIES = 5
_OTHERS = "other outlets"
_NONE = "no outlet"


@dataclass(frozen=True, slots=True)
class Bar:
    """A month or a year: its first and last day, and how many articles each outlet has of it."""

    since: date
    until: date
    outlets: Mapping[str | None, int]

    @property
    def articles(self) -> int:
        """How many articles there are of it."""
        return sum(self.outlets.values())

    @property
    def name(self) -> str:
        """ "September 2025" or "2025"."""
        return f"{self.since:%B} {self.since.year}" if self.is_month else str(self.since.year)

    @property
    def is_month(self) -> bool:
        """Whether it is a month, not a year."""
        return self.until == last_day(self.since)


def bars_of(counts: Sequence[MonthCount], since: date | None = None, until: date | None = None) -> list[Bar]:
    """The bars of a chart, one for every month from the first to the last, or for every year where that is too many.

    Args:
        counts: of the articles.
        since: the first day that is looked at, by a filter.
        until: the last one. Where both lie in one year of a long archive, this year's months are shown.
    """
    months: dict[date, Counter[str | None]] = {}
    for count in counts:
        if count.month is not None:
            months.setdefault(count.month, Counter())[count.outlet] += count.articles
    if not months:
        return []
    first, last = min(months), max(months)
    if _number(last) - _number(first) >= MOST_MONTHS:
        if since is None or until is None or since.year != until.year:
            return _years(months, first.year, last.year)
        first, last = date(since.year, 1, 1), date(since.year, 12, 1)
    span = [date(number // 12, number % 12 + 1, 1) for number in range(_number(first), _number(last) + 1)]
    return [Bar(month, last_day(month), months.get(month, Counter())) for month in span]


def _number(month: date) -> int:
    return 12 * month.year + month.month - 1


def _years(months: Mapping[date, Counter[str | None]], first: int, last: int) -> list[Bar]:
    years: dict[int, Counter[str | None]] = {year: Counter() for year in range(first, last + 1)}
    for month, outlets in months.items():
        years[month.year].update(outlets)
    return [Bar(date(year, 1, 1), date(year, 12, 31), outlets) for year, outlets in years.items()]


def series_of(counts: Sequence[MonthCount]) -> dict[str, int]:
    """The outlets that have a colour of their own, with its number from 1: those with the most articles."""
    totals: Counter[str] = Counter()
    for count in counts:
        if count.outlet:
            totals[count.outlet] += count.articles
    ranked = sorted(totals, key=lambda outlet: (-totals[outlet], outlet))
    return {outlet: number for number, outlet in enumerate(ranked[:SERIES], start=1)}


def chart_html(
    counts: Sequence[MonthCount],
    series: Mapping[str, int],
    since: date | None = None,
    until: date | None = None,
    *,
    undated: bool = False,
) -> Html:
    """The chart.

    Args:
        counts: of the articles to show.
        series: the colours of outlets, from :func:`series_of`.
        since: the first day that the table shows; bars outside are pale.
        until: the last one.
        undated: whether the table shows only articles without a date.
    """
    bars = bars_of(counts, since, until)
    without = sum(count.articles for count in counts if count.month is None)
    if not bars and not without:
        return Html()
    unit = "month" if all(bar.is_month for bar in bars) else "year"
    most = max((bar.articles for bar in bars), default=0)
    drawn = [
        {
            "since": bar.since,
            "until": bar.until,
            "inside": (since is None or bar.until >= since) and (until is None or bar.since <= until),
            "chosen": since == bar.since and until == bar.until,
            "parts": _parts(bar, most, series),
            **_named(bar, letters=len(bars) > 18, first=number == 0),
        }
        for number, bar in enumerate(bars)
    ]
    present = {outlet for bar in bars for outlet in bar.outlets}
    legend = [(outlet, number) for outlet, number in series.items() if outlet in present]
    others = _OTHERS if present - set(series) else ""
    return render("chart", "chart", drawn, most, unit, without, undated, legend, others)


def _named(bar: Bar, *, letters: bool, first: bool) -> dict[str, object]:
    """What is said of a bar, and what is written below it."""
    title = f"{bar.name}: {plural(bar.articles, 'article')}"
    by_outlet = ", ".join(f"{outlet or _NONE} {number:,}" for outlet, number in _ranked(bar)[:SERIES])
    month = f"{bar.since:%b}"[: 1 if letters else None]
    return {
        "title": title,
        "spoken": f"{title} ({by_outlet})" if bar.articles else title,
        "label": month if bar.is_month else f"’{bar.since.year % 100:02}",
        "year": bar.since.year if bar.is_month and (first or bar.since.month == 1) else "",
    }


def _ranked(bar: Bar) -> list[tuple[str | None, int]]:
    return sorted(bar.outlets.items(), key=lambda pair: (-pair[1], pair[0] or ""))


def _parts(bar: Bar, most: int, series: Mapping[str, int]) -> Iterator[dict[str, object]]:
    """The parts of a bar, the colours in the same order in every bar, the shared one on top."""
    sizes = sorted(
        (number, outlet, bar.outlets[outlet]) for outlet, number in series.items() if bar.outlets.get(outlet)
    )
    others = bar.articles - sum(size for _, _, size in sizes)
    if others:
        sizes.append((0, "", others))
    top = 100.0
    for colour, outlet, size in sizes:
        height = 100 * size / most
        top -= height
        says = f"{bar.name}, {outlet or _OTHERS}: {size:,}"
        yield {"colour": colour, "outlet": outlet, "top": f"{top:.2f}", "height": f"{height:.2f}", "says": says}
