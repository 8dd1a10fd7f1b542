"""Lines and paragraphs: odd characters made plain, hard-wrapped lines joined again."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

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

# A sentence's end, with the quotation marks and brackets that may close after it.
_ENDED = re.compile(r"[.!?…。！？؟।۔:;][\"'”’»›“‘)\]」』*]*(?:\s?\[\d+\])?$")
_ITEM = re.compile(r"(?:[-*+•·–—‣▪●■◦○]|o(?= [^\W\da-z])|\d{1,3}[.)])\s")

#: Lines that a person or a program wrapped are about this wide; longer lines are paragraphs.
_WRAP_WIDTHS = range(40, 121)
#: Share of a block's lines that must be full, and of full lines that must end within a sentence, before it
#: counts as wrapped: in wrapped prose nearly all are; one-line paragraphs and lists of headlines stay far
#: below.
_MIN_FULL = 0.6
_MIN_OPEN = 0.5
#: Share of lines after full ones that must not begin with a capital: headlines of one length all do.
_MIN_RUNNING_ON = 0.4


def normalise(text: str) -> str:
    """Make the white space of ``text`` plain and take out what cannot be seen.

    Lines end with ``\\n`` and have no space at either end, runs of spaces are one space, letters are composed
    (NFC). Quotation marks and dashes stay as they are. Doing it twice changes nothing.
    """
    text = _INVISIBLE.sub("", _BREAKS.sub("\n", text))
    text = _CONTROL.sub("", _JOINER.sub("", text))
    lines = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).split("\n")
    return "\n".join(line.strip() for line in lines)


def is_ended(line: str) -> bool:
    """Whether ``line`` ends as a sentence does."""
    return _ENDED.search(line[-12:]) is not None


def is_item(line: str) -> bool:
    """Whether ``line`` is marked as an item of a list."""
    return _ITEM.match(line) is not None


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of ``text``, each on one line: of files with blank lines between them, with one line each, and
    of hard-wrapped ones."""
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", normalise(text).strip("\n")) if block.strip()]
    width = max((width for block in blocks if len(block) > 2 and (width := _wrap_width(block))), default=None)
    return [paragraph for block in blocks for paragraph in _joined(block, width)]


def _wrap_width(block: list[str]) -> int | None:
    """The width that the lines of ``block`` were wrapped at, or None where they were not."""
    width = max(map(len, block))
    if width not in _WRAP_WIDTHS:
        return None
    full = [(line, after) for line, after in pairwise(block) if _is_full(line, after, width)]
    unfinished = sum(not is_ended(line) for line, _ in full)
    running_on = sum(not after[:1].isupper() for _, after in full)
    wrapped = (
        len(full) >= _MIN_FULL * (len(block) - 1)
        and unfinished >= _MIN_OPEN * len(full)
        and running_on >= _MIN_RUNNING_ON * len(full)
    )
    return width if wrapped and full else None


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the next line's first word had no room in this one."""
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width


def _joined(block: list[str], width: int | None) -> list[str]:
    """The paragraphs of one block between blank lines; ``width`` is the file's, where it is wrapped."""
    wrapped = width is not None and max(map(len, block)) <= width + 2
    if not wrapped or width is None:
        return block
    paragraphs = [[block[0]]]
    last = block[0]
    for line in block[1:]:
        runs_on = _is_full(last, line, width) or (not is_ended(last) and line[:1].islower())
        if runs_on and not is_item(line):
            # A hyphen at the line's end was the word's own, as programs that wrap do not add any.
            glue = "" if re.search(r"\w-$", last) and line[:1].isalpha() else " "
            paragraphs[-1] += (glue, line)
        else:
            paragraphs.append([line])
        last = line
    return ["".join(parts) for parts in paragraphs]


def squeezed(text: str) -> str:
    """``text`` reduced to its letters and digits, without case: what two spellings of a headline share."""
    return re.sub(r"[\W_]+", "", text).casefold()
