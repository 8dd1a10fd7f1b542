"""Acronyms and the names that they stand for, as the archive's own articles tell: "Upper Tesk Water Authority (UTWA)".

A question has the one and the sentence that answers it the other: half of an article says "the authority" or "UTWA",
and who asks writes the name in full. The pairs are read when they are asked for, from articles that have the acronym,
so that none outlives the article that told it, and nothing has to be kept beside the index.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.store.engine.catalog_database import PlainConnection
from rag.store.lexical import postings
from rag.store.lexical.acronyms import SHORTEST, Initials, as_acronym, full_names
from rag.text.terms import QuestionWord, is_function_word, question_words, terms

#: So many articles that have an acronym are read for what it stands for; who uses it mostly says it once.
_READ = 40
#: A name in full has so many words at most that tell something.
_MOST_WORDS = 7
#: Of the places where its letters stand, an acronym is written in capitals in so many.
_IN_CAPITALS = 0.9


@dataclass(frozen=True, slots=True)
class NamesAsked:
    """What the names of a question stand for, by the place of its words.

    ``in_full``: of an acronym, the words of the name. ``acronyms``: of a name's word, the acronym's term.
    """

    in_full: Mapping[int, Sequence[QuestionWord]]
    acronyms: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class FullNames:
    """What acronyms stand for in one state of an archive; kept for questions to come."""

    _known: dict[str, list[str]] = field(default_factory=dict)

    def asked(
        self, db: PlainConnection, question: str, words: Sequence[QuestionWord], languages: Sequence[str | None]
    ) -> NamesAsked:
        """What is known of a question's names.

        Args:
            db: a connection to a catalog with postings.
            question: as it was asked.
            words: that it is about, in order.
            languages: of the archive.
        """
        in_full: dict[int, list[QuestionWord]] = {}
        acronyms: dict[int, frozenset[str]] = {}
        every = {term for word in words for term in word.terms}
        for place, word in enumerate(words):
            if (acronym := as_acronym(word.word)) is None:
                continue
            name = next(iter(self.of(db, acronym)), None)
            parts = question_words(name, languages) if name else []
            if parts and not any(every.intersection(part.terms) for part in parts):
                in_full[place] = parts
        for first, last, acronym in _written_short(db, question, words):
            said = [set(word.terms) for word in words[first:last]]
            for name in self.of(db, acronym):
                parts = question_words(name, languages)
                if len(parts) == len(said) and all(
                    one.intersection(part.terms) for one, part in zip(said, parts, strict=True)
                ):
                    acronyms |= dict.fromkeys(range(first, last), frozenset(terms(acronym)))
        return NamesAsked(in_full, acronyms)

    def of(self, db: PlainConnection, acronym: str) -> list[str]:
        """The names that articles say an acronym stands for, the most frequent first."""
        if acronym not in self._known:
            keys = postings.keys_with(db, postings.ARTICLE_SIDE, terms(acronym)[0], _READ)
            told: Counter[str] = Counter()
            texts = _texts(db, keys)
            for text in texts if _is_no_word(acronym, texts) else ():
                told.update({" ".join(name.split()) for name in full_names(acronym, text)})
            self._known[acronym] = [name for name, _ in sorted(told.items(), key=lambda one: (-one[1], one[0]))]
        return self._known[acronym]


def _written_short(db: PlainConnection, question: str, words: Sequence[QuestionWord]) -> list[tuple[int, int, str]]:
    """Words in a row whose initials stand somewhere as a word: the places of the first and behind the last."""
    spans: list[tuple[int, int]] = []
    end = 0
    for word in words:
        start = question.find(word.word, end)
        if start < 0:  # composed otherwise there
            return []
        end = start + len(word.word)
        spans.append((start, end))
    initials = Initials(question)
    runs: dict[tuple[int, int], set[str]] = {}
    for first in range(len(words)):
        for last in range(first + SHORTEST, min(len(words), first + _MOST_WORDS) + 1):
            if not words[last - 1].word[:1].isalpha() or "," in question[spans[last - 2][1] : spans[last - 1][0]]:
                break
            runs[first, last] = initials.within(spans[first][0], spans[last - 1][1])
    every = {acronym for found in runs.values() for acronym in found if not is_function_word(acronym, None)}
    # One that stands as another term is a word, too.
    there = postings.frequencies(db, {acronym.lower() for acronym in every}) if every else {}
    return [
        (first, last, acronym)
        for (first, last), found in runs.items()
        for acronym in sorted(found & every)
        if acronym.lower() in there
    ]


def _is_no_word(acronym: str, texts: Sequence[str]) -> bool:
    """Whether an acronym's letters are hardly a word, too: with "us" as another word for it the United States would be
    found everywhere, and "AIDS" stands as "aid"."""
    if terms(acronym) != [acronym.lower()]:
        return False
    alone = re.compile(rf"(?<!\w){acronym}(?!\w)", re.IGNORECASE)
    written = Counter(match.group() == acronym for text in texts for match in alone.finditer(text))
    return written[True] >= _IN_CAPITALS * written.total()


def _texts(db: PlainConnection, keys: Sequence[int]) -> list[str]:
    if not keys:
        return []
    marks = ", ".join("?" * len(keys))
    query = f"SELECT title, text FROM articles WHERE pk IN ({marks}) ORDER BY pk"  # noqa: S608 - marks
    return [f"{title}\n{text}" for title, text in db.execute(query, list(keys))]
