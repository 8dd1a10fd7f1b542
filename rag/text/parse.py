"""Reading a text for checking: its sentences, each as tokens, with the figures, dates and names that stand in it.

Sources are read again for every claim of an answer, so readings are kept for a while.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from rag.text.dates.mentions import Day, find_days
from rag.text.letters import plain
from rag.text.numbers import Figure, find_figures
from rag.text.sentences import split_sentences
from rag.text.spans import apart
from rag.text.terms import is_function_word, terms
from rag.text.wordlists import canonical, light, listed, negations, opposites, speech

TokenKind = Literal["word", "light", "function", "negation", "mark"]
ItemKind = Literal["figure", "date", "name"]

#: What is longer than this, in characters, is no sentence, and would take long to read.
MAX_SENTENCE_CHARS = 3000

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*[^\W\d_]*|(?:[^\W\d_]\.)+[^\W\d_]\.?(?![^\W_])"
    r"|[^\W_](?:[^\W_]|[\u0300-\u036f])*(?:['’‘][^\W_](?:[^\W_]|[\u0300-\u036f])*)*"
    r"|[.,;:!?()\[\]\"“”„«»‘’…—–]"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_PARTICLES = listed("de von van der den bin ibn al el la le du di da del dos das ter zu of the")
_NOT_A_NAME = re.compile(r"(?:ly|ing|tion|tions|ment|ments|ness|ity|ism|ists|ers|als|ies|ed)$")
_ABBREVIATED = listed("mr mrs ms dr prof sen rep gov gen col lt sgt st herr frau")
_AUXILIARY = listed(
    """is was are were has had have will would can could did does said says may might won lost beat met made took
    gave became began went told led ran got held wrote left ist war hat wird sagte est était a été"""
)
_ADVERBS = listed(
    """however yesterday today tomorrow meanwhile moreover furthermore additionally nevertheless nonetheless
    therefore thus instead later earlier now then here there since while when although though because despite
    during before after until within without under over many most some several few all each every both another
    other more less such only even still yet once perhaps maybe together overall people men women officials police
    authorities experts scientists researchers residents witnesses critics supporters no not never none nobody
    nothing neither nor one two three four five six seven eight nine ten hundreds thousands millions according
    based given following born unlike like upon among between along"""
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at characters ``[start, end)`` of its text, with the form that it is compared by."""

    text: str
    term: str
    kind: TokenKind
    start: int
    end: int

    @property
    def carries(self) -> bool:
        """Whether it says something of the subject."""
        return self.kind in ("word", "light")


@dataclass(frozen=True, slots=True)
class Item:
    """A figure, a date or a name: tokens ``[first, last]`` of its sentence."""

    kind: ItemKind
    first: int
    last: int
    text: str
    figure: Figure | None = None
    day: Day | None = None
    name: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ParsedSentence:
    """A sentence that has been read. ``start`` and ``end`` are its place in the whole text."""

    text: str
    start: int
    end: int
    language: str
    tokens: tuple[Token, ...]
    items: tuple[Item, ...]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The indexes of the tokens of each term, marks left out."""
        found: dict[str, list[int]] = {}
        for index, token in enumerate(self.tokens):
            if token.kind != "mark":
                found.setdefault(token.term, []).append(index)
        return found

    @cached_property
    def signature(self) -> tuple[str, ...]:
        """Its words in order, without marks: equal for sentences that differ in typography alone."""
        return tuple(fold(token.text) for token in self.tokens if token.kind != "mark")

    @cached_property
    def in_items(self) -> frozenset[int]:
        """The indexes of tokens that belong to a figure, a date or a name."""
        return frozenset(index for item in self.items for index in range(item.first, item.last + 1))

    def stands_behind(self, index: int, words: frozenset[str], articles: frozenset[str]) -> bool:
        """Whether one of some words stands right before a token, or before its article."""
        before = [token.text.lower() for token in self.tokens[max(0, index - 2) : index]]
        return bool(before) and (before[-1] in words or (before[-1] in articles and before[0] in words))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """``word`` in plain lower-case letters, without apostrophes, possessive and the dots of an abbreviation."""
    bare = plain(word.replace("’", "'").replace("‘", "'"))
    return bare.removesuffix("'s").replace("'", "").replace(".", "") or bare


@lru_cache(maxsize=256)
def read_text(text: str, language: str) -> tuple[ParsedSentence, ...]:
    """The sentences of ``text`` up to :data:`MAX_SENTENCE_CHARS`, read and kept for later calls."""
    spans = split_sentences(text, language)
    lowered = {word for word in re.findall(r"\b[^\W\d_]\w+", text) if word[0].islower()}
    return tuple(
        reading
        for span in spans
        if span.end - span.start <= MAX_SENTENCE_CHARS
        and (reading := _read(text[span.start : span.end], span.start, language, frozenset(lowered))).tokens
    )


@lru_cache(maxsize=1024)
def read_sentence(text: str, language: str, lowered: frozenset[str] = frozenset()) -> ParsedSentence:
    """One sentence, read and kept for later calls: an answer asks of its sentences several times.

    Args:
        text: the sentence.
        language: ISO 639-1 code.
        lowered: words that are known to be written in lower case, so no names.
    """
    return _read(text, 0, language, lowered)


@lru_cache(maxsize=256)
def folded_words(text: str, language: str) -> frozenset[str]:
    """The words and marks of a text, folded."""
    return frozenset(fold(token.text) for token in _tokens(text, language))


def _read(text: str, offset: int, language: str, lowered: frozenset[str]) -> ParsedSentence:
    tokens = tuple(_tokens(text, language))
    days = find_days(text, language)
    figures = apart(find_figures(text, language), text, days)
    items: list[Item] = []
    starts = [token.start for token in tokens]
    located: list[Day | Figure] = [*days, *figures]
    for found in located:
        first = bisect_left(starts, found.start + 1) - 1
        first = max(first, 0) if tokens and tokens[max(first, 0)].end > found.start else first + 1
        last = bisect_left(starts, found.end) - 1
        if first <= last:
            if isinstance(found, Day):
                items.append(Item("date", first, last, text[found.start : found.end], day=found))
            else:
                items.append(Item("figure", first, last, text[found.start : found.end].strip(), figure=found))
    taken = {index for item in items for index in range(item.first, item.last + 1)}
    items.extend(_names(text, tokens, language, taken, lowered))
    items.sort(key=lambda item: item.first)
    return ParsedSentence(text, offset, offset + len(text), language, tokens, tuple(items))


def _tokens(text: str, language: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, start = match.group(), match.start()
        if len(word) == 1 and not word.isalnum():
            found.append(Token(word, word, "mark", start, match.end()))
        elif _UNSPACED.search(word):
            pairs = [word[i : i + 2] for i in range(len(word) - 1)] or [word]
            found.extend(Token(pair, pair, "word", start + i, start + i + len(pair)) for i, pair in enumerate(pairs))
        else:
            term, kind = _word(word, language)
            found.append(Token(word, term, kind, start, match.end()))
    return found


@lru_cache(maxsize=65536)
def _word(word: str, language: str) -> tuple[str, TokenKind]:
    lowered = word.lower().replace("’", "'").replace("'", "")
    if lowered in negations(language):
        return lowered, "negation"
    if word[0].isdigit():
        return (terms(word, language) or [lowered])[0], "word"
    term = canonical(word, language)
    acronym = len(word) > 1 and word.isupper()
    if (is_function_word(word, language) and not acronym) or (len(word) == 1 and not word.isupper()):
        return term, "light" if term in opposites(language) else "function"
    return term, "light" if term in light(language) or term in speech(language) else "word"


def _is_capital(token: Token) -> bool:
    return token.kind != "mark" and token.text[0].isupper()


def _names(text: str, tokens: tuple[Token, ...], language: str, taken: set[int], lowered: frozenset[str]) -> list[Item]:
    words = [token for token in tokens if token.kind != "mark"]
    shouting = len(words) > 3 and sum(token.text.isupper() for token in words) > 0.6 * len(words)
    titled = len(words) > 5 and sum(map(_is_capital, words)) > 0.75 * len(words)
    found: list[Item] = []
    index = 0
    while index < len(tokens):
        if index in taken or shouting or not _starts_name(tokens, index, language):
            index += 1
            continue
        last = _name_end(text, tokens, index, taken)
        first = index
        index = last + 1
        opening = _opens(tokens, first)
        if opening and last > first and (tokens[first].kind == "function" or _common(tokens[first], lowered)):
            first += 1
            opening = False
        if opening and first == last and not _initial_name(tokens, first, lowered):
            continue
        if first == last and (
            tokens[first].kind in ("function", "negation")
            or (titled and not opening and _common(tokens[first], lowered))
        ):
            continue
        if language == "de" and first == last and not tokens[first].text.isupper():
            continue
        if first == last and fold(tokens[first].text) in _ABBREVIATED:
            continue
        name = tuple(fold(token.text) for token in tokens[first : last + 1] if token.kind != "mark")
        found.append(Item("name", first, last, text[tokens[first].start : tokens[last].end], name=name))
    return found


def _starts_name(tokens: tuple[Token, ...], index: int, language: str) -> bool:
    token = tokens[index]
    if token.kind == "mark" or not token.text[0].isupper():
        return False
    if token.text in ("I", "A") and not (index + 1 < len(tokens) and tokens[index + 1].text == "."):
        return False
    return not (
        token.kind == "function" and not token.text.isupper() and not _opens(tokens, index) and language != "en"
    )


def _name_end(text: str, tokens: tuple[Token, ...], index: int, taken: set[int]) -> int:
    last = index
    while last + 1 < len(tokens) and last + 1 not in taken:
        following = tokens[last + 1]
        gap = text[tokens[last].end : following.start]
        if tokens[last].text.endswith(("'s", "’s")) or len(gap) > 2 or "\n" in gap:
            break
        if _is_capital(following):
            last += 1
        elif (following.text == "." and len(tokens[last].text) == 1 and _capital_at(tokens, last + 2)) or (
            following.text.lower() in _PARTICLES and _capital_at(tokens, last + 2) and last + 2 not in taken
        ):
            last += 2
        elif (
            following.text.lower() in ("of", "de")
            and _is_the(tokens, last + 2)
            and _capital_at(tokens, last + 3)
            and last + 3 not in taken
        ):
            last += 3
        else:
            break
    return last


def _capital_at(tokens: tuple[Token, ...], index: int) -> bool:
    return index < len(tokens) and _is_capital(tokens[index])


def _is_the(tokens: tuple[Token, ...], index: int) -> bool:
    return index < len(tokens) and tokens[index].text in ("the", "la", "los", "las")


def _opens(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a capital at ``index`` may be due to its place alone."""
    return index == 0 or (tokens[index - 1].kind == "mark" and tokens[index - 1].text in '.:!?"“„«‘([…—–')


def _common(token: Token, lowered: frozenset[str]) -> bool:
    word = token.text.lower()
    return word in lowered or word in _ADVERBS or token.kind in ("function", "negation", "light")


def _initial_name(tokens: tuple[Token, ...], index: int, lowered: frozenset[str]) -> bool:
    """Whether a lone capitalised word at a sentence's beginning looks like a name."""
    token = tokens[index]
    if _common(token, lowered) or token.kind != "word":
        return False
    if token.text.isupper() and len(token.text) > 1:
        return True
    if token.text.endswith(("'s", "’s")):
        return True
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or _NOT_A_NAME.search(token.text.lower()):
        return False
    if following.text == "," or following.text.lower() in _AUXILIARY:
        return True
    return following.text[0].islower() and following.text.endswith("ed") and not token.text.endswith("s")
