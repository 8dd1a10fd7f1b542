"""Sentences that tell of something else in a question's words: an act done to another, or the opposite.

"He suspended Rory Vance" does not say who suspended Tobias Quill, however near the two come; nor does "Rory Vance was
suspended" say who was not. English only: elsewhere the order of words tells less of who does what.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.answer.asked.acts import act_asked
from rag.answer.verify.negation import cues, negated
from rag.text.attribution import same_person
from rag.text.names import acronyms, find_name
from rag.text.parse import Item, ParsedSentence, read_sentence
from rag.text.terms import likely_language
from rag.text.wordlists import canonical, listed

_LANGUAGE = "en"
_BE = listed("was were been being is are be get got")
#: Between a verb and the name that it is done to stand at most so many words ("the maintenance manager, Rory Vance").
_REACH = 8
#: So many words before a participle an auxiliary of the passive may stand ("was on Monday evening suspended").
_AUXILIARY_WITHIN = 4
_ELSEWHERE = listed("of in from at to for by with on near as over under against before after since during until than")
_CLAUSE = frozenset(';:()—–"“”')
_ASKS = re.compile(r"^\W*(?:who|which|what|where|when|how)\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:not|never|cannot|\w+n[’']t)\b", re.IGNORECASE)


def tells_otherwise(question: str, sentence: str, language: str | None) -> bool:
    """Whether a sentence tells that what is asked was done to another, or affirms what is asked of as not so.

    Args:
        question: as it is asked.
        sentence: of an article.
        language: of the sentence, as an ISO 639-1 code; told from its words where None.
    """
    if likely_language(question) != _LANGUAGE or (language or likely_language(sentence)) != _LANGUAGE:
        return False
    return _done_to_another(question, sentence) or _affirms_what_is_denied(question, sentence)


def _done_to_another(question: str, sentence: str) -> bool:
    asked = _whom(question)
    if asked is None:
        return False
    act, whom = asked
    read = read_sentence(sentence, _LANGUAGE)
    if find_name(whom.name, read, (read,), acronyms(sentence)):
        return False
    others = [
        found
        for place, token in enumerate(read.tokens)
        if token.kind != "mark" and token.text[0].islower() and canonical(token.text, _LANGUAGE) == act
        if (found := _done_to(read, place)) is not None
    ]
    return bool(others) and not any(same_person(whom, other) for other in others)


@lru_cache(maxsize=256)
def _whom(question: str) -> tuple[str, Item] | None:
    """The verb of which a question asks the subject, and the name that it is done to; None where it has not both."""
    act = act_asked(question)
    if act is None:
        return None
    read = read_sentence(question, _LANGUAGE)
    place = next((i for i, token in enumerate(read.tokens) if canonical(token.text, _LANGUAGE) == act), None)
    found = _after(read, place) if place is not None else None
    return (act, found) if found is not None else None


def _done_to(read: ParsedSentence, verb: int) -> Item | None:
    """The name that a verb's act is done to, where the sentence has one: before a passive, behind an active form."""
    before = read.tokens[max(0, verb - _AUXILIARY_WITHIN) : verb]
    if not any(token.text.lower() in _BE for token in before):
        return _after(read, verb)
    names = [item for item in read.items if item.kind == "name" and item.last < verb and not _attached(read, item)]
    return names[-1] if names and not _broken(read, names[-1].last, verb) else None


def _after(read: ParsedSentence, verb: int) -> Item | None:
    """The first name behind a verb, unless a preposition stands before it or another clause begins."""
    found = next((item for item in read.items if item.kind == "name" and item.first > verb), None)
    if found is None or found.first - verb > _REACH or _attached(read, found) or _broken(read, verb, found.first):
        return None
    return found


def _attached(read: ParsedSentence, item: Item) -> bool:
    before = [token.text.lower() for token in read.tokens[max(0, item.first - 2) : item.first]]
    return bool(before) and (before[-1] in _ELSEWHERE or (before[-1] in ("the", "a", "an") and before[0] in _ELSEWHERE))


def _broken(read: ParsedSentence, first: int, last: int) -> bool:
    """Whether a clause ends between two tokens; one comma may stand right before a name ("the manager, Rory Vance")."""
    between = read.tokens[first + 1 : last]
    commas = [place for place, token in enumerate(between) if token.text == ","]
    lowered = [token.text.lower() for token in between]
    return (
        any(token.text in _CLAUSE for token in between)
        or any(word in _ELSEWHERE for word in lowered)
        or (bool(commas) and commas != [len(between) - 1])
    )


def _affirms_what_is_denied(question: str, sentence: str) -> bool:
    """Whether a sentence that denies nothing has a word of which the question asks that it is not so."""
    if not _ASKS.match(question) or not _DENIES.search(question):
        return False
    asked = read_sentence(question, _LANGUAGE)
    not_so = {
        asked.tokens[index].term
        for cue, reach in cues(asked).items()
        if asked.tokens[cue].kind == "negation"
        for index in reach[:1]
        if asked.tokens[index].kind == "word" and index in negated(asked) and index not in asked.in_items
    }
    read = read_sentence(sentence, _LANGUAGE)
    return not cues(read) and any(token.term in not_so for token in read.tokens)
