"""Acronyms and the names that they stand for, as texts introduce them: "Upper Tesk Water Authority (UTWA)".

The pairs are found as Schwartz and Hearst do ("A Simple Algorithm for Identifying Abbreviation Definitions in
Biomedical Text", 2003): beside the brackets, by letters that stand in both in the same order. Names of news mostly have
capitals, so that of theirs the words that begin what is found must have them, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from rag.text.letters import plain
from rag.text.terms import is_function_word

#: Letters of an acronym.
SHORTEST = 2
LONGEST = 8
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
#: A name does not go on over these.
_ENDS_NAME = re.compile(r"[.!?;:,()\n\"“”„«»]")
#: So many characters on either side of a bracket are looked at.
_BESIDE = 160


def as_acronym(word: str) -> str | None:
    """The letters of a word that is written as an acronym ("UTWA", "U.N."), else None."""
    letters = word.replace(".", "")
    return letters if SHORTEST <= len(letters) <= LONGEST and letters.isalpha() and letters.isupper() else None


def full_names(acronym: str, text: str) -> Iterator[str]:
    """The names that a text says an acronym stands for: before it in brackets, or in brackets behind it.

    Args:
        acronym: in capitals, without dots.
        text: any text.
    """
    at = text.find(acronym)
    while at >= 0:
        end = at + len(acronym)
        if text[at - 1 : at] == "(" and text[end : end + 1] == ")":
            found = _name_before(acronym, text[max(0, at - 1 - _BESIDE) : at - 1])
        elif text[end : end + 2] == " (" and not text[at - 1 : at].isalnum():
            found = _name_within(acronym, text[end + 2 : end + 2 + _BESIDE])
        else:
            found = None
        if found:
            yield found
        at = text.find(acronym, end)


def _name_before(acronym: str, before: str) -> str | None:
    before = _ENDS_NAME.split(before)[-1].rstrip()
    places = [match.start() for match in _WORD.finditer(before)]
    first = places[-min(len(acronym) + 5, 2 * len(acronym)) :][:1]
    return _name(acronym, before[first[0] :]) if first else None


def _name_within(acronym: str, inside: str) -> str | None:
    name, bracket, _ = inside.partition(")")
    found = _name(acronym, name) if bracket and not _ENDS_NAME.search(name) else None
    return found if found == name.strip() else None


def _name(acronym: str, words: str) -> str | None:
    """The end of ``words`` in which the acronym's letters stand in order, the first of them where a word begins."""
    letters, at = acronym.lower(), len(words)
    folded = "".join(plain(char)[:1] or char for char in words)
    for place in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (folded[at] != letters[place] or (place == 0 and folded[at - 1 : at].isalnum() and at > 0)):
            at -= 1
        if at < 0:
            return None
    name = words[at:].strip()
    parts = _WORD.findall(name)
    telling = [part for part in parts if not is_function_word(part, None)]
    named = sum(part[0].isupper() for part in telling)
    if len(name) < 2 * len(acronym) or acronym in parts or not name[0].isupper() or 2 * named < len(telling):
        return None
    return name


class Initials:
    """The initials of a text's words, of which acronyms of its names may be made.

    Args:
        text: a question.
    """

    def __init__(self, text: str) -> None:
        words = list(_WORD.finditer(text))
        self._starts = [word.start() for word in words]
        self._letters = [plain(word.group()[:1])[:1].upper() for word in words]
        self._telling = [
            "" if is_function_word(word.group(), None) else letter
            for word, letter in zip(words, self._letters, strict=True)
        ]

    def within(self, start: int, end: int) -> set[str]:
        """What may stand for the words between: the initials of all, and of those that tell something."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        found = {"".join(self._letters[first:last]), "".join(self._telling[first:last])}
        return {each for each in found if SHORTEST <= len(each) <= LONGEST}
