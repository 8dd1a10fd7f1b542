"""What a source does not say itself: what somebody alleges or believes, and what one group says and not another. English.

"Prosecutors believe that Frey took bribes" is no word that he did, and what villagers said was not said by the army.
Plain reports ("the fire service said") may be left out of a claim: they stand in its quote.
"""

# ruff: noqa: E501 - the words of a kind stand on a line.

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.parse import ParsedSentence
from rag.text.terms import is_function_word
from rag.text.wordlists import PRONOUNS, canonical, listed, speech

_AUXILIARY = r"(?:had|has|have|was|were|is|are|would|will|did|could)"
#: What makes a belief, a suspicion or an accusation of what stands behind it.
_BELIEVED = re.compile(
    r"\b(?:alleg(?:e|es|ing)\b|alleged\s+that\b|(?<!be )(?<!is )(?<!are )(?<!was )(?<!ly )(?<!been )(?<!were )believe[sd]?\b(?!\s+in\b)|(?:think|thinks|thought|assume[sd]?|suspect(?:s|ed)?|speculate[sd]?|claim(?:s|ed)?)\s+that\b"
    rf"|claim(?:s|ed)?\s+(?=(?:the\s+|its\s+|his\s+|her\s+|their\s+)?\w+\s+(?:\w+\s+)?{_AUXILIARY}\b)|suspect(?:s|ed)\s+(?:[\w’'-]+\s+){{0,4}}?of\b"
    r"|accus(?:e|es|ed|ing)\s+(?:[\w’'-]+\s+){1,6}?of\b|rumou?rs?\s+(?:\w+\s+){0,5}?(?:that\b|of\b)"
    r"|according to (?:a |an |some )?(?:\w+\s+)?(?:blogs?|rumou?rs?|tabloids?|social media|anonymous|unconfirmed|unnamed)\b)",
    re.IGNORECASE,
)
#: With any of these a claim says itself that it is said or believed.
_OWNS_UP = re.compile(
    r"\b(?:alleg|believ|think|thought|assum|suspect|speculat|claim|accus|rumou?r|accord|said\b|says?\b|told\b|report|charg|apparent|purport|deni)",
    re.IGNORECASE,
)
#: Who speaks for others, or is anybody: not told apart from whom they speak for.
_ANYBODY = re.compile(r"(?:spokes\w+|officials?|authorit\w+|sources?|statements?|reports?|people|experts?|company|firm|organi[sz]ation)", re.IGNORECASE)  # fmt: skip
_LONGEST_SUBJECT = 3
_NO_SPEAKER = listed("who which that and or but as it")


def only_believed(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """The words by which a sentence tells what a claim states as a belief, a suspicion or an accusation; None where it
    does not, or where the claim says so, too."""
    if claim.language != "en" or _OWNS_UP.search(claim.text):
        return None
    for match in _BELIEVED.finditer(sentence.text):
        mine = {token.term for token in claim.tokens if token.kind == "word"}
        theirs = [token for token in sentence.tokens if token.kind == "word" and token.term in mine]
        at_the_beginning = match.group().lower().startswith("according")
        behind = [token for token in theirs if token.start >= match.end()]
        if theirs and (at_the_beginning or 2 * len(behind) > len(theirs)):
            return match.group().strip()
    return None


def said_by_others(claim: ParsedSentence, sentence: ParsedSentence) -> tuple[str, str] | None:
    """The nouns for who says it in a claim and who does in a sentence, where they are others; None where either says
    nothing of it, or calls them by name or pronoun."""
    mine, theirs = noun_speaker(claim), noun_speaker(sentence)
    if mine is None or theirs is None or mine[1] & theirs[1]:
        return None
    return mine[0], theirs[0]


@lru_cache(maxsize=4096)
def noun_speaker(sentence: ParsedSentence) -> tuple[str, frozenset[str]] | None:
    """The words for the group or thing that speaks ("the army said"), and the forms by which they are compared; None
    where nobody speaks, or a person by name or pronoun does."""
    if sentence.language != "en":
        return None
    verbs = speech("en")
    for index, token in enumerate(sentence.tokens):
        if token.kind == "mark" or token.term not in verbs or not token.text[0].islower():
            continue
        words: list[int] = []
        for place in range(index - 1, max(-1, index - 2 - _LONGEST_SUBJECT), -1):
            before = sentence.tokens[place]
            lowered = before.text.lower()
            if before.kind == "mark" or lowered in PRONOUNS | _NO_SPEAKER:
                break
            if is_function_word(lowered, "en"):
                opens = place == 0 or sentence.tokens[place - 1].kind == "mark"
                if not (opens and words):
                    words = []
                break
            words.append(place)
        named = any(place in sentence.in_items for place in words)
        if not words or named or _ANYBODY.fullmatch(sentence.tokens[words[0]].text):
            return None
        said = [sentence.tokens[place].text for place in sorted(words)]
        return " ".join(said), frozenset(canonical(word.lower(), "en") for word in said)
    return None
