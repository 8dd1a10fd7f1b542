"""A language's words of time as a table, from which phrases are looked up by their words.

A table says for each class of words (``weekday``, ``unit``, ``since`` …) which phrases mean which value. ``~`` stands
for each ending of the language's adjectives: ``letzt~`` is ``letzte``, ``letzten`` and so on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: A class of words: its phrases by their value, with strokes between.
Phrases = Mapping[Any, str]
#: Words shorter than this are not read without their accents: "des" is not "dès".
_SHORTEST_PLAIN = 4
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_SAME = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "−": "-"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a run of digits or a mark at characters ``[start, end)``.

    Attributes:
        text: in lower case, with plain quotation marks and dashes.
        glued: whether no blank stands before it.
        capital: whether it begins with a capital letter.
    """

    start: int
    end: int
    text: str
    glued: bool
    capital: bool

    @property
    def is_word(self) -> bool:
        """Whether it is letters."""
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        """Whether it is digits that can be reckoned with."""
        return self.text.isdecimal() and self.text.isascii()


def date_tokens(text: str) -> list[Token]:
    """The words, numbers and marks of a text, in order."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        glued = bool(tokens) and tokens[-1].end == match.start()
        tokens.append(Token(match.start(), match.end(), word.lower().translate(_SAME), glued, word[0].isupper()))
    return tokens


@dataclass(frozen=True)
class LanguageWords:
    """What a language's table says.

    Attributes:
        classes: the phrases of each class.
        endings: of adjectives, for ``~``.
        ordinal_signs: what stands right after the digits of an ordinal number ("rd", "º"), where not a point.
        ordinal_point: whether a point does that ("3. Oktober").
        month_first: whether ``6/12/2024`` is 12 June, and "June 12" is written.
        small_names: whether months and weekdays are written small, so that a capital makes them a name.
        nouns_capital: whether any noun is written with a capital.
    """

    classes: Mapping[str, Phrases]
    endings: Sequence[str] = ("",)
    ordinal_signs: frozenset[str] = frozenset()
    ordinal_point: bool = False
    month_first: bool = False
    small_names: bool = True
    nouns_capital: bool = False

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[tuple[str, ...], str, Any]]]:
        """The phrases by their first word. Made when first used: all tables together take a tenth of a second, and most
        commands read no days."""
        by_first: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
        plain: list[tuple[tuple[str, ...], str, Any]] = []
        for name, phrases in self.classes.items():
            for value, listed in phrases.items():
                for words in self._forms(listed):
                    by_first.setdefault(words[0], []).append((words, name, value))
                    plain.append((tuple(_without_accents(word) for word in words), name, value))
        known = set(by_first)
        for words, name, value in plain:
            if words[0] not in known:
                by_first.setdefault(words[0], []).append((words, name, value))
        return by_first

    def _forms(self, listed: str) -> Iterator[tuple[str, ...]]:
        for phrase in filter(str.strip, listed.split("|")):
            for ending in self.endings if "~" in phrase else ("",):
                yield tuple(_TOKEN.findall(phrase.strip().replace("~", ending).translate(_SAME)))

    def phrases_at(self, tokens: Sequence[Token], index: int) -> Iterator[tuple[str, int, Any]]:
        """The phrases that begin at a token: class, index of the token after it, value."""
        first = tokens[index].text if index < len(tokens) else ""
        for words, name, value in self._by_first.get(first, ()):
            end = index + len(words)
            if all(word == token.text for word, token in zip(words, tokens[index:end], strict=False)) and end <= len(
                tokens
            ):
                yield name, end, value


def _without_accents(word: str) -> str:
    """The word without accents, as it is typed in haste; Cyrillic letters and short words stay."""
    if len(word) < _SHORTEST_PLAIN or word > "\u0370":
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def in_order(words: str, start: int = 0) -> dict[int, str]:
    """Phrases by consecutive numbers: one number's forms with strokes between, the numbers with commas."""
    return {number: forms.strip() for number, forms in enumerate(words.split(","), start=start) if forms}


def joined(*tables: Mapping[int, str]) -> dict[int, str]:
    """Tables as one; a number's phrases in several are put together."""
    result: dict[int, str] = {}
    for table in tables:
        for number, forms in table.items():
            result[number] = f"{result[number]}|{forms}" if number in result else forms
    return result


def compounds(ones: Mapping[int, str], tens: Mapping[int, str], pattern: str) -> dict[int, str]:
    """The numbers from tens and ones: ``{ten}-{one}|{ten} {one}``, or ``{one}und{ten}``."""
    result: dict[int, str] = {}
    for ten, ten_forms in tens.items():
        for one, one_forms in ones.items():
            if 1 <= one <= 9:
                result[ten + one] = "|".join(
                    form.format(ten=ten_form, one=one_form)
                    for form in pattern.split("|")
                    for ten_form in ten_forms.split("|")
                    for one_form in one_forms.split("|")
                )
    return result
