"""How alike two texts are: by the runs of three words that they share; and the keys under which like texts meet.

A text is a set of shingles (Broder, "On the resemblance and containment of documents", 1997): every three words that
follow each other, without regard to case or punctuation; where a script puts no blanks between words, each character
counts as one. MinHash with locality-sensitive hashing gives a text its keys: two texts of which a share J of all
shingles is common have one of them in common with a probability of ``1 - (1 - J ** ROWS) ** BANDS``.

The keys are stored, so they must stay the same in every version and on every machine: ``SCHEME`` is raised when
anything here changes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Stored with an archive: keys of another scheme are made anew.
SCHEME = "1"
#: Words of a shingle. At three, copies lie furthest from other articles: of the shorter text, 99 % of 600 copies with a
#: fifth of their words replaced and a paragraph dropped have .35 or more in common with their original, and 99.99 % of
#: two million pairs of different BBC articles .10 or less; at two words .50 and .21, at four .25 and .07.
WORDS = 3
#: Hashes that make a key, and keys of a text. Recall of bench/copies.py with all edits at 64, 80, 100 keys of two:
#: .969, .976, .974; what is missed then has a key in common, and is not alike enough. With three hashes a key, copies
#: that share a third of their shingles would need over 100 keys; with one, unrelated articles share keys.
ROWS = 2
BANDS = 80
#: Shingles of a stretch, and the share of one that must stand in the other text for the two to meet there. A copy with
#: a fifth of its words changed meets its original in .95 of its stretches or more; a later story that repeats the
#: background of an earlier one word for word leaves out whole stretches.
STRETCH = 20
MET = 0.15
#: Fewer different figures than this say nothing, but in a text of no more than so many stretches even one does: "The
#: ferry sailed on day 1" and "on day 2" are two reports.
FEW_FIGURES = 5
SHORT = 3
#: Texts of fewer shingles are not compared: any two reports of a score or a price would be alike.
FEWEST = 12

# Words, but each character of Thai, Lao, Burmese, Khmer, kana and Chinese.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]|[^\W_]+"
)
#: Shingles that are hashed at once: 2.6 MB of numbers.
_AT_ONCE = 4096
#: Tells the keys of different bands apart: the golden ratio in 64 bits, whose multiples lie far from each other.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut up for comparing: its shingles as a set, in stretches of its order, and the figures that it gives."""

    shingles: frozenset[str]
    stretches: tuple[tuple[str, ...], ...]
    figures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are, each figure in [0, 1].

    ``shared`` is the shared part of all their shingles (Jaccard), ``contained`` that of the shorter one's. ``spread``
    is how much of the shorter one's length has something of the longer one, and ``figures`` how many of its figures
    stand there (1 where it gives too few to tell).
    """

    shared: float
    contained: float
    spread: float
    figures: float


UNLIKE: Final = Likeness(0.0, 0.0, 0.0, 0.0)


def cut_up(text: str) -> Cut:
    """Cut up a text; one of fewer words than a shingle has is one shingle."""
    words = words_of(text)
    row = shingles_of(words)
    stretches = tuple(tuple(row[low:high]) for low, high in pairwise(stretch_bounds(len(row))))
    return Cut(frozenset(row), stretches, figures_of(words))


def words_of(text: str) -> list[str]:
    """The words that shingles are made of, in order."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def shingles_of(words: Sequence[str]) -> list[str]:
    """The shingles of a text in order, given its words."""
    if len(words) <= WORDS:
        return [" ".join(words)] if words else []
    return list(map(" ".join, zip(*(words[place:] for place in range(WORDS)), strict=False)))


def figures_of(words: Sequence[str]) -> frozenset[str]:
    """The figures that a text gives, given its words."""
    return frozenset([word for word in words if word[0].isdigit()])


def stretch_bounds(shingles: int) -> list[int]:
    """Where the stretches of a text of so many shingles begin, and the last one ends."""
    count = max(1, round(shingles / STRETCH)) if shingles else 0
    return [number * shingles // count for number in range(count + 1)] if count else [0]


def likeness(one: Cut, other: Cut) -> Likeness:
    """How alike two texts are; nothing is like a text without words."""
    common = one.shingles & other.shingles
    if not common:
        return UNLIKE
    shorter, longer = sorted((one, other), key=lambda cut: len(cut.shingles))
    met = sum(sum(part in common for part in stretch) >= MET * len(stretch) for stretch in shorter.stretches)
    figures = shorter.figures
    enough = 1 if len(shorter.stretches) <= SHORT else FEW_FIGURES
    return Likeness(
        shared=len(common) / (len(one.shingles) + len(other.shingles) - len(common)),
        contained=len(common) / len(shorter.shingles),
        spread=met / len(shorter.stretches),
        figures=share_of(figures, longer.figures) if len(figures) >= enough else 1.0,
    )


def share_of(part: AbstractSet[str], whole: AbstractSet[str]) -> float:
    """How much of a part stands in a whole, given their shingles; 0 for a part without words."""
    return len(part & whole) / len(part) if part else 0.0


def keys_of(parts: AbstractSet[str]) -> Sequence[int]:
    """The keys of a text, given its shingles: signed integers of 64 bits; none where it is too short to compare."""
    if len(parts) < FEWEST:
        return []
    hashes = _least_hashes(parts).astype(np.uint64).reshape(BANDS, ROWS)
    keys = (hashes[:, 0] << np.uint64(32) | hashes[:, 1]) ^ (np.arange(BANDS, dtype=np.uint64) * _SPREAD)
    told: list[int] = keys.view(np.int64).tolist()
    return told


def _least_hashes(parts: AbstractSet[str]) -> NDArray[np.uint32]:
    """MinHash: under each of so many orders, the least of the shingles' hashes.

    As the library datasketch has it, whose scheme "affine32" the first archives were written with: SHA-1's first four
    bytes, mixed by MurmurHash3's last step, and for each order ``factor * hash + summand`` modulo 2^32. Its import
    takes half a second, in every process that adds, as it brings SciPy.
    """
    sha1 = hashlib.sha1
    digests = b"".join([sha1(part.encode("utf-8", "surrogatepass")).digest() for part in parts])
    mixed = np.frombuffer(digests, dtype="<u4")[:: sha1().digest_size // 4].astype(np.uint32)
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    factors, summands = _orders()
    least = np.full(ROWS * BANDS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(mixed), _AT_ONCE):
        hashes = mixed[start : start + _AT_ONCE, np.newaxis] * factors + summands
        np.minimum(least, hashes.min(axis=0), out=least)
    return least


@cache
def _orders() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """A factor, which is odd, and a summand for each order. NumPy keeps what RandomState draws the same for ever."""
    draw = np.random.RandomState(1)
    factors = draw.randint(0, 1 << 31, ROWS * BANDS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, draw.randint(0, 1 << 32, ROWS * BANDS, dtype=np.uint32)
