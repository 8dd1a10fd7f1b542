"""Slips of the finger: a question's word that the archive does not have, and the word of its texts that was meant.

Nothing here knows a language's words, so a slip must not be one that mostly makes another word of it: of the words of
1,200 questions of squad2 and 1,439 of wikinews-qa that stood nowhere, another letter made "pilot" of "pivot" and
"metals" of "medals", while a letter too few or too many ("statment", "Novermber") and two that changed places hardly
ever gave a word in six letters or more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from rag.store.engine.catalog_database import PlainConnection
from rag.store.lexical import postings
from rag.store.lexical.kept_terms import KeptTerms
from rag.text.letters import plain
from rag.text.terms import spelled_terms, stemmed

#: In fewer letters only letters that changed places, or one doubled or not, count as a slip ("soala", "Damms").
_ANY_LETTER = 6
#: From so many on two slips do, and from so many on another letter does ("resolution" is no "revolution").
_TWO = 9
_OTHER_LETTER = 11
_SHORTEST = 5
#: So many of the nearest terms are looked at, and so many articles of each for how they write it.
_TERMS = 10
_ARTICLES = 2
_MOST = 2
#: So many letters a word may be longer than its stem.
_LONGEST_ENDING = 6
_LETTER = r"[^\W\d_]"
#: Latin letters with all that may stand on or under them, and those of full width.
_LATIN = (*range(0x41, 0x250), *range(0x1E00, 0x1F00), *range(0xFF21, 0xFF5B))


def slipped(db: PlainConnection, word: str, kept: KeptTerms) -> list[tuple[str, int]]:
    """Terms of the index that a word may have been meant for, with how many passages have them.

    Args:
        db: a connection to a catalog with postings.
        word: as it stands in a question, in Latin letters; of a capitalised one only names are looked at.
        kept: the index's terms.
    """
    return kept.once(word, lambda: _slipped(db, word, kept))


def _slipped(db: PlainConnection, word: str, kept: KeptTerms) -> list[tuple[str, int]]:
    written = plain(re.sub(r"['’]s$", "", word))
    if len(written) < _SHORTEST or not (written.isascii() and written.isalpha()):
        return []
    stem = stemmed(written, "en")
    known = kept.by_length(db, written[0], (len(stem) - 2, len(written) + 2))
    distances = _near(known, stem, written)
    near = sorted((distance, -known[len(term)][term], term) for term, distance in distances.items())[:_TERMS]
    found: dict[str, int] = {}
    nearest = 0
    for distance, count, term in near:
        if found and distance > nearest:  # farther ones are not taken
            break
        nearest = distance
        for other, language in _written_words(db, term):
            if plain(other) != written and other[0].isupper() >= word[0].isupper() and is_slip(written, plain(other)):
                found |= {each: -count for each in spelled_terms(other, language) if each == term}
    return list(found.items())[:_MOST]


def is_slip(written: str, meant: str) -> bool:
    """Whether one word may have been written for another one, both in plain small letters."""
    if written[0] != meant[0] or abs(len(written) - len(meant)) > 2:
        return False
    distance = OSA.distance(written, meant, score_cutoff=2)
    if not 1 <= distance <= (2 if len(written) >= _TWO else 1):
        return False
    if len(written) == len(meant) and sorted(written) == sorted(meant):
        return distance == 1
    if Indel.distance(written, meant) > distance:  # another letter somewhere
        return len(written) >= _OTHER_LETTER and distance == 1
    return len(written) >= _ANY_LETTER or _undoubled(written) == _undoubled(meant)


def _near(groups: Mapping[int, Collection[str]], stem: str, written: str) -> dict[str, int]:
    """The terms, by their lengths, from which a word's stem, or its beginning, differs by two letters at most.

    A stem may lack an ending that the word has, and the slip may stand in the ending.
    """
    distances: dict[str, int] = {}
    for length, group in groups.items():
        for own in {stem, written[:length]}:
            for term, distance, _ in process.extract_iter(own, list(group), scorer=OSA.distance, score_cutoff=2):
                distances[term] = min(int(distance), distances.get(term, 2))
    return distances


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _written_words(db: PlainConnection, term: str) -> Iterable[tuple[str, str | None]]:
    """The words of some articles that have a term which begin as it does, with the language of each."""
    keys = postings.keys_with(db, postings.ARTICLE_SIDE, term, _ARTICLES)
    words = _words_like(term[0], len(term))
    return dict.fromkeys((word, language) for text, language in _texts(db, keys) for word in words.findall(text))


@lru_cache(maxsize=1024)
def _words_like(first: str, length: int) -> re.Pattern[str]:
    """Finds the words of about a length that begin with a plain letter or one that is written like it. One pattern, as
    most words of a text are others: to look at each of them took a third of a question's time over a large archive."""
    least, most = max(0, length - _LONGEST_ENDING - 1), length + _LONGEST_ENDING - 1
    return re.compile(rf"(?<!{_LETTER})[{_written_like(first)}]{_LETTER}{{{least},{most}}}(?!{_LETTER})")


@lru_cache(maxsize=64)
def _written_like(letter: str) -> str:
    return "".join(each for each in map(chr, _LATIN) if each.isalpha() and plain(each) == letter)


def _texts(db: PlainConnection, keys: Sequence[int]) -> list[tuple[str, str | None]]:
    marks = ", ".join("?" * len(keys))
    query = f"SELECT title, text, language FROM articles WHERE pk IN ({marks})"  # noqa: S608 - marks
    rows = db.execute(query, list(keys)).fetchall() if keys else []
    return [(f"{title}\n{text}", language) for title, text, language in rows]
