"""When a page's text and address say that its article was published: the line at its head, the report's dateline, the
path of its address; and what of all that is said is believed.

What is not stated in full, or contradicted, is unknown, which is better than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from rag.ingest.cleaning import boilerplate_patterns as phrases
from rag.ingest.cleaning.line_classifier import Kind, Line, bare
from rag.ingest.metadata.bylines import Byline, read_byline
from rag.ingest.metadata.labels import EVENT_LABEL
from rag.ingest.metadata.persons import is_name
from rag.model import DateOrigin, Draft
from rag.text.datelines import dateline
from rag.text.dates.stated import MONTHS, find_dates, parse_published, parse_updated

#: A date may lie ahead by a time zone, not by more.
_AHEAD = timedelta(days=1)
#: A line with more words than this is no stamp.
_MAX_STAMP_WORDS = 24
#: So far behind the first paragraph, and so far behind the last one, a stamp may stand.
_BEHIND_FIRST = 2
_BEHIND_LAST = 3
#: Where the first one is a standfirst, it is followed by no other so soon.
_BEHIND_STANDFIRST = 7
_TWO_DAYS = 2
#: So far above the headline a date may stand that says that it is the publication's.
_ABOVE = 3
#: At the foot a line of fewer words is a date and no stamp.
_MIN_STAMP_WORDS = 3
#: A message of the page's own, such as that of a form, has no more words.
_MAX_MESSAGE_WORDS = 15
#: Where an article ends, whatever stands below.
_ENDS = (Kind.SECTION, Kind.COMMENTS)
_STAMPS = (Kind.DATED, Kind.BYLINE)

_ADDRESS = re.compile(
    r"/(?P<y>(?:19|20)\d\d)(?P<s>[/-])(?P<m>\d{1,2}|[a-z]{3})(?P=s)(?P<d>\d{1,2})(?=[/.-]|$)|"
    r"[/-](?P<y2>(?:19|20)\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?=[/.-]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of its dates."""

    published: date | datetime | None = None
    published_from: DateOrigin | None = None
    updated: date | datetime | None = None


def said_in_text(lines: Sequence[Line], place: int | None, start: int, end: int | None = None) -> Said:
    """The dates that stand with an article.

    Args:
        lines: the page's lines.
        place: where its headline is.
        start: where its body begins.
        end: where its body ends, if that is known.

    Returns:
        The date that stands with the headline, or says at the article's foot that it is the publication's, or stands in
        the report's dateline. A date further up is the site's clock, which shows the day on which the page was saved;
        one in a list of other stories is theirs; one between paragraphs is a subheading; one with another label ("Trial
        date:") is of something else, and so is one in an event's box.
    """
    stop = next((i for i, line in enumerate(lines) if i >= start and line.kind in _ENDS), len(lines))
    first = place + 1 if place is not None else 0
    behind = next((i for i in range(start + 1, stop) if lines[i].kind is Kind.PROSE), stop)
    last = min(max(start + _BEHIND_FIRST, min(behind, start + _BEHIND_STANDFIRST)), stop)
    head = [line for i in range(first, last) if (line := _stamp_at(lines, i, start))]
    foot = _at_foot(lines, start, stop, end)
    updated = _agreed(line.updated for line in head) or _agreed(line.updated for line in foot)
    above = [
        line for i in range(max(first - 2, 0), first - 1) if (line := _read(lines, i)) and lines[i].kind in _STAMPS
    ]
    over = [line for i in range(max(first - 1 - _ABOVE, 0), first - 1) if (line := _read(lines, i))]
    labelled = [line for line in over if line.label == "published"]
    for stated in (sorted(head, key=_rank), labelled, above):
        if found := next((line.published for line in stated if line.published is not None), None):
            return Said(found, "text", updated)
    opening = dateline(lines[start].text) if start < len(lines) else None
    if opening is not None and opening.published is not None:
        return Said(opening.published, "dateline", updated)
    # Some pages set the stamp below the text; where it is the only one, there is nothing else that it could date.
    found = _agreed(line.published for line in foot if line.label == "published")
    found = found or _agreed(line.published for line in foot if line.label is None)
    return Said(found, "text" if found else None, updated)


def _rank(line: Byline) -> int:
    """How sure a line at the head is the article's stamp; the least is the surest, of equals the first."""
    return 0 if line.label == "published" else 1


def _read(lines: Sequence[Line], index: int) -> Byline | None:
    """What a line says of its article's making; None where it stands in an event's box."""
    line = lines[index]
    if line.words > _MAX_STAMP_WORDS or line.kind in (Kind.SECTION, Kind.COMMENTS, Kind.CREDIT, Kind.CAPTION):
        return None
    read = read_byline(line.text)
    if read is None or not read.dated:
        return None
    beside = [*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 3]]
    boxed = any(EVENT_LABEL.match(other.text) for other in beside)
    return None if boxed and read.label != "published" else read


def _stamp_at(lines: Sequence[Line], index: int, start: int) -> Byline | None:
    """The stamp at the head that stands at ``index``; behind the first prose not between a subheading's neighbours."""
    line = _read(lines, index)
    if line is None and lines[index].kind is Kind.LINE and lines[index].words <= _MAX_STAMP_WORDS:
        line = _stamp_before(lines[index].text)
    if line is not None and index > start and line.label != "published" and not line.authors:
        sides = [*lines[index - 1 : index], *lines[index + 1 : index + 2]]
        if all(side.kind is Kind.PROSE or (side.kind is Kind.LINE and not is_name(side.text)) for side in sides):
            return None
    return line


def _stamp_before(text: str) -> Byline | None:
    """The stamp that a line begins with, before its subjects ("Carlos Nadalim 27/09/2018 Comment! Music, Games")."""
    found = find_dates(text)
    line = read_byline(text[: found[0].end]) if found else None
    return line if line is not None and (line.authors or line.names or line.label == "published") else None


def _at_foot(lines: Sequence[Line], start: int, stop: int, end: int | None) -> list[Byline]:
    """The stamps behind an article's last paragraph."""
    last = min(stop, end + _BEHIND_LAST) if end is not None else stop
    body = [i for i in range(start, last) if lines[i].kind is Kind.PROSE and (end is None or i < end)]
    if end is None:
        body = _without_messages(lines, body)
    found: list[Byline] = []
    for index in range(body[-1] + 1 if body else start, last):
        line = _read(lines, index)
        beside = (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2])
        if line is None or (line.label is None and any(_is_comments(other.text) for other in beside)):
            continue
        if line.label is None and lines[index].words < _MIN_STAMP_WORDS:
            continue
        found.append(line)
    return found


def _without_messages(lines: Sequence[Line], body: list[int]) -> list[int]:
    """The places of an article's prose without a page's own messages ("That did not work. Please have another go.").

    These are the few short sentences below a stamp that boilerplate follows.
    """
    for number in range(len(body) - 1, 0, -1):
        if lines[body[number]].words > _MAX_MESSAGE_WORDS:
            break
        between = range(body[number - 1] + 1, body[number] - 1)
        if any(lines[i].kind is Kind.DATED and lines[i + 1].kind is Kind.BOILERPLATE for i in between):
            return body[:number]
    return body


def _is_comments(text: str) -> bool:
    return phrases.COMMENT_SIGN_PATTERN.fullmatch(bare(text)) is not None


def _agreed(moments: Iterable[date | datetime | None]) -> date | datetime | None:
    """The one that all are, or None."""
    found = {moment for moment in moments if moment is not None}
    return found.pop() if len(found) == 1 else None


def said_by_address(url: str | None) -> date | None:
    """The day in an address's path ("/2024/03/15/"); a year and a month alone are none."""
    match = _ADDRESS.search(url or "")
    if match is None:
        return None
    month = match["m"] or match["m2"]
    number = int(month) if month.isdecimal() else MONTHS.get(month.lower(), 0)
    try:
        return date(int(match["y"] or match["y2"]), number, int(match["d"] or match["d2"]))
    except ValueError:
        return None


def by_address(url: str | None, lines: Sequence[Line], place: int | None, start: int, text: str) -> date | None:
    """The day in an address, unless what stands at the article's head says another."""
    day = said_by_address(url)
    if day is None:
        return None
    head = lines[place + 1 if place is not None else 0 : start + 1]
    stated = [parse_published(line.text) or parse_updated(line.text) for line in head if line.words <= _MAX_STAMP_WORDS]
    days = [as_day(found) for found in stated if found is not None]
    if days and all(abs((other - day).days) > _TWO_DAYS for other in days):
        return None
    opening = dateline(text)
    if opening is not None and opening.day is not None:
        candidates = [
            date(year, *opening.day) for year in (day.year - 1, day.year, day.year + 1) if _is_day(year, opening.day)
        ]
        if all(abs((other - day).days) > _TWO_DAYS for other in candidates):
            return None
    return day


def _is_day(year: int, month_and_day: tuple[int, int]) -> bool:
    try:
        date(year, *month_and_day)
    except ValueError:
        return False
    return True


def settled(draft: Draft, now: datetime | None = None) -> Draft:
    """A draft without dates that cannot be right.

    A date that lies more than a day ahead is a mistake or a trick, so it is unknown. An update before publication, or
    at the same moment, says nothing: systems note an article's making so.
    """
    latest = (now or datetime.now(UTC)) + _AHEAD
    published, updated, warnings = draft.published, draft.updated, draft.warnings
    if published is not None and _is_after(published, latest):
        warnings += (f"its date of publication lies ahead ({published.isoformat()}) and was left out",)
        published = None
    if updated is not None and (
        _is_after(updated, latest) or (published is not None and not _is_after(updated, published))
    ):
        updated = None
    if published == draft.published and updated == draft.updated:
        return draft
    origin = draft.published_from if published is not None else None
    return replace(draft, published=published, published_from=origin, updated=updated, warnings=warnings)


def _is_after(one: date | datetime, other: date | datetime) -> bool:
    """Whether ``one`` is later; by day where either is a day alone."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one > other
    return as_day(one) > as_day(other)


def as_day(moment: date | datetime) -> date:
    """The calendar day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment
