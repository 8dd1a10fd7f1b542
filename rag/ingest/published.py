"""When a page's text and address say that its article was published: the line at its head, the report's dateline, the
path of its address; and what of all that is said is believed.

What is not stated in full, or contradicted, is unknown, which is better than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from rag.ingest.dates import MONTHS, parse_published, parse_updated
from rag.ingest.kinds import Kind, Line
from rag.model import DateOrigin, Draft

#: A date may lie ahead by a time zone, not by more.
_AHEAD = timedelta(days=1)
#: A line with more words than this is no stamp.
_MAX_STAMP_WORDS = 24
#: So far behind the first paragraph, and so far behind the last one, a stamp may stand.
_BEHIND_FIRST = 2
_BEHIND_LAST = 3
_TWO_DAYS = 2

_AGENCIES = (
    r"(?:(?:Thomson )?Reuters|REUTERS|(?:The )?Associated Press|AP|AFP|Agence France-Presse|dpa|DPA|dpa-AFX|EFE|ANSA|"
    r"TASS|ТАСС|Interfax|Интерфакс|Інтерфакс-Україна|Ukrinform|Укрінформ|УНІАН|UNIAN|PAP|APA|KNA|epd|SID|Xinhua|PTI|ANI|"
    r"IANS|UPI|Bloomberg|Europa Press|EUROPA PRESS|ATS|Belga|ANP|TT|NTB|Ritzau|STT|Kyodo|Yonhap|Anadolu(?: Agency)?|AA|"
    r"MTI|ČTK|Lusa|AAP|PA(?: Media)?|(?:The )?Canadian Press|CNN)(?:/[\w. -]{1,30})?"
)
_LABELLED = re.compile(
    r"(?i)\b(?:published|posted|first published|date|veröffentlicht|erschienen|stand|publié|publicado|fecha|"
    r"pubblicato|publicatie|gepubliceerd|opublikowano|опубліковано|опубликовано|дата|yayınlanma|publicerad)\b"
)
_ADDRESS = re.compile(
    r"/(?P<y>(?:19|20)\d\d)(?P<s>[/-])(?P<m>\d{1,2}|[a-z]{3})(?P=s)(?P<d>\d{1,2})(?=[/.-]|$)|"
    r"[/-](?P<y2>(?:19|20)\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?=[/.-]|$)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"(?P<place>[^\W\d_][^()\n:!?]{{1,70}}?)\s*\(\s*(?P<agency>{_AGENCIES})\s*\)\s*[-–—:]+\s*"
    r"(?P<behind>[^\n.]{0,40}?\d{4}\s*[-–—:])?"
)
# Of an agency that is not on the list, or of none: told by a place in capitals and a day behind it.
_OTHER_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][^()\n:!?]{1,70}?)\s*(?:\(\s*(?P<agency>[^\W\d_][\w .&'’-]{0,39}?)\s*\)\s*)?(?:[–—]|--?)\s"
)
_DAY_MONTH = re.compile(r"(?:(?P<d>\d{1,2})\.?\s+)?(?P<m>[^\W\d_]{3,12})\.?(?:\s+(?P<d2>\d{1,2}))?\s*$")


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of a report ("KYIV, Oct. 3 (Reuters) —"). ``published`` only where it names the year; else ``day`` is
    (month, day), where it has that. ``agency`` is None where it names none."""

    agency: str | None
    place: str
    published: date | datetime | None = None
    day: tuple[int, int] | None = None


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
        The date that says that it is the publication's, or stands with the headline, or in the report's dateline. A
        date further up is the site's clock, which shows the day on which the page was saved; one in a list of other
        stories is theirs; one between paragraphs is a subheading.
    """
    stop = next((i for i, line in enumerate(lines) if i >= start and line.kind is Kind.SECTION), len(lines))
    head = range(place + 1 if place is not None else 0, min(start + _BEHIND_FIRST, stop))
    near = [lines[i] for i in head if _may_be_stamp(lines, i, start)]
    labelled = [line for line in lines[:stop] if line.kind is Kind.DATED and _LABELLED.search(line.text)]
    above = [lines[place - 1]] if place and lines[place - 1].kind is Kind.DATED else []
    updated = next((found for line in near if (found := parse_updated(line.text)) is not None), None)
    for line in [*labelled, *near, *above]:
        if (found := parse_published(line.text)) is not None:
            return Said(found, "text", updated)
    opening = dateline(lines[start].text) if start < len(lines) else None
    if opening is not None and opening.published is not None:
        return Said(opening.published, "dateline", updated)
    # Some pages set the stamp below the text; where it is the only one, there is nothing else that it could date.
    last = min(stop, end + _BEHIND_LAST if end is not None else stop)
    below = {parse_published(line.text) for line in lines[start:last] if line.kind is Kind.DATED and line.words >= 3}
    below.discard(None)
    found = below.pop() if len(below) == 1 else None
    return Said(found, "text" if found else None, updated)


def _may_be_stamp(lines: Sequence[Line], index: int, start: int) -> bool:
    line = lines[index]
    if line.kind is Kind.PROSE and not (index < start and line.words <= _MAX_STAMP_WORDS and _is_signed(line.text)):
        return False
    if line.words > _MAX_STAMP_WORDS or line.kind in (Kind.SECTION, Kind.COMMENTS, Kind.CREDIT):
        return False
    if index < start:
        return True
    sides = [*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2]]
    between = index > start and all(side.kind in (Kind.PROSE, Kind.LINE) for side in sides)
    return line.kind in (Kind.DATED, Kind.BYLINE) and not between


def _is_signed(text: str) -> bool:
    """Whether a line that ends as prose does is a byline with its date ("By Ann Lee on May 5, 2024 at 11 a.m.")."""
    return re.match(r"(?i)(?:by|von|par|por|posted|published|автор)\b", text) is not None


def dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of an article, if there is one."""
    known = _DATELINE.match(text[:200])
    match = known or _OTHER_DATELINE.match(text[:200])
    if match is None:
        return None
    place, _, rest = match["place"].partition(",")
    stated = (match["place"], known["behind"] or "") if known else (rest,)
    found = next((moment for words in stated if (moment := parse_published(words)) is not None), None)
    day = _day_of(rest) if found is None else None
    if known is None and (not place.isupper() or (found is None and day is None)):
        return None
    return Dateline(" ".join((match["agency"] or "").split()) or None, place.strip(), found, day)


def _day_of(words: str) -> tuple[int, int] | None:
    """The month and day at the end of a dateline's words."""
    tail = _DAY_MONTH.search(words.strip().lower())
    month = MONTHS.get(tail["m"], 0) if tail else 0
    number = int((tail["d"] or tail["d2"] or 0) if tail else 0)
    return (month, number) if month and 1 <= number <= 31 else None


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
    days = [_day(found) for found in stated if found is not None]
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
    return _day(one) > _day(other)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
