"""From bytes to text, without guessing: a wrong letter in a quote is worse than a file that is handed back."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from rag.errors import RejectedSourceError
from rag.ingest.charsets import codec_of
from rag.ingest.language import detect_language

UNKNOWN_ENCODING = "cannot tell its encoding; save it as UTF-8"

# UTF-32 first: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Encodings that news pages and files were once saved in, and that may be found by looking.
_LEGACY = (
    "cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "koi8_u", "cp866", "cp1253", "cp1254", "cp1255", "cp1256",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
#: How much disorder charset-normalizer may find. Measured on eleven languages in nineteen encodings: right
#: readings have .05 at most, wrong readings of other alphabets .12 and more.
_MAX_CHAOS = 0.06
# The letters beyond a-z of the languages in Latin script. Western and central European encodings often read
# the same bytes equally well; the language (known from its plain words) then tells which letters can stand
# there.
_LETTERS = {
    "cs": "áčďéěíňóřšťúůýž", "da": "æøåéö", "de": "äöüßé", "en": "éèêëàâçñöüïôáíó", "es": "áéíñóúü",
    "fi": "äöåéš", "fr": "àâæçéèêëîïôœùûüÿ", "hr": "čćđšž", "hu": "áéíóöőúüű", "it": "àèéìòùî", "nb": "æøåéòôó",
    "nl": "éëïóöüèáç", "no": "æøåéòôó", "pl": "ąćęłńóśźż", "pt": "áâãàçéêíóôõúü", "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž", "sl": "čšžćđ", "sv": "åäöéàü", "tr": "çğıöşüâîû",
}  # fmt: skip
#: Share of such letters that may be foreign to the language (names).
_MAX_FOREIGN = 0.1

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-z0-9_.-]{2,40})""",
    re.IGNORECASE,
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, *, html: bool = False, stated: str | None = None) -> str:
    """Read ``raw`` as text: by its byte order mark, as UTF-8, by what is stated, else by looking.

    Args:
        raw: the bytes.
        html: it is a web page, which may declare its encoding.
        stated: the encoding that was stated from outside (by a mail's or a server's header), which comes first.

    Raises:
        RejectedSourceError: the encoding cannot be told with confidence.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            text = _read(raw, encoding)
            if text is None:
                break
            return text
    text = _read(raw, "utf-8")
    if text is None and stated:
        text = _named(raw, stated)
    if text is None and html:
        text = _declared(raw)
    if text is None:
        text = _looked_at(raw)
    if text is None:
        raise RejectedSourceError(UNKNOWN_ENCODING)
    return text


def _read(raw: bytes, encoding: str) -> str | None:
    try:
        text = raw.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    return None if _SURROGATE.search(text) else text


def _declared(raw: bytes) -> str | None:
    """By the charset that the page declares."""
    match = _DECLARED.search(raw[:4096])
    name = (match[1] or match[2]).decode("ascii") if match else None
    # What could be read so far as to find the declaration is not in UTF-16, whatever it says (nor is it for browsers).
    return None if name is None or (codec_of(name) or "").startswith("utf-16") else _named(raw, name)


def _named(raw: bytes, name: str) -> str | None:
    """By the encoding that goes by this name on the web."""
    codec = codec_of(name)
    return None if codec is None else _read(raw, codec)


def _looked_at(raw: bytes) -> str | None:
    """By what the bytes look like, only where one reading is plainly the best."""
    readings: dict[str, float] = {}
    for match in from_bytes(raw, cp_isolation=list(_LEGACY)):
        if match.chaos <= _MAX_CHAOS:
            text = str(match)
            readings.setdefault(text, _foreign_share(text))
    ranked = sorted(readings, key=lambda text: readings[text])
    if not ranked or readings[ranked[0]] > _MAX_FOREIGN:
        return None
    tied = len(ranked) > 1 and readings[ranked[1]] - readings[ranked[0]] < _MAX_FOREIGN
    return None if tied else ranked[0]


def _foreign_share(text: str) -> float:
    """Which share of the letters beyond a-z does not belong to the text's language: 0 is best, 1 is worst."""
    special = [char for char in text.lower() if char.isalpha() and not char.isascii()]
    language = detect_language(text)
    if not special:
        return 0.0
    if language is None:
        return 1.0
    letters = _LETTERS.get(language)
    if letters is None:  # another script: its share of Latin letters with marks tells a misreading
        return sum(char < "\u0250" for char in special) / len(special)
    return sum(char not in letters for char in special) / len(special)
