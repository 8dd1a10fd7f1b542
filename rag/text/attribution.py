"""Who says it: the speaker that a sentence names, or that its pronoun or the quotation before it points to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.text.names import essential, same_part
from rag.text.parse import Item, ParsedSentence, fold, read_text
from rag.text.wordlists import ACCORDING, PRONOUNS, listed, speech

_REACH = 14
_NO_VERB_AFTER = listed("the a an this that his her their of in to no its all other most some many")
_POINTING = PRONOUNS | listed(
    """this these those its his her their dies diese dieser dieses sein seine ihr ihre ce cette ces son sa ses leur
    leurs це цей ця ці його її їх"""
)
_BEGINNING = 3
_NO_TITLE = listed("that he she it they the a")
_MOST_PARTS = 4
#: Parts of names that are no person's.
#: What names of organisations and places have, and names of persons have not.
BODIES = listed(
    """authority council board committee ministry department office agency court police party union university school
    college hospital company group bank club team united city town county region river bay dam bridge street road port
    harbour island church museum theatre station airport hall house park lake mountain north south east west street
    news times post gazette courier press radio association institute foundation commission parliament government
    behörde rat ministerium amt partei gewerkschaft universität schule krankenhaus bank straße brücke hafen fluss
    рада міністерство партія університет школа лікарня банк міст порт"""
)
_QUOTES = frozenset('"“”„«»')
_ATTACHING = listed("of in from at to for by with von de du")
_THE = frozenset(["the"])


def speaker(sentence: ParsedSentence) -> tuple[tuple[Item, ...], int] | None:
    """The speaker of a reported statement.

    Returns:
        The names that may be meant, the likeliest first, and the index of the verb (or of "according"); no name where
        a pronoun or a common noun speaks; None where nothing is reported.
    """
    lowered = " ".join(token.text.lower() for token in sentence.tokens)
    names = [item for item in sentence.items if item.kind == "name"]
    for phrase in ACCORDING.get(sentence.language, ()):
        if f" {phrase} " in f" {lowered} ":
            first = phrase.split()[0]
            index = next(i for i, token in enumerate(sentence.tokens) if token.text.lower() == first)
            return tuple(item for item in names if index < item.first <= index + 6)[:1], index
    verbs = speech(sentence.language)
    found: tuple[tuple[Item, ...], int] | None = None
    for index, token in enumerate(sentence.tokens):
        if token.kind == "mark" or token.term not in verbs or index in sentence.in_items or not token.text[0].islower():
            continue
        if not _is_verb(sentence, index):
            continue
        before = [item for item in names if item.last < index and index - item.last <= _REACH]
        after = [item for item in names if item.first == index + 1 or _led(sentence, index, item)]
        opened = index == 0 or sentence.tokens[index - 1].kind == "mark"
        if after and (opened or not before):
            return (after[0],), index
        if (
            before
            and not _pronoun(sentence, before[-1].last, index)
            and (subjects := _subjects(sentence, before, index))
        ):
            return subjects, index
        found = found or ((), index)
    return found


def _is_verb(sentence: ParsedSentence, index: int) -> bool:
    """Whether a form of a verb of saying is one here: "the claim", "allowing states to" are not."""
    before = sentence.tokens[index - 1].text.lower() if index else ""
    if before in _NO_VERB_AFTER:
        return False
    if not sentence.tokens[index].text.endswith("s") or sentence.language != "en":
        return True
    after = sentence.tokens[index + 1].text if index + 1 < len(sentence.tokens) else ""
    return before in PRONOUNS or (
        index - 1 in sentence.in_items and (after in _QUOTES or after in ("that", ",", "the", "it"))
    )


def _led(sentence: ParsedSentence, index: int, item: Item) -> bool:
    """Whether only lower-case words of a title stand between the verb and the name: "said mayor Ann Brook"."""
    between = sentence.tokens[index + 1 : item.first]
    return 0 < len(between) <= 3 and all(token.kind != "mark" and token.text not in _NO_TITLE for token in between)


def _pronoun(sentence: ParsedSentence, after: int, index: int) -> bool:
    return any(token.text.lower() in PRONOUNS for token in sentence.tokens[max(after + 1, index - 3) : index])


def _subjects(sentence: ParsedSentence, before: Sequence[Item], index: int) -> tuple[Item, ...]:
    """The names before the verb that may be its subject, nearest first: outside quotations and outside "of X".

    Where an aside ends between name and verb ("Ann Brook, mayor of Lenn, said"), the names before it count too.
    """
    quoted = False
    inside: set[int] = set()
    for place, token in enumerate(sentence.tokens[:index]):
        if token.text in _QUOTES:
            quoted = not quoted
        elif quoted:
            inside.add(place)
    outside = [item for item in before if item.first not in inside]
    free = [item for item in outside if not _attached(sentence, item)] or outside
    aside = any(token.text == "," for token in sentence.tokens[max(0, index - 2) : index])
    nearest_first = tuple(reversed(free))
    return nearest_first if aside else nearest_first[:1]


def _attached(sentence: ParsedSentence, item: Item) -> bool:
    possessive = sentence.tokens[item.last].text.endswith(("'s", "’s"))
    return possessive or sentence.stands_behind(item.first, _ATTACHING, _THE)


def resolved(source: Sequence[ParsedSentence], number: int) -> tuple[Item, ...]:
    """Who may speak a source's sentence; where only a pronoun or a quotation tells, the nearest named before."""
    found = speaker(source[number])
    if found and found[0]:
        return found[0]
    if not found and not any(token.text in _QUOTES for token in source[number].tokens):
        return ()
    for earlier in range(number - 1, max(-1, number - 5), -1):
        told = speaker(source[earlier])
        if told and told[0]:
            return told[0]
        if found and (names := _persons(source, earlier)):
            return names[:1]
    after = speaker(source[number + 1]) if not found and number + 1 < len(source) else None
    return after[0] if after else ()


def goes_on(sentence: ParsedSentence) -> bool:
    """Whether a sentence speaks of what the one before it named: a pronoun begins it, or says it."""
    words = [token for token in sentence.tokens if token.kind != "mark"]
    verbs = speech(sentence.language)
    return any(word.text.lower() in _POINTING for word in words[:_BEGINNING]) or any(
        word.text.lower() in PRONOUNS and following.term in verbs for word, following in pairwise(words)
    )


def _persons(source: Sequence[ParsedSentence], number: int) -> tuple[Item, ...]:
    """The names of a sentence that may be a person's and are not attached to another: full ones, and their surnames."""
    sentence = source[number]
    surnames = {
        part
        for reading in source
        for item in reading.items
        if item.kind == "name" and len(essential(item.name)) > 1
        for part in essential(item.name)
    }
    return tuple(
        item
        for item in sentence.items
        if item.kind == "name"
        and not _attached(sentence, item)
        and (len(essential(item.name)) > 1 or essential(item.name)[0] in surnames)
    )


def same_person(one: Item, other: Item) -> bool:
    """Whether the names may be one person's: the surnames agree, or one is a part of the other."""
    mine, theirs = essential(one.name), essential(other.name)
    short, long = sorted((mine, theirs), key=len)
    return all(any(same_part(part, whole) for whole in long) for part in short) or same_part(mine[-1], theirs[-1])


def doer(source: Sequence[ParsedSentence], number: int, at: int) -> tuple[Item, ...]:
    """Who does what a source's sentence tells at a character of it.

    Args:
        source: the sentences of an article.
        number: which of them.
        at: where in it the verb begins, or what leads up to it.

    Returns:
        The names that may be meant: those before it that may be its subject; for words between quotation marks their
        speaker; for a pronoun the nearest person named in the sentences before; where nothing of this is there, as in
        "the remark was withdrawn", all that the sentence names.
    """
    sentence = source[number]
    index = next((place for place, token in enumerate(sentence.tokens) if token.start >= at), len(sentence.tokens))
    leading = sentence.tokens[:index]
    if sum(token.text in _QUOTES for token in leading) % 2:
        return resolved(source, number)
    names = persons_named(source, number)
    before = [item for item in names if item.last < index]
    if before:
        return _subjects(sentence, before, index)
    if any(token.text.lower() in PRONOUNS for token in leading):
        for earlier in range(number - 1, max(-1, number - 5), -1):
            if found := _persons(source, earlier):
                return found[:1]
        return ()
    return names


def persons_named(source: Sequence[ParsedSentence], number: int) -> tuple[Item, ...]:
    """The names in a source's sentence, with lone surnames of persons whom the source names in full elsewhere.

    In German a lone surname looks like any noun, and at a sentence's beginning any word looks like one.
    """
    sentence = source[number]
    names = [essential(item.name) for reading in source for item in reading.items if item.kind == "name"]
    surnames = {name[-1] for name in names if len(name) > 1}
    lone = [
        Item("name", place, place, token.text, name=(fold(token.text),))
        for place, token in enumerate(sentence.tokens)
        if place not in sentence.in_items and token.kind != "mark" and token.text[0].isupper()
    ]
    found = [item for item in sentence.items if item.kind == "name"]
    found += [item for item in lone if any(same_part(item.name[0], surname) for surname in surnames)]
    return tuple(sorted(found, key=lambda item: item.first))


_PERSON_PRONOUN = re.compile(
    r"(?<!\w)(?:he|she|him|her|er|ihn|ihm|il|elle|lui|él|ella|він|вона|його|йому|її|їй)(?!\w)", re.I
)


def points_at_person(sentence: str) -> bool:
    """Whether a sentence has a pronoun that may stand for a person."""
    return _PERSON_PRONOUN.search(sentence) is not None


def persons_in(text: str, language: str) -> list[str]:
    """The names in a text that look like persons', in order: full ones, without "the" before them; those that belong to
    something else ("the party of Maja Torvell") come last.

    Args:
        text: a question, or some sentences.
        language: as an ISO 639-1 code.
    """
    source = read_text(text, language)
    placed = [
        (reading, item)
        for reading in source
        for item in reading.items
        if item.kind == "name" and _looks_personal(item)
        if not item.first or reading.tokens[item.first - 1].text.lower() != "the"
    ]
    placed.sort(key=lambda found: _attached(*found))
    return list(dict.fromkeys(item.text for _, item in placed))


def _looks_personal(item: Item) -> bool:
    parts = essential(item.name)
    return 1 < len(parts) <= _MOST_PARTS and not any(part in BODIES for part in parts)
