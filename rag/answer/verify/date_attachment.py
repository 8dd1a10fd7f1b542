"""Whose time a date is: "the man arrested in March was released" does not say that he was released in March."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.verify import reasons
from rag.answer.verify.units import ClaimUnit, ParsedSources
from rag.text.parse import ParsedSentence, Token
from rag.text.wordlists import irregular_forms, listed

_FINITE = listed("is are was were has have had will would can could may might must does did do")
_DETERMINER = listed("a an the this that these those his her its their our my your")
# How many words after a date its sentence's finite verb begins, and how many before it the participle stands.
_AHEAD, _BACK = 3, 16


def attached_elsewhere(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> str | None:
    """The reason where a source gives a date to a participle behind a noun, and the claim gives it to another verb."""
    if claim.language != "en":
        return None
    source, first, last = window
    for unit in units:
        if unit.kind != "date":
            continue
        owners = [_participle(shelf.sentence(place), place.index) for place in unit.at(source, first, last)]
        if not owners or any(owner is None for owner in owners):
            continue
        verb = _verb_before(claim, unit.first)
        if verb is not None and not any(owner is not None and _same_verb(verb, owner) for owner in owners):
            return reasons.rivalled_verb(unit.text, next(owner.text for owner in owners if owner), verb.text)
    return None


def _participle(sentence: ParsedSentence, date: int) -> Token | None:
    """The participle that a date belongs to: it follows a noun, and the sentence's finite verb comes after the date."""
    tokens = sentence.tokens
    if not any(token.text.lower() in _FINITE for token in _until_mark(tokens[date + 1 : date + 1 + _AHEAD])):
        return None
    for index in range(date - 1, max(0, date - _BACK), -1):
        token = tokens[index]
        if token.kind == "mark" or token.text.lower() in _FINITE:
            return None
        if _is_verb(token):
            before = tokens[index - 1]
            noun = before.kind == "word" and before.carries and not _is_verb(before)
            return token if noun else None
    return None


def _until_mark(tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        if token.kind == "mark":
            break
        found.append(token)
    return found


def _verb_before(claim: ParsedSentence, date: int) -> Token | None:
    """The verb in the past that stands nearest before a date, one that is no adjective ("the borrowed atlas")."""
    for index in range(date - 1, 0, -1):
        token = claim.tokens[index]
        if _is_verb(token) and claim.tokens[index - 1].text.lower() not in _DETERMINER:
            return token
    return None


def _is_verb(token: Token) -> bool:
    word = token.text.lower()
    return token.kind == "word" and (
        (word.endswith("ed") and len(word) > 4 and token.text[0].islower()) or irregular_forms().get(word, word) != word
    )


def _same_verb(one: Token, other: Token) -> bool:
    forms = irregular_forms()
    mine, theirs = one.text.lower(), other.text.lower()
    return one.term == other.term or forms.get(mine, mine) == forms.get(theirs, theirs)
