"""What somebody said: questions that ask for a statement, and whose sentence is one of his or hers.

"What did the mayor say the ferry is?" is answered by what the mayor said ("It is our main street," she said), not by
what the company announced. A statement is a quotation or reported speech; whose it is, is told by the sentence, by the
one before where a pronoun speaks, or by the one behind a quotation (:mod:`rag.text.attribution`).
"""

# ruff: noqa: E501 - a language's patterns stand on a line each, whatever its length.

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.attribution import resolved, speaker
from rag.text.names import essential, same_part
from rag.text.parse import Item, ParsedSentence, fold
from rag.text.terms import is_function_word, likely_language, spelled_terms

_WHO = r"(?P<who>[^?]{2,80}?)"
_SAY = r"(?:say|said|promise|claim|admit|argue|warn|call|tell|told|announce|think|answer|deny|respond|reply|demand|explain|describe|believe|accuse)"
#: Who is asked for a statement, by language.
_ASKED = {
    "en": (
        rf"what (?:reasons? |explanation |answer |advice )?(?:did|does|do|has|had|have) {_WHO} (?:not )?(?:{_SAY}|give|gave|given)(?:d|ed|s)?\b",
        rf"why (?:did|does|do|has|had) {_WHO} (?:say|said|want|oppose|support|back)(?:d|ed|s)?\b",
        rf"how (?:did|does|do|has|had) {_WHO} (?:describe|justify|explain|react|respond|call)(?:d|ed|s)?\b",
        rf"what (?:was|were|is) {_WHO}(?:['’]s?) (?:statement|reaction|response|reply|answer|comment|explanation|reason|view|opinion|advice|warning)\b",
    ),
    "de": (
        rf"(?:was|wie) (?:sagte?|sagten|erklärten?|versprach|behauptete|meinte|forderte|begründete?|nannte|warnte|antwortete) {_WHO}(?= (?:über|zu[mr]?|von|vom|dazu|zur|bei|nach|als|auf|an|im|in|mit|seine\w*|ihre\w*|den|die|das|für|gegen|vor|wegen)\b|[,?]|$)",
        rf"(?:was|wie|warum) (?:hat|haben|hatte) {_WHO}(?: (?:über|zu[mr]?|von|vom|dazu|bei|nach|als|auf|an|im|in|mit|für|gegen|vor|wegen)\b[^?]*)? (?:gesagt|erklärt|versprochen|behauptet|gemeint|gefordert|begründet)",
    ),
    "fr": (
        rf"qu(?:e |['’]\s?)(?:a|ont|avait)(?:[- ]t[- ](?:il|elle) )?\s?(?:dit|déclaré|promis|affirmé|expliqué|répondu) {_WHO}(?= (?:sur|à|au|aux|de|du|des|après|lors|quand|dans|pour|contre|en)\b|[,?]|$)",
    ),
    "es": (
        rf"qué (?:dijo|dijeron|ha dicho|prometió|declaró|afirmó|respondió) {_WHO}(?= (?:sobre|de|del|acerca|a|al|tras|en|cuando|para|contra|por)\b|[,?]|$)",
    ),
    "uk": (rf"що (?:сказа\w*|заяви\w*|пообіця\w*|відпові\w*) {_WHO}(?= (?:про|щодо|на|після|коли|у|в|до|з)\b|[,?]|$)",),
}
_QUOTATION = re.compile(r"[\"“„«][^\"”“»]{12,}|[\"“„«][^\"”“»]{3,}[,.!?…]?[\"”“»]")
#: Reported speech is of the kind by so much: it is mostly the lede, which says in short what is quoted behind it.
REPORTED = 0.25


@dataclass(frozen=True, slots=True)
class StatementAsked:
    """Whose statement a question asks for: the words for them, folded; ``names``: those that are written as names."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    #: The terms of the question's words for whom and for saying, which a sentence of theirs need not repeat.
    terms: frozenset[str]


@lru_cache(maxsize=256)
def statement_asked(question: str) -> StatementAsked | None:
    """Whose statement a question asks for; None where it asks for something else, or of nobody in particular.

    Args:
        question: in English, German, French, Spanish or Ukrainian.
    """
    language = likely_language(question)
    for pattern in _ASKED.get(language, ()):
        if match := re.search(rf"(?<!\w){pattern}", question, re.IGNORECASE):
            said = re.findall(r"[^\W_][\w’'-]*", match.group("who"))
            words = [word for word in said if not is_function_word(word.lower(), language)]
            names = [word for word in words if word[0].isupper()]
            if words:
                return StatementAsked(
                    tuple(map(fold, words)), tuple(map(fold, names)), frozenset(spelled_terms(match.group(), language))
                )
    return None


def tells_statement(asked: StatementAsked, sentences: Sequence[ParsedSentence], number: int) -> float | None:
    """How far a sentence is a statement of whom the question asks about.

    Args:
        asked: whose.
        sentences: of the passage.
        number: which of them.

    Returns:
        1 for words of theirs between quotation marks; :data:`REPORTED` for what they are reported to have said, and for
        words of which is not told whose they are; 0 for somebody else's; None for what is no statement at all.
    """
    sentence = sentences[number]
    quotes, told = bool(_QUOTATION.search(sentence.text)), speaker(sentence)
    if not quotes and told is None:
        return None
    theirs = 1.0 if quotes else REPORTED
    whose = _names_of(asked, sentences)
    own = [item for item in sentence.items if item.kind == "name"]
    if told and not told[0]:  # "said the operator's head, Olle Brandt"
        if any(_meant(item, whose) for item in own):
            return theirs
        if any(len(essential(item.name)) > 1 for item in own):
            return 0.0
    names = resolved(sentences, number)
    if names:
        return theirs if _meant(names[0], whose) else 0.0
    return REPORTED


def _names_of(asked: StatementAsked, sentences: Sequence[ParsedSentence]) -> frozenset[str]:
    """The names of whom the question asks about: its own, or, for "the mayor of Lenn", who is called so."""
    if len(asked.names) == len(asked.words):
        return frozenset(asked.names)
    wanted = frozenset(asked.words)
    called = [one for one in sentences if wanted <= {fold(token.text) for token in one.tokens}]
    found = {part for one in called for item in one.items if item.kind == "name" for part in item.name}
    return frozenset(found - wanted) or wanted


def _meant(item: Item, names: frozenset[str]) -> bool:
    return any(same_part(part, name) for part in item.name for name in names)
