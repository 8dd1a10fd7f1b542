"""Any query: what the page says, tried word by word on small texts; and any text: read, or refused with its place."""

from __future__ import annotations

from datetime import date
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import QueryError
from rag.text.query.matching import SearchedArticle, holds, marks, positive_words
from rag.text.query.parsing import parse_query
from rag.text.query.syntax import And, DateField, Field, Near, Node, Not, Or, Phrase, Same, Wildcard, Word

# Trees of few words, and texts of the same, so that they often meet.
LETTERS = st.sampled_from("abc")
WORDS = LETTERS.map(lambda letter: Word(letter))
TERMS: st.SearchStrategy[Node] = st.one_of(
    WORDS,
    st.lists(LETTERS, min_size=2, max_size=3).map(lambda words: Phrase(tuple(words))),
    st.sampled_from([Wildcard("*a"), Wildcard("b*")]),
)


def _both(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


NEARNESS: st.SearchStrategy[Node] = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(Near, inner, inner, st.integers(1, 3)),
        _both(inner).map(Or),
    ),
    max_leaves=4,
)
WITHIN_SAME: st.SearchStrategy[Node] = st.recursive(
    NEARNESS, lambda inner: st.one_of(_both(inner).map(And), _both(inner).map(Or), _both(inner).map(Same)), max_leaves=3
)
LEAVES = st.one_of(
    NEARNESS,
    _both(WITHIN_SAME).map(Same),
    st.builds(Field, st.sampled_from(["headline", "author"]), TERMS),
    st.builds(
        DateField, st.sampled_from(["before", "after", "on"]), st.just(date(2024, 5, 1)), st.just(date(2024, 5, 31))
    ),
)
TREES = st.recursive(
    LEAVES, lambda inner: st.one_of(_both(inner).map(And), _both(inner).map(Or), inner.map(Not)), max_leaves=4
)
TEXTS = st.text("aaabbbccd \n", max_size=30).map(
    lambda text: text.replace("a", "a ").replace("b", "b ").replace("c", "c ")
)
ARTICLES = st.builds(
    SearchedArticle,
    TEXTS,
    TEXTS,
    authors=st.lists(TEXTS, max_size=2).map(tuple),
    day=st.sampled_from([None, date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 31), date(2024, 6, 1)]),
)


def slow_stretches(node: Node, words: list[str]) -> set[tuple[int, int]]:
    """Starts and ends of all stretches, by trying all pairs."""
    if isinstance(node, Or):
        return set().union(*(slow_stretches(part, words) for part in node.parts))
    if isinstance(node, Near):
        pairs = product(slow_stretches(node.left, words), slow_stretches(node.right, words))
        ordered = [sorted(pair) for pair in pairs]
        return {(one[0], other[1]) for one, other in ordered if 0 <= other[0] - one[1] <= node.words}
    if isinstance(node, Phrase):
        length = len(node.words)
        return {(at, at + length) for at in range(len(words)) if tuple(words[at : at + length]) == node.words}
    return {(at, at + 1) for at, word in enumerate(words) if slow_fits(node, word)}


def slow_fits(node: Node, word: str) -> bool:
    if isinstance(node, Wildcard):
        return word.endswith("a") if node.pattern == "*a" else word.startswith("b")
    return isinstance(node, Word) and word == node.word


def slow_holds(node: Node, article: SearchedArticle) -> bool:
    """The page's rules, word for word."""
    if isinstance(node, And):
        return all(slow_holds(part, article) for part in node.parts)
    if isinstance(node, Or):
        return any(slow_holds(part, article) for part in node.parts)
    if isinstance(node, Not):
        return not slow_holds(node.part, article)
    if isinstance(node, DateField):
        day = article.day
        of_name = {"before": lambda d: d < node.first, "after": lambda d: d > node.last}
        return day is not None and of_name.get(node.name, lambda d: node.first <= d <= node.last)(day)
    if isinstance(node, Field):
        rooms = [article.title] if node.name == "headline" else article.authors
        return any(slow_stretches(node.value, room.split()) for room in rooms)
    if isinstance(node, Same):
        paragraphs: list[list[str]] = [[]]
        for line in article.text.split("\n"):
            if not line.strip():
                paragraphs.append([])
            paragraphs[-1].extend(line.split())
        return any(
            all(slow_holds_in(part, paragraph) for part in node.parts)
            for paragraph in (article.title.split(), *paragraphs)
        )
    return any(slow_stretches(node, room.split()) for room in (article.title, article.text))


def slow_holds_in(node: Node, paragraph: list[str]) -> bool:
    if isinstance(node, And | Same):
        return all(slow_holds_in(part, paragraph) for part in node.parts)
    if isinstance(node, Or):
        return any(slow_holds_in(part, paragraph) for part in node.parts)
    return bool(slow_stretches(node, paragraph))


def written(node: Node) -> str:
    """A query that says a tree, with brackets round everything."""
    if isinstance(node, Word):
        return node.word
    if isinstance(node, Wildcard):
        return node.pattern
    if isinstance(node, Phrase):
        return f'"{" ".join(node.words)}"'
    if isinstance(node, Field):
        return f"{node.name}:{written(node.value)}"
    if isinstance(node, DateField):
        return f"{node.name}:{node.first:%Y-%m}"
    if isinstance(node, Not):
        return f"NOT ({written(node.part)})"
    if isinstance(node, Near):
        return f"({written(node.left)}) near/{node.words} ({written(node.right)})"
    joined = {And: " ", Or: " OR ", Same: " same "}[type(node)]
    return joined.join(f"({written(part)})" for part in node.parts)


@settings(max_examples=120, deadline=None)
@given(TREES, ARTICLES)
def test_a_query_holds_where_trying_all_pairs_says_so(tree: Node, article: SearchedArticle) -> None:
    assert parse_query(written(tree)) == tree
    assert holds(tree, article) == slow_holds(tree, article)


@settings(deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from('abAN "“”„«»()-*?:/1é東same'))), st.text())
def test_whatever_is_typed_is_read_or_refused_with_a_place(text: str, other: str) -> None:
    try:
        tree = parse_query(text)
    except QueryError as error:
        assert 1 <= error.place <= max(1, len(text))
        return
    article = SearchedArticle(other, text)
    assert isinstance(holds(tree, article), bool)
    found = marks(tree, text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] < following[0] for one, following in pairwise(found))
    assert isinstance(positive_words(tree), str)


PIECES = [
    "a",
    "same",
    "near/2",
    "AND",
    "OR",
    "NOT",
    "-",
    "(",
    ")",
    '"',
    "outlet:",
    "on:2024",
    "*",
    "?",
    "b*",
    " ",
    "a b",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.booleans())
def test_operators_in_any_order_are_read_or_refused(pieces: list[str], blanks: bool) -> None:
    try:
        holds(parse_query((" " if blanks else "").join(pieces)), SearchedArticle("a b", "b a"))
    except QueryError as error:
        assert error.place > 0
