"""Sentences that tell of something else in a question's words: an act done to another, the opposite, or no fact.

"He suspended Rory Vance" does not say who suspended Tobias Quill, however near the two come; nor does "Rory Vance was
suspended" say who was not. English only: elsewhere the order of words tells less of who does what.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.answer.asked.acts import act_asked
from rag.answer.asked.kinds import asked_for
from rag.answer.verify.argument_order import named_object, unbroken
from rag.answer.verify.negation import begins_later, cues, negated
from rag.answer.verify.unreal import may_be_verb, unreal
from rag.text.attribution import same_person
from rag.text.names import acronyms, find_name
from rag.text.parse import Item, ParsedSentence, read_sentence
from rag.text.terms import likely_language
from rag.text.wordlists import BE, canonical, listed

_LANGUAGE = "en"
#: Between a verb and the name that it is done to stand at most so many words ("the maintenance manager, Rory Vance").
_REACH = 8
#: So many words before a participle an auxiliary of the passive may stand ("was on Monday evening suspended").
_AUXILIARY_WITHIN = 4
_ELSEWHERE = listed("of in from at to for by with on near as over under against before after since during until than")
_STOPS = _ELSEWHERE | frozenset(';:()—–"“”')
_THE = listed("the a an")
_ASKS = re.compile(
    r"^\W*(?:(?:for|by|to|in|on|at|from|with|of|since|until) )?(?:who|whom|which|what|where|when|how)\b", re.IGNORECASE
)
#: What asks of something that happened.
_HAPPENED = re.compile(r"\b(?:did|was|were|has|have|had)\b|^\W*who\b(?=\s+\w+ed\b)", re.IGNORECASE)
#: What denies of nobody, or nothing, answers who and how many: "nobody was hurt", "no ships were turned away".
_NONE = listed("no none nobody nothing neither")
#: What asks of what was to happen, or of when it still did.
_NOT_OF_A_FACT = re.compile(
    r"\b(?:due|supposed|expected|scheduled|planned|meant|going)\s+to\b|\bto be\b|\blast\b", re.IGNORECASE
)
_AT_FIRST = re.compile(r"\b(?:first|initially|originally|earlier|previously|before)\b", re.IGNORECASE)
#: "They first spoke of six injured but lowered the figure on Monday": the new figure stands elsewhere.
_GIVEN_UP = re.compile(
    r"\b(?:at first|first|initially|originally|earlier)\s+(?:\w+\s+)?(?:spoke|spoken|said|reported|put|gave|given"
    r"|estimated|announced|named)\b[^.]{0,120}\bbut\s+(?:\w+\s+){0,2}(?:lowered|raised|revised|corrected|withdrew|reduced|changed"
    r"|dropped)\s+(?:it|that|this|(?:the|that|this|its|their)\s+(?:figures?|numbers?|tolls?|estimates?|counts?))\b(?!\s+to\b)",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|never|cannot|\w+n[’']t)\b", re.IGNORECASE)


def tells_otherwise(question: str, sentence: str, language: str | None) -> bool:
    """Whether a sentence tells that what is asked was done to another, affirms what is asked of as not so, or gives a
    figure that was given up later.

    Args:
        question: as it is asked.
        sentence: of an article.
        language: of the sentence, as an ISO 639-1 code; told from its words where None.
    """
    if likely_language(question) != _LANGUAGE or (language or likely_language(sentence)) != _LANGUAGE:
        return False
    return (
        _done_to_another(question, sentence)
        or _affirms_what_is_denied(question, sentence)
        or _gives_a_figure_up(question, sentence)
    )


def _gives_a_figure_up(question: str, sentence: str) -> bool:
    """Whether a sentence tells a figure only as what was said at first and changed then, and that is not asked for."""
    return _GIVEN_UP.search(sentence) is not None and _AT_FIRST.search(question) is None


def _done_to_another(question: str, sentence: str) -> bool:
    asked = _whom(question)
    if asked is None:
        return False
    act, whom = asked
    read = read_sentence(sentence, _LANGUAGE)
    others = [
        found
        for place, token in enumerate(read.tokens)
        if token.kind != "mark" and token.text[0].islower() and canonical(token.text, _LANGUAGE) == act
        if (found := _done_to(read, place)) is not None
    ]
    if not others or any(same_person(whom, other) for other in others):
        return False
    return not find_name(whom.name, read, (read,), acronyms(sentence))


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
    if not any(token.text.lower() in BE for token in before):
        return _after(read, verb)
    free = [item for item in read.items if item.kind == "name" and not read.stands_behind(item.first, _ELSEWHERE, _THE)]
    name = next((item for item in reversed(free) if item.last < verb), None)
    return name if name is not None and unbroken(read, name.last, verb, _STOPS) else None


def _after(read: ParsedSentence, verb: int) -> Item | None:
    found = named_object(read, verb, _STOPS)
    return found if found is not None and found.first - verb <= _REACH else None


def _affirms_what_is_denied(question: str, sentence: str) -> bool:
    """Whether a sentence that denies nothing has a word of which the question asks that it is not so."""
    not_so = _asked_as_not_so(question)
    if not not_so:
        return False
    read = read_sentence(sentence, _LANGUAGE)
    return not cues(read) and any(token.term in not_so for token in read.tokens)


@lru_cache(maxsize=256)
def _asked_as_not_so(question: str) -> frozenset[str]:
    """The terms right behind what a question denies; none where it asks for no person, thing, time or place."""
    if not _ASKS.match(question) or not _DENIES.search(question):
        return frozenset()
    asked = read_sentence(question, _LANGUAGE)
    return frozenset(
        asked.tokens[index].term
        for cue, reach in cues(asked).items()
        if asked.tokens[cue].kind == "negation"
        for index in reach[:1]
        if asked.tokens[index].kind == "word" and index in negated(asked) and index not in asked.in_items
    )


def told_as_no_fact(question: str, sentence: str, language: str | None) -> str | None:
    """The verb of a question about what happened that a sentence denies, or tells as planned, tried or imagined: "he
    denied that he took 50,000" does not tell how much he took.

    Args:
        question: as it is asked.
        sentence: of an article.
        language: of the sentence, as an ISO 639-1 code; told from its words where None.

    Returns:
        The verb as verbs are compared; None where the sentence has none of them, or tells it as a fact, too.
    """
    asked = _happened(question)
    if not asked or (language or likely_language(sentence)) != _LANGUAGE:
        return None
    read = read_sentence(sentence, _LANGUAGE)
    told = unreal(read)
    not_so = {index for index, one in told.items() if one.kind != "future"} | _denied(read, question)
    for term in sorted(asked):
        places = read.places.get(term, ())
        if any(index in not_so for index in places):
            return term if all(index in not_so or not may_be_verb(read, index) for index in places) else None
    return None


def has_verb(verb: str, sentence: str) -> bool:
    """Whether an English sentence has a verb that :func:`told_as_no_fact` gave for another one."""
    return verb in read_sentence(sentence, _LANGUAGE).places


def _denied(read: ParsedSentence, question: str) -> set[int]:
    """The verbs that a sentence says are not so, other than of nobody or nothing, or not yet then."""
    asked = read_sentence(question, _LANGUAGE)
    under = negated(read)
    return {
        index
        for cue, reach in cues(read).items()
        if read.tokens[cue].text.lower() not in _NONE and not begins_later(read, cue, asked)
        for index in (reach[:1] if read.tokens[cue].kind == "negation" else reach)
        if index in under
    }


@lru_cache(maxsize=256)
def _happened(question: str) -> frozenset[str]:
    """The terms of which one is the verb of what a question asks of as having happened; none where it asks for what was
    planned or denied, or whether something is so."""
    happened = _HAPPENED.search(question)
    if likely_language(question) != _LANGUAGE or not _ASKS.match(question) or happened is None:
        return frozenset()
    if _NOT_OF_A_FACT.search(question):
        return frozenset()
    asked, kind = read_sentence(question, _LANGUAGE), asked_for(question)
    if unreal(asked) or cues(asked) or (kind and kind.kind == "statement"):
        return frozenset()
    verbs = (
        token.term
        for index, token in enumerate(asked.tokens)
        if token.start >= happened.end() and index not in asked.in_items and may_be_verb(asked, index)
    )
    return frozenset(verbs)
