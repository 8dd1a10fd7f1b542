"""Of how many of a thing something is said, and by how much or to what it changes. English only.

What holds of almost all schools does not hold of all of them, and what rose to 9.4 per cent did not rise by as much.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.verify.units import ClaimUnit, ParsedSources
from rag.text.parse import ParsedSentence
from rag.text.wordlists import canonical, listed, numbered

#: The more of a thing, the greater; forms of one rank stand together.
_RANKS = numbered(
    "few/hardly some/several/many/certain quarter/quarters third/thirds half most/majority all/every/each/both", start=0
)
_ALL, _MOST = _RANKS["all"], _RANKS["most"]
#: A claim of such a part says how great it is, neither more nor less.
_PARTS = frozenset(_RANKS[word] for word in ("quarter", "third", "half"))
_NOT_QUITE = listed("almost nearly virtually practically not")
#: So many tokens before a noun its quantifier may stand ("all of the older primary schools").
_WITHIN = 4
_NO_PART_OF_IT = listed(", ; : ( ) – — and or but in on at to for by with from")
#: Before a figure: by how much, from what, to what something changes.
_BY_FROM_TO = listed("by from to")
_CHANGES = frozenset(
    canonical(word, "en")
    for word in listed(
        "rise fall increase decrease grow drop raise lower cut reduce climb shrink jump soar plunge expand go up down"
    )
)


def of_too_many(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> tuple[str, str] | None:
    """What a claim says of more of a thing, or of another part of it, than a window does: the words for how many of it,
    the claim's and the source's; None where it does not."""
    if claim.language != "en":
        return None
    for unit in units:
        if unit.kind != "word" or (mine := _quantified(claim, unit.first)) is None:
            continue
        theirs = [_quantified(shelf.sentence(place), place.index) for place in unit.at(*window)]
        said = [one for one in theirs if one is not None]
        if not said or len(said) < len(theirs):
            continue
        exact = mine[0] in _PARTS
        if all(one[0] < mine[0] or (exact and one[0] != mine[0]) for one in said):
            return mine[1], said[0][1]
    return None


def _quantified(sentence: ParsedSentence, noun: int) -> tuple[int, str] | None:
    """The rank and the word of how many of a thing a sentence speaks; None where it does not say."""
    words = [token.text.lower() for token in sentence.tokens]
    for index in range(noun - 1, max(-1, noun - 1 - _WITHIN), -1):
        word = words[index]
        if word in _NO_PART_OF_IT:
            return None
        rank = _RANKS.get(word)
        if rank is None and index + 1 < noun and words[index + 1] == "of" and _is_number(sentence, index):
            return _RANKS["some"], f"{word} of"
        if rank is None:
            continue
        before = words[index - 1] if index else ""
        if rank == _MOST and before == "the":
            return None  # "the most expensive schools"
        if rank in _PARTS and words[index + 1] != "of" and word != "half":
            return None  # "the third school"
        if rank == _ALL and before in _NOT_QUITE:
            return _MOST, f"{before} {word}"
        return rank, word
    return None


def _is_number(sentence: ParsedSentence, index: int) -> bool:
    return any(item.kind == "figure" and item.first <= index <= item.last for item in sentence.items)


def changed_otherwise(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, window: tuple[int, int, int]
) -> tuple[str, str] | None:
    """What a claim says something changes by (from, to), where a window has that figure only as what it changes to (by,
    from): both with that word, the claim's and the source's."""
    if claim.language != "en":
        return None
    for unit in units:
        if unit.kind != "figure" or (mine := _change(claim, unit.first)) is None:
            continue
        theirs: list[str | None] = []
        for place in unit.at(*window):
            sentence = shelf.sentence(place)
            item = next((one for one in sentence.items if one.first <= place.index <= one.last), None)
            theirs.append(_change(sentence, item.first if item else place.index))
        if theirs and theirs[0] and all(one and one != mine for one in theirs):
            return f"{mine} {unit.text.strip()}", f"{theirs[0]} {unit.text.strip()}"
    return None


def _change(sentence: ParsedSentence, figure: int) -> str | None:
    """The word before a figure that says whether something changes by, from or to it, where something changes."""
    word = sentence.tokens[figure - 1].text.lower() if figure else ""
    changes = any(token.term in _CHANGES for token in sentence.tokens[:figure])
    return word if changes and word in _BY_FROM_TO else None
