"""The words of a text as search compares them: where they stand, and folded to small plain letters."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rag.text.letters import plain

#: Scripts that are written without blanks (Han, Hiragana, Katakana, Hangul, Thai), as ranges of a character class:
#: each character is a word.
UNSPACED = "\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f"
# No mark has a higher number, but for those of the next constant (Unicode 16).
_MARKS_END = 0x1F000
_VARIATION_SELECTORS = range(0xE0100, 0xE01F0)


class TextWord(NamedTuple):
    """A word of a text: its first and the end of its last character, and the word folded."""

    start: int
    end: int
    folded: str


def text_words(text: str) -> Iterator[TextWord]:
    """The words of a text, in order. What folding leaves nothing of (a mark alone) is no word."""
    for match in _word_pattern().finditer(text):
        if folded := fold(match.group()):
            yield TextWord(match.start(), match.end(), folded)


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(filter(None, map(fold, written_words(text))))


def written_words(text: str) -> list[str]:
    """The words of a text as they are written; among them may be some of which folding leaves nothing."""
    if text.isascii() or _unlike_pattern().search(text) is None:
        return _PLAIN_WORD.findall(text)
    return _word_pattern().findall(text)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word in small and plain letters: "walesa" for "Wałęsa". There is no blank in it, but maybe punctuation."""
    if word.isascii():
        return sys.intern(word.lower())
    # Twice, as the first time makes plain capitals of ornamental ones ("𝐃𝐀𝐌"), which have no small letters.
    # Some letters stand for several words ("ﷺ") or for an accent beside a blank ("ͺ").
    return sys.intern("".join(plain(plain(word)).split()))


def is_word_character(character: str) -> bool:
    """Whether a character is a letter, a mark or a digit."""
    return unicodedata.category(character)[0] in "LMN"


@lru_cache(maxsize=1)
def marks_class() -> str:
    """All marks (category M), as ranges of a character class: ``re`` has no name for them."""
    ranges: list[list[int]] = []
    for code in (*range(0x300, _MARKS_END), *_VARIATION_SELECTORS):
        if unicodedata.category(chr(code))[0] != "M":
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


#: The words of a text that has neither marks nor scripts without blanks: most have neither.
_PLAIN_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1)
def _unlike_pattern() -> re.Pattern[str]:
    return re.compile(f"[{UNSPACED}{marks_class()}]")


@lru_cache(maxsize=1)
def _word_pattern() -> re.Pattern[str]:
    marks = marks_class()
    # Letters and digits are what is in \w but "_"; the two alternatives share no character, so nothing is tried twice.
    run = rf"(?:[^\W_{UNSPACED}]+|(?![{UNSPACED}])[{marks}])+"
    return re.compile(rf"{run}|(?=[^\W_]|[{marks}])[{UNSPACED}]")
