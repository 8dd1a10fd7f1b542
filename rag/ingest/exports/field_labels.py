"""What news databases call their fields, in the languages that they are exported in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.text.dates.stated import MONTHS, parse_published

#: A longer line is no field's name and no date line.
MAX_LINE_CHARS = 200
_MAX_DATE_WORDS = 12
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W\d_]+")
_RIGHTS = re.compile(
    r"(?i)(?:(?:all|some) rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"(?:todos los|todos os) (?:derechos reservados|direitos reservados)|tutti i diritti riservati)\.?"
)
_COPYRIGHT = re.compile(r"(?i)(?:(?:©|\(c\)|copyright)(?:\s|\d|©)|copyright$|alle rechte vorbehalten)")


def label_pattern(names: Mapping[str, str], *, upper: bool = False) -> re.Pattern[str]:
    """A pattern for ``NAME: value`` at a line's start; its groups ``name`` and ``value``.

    Args:
        names: meanings to their names as an alternation.
        upper: only in capitals.
    """
    every = "|".join(names.values())
    every = every.upper() if upper else every
    return re.compile(rf"(?P<name>{every})\s?:(?:\s+(?P<value>.*))?$", 0 if upper else re.IGNORECASE)


def meaning_of_label(name: str, names: Mapping[str, str]) -> str:
    """Which meaning a field's name has.

    Raises:
        KeyError: none, which :func:`label_pattern` of the same names never matches.
    """
    for meaning, alternation in names.items():
        if re.fullmatch(alternation, name, re.IGNORECASE):
            return meaning
    raise KeyError(name)


def is_copyright(line: str) -> bool:
    """Whether a line states whose copyright it is."""
    return len(line) <= MAX_LINE_CHARS and (_COPYRIGHT.match(line) is not None or _RIGHTS.fullmatch(line) is not None)


def is_date_line(line: str) -> bool:
    """Whether a line is a date, in full or by month and year, with perhaps its weekday, edition and time."""
    if len(line) > MAX_LINE_CHARS or len(line.split()) > _MAX_DATE_WORDS or ":" in line.partition(" ")[0]:
        return False
    if parse_published(line) is not None:
        return True
    words = [word.lower() for word in _WORD.findall(line)]
    return _YEAR.search(line) is not None and len(words) <= 3 and any(word in MONTHS for word in words)


def blocks_of(lines: Sequence[str]) -> Iterator[list[str]]:
    """The runs of lines between blank ones."""
    block: list[str] = []
    for line in lines:
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def plain_lines(text: str) -> list[str]:
    """The lines of an export, with plain blanks and none at either end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").lstrip("\ufeff")
    return [" ".join(line.replace("\xa0", " ").split()) for line in text.split("\n")]
