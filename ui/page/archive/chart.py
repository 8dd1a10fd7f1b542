"""The chart of articles by month and outlet, as HTML with a small drawing in each bar. Pure functions.

A bar is a button with its numbers in its name, so the chart can be read and used without seeing it. The parts of a bar
are drawn by SVG, whose own attributes give their sizes: no style is written into the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag import MonthCount
from ui.page.answers.html import esc
from ui.page.archive.empty import plural
from ui.page.archive.view import last_day

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
        return f"{self.since:%B} {self.since.year}" if self.until == last_day(self.since) else str(self.since.year)


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
) -> str:
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
        return ""
    unit = "year" if bars and bars[0].until != last_day(bars[0].since) else "month"
    most = max((bar.articles for bar in bars), default=0)
    items = "".join(
        _bar(bar, most, series, since, until, letters=len(bars) > 18, first=number == 0)
        for number, bar in enumerate(bars)
    )
    drawn = f'<div class="dl-bars-frame"><ol class="dl-bars" data-most="{most:,}">{items}</ol></div>' if items else ""
    scale = f'<span class="dl-scale">tallest bar: {plural(most, "article")}</span>' if items else ""
    pressed = "true" if undated else "false"
    unknown = (
        f'<button type="button" class="dl-quiet" data-action="{PICK_UNDATED}" data-key="undated" '
        f'aria-pressed="{pressed}">{plural(without, "article")} without a date</button>'
        if without
        else ""
    )
    return (
        f'<section class="dl-chart" aria-label="Articles by {unit} and outlet" data-unit="{unit}">'
        f'<div class="dl-chart-head"><h2 class="dl-label">Articles by {unit}</h2>{scale}{unknown}</div>'
        f"{drawn}{_legend(bars, series)}</section>"
    )


def _bar(
    bar: Bar,
    most: int,
    series: Mapping[str, int],
    since: date | None,
    until: date | None,
    *,
    letters: bool,
    first: bool,
) -> str:
    inside = (since is None or bar.until >= since) and (until is None or bar.since <= until)
    chosen = since == bar.since and until == bar.until
    name = f"{bar.name}: {plural(bar.articles, 'article')}"
    by_outlet = ", ".join(f"{outlet or _NONE} {number:,}" for outlet, number in _ranked(bar)[:SERIES])
    spoken = f"{name} ({by_outlet})" if bar.articles else name
    month = bar.until == last_day(bar.since)
    label = (f"{bar.since:%b}"[:1] if letters else f"{bar.since:%b}") if month else f"’{bar.since.year % 100:02}"
    year = bar.since.year if month and (first or bar.since.month == 1) else ""
    where = f'data-action="{PICK_TIME}" data-since="{bar.since}" data-until="{bar.until}"'
    return (
        f'<li class="{"" if inside else "dl-outside"}"><button type="button" {where} data-key="bar-{bar.since}" '
        f'aria-pressed="{"true" if chosen else "false"}" aria-label="{esc(spoken)}" title="{esc(name)}">'
        f'<svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{_parts(bar, most, series, where)}</svg></button>"
        # Beside the button, not in it: its name is longer, and said by whatever reads the page.
        f'<span class="dl-bar-label" aria-hidden="true" {where}>{label}</span>'
        f'<span class="dl-bar-year" aria-hidden="true">{year}</span></li>'
    )


def _ranked(bar: Bar) -> list[tuple[str | None, int]]:
    return sorted(bar.outlets.items(), key=lambda pair: (-pair[1], pair[0] or ""))


def _parts(bar: Bar, most: int, series: Mapping[str, int], where: str) -> str:
    """The parts of a bar, the colours in the same order in every bar, the shared one on top."""
    coloured = sorted((number, outlet) for outlet, number in series.items() if bar.outlets.get(outlet))
    sizes = [(f"dl-s{number}", outlet, bar.outlets[outlet]) for number, outlet in coloured]
    others = bar.articles - sum(size for _, _, size in sizes)
    if others:
        sizes.append(("dl-s0", "", others))
    parts, top = "", 100.0
    for colour, outlet, size in sizes:
        height = 100 * size / most
        top -= height
        parts += (
            f'<rect class="{colour}" x="0" y="{top:.2f}" width="10" height="{height:.2f}" {where} '
            f'data-outlet="{esc(outlet)}" data-key="bar-{bar.since}">'
            f"<title>{esc(bar.name)}, {esc(outlet or _OTHERS)}: {size:,}</title></rect>"
        )
    return parts


def _legend(bars: Sequence[Bar], series: Mapping[str, int]) -> str:
    present = {outlet for bar in bars for outlet in bar.outlets}
    items = "".join(
        f'<li><button type="button" class="dl-quiet" data-action="{PICK_OUTLET}" data-outlet="{esc(outlet)}" '
        f'data-key="outlet-{number}" aria-label="Show only {esc(outlet)}"><span class="dl-swatch dl-s{number}" '
        f'aria-hidden="true"></span><span dir="auto">{esc(outlet)}</span></button></li>'
        for outlet, number in series.items()
        if outlet in present
    )
    if present - set(series):
        items += f'<li><span class="dl-swatch dl-s0" aria-hidden="true"></span>{_OTHERS}</li>'
    return f'<ul class="dl-legend" aria-label="Outlets">{items}</ul>' if items else ""
