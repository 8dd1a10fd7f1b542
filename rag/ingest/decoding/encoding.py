"""From bytes to text, without guessing: a wrong letter in a quote is worse than a file that is handed back."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from rag.errors import RejectedSourceError
from rag.ingest.decoding.charsets import codec_of
from rag.ingest.decoding.stray_bytes import Decoded, nearly_ascii, nearly_utf8, twice_encoded
from rag.text.language import detect_language

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
    "cp874", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
#: How much disorder charset-normalizer may find. Measured on eleven languages in nineteen encodings: right
#: readings have .05 at most, wrong readings of other alphabets .12 and more.
_MAX_CHAOS = 0.06
#: Two readings in alphabets of their own may both have no foreign letter (Hebrew's bytes are Russian capitals in KOI8);
#: then the letters have to be as frequent as in a language, and much less so in the other reading.
_MIN_COHERENCE = 0.5
_MIN_COHERENCE_LEAD = 0.2
# The letters beyond a-z of the languages in Latin script. Western and central European encodings often read
# the same bytes equally well; the language (known from its plain words) then tells which letters can stand
# there.
_LETTERS = {
    "cs": "áčďéěíňóřšťúůýž", "da": "æøåéö", "de": "äöüßé", "en": "éèêëàâçñöüïôáíó", "es": "áéíñóúü",
    "fi": "äöåéš", "fr": "àâæçéèêëîïôœùûüÿ", "hr": "čćđšž", "hu": "áéíóöőúüű", "it": "àèéìòùî", "nb": "æøåéòôó",
    "nl": "éëïóöüèáç", "no": "æøåéòôó", "pl": "ąćęłńóśźż", "pt": "áâãàçéêíóôõúü", "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž", "sl": "čšžćđ", "sv": "åäöéàü", "tr": "çğıöşüâîû",
}  # fmt: skip
# Each language's letters, and those of languages that are known by names alone.
_ALPHABETS = tuple({frozenset(letters) for letters in (*_LETTERS.values(), "áðéíóúýþæö", "àçèéíïòóúü")})
# What stands between white space and marks of punctuation.
_WORD = re.compile("[^\\s!-/:-@\\[-`{-~\u00a1\u00ab\u00b7\u00bb\u2000-\u206f]+")
# Signs that stand before letters, and those that Unicode calls letters.
_BEFORE_LETTERS = "\u00a7\u00a9\u00b5\u00b6\u00bf"
_SIGNS_CALLED_LETTERS = "\u00aa\u00b5\u00ba"
#: Share of such letters that may be foreign to the language (names).
_MAX_FOREIGN = 0.1

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-z0-9_.-]{2,40})""",
    re.IGNORECASE,
)
#: So many characters beyond ASCII are there to each byte that is none of a stated encoding, or it is another one.
_BEYOND_TO_STRAY = 50
_BEYOND = re.compile("[^\x00-\x7f\ufffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Letters and marks of other alphabets than the Latin one, and how they stand where they are misread: at most three
# between letters that are ASCII.
_RUN = re.compile(r"[^\x00-\x7f\s]+")
_SHORT_RUN = 3
#: Share of another alphabet's letters that may stand so.
_MAX_MIXED = 0.34


def decode(raw: bytes, *, html: bool = False, stated: str | None = None) -> Decoded:
    """Read ``raw`` as text: by its byte order mark, as UTF-8 (but for a few bytes), by what is stated, else by looking.

    Args:
        raw: the bytes.
        html: it is a web page, which may declare its encoding.
        stated: the encoding that was stated from outside (by a mail's or a server's header), which comes first.

    Raises:
        RejectedSourceError: the encoding cannot be told with confidence.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark) and (found := _read(raw, encoding)) is not None:
            return found
    plain = _text(raw, "utf-8")
    if plain is not None:
        return (None if plain.isascii() else twice_encoded(plain)) or Decoded(plain)
    found = nearly_utf8(raw.removeprefix(codecs.BOM_UTF8))
    if found is None and stated:
        found = _named(raw, stated)
    if found is None and html:
        found = _declared(raw)
    if found is None and (text := _looked_at(raw)) is not None:
        found = Decoded(text)
    if found is None:
        found = nearly_ascii(raw)
    if found is None:
        raise RejectedSourceError(UNKNOWN_ENCODING)
    return found


def _text(raw: bytes, encoding: str) -> str | None:
    try:
        text = raw.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    return None if _SURROGATE.search(text) else text


def _read(raw: bytes, encoding: str) -> Decoded | None:
    """By that encoding, but for a few bytes; UTF-8 has its own rules for those."""
    if (text := _text(raw, encoding)) is not None:
        return Decoded(text)
    if encoding.startswith("utf-8"):
        return None
    try:
        text = raw.decode(encoding, "replace")
    except (UnicodeError, LookupError):
        return None
    strays = tuple(match.start() for match in re.finditer("\ufffd", text))
    few = len(strays) * _BEYOND_TO_STRAY <= len(_BEYOND.findall(text))
    return Decoded(text, strays) if strays and few and not _SURROGATE.search(text) else None


def _declared(raw: bytes) -> Decoded | None:
    """By the charset that the page declares."""
    match = _DECLARED.search(raw[:4096])
    name = (match[1] or match[2]).decode("ascii") if match else None
    # What could be read so far as to find the declaration is not in UTF-16, whatever it says (nor is it for browsers).
    return None if name is None or (codec_of(name) or "").startswith("utf-16") else _named(raw, name)


def _named(raw: bytes, name: str) -> Decoded | None:
    """By the encoding that goes by this name on the web."""
    codec = codec_of(name)
    return None if codec is None else _read(raw, codec)


def _looked_at(raw: bytes) -> str | None:
    """By what the bytes look like; half a character may stand at the end."""
    text = _best_reading(raw)
    if text is None and raw and raw[-1] >= 0x80 and not raw[:-1].isascii():
        text = _best_reading(raw[:-1])
    return text


def _best_reading(raw: bytes) -> str | None:
    """The reading that is plainly the best, if any."""
    readings: dict[str, tuple[float, float]] = {}
    for match in from_bytes(raw, cp_isolation=list(_LEGACY)):
        if match.chaos <= _MAX_CHAOS:
            text = str(match)
            if not _is_mixed(text):
                readings.setdefault(text, (_foreign_share(text), -match.coherence))
    ranked = sorted(readings, key=lambda text: readings[text])
    if not ranked or readings[ranked[0]][0] > _MAX_FOREIGN:
        return None
    (share, coherence), *others = (readings[text] for text in ranked)
    margin = _MAX_FOREIGN if share else _MAX_FOREIGN / 2  # where all letters are the language's, less will do
    near = [other for foreign, other in others if foreign - share < margin]
    clear = not near or (coherence <= -_MIN_COHERENCE and min(near) - coherence >= _MIN_COHERENCE_LEAD)
    return ranked[0] if clear else None


def _is_mixed(text: str) -> bool:
    """Whether another alphabet's letters stand within words of Latin ones, as no text is written ("Jֳ¶rg")."""
    others = mixed = 0
    for run in _RUN.finditer(text):
        count = sum(char > "\u024f" and unicodedata.category(char)[0] in "LM" for char in run[0])
        others += count
        beside = text[run.start() - 1 : run.start()] + text[run.end() : run.end() + 1]
        if len(run[0]) <= _SHORT_RUN and any(char.isalpha() for char in beside):
            mixed += count
    return mixed > _MAX_MIXED * others


def _share_in_no_language(text: str) -> float:
    """Which share of the letters beyond a-z stands in words that no language writes; signs within words are such, too.

    English has them in names and borrowed words alone, which are of any language, but each of one: "Søren Ærøskjold" is
    Danish, "Sřren Ćrřskjold" and "£ukasz Wa³êsa" are nobody's.
    """
    beyond = foreign = 0
    for word in _WORD.findall(text.lower()):
        if word.isascii():
            continue
        letters = [_is_letter(char) for char in word]
        special = [at for at, char in enumerate(word) if letters[at] and not char.isascii()]
        signs = [
            at
            for at in range(len(word) - 1)
            if not letters[at] and not word[at].isascii() and letters[at + 1] and (letters[at - 1] if at else True)
        ]
        signs = [at for at in signs if at or word[at] not in _BEFORE_LETTERS]
        of_one = any({word[at] for at in special} <= alphabet for alphabet in _ALPHABETS)
        by_figure = any(char.isdigit() for at in special for char in word[max(at - 1, 0) : at + 2])
        beyond += len(special) + len(signs)
        foreign += len(signs) + (0 if of_one and not by_figure else len(special))
    return foreign / beyond if beyond else 0.0


def _is_letter(char: str) -> bool:
    """Whether it is a letter, or a mark or figure of another alphabet."""
    if char < "\u0250":
        return char.isalpha() and char not in _SIGNS_CALLED_LETTERS
    return unicodedata.category(char)[0] in "LMN"


def _foreign_share(text: str) -> float:
    """Which share of the letters beyond a-z does not belong to the text's language: 0 is best, 1 is worst."""
    special = [char for char in text.lower() if char.isalpha() and not char.isascii()]
    language = detect_language(text)
    if language == "en":
        return _share_in_no_language(text)
    if not special:
        return 0.0
    if language is None:  # too short to tell; signs of China, Japan and Korea are told by themselves
        return sum(char < "\u3040" for char in special) / len(special)
    letters = _LETTERS.get(language)
    if letters is None:  # another script: its share of Latin letters with marks tells a misreading
        return sum(char < "\u0250" for char in special) / len(special)
    return sum(char not in letters for char in special) / len(special)
