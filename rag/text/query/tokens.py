"""A query cut into its parts (brackets, phrases, dashes, pieces), and these read as tokens."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple, cast, get_args

from rag.errors import QueryError
from rag.text.query.syntax import (
    DateField,
    DateFieldName,
    Field,
    FieldName,
    Node,
    Phrase,
    Term,
    Wildcard,
    Word,
)
from rag.text.query.words import fold, folded_words, is_word_character, marks_class

#: The marks that may close a phrase, by the one that opens it.
_CLOSING = {'"': '"', "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«"}
# These stand for inches, or within words (as in Hebrew), where a letter or digit is directly before them.
_NOT_AFTER_WORDS = '"”»'
_FIELD = re.compile(r"([A-Za-z]+):")
_NEAR = re.compile(r"near/([0-9]+)", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_PIECE = re.compile(r'[^\s()"“„”«»]+')
# A sentence may go on or end after a date.
_AFTER_DATE = ".,;:!?"
#: The furthest that ``near/`` reaches, in words.
MOST_BETWEEN = 100
#: Of a word with ``*`` or ``?``, in characters: no word is longer, and matching takes time for each.
MOST_WILDCARD = 100

PartKind = Literal["(", ")", "phrase", "unclosed", "dash", "piece"]
TokenKind = Literal["(", ")", "AND", "OR", "NOT", "near", "same", "term", "field"]


class Part(NamedTuple):
    """A part of a query as it is written; ``text`` of a phrase is what stands between its marks."""

    kind: PartKind
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """A part that was read. ``place`` counts from 1; a term or field has its node, ``near`` its number of words."""

    kind: TokenKind
    place: int
    text: str
    node: Node | None = None
    words: int = 0


def split_parts(text: str) -> list[Part]:
    """The parts of a query, without what is blank between them. Never fails: an open quotation mark is a part, too."""
    parts: list[Part] = []
    unclosed: set[str] = set()
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
            continue
        if char in "()":
            part = Part("(" if char == "(" else ")", at, at + 1, char)
        elif _opens(text, at):
            end = -1 if char in unclosed else _closing(text, at)
            if end < 0:
                unclosed.add(char)  # so that many of them are not each looked for to the end
                part = Part("unclosed", at, at + 1, char)
            else:
                part = Part("phrase", at, end + 1, text[at + 1 : end])
        elif char == "-" and _negates(text, at):
            part = Part("dash", at, at + 1, char)
        else:
            end = _piece_end(text, at)
            part = Part("piece", at, end, text[at:end])
        parts.append(part)
        at = part.end
    return parts


def field_name(piece: str) -> str | None:
    """The name of the field that a piece begins with, in small letters; None where it begins with none."""
    match = _FIELD.match(piece)
    name = match.group(1).lower() if match else ""
    return name if name in get_args(FieldName) or name in get_args(DateFieldName) else None


def near_number(piece: str) -> int | None:
    """How many words a piece such as ``near/5`` lets stand between; None where it is no such piece."""
    match = _NEAR.fullmatch(piece)
    if not match:
        return None
    digits = match.group(1).lstrip("0") or "0"
    return int(digits) if len(digits) <= len(str(MOST_BETWEEN)) else MOST_BETWEEN + 1  # maybe too many for int()


def wildcards(piece: str) -> list[str]:
    """The words with ``*`` or ``?`` of a piece, among them also a ``*`` alone."""
    return [run for run in _runs(piece) if "*" in run or "?" in run]


def read_tokens(text: str) -> list[Token]:
    """The tokens of a query.

    Raises:
        QueryError: a part cannot be read.
    """
    tokens: list[Token] = []
    parts = split_parts(text)
    value_of: Part | None = None  # the field that the next part is the value of
    for part, following in zip(parts, [*parts[1:], None], strict=False):
        place = part.start + 1
        if value_of:
            tokens.append(_read_field(value_of, part))
            value_of = None
        elif part.kind == "piece" and (name := field_name(part.text)):
            goes_on = following is not None and following.start == part.end and following.kind != ")"
            if len(part.text) == len(name) + 1 and goes_on:
                value_of = part
            else:
                tokens.append(_read_field(part, None))
        elif part.kind == "piece":
            tokens.extend(_read_piece(part.text, place))
        elif part.kind == "phrase":
            words = folded_words(part.text)
            if not words:
                raise QueryError("the phrase has no word: write one between the quotation marks", place)
            tokens.append(Token("term", place, part.text, _term(words, part.text)))
        elif part.kind == "unclosed":
            raise _unclosed(part)
        else:
            kind: TokenKind = "NOT" if part.kind == "dash" else cast(TokenKind, part.kind)
            tokens.append(Token(kind, place, part.text))
    return _with_words_same(tokens)


def _read_field(piece: Part, beside: Part | None) -> Token:
    """A field whose value is in its own piece, or is the phrase directly beside it."""
    place = piece.start + 1
    name = cast(str, field_name(piece.text))
    if beside is None:
        node = _field(name, piece.text[len(name) + 1 :], place)
    elif beside.kind == "phrase":
        node = _field_of_phrase(name, beside.text, place)
    elif beside.kind == "unclosed":
        raise _unclosed(beside)
    else:
        raise QueryError(f"a field takes one term: write ({name}:this OR {name}:that)", beside.start + 1)
    return Token("field", place, piece.text, node)


def _unclosed(part: Part) -> QueryError:
    return QueryError(
        f"the quotation mark {part.text} is not closed: write its partner, or leave it out", part.start + 1
    )


def _opens(text: str, at: int) -> bool:
    char = text[at]
    return char in _CLOSING and not (char in _NOT_AFTER_WORDS and at and is_word_character(text[at - 1]))


def _closing(text: str, at: int) -> int:
    """Where the phrase that opens here is closed; -1 for nowhere."""
    if text[at] == '"':
        end = text.find('"', at + 1)
        while 0 <= end < len(text) - 1 and is_word_character(text[end - 1]) and is_word_character(text[end + 1]):
            end = text.find('"', end + 1)
        return end
    return min((end for mark in _CLOSING[text[at]] if (end := text.find(mark, at + 1)) >= 0), default=-1)


def _negates(text: str, at: int) -> bool:
    """Whether the dash here is a NOT."""
    if at and not (text[at - 1].isspace() or text[at - 1] == "("):
        return False
    following = text[at + 1 : at + 2]
    return bool(following) and (following in "(*" or is_word_character(following) or _opens(text, at + 1))


def _piece_end(text: str, at: int) -> int:
    while True:
        match = _PIECE.match(text, at)
        at = match.end() if match else at
        if at == len(text) or text[at] not in _CLOSING or _opens(text, at):
            return at
        at += 1


@lru_cache(maxsize=1)
def _run_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:[^\W_]|[*?{marks_class()}])+")


def _runs(piece: str) -> list[str]:
    """The longest runs of letters, digits, ``*`` and ``?``, without a ``?`` at an end; an address has none."""
    if "://" in piece:
        piece = piece.replace("?", " ")
    return [run for match in _run_pattern().finditer(piece) if (run := match.group().strip("?"))]


def _read_piece(piece: str, place: int) -> list[Token]:
    if piece in ("AND", "OR", "NOT"):
        return [Token(cast(TokenKind, piece), place, piece)]
    if piece.lower() == "same":
        return [Token("same", place, piece)]
    between = near_number(piece)
    if between is not None:
        if not 1 <= between <= MOST_BETWEEN:
            raise QueryError(f"near/ takes a number from 1 to {MOST_BETWEEN}", place)
        return [Token("near", place, piece, words=between)]
    term = _piece_term(piece, place)
    return [Token("term", place, piece, term)] if term else []


def _piece_term(piece: str, place: int, address: bool = False) -> Term | None:
    """The term that a piece is; None where it has no word."""
    runs = _runs(piece.replace("?", " ") if address else piece)
    if not any("*" in run or "?" in run for run in runs):
        words = folded_words(piece)
        return _term(words, piece) if words else None
    if len(runs) > 1 or len(folded_words(re.sub(r"[*?]", "", runs[0]))) > 1:
        raise QueryError("a word with * or ? is one word: write the others beside it, with a blank between", place)
    pattern = "".join(fold(bit) if bit not in "*?" else bit for bit in re.split(r"([*?])", runs[0]) if bit)
    pattern = re.sub(r"\*+", "*", pattern)
    if not pattern.strip("*?") or not any(char.isalnum() for char in runs[0]):
        raise QueryError("a * needs a letter or digit beside it, as in flood*", place)
    if len(pattern) > MOST_WILDCARD:
        raise QueryError(f"a word with * or ? has at most {MOST_WILDCARD} characters: shorten it", place)
    return Wildcard(pattern, runs[0])


def _term(words: tuple[str, ...], typed: str) -> Word | Phrase:
    return Word(words[0], typed) if len(words) == 1 else Phrase(words, typed)


def _field(name: str, value: str, place: int) -> Field | DateField:
    if name in get_args(DateFieldName):
        first, last = _days(name, value.rstrip(_AFTER_DATE), place)
        return DateField(cast(DateFieldName, name), first, last)
    term: Term | None = Wildcard("*", value) if value == "*" else _piece_term(value, place, address=name == "url")
    if term is None:
        raise QueryError(f"{name}: has no value: write it directly after the colon, as in {name}:word", place)
    if name == "language" and term != Wildcard("*") and isinstance(term, Wildcard):
        raise QueryError("a language is written whole, as in language:de", place)
    return Field(cast(FieldName, name), term)


def _field_of_phrase(name: str, value: str, place: int) -> Field:
    if name in get_args(DateFieldName):
        raise QueryError(f"a date is written without quotation marks, as in {name}:2024-05-03", place)
    words = folded_words(value)
    if not words and value.strip():
        raise QueryError(f'{name}: has no word as its value: write one, or {name}:"" for none', place)
    return Field(cast(FieldName, name), _term(words, value))


def _days(name: str, value: str, place: int) -> tuple[date, date]:
    """The first and the last day of a day, a month or a year."""
    match = _DATE.fullmatch(value)
    if not match:
        raise QueryError(f"{name}: takes a day, a month or a year, as in {name}:2024-05-03", place)
    year, month, day = (int(group) if group else None for group in match.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise QueryError(f"there is no {value}: write a date that exists after {name}:", place) from error
    if month is None:
        return first, first.replace(month=12, day=31)
    return first, first if day is not None else first.replace(day=monthrange(first.year, month)[1])


def _with_words_same(tokens: list[Token]) -> list[Token]:
    """The tokens, where each ``same`` that has nothing on one of its sides is a word."""
    read: list[Token] = []
    for number, token in enumerate(tokens):
        if token.kind == "same":
            before = read[-1].kind if read else None
            after = tokens[number + 1].kind if number + 1 < len(tokens) else None
            joins = before in ("term", "field", ")") and after in ("term", "field", "(", "NOT", "same")
            if not joins:
                token = replace(token, kind="term", node=Word("same", token.text))
        read.append(token)
    return read
