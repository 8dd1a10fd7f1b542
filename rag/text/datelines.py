"""A report's dateline: where, when and by which agency it was filed ("KYIV, Oct. 3 (Reuters) —").

It tells where a report comes from and when, and is no part of the sentence behind it.
"""

# ruff: noqa: E501 - patterns are broken where their meaning allows it, not at a column.

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from rag.text.dates.stated import MONTHS, find_dates, parse_published
from rag.text.late_pattern import LatePattern

#: A dateline is not longer than this.
_MAX_CHARS = 160
#: Nor has its place more words.
_MAX_PLACE_WORDS = 8

_AGENCIES = (
    r"(?:(?:Thomson )?Reuters|REUTERS|(?:The )?Associated Press|AP|AFP|Agence France-Presse|dpa|DPA|dpa-AFX|EFE|ANSA|"
    r"TASS|ТАСС|Interfax|Интерфакс|Інтерфакс-Україна|Ukrinform|Укрінформ|УНІАН|UNIAN|PAP|APA|KNA|epd|SID|Xinhua|PTI|ANI|"
    r"IANS|UPI|Bloomberg|Europa Press|EUROPA PRESS|ATS|Belga|ANP|TT|NTB|Ritzau|STT|Kyodo|Yonhap|Anadolu(?: Agency)?|AA|"
    r"MTI|ČTK|Lusa|AAP|PA(?: Media)?|(?:The )?Canadian Press|CNN)(?:/[\w. -]{1,30})?"
)
_DATELINE = LatePattern(
    rf"(?P<place>[^\W\d_][^()\n:!?]{{1,70}}?)\s*\(\s*(?P<agency>{_AGENCIES})\s*\)\s*[-–—:]+\s*"
    r"(?P<behind>[^\n.]{0,40}?\d{4}\s*[-–—:])?"
)
# Of an agency that is not on the list, or of none: told by a place in capitals and a day behind it.
_OTHER_DATELINE = LatePattern(
    r"(?P<place>[^\W\d_][^()\n:!?]{1,70}?)\s*(?:\(\s*(?P<agency>[^\W\d_][\w .&'’-]{0,39}?)\s*\)\s*)?(?:[–—]|--?)\s"
)
_DAY_MONTH = LatePattern(r"(?:(?P<d>\d{1,2})\.?\s+)?(?P<m>[^\W\d_]{3,12})\.?(?:\s+(?P<d2>\d{1,2}))?\s*$")

# What ends a dateline: a dash, a colon, two hyphens, an underscore (of old wires).
_MARK = r"(?:\s*(?:--+|[–—―]|(?<=\s)[-_](?=\s)|(?<=[)/\]])\s*-(?=\s)|(?<=[)/])\s*[:|]))"
_FILED = LatePattern(
    rf"(?P<place>[^\n()\[\]:!?]{{0,90}}?)[\s.,]*[(/\[]{{1,2}}\s*(?P<agency>[^\n()\[\]/]{{2,40}}(?:/[\w. -]{{1,30}})?)\s*[)/\]]{{1,2}}"
    rf"(?P<behind>[\s,.]*[^\n()–—:!?-]{{0,30}}?){_MARK}\s*"
)
# Russian and Ukrainian agencies, and some German papers, end it with a full stop.
_STOPPED = LatePattern(
    rf"(?P<place>[^\n()/\[\]:!?]{{2,60}}?)[\s.,]*(?:\(\s*(?P<agency>{_AGENCIES})\s*\)|/(?P<slashed>[^\n/()]{{2,30}})/)\.?(?=\s+[^\W\d_a-z])\s+"
)
_PLAIN = LatePattern(rf"(?P<place>[^\n()\[\]:!?]{{2,90}}?){_MARK}\s*(?=\S)")
_NAMED = LatePattern(
    r"(?:РИА Новости|ТАСС|Интерфакс|УНН|Укрінформ|ANSA|AGI|Reuters|AFP|AP|EFE|DHA|İHA|AA)(?:\.\s+|\s+[-–—]\s+)"
)
_WIRE = LatePattern(
    r"(?i)\b(?:wire|press|presse|news|agency|agencies|agentur|agence|agencia|agenzia|nachrichten\w*|newswire|prnewswire|business wire|"
    r"\w*presse|\w*wire|агентство|агенція|новости|новини|rtr|agentschap|ajansı|dienst)\b"
)
_CJK = LatePattern(
    r"(?:[（(［\[【][^（）()［］\[\]【】\n]{1,40}[)）］\]】]\s*(?:[\uac00-\ud7af]{2,4}\s?(?:기자|특파원)\s*)?[-ー－―=＝–—]?\s*)+"
    r"|(?:[\u3400-\u9fff]{2,8}(?:社|报|報|网|網|台))?[\u3400-\u9fff]{0,10}?(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊)\s*(?:[（(][^（）()\n]{1,30}[)）])?\s*"
)
_CJK_SIGN = LatePattern(r"[电電讯訊社=＝]|記者|记者|기자|ロイター|通信|共同|時事")
_CJK_LETTER = LatePattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SMALL = frozenset({
    "and", "und", "et", "y", "e", "i", "и", "та", "і", "й", "of", "de", "del", "la", "le", "los", "las", "el", "am",
    "an", "der", "in", "auf", "sur", "en", "do", "da", "di", "van", "den", "bei", "près", "and/or",
})  # fmt: skip

_NO_PLACE = frozenset({
    "on", "in", "at", "by", "from", "after", "before", "when", "since", "during", "for", "the", "im", "bei", "nach",
    "seit", "von", "vom", "dans", "en", "à", "il",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of a report ("KYIV, Oct. 3 (Reuters) —"). ``published`` only where it names the year; else ``day`` is
    (month, day), where it has that. ``agency`` is None where it names none."""

    agency: str | None
    place: str
    published: date | datetime | None = None
    day: tuple[int, int] | None = None


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


def dateline_length(line: str, *, opening: bool) -> int:
    """How many characters at the beginning of a paragraph are a dateline, with the dash and blanks behind it.

    Args:
        line: a paragraph.
        opening: it is an article's first. There a place alone is enough ("VERRIN — The council …"); further down it
            takes an agency or a day, as a name in capitals may stand before a dash anywhere.

    Returns:
        0 where there is none.
    """
    head = line[:_MAX_CHARS]
    if _CJK_LETTER.search(head[:20]):
        return _cjk_length(head, opening=opening)
    length = 0
    # An agency may stand on either side: "(ANSA) - ROMA, 3 MAG - …".
    for _ in range(2):
        more = _length(head[length:], opening=opening)
        if not more:
            break
        length += more
        if named := _NAMED.match(head, length):
            length = named.end()
    return length if length and re.search(r"\w", line[length:]) else 0


def _length(head: str, *, opening: bool) -> int:
    for match in (_FILED.match(head), _STOPPED.match(head)):
        if match is None:
            continue
        agency = (match["agency"] or match.groupdict().get("slashed") or "").strip()
        place, day = _place_and_day(f"{match['place']} {match.groupdict().get('behind') or ''}")
        if _is_filed(place, agency, dated=day, opening=opening) and (
            place.isupper() or not head[match.end() :][:1].islower()
        ):
            return match.end()
    match = _PLAIN.match(head)
    if match is None:
        return 0
    place, day = _place_and_day(match["place"])
    if not place or not _is_place(place):
        return 0
    sentence = head[match.end() :]
    begins = not sentence[0].islower()
    loud = place.isupper() and len(re.findall(r"[^\W\d_]", place)) >= 3
    if day:
        return match.end() if loud or (opening and begins and not re.search(r"\s[–—-]\s", sentence)) else 0
    return match.end() if opening and begins and loud and len(place.split()) <= 4 else 0


def _is_filed(place: str, agency: str, *, dated: bool, opening: bool) -> bool:
    """Whether a place and what stands in brackets behind it are a dateline's."""
    if place and not _is_place(place):
        return False
    known = re.fullmatch(_AGENCIES, agency) is not None
    if not place:
        return known
    if known or (dated and len(agency.split()) <= 4):
        return True
    if len(agency.split()) > 4 or not _is_place(agency.replace("/", " ").replace("-", " "), small=opening):
        return False
    loud = re.sub(r",.*", "", place).isupper()
    uncased = not re.search(r"[^\W\d_]", "".join(char for char in place if char.isupper() or char.islower()))
    return loud or uncased or _WIRE.search(agency) is not None or (opening and agency.islower() and len(agency) <= 8)


def _place_and_day(words: str) -> tuple[str, bool]:
    """A dateline's place, and whether it has a day."""
    words = re.sub(r"(?<=\d)\s+(?:de|di|of)\s+", " ", words)
    for found in reversed(find_dates(words)):
        words = f"{words[: found.start]} \0 {words[found.end :]}"
    bare = words.strip(" ,.;\0")
    dated = "\0" in words
    if not dated:
        # "Oct. 3", "3. Oktober", "3 MAG"
        parts = re.split(r"[,.]\s+|,", bare, maxsplit=1)
        if len(parts) == 2 and _day_of(parts[1]):
            return parts[0].strip(" ,."), True
        short = re.search(r"(?:^|\s)(?:\d{1,2}\.?\s+([^\W\d_]{3,12})|([^\W\d_]{3,12})\.?\s+\d{1,2})\.?$", bare)
        if short and MONTHS.get((short[1] or short[2]).lower()):
            return bare[: short.start()].strip(" ,."), True
    return " ".join(bare.replace("\0", " ").split()).strip(" ,."), dated


def _is_place(words: str, *, small: bool = False) -> bool:
    """Whether words may be a place's: few, with capitals, no figures."""
    tokens = re.split(r"[\s/,]+", words.strip(" ,."))
    if not 1 <= len(tokens) <= _MAX_PLACE_WORDS or tokens[0].casefold() in _NO_PLACE:
        return False
    return all(
        token in _SMALL or (re.fullmatch(r"[^\W\d_][^\W\d_'’.\-]*(?:['’.\-][^\W\d_]*)*", token) and (small or not token[0].islower()))
        for token in tokens
    )  # fmt: skip


def _cjk_length(head: str, *, opening: bool) -> int:
    match = _CJK.match(head)
    if match is None or match.end() >= len(head):
        return 0
    return match.end() if opening or _CJK_SIGN.search(match[0]) else 0


def _day_of(words: str) -> tuple[int, int] | None:
    """The month and day at the end of a dateline's words."""
    tail = _DAY_MONTH.search(words.strip().lower())
    month = MONTHS.get(tail["m"], 0) if tail else 0
    number = int((tail["d"] or tail["d2"] or 0) if tail else 0)
    return (month, number) if month and 1 <= number <= 31 else None
