"""What a sentence tells of without telling that it happened: what was planned, tried, demanded, feared or imagined.

"The sale was to be completed in November", "the mayor offered to resign", "if the region pays" have the words of what
is asked or claimed, but not the fact. English, and German where the verb ends the clause.
"""

# ruff: noqa: E501 - the words of a kind stand on a line each, whatever its length.

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.text.late_pattern import LatePattern
from rag.text.parse import ParsedSentence
from rag.text.wordlists import irregular_forms, listed

#: Of the future ("will"); planned, of which the outcome is open ("was to"); or not told to be so at all ("tried to").
Kind = Literal["future", "planned", "not so"]
#: Of a verb that a claim states: it happened, or it happens (also: it will).
Tense = Literal["past", "present"]

_BETWEEN = r"(?:(?:be|been|have|also|still|now|soon|first|then|only|even|either|again|yet|\w{2,}ly)\s+){0,4}"
_VERB = rf"\s+{_BETWEEN}(?P<verb>[a-z]{{3,}})\b"
# "He would later become king" tells that he did.
_STORY = r"(?!\s+(?:later|eventually|subsequently|soon|then|often|sometimes|usually|regularly|frequently|always|ultimately|finally|go\s+on|come\s+to|prove)\b)"
_PLAN = (
    r"(?:plans?|proposals?|bids?|offers?|ideas?|calls?|demands?|attempts?|moves?|requests?|threats?|motions?|promises?)"
)
_END = r"(?:drop|scrap|shelv|abandon|reject|cancel|withdr|block|oppos|postpon|criticis|criticiz|defeat|refus|declin|buri|halt|stop|overturn|turn\w*\s+down|g[ai]ve\w*\s+up|vot\w+\s+against|call\w*\s+off)\w*"
#: The kinds by what says so, each before the verb of which it is said; the first that matches counts.
_BEFORE_VERB: tuple[tuple[Kind, LatePattern], ...] = (
    ("not so", LatePattern(rf"\b(?:{_END})\s+(?:[\w’'-]+\s+){{0,4}}?{_PLAN}\s+to{_VERB}|\b{_PLAN}\s+to{_VERB.replace('verb', 'ended')}(?=[^.;]*\s(?:was|were|has been|have been|is|are)\s+{_END})", re.IGNORECASE)),
    ("not so", LatePattern(rf"\b(?:could|may|might|should|must|ought\s+to|would\s+(?:\w+ly\s+)?have){_VERB}", re.IGNORECASE)),
    ("not so", LatePattern(rf"\b(?:tr(?:y|ies|ied|ying)|attempt(?:s|ed|ing)?|offer(?:s|ed|ing)?|threaten(?:s|ed|ing)?|refus(?:es?|ed|ing)|declin(?:es?|ed|ing)|fail(?:s|ed|ing)?|hesitat(?:es?|ed|ing)|unwilling|reluctant|unlikely|courage|(?:has|have|had)\s+yet|(?:asked|urged|told|called\s+on|wants?|wanted)\s+(?:[\w’'-]+\s+){{1,4}}?)\s*\bto{_VERB}", re.IGNORECASE)),
    ("not so", LatePattern(rf"\b(?:(?:was|were|been)\s+(?:\w+ly\s+)?(?:asked|urged|advised|invited|pressed|begged|not\s+allowed|forbidden|tempted)|stood\s+ready|(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:ready|prepared|willing|eager|keen|free)|appl(?:y|ies|ied|ying)|(?:reserv\w+|ha[sd]|have|claim\w*|demand\w*)\s+the\s+right)\s+to{_VERB}", re.IGNORECASE)),
    ("not so", LatePattern(r"\b(?:in\s+danger\s+of|(?:close|near)\s+to|on\s+the\s+(?:brink|verge|point)\s+of|consider(?:s|ed|ing)?|contemplat(?:es?|ed|ing)|suggest(?:s|ed|ing)?|rul\w+\s+out|instead\s+of|without|(?:in\s+)?talks\s+(?:about|on|over)|short\s+of)\s+(?P<verb>\w{2,}ing)\b", re.IGNORECASE)),
    ("planned", LatePattern(rf"\b(?:agree[sd]?|agreeing|decid(?:es?|ed|ing)|prepar(?:es?|ed|ing)|(?:is|are|was|were|been)\s+(?:ordered|told|required|sentenced|allowed|permitted|entitled|authori[sz]ed|cleared))\s+to{_VERB}", re.IGNORECASE)),
    ("not so", LatePattern(r"\b(?:stop|prevent|keep|kept|barr?|bann?|block|discourag)\w*\s+(?:[\w’'-]+\s+){1,6}?from\s+(?P<verb>\w{2,}ing)\b", re.IGNORECASE)),
    ("not so", LatePattern(r"\b(?:almost|nearly)\s+(?P<verb>[a-z]{3,})\b", re.IGNORECASE)),
    ("planned", LatePattern(rf"\b(?:was|were|been)\s+(?:\w+ly\s+)?(?:(?:due|supposed|expected|scheduled|set|planned|meant|intended|about|slated|going|hoped|likely)\s+)?to{_VERB}", re.IGNORECASE)),
    ("planned", LatePattern(rf"\b(?:(?:is|are|be)\s+(?:\w+ly\s+)?(?:supposed|expected|hoped|likely|forecast|planned|intended)|plan(?:s|ned|ning)?|hop(?:es?|ed|ing)|wants?|wanted|intend(?:s|ed|ing)?|aim(?:s|ed|ing)?|expect(?:s|ed|ing)?|promis(?:es?|ed|ing)|vow(?:s|ed)?|pledg(?:es?|ed)|(?<!in an ){_PLAN})\s+to{_VERB}", re.IGNORECASE)),
    ("planned", LatePattern(rf"\b(?:would|[’']d\s+like\s+to){_STORY}{_VERB}", re.IGNORECASE)),
    ("future", LatePattern(rf"\b(?:will|shall|[’']ll|(?:is|are)\s+(?:\w+ly\s+)?(?:(?:due|scheduled|set|slated|about|going|poised)\s+)?to){_VERB}", re.IGNORECASE)),
)  # fmt: skip
#: Clauses of which no verb tells a fact, to their end.
_CLAUSE = LatePattern(
    r"\b(?:if|unless|imagine|suppose|supposing)\b(?P<clause>[^,;:.!?]*)|^\W*had\b(?P<had>[^,;:.!?]*)(?=,)"
    r"|\b(?:demand|insist|propos|recommend|suggest|request|urg|fear|worr[yi]|anxious|afraid|hop(?=e|ing)"
    r"|(?<!\bno )(?<!\bnot )(?<![n’']t )(?<!\blittle )(?<!\bbeyond )(?<!\bwithout )doubt)\w*\s+that\b(?P<that>[^,;:.!?]*)",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|unless)\b", re.IGNORECASE)
#: In German the verb ends the clause.
_GERMAN = LatePattern(
    r"\b(?:könnten?|sollten?|würden?|müssten?|dürften?|wollten?)\b[^,;:.!?]*?(?P<verb>[a-zäöüß]{3,})(?=\s*[,;:.!?]|\s*$)",
    re.IGNORECASE,
)
_DETERMINERS = listed("the a an his her its their this that no every any")
_ADVERBS = listed("also still now soon first then only even again not never be been")
_PRESENT = listed("is are be being will shall do does")
_NEITHER = listed("to would can could may might should must")


@dataclass(frozen=True, slots=True)
class Unreal:
    """That a verb is told as no fact: of what kind, and the words that say so."""

    kind: Kind
    words: str


@lru_cache(maxsize=4096)
def unreal(sentence: ParsedSentence) -> dict[int, Unreal]:
    """The indexes of verbs that a sentence does not tell to have happened; none in a language that is not known."""
    found: dict[int, Unreal] = {}
    if sentence.language == "en":
        conditional = bool(_IF.search(sentence.text))
        for kind, pattern in _BEFORE_VERB:
            for match in pattern.finditer(sentence.text):
                start = match.start(match.lastgroup or 0)
                if (index := _token_at(sentence, start)) is not None and index not in found:
                    said = " ".join(sentence.text[match.start() : start].split())
                    found[index] = Unreal("not so" if conditional and kind == "planned" else kind, said)
        for match in _CLAUSE.finditer(sentence.text):
            group = match.lastgroup or ""
            said = match.group()[: match.start(group) - match.start()].strip()
            for index in _verbs_within(sentence, *match.span(group)):
                found.setdefault(index, Unreal("not so", said))
    elif sentence.language == "de":
        for match in _GERMAN.finditer(sentence.text):
            if (index := _token_at(sentence, match.start("verb"))) is not None:
                found.setdefault(index, Unreal("not so", match.group().split(maxsplit=1)[0]))
    return found


def may_be_verb(sentence: ParsedSentence, index: int) -> bool:
    """Whether a word can be a verb, as far as its letters and the word before it tell."""
    token = sentence.tokens[index]
    return (
        token.carries
        and token.text[0].islower()
        and not (index and sentence.tokens[index - 1].text.lower() in _DETERMINERS)
    )


def tense(sentence: ParsedSentence, index: int) -> Tense | None:
    """As what a verb is stated: None for a word that is no verb, as far as its form tells."""
    if not may_be_verb(sentence, index):
        return None
    lowered = sentence.tokens[index].text.lower()
    before = [one.text.lower() for one in sentence.tokens[max(0, index - 4) : index]]
    while before and (before[-1] in _ADVERBS or before[-1].endswith("ly")):
        before.pop()
    auxiliary = before[-1] if before else ""
    if auxiliary in _NEITHER:
        return None
    if sentence.language != "en" or auxiliary in _PRESENT:
        return "present"
    if auxiliary == "did" or lowered.endswith("ed") or irregular_forms().get(lowered, lowered) != lowered:
        return "past"
    return "present" if lowered.endswith("s") else None


def _verbs_within(sentence: ParsedSentence, start: int, end: int) -> Iterator[int]:
    for index, token in enumerate(sentence.tokens):
        if start <= token.start < end and index not in sentence.in_items and may_be_verb(sentence, index):
            yield index


def _token_at(sentence: ParsedSentence, start: int) -> int | None:
    """The token that begins at a character, if it says something."""
    index = bisect_left([token.start for token in sentence.tokens], start)
    inside = index < len(sentence.tokens) and sentence.tokens[index].start == start
    return index if inside and sentence.tokens[index].carries else None
