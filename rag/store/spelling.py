"""Names in another spelling: a question's word that the archive does not have, found as the archive spells it.

Names are what news questions are about, and they change their letters between scripts (Рютте, Rutte) and outlets
(Zelenskiy, Zelensky). The embedding knows only the famous ones. So a name that stands nowhere in the index is
romanised and compared with the index's own terms of the same first sound.
"""

from __future__ import annotations

import re

import Stemmer
from anyascii import anyascii
from rapidfuzz import fuzz, process
from sqlalchemy import Connection, text

# Romanised, a word of another script differs from the Latin spelling in a letter or two: "ryutt" and "rutt" .89,
# "galvan" and "halvan" .83, "kiiv" and "kyiv" .75 - but "brazil" and "brazier" .77 - so short ones must be nearer.
_OTHER_SCRIPT = 80.0
_OTHER_SCRIPT_SHORT = 86.0
_SHORT = 5
# Within a script only a slip of one letter in a long name passes: "macron" must not find "macro".
_SAME_SCRIPT = 88.0
_SAME_SCRIPT_LENGTH = 7
# Sounds that languages write with one letter or another.
_SOUNDS = ("gkh", "cks", "vwu", "ijy", "sz", "ea", "fp")
_MOST = 3
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")

_english = Stemmer.Stemmer("english")


def spelled_alike(db: Connection, word: str) -> list[tuple[str, int]]:
    """Terms of the lexical index that ``word`` may be another spelling of, with how many passages have them.

    Args:
        db: a connection to the catalog.
        word: a word as it stands in a question; only a capitalised one (where its script has capitals) is looked up.
    """
    if word[:1].islower() or len(word) < 3 or not word[0].isalpha():
        return []
    same_script = bool(_LATIN.match(word))
    roman = re.sub(r"[^a-z]", "", anyascii(word).lower())
    stem: str = _english.stemWord(roman)
    if len(stem) < 3 or (same_script and len(roman) < _SAME_SCRIPT_LENGTH):
        return []
    other = _OTHER_SCRIPT if len(stem) > _SHORT else _OTHER_SCRIPT_SHORT
    least = _SAME_SCRIPT if same_script else other
    known: dict[str, int] = {}
    for letter in _first_letters(stem[0], same_script):
        rows = db.execute(
            text("SELECT term, doc FROM lexical_terms WHERE term >= :first AND term < :after"),
            {"first": letter, "after": chr(ord(letter) + 1)},
        )
        known.update((row[0], row[1]) for row in rows if abs(len(row[0]) - len(stem)) <= 2)
    matches = process.extract(stem, list(known), scorer=fuzz.ratio, score_cutoff=least, limit=_MOST)
    return [(term, known[term]) for term, _, _ in matches]


def _first_letters(letter: str, same_script: bool) -> set[str]:
    if same_script:
        return {letter}
    return {letter, *(other for sounds in _SOUNDS if letter in sounds for other in sounds)}
