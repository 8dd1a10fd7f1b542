"""Letters that the world writes in more than one way: Wałęsa and Walesa, Jörg, Joerg and Jorg, Đukić, Djukic and Dukic.

Unicode takes an accent off a letter only where it is one ("é" is "e" with an acute). A stroke, a ligature or a missing
dot belongs to the letter ("ł", "ø", "æ", "ı"), and keyboards without it put the nearest plain letter, or two of them.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product

from anyascii import anyascii

# The nearest plain letters, where a language's own writers put others than anyascii does; all others are anyascii's.
_PLAIN = str.maketrans({"ə": "a", "ŋ": "n", "ς": "σ", "ґ": "г", "ё": "е"})
# Two letters for one, as names are written where the keyboard lacks it: German, Scandinavian, Serbo-Croatian.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"})
_PAIRS = {"ae": "a", "oe": "o", "ue": "u", "aa": "a", "dj": "d"}
_PAIR = re.compile("|".join(_PAIRS))
_LETTER = re.compile(r"[aoud]")
_WRITTEN_FOR = {letter: [pair for pair, one in _PAIRS.items() if one == letter] for letter in "aoud"}
_LATIN_EXTENDED = re.compile("[\u00df-\u024f\u0250-\u02af\u1e00-\u1eff]")
# A word of more such letters than this has too many spellings to try them all (64 of six).
_MOST_PLACES = 6
#: Shorter words mean something else too often: "Poe" is no "Po", "Haas" no "has".
SHORTEST_PAIRED = 5


def plain(word: str) -> str:
    """A word in lower case with plain letters: without accents, strokes and ligatures. Other scripts keep theirs."""
    word = word.lower()
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    bare = unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))
    return bare if bare.isascii() else _LATIN_EXTENDED.sub(lambda match: anyascii(match.group()).lower(), bare)


def spelled_out(word: str) -> str:
    """Like :func:`plain`, with two letters where writers without the right one put two: "joerg" for "Jörg"."""
    return plain(unicodedata.normalize("NFC", word.lower()).translate(_SPELLED_OUT))


def spellings(words: str) -> tuple[str, ...]:
    """How words are written with plain letters: :func:`plain`, and :func:`spelled_out` where that is another."""
    return tuple(dict.fromkeys((plain(words), spelled_out(words))))


def searched_spellings(words: str) -> tuple[str, ...]:
    """Like :func:`spellings`, and with one letter where two may stand for it: "jorg" for "Joerg"."""
    return tuple(dict.fromkeys((*spellings(words), paired_off(plain(words)))))


def has_accents(word: str) -> bool:
    """Whether a word has a Latin letter that is not a plain one."""
    return not word.isascii() and bool(_LATIN_EXTENDED.search(unicodedata.normalize("NFC", word.lower())))


def same_letters(one: str, other: str) -> bool:
    """Whether two plain words may be spellings of one, with one letter or two: "jorg" and "joerg"."""
    if one == other:
        return True
    short = min(len(one), len(other))
    return short >= SHORTEST_PAIRED - 1 and len(one) != len(other) and paired_off(one) == paired_off(other)


def other_spellings(word: str) -> list[str]:
    """How a plain word may be written too, with one letter for two or two for one; none for a short word."""
    if len(word) < SHORTEST_PAIRED - 1:
        return []
    short = paired_off(word)
    places = [match.start() for match in _LETTER.finditer(short)][:_MOST_PLACES]
    found = [short]
    for chosen in product((False, True), repeat=len(places)):
        at = [place for place, wanted in zip(places, chosen, strict=True) if wanted]
        if len(at) in (1, 2):
            found.extend(_with_pairs(short, at))
    return [other for other in dict.fromkeys(found) if other != word]


def paired_off(word: str) -> str:
    """A plain word with one letter where two may stand for it: "jorg" for "joerg", but "has" for "haas" too."""
    return _PAIR.sub(lambda match: _PAIRS[match.group()], word)


def _with_pairs(word: str, at: list[int]) -> list[str]:
    found = []
    for pairs in product(*(_WRITTEN_FOR[word[place]] for place in at)):
        written = word
        for place, pair in sorted(zip(at, pairs, strict=True), reverse=True):
            written = f"{written[:place]}{pair}{written[place + 1 :]}"
        found.append(written)
    return found
