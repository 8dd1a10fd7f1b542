"""The words and paragraphs of a text by docs/search.md, for :mod:`search_scan`."""

from __future__ import annotations

import unicodedata
from functools import cache

from rag.text.letters import plain

# Scripts that are written without blanks, as the page lists them.
_LONE = (
    (0x0E00, 0x0E7F),
    (0x3005, 0x3007),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2FA1F),
)


@cache
def is_letter(char: str) -> bool:
    """Whether a character is part of a word."""
    return unicodedata.category(char)[0] in "LMN"


@cache
def _is_lone(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _LONE)


@cache
def folded(word: str) -> str:
    """A word as it is compared; folding makes capitals of ornamental letters, and blanks of some Arabic ligatures."""
    return "".join(plain(plain(word)).split())


def places(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand. A mark alone, of which folding leaves nothing, is no word."""
    found: list[tuple[int, int]] = []
    begun: int | None = None
    for at, char in enumerate(f"{text} "):
        lone = _is_lone(char)
        if begun is not None and (lone or not is_letter(char)):
            found.append((begun, at))
            begun = None
        if is_letter(char):
            if lone:
                found.append((at, at + 1))
            elif begun is None:
                begun = at
    return [(start, end) for start, end in found if folded(text[start:end])]


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(folded(text[start:end]) for start, end in places(text))


def paragraphs(text: str) -> list[str]:
    """The parts of a text between lines of nothing but blanks."""
    parts = [""]
    for line in text.split("\n"):
        if line.strip():
            parts[-1] += f"{line}\n"
        else:
            parts.append("")
    return [part for part in parts if part]
