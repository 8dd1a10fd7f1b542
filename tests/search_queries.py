"""Random queries of docs/search.md, drawn from articles so that most of them hold for some."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from search_grammar import MOST_BETWEEN, MOST_CHARS
from search_words import is_letter, paragraphs, places, words

from rag.text.letters import plain

_T = TypeVar("_T")

#: Letters that fold to a plain one, to be typed for it.
_ACCENTED = {"a": "áàâäå", "c": "çč", "e": "éèêę", "i": "íî", "l": "ł", "n": "ñń", "o": "øöó", "s": "š", "u": "üú"}
_OPERATORS = ("and", "or", "not", "same")
_QUOTED = ('"{}"', '"{}"', '"{}"', "“{}”", "„{}“", "„{}”", "”{}”", "«{}»", "»{}«")
_MARKS = '"“”„«»'
_DEEPEST = 3


@dataclass(frozen=True)
class Drawn:
    """A room of an article, and where its words stand."""

    text: str
    places: tuple[tuple[int, int], ...]

    def word(self, at: int) -> str:
        start, end = self.places[at]
        return self.text[start:end]


def _drawn(text: str) -> Drawn:
    return Drawn(text, tuple(places(text)))


class RandomQueries:
    """The same queries for the same seed and articles.

    Args:
        seed: any number.
        articles: as :func:`search_scan.scanned` takes them; each has a text with words.
    """

    def __init__(self, seed: int, articles: Sequence[Any]) -> None:
        self._random = random.Random(seed)
        self._articles = articles
        self._home = articles[0]

    def draw(self) -> str:
        """Another query; what stands in it comes from one article, for the most part."""
        query = ""
        while not query or len(query) > MOST_CHARS:  # some articles have words of many thousand letters
            self._home = self._pick(self._articles)
            query = self._any(0)
        return query if self._random.random() > 0.1 else f" {query}\t"

    # -- putting together ----------------------------------------------------------------------------------------------

    def _any(self, depth: int) -> str:
        parts = [self._all(depth) for _ in range(self._some(1, 0.25))]
        return " OR ".join(parts)

    def _all(self, depth: int) -> str:
        query = self._not(depth)
        for _ in range(self._some(0, 0.4)):
            query += self._pick((" AND ", " ", " ", "  ", "\n", " & ", " – ")) + self._not(depth)
        return query

    def _not(self, depth: int) -> str:
        if self._random.random() > 0.15:
            return self._same(depth)
        home, self._home = self._home, self._pick(self._articles)
        negated = self._same(depth)
        if self._random.random() < 0.3:
            self._home = home  # what does stand there, denied
            negated = self._same(depth)
        self._home = home
        dashed = is_letter(negated[0]) or negated[0] in f"{_MARKS}("
        return f"-{negated}" if dashed and self._random.random() < 0.6 else f"NOT {negated}"

    def _same(self, depth: int) -> str:
        if self._random.random() > 0.12:
            return self._near(depth)
        # Of the whole text, too, for phrases and nearness from one paragraph into the next, which hold in neither.
        room = _drawn(self._pick((*paragraphs(self._home.text), self._home.title, *[self._home.text] * 2)))
        if not room.places:
            room = _drawn(self._home.text)
        parts = [self._paragraph_part(room, depth) for _ in range(self._some(2, 0.2))]
        return self._pick((" same ", " same ", " SAME ", " Same ")).join(parts)

    def _paragraph_part(self, room: Drawn, depth: int) -> str:
        drawn = self._random.random()
        if drawn < 0.6 or depth >= _DEEPEST:
            return self._term(self._room() if drawn < 0.08 else room)
        if drawn < 0.75:
            return self._nearness(room)
        joined = self._pick((" AND ", " ", " OR ", " same "))
        return f"({joined.join(self._paragraph_part(room, depth + 1) for _ in range(2))})"

    def _near(self, depth: int) -> str:
        drawn = self._random.random()
        if drawn < 0.15:
            return self._nearness(self._room())
        if drawn < 0.3 and depth < _DEEPEST:
            return f"({self._any(depth + 1)})" if self._random.random() < 0.8 else f"( {self._any(depth + 1)} )"
        if drawn < 0.5:
            return self._field()
        return self._term(self._room())

    def _nearness(self, room: Drawn) -> str:
        """A chain of two to four, of what stands within some twelve words."""
        at = self._random.randrange(len(room.places))
        query = self._stretch(room, at)
        for _ in range(self._some(1, 0.3)):
            then = min(max(at + self._random.randint(-12, 12), 0), len(room.places) - 1)
            between = max(abs(then - at) + self._pick((-2, -1, -1, 0, 3)), 1)
            query += f" {self._pick(('near', 'near', 'NEAR', 'Near'))}/{between} {self._stretch(room, then)}"
            at = then
        return query

    def _stretch(self, room: Drawn, at: int) -> str:
        drawn = self._random.random()
        if drawn < 0.75:
            return self._term(room, at)
        if drawn < 0.9:
            return f"({self._term(room, at)} OR {self._term(self._room())})"
        other = self._random.randrange(len(room.places))
        return f"({self._term(room, at)} near/{min(abs(other - at), MOST_BETWEEN) or 1} {self._term(room, other)})"

    # -- terms ---------------------------------------------------------------------------------------------------------

    def _term(self, room: Drawn, at: int | None = None) -> str:
        if at is None:
            at = self._random.randrange(len(room.places))
        drawn = self._random.random()
        if drawn < 0.5:
            return self._word(room.word(at))
        if drawn < 0.75:
            return self._phrase(room, at)
        if drawn < 0.93:
            return self._pattern(room.word(at))
        return self._piece(room, at)

    def _word(self, word: str) -> str:
        typed = self._typed(word)
        # A word like an operator is typed in small letters, and "same" is a phrase, so that it is none.
        if typed.lower() not in _OPERATORS:
            return typed
        return typed.lower() if typed.lower() != "same" else f'"{typed}"'

    def _typed(self, word: str) -> str:
        """The word as somebody may type it: in any case, with accents or without, decomposed."""
        ways: Sequence[Callable[[str], str]] = (
            str,
            str,
            str.upper,
            str.title,
            plain,
            self._accented,
            lambda text: unicodedata.normalize("NFD", text),
        )
        typed = self._pick(ways)(word)
        return typed if words(typed) == words(word) else word

    def _accented(self, word: str) -> str:
        return "".join(
            self._pick(_ACCENTED[char]) if char in _ACCENTED and self._random.random() < 0.5 else char for char in word
        )

    def _phrase(self, room: Drawn, at: int) -> str:
        """Words in their order; some as they are printed, across punctuation and paragraphs."""
        size = self._random.randint(1, 4)
        start = max(min(at, len(room.places) - size), 0)
        chosen = room.places[start : start + size]
        if self._random.random() < 0.5:
            inside = room.text[chosen[0][0] : chosen[-1][1]]
        else:
            inside = self._pick((" ", " ", ", ", " - ")).join(self._typed(room.text[a:b]) for a, b in chosen)
        if size > 1 and self._random.random() < 0.1:
            inside = " ".join(reversed(inside.split()))
        inside += self._pick(("", "", "", ".", "*", "?", " "))
        return self._pick(_QUOTED).format("".join(" " if char in _MARKS else char for char in inside))

    def _pattern(self, word: str) -> str:
        if len(word) > 90 or not any(unicodedata.category(char)[0] in "LN" for char in word):
            return word  # a longer pattern is an error, and so is one of a mark of Thai, which stands alone
        word = word if self._random.random() < 0.5 else self._typed(word)
        size = len(word)
        cut = self._random.randrange(size + 1)
        further = self._random.randint(cut, size)
        drawn = self._random.random()
        if drawn < 0.3:
            pattern = f"{word[:cut]}*"
        elif drawn < 0.45:
            pattern = f"*{word[cut:]}"
        elif drawn < 0.6:
            pattern = f"{word[:cut]}*{word[further:]}"
        elif drawn < 0.9 and 0 < cut < size:
            pattern = f"{word[:cut]}?{word[cut + self._random.randint(0, 1) :]}"
        else:
            pattern = f"*{word[cut:further]}*"
        bare = pattern.replace("*", "").replace("?", "")
        # Where a mark has come to stand alone, or a pattern for all words, the word is what is asked for.
        return pattern if bare and unicodedata.category(bare[0])[0] in "LN" else f"{word}*"

    def _piece(self, room: Drawn, at: int) -> str:
        """All that stands between two blanks, without what would be an operator."""
        start, end = room.places[at]
        while start > 0 and not room.text[start - 1].isspace():
            start -= 1
        while end < len(room.text) and not room.text[end].isspace():
            end += 1
        piece = "".join(char for char in room.text[start:end] if char not in f"{_MARKS}()*?/").lstrip("-")
        return piece if ":" not in piece and piece.lower() not in _OPERATORS and words(piece) else room.word(at)

    def _room(self) -> Drawn:
        whole = self._home.text if self._random.random() < 0.8 or not words(self._home.title) else self._home.title
        return _drawn(whole)

    # -- fields --------------------------------------------------------------------------------------------------------

    def _field(self) -> str:
        name = self._pick(("headline", "outlet", "author", "section", "url", "language", *["date"] * 3))
        if name == "date":
            return self._date()
        value = self._value(name)
        drawn = self._random.random()
        if drawn < 0.12 or (value is None and drawn < 0.4):
            term = "*"
        elif drawn < 0.24 or value is None or not words(value):
            term = '""'
        elif name == "language":
            term = self._pick((value, value.upper(), self._pick(self._articles).language or "xx"))
        else:
            room = _drawn(value)
            at = self._random.randrange(len(room.places))
            whole = name == "url" and self._random.random() < 0.3  # as it is copied from a browser
            term = value if whole else self._field_term(room, at)
        return f"{self._pick((name, name, name.upper(), name.title()))}:{term}"

    def _field_term(self, room: Drawn, at: int) -> str:
        drawn = self._random.random()
        if drawn < 0.5:
            return self._typed(room.word(at))
        return self._phrase(room, at) if drawn < 0.8 else self._pattern(room.word(at))

    def _value(self, name: str) -> str | None:
        if name == "author":
            authors: tuple[str, ...] = self._home.authors
            return self._pick(authors) if authors else None
        value: str | None = getattr(self._home, "title" if name == "headline" else name)
        return value

    def _date(self) -> str:
        published = self._home.published or self._pick(self._articles).published or date(2024, 2, 29)
        day = published.date() if isinstance(published, datetime) else published
        name = self._pick(("before", "after", "on", "On", "BEFORE"))
        return f"{name}:{day.isoformat()[: self._pick((4, 7, 10))]}{self._pick(('', '', '', '.'))}"

    # -- chance --------------------------------------------------------------------------------------------------------

    def _pick(self, among: Sequence[_T]) -> _T:
        return self._random.choice(among)

    def _some(self, least: int, chance: float) -> int:
        """``least`` or more, each one more with this chance."""
        while self._random.random() < chance:
            least += 1
        return min(least, 4)


def broken(query: str, seed: int) -> str:
    """A query with one fault put in; in a phrase it may be none."""
    chance = random.Random(seed)
    marks = [at for at, char in enumerate(query) if char in '()"']
    if marks and chance.random() < 0.4:
        at = chance.choice(marks)
        return query[:at] + query[at + 1 :]
    fault = chance.choice(
        (
            "{} AND",
            "OR {}",
            "{} NOT",
            "{} near/5",
            "near/5 {}",
            "({}) near/101 dam",
            "ferry near/2 (outlet:courier OR {})",
            "ferry same (NOT dam)",
            "({}",
            "{})",
            "{} outlet:",
            "on:2023-02-29 {}",
            "before:2024-13 OR {}",
            "after:soon {}",
            "{} COVID-1*",
            "{} *",
            '{} "',
            '{} "…"',
            "ferry near/3 (dam weir) {}",
            "ferry near/3 NOT dam OR {}",
            "{} AND OR dam",
            "{} ()",
        )
    )
    return fault.format(query.strip())
