"""Names as a language's cases write them: German "Petries" and "des Küstenboten", Ukrainian "статті Олени Коваль".

A word of a name and a word of a question are forms of one another where both, each with an ending taken off or none,
are the same. That says nothing of grammar, and need not: who is asked for must be a name of the archive, in each word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: What is left of a word without its ending has so many letters at least.
_SHORTEST_STEM = 3
#: By language, the endings of names, folded (й is и, ї is і). German inflects so what papers and sections are called,
#: not people; in Dutch and for German people there is the genitive alone.
_ENDINGS: Mapping[str, Sequence[str]] = {
    "uk": "ові еві ого ому ими ої ою єю ею ом ем єм им ім ии іи ів ах ях ам ям а я о е и і у ю ь".split(),  # noqa: SIM905
    "de": ("en", "er", "es", "em", "e", "n", "s"),
    "nl": ("s",),
}
_GENITIVE = "s"


def has_cases(language: str) -> bool:
    """Whether names are inflected in a language, as far as is known here."""
    return language in _ENDINGS


def stems(word: str, language: str) -> frozenset[str]:
    """A folded word, and what is left of it without one of the language's endings."""
    cut = (word[: -len(ending)] for ending in _ENDINGS[language] if word.endswith(ending))
    return frozenset((word, *(stem for stem in cut if len(stem) >= _SHORTEST_STEM)))


def is_form_of(asked: Sequence[str], name: Sequence[str], language: str, *, person: bool) -> bool:
    """Whether words of a question are a name in some case.

    Args:
        asked: the question's words, folded.
        name: the archive's, folded.
        language: the question's, which has cases.
        person: whether it is a person's name.
    """
    if len(asked) != len(name):
        return False
    if language == "nl" or (language == "de" and person):
        return [*asked] == [*name[:-1], name[-1] + _GENITIVE]
    return all(stems(one, language) & stems(other, language) for one, other in zip(asked, name, strict=True))
