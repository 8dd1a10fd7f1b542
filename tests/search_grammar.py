"""A second reader of the grammar of docs/search.md, for :mod:`search_scan`.

Written from that page alone: it shares nothing with the search that it checks but the folding of letters, so that what
both find was understood alike by two readers of the page.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from search_words import folded, is_letter, words

TEXT_FIELDS = ("headline", "outlet", "author", "section", "url", "language")
DATE_FIELDS = ("before", "after", "on")
#: Quotation marks by what may close them.
QUOTATION_MARKS = {'"': '"', "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«"}
MOST_BETWEEN = 100
MOST_CHARS = 4_000
_MOST_NEARNESSES = 10
_MOST_BRACKETS = 50
_MOST_IN_PATTERN = 100

_NAMED = re.compile("([A-Za-z]+):(.*)", re.DOTALL)
_NEAR = re.compile("near/([0-9]+)", re.IGNORECASE)
_DAY = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class WrongQueryError(Exception):
    """The page calls this query an error."""


# -- the parts of a query -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Phrase:
    """Words one directly after the other; a word is one of a single word."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Pattern:
    """A word with ``*`` or ``?``, folded."""

    pattern: str
    regex: re.Pattern[str] = field(compare=False)


@dataclass(frozen=True)
class Named:
    """A field with a term, ``*`` or (the empty field) ``""``."""

    name: str
    value: Phrase | Pattern | str


@dataclass(frozen=True)
class Dated:
    """``before``, ``after`` or ``on`` with the first and the last day of what it names."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Near:
    one: Node
    other: Node
    between: int


@dataclass(frozen=True)
class Same:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    part: Node


@dataclass(frozen=True)
class All:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Some:
    parts: tuple[Node, ...]


Node = Phrase | Pattern | Named | Dated | Near | Same | Not | All | Some


# -- from a string to its tokens ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Token:
    """``kind`` is ``(``, ``)``, AND, OR, NOT, near, same or term."""

    kind: str
    node: Node | None = None
    between: int = 0


def tokens(query: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(query):
        char = query[at]
        if char.isspace():
            at += 1
        elif char in "()":
            found.append(Token(char))
            at += 1
        elif _opens(query, at):
            inside, at = _quoted(query, at)
            if not words(inside):
                raise WrongQueryError("a phrase without a word")
            found.append(Token("term", Phrase(words(inside))))
        elif char == "-" and _negates(query, at):
            found.append(Token("NOT"))
            at += 1
        else:
            end = at
            while end < len(query) and not (query[end].isspace() or query[end] in "()" or _opens(query, end)):
                end += 1
            piece = query[at:end]
            name = _field(piece)
            if name and piece.endswith(":") and piece.count(":") == 1 and _opens(query, end):
                inside, at = _quoted(query, end)
                if inside.strip() and not words(inside):
                    raise WrongQueryError("a field's value without a word")
                found.append(Token("term", _named(name, Phrase(words(inside)) if words(inside) else "")))
            else:
                found.extend(_piece(piece, name))
                at = end
    return _sames(found)


def _is_word_part(query: str, at: int) -> bool:
    return 0 <= at < len(query) and is_letter(query[at])


def _opens(query: str, at: int) -> bool:
    char = query[at : at + 1]
    return char != "" and char in QUOTATION_MARKS and not (char in '"”»' and _is_word_part(query, at - 1))


def _quoted(query: str, at: int) -> tuple[str, int]:
    closing = QUOTATION_MARKS[query[at]]
    for end in range(at + 1, len(query)):
        within_word = query[end] == '"' and _is_word_part(query, end - 1) and _is_word_part(query, end + 1)
        if query[end] in closing and not within_word:
            return query[at + 1 : end], end + 1
    raise WrongQueryError("a quotation mark is not closed")


def _negates(query: str, at: int) -> bool:
    before, after = query[at - 1 : at] if at else "", query[at + 1 : at + 2]
    follows = after != "" and (is_letter(after) or after in "(*" or _opens(query, at + 1))
    return follows and (not before or before.isspace() or before == "(")


def _field(piece: str) -> str | None:
    match = _NAMED.fullmatch(piece)
    name = match.group(1).lower() if match else ""
    return name if name in TEXT_FIELDS + DATE_FIELDS else None


def _piece(piece: str, name: str | None) -> list[Token]:
    if piece in ("AND", "OR", "NOT"):
        return [Token(piece)]
    if match := _NEAR.fullmatch(piece):
        between = int(match.group(1))
        if not 1 <= between <= MOST_BETWEEN:
            raise WrongQueryError("a nearness of more than 100 words")
        return [Token("near", between=between)]
    if piece.lower() == "same":
        return [Token("same", Phrase(("same",)))]
    if name is None:
        alone = _term(piece)
        return [Token("term", alone)] if alone else []
    value = piece.partition(":")[2]
    if not value:
        raise WrongQueryError("a field without a value")
    if name in DATE_FIELDS:
        return [Token("term", _dated(name, value))]
    term: Phrase | Pattern | str | None = "*" if value == "*" else _term(value, name == "url")
    if term is None:
        raise WrongQueryError("a field without a value")
    return [Token("term", _named(name, term))]


def _term(piece: str, is_address: bool = False) -> Phrase | Pattern | None:
    """None where there is no word in it."""
    piece = piece.replace("?", " ") if is_address or "://" in piece else piece
    runs: list[str] = []
    for char in f" {piece}":
        if is_letter(char) or char in "*?":
            runs[-1] += char
        else:
            runs.append("")
    runs = [run.strip("?") for run in runs if run.strip("?")]
    if not any("*" in run or "?" in run for run in runs):
        found = words(piece)
        return Phrase(found) if found else None
    bare = "".join(runs).replace("*", "").replace("?", "")
    if len(runs) != 1 or len(words(bare)) != 1 or not any(unicodedata.category(char)[0] in "LN" for char in bare):
        raise WrongQueryError("a word with * or ? is one word with a letter or digit")
    parts = re.split("([*?])", runs[0])
    pattern = "".join(part if part in ("*", "?") else folded(part) for part in parts)
    if len(pattern) > _MOST_IN_PATTERN:
        raise WrongQueryError("a word with * or ? of more than 100 characters")
    return Pattern(
        pattern,
        re.compile("".join({"*": ".*", "?": "."}.get(part) or re.escape(folded(part)) for part in parts), re.DOTALL),
    )


def _named(name: str, value: Phrase | Pattern | str) -> Named | Dated:
    if name in DATE_FIELDS:
        raise WrongQueryError("a date is not a phrase")
    if name == "language" and isinstance(value, Pattern):
        raise WrongQueryError("a language is whole")
    return Named(name, value)


def _dated(name: str, value: str) -> Dated:
    match = _DAY.fullmatch(value.rstrip(".,;:!?"))
    if not match:
        raise WrongQueryError("no date")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise WrongQueryError("a date that does not exist") from error
    last_month = month or 12
    last = date(first.year, last_month, day or calendar.monthrange(first.year, last_month)[1])
    return Dated(name, first, last)


def _sames(found: list[Token]) -> list[Token]:
    """``same`` is a word where nothing stands on one of its sides."""
    done: list[Token] = []
    for at, token in enumerate(found):
        if token.kind == "same":
            left = bool(done) and done[-1].kind in (")", "term")
            right = at + 1 < len(found) and found[at + 1].kind in ("(", "term", "NOT", "same")
            done.append(token if left and right else Token("term", token.node))
        else:
            done.append(token)
    return done


# -- from tokens to the whole query -------------------------------------------------------------------------------


def read(query: str) -> Node:
    """What a query says.

    Raises:
        WrongQueryError: the page calls it an error.
    """
    if len(query) > MOST_CHARS:
        raise WrongQueryError("more than 4,000 characters")
    rest = tokens(query)
    deep = 0
    for token in rest:
        deep += {"(": 1, ")": -1}.get(token.kind, 0)
        if deep > _MOST_BRACKETS:
            raise WrongQueryError("more than 50 brackets within one another")
    found = _any(rest)
    if rest:
        raise WrongQueryError("a bracket that was not opened")
    return found


def _any(rest: list[Token]) -> Node:
    parts = [_all(rest)]
    while _takes(rest, "OR"):
        parts.append(_all(rest))
    return parts[0] if len(parts) == 1 else Some(tuple(parts))


def _all(rest: list[Token]) -> Node:
    parts = [_not(rest)]
    while _takes(rest, "AND") or (rest and rest[0].kind in ("(", "term", "NOT")):
        parts.append(_not(rest))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _not(rest: list[Token]) -> Node:
    return Not(_not(rest)) if _takes(rest, "NOT") else _same(rest)


def _same(rest: list[Token]) -> Node:
    parts = [_near(rest)]
    while _takes(rest, "same"):
        parts.append(_near(rest))
    if len(parts) == 1:
        return parts[0]
    if not all(_in_paragraph(part) for part in parts):
        raise WrongQueryError("a field or NOT within same")
    return Same(tuple(parts))


def _near(rest: list[Token]) -> Node:
    found = _one(rest)
    while token := _takes(rest, "near"):
        other = _one(rest)
        if not _is_stretch(found) or not _is_stretch(other):
            raise WrongQueryError("near takes words, phrases and alternatives")
        found = Near(found, other, token.between)
        if _nearnesses(found) > _MOST_NEARNESSES:
            raise WrongQueryError("more than ten nearnesses within one another")
    return found


def _one(rest: list[Token]) -> Node:
    if _takes(rest, "("):
        found = _any(rest)
        if not _takes(rest, ")"):
            raise WrongQueryError("a bracket that is not closed")
        return found
    token = _takes(rest, "term")
    if token is None or token.node is None:
        raise WrongQueryError("an operator with nothing on one side")
    return token.node


def _takes(rest: list[Token], kind: str) -> Token | None:
    return rest.pop(0) if rest and rest[0].kind == kind else None


def _is_stretch(node: Node) -> bool:
    return isinstance(node, Phrase | Pattern | Near) or (
        isinstance(node, Some) and all(_is_stretch(part) for part in node.parts)
    )


def _nearnesses(node: Node) -> int:
    if isinstance(node, Some):
        return max(_nearnesses(part) for part in node.parts)
    return 1 + _nearnesses(node.one) + _nearnesses(node.other) if isinstance(node, Near) else 0


def _in_paragraph(node: Node) -> bool:
    return isinstance(node, Phrase | Pattern | Near | Same) or (
        isinstance(node, Some | All) and all(_in_paragraph(part) for part in node.parts)
    )
