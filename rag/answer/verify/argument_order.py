"""Who does it to whom: "A beat B" is not "B beat A"."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.verify.units import ClaimUnit, ParsedSources
from rag.text.parse import Item, ParsedSentence
from rag.text.wordlists import BE, GIVING, PRONOUNS, SYMMETRIC, irregular_forms, listed

_PASSIVE = BE | listed("wurde wurden worden été")
_BY = frozenset(("by", "von", "par"))
_DETERMINERS = listed("the a an his her its their this that der die das ein eine le la les un une")
#: What a verb is done to stands at most so many words behind it, and behind none of these.
_OBJECT_WITHIN = 6
_NO_OBJECT = frozenset(';:—()"“”') | listed(
    "of in from at to for by with on near that who which and or but as than von mit bei zu dass de à que"
)
_OF = frozenset(("of", "for", "von", "de", "für", "and", "or"))


def exchanged(
    units: Sequence[ClaimUnit], claim: ParsedSentence, shelf: ParsedSources, source: int, first: int, last: int
) -> tuple[ClaimUnit, ClaimUnit] | None:
    """Two names of the claim that the source has the other way round about the same verb; None where it has not."""
    names = [unit for unit in units if unit.kind == "name" or _thing(claim, unit)]
    for verb in units:
        if verb.kind not in ("word", "light") or not _verb(claim, verb.first):
            continue
        left = [name for name in names if name.last < verb.first]
        right = [name for name in names if name.first > verb.first]
        if not left or not right:
            continue
        doer, done_to = left[-1], right[0]
        if _is_name(doer) != _is_name(done_to):  # "made public by admissions service Ucas"
            continue
        if done_to.kind != "name" and not _directly(claim, verb.first, done_to.first):
            continue
        if _split(claim, doer.last, verb.first) or _split(claim, verb.first, done_to.first):
            continue
        mine = _passive(claim, doer.last, verb.first, done_to.first)
        for number in range(first, last + 1):
            sentence = shelf.readings[source][number]
            straight, turned = _orders(doer, verb, done_to, sentence, source, number)
            if mine:
                straight, turned = turned, straight
            turned = turned or _done_by_pronoun(done_to if mine else doer, verb, sentence, source, number)
            if turned and not straight:
                return doer, done_to
    return None


def _thing(sentence: ParsedSentence, unit: ClaimUnit) -> bool:
    """Whether a unit is a noun, as far as the article right before it tells ("the union", "a pupil"), or a name with
    which a sentence begins, so that its capital tells nothing."""
    if unit.kind != "word":
        return False
    if not unit.first:
        return sentence.language == "en"
    governed = unit.first > 1 and sentence.tokens[unit.first - 2].kind == "function"  # "in the middle"
    return sentence.tokens[unit.first - 1].text.lower() in _DETERMINERS and not governed


def _is_name(unit: ClaimUnit) -> bool:
    return unit.kind == "name" or not unit.first


def _directly(sentence: ParsedSentence, verb: int, noun: int) -> bool:
    """Whether a noun stands right behind a verb, or behind its "by": "voted by 19 to 16 to buy a second ferry" tells of
    nothing that a ferry does."""
    between = [token.text.lower() for token in sentence.tokens[verb + 1 : noun] if token.kind in ("function", "mark")]
    return all(word in _DETERMINERS or word in _BY for word in between) and noun - verb <= _OBJECT_WITHIN


def _orders(
    doer: ClaimUnit, verb: ClaimUnit, done_to: ClaimUnit, sentence: ParsedSentence, source: int, number: int
) -> tuple[bool, bool]:
    straight = turned = False
    for middle in verb.at(source, number, number):
        if not _verb(sentence, middle.index):
            continue
        for one in doer.at(source, number, number):
            for other in done_to.at(source, number, number):
                low, high = sorted((one.index, other.index))
                if (
                    not low < middle.index < high
                    or _split(sentence, low, middle.index)
                    or _split(sentence, middle.index, high)
                ):
                    continue
                if (one.index < other.index) != _passive(sentence, low, middle.index, high):
                    straight = True
                else:
                    turned = True
    return straight, turned


def _done_by_pronoun(agent: ClaimUnit, verb: ClaimUnit, sentence: ParsedSentence, source: int, number: int) -> bool:
    """Whether a pronoun does it to whom the claim has do it: "He suspended Rory Vance" tells of nothing Vance did."""
    here = [place.index for place in agent.at(source, number, number)]
    for middle in verb.at(source, number, number):
        if not middle.index or sentence.tokens[middle.index - 1].text.lower() not in PRONOUNS:
            continue
        name = named_object(sentence, middle.index, _NO_OBJECT)
        if name is None or not any(name.first <= index <= name.last for index in here):
            continue
        apposed = sentence.tokens[name.first - 1].text == ","
        if name.first - middle.index - 1 - apposed <= _OBJECT_WITHIN:
            return True
    return False


def named_object(sentence: ParsedSentence, verb: int, stops: frozenset[str]) -> Item | None:
    """The first name behind a verb, unless one of some words or marks stands between, or a comma elsewhere than right
    before it ("the maintenance manager, Rory Vance")."""
    name = next((item for item in sentence.items if item.kind == "name" and item.first > verb), None)
    return name if name is not None and unbroken(sentence, verb, name.first, stops) else None


def unbroken(sentence: ParsedSentence, first: int, last: int, stops: frozenset[str]) -> bool:
    """Whether none of some words or marks stands between two tokens, nor a comma except right before the second."""
    between = [token.text.lower() for token in sentence.tokens[first + 1 : last]]
    if between[-1:] == [","]:
        between.pop()
    return not any(word == "," or word in stops for word in between)


def _verb(sentence: ParsedSentence, index: int) -> bool:
    token = sentence.tokens[index]
    lowered = token.text.lower()
    before = sentence.tokens[index - 1].text.lower() if index else ""
    after = sentence.tokens[index + 1].text.lower() if index + 1 < len(sentence.tokens) else ""
    if not token.text[0].islower() or token.term in SYMMETRIC or after in _OF:
        return False
    if before in _DETERMINERS and not (before == "a" and sentence.language == "fr"):
        return False
    if sentence.language != "en":
        return True
    return lowered.endswith(("ed", "s")) or lowered in irregular_forms()


def _passive(sentence: ParsedSentence, low: int, verb: int, high: int) -> bool:
    if sentence.tokens[verb].term in GIVING and _given_to(sentence, verb, high):
        return True
    if any(token.text.lower() in _BY for token in sentence.tokens[verb + 1 : verb + 2]):
        return True
    near = sentence.tokens[max(low + 1, verb - 4) : verb]
    return any(token.text.lower() in _PASSIVE for token in near) and any(
        token.text.lower() in _BY for token in sentence.tokens[low + 1 : high]
    )


def _given_to(sentence: ParsedSentence, verb: int, high: int) -> bool:
    """Whether something "was awarded to" somebody, who "was awarded" it."""
    return any(token.text.lower() == "to" for token in sentence.tokens[verb + 1 : min(verb + 4, high)])


def _split(sentence: ParsedSentence, first: int, last: int) -> bool:
    """Whether another clause begins between two tokens."""
    between = sentence.tokens[min(first, last) + 1 : max(first, last)]
    return any(token.kind == "mark" and token.text in ",;:—()" for token in between) or len(between) > 9
