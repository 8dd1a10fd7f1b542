"""Quoted strings: a claim may put nothing between quotation marks that a source does not say in these words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

# A quotation between single marks has so many apostrophes in it at most: each mark would else look to the text's end.
_PAIRS = re.compile(
    r"[\"“”„«»]([^\"“”„«»]{2,}?)[\"“”»«]|(?<!\w)[‘']([^‘’']{3,}?(?:[’'](?=\w)[^‘’']*?){0,40})[’'](?!\w)"
)
_GAPS = re.compile(r"(?:(?<!\s)\s+)?(?:\.\.\.|…|\[[^\]]{0,300}\])\s*")


def quoted(text: str) -> list[str]:
    """The strings between quotation marks, of whatever kind."""
    return [
        found for match in _PAIRS.finditer(text) if re.search(r"\w", found := match.group(1) or match.group(2) or "")
    ]


def stands(quote: str, sources: Sequence[str]) -> list[int]:
    """The sources that hold the quote, word by word; an ellipsis or a bracket in it may stand for anything."""
    pieces = [piece for part in _GAPS.split(quote) if (piece := plain_words(part))]
    return [index for index, source in enumerate(sources) if _in_order(pieces, f" {plain_words(source)} ")]


def _in_order(pieces: Sequence[str], text: str) -> bool:
    place = 0
    for piece in pieces:
        place = text.find(f" {piece} ", place)
        if place < 0:
            return False
        place += len(piece) + 1
    return bool(pieces)


@lru_cache(maxsize=512)
def plain_words(text: str) -> str:
    """The words of ``text`` in lower case with one blank between them, without marks."""
    return " ".join(word.replace("’", "'") for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower()))
