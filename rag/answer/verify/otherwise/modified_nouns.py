"""What a word beside a noun makes of it.

A former mayor is no mayor and an attempted murder no murder: a claim that leaves such a word out has only words of its
source, without the one that matters.
"""

# ruff: noqa: E501 - the words of a kind, in all languages, stand on a line.

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.asked.role_words import QUALIFIERS, ROLES
from rag.answer.verify.units import ParsedSources
from rag.text.parse import ParsedSentence
from rag.text.wordlists import PRONOUNS, listed


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of words that make another thing of a noun.

    ``words``: of the kind, before a noun; ``behind``: behind one. ``told``: words that say in a claim, or in a source,
    what these words say. ``of_roles``: they do so to nouns for roles alone ("the deputy" is a noun itself).
    ``added``: a claim may not add one of them either. ``called_so_elsewhere``: where the source goes on to call it so
    without such a word, a claim may do so, too ("a suspected gunman … The gunman had killed two").
    """

    words: re.Pattern[str]
    told: re.Pattern[str]
    behind: re.Pattern[str] | None = None
    of_roles: bool = False
    added: bool = True
    called_so_elsewhere: bool = False


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ENDED = r"former|ex|retired|erstwhile|ousted|deposed|ehemalige\w*|frühere\w*|einstige\w*|abgesetzte\w*|ancien(?:ne)?s?|antigu[oa]s?|voormalige?|była?y?|колишн\w+|бывш\w+"
_ALLEGED = r"alleged|suspected|purported|so-called|self-styled|self-proclaimed|mutmaßliche\w*|angebliche\w*|sogenannte\w*|selbsternannte\w*|prétendue?s?|présumée?s?|presunt[oa]s?|supuest[oa]s?|vermeend\w*|domniemany|підозрюван\w+|предполагаем\w+"
_ATTEMPTED = r"attempted|foiled|thwarted|aborted|abortive|botched|fake|mock|versuchte\w*|gescheiterte\w*|vereitelte\w*|gefälschte\w*|tentative|manquée?s?|fausse?s?|fallid[oa]s?|fals[oa]s?|fallit[oa]|mislukte|valse?"
_COMING = r"designate|would-be|aspiring|incoming|future|künftige\w*|designierte\w*|angehende\w*|futur[oae]?s?|toekomstige?|майбутн\w+|будущ\w+"
_PLANNED = r"proposed|planned|projected|geplante\w*|vorgeschlagene\w*|prévue?s?|projetée?s?|proyectad[oa]s?|previst[oa]s?|geplande?|запланован\w+|запланирован\w+"
_OF_ANOTHER_RANK = QUALIFIERS[1]
_ACTING = QUALIFIERS[0]
_HONORARY = QUALIFIERS[2]
#: What tells in a claim that something is over, before the noun that says what.
_OVER = r"former\w*|ex|was|were|been|had|served|became|once|used|until|earlier|previous\w*|retired|war|waren|bis|einst|früher|était|fut|jadis|ex"
_TO_COME = r"will|would|shall|is to|are to|to be|plan\w*|propos\w*|soll\w*|wird|werden|würde\w*|könnte\w*|sera|seront|serait|seraient|буд\w+"

_KINDS = (
    _Kind(_words(_ENDED), _words(rf"{_ENDED}|{_OVER}"), added=False),
    _Kind(_words(_ALLEGED), _words(rf"{_ALLEGED}|alleg\w+|suspect\w*|accus\w+|charg\w+|reported\w*|apparent\w*|angeblich|mutmaßlich"), _words(_ALLEGED), added=False, called_so_elsewhere=True),
    _Kind(_words(_ATTEMPTED), _words(rf"{_ATTEMPTED}|tr(?:y|ied|ying|ies)|attempt\w*|fail\w*|try|false\w*|fak\w+|versuch\w*"), _words(r"manquée?s?|fallid[oa]s?|fallit[oa]|fals[oa]s?"), called_so_elsewhere=True),
    _Kind(_words(_COMING), _words(rf"{_COMING}|elect\w*|{_TO_COME}|to|becom\w+|next"), _words(r"elect|designate|designado|eletto|gewählt"), of_roles=True, added=False),
    _Kind(_words(_PLANNED), _words(rf"{_PLANNED}|{_TO_COME}|may|might|could|call\w*|cancel\w*|scrap\w*|postpon\w*|delay\w*|reject\w*|drop\w*"), added=False, called_so_elsewhere=True),
    _Kind(_words(_OF_ANOTHER_RANK + "|shadow"), _words(_OF_ANOTHER_RANK + "|shadow"), of_roles=True),
    _Kind(_words(_ACTING), _words(rf"{_ACTING}|for now|temporar\w+|interim"), of_roles=True),
    _Kind(_words(_HONORARY), _words(_HONORARY), of_roles=True),
)  # fmt: skip

#: A noun for a role, in ten languages.
ROLE = re.compile("|".join(f"(?:{nouns})" for nouns, _, _ in ROLES), re.IGNORECASE)
#: What joins nouns to one phrase.
OF = listed("of von der des de du della del di")
#: In a noun's phrase of several words, the noun stands so near behind what is said of it.
_WITHIN = 5
#: Participles that are verbs as well: before them stands an article, a preposition or nothing.
_PARTICIPLE = re.compile(r"(?:\w+ed|versuchte|geplante|tentative)$", re.IGNORECASE)
_ELIDED = re.compile(r"^(?:l|d|qu)['’]")
_HYPHENED = listed("would-be so-called self-styled self-proclaimed")
_NO_SUBJECTS = listed("who which that what this these those we you i and or not has have had was were is are be been")


def of_another_kind(claim: ParsedSentence, sentence: ParsedSentence, shelf: ParsedSources, source: int) -> str | None:
    """The words of one side that make of something that a claim names another thing, which the other side leaves out
    ("former mayor"); None where nothing does.

    Args:
        claim: a statement.
        sentence: the one that holds the most of it.
        shelf: the sources.
        source: whose sentence that is.
    """
    mine, theirs = modified(claim), modified(sentence)
    for index, token in enumerate(claim.tokens):
        places = sentence.places.get(token.term, ()) if token.kind == "word" else ()
        if not places:
            continue
        own = mine.get(index, {})
        for number, kind in enumerate(_KINDS):
            found = [theirs.get(place, {}).get(number) for place in places]
            left_out = number not in own and all(found) and not _tells(kind, claim, index)
            if left_out and not (kind.called_so_elsewhere and _called_so(token.term, number, sentence, shelf, source)):
                return f"{found[0]} {token.text}"
            if number in own and kind.added and not any(found) and not _in_source(kind, shelf, source):
                return f"{own[number]} {token.text}"
    return None


def _called_so(term: str, number: int, sentence: ParsedSentence, shelf: ParsedSources, source: int) -> bool:
    """Whether another sentence of a source has a noun without such a word."""
    return any(
        number not in modified(other).get(place, {})
        for other in shelf.readings[source]
        if other.start != sentence.start
        for place in other.places.get(term, ())
    )


def _tells(kind: _Kind, claim: ParsedSentence, before: int) -> bool:
    """Whether a claim has words that say the same: of what is over, before the noun that says what."""
    upto = before if kind is _KINDS[0] else len(claim.tokens)
    return any(kind.told.fullmatch(token.text) for token in claim.tokens[:upto])


def _in_source(kind: _Kind, shelf: ParsedSources, source: int) -> bool:
    return any(kind.told.fullmatch(token.text) for sentence in shelf.readings[source] for token in sentence.tokens)


@lru_cache(maxsize=4096)
def modified(sentence: ParsedSentence) -> dict[int, dict[int, str]]:
    """The nouns of which words make another thing, by index: the kinds of these words, with the word of each."""
    found: dict[int, dict[int, str]] = {}
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        word, hyphened = _joined(sentence, index)
        for number, kind in enumerate(_KINDS):
            if kind.words.fullmatch(word) and not _is_verb(sentence, index):
                for noun in _nouns(sentence, index, of_roles=kind.of_roles):
                    found.setdefault(noun, {})[number] = word
            behind = kind.behind and index and kind.behind.fullmatch(word) and tokens[index - 1].kind == "word"
            if behind and tokens[index - 1].end + 1 == token.start and (hyphened or word != "elect"):
                found.setdefault(index - 1, {})[number] = word
    return found


def _joined(sentence: ParsedSentence, index: int) -> tuple[str, bool]:
    """A word in lower case, without what is elided before it ("l'ancien"), with what a hyphen joins to it where both
    are one of the kinds ("would-be"); and whether a hyphen joins it to the word before."""
    token = sentence.tokens[index]
    word = _ELIDED.sub("", token.text.lower())
    before = sentence.tokens[index - 1] if index else None
    hyphened = before is not None and sentence.text[before.end : token.start] == "-"
    if before is not None and hyphened and (both := f"{before.text.lower()}-{word}") in _HYPHENED:
        return both, False
    return word, hyphened


def _is_verb(sentence: ParsedSentence, index: int) -> bool:
    """Whether a participle is a verb: "the council planned talks", "he attempted suicide"."""
    if not _PARTICIPLE.fullmatch(sentence.tokens[index].text) or not index:
        return False
    before = sentence.tokens[index - 1]
    word = before.text.lower()
    return before.kind in ("word", "light") or word in PRONOUNS or word in _NO_SUBJECTS


def _nouns(sentence: ParsedSentence, index: int, *, of_roles: bool) -> Iterator[int]:
    """What a word before a noun is said of: the word behind it, and a role's noun that ends the phrase."""
    for place in range(index + 1, min(index + 1 + _WITHIN, len(sentence.tokens))):
        token = sentence.tokens[place]
        if token.kind == "mark" or (token.kind == "function" and token.text.lower() not in OF):
            return
        if ROLE.fullmatch(token.text):
            yield place
            return
        if place == index + 1 and not of_roles and token.kind == "word":
            yield place
