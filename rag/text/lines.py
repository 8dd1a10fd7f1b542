"""Lines: odd characters made plain, and whether one ends as a sentence does or is marked as an item."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Seen by nobody, but in the way of every search: zero-width spaces, soft hyphens, direction marks, byte order
# marks.
_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
# Joiners mean something between letters of Arabic and Indic scripts and in emoji, nothing elsewhere.
_JOINER = re.compile(
    r"(?<![\u0590-\u1aff\u2190-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\u1aff\u2190-\U0010ffff])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")
_HALVES = re.compile("[\ud800-\udfff]")

# A sentence's end, with the quotation marks and brackets that may close after it.
_ENDED = re.compile(r"[.!?…。！？؟।۔:;][\"'”’»›“‘)\]」』*]*(?:\s?\[\d+\])?$")
_ITEM = re.compile(r"(?:[-*+•·–—‣▪●■◦○]|o(?= [^\W\da-z])|\d{1,3}[.)])\s")


def normalise(text: str) -> str:
    """Make the white space of ``text`` plain and take out what cannot be seen.

    Lines end with ``\\n`` and have no space at either end, runs of spaces are one space, letters are composed
    (NFC). Quotation marks and dashes stay as they are. Doing it twice changes nothing.
    """
    text = _INVISIBLE.sub("", unbroken(text))
    text = _CONTROL.sub("", _JOINER.sub("", text))
    lines = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).split("\n")
    return "\n".join(line.strip() for line in lines)


def unbroken(text: str) -> str:
    """``text`` with one kind of line break; it has as many lines as :func:`normalise` gives."""
    return _BREAKS.sub("\n", text)


def whole_letters(text: str) -> str:
    """``text`` with a mark in place of each half of a letter (a lone surrogate), which nothing can keep or send: what
    Python makes of an argument's bytes that are not UTF-8, or a browser of an emoji that was cut in two."""
    return _HALVES.sub("\ufffd", text)


def is_ended(line: str) -> bool:
    """Whether ``line`` ends as a sentence does."""
    return _ENDED.search(line[-12:]) is not None


def is_item(line: str) -> bool:
    """Whether ``line`` is marked as an item of a list."""
    return _ITEM.match(line) is not None


def squeezed(text: str) -> str:
    """``text`` reduced to its letters and digits, without case: what two spellings of a headline share."""
    return re.sub(r"[\W_]+", "", text).casefold()
