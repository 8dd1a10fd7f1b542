"""What a line at an article's head or foot says of its making: who wrote it, when it was published, when updated.

One reading for web pages, text and Markdown. A line is read as a whole, and only where all of it is understood (names,
dates, their labels, roles, places, sections, reading times): prose that begins with "By" is none.
"""

# ruff: noqa: E501 - patterns are broken where their meaning allows it, not at a column.

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rag.ingest.metadata import labels
from rag.ingest.metadata.persons import BREAK, joined, persons
from rag.text.dates.stated import find_dates
from rag.text.late_pattern import LatePattern

#: No line of this kind is longer.
MAX_CHARS = 300
#: Beside a date that is labelled as the publication's, so many words may stand that are not understood.
_MAX_UNKNOWN = 2
#: In a line with a date so many words may stand behind a "By" that are no person's name ("By Tarnfan").
_MAX_UNNAMED = 3

#: How the date of publication is labelled: as such, as a date, not at all.
Label = Literal["published", "date"]

# A date within a line is replaced by its number between these, so that patterns see it as one character's width.
_OPEN, _CLOSE = "\ue000", "\ue001"
_DATE = rf"{_OPEN}(\d+){_CLOSE}"
_BREAK = BREAK
_ZONE = r"(?:\s*\(?(?:(?:utc|gmt)\s?(?:[+\-−]\s?\d{1,2}(?::?\d{2})?)?|[+\-−]\d{2}:?\d{2}|(?:ist|est|edt|cst|cdt|mst|mdt|pst|pdt|bst|cet|cest|eet|eest|msk|et|pt)|(?-i:[A-Z]{2,5}))(?![^\W_])\)?(?:\s+(?:time|zeit))?)?"
_HALF = r"(?:\s*[ap]\.?\s?m\b\.?)"
_TIME = LatePattern(
    rf"(?i)(?:(?:\b(?:at|um|à|alle(?: ore)?|a las|às|om|o godz\.?|kl\.?|klo|saat|ore|в|о|об|na|lúc|pukul|στις)\s+|t)?"
    rf"(?:上午|下午|晚上|早上|凌晨|中午|午前|午後|오전|오후|ص|م)?\s*(?<![\d:])\d{{1,2}}"
    rf"(?:[:.h]\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?|\s?[h時时点點시](?:\s?\d{{1,2}}\s?[分분]?)?(?:\s?\d{{1,2}}[秒초])?|(?={_HALF}))"
    rf"(?!\d){_HALF}?(?:\s*(?:uhr|hrs?|h|ч|น)\b\.?)?{_ZONE})"
)
_WEEKDAY = LatePattern(
    rf"(?i){labels.bounded(labels.WEEKDAYS)}\.?|[（(]?[日月火水木金土一二三四五六月화수목금토일](?:曜日?|요일)[)）]?|[（(][日月火水木金土월화수목금토일][)）]|(?:星期|周|週)[一二三四五六日天]|(?:الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت)"
)
_READING = LatePattern(
    rf"(?i)(?:(?:reading time|lesezeit|temps de lecture|lecture|leestijd|tiempo de lectura|tempo di lettura|время чтения|czas czytania)\s*:?\s*)?(?<![\d.,]){labels.READING}(?![^\W_])|(?i:この記事は)?約?\d+分で読め(?:る|ます)"
)
_AGO = LatePattern(rf"(?i)(?<![^\W_]){labels.AGO}(?![^\W_])")
_AGO_SURE = LatePattern(r"(?i)\b(?:ago|vor|il y a|hace|há|geleden|temu|назад|тому|fa|önce|sedan|siden)\b")
_GAP = rf"(?:\s|[:：.,\-–—=\]】)）(（\[【]|(?<![^\W_])(?:{labels.JOINERS})(?![^\W_]))"
_LABELLED = LatePattern(
    rf"(?i)(?P<label>(?P<updated>{labels.UPDATED_LABEL})|(?P<published>{labels.PUBLISHED_LABEL})|(?P<dated>{labels.DATED_LABEL}))"
    rf"{_GAP}{{0,12}}{_DATE}"
)
_TRAILING = LatePattern(
    rf"(?i){_DATE}(?:\s|{_BREAK}|(?<![^\W_])(?:{labels.JOINERS})(?![^\W_])){{0,6}}"
    rf"(?:(?P<updated>{labels.UPDATED_LABEL})|(?P<published>{labels.PUBLISHED_LABEL}))(?=\s*(?:[|•·,;)）\]】/（(]|$))"
)
_SEPARATOR = LatePattern(r"[|•·›»\n\ue002;()（）\[\]【】｜]|\s[-–—/]+\s|[—–]|\s*/\s+|^\s*[-–—]|[-–—]\s*$")
_OPENER = LatePattern(
    rf"(?i)\s*(?:(?P<plain>{labels.OPENERS})(?:\s*[:：]\s*|\s+|$)|(?P<marked>{labels.MARKED_OPENERS})\s*[:：]\s*|"
    rf"(?P<cjk>{labels.CJK_OPENERS})(?:\s*[:：/／｜|=＝・]\s*|\s+|(?=[\u3400-\u9fff])|$))"
)
_CLOSER = LatePattern(
    rf"\s*[\u3400-\u9fff\u30a0-\u30ff々・ ]{{2,12}}(?:{labels.CJK_CLOSERS})$|\s*[\uac00-\ud7af]{{2,4}}\s?(?:{labels.CJK_CLOSERS})(?:\s*=)?$"
)
_SUBJECT = LatePattern(rf"(?i)(?:{labels.SUBJECTS})(?:\s*[:：]|\s+|$)")
_SOURCE = LatePattern(
    rf"(?i)(?:{labels.SOURCES})(?:\s*[:：/]|\s+by\b|$)|\d[\d.,]*\s*(?:views?|comments?|shares?|reads?|kommentare?|commentaires?|comentarios?|阅读|浏览|回)"
)
_OTHER = LatePattern(rf"(?i){labels.bounded(labels.OTHERS)}")
#: "12-14 June": of an event, as nothing is published for three days.
_RANGE = LatePattern(rf"\d\.?\s*(?:[-–—/+&]|and|to|bis|und|à|al?|y|e|до|по|и|—)\s*{_DATE}|{_DATE}\s*[-–—]\s*{_DATE}")
_JOINER = LatePattern(rf"(?i)(?:{labels.JOINERS})")
_LABEL_ONLY = LatePattern(rf"(?i)\W*(?:{labels.PUBLISHED_LABEL}|{labels.UPDATED_LABEL}|{labels.DATED_LABEL})\W*")
_INNER_LABEL = LatePattern(
    r"(?<=[^\W_\d]),?\s+(?=(?:Fotos?|Photos?|Bild|Bilder|Фото|Zdjęcia|作者|来源|來源|稿源|编辑|編輯|责任编辑|責任編輯|责编|記者|记者|出典|文|写真|栏目|分类|기자|출처|Author|Source|Autor|Quelle|Source|Category|Автор|Источник|Джерело|Auteur|Fuente|Fonte)\s*[:：])"
)
_OPENS_UPDATED = LatePattern(r"(?i)\s*(?:updated by|aktualisiert von|mise? à jour par|a[ct]tualizado por)\b")
_OPENS_PUBLISHED = LatePattern(
    r"(?i)\s*(?:(?:posted|published|submitted) by|(?:veröffentlicht|geschrieben|verfasst) von|publiée? par|publicad[oa] por|postado por|"
    r"pubblicato da|(?:gepubliceerd|geplaatst) door|(?:opublikowane|dodane) przez|publicerad av)\b"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line says of an article's making.

    ``authors`` stand behind a "By" (or in an element for authors); ``names`` are those of a line with a date that says
    nothing of who they are: authors, or a place. ``label`` is that of ``published``. ``plain`` tells that nothing but
    dates and their labels is in the line.
    """

    authors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    published: date | datetime | None = None
    updated: date | datetime | None = None
    label: Label | None = None
    plain: bool = False
    signed: bool = False

    @property
    def dated(self) -> bool:
        """Whether it states a date."""
        return self.published is not None or self.updated is not None


def read_byline(text: str, *, marked: bool = False) -> Byline | None:
    """Read a line that says who wrote an article or when it was published.

    Args:
        text: the line. In the text of an element :data:`~rag.ingest.metadata.persons.BREAK` may stand where one of its parts ends.
        marked: it is all of an element that is marked as the author's, so that names need no "By".

    Returns:
        None where it is no such line: it says something else besides, or dates something else ("Trial date: …").
    """
    line = re.sub(r"[\ue000\ue001]|[^\S\n]+", " ", unicodedata.normalize("NFC", text)).strip()
    # "— The Post (@post) November 4, 2019" is the foot of a quoted post.
    if not line or len(line) > MAX_CHARS or not re.search(r"[^\W_]", line) or "(@" in line:
        return None
    opener = _OPENER.match(line)
    found = find_dates(line)
    if not (found or opener or marked or _CLOSER.match(line)):
        return None
    masked = line
    for number, each in reversed(list(enumerate(found))):
        masked = f"{masked[: each.start]}{_OPEN}{number}{_CLOSE}{masked[each.end :]}"
    masked = _without_times(masked)
    kinds: dict[int, str] = {}
    masked = _labels_off(masked, kinds)
    if _RANGE.search(masked) or any(
        number not in kinds and _is_foreign(masked, number) for number in range(len(found))
    ):
        return None
    said = _Said()
    pieces = _pieces(masked)
    for piece in joined(pieces) if marked else pieces:
        said.take(piece, marked=marked)
    for number in range(len(found)):
        kinds.setdefault(number, said.kinds.get(number, "plain"))
    plain = {found[n].moment for n in kinds if kinds[n] == "plain"}
    if said.other or (len(plain) > 1 and not marked):
        return None
    published = next(
        (n for kind in ("published", "date", "plain") for n in range(len(found)) if kinds[n] == kind), None
    )
    updated = next((n for n in range(len(found)) if kinds[n] == "updated"), None)
    label: Label | None = None
    if published is not None and kinds[published] in ("published", "date"):
        label = "published" if kinds[published] == "published" else "date"
    allowed = _MAX_UNKNOWN if label == "published" or updated is not None else 0
    if not marked and (said.unknown > allowed or said.unnamed > (_MAX_UNNAMED if found else 0)):
        return None
    if not (said.authors or found or (marked and said.names)):
        return None
    names = tuple(dict.fromkeys(said.names))
    return Byline(
        tuple(dict.fromkeys([*said.authors, *(names if marked else ())])),
        () if marked else names,
        found[published].moment if published is not None else None,
        found[updated].moment if updated is not None else None,
        label,
        plain=bool(found) and not said.spoken,
        signed=said.signed,
    )


def names_of(line: str) -> tuple[str, ...]:
    """The persons that a byline names, in order; empty where it is none ("By Friday the troops had left.")."""
    read = read_byline(line)
    return read.authors if read else ()


def _without_times(masked: str) -> str:
    """The line without times of day, weekdays beside dates, ages and reading times."""
    masked = _READING.sub(_BREAK, masked)
    masked = _AGO.sub(lambda match: _BREAK if _AGO_SURE.search(match[0]) else match[0], masked)
    dated = _OPEN in masked
    if dated:
        masked = _TIME.sub(" ", masked)
        masked = re.sub(rf"(?:(?:{_WEEKDAY.pattern[4:]})[\s,.]*)(?={_OPEN})", " ", masked, flags=re.IGNORECASE)
        masked = re.sub(rf"(?<={_CLOSE})[\s,.]*(?:{_WEEKDAY.pattern[4:]})", " ", masked, flags=re.IGNORECASE)
    return masked


def _labels_off(masked: str, kinds: dict[int, str]) -> str:
    """The line with breaks in place of dates and their labels; the kinds of labelled dates go to ``kinds``."""

    def leading(match: re.Match[str]) -> str:
        number = int(match[match.lastindex or 0])
        if match["dated"]:
            before = masked[: match.start()].rstrip()
            if before and not re.search(rf"[|•·,;:()\n\ue002{_CLOSE}]$", before):
                return match[0]  # "Trial date:", "Date of birth:"
            kinds[number] = "date"
        else:
            kinds[number] = "updated" if match["updated"] else "published"
        return f"{_BREAK}{_OPEN}{number}{_CLOSE}{_BREAK}"

    def trailing(match: re.Match[str]) -> str:
        number = int(match[1])
        if number in kinds:
            return match[0]
        kinds[number] = "updated" if match["updated"] else "published"
        return f"{_BREAK}{_OPEN}{number}{_CLOSE}{_BREAK}"

    masked = _LABELLED.sub(leading, masked)
    return _TRAILING.sub(trailing, masked)


def _is_foreign(masked: str, number: int) -> bool:
    """Whether a date that no known label stands before has another ("Trial date:", "Born:")."""
    before = masked[: masked.index(f"{_OPEN}{number}{_CLOSE}")]
    before = re.split(rf"[{_CLOSE}|•·\n{_BREAK}]", before)[-1].rstrip()
    while stripped := re.search(rf"(?i)(?:^|[\s,])(?:{labels.JOINERS})$", before):
        before = before[: stripped.start()].rstrip(" ,")
    if not before or _OPENER.match(before):
        return False
    if before.endswith((":", "：", "=")):
        return True
    return re.search(rf"(?i)(?<![^\W_])(?:{labels.DATED_LABEL})$", before) is not None


def _pieces(masked: str) -> list[str]:
    masked = _INNER_LABEL.sub(_BREAK, masked)
    pieces = [piece.strip(" ,:：.\t　") for piece in _SEPARATOR.split(masked)]
    return [piece for piece in pieces if re.search(rf"[^\W_{_OPEN}{_CLOSE}]", piece)]


class _Said:
    """What the pieces of a line say, one after the other."""

    def __init__(self) -> None:
        self.authors: list[str] = []
        self.names: list[str] = []
        self.kinds: dict[int, str] = {}
        self.unknown = 0
        self.unnamed = 0  # words behind a "By" that are no person's name
        self.other = False
        self.signed = False
        self.spoken = False
        self._open = False
        self._others = False  # what comes next is an editor's or a photographer's name

    def take(self, piece: str, *, marked: bool) -> None:
        """Take one piece in."""
        numbers = [int(number) for number in re.findall(_DATE, piece)]
        kind = "updated" if _OPENS_UPDATED.match(piece) else "published" if _OPENS_PUBLISHED.match(piece) else None
        if kind:
            self.kinds.update(dict.fromkeys(numbers, kind))
        before, _, behind = re.sub(_DATE, _BREAK, piece).partition(_BREAK)
        for part in (before, *behind.split(_BREAK)):
            self._part(_trimmed(part), marked=marked)

    def _part(self, part: str, *, marked: bool) -> None:
        if not part or _LABEL_ONLY.fullmatch(part):
            return
        self.other = self.other or (
            not marked and len(part.split()) <= 3 and _OTHER.search(part) is not None and not self._open
        )
        opener = _OPENER.match(part)
        if opener:
            self.signed = self._open = True
            part = part[opener.end() :].strip()
            if not part:
                return
        elif _SUBJECT.match(part) or _SOURCE.match(part):
            self._open = False
            self._others = part.endswith(" by")
            self.unknown += max(0, len(part.split()) - 14)
            self.spoken = True
            return
        elif self._others:
            self._others = False
            return
        self.spoken = True
        people, rest = persons(part)
        if _CLOSER.match(part):
            self.signed = True
            self.authors.extend(people)
        elif self._open or opener:
            self.authors.extend(people)
            self._open = not people
        else:
            self.names.extend(people)
        if opener and not people and not rest:
            self._open = False
        if rest and opener and not people:
            self.unnamed += len(rest.split())
        elif rest and not (people and marked):
            self.unknown += 0 if _is_place(part) and not opener else len(rest.split())


def _trimmed(part: str) -> str:
    """A piece without the small words that joined it to a date."""
    part = part.strip(" ,:：.\t　")
    while True:
        words = part.split()
        if words and _JOINER.fullmatch(words[-1]):
            words.pop()
        elif (
            words
            and _JOINER.fullmatch(words[0])
            and not _OPENER.match(part)
            and not (len(words) > 1 and _SUBJECT.match(part))
        ):
            words.pop(0)
        else:
            return part
        part = " ".join(words).strip(" ,:：.")


def _is_place(part: str) -> bool:
    """Whether words may be a place's or a section's: one or two, with capitals."""
    words = part.replace(",", " ").split()
    return len(words) <= 3 and all(word[:1].isupper() or not word[:1].islower() for word in words)
