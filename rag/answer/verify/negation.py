"""What a sentence denies: which of its words stand under "not", "never", "no", "denied" and their like."""

from __future__ import annotations

from functools import lru_cache

from rag.text.parse import ParsedSentence
from rag.text.wordlists import NOT_REALLY, UNTRUE, denials, listed

# How many words that say something a negation reaches.
_REACH = 2
_REACH_OF_NONE = 3
_REACH_BACK = 8
_BE = listed("is are was were be been as ist war sind waren est sont était étaient це є")
_WIDE = listed(
    """no none nobody neither nor without kein keine keinen keinem keiner keines ohne aucun aucune sans без жоден
    жодна sin senza sem"""
)
_AFTER_VERB = frozenset({"de", "nl"})
# "It was not opened until 1990" tells that it was opened.
_UNTIL = listed("until till jusqu'à avant")
_UNTIL_WITHIN = 8
# "no longer", "nicht mehr": what follows is denied, not that it is longer.
_NO_MORE = listed("longer anymore mehr")
_THAN = listed("than als")
# A prefix reaches the word that it is joined to.
_PREFIX = "non"
_BREAKS = listed(
    """but however although though while whereas because and aber sondern weil und mais parce et але проте бо і та"""
)


@lru_cache(maxsize=4096)
def negated(sentence: ParsedSentence) -> frozenset[int]:
    """The indexes of words that an odd number of negations reach."""
    counts: dict[int, int] = {}
    for reach in cues(sentence).values():
        for index in reach:
            counts[index] = counts.get(index, 0) + 1
    return frozenset(index for index, count in counts.items() if count % 2)


@lru_cache(maxsize=4096)
def cues(sentence: ParsedSentence) -> dict[int, tuple[int, ...]]:
    """The index of each negating word, with the indexes of the words that it reaches."""
    found: dict[int, tuple[int, ...]] = {}
    verbs = denials(sentence.language)
    for index, token in enumerate(sentence.tokens):
        if token.kind == "negation":
            following = sentence.tokens[index + 1].text.lower() if index + 1 < len(sentence.tokens) else ""
            if following in NOT_REALLY or (token.text.lower() == "ni" and sentence.language == "fr"):
                continue
            after = sentence.tokens[index + 2].text.lower() if index + 2 < len(sentence.tokens) else ""
            if following in _NO_MORE and after not in _THAN:
                found[index] = reach_of(sentence, index + 1, _REACH_OF_NONE)
                continue
            wide = _REACH_OF_NONE if token.text.lower() in _WIDE else _REACH
            reach = reach_of(sentence, index, 1 if is_prefix(sentence, index) else wide)
            if sentence.language in _AFTER_VERB and token.text.lower() not in _WIDE:
                reach = (*_before(sentence, index), *reach[:1])
            found[index] = reach
        elif _rules_out(sentence, index):
            found[index] = reach_of(sentence, index + 1, _REACH_OF_NONE)
        elif token.term in verbs and token.kind != "mark":
            found[index] = reach_of(sentence, index, _REACH_OF_NONE)
        if token.text.lower() in UNTRUE and _predicate(sentence, index):
            found[index] = tuple(i for i in range(index) if sentence.tokens[i].carries)[-_REACH_BACK:]
    return found


def is_prefix(sentence: ParsedSentence, index: int) -> bool:
    """Whether a token is the beginning of a joined word: "non-voting"."""
    token = sentence.tokens[index]
    return token.text.lower() == _PREFIX and sentence.text[token.end : token.end + 1] in ("-", "‑")


def begins_later(sentence: ParsedSentence, index: int, other: ParsedSentence) -> bool:
    """Whether a negation only tells when something began to be so, and another sentence can mean that, too.

    "It was not opened until 1990" goes with "It was opened in 1990", not with "It was open until 1990".
    """
    if any(token.text.lower() in _UNTIL for token in other.tokens):
        return False
    for token in sentence.tokens[index + 1 : index + 1 + _UNTIL_WITHIN]:
        if token.kind == "mark" and token.text in ",.;:!?()—":
            return False
        if token.text.lower() in _UNTIL:
            return True
    return False


def _predicate(sentence: ParsedSentence, index: int) -> bool:
    """Whether something is said to *be* so."""
    return any(token.text.lower() in _BE for token in sentence.tokens[max(0, index - 3) : index])


def _rules_out(sentence: ParsedSentence, index: int) -> bool:
    following = sentence.tokens[index + 1].text.lower() if index + 1 < len(sentence.tokens) else ""
    return sentence.tokens[index].term == "rule" and following == "out"


def reach_of(sentence: ParsedSentence, index: int, count: int) -> tuple[int, ...]:
    """The first ``count`` words that say something after ``index``, within its clause."""
    found: list[int] = []
    for place in range(index + 1, len(sentence.tokens)):
        token = sentence.tokens[place]
        if (token.kind == "mark" and token.text in ".;:!?()—") or (
            found and (token.text == "," or token.text.lower() in _BREAKS)
        ):
            break
        if token.carries:
            found.append(place)
            if len(found) == count:
                break
    return tuple(found)


def _before(sentence: ParsedSentence, index: int) -> tuple[int, ...]:
    for place in range(index - 1, max(-1, index - 7), -1):
        token = sentence.tokens[place]
        if token.kind == "mark":
            break
        if token.carries and token.text[0].islower() and place not in sentence.in_items:
            return (place,)
    return ()
