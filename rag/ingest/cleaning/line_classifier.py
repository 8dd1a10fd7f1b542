"""What a line of a page is, seen by itself: prose, a menu's word, a byline, a caption, boilerplate."""

# ruff: noqa: E501 - patterns are broken where their meaning allows it, not at a column.

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from rag.ingest.cleaning import boilerplate_patterns as phrases
from rag.ingest.cleaning.syndication_footer import is_syndicated
from rag.ingest.metadata.bylines import read_byline
from rag.text.dates.stated import parse_published
from rag.text.late_pattern import LatePattern
from rag.text.lines import is_ended
from rag.text.scripts import words_of

_SIGNED = LatePattern(r"\s+[-–—|·]\s+|,\s+(?=\d)")
_BACK = LatePattern(r"(?i)(?:back|return) to\b|zurück zu|retour à|volver a|повернутися")


class Kind(Enum):
    """What a line is, seen by itself."""

    PROSE = auto()
    """One or more whole sentences."""
    LINE = auto()
    """A short line that may be anything: a headline, a subheading, a list's item, a link."""
    LABEL = auto()
    """A menu's or share bar's word."""
    BOILERPLATE = auto()
    """Boilerplate wherever it stands."""
    SECTION = auto()
    """The heading of a list of other stories."""
    COMMENTS = auto()
    """The heading of the readers' comments."""
    CAPTION = auto()
    """A picture's caption, known by its credit."""
    CREDIT = auto()
    """A picture's credit alone."""
    BYLINE = auto()
    """Who wrote it."""
    DATED = auto()
    """A date or time stamp and little else."""


#: Kinds that are boilerplate for sure.
BOILERPLATE = frozenset({Kind.BOILERPLATE, Kind.SECTION, Kind.COMMENTS})
#: A line that ends as a sentence does and has so many words is prose.
MIN_PROSE_WORDS = 7
#: A line with so many words is prose however it ends.
LONG_LINE_WORDS = 25
#: So many characters are never boilerplate.
LONG_LINE_CHARS = 1000
#: Boilerplate that is known by how it begins is not longer than this; longer lines are paragraphs.
MAX_BOILERPLATE_WORDS = 45
MAX_BOILERPLATE_CHARS = 350
#: Captions are not longer than this.
MAX_CAPTION_WORDS = 70

_BEHIND = r"[\s|›»>→▶▼▾•·+×✕#*…:\-–—]"
# A run is looked at from its beginning alone: a long one within a line would else be read from each of its signs.
_DECORATION = LatePattern(rf"^[^\w©@\"“„«‘'¿¡(\[]+|(?<!{_BEHIND}){_BEHIND}+$")
_COUNT = LatePattern(r"\s*[(\[]\d[\d.,kKmM]*[)\]]$")
_WORD = LatePattern(r"\w+(?:[’'\-]\w+)*")
_CAPS = r"(?:[^\W\d_a-zа-яіїєґ][\w’'.\-]*)"

# A caption ends with its credit, in brackets or after a stroke, or begins by saying that it is one.
_AGENCY = (
    r"(?:AP(?: Photo)?|AFP|Reuters|REUTERS|Getty(?: Images)?|EPA(?:-EFE)?|EFE|dpa|DPA|PA(?: Media| Wire)?|ANSA|TASS|Anadolu|"
    r"Shutterstock|iStock|Alamy|Bloomberg|Zuma|ZUMA(?: Press)?|IMAGO|imago|NurPhoto|Ukrinform|Укрінформ|УНІАН|UNIAN|"
    r"picture[- ]alliance|Keystone|Xinhua|Unsplash|Wikimedia(?: Commons)?|Europa Press)"
)
_PHOTO = r"(?:photos?|pictures?|images?|foto(?:s|graf)?|bild(?:er)?|fotos?|imagen|fotografía|фото|світлина|crédits? photo|credits?|photographs?|illustration|video|vídeo)"
_CREDIT_END = LatePattern(
    rf"(?i:[(\[]\s*{_PHOTO}\b[^()\[\]]{{0,80}}[)\]]\.?$)"
    rf"|[(\[][^()\[\]]{{0,60}}\b{_AGENCY}(?:\b[^()\[\]]{{0,50}})?[)\]]\.?$"
    rf"|(?:(?<=[.!?…\"”’»)])|[|/©]|\s[-–—•])\s*(?i:{_PHOTO}(?: (?:by|credit|courtesy(?: of)?|von|de|par|por))?\s*[:/|©])\s*.{{2,80}}$"
    rf"|(?i:\bphoto (?:by|courtesy of) ){_CAPS}(?: {_CAPS}){{0,4}}(?:\s*/.{{2,40}})?$"
    rf"|©\s?[^.]{{2,50}}$|{_CAPS} ?/ ?{_AGENCY}(?:/[\w ]+)?$|\b{_AGENCY} ?/ ?{_CAPS}(?: {_CAPS}){{0,3}}$"
    rf"|(?:via|VIA) {_AGENCY}$|\b(?:Getty Images|AFP via Getty|Reuters file|File photo)$"
)
_CAPTION_START = LatePattern(
    r"(?:FILE(?: PHOTO)?\s*[-–—:.]\s|(?i:(?:image|photo|picture) caption\b|caption:|bildunterschrift|légende\s*:|pie de foto|підпис до фото))"
)
_CREDIT_ONLY = LatePattern(
    rf"(?i:(?:{_PHOTO}|source image|image source|image credit|photo credit|bildquelle|quelle)(?: (?:by|credit|courtesy(?: of)?|von|de|par|por))?\s*[:/|©]\s*).{{2,70}}"
    rf"|(?i:photo (?:by|courtesy of)) .{{2,60}}|[(\[]?(?:{_CAPS}(?: {_CAPS}){{0,4}}\s*[/|,]\s*)?{_AGENCY}(?:\s*/\s*[\w .]+)?(?: via {_AGENCY})?[)\]]?"
)

_STAMP_WORDS = LatePattern(
    r"(?i)\b(?:first |last |originally )?(?:published|posted|updated|modified|released|created|date|on|at|am|pm|a\.m\.|p\.m\.|uhr|"
    r"stand|veröffentlicht|aktualisiert|erstellt|publié|mis à jour|le|à|modifié|publicado|actualizado|el|a las|опубліковано|"
    r"оновлено|року|р|о|um|am|vom|h|hrs|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|понеділок|вівторок|середа|четвер|"
    r"п'ятниця|п’ятниця|субота|неділя|de|del|gmt|utc|est|edt|et|pst|pdt|bst|cet|cest|eet|eest|mez|mesz|ist|min read|"
    r"[ap]m|min|read)\b"
)
_CLOCK_ONLY = LatePattern(r"(?i)[\W]*\d{1,2}[:.h]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*(?:uhr|gmt|utc|[a-z]{2,4}))?[\W]*")
# A sentence ends within the line and another piece follows: prose with a mark behind it ("…, it said. PTI").
_INNER_END = LatePattern(r"(?:\w+\W+){6}\w*[a-zа-яіїєßà-ÿ]{3}[.!?…][\"”’»)]?\s+\S")
_COPYRIGHT_LINE = LatePattern(r"(?i)(?:©|\(c\)|copyright ©).{0,60}\b(?:(?:19|20)\d\d\b|rights\b)")
# A list of other stories on one line ("Most read: 1. … 2. …").
_LISTED = LatePattern(r"(?P<heading>[^:\d]{3,40}):?\s+1[.)]\s\S.*?\s2[.)]\s\S")
_SEPARATED = LatePattern(r"\s*[|›»>/·•→]+\s*|\s{3,}")
# Two words at least in quotation marks; each stretch can be read in one way only.
QUOTE_IN_LINE = LatePattern(r"[\"“„«][^\w\"”“»]*+\w++\W++\w[^\"”“»]*+[\"”“»]")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a page and what it is."""

    text: str
    kind: Kind
    words: int


def bare(line: str) -> str:
    """``line`` without bullets, arrows and counts around its words."""
    return _COUNT.sub("", _DECORATION.sub("", line)).strip()


def classify_line(text: str) -> Line:
    """Say what one paragraph is, by itself."""
    if len(text) > LONG_LINE_CHARS:
        return Line(text, *_long(text))
    return _look_at(text)


def _long(text: str) -> tuple[Kind, int]:
    """A long paragraph's kind by a glance: no pattern is tried on it, which a line of 100 MB would make endless."""
    words = len(text.split())
    return (Kind.PROSE if re.search(r"\w", text) else Kind.BOILERPLATE), words


# A page's lines are looked at several times, and its menu's stand on every page of the site.
@lru_cache(maxsize=8192)
def _look_at(text: str) -> Line:
    words = words_of(len(_WORD.findall(text)), text)
    return Line(text, _kind(text, words), words)


def _kind(text: str, words: int) -> Kind:
    core = bare(text)
    if not core:
        return Kind.BOILERPLATE if not words else Kind.LABEL
    if _COPYRIGHT_LINE.match(core) or is_syndicated(text):
        return Kind.BOILERPLATE
    if words <= MAX_CAPTION_WORDS and _is_caption(text):
        return Kind.CREDIT if _CREDIT_ONLY.fullmatch(text) else Kind.CAPTION
    if words <= 12 and _CREDIT_ONLY.fullmatch(text) and not is_ended(text):
        return Kind.CREDIT
    prose = (
        (is_ended(text) and words >= MIN_PROSE_WORDS)
        or words >= LONG_LINE_WORDS
        or (words >= MIN_PROSE_WORDS and _INNER_END.search(text) is not None)
    )
    quoting = QUOTE_IN_LINE.search(text) is not None
    short = words <= MAX_BOILERPLATE_WORDS and len(text) <= MAX_BOILERPLATE_CHARS
    said = _said(core, words, prose) if short and not (prose and quoting) else None
    if said:
        return said
    byline = read_byline(text) if words <= LONG_LINE_WORDS else None
    if byline is not None and (byline.authors or byline.dated):
        return Kind.BYLINE if byline.authors else Kind.DATED
    if prose:
        return Kind.PROSE
    if words <= 16 and (is_stamp(text) or _is_signed_stamp(text)):
        return Kind.DATED
    return Kind.LABEL if _is_menu(text) else Kind.LINE


def _said(core: str, words: int, prose: bool) -> Kind | None:
    """What a short line says it is, if anything."""
    if words <= 12:
        if phrases.COMMENT_PATTERN.fullmatch(core):
            return Kind.COMMENTS
        if phrases.SECTION_PATTERN.fullmatch(core):
            return Kind.SECTION
        if phrases.LABEL_PATTERN.fullmatch(core):
            return Kind.LABEL
    if words <= 60 and (listed := _LISTED.match(core)) and phrases.SECTION_PATTERN.fullmatch(listed["heading"].strip()):
        return Kind.BOILERPLATE
    if words <= 20 and phrases.LINE_PATTERN.fullmatch(core):
        return Kind.BOILERPLATE
    if (words <= 25 and not (prose and words > 18)) and phrases.LINK_PATTERN.match(core):
        return Kind.BOILERPLATE
    return Kind.BOILERPLATE if phrases.START_PATTERN.match(core) else None


def _is_caption(text: str) -> bool:
    return _CREDIT_END.search(text) is not None or _CAPTION_START.match(text) is not None


def is_stamp(text: str) -> bool:
    """Whether ``text`` is a date or a time and little else."""
    if _CLOCK_ONLY.fullmatch(text):
        return True
    if not re.search(r"\d", text):
        return False
    rest = re.findall(r"[^\W\d_]+", _STAMP_WORDS.sub(" ", text))
    dated = parse_published(text) is not None or re.search(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", text) is not None
    # A month's name is left over, and perhaps a place or a zone.
    return len(rest) <= (2 if dated else 1) and (dated or _is_month(rest))


def _is_signed_stamp(text: str) -> bool:
    """Whether ``text`` is a name and a whole date ("Lorenz Pike - September 29, 2025")."""
    who, _, when = _SIGNED.sub("\n", text, count=1).partition("\n")
    return 0 < len(who.split()) <= 5 and is_stamp(when) and parse_published(when) is not None


def _is_month(words: Sequence[str]) -> bool:
    return any(parse_published(f"1 {word} 2000") for word in words)


def _is_menu(text: str) -> bool:
    """Whether ``text`` is a menu or a path to the page on one line ("Home > World > Europe")."""
    parts = [part for part in _SEPARATED.split(text) if part.strip()]
    labelled = [part for part in parts if phrases.LABEL_PATTERN.fullmatch(bare(part) or "-")]
    if len(parts) >= 3 and all(len(part.split()) <= 4 for part in parts):
        return len(labelled) * 3 >= len(parts)
    if len(parts) >= 2 and all(_BACK.match(bare(part)) or part in labelled for part in parts):
        return True
    words = bare(text).split()
    hits = sum(bool(phrases.LABEL_PATTERN.fullmatch(word) or word.lower() == "menu") for word in words)
    return (len(parts) == 2 and len(labelled) == 2) or (len(words) >= 3 and hits >= 0.75 * len(words))
