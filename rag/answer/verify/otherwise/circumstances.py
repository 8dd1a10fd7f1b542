"""Under which circumstances a source says something that a claim says without them. English.

What was so until 1987 is not so now, what is to be done only if money comes is not to be done, who came second did not
come first, and at least 12 are not exactly 12.
"""

# ruff: noqa: E501 - the words of a kind stand on a line.

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from rag.text.parse import ParsedSentence
from rag.text.wordlists import listed

#: What tells that something is over.
_OVER = re.compile(
    r"\b(?:until|till|once|used to|formerly|previously|no longer|at (?:its|their|his|her) (?:peak|height)|as a (?:child|boy|girl|student)|when (?:it|they|he|she) (?:was|were))\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|did|been|used|once|until|till|former\w*|no longer|\w+ed|held|led|ran|built|made)\b", re.IGNORECASE)  # fmt: skip
_WAS_SAID = re.compile(r"\b(?:was|were|had|did|been|used to|once|until|till|former\w*|no longer)\b", re.IGNORECASE)
_IS = listed("is are has have")
_WAS = listed("was were had")
#: A condition of what stands before it, or before the comma that ends it.
_CONDITION = re.compile(
    r"\b(?:only if|unless|provided that|on condition that|as long as|so long as)\b"
    r"|(?<!ask )(?<!asked )(?<!wonder )(?<!know )(?<!knew )(?<!see )(?<!unclear )(?<!even )(?<!as )(?<!decide )(?<!regardless )\bif\b(?! so\b)(?! not\b)(?! any\b)",
    re.IGNORECASE,
)
#: So many of a sentence are looked at.
_MOST_CONDITIONS = 10
_WILL = re.compile(r"\b(?:will|shall|would)\b|[’']ll\b", re.IGNORECASE)
_STATES_CONDITION = re.compile(r"\b(?:if|unless|provided|condition\w*|as long as|so long as|when|once|depend\w*|threat\w*|warn\w*|may|might|could|would)\b", re.IGNORECASE)  # fmt: skip
_ORDINALS = listed("first second third fourth fifth sixth seventh eighth ninth tenth")
_EXACTLY = re.compile(r"\b(?:exactly|precisely)\s+(?P<figure>[\w.,]*\w)", re.IGNORECASE)
_ABOUT = r"(?:at least|more than|over|about|around|some|almost|nearly|up to|as many as|roughly|approximately|at most|fewer than|less than)"

_UNITS = (
    listed("second minute hour day week month year decade century"),
    listed("millimetre centimetre metre kilometre inch foot yard mile"),
    listed("gram kilogram tonne pound ounce"),
    listed("hectare acre"),
    listed("cent crown dollar euro pound yen franc"),
)
_SINGULAR = {f"{unit}s": unit for units in _UNITS for unit in units} | {
    "feet": "foot", "inches": "inch", "centuries": "century", "km": "kilometre", "kilometer": "kilometre",
    "kilometers": "kilometre", "meter": "metre", "meters": "metre", "ton": "tonne", "tons": "tonne",
}  # fmt: skip
_UNIT = "|".join(sorted({*_SINGULAR, *_SINGULAR.values()}, key=len, reverse=True))
_NUMBER = r"(?P<number>\d[\d.,]*(?: (?:thousand|million|billion))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|ninety|hundred)"
_MEASURE = re.compile(rf"\b{_NUMBER}[ -](?P<unit>{_UNIT})\b(?!-old)", re.IGNORECASE)
_RATE = re.compile(
    rf"(?<=\w )(?:a|an|per|each|every) (?P<unit>{'|'.join(_UNITS[0])})\b(?![ -](?:ago|later|earlier|old|before|after))",
    re.IGNORECASE,
)


def otherwise_told(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """The words of a sentence that say under which circumstances it holds, which a claim leaves out; None where there
    are none, or in another language than English."""
    if claim.language != "en":
        return None
    return (
        _over(claim, sentence)
        or _on_condition(claim, sentence)
        or _at_another_place(claim, sentence)
        or _about(claim, sentence)
        or _in_another_unit(claim, sentence)
    )


def _over(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """What tells that what a claim says to be so was so."""
    match = _OVER.search(sentence.text)
    mine, theirs = ({token.text.lower() for token in side.tokens} for side in (claim, sentence))
    past = _WAS_SAID if mine & _IS else _PAST  # "is used" is of today
    if match is None or past.search(claim.text):
        return None
    verbs = [
        (token.text.lower(), sentence.tokens[place].text.lower())
        for token in claim.tokens
        if token.kind in ("word", "light") and token.text.islower()
        for place in sentence.places.get(token.term, ())
        if token.text.lower().endswith("s")
        or token.text.lower() in ("hold", "control", "live", "work", "own", "run", "use")
    ]
    if mine & _IS:
        return match.group() if theirs & _WAS and not theirs & _IS else None
    if any(one == other for one, other in verbs):
        return None  # said of today, too
    return match.group() if any(_PAST.fullmatch(other) for _, other in verbs) else None


def _on_condition(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """The condition of what a claim says will be: behind it in the same sentence, of the verb that the claim has."""
    if _STATES_CONDITION.search(claim.text) or not _WILL.search(claim.text):
        return None
    mine = {token.term for token in claim.tokens if token.kind == "word"}
    for match in islice(_CONDITION.finditer(sentence.text), _MOST_CONDITIONS):
        modals = list(_WILL.finditer(sentence.text, 0, match.start()))
        behind = [token for token in sentence.tokens if modals and token.start >= modals[-1].end() and token.carries]
        if behind and behind[0].term in mine:
            return match.group()
    return None


def _at_another_place(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """The ordinal that a sentence has where a claim has another one ("finished third", "finished first")."""
    mine, theirs = _ordinals(claim), _ordinals(sentence)
    if set(mine) & set(theirs):
        return None
    return next((word for word, beside in theirs.items() if any(beside & own for own in mine.values())), None)


def _ordinals(sentence: ParsedSentence) -> dict[str, set[str]]:
    """The ordinals of a sentence, each with the words right beside it that say something."""
    found: dict[str, set[str]] = {}
    for index, token in enumerate(sentence.tokens):
        if token.text.lower() in _ORDINALS:
            before = [one.term for one in sentence.tokens[max(0, index - 1) : index] if one.carries]
            after = [one.term for one in sentence.tokens[index + 1 : index + 3] if one.carries]
            found.setdefault(token.text.lower(), set()).update([*before, *after[:1]])
    return found


def _about(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    for match in _EXACTLY.finditer(claim.text):
        if found := re.search(rf"\b{_ABOUT}\s+{re.escape(match['figure'])}\b", sentence.text, re.IGNORECASE):
            return found.group()
    return None


def _in_another_unit(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """What a sentence measures in another unit by the same number ("six years", "six months"), or in another time."""
    for pattern in (_MEASURE, _RATE):
        mine, theirs = _measures(pattern, claim.text), _measures(pattern, sentence.text)
        for number, units in mine.items():
            others = theirs.get(number, {})
            if others and not units.keys() & others.keys() and _kinds(units.keys()) & _kinds(others.keys()):
                return next(iter(others.values()))
    return None


def _measures(pattern: re.Pattern[str], text: str) -> dict[str, dict[str, str]]:
    """The units by the numbers before them, each with the words."""
    found: dict[str, dict[str, str]] = {}
    for match in pattern.finditer(text):
        unit = _SINGULAR.get(match["unit"].lower(), match["unit"].lower())
        found.setdefault((match.groupdict().get("number") or "").lower(), {})[unit] = match.group()
    return found


def _kinds(units: Iterable[str]) -> set[int]:
    return {kind for kind, known in enumerate(_UNITS) for unit in units if unit in known}
