"""Text that is UTF-8 but for a few bytes: it is read as UTF-8, and only those bytes are made good or replaced.

Such files are made by programs that paste bytes of Windows' encoding into UTF-8, cut a text by its bytes, or lose one
on the way. A whole file must not be read in another alphabet for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.language import detect_language

#: Of text that is UTF-8 there are so many whole characters beyond ASCII to each stray byte. Texts in other encodings
#: reach .37 at most (Japanese in EUC; Thai .29), measured on seventeen languages in twenty encodings.
_WHOLE_TO_STRAY = 2.0
#: Where each stray byte stands alone amid Latin letters, fewer are enough.
_WHOLE_TO_LONE = 1 / 3
#: In a text of ASCII so many bytes are needed for each stray one, or too much of it would be guessed.
_ASCII_TO_STRAY = 60

_STRAYS = re.compile("[\udc80-\udcff]+")
_BEYOND = re.compile("[^\x00-\x7f\udc80-\udcff]")
#: Of a text in Latin letters all else that UTF-8 usually writes: letters with marks, punctuation, signs.
_LATIN = re.compile("[\u0080-\u024f\u1e00-\u1eff\u2000-\u214f\ufb00-\ufb06\ufeff]")
#: A character's first bytes at the end of a text, whose last ones are missing.
_CUT = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]{1,2}|[\xf0-\xf4][\x80-\xbf]{1,3})\Z")

# The languages whose letters all have a first byte in UTF-8 that is none of Windows' marks of punctuation, so that such
# a byte is a mark; and which of cp1252's letters they have.
_WESTERN = {
    "da": "æøåé", "de": "äöüßÄÖÜé", "en": "éèêëàçñöüïôáíó", "es": "áéíñóúü¿¡", "fi": "äöÄÖ",
    "fr": "àâæçéèêëîïôùûÀÉÈÊÇ", "it": "àèéìòù", "nb": "æøå", "nl": "éëïóöüèáç", "no": "æøå",
    "pt": "áâãàçéêíóôõú", "sv": "åäöÅÄÖé",
}  # fmt: skip
#: Begin two-byte characters in UTF-8, whose second byte may be what is missing.
_LEADS = range(0xC2, 0xC6)


_MIN_TWICE = 2
# Windows' signs as the bytes that they are; the five bytes that it has no sign for stay as they are.
_WINDOWS = {
    ord(sign): code for code in range(0x80, 0xA0) if (sign := bytes((code,)).decode("cp1252", "replace")) != "\ufffd"
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text out of bytes; ``strays`` are the offsets of what was put in place of bytes that could not be read, U+FFFD
    where they are lost."""

    text: str
    strays: tuple[int, ...] = ()
    twice: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to tell whoever added the source; empty where nothing was amiss."""
        lost = sum(self.text[place] == "\ufffd" for place in self.strays)
        told = (stray_warning(len(self.strays) - lost, lost),) if self.strays else ()
        return (*told, "its letters were encoded twice; they were read as they were meant") if self.twice else told


def stray_warning(made_good: int, lost: int) -> str:
    """The sentence about stray bytes."""
    said = []
    if made_good:
        said.append(f"{made_good} read as Windows' sign")
    if lost:
        said.append(f"{lost} replaced by \ufffd")
    return f"not wholly in UTF-8: of its stray bytes {', '.join(said)}"


def nearly_utf8(raw: bytes) -> Decoded | None:
    """Read ``raw`` as UTF-8 with stray bytes; None where it is rather in another encoding."""
    text = raw.decode("utf-8", "surrogateescape")
    runs = [match.span() for match in _STRAYS.finditer(text)]
    whole = len(_BEYOND.findall(text))
    stray = sum(end - start for start, end in runs)
    cut = len(runs) == 1 and runs[0][1] == len(text) and _CUT.search(raw) is not None
    if whole >= _WHOLE_TO_STRAY * stray or cut:
        return _mended(text)
    if whole >= _WHOLE_TO_LONE * stray and whole and _in_latin_letters(text, runs):
        return _mended(text)
    return None


def nearly_ascii(raw: bytes) -> Decoded | None:
    """Read ``raw`` as ASCII with stray bytes, each alone; None where there are too many."""
    text = raw.decode("utf-8", "surrogateescape")
    runs = [match.span() for match in _STRAYS.finditer(text)]
    few = len(runs) * _ASCII_TO_STRAY <= len(text)
    return _mended(text) if few and _in_latin_letters(text, runs) else None


def twice_encoded(text: str) -> Decoded | None:
    """Undo that UTF-8 was read as Windows' encoding and written as UTF-8 again ("cafÃ©"); None where it was not.

    It was only where all that is beyond ASCII gives whole characters of UTF-8, at least two.
    """
    first = _BEYOND.search(text)
    if first is None or not "\xc2" <= first[0] <= "\xf4":
        return None
    try:
        meant = text.translate(_WINDOWS).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    return Decoded(meant, twice=True) if len(_BEYOND.findall(meant)) >= _MIN_TWICE else None


def _in_latin_letters(text: str, runs: list[tuple[int, int]]) -> bool:
    """Whether each stray byte stands alone, and hardly anything in the text is of another alphabet."""
    alone = all(end - start == 1 for start, end in runs)
    beyond = _BEYOND.findall(text)
    return alone and sum(_LATIN.fullmatch(char) is None for char in beyond) <= 0.1 * len(beyond)


def _mended(text: str) -> Decoded:
    """``text`` with each run of stray bytes made good or replaced."""
    words = _words(text)
    language = detect_language(words)
    # Too short to tell, but its letters are those of the languages above.
    western = language in _WESTERN or (language is None and not any("\xff" < char < "\u2000" for char in words))
    parts: list[str] = []
    strays: list[int] = []
    length = end = 0
    for match in _STRAYS.finditer(text):
        before = text[end : match.start()]
        parts.append(before)
        length += len(before)
        end = match.end()
        strays.append(length)
        parts.append(_sign(text, match, western, language or "") or "\ufffd")
        length += 1
    parts.append(text[end:])
    return Decoded("".join(parts), tuple(strays))


def _words(text: str) -> str:
    """What the language is told by: the words, without a page's tags and scripts."""
    sample = text[:200_000]
    if sample.count("<") > 5:
        sample = re.sub(r"(?is)<(script|style)\b.{0,50000}?</\1>|<[^<>]{0,2000}>", " ", sample)
    return " ".join(_STRAYS.sub("", sample).split())


def _sign(text: str, stray: re.Match[str], western: bool, language: str) -> str | None:
    """What a stray byte plainly stands for in Windows' encoding, by what stands around it; None where it is not plain.

    Marks of punctuation are the same in all of Windows' encodings for alphabets. A letter has to be one of the
    language, within a word.
    """
    if len(stray[0]) > 1:
        return None
    code = ord(stray[0]) - 0xDC00
    left, right = text[: stray.start()][-1:], text[stray.end() :][:1]
    spaced = left.isspace() and right.isspace()
    if code in (0x96, 0x97) and (spaced or (left.isdigit() and right.isdigit())):
        return bytes((code,)).decode("cp1252")
    if not western:
        return None
    if _is_mark(code, left, right):
        return " " if code == 0xA0 else bytes((code,)).decode("cp1252")
    if code < 0xC0 or code in _LEADS or stray.end() == len(text):
        return None
    letter = bytes((code,)).decode("cp1252")
    in_word = left.isalpha() or right.isalpha()
    cased = letter.islower() or not left.islower()
    return letter if in_word and cased and letter in _WESTERN.get(language, "") else None


def _is_mark(code: int, left: str, right: str) -> bool:
    """Whether the byte is a mark of punctuation there: an opening one before a word, a closing one behind it."""
    opens = not left or left.isspace() or left in "([>\"'-"
    closes = not right or right.isspace() or right in ".,;:!?)]<\"'-" or not right.isascii()
    match code:
        case 0x92:
            return left.isalnum()
        case 0x91 | 0x93 | 0x84:
            return opens and not right.isspace()
        case 0x94:
            return closes and not left.isspace()
        case 0x85:
            return closes or opens
        case 0x96 | 0x97:
            return left.isalnum() == right.isalnum()
        case 0x80:
            return right.isdigit() or left.isdigit() or (left.isspace() and right.isdigit())
        case 0xA0:
            return (left.isalnum() and right.isalnum()) or right in tuple(":;!?»")
        case _:
            return False
