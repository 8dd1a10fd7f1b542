"""A claim laid beside a source's sentence of nearly the same words: what stands where the other has something else.

Most written answers are close to a sentence of their source. There a swapped name, a dropped "not" or an opposite
shows in its place, whatever else the sentences say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from rag.answer.verify import reasons
from rag.answer.verify.negation import begins_later
from rag.answer.verify.slot_matching import comparable, same
from rag.text.names import same_part, spelled_out
from rag.text.parse import Item, ParsedSentence, Token, fold
from rag.text.wordlists import CLASSES, NOT_REALLY, TITLES

# The share of the claim's words that a sentence must have in the same order to be laid beside it.
_NEARLY_SAME = 0.6
# What is swapped differs in length by at most so many words.
_SWAPPED_LENGTH = 8
# A part of a name that stands so many tokens beside its place is only shifted.
_BESIDE = 12
# Longer ones, in words, are not laid beside each other: that would take long, and no answer is made so.
_LONGEST = 250
_Block = tuple[str, int, int, int, int]


def swapped(claim: ParsedSentence, sentence: ParsedSentence, acronyms: Mapping[str, tuple[str, ...]]) -> str | None:
    """The reason why a sentence of nearly the same words says something else; None where it does not."""
    mine, theirs = _words(claim), _words(sentence)
    for tag, a, b, c, d in _differences(claim, sentence):
        said = [claim.tokens[index] for index in mine[a:b]]
        found = [sentence.tokens[index] for index in theirs[c:d]]
        if tag == "replace" and abs(len(said) - len(found)) <= _SWAPPED_LENGTH:
            stated = [
                item
                for item in _items(claim, mine[a:b])
                if not any(alike(claim, item, sentence) for alike in (_counted_alike, _named_alike))
            ]
            if clash := _clash(stated, _items(sentence, theirs[c:d]), acronyms):
                return reasons.instead(*clash)
            if part := _other_part(claim, mine[a:b], sentence, theirs[c:d], acronyms):
                return reasons.instead(*part)
        elif _only_denial([*said, *found]):
            after = sentence.tokens[theirs[d]].text.lower() if d < len(theirs) else ""
            later = any(begins_later(sentence, index, claim) for index in theirs[c:d])
            later = later or any(begins_later(claim, index, sentence) for index in mine[a:b])
            if later:
                continue
            if after not in NOT_REALLY or (tag == "delete" and after == "only"):
                return reasons.denied(_next_word(claim, mine, b))
    return None


def _clash(
    mine: Sequence[Item], theirs: Sequence[Item], acronyms: Mapping[str, tuple[str, ...]]
) -> tuple[str, str] | None:
    """An item of the claim and the one that the sentence has instead, if they cannot be the same."""
    for item in mine:
        others = [other for other in theirs if comparable(item, other)]
        if others and not any(_agree(item, other, acronyms) for other in theirs):
            return item.text, others[0].text
    return None


def _counted_alike(claim: ParsedSentence, item: Item, sentence: ParsedSentence) -> bool:
    """Whether the sentence has the figure with the same thing counted, if elsewhere ("12,000 cars and 340 lorries")."""
    if item.figure is None:
        return False
    counted = _counted(claim, item)
    if counted is None:
        return False
    said, found = (
        sum(
            other.figure is not None and item.figure.agrees(other.figure) and _counted(side, other) == counted
            for other in side.items
        )
        for side in (claim, sentence)
    )
    return said <= found


def _named_alike(claim: ParsedSentence, item: Item, sentence: ParsedSentence) -> bool:
    """Whether the sentence has the name too, if elsewhere ("in Tampa Bay, Florida" for "in Tampa, Florida")."""
    if item.kind != "name":
        return False
    said, found = (sum(other.name == item.name for other in side.items) for side in (claim, sentence))
    return said <= found


def _counted(sentence: ParsedSentence, item: Item) -> str | None:
    for token in sentence.tokens[item.last + 1 : item.last + 3]:
        if token.kind == "word":
            return token.term
        if token.kind == "mark":
            break
    return None


def _other_part(
    claim: ParsedSentence,
    mine: Sequence[int],
    sentence: ParsedSentence,
    theirs: Sequence[int],
    acronyms: Mapping[str, tuple[str, ...]],
) -> tuple[str, str] | None:
    """Parts of names that differ although another part is the same: "Lombard Arabic" for "Lombard Salerno"."""
    reach = sentence.tokens[max(0, theirs[0] - _BESIDE) : theirs[-1] + 1 + _BESIDE] if theirs else ()
    beside = {fold(token.text) for token in reach}  # "in Tampa Bay, Florida" has no other name for "Florida"
    said = [
        token
        for token in _parts(claim, mine)
        if fold(token.text) not in beside
        and claim.signature.count(_folded(token)) > sentence.signature.count(_folded(token))
    ]
    found = _parts(sentence, theirs)
    short, long = [[part for token in side for part in acronyms.get(fold(token.text), ())] for side in (said, found)]
    mine_too, theirs_too = (
        [*map(_folded, side), *full, *_initials(side)] for side, full in ((said, short), (found, long))
    )
    if said and found and not any(same_part(one, other) for one in mine_too for other in theirs_too):
        return said[0].text, found[0].text
    return None


def _initials(parts: Sequence[Token]) -> list[str]:
    """What a name of three words and more is called for short."""
    return ["".join(fold(token.text)[:1] for token in parts)] if len(parts) > 2 else []


def _folded(token: Token) -> str:
    return fold(token.text)


def _parts(sentence: ParsedSentence, indexes: Sequence[int]) -> list[Token]:
    named = {i for item in sentence.items if item.kind == "name" for i in range(item.first, item.last + 1)}
    return [
        token
        for index in indexes
        if index in named
        and (token := sentence.tokens[index]).kind == "word"
        and fold(token.text) not in TITLES | CLASSES
    ]


def _only_denial(tokens: Sequence[Token]) -> bool:
    """Whether the tokens are a negation, with nothing beside it but what grammar asks for ("did not")."""
    denials = sum(token.kind == "negation" for token in tokens)
    return denials % 2 == 1 and not any(token.kind == "word" for token in tokens)


def _differences(claim: ParsedSentence, sentence: ParsedSentence) -> list[_Block]:
    mine, theirs = _terms(claim), _terms(sentence)
    if max(len(mine), len(theirs)) > _LONGEST:
        return []
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    blocks = matcher.get_matching_blocks()
    if not mine or sum(block.size for block in blocks) < _NEARLY_SAME * len(mine):
        return []
    return [block for block in matcher.get_opcodes() if block[0] != "equal"]


@lru_cache(maxsize=4096)
def _words(sentence: ParsedSentence) -> tuple[int, ...]:
    return tuple(index for index, token in enumerate(sentence.tokens) if token.kind != "mark")


@lru_cache(maxsize=4096)
def _terms(sentence: ParsedSentence) -> tuple[str, ...]:
    return tuple(sentence.tokens[index].term for index in _words(sentence))


def _items(sentence: ParsedSentence, indexes: Sequence[int]) -> list[Item]:
    """The items that have a token among ``indexes``, one that tells them from others."""
    inside = {index for index in indexes if fold(sentence.tokens[index].text) not in CLASSES}
    return [item for item in sentence.items if any(index in inside for index in range(item.first, item.last + 1))]


def _agree(item: Item, other: Item, acronyms: Mapping[str, tuple[str, ...]]) -> bool:
    if same(item, other):
        return True
    if item.kind == other.kind == "name":
        return spelled_out(item.name, other.name, acronyms)
    return bool(
        item.figure and other.day and other.day.year is not None and float(other.day.year) in item.figure.values
    )


def _next_word(claim: ParsedSentence, indexes: Sequence[int], place: int) -> str:
    return next(
        (claim.tokens[index].text for index in indexes[place:] if claim.tokens[index].carries),
        claim.tokens[indexes[min(place, len(indexes) - 1)]].text,
    )
