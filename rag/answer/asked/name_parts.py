"""Somebody's first, last or full name: questions that ask for it, and where a sentence tells it.

"What is Morrison's first name?" is answered by any sentence that has "Scott Morrison", in passing, and by none that
has "Mr Morrison", however near that comes to the question's words.
"""

# ruff: noqa: E501 - a word in all languages stands on a line, whatever its length.

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answer.asked.role_words import ROLES
from rag.model import Span
from rag.text.late_pattern import LatePattern
from rag.text.terms import is_function_word, likely_language

_FIRST = (
    r"first name|given name|christian name|forename|vornamen?|prénom|nombre de pila|nome di battesimo|primeiro nome|nome próprio"
    r"|voornaam|imię|ім[’'ʼ]я|имя"
)
_LAST = (
    r"last name|family name|surname|second name|nachnamen?|familiennamen?|nom de famille|apellidos?|cognome|sobrenome|apelido|achternaam"
    r"|familienaam|nazwisko|прізвище|фамилия"
)
_FULL = r"full name|vollen? namen?|vollständigen? namen?|nom complet|nombre completo|nome completo|volledige naam|повне ім[’'ʼ]я|полное имя"
_PART = rf"(?:(?P<full>{_FULL})|(?P<first>{_FIRST})|(?P<last>{_LAST}))"
_IS = r"(?:what(?:['’]s| is| was)|w(?:as|ie) (?:ist|war|lautete?)|quel (?:est|était)|cuál(?:es)? (?:es|son|era)|qual(?:e)? (?:è|é|era)|wat (?:is|was)|jak(?:ie)? (?:jest|ma na|było)|як(?:е)?|как(?:ое|ая|ова)?)"
_THE = r"(?:the|der|die|das|le|la|el|los|il|lo|o|a|de|het|en) "
_OF = r"(?:of |von |des |der |de la |du |de |d[’']|del |della |di |do |da |van )?"
_QUESTIONS = (
    LatePattern(
        rf"^\W*{_IS} (?:{_THE})?{_PART} {_OF}(?:{_THE})?(?P<who>[^?]{{2,80}}?)\W*$",
        re.IGNORECASE,
    ),
    LatePattern(rf"^\W*{_IS} (?P<who>[^?]{{2,80}}?)(?:['’]s?) {_PART}\W*$", re.IGNORECASE),
    LatePattern(rf"^\W*wie hei(?:ß|ss)t (?P<who>[^?]{{2,80}}?) mit (?:dem )?{_PART}\W*$", re.IGNORECASE),
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёіїєґ][\w’'-]*"
#: A run of words with capitals, with particles between.
_RUN = re.compile(
    rf"(?<!\w){_CAPITAL}(?:\s(?:(?:de|da|di|del|della|von|van|der|den|al|el|bin|la|le|du|dos)\s){{0,2}}{_CAPITAL})*"
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_TITLE = LatePattern(
    r"(?:mr|mrs|ms|dr|prof|sir|dame|lord|lady|herr|frau|monsieur|madame|mme|señora?|signora?|senhora?|pan|pani|пан|пані|capt|sgt|lt|col"
    r"|gen|sen|rep|st|prime|vice|deputy|chief|foreign|former|senator|congress\w+|king|queen|prince\w*|pope|general|colonel|sergeant"
    r"|lieutenant|professor|doctor|justice|" + "|".join(f"(?:{nouns})" for nouns, _, _ in ROLES) + r")\.?",
    re.IGNORECASE,
)  # fmt: skip
#: Names bend in Polish, Ukrainian and Russian: so many letters of an ending may differ.
_ENDING = 3
_LEAST_STEM = 3

Part = Literal["first", "last", "full"]


@dataclass(frozen=True, slots=True)
class NamePart:
    """Which part of whose name is asked for; ``known``: what the question has of it, in lower case."""

    part: Part
    known: tuple[str, ...]
    bends: bool = False


@lru_cache(maxsize=256)
def name_part_asked(question: str) -> NamePart | None:
    """The part of a name that a question asks for; None where it asks for something else, or names nobody.

    Args:
        question: in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Ukrainian or Russian.
    """
    for pattern in _QUESTIONS:
        match = pattern.match(question)
        if match is None:
            continue
        words = [_without_genitive(word) for word in _WORD.findall(match["who"])]
        known = tuple(word.lower() for word in words if word[0].isupper() and not _TITLE.fullmatch(word))
        if known:
            part: Part = "full" if match["full"] else "first" if match["first"] else "last"
            return NamePart(part, known, bends=likely_language(question) in ("pl", "uk", "ru"))
    return None


def name_part_told(asked: NamePart, sentence: str, language: str | None = None) -> Span | None:
    """Where a sentence tells the part of a name that is asked for: beside what the question has of it.

    Args:
        asked: from :func:`name_part_asked`.
        sentence: of an article.
        language: of the sentence, as an ISO 639-1 code.

    Returns:
        Characters ``[start, end)`` of the sentence, or None.
    """
    for run in _RUN.finditer(sentence):
        words = [Span(run.start() + word.start(), run.start() + word.end()) for word in _WORD.finditer(run.group())]
        own = [number for number, word in enumerate(words) if _is_known(asked, word.of(sentence))]
        if not own:
            continue
        before = [word for word in words[: own[0]] if _is_name(word.of(sentence), language)]
        behind = [word for word in words[own[-1] + 1 :] if _is_name(word.of(sentence), language)]
        if asked.part != "last" and before:
            return Span(before[0].start, before[-1].end if asked.part == "first" else words[own[-1]].end)
        if asked.part != "first" and behind:
            return Span(behind[0].start if asked.part == "last" else words[own[0]].start, behind[-1].end)
    return None


def _is_known(asked: NamePart, word: str) -> bool:
    word = _without_genitive(word.lower())
    return any(word == one or (asked.bends and _bends_to(word, one)) for one in asked.known)


def _bends_to(word: str, other: str) -> bool:
    stem = max(_LEAST_STEM, min(len(word), len(other)) - _ENDING)
    return word[:stem] == other[:stem] and abs(len(word) - len(other)) <= _ENDING


def _is_name(word: str, language: str | None) -> bool:
    bare = _without_genitive(word)
    return len(bare) > 1 and not _TITLE.fullmatch(bare) and not is_function_word(bare, language or "en")


def _without_genitive(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")
