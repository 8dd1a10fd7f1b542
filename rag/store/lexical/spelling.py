"""Names in another spelling: a question's word that the archive does not have, found as the archive spells it.

Names are what news questions are about, and they change their letters between scripts (Рютте, Rutte) and outlets
(Zelenskiy, Zelensky; Soeren, Soren). The embedding knows only the famous ones. So a name that stands nowhere in the
index is romanised and compared with the index's own terms of the same first sound, of its own script and of others.
Any word that stands nowhere may be a slip of the finger, too (:mod:`rag.store.lexical.slips`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from rag.store.engine.catalog_database import PlainConnection
from rag.store.lexical import postings
from rag.store.lexical.kept_terms import KeptTerms
from rag.store.lexical.slips import slipped
from rag.text.letters import other_spellings, plain
from rag.text.terms import stemmed

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
# Greek and Cyrillic, whose letters have each a sound or two.
_OTHER_LETTERS = (*range(0x03AC, 0x03CF), *range(0x0430, 0x0460), *range(0x0490, 0x0530))


def spelled_alike(
    db: PlainConnection, word: str, terms: Iterable[str] = (), *, kept: KeptTerms | None
) -> list[tuple[str, int]]:
    """Terms of the lexical index that ``word`` may be another spelling of, with how many passages have them.

    Args:
        db: a connection to the catalog.
        word: a word as it stands in a question; only a capitalised one (where its script has capitals) is compared by
            its sound, another one by its letters.
        terms: those of the word; one letter for two, or two for one, are tried in them.
        kept: the index's terms, where there are postings, which are quicker to ask than FTS5.
    """
    paired = [other for term in (*terms, plain(word)) for other in other_spellings(term)]
    if paired and (found := frequencies(db, paired, copied=kept is not None)):
        return list(found.items())
    if len(word) < 3 or not word[0].isalpha():
        return []
    if word[0].islower():
        return slipped(db, word, kept) if kept else []
    latin = bool(_LATIN.match(word))
    roman = re.sub(r"[^a-z]", "", anyascii(word).lower())
    stem = stemmed(roman, "en")
    if len(stem) < 3:
        return []
    other = _OTHER_SCRIPT if len(stem) > _SHORT else _OTHER_SCRIPT_SHORT
    if not latin:
        return _alike(stem, _terms_from(db, kept, _first_letters(stem[0]), len(stem)), other)
    near = _terms_from(db, kept, {stem[0]}, len(stem)) if len(roman) >= _SAME_SCRIPT_LENGTH else {}
    return (
        _alike(stem, near, _SAME_SCRIPT)
        or _swapped(stem, near)
        or (slipped(db, word, kept) if kept else [])
        or _alike(stem, _terms_from(db, kept, _written(stem[0]), len(stem)), other)
    )


def frequencies(db: PlainConnection, terms: Iterable[str], *, copied: bool) -> dict[str, int]:
    """In how many passages each of the terms stands; those that stand in none are left out."""
    if copied:
        return postings.frequencies(db, terms)
    wanted = list(dict.fromkeys(terms))
    query = f"SELECT term, doc FROM lexical_terms WHERE term IN ({', '.join('?' * len(wanted))})"  # noqa: S608 - marks
    found: dict[str, int] = dict(db.execute(query, wanted).fetchall())
    for term in wanted:
        if postings.is_parted_number(term):  # several tokens, which stand nowhere as one
            matching = "SELECT count(*) FROM lexical WHERE lexical MATCH ?"
            count = db.execute(matching, (f'"{term}"',)).fetchone()[0]
            found |= {term: count} if count else {}
    return found


def _terms_from(db: PlainConnection, kept: KeptTerms | None, letters: Iterable[str], length: int) -> dict[str, int]:
    """The index's terms that begin with one of the letters and are about as long."""
    known: dict[str, int] = {}
    for letter in letters:
        if kept:
            known.update(kept.beginning(db, letter, (length - 2, length + 2)))
            continue
        between = letter, chr(ord(letter) + 1)
        rows = db.execute("SELECT term, doc FROM lexical_terms WHERE term >= ? AND term < ?", between)
        known.update((row[0], row[1]) for row in rows if abs(len(row[0]) - length) <= 2)
    return known


def _alike(stem: str, known: dict[str, int], least: float) -> list[tuple[str, int]]:
    roman = {term: term if term.isascii() else anyascii(term).lower() for term in known}
    matches = process.extract(stem, roman, scorer=fuzz.ratio, score_cutoff=least, limit=_MOST)
    return [(term, known[term]) for _, _, term in matches]


def _swapped(stem: str, known: dict[str, int]) -> list[tuple[str, int]]:
    """Terms with two neighbouring letters the other way round ("Solvieg"): one slip, though two letters differ."""
    letters = sorted(stem)
    return [
        (term, count)
        for term, count in known.items()
        if sorted(term) == letters and OSA.distance(term, stem, score_cutoff=1) == 1
    ]


def _first_letters(letter: str) -> set[str]:
    return {letter, *(other for sounds in _SOUNDS if letter in sounds for other in sounds)}


@lru_cache(maxsize=32)
def _written(sound: str) -> frozenset[str]:
    """The letters of other alphabets that a word of this first sound may begin with."""
    sounds = _first_letters(sound)
    return frozenset(chr(code) for code in _OTHER_LETTERS if anyascii(chr(code)).lower()[:1] in sounds)
