"""The day an article says it was published: only what is stated in full, never a guess.

A date needs its day, month and year. ``03/04/2025`` is April to one reader and March to another, so it is no date
here; neither is one without a year, however likely the year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Month names by number, in the cases and shortenings that stand in dates, by language (Arabic as in Egypt).
MONTHS_BY_LANGUAGE = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep"
    "|october oct|november nov|december dec",
    "de": "januar jänner jan|februar feber feb|märz mär mrz|april apr|mai|juni jun|juli jul|august aug"
    "|september sept sep|oktober okt|november nov|dezember dez",
    "fr": "janvier janv|février fevrier févr fév|mars|avril avr|mai|juin|juillet juil|août aout|septembre sept"
    "|octobre oct|novembre nov|décembre decembre déc",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo|junio jun|julio jul|agosto ago|septiembre setiembre sep set"
    "|octubre oct|noviembre nov|diciembre dic",
    "pt": "janeiro|fevereiro fev|março|abril|maio|junho|julho|agosto|setembro|outubro out|novembro|dezembro dez",
    "it": "gennaio gen|febbraio|marzo|aprile|maggio mag|giugno giu|luglio lug|agosto"
    "|settembre|ottobre ott|novembre|dicembre",
    "nl": "januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober|november|december",
    "pl": "stycznia sty|lutego lut|marca|kwietnia kwi|maja|czerwca cze|lipca lip|sierpnia sie"
    "|września wrz|października paź|listopada lis|grudnia gru",
    "uk": "січня січ|лютого лют|березня бер|квітня квіт|травня трав|червня черв|липня лип|серпня серп|вересня вер"
    "|жовтня жовт|листопада лист|грудня груд",
    "ru": "января янв|февраля фев|марта мар|апреля апр|мая|июня июн|июля июл|августа авг|сентября сен|октября окт"
    "|ноября ноя|декабря дек",
    "tr": "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık",
    "nordic": "januar|februar|marts mars|april|maj|juni|juli|augusti|september|oktober|november|december desember",
    "cs": "ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince",
    "ro": "ianuarie|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie|noiembrie|decembrie",
    "sk": "januára|februára|marca|apríla|mája|júna|júla|augusta|septembra|októbra|novembra|decembra",
    "hu": "január|február|március|április|május|június|július|augusztus|szeptember|október|november|december",
    "fi": "tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta"
    "|marraskuuta|joulukuuta",
    "el": "ιανουαρίου ιαν|φεβρουαρίου φεβ|μαρτίου μαρ|απριλίου απρ|μαΐου μαϊ|ιουνίου ιουν|ιουλίου ιουλ|αυγούστου αυγ"
    "|σεπτεμβρίου σεπ|οκτωβρίου οκτ|νοεμβρίου νοε|δεκεμβρίου δεκ",
    "bg": "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
    "ca": "gener|febrer|març|abril|maig|juny|juliol|agost|setembre|octubre|novembre|desembre",
    "id": "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember",
    "ar": "يناير|فبراير|مارس|أبريل ابريل إبريل|مايو|يونيو|يوليو|أغسطس اغسطس|سبتمبر|أكتوبر اكتوبر|نوفمبر|ديسمبر",
    "maghreb": "جانفي|فيفري|مارس|أفريل افريل|ماي|جوان|جويلية|أوت اوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
}
MONTHS = {
    name: number
    for line in MONTHS_BY_LANGUAGE.values()
    for number, names in enumerate(line.split("|"), start=1)
    for name in names.split()
}

# Zone names with one meaning in the news. BST, IST and CST have several and are left out: the date stands
# alone.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3,
    "msk": 3, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "hkt": 8, "sgt": 8,
    "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_REGIONS = {"et": "America/New_York", "pt": "America/Los_Angeles"}

_YEARS = range(1600, 2101)
_WORD = r"[^\W\d_]+"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_ISO = re.compile(
    r"(?<![\d-])(?P<y>\d{4})(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?![\d-])|"
    r"(?<!\d)(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})(?=t\d{4})"
)
_NUMERIC = re.compile(r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[./-])\s?(?P<b>\d{1,2})(?P=s)\s?(?P<y>\d{4})(?![\d-])")
_DAY_FIRST = re.compile(
    rf"(?<![\d.:])(?P<d>\d{{1,2}}){_ORDINAL}[\s/-]*(?:de\s+|d['’]|of\s+)?(?P<m>{_WORD})[.,]*[\s/-]*"
    rf"(?:de\s+|del\s+|of\s+)?(?P<y>\d{{4}})(?!\d)"
)
# Vietnamese numbers its months.
_NUMBERED = re.compile(r"(?<![\d.:])(?P<d>\d{1,2})\s*(?:tháng|/)\s*(?P<m>\d{1,2})(?:,\s*|\s+năm\s+)(?P<y>\d{4})(?!\d)")
_MONTH_FIRST = re.compile(rf"(?P<m>{_WORD})\.?[\s-]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+(?P<y>\d{{4}})(?!\d)")
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<y>\d{{4}})(?:[年년.]\s*|[\s-])(?P<m>\d{{1,2}}(?=\s*[月월])|{_WORD})\.?[月월\s-]*(?P<d>\d{{1,2}})(?!\d)(?:\s?[日일号號])?"
)

_CLOCK = (
    r"(?P<h>\d{1,2})(?:[:.h](?P<min>\d{2})(?::(?P<sec>\d{2})(?:[.,]\d+)?)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?"
    r"(?:\s*uhr\b|\s*hrs?\b)?"
    r"\s*\(?(?P<zone>z\b|(?:utc|gmt)?\s?[+-−]\d{1,2}(?::?\d{2})?(?!\d)|[a-z]{2,4}\b)?"
).replace("[+-−]", r"[+\-−]")
_AFTER = re.compile(rf"(?:[\s,|·•–—-]*(?:\b(?:at|um|à|alle|a las|о|об|в|kl|klo|on)\b\.?)?\s*|t){_CLOCK}")
_BEFORE = re.compile(rf"(?<![\d:.]){_CLOCK}[\s,|·•–—)-]*(?:on|am|le|el|,)?\s*(?:[^\W\d_]{{2,10}}\.?,?\s*)?$")
_COMPACT = re.compile(r"t(?P<h>\d{2})(?P<min>\d{2})(?P<sec>\d{2})?(?P<zone>z|[+\-]\d{2}:?\d{2})?")

_UPDATED = re.compile(
    r"(?:updated|modified|edited|revised|aktualisiert|geändert|mis à jour|modifié|actualizad[oa]|modificad[oa]|"
    r"aggiornato|atualizad[oa]|zaktualizowano|aktualizacja|оновлен[оа]|обновл[её]н[оа]|bijgewerkt|gewijzigd|güncelle\w+|"
    r"uppdatera[dt]|aktualizováno|更新|最后修改|수정|업데이트)"
    r"[^;|\d]{0,25}(?:\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?[^;|\d]{0,25})?$"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that stands in a line from ``start`` to ``end`` (its time may stand beside it)."""

    start: int
    end: int
    moment: date | datetime


def parse_published(text: str) -> date | datetime | None:
    """The date of publication that ``text`` states.

    Args:
        text: a short piece of text: a date, or a line with one ("Published 4 March 2025 at 6:12 pm EST").

    Returns:
        A date-time where the time and its zone are stated; else a date; None where no complete and unambiguous
        date stands there, or only the date of an update.
    """
    return _first(text, updated=False)


def parse_updated(text: str) -> date | datetime | None:
    """The date of an update that ``text`` states ("Updated 4 March 2025"), in the same way."""
    return _first(text, updated=True)


def _first(text: str, *, updated: bool) -> date | datetime | None:
    # One blank for a run of them: the patterns would read a long run in every way that parts it.
    line = " ".join(unicodedata.normalize("NFC", text[:500]).split())
    for found in find_dates(line):
        if (_UPDATED.search(_lowered(line[: found.start])) is not None) == updated:
            return found.moment
    return None


def find_dates(line: str) -> list[Dated]:
    """All complete dates in a line, in order; none overlaps another.

    Args:
        line: composed (NFC), at most some hundred characters.
    """
    if not re.search(r"\d", line):
        return []
    lowered = _lowered(line)
    found: list[Dated] = []
    for start, end, day in sorted(_dates(lowered), key=lambda each: each[0]):
        if not found or start >= found[-1].end:
            found.append(Dated(start, end, _with_time(day, lowered[:start], lowered[end:])))
    return found


def _lowered(line: str) -> str:
    """The line in lower case and with plain blanks, each character in its place."""
    lowered = line.replace("\xa0", " ").replace("\u202f", " ").lower()
    if len(lowered) == len(line):
        return lowered
    return "".join(small if len(small := char.lower()) == 1 else char for char in line)


def _dates(line: str) -> Iterator[tuple[int, int, date]]:
    """All complete dates in ``line`` with their places."""
    for match in _ISO.finditer(line):
        part = match.groupdict()
        year, month, day = (part[key] or part[f"{key}2"] for key in "ymd")
        yield from _dated(match, int(year), int(month), int(day))
    for match in _NUMERIC.finditer(line):
        first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
        # With dots the day comes first wherever dates are written so; with strokes it depends on the country.
        if match["s"] == "." or first > 12 or first == second:
            yield from _dated(match, year, second, first)
        elif second > 12:
            yield from _dated(match, year, first, second)
    for pattern in (_DAY_FIRST, _NUMBERED, _MONTH_FIRST, _YEAR_FIRST):
        for match in pattern.finditer(line):
            month = int(match["m"]) if match["m"].isdecimal() else MONTHS.get(match["m"], 0)
            yield from _dated(match, int(match["y"]), month, int(match["d"]))


def _dated(match: re.Match[str], year: int, month: int, day: int) -> Iterator[tuple[int, int, date]]:
    if year in _YEARS:
        try:
            yield match.start(), match.end(), date(year, month, day)
        except ValueError:
            return


def _with_time(day: date, before: str, after: str) -> date | datetime:
    """``day`` with the time that stands beside it, if that has a zone."""
    for match in (_COMPACT.match(after), _AFTER.match(after), _BEFORE.search(before)):
        if not match:
            continue
        parts = match.groupdict()
        if parts["zone"] and (parts["min"] or parts.get("half")):
            moment = _moment(day, parts)
            if moment is not None:
                return moment
    return day


def _moment(day: date, parts: dict[str, str | None]) -> datetime | None:
    hour = int(parts["h"] or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        clock = time(hour, int(parts["min"] or 0), int(parts.get("sec") or 0))
        zone = _zone(parts["zone"] or "")
        return datetime.combine(day, clock, zone) if zone else None
    except ValueError:
        return None


def _zone(name: str) -> tzinfo | None:
    """The zone of that name or offset; None where it is unknown or has several meanings.

    Raises:
        ValueError: an offset of a day or more.
    """
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    if name in _REGIONS:
        try:
            return ZoneInfo(_REGIONS[name])
        except ZoneInfoNotFoundError:
            return None
    match = re.fullmatch(r"(?:utc|gmt)?\s?([+\-−])(\d{1,2})(?::?(\d{2}))?", name)
    if not match:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(offset if match[1] == "+" else -offset)
