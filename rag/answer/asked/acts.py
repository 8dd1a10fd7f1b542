"""Who did something: questions whose answer is a verb's subject, which need be no name ("the supervisory board").

"Who suspended Ivo Marsk?" is answered by the sentence that has the verb, "The board suspended him later", rather
than by one with more names in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.terms import is_function_word, likely_language
from rag.text.wordlists import BE, PRONOUNS, canonical, listed

_NO_VERB = (
    r"(?:is|are|was|were|be|been|will|would|can|could|shall|should|may|might|must|do|does|did|has|have|had|else|s"
    r"|ist|war|wird|hat|kann|est|était|sera|es|era|fue|ha|han|є|був|була|це)(?!\w)"
)
#: Who did it, with the verb: right behind the word that asks, behind an auxiliary, or at the end.
_ASKED = {
    "en": (rf"^\W*who\s+(?:(?:has|have|had)\s+)?(?:\w+ly\s+|first\s+|also\s+)?(?!{_NO_VERB})(?P<verb>[a-z]{{3,}})",),
    "de": (
        r"^\W*wer\s+(?:hat|haben|hatte)\s.*\s(?P<verb>[a-zäöüß]{4,}(?:t|en))\s*\W*(?:\(.*)?$",
        rf"^\W*wer\s+(?!{_NO_VERB})(?P<verb>[a-zäöüß]{{4,}})",
    ),
    "fr": (r"^\W*qui\s+(?:l[’'])?(?:a|ont|avait|avaient)\s+(?P<verb>\w{4,})",),
    "es": (rf"^\W*qui[eé]n(?:es)?\s+(?:l[oae]s?\s+)?(?:ha\s+|han\s+)?(?!{_NO_VERB})(?P<verb>\w{{4,}})",),
    "uk": (rf"^\W*хто\s+(?:його\s+|її\s+|їх\s+)?(?!{_NO_VERB})(?P<verb>\w{{4,}})",),
}
#: Who does it, where it is done by somebody.
_BY = frozenset(["by", "von", "par", "por"])
#: A participle so few words behind one of these is no act of what stands before it: "Vance had been suspended".
_BE = BE | listed("été fue fueron sido")
_BE_WITHIN = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: So many words of a sentence are looked at.
_MOST_WORDS = 120


@lru_cache(maxsize=256)
def act_asked(question: str) -> str | None:
    """The verb of which a question asks the subject, as it is compared; None where it asks for something else.

    Args:
        question: in English, German, French, Spanish or Ukrainian.
    """
    language = likely_language(question)
    for pattern in _ASKED.get(language, ()):
        if match := re.match(pattern, question, re.IGNORECASE):
            return canonical(match.group("verb"), language)
    return None


def tells_who(act: str, sentence: str, question: str, language: str | None) -> bool | None:
    """Whether a sentence says who does what is asked: it has the verb, and before it (of a passive, behind "by") a word
    for whom that the question does not have; a pronoun suffices where it is done to a name of the question.

    Returns:
        None where it has not got the verb.
    """
    asked = {word.lower() for word in _WORD.findall(question)}
    words = _WORD.findall(sentence)[:_MOST_WORDS]
    places = [place for place, word in enumerate(words) if canonical(word, language or "en") == act]
    if not places:
        return None

    def names_somebody(some: list[str]) -> bool:
        return any(
            word.lower() not in asked and word.lower() not in PRONOUNS and not is_function_word(word, language)
            for word in some
        )

    def by_somebody(place: int) -> bool:
        return any(
            word.lower() in _BY and names_somebody(words[at + 1 :]) for at, word in enumerate(words) if at > place
        )

    def done_by_pronoun(place: int) -> bool:
        to_one_asked = any(word[0].isupper() and word.lower() in asked for word in words[place + 1 :])
        return to_one_asked and place > 0 and words[place - 1].lower() in PRONOUNS

    def passive(place: int) -> bool:
        return any(word.lower() in _BE for word in words[max(0, place - _BE_WITHIN) : place])

    return any(
        by_somebody(place) or (not passive(place) and (names_somebody(words[:place]) or done_by_pronoun(place)))
        for place in places
    )
