"""The authors, outlets and sections of an archive, and where one of them stands in a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.text.archive_questions.inflected_names import has_cases, is_form_of, stems
from rag.text.dates.expressions.date_words import Token, date_tokens
from rag.text.query.words import fold

NameKind = Literal["author", "outlet", "section"]

#: What a name may begin with in the archive or in a question, and not in the other: "The Skarne Ledger".
_ARTICLES = frozenset(("the der die das den dem le la les l el los las il lo gli de het o a os as").split())  # noqa: SIM905
#: Behind an author's name, these begin what is no part of it: "Clemens Hathe for Tesk Wire", "Joan Petrie, Skarne".
_APART = frozenset("for in at from für aus pour para per voor для , / | ( – —".split())  # noqa: SIM905
#: Longer values are no names that anybody asks for.
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of the archive in a question, up to a token (exclusive), as the values that the archive has of it;
    ``inflected`` where the question has it in another case."""

    end: int
    values: tuple[tuple[NameKind, str], ...]
    inflected: bool = False

    def of(self, kind: NameKind) -> tuple[str, ...]:
        """The values of a kind."""
        return tuple(value for own, value in self.values if own == kind)


class ArchiveNames:
    """Finds the names of an archive in questions: whole, case and accents aside, in languages with cases in each of
    them.

    Args:
        authors: the archive's, each as it is written there.
        outlets: likewise.
        sections: likewise.
    """

    def __init__(self, authors: Iterable[str] = (), outlets: Iterable[str] = (), sections: Iterable[str] = ()) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], list[tuple[NameKind, str]]]] = {}
        kinds: tuple[tuple[NameKind, Iterable[str]], ...] = (
            ("author", authors), ("outlet", outlets), ("section", sections),
        )  # fmt: skip
        for kind, values in kinds:
            for value in values:
                for words in _forms(value, kind):
                    self._by_first.setdefault(words[0], {}).setdefault(words, []).append((kind, value))
        self._by_stem: dict[str, dict[str, list[tuple[str, ...]]]] = {}

    def at(self, tokens: Sequence[Token], index: int, language: str = "") -> KnownName | None:
        """The longest name that begins at a token, with a possessive's ending; None where none does.

        Args:
            tokens: the question's.
            index: the token.
            language: the question's; in one with cases a name is known in each, unless it stands there as it is.
        """
        if index >= len(tokens) or not _is_word(tokens[index]):
            return None
        return self._as_written(tokens, index) or (
            self._inflected(tokens, index, language) if has_cases(language) else None
        )

    def _as_written(self, tokens: Sequence[Token], index: int) -> KnownName | None:
        known = self._by_first.get(fold(tokens[index].text))
        if not known:
            return None
        best: KnownName | None = None
        for words, end in _words_from(tokens, index):
            if values := known.get(words):
                best = KnownName(_possessive(tokens, end), tuple(values))
        return best

    def _inflected(self, tokens: Sequence[Token], index: int, language: str) -> KnownName | None:
        by_stem = self._stems_of(language)
        first = sorted(stems(fold(tokens[index].text), language))
        names = dict.fromkeys(name for stem in first for name in by_stem.get(stem, ()))
        best: KnownName | None = None
        for words, end in _words_from(tokens, index) if names else ():
            found = [
                value
                for name in names
                for value in self._by_first[name[0]][name]
                if is_form_of(words, name, language, person=value[0] == "author")
            ]
            if found:
                best = KnownName(end, tuple(found), inflected=True)
        return best

    def _stems_of(self, language: str) -> dict[str, list[tuple[str, ...]]]:
        """The names by what their first words may be without an ending; made when a language is first asked in."""
        if language not in self._by_stem:
            made: dict[str, list[tuple[str, ...]]] = {}
            for first, names in self._by_first.items():
                for stem in stems(first, language):
                    made.setdefault(stem, []).extend(names)
            self._by_stem[language] = made
        return self._by_stem[language]


def _forms(value: str, kind: NameKind) -> set[tuple[str, ...]]:
    """The words by which a value is asked for: all, and of an author's those of the name alone."""
    tokens = date_tokens(value)
    ends = [len(tokens)]
    if kind == "author":
        ends += [index for index, token in enumerate(tokens) if index > 1 and token.text in _APART][:1]
    forms = set()
    for end in ends:
        words = tuple(fold(token.text) for token in tokens[:end] if _is_word(token))
        words = words[1:] if len(words) > 1 and words[0] in _ARTICLES else words
        if 0 < len(words) <= _LONGEST:
            forms.add(words)
    return forms


def _words_from(tokens: Sequence[Token], index: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """The first, the first two … words from a token on, folded, as far as a name may go; and the token behind them."""
    words: list[str] = []
    for place in range(index, min(len(tokens), index + 2 * _LONGEST)):
        token = tokens[place]
        if _is_word(token):
            words.append(fold(token.text))
            yield tuple(words), place + 1
        elif token.text in '?!;:,"()»”':
            return


def _is_word(token: Token) -> bool:
    return token.is_word or token.text.isdecimal()


def _possessive(tokens: Sequence[Token], end: int) -> int:
    if end < len(tokens) and tokens[end].text == "'" and tokens[end].glued:
        ending = end + 1 < len(tokens) and tokens[end + 1].text == "s" and tokens[end + 1].glued
        return end + 2 if ending else end + 1
    return end
