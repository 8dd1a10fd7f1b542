"""Whose relative, aide or part it is of which a source speaks, where a claim has it of themselves.

What the president's wife did was not done by the president, what a member of the board wants is not what the board
wants, and where a driver for the general was detained the general was not.
"""

# ruff: noqa: E501 - the words of a kind, in all languages, stand on a line.

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answer.verify.otherwise.modified_nouns import OF, ROLE
from rag.answer.verify.units import ClaimUnit, ParsedSources
from rag.text.parse import ParsedSentence
from rag.text.wordlists import listed

#: Whose they are matters: what they do is not done by those whose they are.
_KIN = (
    listed("wife wives husband husbands widow widower spouse spouses partner fiancé fiancée girlfriend boyfriend ehefrau ehemann witwe witwer épouse mari veuve esposa esposo marido moglie marito"),
    listed("son sons daughter daughters child children stepson stepdaughter sohn söhne tochter töchter fils fille hijo hija figlio figlia"),
    listed("father mother parents stepfather stepmother vater mutter eltern père mère padre madre"),
    listed("brother brothers sister sisters sibling siblings twin half-brother half-sister bruder brüder schwester schwestern frère sœur soeur hermano hermana fratello sorella"),
    listed("uncle aunt cousin nephew niece grandson granddaughter grandfather grandmother onkel tante neffe nichte enkel enkelin großvater großmutter oncle neveu nièce cousine"),
    listed("rival rivals opponent opponents predecessor predecessors successor successors neighbour neighbours neighbor neighbors friend friends bodyguard bodyguards lawyer lawyers attorney chauffeur driver student students pupil pupils colleague colleagues nephew aide aides rivale rivalin vorgänger vorgängerin nachfolger nachfolgerin anwalt anwältin nachbar nachbarin leibwächter avocat avocate"),
)  # fmt: skip
_ANY_KIN = frozenset().union(*_KIN)
#: Whose son somebody is, that is their father or mother; of a rival a source may speak by other words.
_FAMILY = (_KIN[0], _KIN[1] | _KIN[2], _KIN[3], _KIN[4])
#: Words of a claim that say the same of two people as one of those.
_TIES = re.compile(r"(?:marr|wed|born|birth|famil|relati|heirat|geboren|mari|né|succe|preced|represent|defen)", re.IGNORECASE)  # fmt: skip
_POSSESSIVE = re.compile(r"(?:['’]s|s['’])$", re.IGNORECASE)
#: So many words may stand between whose and the relative ("the president's much younger wife").
_BETWEEN_KIN = 3
#: Who speaks for an office is not who holds it; for a company or a ministry it is much the same.
_SPOKES = re.compile(r"spokes(?:man|woman|person)|sprecher(?:in)?|porte-parole", re.IGNORECASE)
_THE = listed("the der die das le la les l")
_ARTICLES = listed("a an its their his her")
_LONGEST_SUBJECT = 3
#: What joins a noun to whom it belongs; so many tokens may stand between, and before it.
_LINKS = listed("of for to from on")
_LONGEST_OWNER, _LONGEST_HEAD = 7, 5
_OPENS = listed("a an the one two three some several another")
#: Heads that are as good as what they are of.
_NO_HEADS = listed(
    "number group hundreds dozens thousands majority most city town village island state river lake district region"
    " month year kind type pair couple series set team company government ministry office authority people residents"
)
_ENDS_NOUN = re.compile(r"(?:ed|s)$")
_PARTS = r"(?:a |an |the |one |two |some |several |many )?(?:members?|parts?|sections?|portions?|pieces?|half|third|quarter|fifth|tenth|wing|branch|division|unit|runway|one|two|three|some|several|seven|mitglied\w*|teile?|membres?|partie)"
_PART_OF = re.compile(
    rf"(?<!\w)(?:{_PARTS}) (?:of|von|der|des|du|de) (?:the |its |their |der |des |la |le |les |l[’'])?(?:[\w’'-]+ ){{0,2}}$",
    re.IGNORECASE,
)
_ITS_PART = re.compile(
    r"[\w-]+[’']s? (?:[\w-]+ ){0,2}?(?:division|branch|unit|subsidiary|arm|wing|department|canteen|cellar|basement|roof|chapter|affiliate|supplier)s?\b",
    re.IGNORECASE,
)


def said_of_whose(
    claim: ParsedSentence, units: Sequence[ClaimUnit], shelf: ParsedSources, sentence: ParsedSentence, source: int
) -> str | None:
    """The words by which a sentence speaks of somebody's relative, or of a thing's part, where a claim has it of
    themselves, or the other way round ("the president's wife", "a member of the board"); None where it does not.

    Args:
        claim: a statement.
        units: what it says.
        shelf: the sources.
        sentence: the one that holds the most of it.
        source: whose sentence that is.
    """
    return (
        _relative(claim, units, sentence)
        or _unknown_relative(claim, shelf, source)
        or _part(claim, sentence)
        or _of_whom_another(claim, sentence)
    )


def _relative(claim: ParsedSentence, units: Sequence[ClaimUnit], sentence: ParsedSentence) -> str | None:
    """Whose relative a sentence speaks of, where a claim has it of themselves."""
    kin = [token for token in claim.tokens if token.text.lower() in _ANY_KIN or _SPOKES.fullmatch(token.text)]
    if kin or any(_TIES.match(token.text) for token in claim.tokens):
        return None
    theirs = relatives(sentence)
    if not theirs:
        return None
    for unit in units:
        places = [
            place
            for index in range(unit.first, unit.last + 1)
            for place, token in enumerate(sentence.tokens)
            if token.term == claim.tokens[index].term and token.kind == "word"
        ]
        if places and unit.kind in ("name", "word") and all(place in theirs for place in places):
            return theirs[places[0]]
    return None


def _unknown_relative(claim: ParsedSentence, shelf: ParsedSources, source: int) -> str | None:
    """A relative of whom a claim speaks, and its source never, nor of those whose relative it would be."""
    theirs = {token.text.lower() for sentence in shelf.readings[source] for token in sentence.tokens}
    if any(_TIES.match(word) for word in theirs):
        return None
    for index, words in relatives(claim).items():
        kin = next(
            (known for known in _FAMILY if any(word in known for word in re.findall(r"[\w-]+", words.lower()))), None
        )
        if kin and not kin & theirs and any(claim.tokens[index].text.lower() in word for word in theirs):
            return words
    return None


@lru_cache(maxsize=4096)
def relatives(sentence: ParsedSentence) -> dict[int, str]:
    """Those of whose relatives a sentence speaks, by index: "the president's wife", "the wife of the president"."""
    found: dict[int, str] = {}
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        speaks = _SPOKES.fullmatch(token.text) is not None
        if token.text.lower() not in _ANY_KIN and not speaks:
            continue
        for place in range(index - 1, max(-1, index - 2 - _BETWEEN_KIN), -1):
            if tokens[place].kind == "mark":
                break
            if _POSSESSIVE.search(tokens[place].text):
                if speaks and not ROLE.fullmatch(_POSSESSIVE.sub("", tokens[place].text)):
                    break
                found.update(dict.fromkeys(_phrase_back(sentence, place), f"{tokens[place].text} {token.text}"))
                break
        following = tokens[index + 1].text.lower() if index + 1 < len(tokens) else ""
        if following in OF or (speaks and following == "for"):
            owner = _phrase_on(sentence, index + 2)
            if owner and (not speaks or any(_is_role(sentence, place) for place in owner)):
                found.update(dict.fromkeys(owner, sentence.text[token.start : tokens[owner[-1]].end]))
    return found


def _phrase_back(sentence: ParsedSentence, last: int) -> list[int]:
    """A name, or a noun, that ends at a token."""
    item = next((one for one in sentence.items if one.kind == "name" and one.first <= last <= one.last), None)
    return list(range(item.first, last + 1)) if item else [last]


def _phrase_on(sentence: ParsedSentence, first: int) -> list[int]:
    """A name, a role's noun, or a word alone, with its article, that begins at a token ("wealthy" of "a wealthy man" is none)."""
    while first < len(sentence.tokens) and sentence.tokens[first].kind == "function":
        first += 1
    item = next((one for one in sentence.items if one.kind == "name" and one.first <= first <= one.last), None)
    if item:
        return list(range(first, item.last + 1))
    if first >= len(sentence.tokens) or sentence.tokens[first].kind != "word":
        return []
    noun = next(
        (place for place in range(first, min(first + 3, len(sentence.tokens))) if _is_role(sentence, place)), None
    )
    if noun is not None:
        return [noun]
    alone = first + 1 == len(sentence.tokens) or sentence.tokens[first + 1].kind != "word"
    return [first] if alone else []


def _is_role(sentence: ParsedSentence, place: int) -> bool:
    return ROLE.fullmatch(sentence.tokens[place].text) is not None


def _part(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """What a claim says of a whole, by its first words, of which a sentence tells it only of a part or a member."""
    index = _subject(claim)
    if index is None:
        return None
    places = sentence.places.get(claim.tokens[index].term, ())
    found = [_part_of(sentence, place) for place in places]
    return found[0] if found and all(found) else None


def _of_whom_another(claim: ParsedSentence, sentence: ParsedSentence) -> str | None:
    """The words by which a sentence says of another what a claim says of its subject: in "a driver for General Tekle was
    detained" it is the driver who was. English."""
    index = _subject(claim)
    if claim.language != "en" or index is None or index + 1 >= len(claim.tokens):
        return None
    mine, tokens = {token.term for token in claim.tokens}, sentence.tokens
    found: list[str] = []
    for place in sentence.places.get(claim.tokens[index].term, ()):
        link = next(
            (one for one in range(place - 1, max(0, place - _LONGEST_OWNER), -1) if tokens[one].text.lower() in _LINKS),
            None,
        )
        goes_on = place + 1 < len(tokens) and tokens[place + 1].term == claim.tokens[index + 1].term
        if link is None or not goes_on or any(token.kind == "mark" for token in tokens[:place]):
            return None
        head = tokens[link - 1]
        opens = tokens[0].text.lower() in _OPENS and link <= _LONGEST_HEAD
        between = [token for token in tokens[link + 1 : place] if token.kind == "function"]
        plain = all(token.text.lower() in _THE | _ARTICLES for token in between)
        if not opens or not plain or head.kind != "word" or head.term in mine or head.text.lower() in _NO_HEADS:
            return None
        if _SPOKES.fullmatch(head.text):  # of whom more is known above
            return None
        found.append(f"{head.text} {sentence.text[tokens[link].start : tokens[place].end]}")
    return found[0] if found else None


def _subject(claim: ParsedSentence) -> int | None:
    """The noun with which a claim begins, behind its article; None where it begins with anything else, or speaks of one
    of several ("a suspect") or of such things in general ("teachers")."""
    tokens = claim.tokens
    if not tokens:
        return None
    article = tokens[0].text.lower() in _THE
    if any(item.kind == "figure" and item.first <= article for item in claim.items):
        return None  # "the three most popular" may be some of more
    # A name, perhaps behind its article or a title that is none of it.
    named = any(item.kind == "name" and item.first <= article + 1 for item in claim.items)
    if not article and not named:
        return None
    end = int(article)
    while end < len(tokens) and tokens[end].kind == "word":
        if not named and end > article and _ENDS_NOUN.search(tokens[end].text) and tokens[end].text.islower():
            break
        end += 1
        if end - article >= _LONGEST_SUBJECT:
            break
    return end - 1 if end > article else None


def _part_of(sentence: ParsedSentence, place: int) -> str | None:
    """The words that make a part of a noun: "a member of the board", "the factory's canteen"."""
    before, owns = sentence.text[: sentence.tokens[place].start], _POSSESSIVE.search(sentence.tokens[place].text)
    if not owns and (match := _PART_OF.search(before)):
        return f"{match.group().strip()} {sentence.tokens[place].text}"
    after = sentence.text[sentence.tokens[place].start :]
    if match := _ITS_PART.match(after):
        return match.group()
    return None
