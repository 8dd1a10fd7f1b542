"""From the text of a query to its syntax tree, and what is said where there is none."""

from __future__ import annotations

from datetime import date

import pytest

from rag.errors import QueryError, UsageError
from rag.text.query.parsing import MOST_BRACKETS, parse_query
from rag.text.query.syntax import And, DateField, Field, Near, Node, Not, Or, Phrase, Same, Wildcard, Word

A, B, C, D = (Word(letter) for letter in "abcd")

TREES: list[tuple[str, Node]] = [
    ("a", A),
    ("A", A),
    ("Wałęsa", Word("walesa")),
    ("a b", And((A, B))),
    ("a AND b c", And((A, B, C))),
    ("a OR b c", Or((A, And((B, C))))),
    ("(a OR b) c", And((Or((A, B)), C))),
    ("a and b", And((A, Word("and"), B))),
    ("a AND, b", And((A, Word("and"), B))),
    ("NOT a", Not(A)),
    ("-a b", And((Not(A), B))),
    ("a NOT b", And((A, Not(B)))),
    ("a AND NOT b", And((A, Not(B)))),
    ("NOT NOT a", A),
    ("-(a OR b)", Not(Or((A, B)))),
    ('-"a b"', Not(Phrase(("a", "b")))),
    ("-2024", Not(Word("2024"))),
    ("(-a)", Not(A)),
    ("(a)-b", And((A, B))),
    ("a - b", And((A, B))),
    ("--a", A),
    ("a-b", Phrase(("a", "b"))),
    ("COVID-19", Phrase(("covid", "19"))),
    ("don’t", Phrase(("don", "t"))),
    ("東京", Phrase(("東", "京"))),
    ("snake_case", Phrase(("snake", "case"))),
    ("9:30", Phrase(("9", "30"))),
    ("note:b", Phrase(("note", "b"))),
    ("a & b", And((A, B))),
    ('"a b"', Phrase(("a", "b"))),
    ("“a OR* b”", Phrase(("a", "or", "b"))),
    ("„a b“ „a b”", And((Phrase(("a", "b")), Phrase(("a", "b"))))),
    ("«a b» »a b«", And((Phrase(("a", "b")), Phrase(("a", "b"))))),
    ("”a b”", Phrase(("a", "b"))),
    ('a 5" b', And((A, Word("5"), B))),
    ('צה"ל', Phrase(("צה", "ל"))),
    ("flood*", Wildcard("flood*")),
    ("Øre**", Wildcard("ore*")),
    ("*berg w*n", And((Wildcard("*berg"), Wildcard("w*n")))),
    ("wom?n what? ?a", And((Wildcard("wom?n"), Word("what"), A))),
    ("(flood*),", Wildcard("flood*")),
    ("a near/5 b", Near(A, B, 5)),
    ("a NEAR/100 b", Near(A, B, 100)),
    ("a near b", And((A, Word("near"), B))),
    ("a near/5 b near/3 c", Near(Near(A, B, 5), C, 3)),
    ("a near/5 (b near/3 c)", Near(A, Near(B, C, 3), 5)),
    ("(a OR b*) near/5 c d", And((Near(Or((A, Wildcard("b*"))), C, 5), D))),
    ("-a near/2 b", Not(Near(A, B, 2))),
    ("a same b", Same((A, B))),
    ("a SAME b same c", Same((A, B, C))),
    ("a same b near/1 c", Same((A, Near(B, C, 1)))),
    ("a same (b OR c d)", Same((A, Or((B, And((C, D))))))),
    ("-a same b", Not(Same((A, B)))),
    ("same", Word("same")),
    ("a same", And((A, Word("same")))),
    ("same a", And((Word("same"), A))),
    ("same OR a", Or((Word("same"), A))),
    ("a OR same b", Or((A, And((Word("same"), B))))),
    ("a same same b", And((Same((A, Word("same"))), B))),
    ("a same near/2 b", And((A, Near(Word("same"), B, 2)))),
    ("headline:a", Field("headline", A)),
    ("Outlet:A*", Field("outlet", Wildcard("a*"))),
    ('-author:"a b"', Not(Field("author", Phrase(("a", "b"))))),
    ("url:https://a.b/c", Field("url", Phrase(("https", "a", "b", "c")))),
    ("section:*", Field("section", Wildcard("*"))),
    ('section:"" a', And((Field("section", Phrase(())), A))),
    ('language:" "', Field("language", Phrase(()))),
    ("on:2024", DateField("on", date(2024, 1, 1), date(2024, 12, 31))),
    ("before:2024-02", DateField("before", date(2024, 2, 1), date(2024, 2, 29))),
    ("on:2024-05-03?", DateField("on", date(2024, 5, 3), date(2024, 5, 3))),
    ("url:a.b/c?d=1", Field("url", Phrase(("a", "b", "c", "d", "1")))),
    ("https://a.b/c?d=1", Phrase(("https", "a", "b", "c", "d", "1"))),
    ("AFTER:2024-05-03", DateField("after", date(2024, 5, 3), date(2024, 5, 3))),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_trees(text: str, tree: Node) -> None:
    assert parse_query(text) == tree


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", 1, "no word"),
        ("–", 1, "no word"),
        ("(a", 1, "not closed"),
        ("a (b (c)", 3, "not closed"),
        ("a)", 2, "not opened"),
        (")", 1, "not opened"),
        ("a ()", 3, "nothing between"),
        ('a "b', 3, "not closed"),
        ("a «b", 3, "not closed"),
        ('a ""', 3, "no word"),
        ('"*"', 1, "no word"),
        ("AND a", 1, "nothing before"),
        ("a OR", 3, "nothing after"),
        ("a NOT", 3, "nothing after"),
        ("a AND OR b", 3, "nothing after"),
        ("(a OR) b", 4, "nothing after"),
        ("near/5 a", 1, "nothing before"),
        ("a near/5 –", 3, "nothing after"),
        ("a near/101 b", 3, "from 1 to 100"),
        ("a near/0 b", 3, "from 1 to 100"),
        (f"a near/{'9' * 9000} b", 3, "from 1 to 100"),
        ("a near/5 outlet:b", 10, "field"),
        ("outlet:a near/5 b", 1, "field"),
        ("a near/5 (b OR on:2024)", 16, "field"),
        ("a near/5 (b c)", 10, "alternatives"),
        ("(a same b) near/5 c", 1, "alternatives"),
        ("a near/5 -b", 10, "NOT"),
        ("a same NOT b", 8, "NOT"),
        ("a same (b -c)", 11, "NOT"),
        ("a same headline:b", 8, "field"),
        ("a outlet:", 3, "no value"),
        ("(outlet:)", 2, "no value"),
        ("outlet: a", 1, "no value"),
        ("outlet:-", 1, "no value"),
        ('outlet:"*"', 1, "no word"),
        ("outlet:(a OR b)", 8, "outlet:this"),
        ("language:d*", 1, "whole"),
        ("on:2024-02-30", 1, "2024-02-30"),
        ("a on:0000", 3, "0000"),
        ("on:3/5/2024", 1, "2024-05-03"),
        ("before:*", 1, "2024-05-03"),
        ('on:"2024"', 1, "without quotation marks"),
        ('outlet:"a', 8, "not closed"),
        ("outlet:**", 1, "flood*"),
        ("\u093e*", 1, "flood*"),
        ("*", 1, "flood*"),
        ("a * b", 3, "flood*"),
        ("COVID-1*", 1, "one word"),
        ("flood*/storm*", 1, "one word"),
        ("東京*", 1, "one word"),
        ("a" * 100 + "*", 1, "at most 100"),
        ("(" * 51 + "a" + ")" * 51, 51, "more than 50"),
        ("a" + " near/1 a" * 11, 93, "more than 10"),
        ("a near/100 a near/100 (a OR b near/50 c) near/51 d", 42, "more than 300 words"),
        ("*a OR " * 50 + "w?n", 301, "more than 50 words"),
        ("a OR " * 800 + "b", 4001, "at most 4,000 characters"),
        ("outlet:*a* " * 51, 551, "more than 50 words"),
    ],
)
def test_errors_name_the_place(text: str, place: int, says: str) -> None:
    with pytest.raises(QueryError, match=f"^Character {place} of the query: .*{says.replace('*', '[*]')}") as caught:
        parse_query(text)
    assert caught.value.place == place
    assert isinstance(caught.value, UsageError)


def test_as_many_nearnesses_and_wildcards_as_are_allowed_are_read() -> None:
    assert parse_query("a near/100 a near/100 a near/100 a")
    assert parse_query("*a OR " * 50 + "flood* OR " * 100 + "outlet:*")


def test_as_many_brackets_as_are_allowed_are_read() -> None:
    assert parse_query("(" * MOST_BRACKETS + "a" + ")" * MOST_BRACKETS) == A
