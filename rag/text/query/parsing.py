"""From the text of a query with operators to its syntax tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, cast

from rag.errors import QueryError
from rag.text.query.syntax import And, DateField, Field, Near, Node, Not, Or, Same, Term, Wildcard
from rag.text.query.tokens import Token, read_tokens

#: Brackets within brackets: more are a slip, and each takes a part of Python's stack.
MOST_BRACKETS = 50
#: Nearnesses within one another: the lengths that a stretch may have grow with each.
MOST_NEARNESSES = 10
#: Words that nearnesses within one another let stand between, all together: ten of 100 each take 50 ms for a text.
MOST_NEAR_WORDS = 300
#: Words with a sign that is not the only one and their last: for each all words of the archive are looked through,
#: which takes 0.1 s where these are a million.
MOST_WILDCARDS = 50
#: A longer query is a pasted text; one of 15,000 characters kept a core busy for seconds.
MOST_CHARS = 4_000


def parse_query(text: str) -> Node:
    """The syntax tree of a query that is read as operators.

    Raises:
        QueryError: it breaks the grammar; it names the place and what to do.
    """
    tokens = read_tokens(text)
    if not tokens:
        raise QueryError("there is no word to look for: write one", 1)
    if len(text) > MOST_CHARS:
        said = f"a query with operators has at most {MOST_CHARS:,} characters: leave some out"
        raise QueryError(said, MOST_CHARS + 1)
    looked_through = [token for token in tokens if _looks_through(token.node)]
    if len(looked_through) > MOST_WILDCARDS:
        raise QueryError(
            f"more than {MOST_WILDCARDS} words with * or ? elsewhere than at their end: leave some out",
            looked_through[MOST_WILDCARDS].place,
        )
    return _Parser(tokens).whole()


class _Parser:
    """Reads tokens from left to right, a method for each strength of binding, the weakest first."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._alternatives()
        if self._kind() is not None:  # all else than this bracket goes on with a term
            raise QueryError('this bracket is not opened: write "(" before it, or leave it out', self._place())
        return node

    def _alternatives(self) -> Node:
        parts = [self._all_of()]
        while self._take("OR"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all_of(self) -> Node:
        parts = [self._negation()]
        while self._take("AND") or self._kind() in ("term", "field", "(", "NOT"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _negation(self) -> Node:
        negated = False
        while self._take("NOT"):
            negated = not negated  # a loop, as thousands of them would take all of the stack
        node = self._same()
        return Not(node) if negated else node

    def _same(self) -> Node:
        begin = self._at
        parts = [self._near()]
        while self._kind() == "same":
            if len(parts) == 1:
                self._check(parts[0], begin, "same", _fits_same)
            self._at += 1
            begin = self._at
            parts.append(self._near())
            self._check(parts[-1], begin, "same", _fits_same)
        return parts[0] if len(parts) == 1 else Same(tuple(parts))

    def _near(self) -> Node:
        begin = self._at
        node = self._primary()
        while self._kind() == "near":
            token = self._tokens[self._at]
            if not isinstance(node, Near):
                self._check(node, begin, "near/", _fits_near)
            self._at += 1
            begin = self._at
            right = self._primary()
            self._check(right, begin, "near/", _fits_near)
            node = Near(cast(Near | Or | Term, node), cast(Near | Or | Term, right), token.words)
            if _nearnesses(node) > MOST_NEARNESSES:
                raise QueryError(f"more than {MOST_NEARNESSES} nearnesses in one: leave some out", token.place)
            if _near_words(node) > MOST_NEAR_WORDS:
                raise QueryError(
                    f"these nearnesses let more than {MOST_NEAR_WORDS} words stand between: take smaller numbers",
                    token.place,
                )
        return node

    def _primary(self) -> Node:
        kind = self._kind()
        if kind in ("term", "field"):
            node = self._tokens[self._at].node
            assert node is not None  # noqa: S101 - says to mypy what read_tokens promises
            self._at += 1
            return node
        if kind != "(":
            self._fail()
        opened = self._place()
        self._depth += 1
        if self._depth > MOST_BRACKETS:
            raise QueryError(f"more than {MOST_BRACKETS} brackets within one another: leave some out", opened)
        self._at += 1
        node = self._alternatives()
        if not self._take(")"):
            raise QueryError('this bracket is not closed: write ")" where it ends, or leave it out', opened)
        self._depth -= 1
        return node

    def _kind(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _place(self) -> int:
        return self._tokens[self._at].place

    def _take(self, kind: str) -> bool:
        taken = self._kind() == kind
        self._at += taken
        return taken

    def _check(self, node: Node, begin: int, operator: str, fits: Callable[[Node], bool]) -> None:
        """Refuse what may not stand beside ``near/`` or ``same``, at the place of it or of its bracket."""
        if fits(node):
            return
        for token in self._tokens[begin : self._at]:
            if token.kind in ("field", "NOT"):
                what = "a field" if token.kind == "field" else "NOT"
                raise QueryError(f"{what} cannot stand within {operator}: write it outside, with AND", token.place)
        raise QueryError(
            "near/ takes words, phrases or alternatives of these, as in (dam OR weir) near/5 gate: use same or AND",
            self._tokens[begin].place,
        )

    def _fail(self) -> NoReturn:
        """Say why no term stands here."""
        before = self._tokens[self._at - 1] if self._at else None
        here = self._tokens[self._at] if self._at < len(self._tokens) else None
        if before is not None and here is not None and here.kind == "NOT":  # only after near/ and same
            raise QueryError(f"NOT cannot stand within {before.text}: write it outside, with AND", here.place)
        if before is not None and before.kind not in ("(", "term", "field", ")"):
            raise QueryError(
                f"{before.text} has nothing after it: write a term there, or put it into quotation marks as a word",
                before.place,
            )
        if here is None or (before is not None and here.kind == ")"):
            assert before is not None  # noqa: S101 - there is at least one token
            if here is None:
                raise QueryError('this bracket is not closed: write ")" where it ends, or leave it out', before.place)
            raise QueryError("there is nothing between the brackets: write a term, or leave them out", before.place)
        if here.kind == ")":
            raise QueryError('this bracket is not opened: write "(" before it, or leave it out', here.place)
        raise QueryError(
            f"{here.text} has nothing before it: write a term there, or put it into quotation marks as a word",
            here.place,
        )


def _fits_near(node: Node) -> bool:
    if isinstance(node, Or):
        return all(_fits_near(part) for part in node.parts)
    return not isinstance(node, And | Not | Same | Field | DateField)


def _fits_same(node: Node) -> bool:
    if isinstance(node, Or | And | Same):
        return all(_fits_same(part) for part in node.parts)
    return not isinstance(node, Not | Field | DateField)


def _nearnesses(node: Node) -> int:
    if isinstance(node, Or):
        return max(_nearnesses(part) for part in node.parts)
    return 1 + _nearnesses(node.left) + _nearnesses(node.right) if isinstance(node, Near) else 0


def _near_words(node: Node) -> int:
    if isinstance(node, Or):
        return max(_near_words(part) for part in node.parts)
    return node.words + _near_words(node.left) + _near_words(node.right) if isinstance(node, Near) else 0


def _looks_through(node: Node | None) -> bool:
    """Whether all words of the archive, or of a field, are looked through for a term."""
    term = node.value if isinstance(node, Field) else node
    return isinstance(term, Wildcard) and ("?" in term.pattern or "*" in term.pattern[:-1])
