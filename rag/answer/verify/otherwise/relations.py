"""How a claim's words stand to the rest of it: in a place or near it, since a day or until it, because of rain or despite it.

Such words are too small to count for how much of a claim a source holds, and decide what it says.
"""

# ruff: noqa: E501 - a relation's words stand on a line.

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rag.answer.verify.units import ClaimUnit
from rag.answer.verify.unreal import tense
from rag.text.parse import ParsedSentence
from rag.text.wordlists import listed

#: A relation: what it is of, and which of those it is.
_Relation = tuple[str, str]
_IN, _BESIDE = ("place", "in"), ("place", "beside")
_SINCE, _UNTIL = ("time", "since"), ("time", "until")
_AFTER, _WITHIN = ("time", "after"), ("time", "within")
_TO, _FROM = ("direction", "to"), ("direction", "from")
_BECAUSE, _DESPITE = ("cause", "because"), ("cause", "despite")

_WORDS: dict[str, dict[_Relation, str]] = {
    "en": {
        _IN: r"in|at|inside",
        _BESIDE: r"near|outside|off|beside|alongside|between|beyond|(?:close|next) to|short of|(?<!the )(?:north|south|east|west)(?:east|west)? of"
        r"|(?:border|frontier) (?:with|of)|edge of|outskirts of|vicinity of|(?:miles|kilometres|kilometers|km) (?:from|of)",
        _SINCE: r"since|from",
        _UNTIL: r"until|till",
        _AFTER: r"after",
        _WITHIN: r"within",
        _TO: r"to|into|towards?",
        _FROM: r"from",
        _BECAUSE: r"because of|due to|owing to|thanks to|as a result of|caused by|because",
        _DESPITE: r"despite|in spite of|notwithstanding|regardless of|even though|although",
    },
    "de": {
        _IN: r"in|im",
        _BESIDE: r"bei|nahe|unweit|außerhalb|(?:nördlich|südlich|östlich|westlich)(?: von)?|zwischen",
        _SINCE: r"seit|ab",
        _UNTIL: r"bis",
        _AFTER: r"nach",
        _TO: r"nach",
        _FROM: r"aus|von(?= [\w-]+ nach\b)",
        _WITHIN: r"innerhalb|binnen",
        _BECAUSE: r"wegen|aufgrund|dank|infolge|weil",
        _DESPITE: r"trotz|ungeachtet|obwohl",
    },
    "fr": {
        _IN: r"à|dans|en",
        _BESIDE: r"près de|au (?:nord|sud|large) de|à l[’']?\s?(?:est|ouest) de|hors de|entre",
        _SINCE: r"depuis|à partir de",
        _UNTIL: r"jusqu[’']\s?(?:à|en|au)|jusqu",
        _BECAUSE: r"à cause d[e’']|en raison d[e’']|grâce à",
        _DESPITE: r"malgré|en dépit d[e’']|bien qu[e’']",
    },
}
#: What a claim says, and what a source says that excludes it.
_EXCLUDE = frozenset(
    (one, other)
    for one, other in (
        ("in", "beside"),
        ("since", "until"),
        ("until", "since"),
        ("after", "within"),
        ("to", "from"),
        ("from", "to"),
        ("because", "despite"),
        ("despite", "because"),
    )
)
#: So many words behind a relation's own it reaches.
_REACH = {"place": 4, "time": 4, "direction": 4, "cause": 6}
#: Of what a relation is: in a year, not in a place.
_REACHED = {
    "place": ("name", "word"),
    "time": ("date", "figure", "name", "word"),  # "March" may be read as a name
    "direction": ("name",),
    "cause": ("name", "date", "figure", "word"),
}
_WITHIN_PHRASE = listed(
    "the a an his her its their this that those these of der die das den dem des ein eine einen einem einer le la les l un une du des de"
)
_PLACES = listed("city town village island region district port")
_SUPERLATIVE = re.compile(r"(?:most|least|best|worst|main|leading|\w{2,}est)", re.IGNORECASE)
_NO_SUPERLATIVE = listed(
    "west forest interest request protest guest quest test arrest harvest contest rest chest nest invest suggest honest modest latest"
)
_NOT_THE_MOST = re.compile(
    r"\b(?P<of>one of (?:[\w’'-]+ ){1,3}?|among (?:the|its|their) (?!most\b|least\b)|(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[2-9](?:nd|rd|th))[ -])(?P<most>(?:most|least|best|worst|main|leading|\w{2,}est)\b)",
    re.IGNORECASE,
)


def related_otherwise(claim: ParsedSentence, sentence: ParsedSentence) -> tuple[str, str] | None:
    """What stands in one relation in a claim and only in another one in a sentence ("in Lenn", "north of Lenn"): the
    words of both; None where nothing does, or in a language that is not known."""
    mine, theirs = relations(claim), relations(sentence)
    denied = any(token.kind == "negation" for side in (claim, sentence) for token in side.tokens)
    for index, own in mine.items():
        places = sentence.places.get(claim.tokens[index].term, ())
        for (group, which), words in own.items():
            if group == "time" and denied:  # "not opened until 1990", "open since 1990"
                continue
            found = [_others(theirs.get(place, {}), group) for place in places]
            if found and all(others and (group, which) not in others and _differ(which, others) for others in found):
                other = next(iter(found[0].values()))
                return f"{words} {claim.tokens[index].text}", f"{other} {claim.tokens[index].text}"
    for index, token in enumerate(claim.tokens):
        if token.kind == "word" and index not in mine and index in claim.in_items and _is_object(claim, index):
            found = [theirs.get(place, {}) for place in sentence.places.get(token.term, ())]
            if found and all(_BESIDE in one for one in found):
                return token.text, f"{found[0][_BESIDE]} {token.text}"
    return None


def _is_object(sentence: ParsedSentence, index: int) -> bool:
    """Whether something is done to a place ("struck the city of Mendaro")."""
    place = index - 1
    while place > 0 and sentence.tokens[place].text.lower() in _WITHIN_PHRASE | _PLACES:
        place -= 1
    return place > 0 and tense(sentence, place) is not None


def _others(relations_there: Mapping[_Relation, str], group: str) -> dict[_Relation, str]:
    return {relation: words for relation, words in relations_there.items() if relation[0] == group}


def _differ(which: str, others: Mapping[_Relation, str]) -> bool:
    """Whether a relation goes with none of others: who is near a place is not in it, but who is in it may be said to be
    near."""
    return all((which, other) in _EXCLUDE for _, other in others)


@lru_cache(maxsize=4096)
def relations(sentence: ParsedSentence) -> dict[int, dict[_Relation, str]]:
    """The relations in which the words of a sentence stand, by index, each with its own words."""
    found: dict[int, dict[_Relation, str]] = {}
    starts = [token.start for token in sentence.tokens]
    kinds = {index: item.kind for item in sentence.items for index in range(item.first, item.last + 1)}
    for relation, pattern in _patterns(sentence.language).items():
        for match in pattern.finditer(sentence.text):
            for index in _phrase(sentence, bisect_left(starts, match.end()), relation[0], kinds):
                found.setdefault(index, {})[relation] = match.group().lower()
    return found


def _phrase(sentence: ParsedSentence, first: int, group: str, kinds: Mapping[int, str]) -> Iterator[int]:
    """The words of one phrase that a relation reaches, of the kinds that it is of."""
    for index in range(first, min(first + _REACH[group], len(sentence.tokens))):
        token = sentence.tokens[index]
        if token.kind == "mark" or (token.kind == "function" and token.text.lower() not in _WITHIN_PHRASE):
            return
        if not token.carries:
            continue
        if kinds.get(index, "word") in _REACHED[group]:
            yield index


@lru_cache(maxsize=16)
def _patterns(language: str) -> dict[_Relation, re.Pattern[str]]:
    words = _WORDS.get(language, {})
    return {relation: re.compile(rf"(?<![\w’'-])(?:{one})(?![\w-])", re.IGNORECASE) for relation, one in words.items()}


def compared_otherwise(
    claim: ParsedSentence, units: Sequence[ClaimUnit], sentence: ParsedSentence, source: int, number: int
) -> tuple[ClaimUnit, ClaimUnit] | None:
    """Two things that a sentence compares the other way round ("Orr was faster than Manz"); None where it does not."""
    mine, theirs = _than(claim), _than(sentence)
    if mine is None or theirs is None:
        return None
    before, after = (
        [unit for unit in units if (unit.first < mine) == first and unit.kind in ("name", "word")]
        for first in (True, False)
    )
    for one in before:
        here = [place.index for place in one.at(source, number, number)]
        if not here or min(here) < theirs:
            continue
        for other in after:
            there = [place.index for place in other.at(source, number, number)]
            if there and max(there) < theirs:
                return one, other
    return None


def _than(sentence: ParsedSentence) -> int | None:
    """The one "than" of a sentence that compares two things, not a thing with a number."""
    found = [index for index, token in enumerate(sentence.tokens) if token.text.lower() == "than"]
    if len(found) != 1 or any(item.kind == "figure" and item.first == found[0] + 1 for item in sentence.items):
        return None
    return found[0]


def not_the_most(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """What a claim calls the largest, where a sentence calls it the second-largest or one of the largest."""
    theirs = {match["most"].lower(): match.group() for match in _NOT_THE_MOST.finditer(sentence.text)}
    mine = {match["most"].lower() for match in _NOT_THE_MOST.finditer(claim.text)}
    said = [word.lower() for word in re.findall(r"[A-Za-z]+", claim.text) if _SUPERLATIVE.fullmatch(word)]
    for word in said:
        often = len(re.findall(rf"\b{word}\b", sentence.text, re.IGNORECASE))
        if word in theirs and word not in mine and word not in _NO_SUPERLATIVE and often == 1:
            return theirs[word]
    return None
