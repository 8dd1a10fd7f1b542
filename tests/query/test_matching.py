"""Where a query holds, what of a text is marked, and by which words is ranked."""

from __future__ import annotations

import sys
import time
from datetime import date

import pytest

from rag.text.query.matching import SearchedArticle, holds, marks, positive_words
from rag.text.query.parsing import parse_query

ARTICLE = SearchedArticle(
    "Dam gates open: a first",
    "The ferry stops.\nNo strike, says Ann-Marie Wałęsa.\n \t\nThe weir holds COVID-19 women.\r\n\r\nThe end",
    outlet="The Valley Courier",
    authors=("Ruth Petrie", "Jo O’Neill"),
    section="Local sport",
    url="https://example.org/news/2024?id=7",
    language="de",
    day=date(2024, 5, 3),
)
BARE = SearchedArticle(" ", "x", outlet="\t", authors=(" ",))


@pytest.mark.parametrize(
    "query",
    """ferry|dam|DAM|walesa|"gates open"|"open a first"|"stops no"|"walesa the weir"|-gate|gat*|*es|w*sa|wom?n|-wom?|f*y
    -"first the"|-"open gates"|ann-marie|covid-19|-covid19|19|ferry near/1 no|no near/1 ferry|-ferry near/1 strike
    ferry near/2 strike|the near/1 ferry|-the near/1 strike|walesa near/1 weir|-walesa near/1 holds
    ferry same walesa|-walesa same weir
    weir same covid-19|-weir same end|-dam same ferry|dam same first|-"walesa the" same weir|"walesa the" near/1 holds
    -"walesa the" same strike|-(strike near/9 weir) same ferry|(strike near/9 walesa) same ferry
    -(stops near/1 strike) same women|(ferry OR zz) same (strike near/2 ann)|(ferry zz OR the weir) same women
    ferry dam|ferry zz OR dam|-(ferry zz)|NOT zz|ferry NOT zz|-(NOT ferry)|-a near/2 a|the near/100 the
    headline:dam|headline:"gates open"|-headline:ferry|headline:*|-headline:""|headline:f?rst
    outlet:courier|outlet:"valley courier"|outlet:val*|-outlet:cour|-outlet:herald|author:petrie|author:o'neill
    -author:"petrie jo"|author:"ruth petrie"|section:sport|url:example.org/news|url:example.org/news/2024?id=7
    -url:example.com|language:de|language:DE|-language:d|-language:de-at|outlet:*|language:*|-section:""
    on:2024|on:2024-05|on:2024-05-03|-on:2024-05-04|before:2025|before:2024-06|before:2024-05-04|-before:2024-05-03
    -before:2024-05|-before:2024|after:2023|after:2024-04|after:2024-05-02|-after:2024-05-03|-after:2024-05
    -after:2024""".replace("\n", "|").split("|"),
)
def test_what_holds(query: str) -> None:
    assert holds(parse_query(query.strip()), ARTICLE)


@pytest.mark.parametrize("name", ["headline", "outlet", "author", "section", "url", "language"])
def test_what_is_blank_is_empty(name: str) -> None:
    assert holds(parse_query(f'{name}:""'), BARE)
    assert not holds(parse_query(f"{name}:*"), BARE)


@pytest.mark.parametrize("name", ["before", "after", "on"])
def test_an_article_without_a_date_is_in_no_time(name: str) -> None:
    assert not holds(parse_query(f"{name}:2024"), BARE)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("ferry", "the [ferry] – Weirs, weir-gates of the dam"),
        ('the OR "gates of"', "[the] ferry – Weirs, weir-[gates of] [the] dam"),
        ("weir* -ferry", "the ferry – [Weirs], [weir]-gates of the dam"),
        ('weir-gates "gates of the"', "the ferry – Weirs, [weir-gates of the] dam"),
        ("gates near/1 zz NOT (dam OR NOT weirs)", "the ferry – [Weirs], weir-[gates] of the dam"),
        ("headline:dam outlet:ferry on:2024 headline:* author:weirs", "the ferry – Weirs, weir-gates of the [dam]"),
        ("ferry same dam", "the [ferry] – Weirs, weir-gates of the [dam]"),
        ("zz", "the ferry – Weirs, weir-gates of the dam"),
        ("東 OR 京", "[東京]都"),
        ("東京", "[東京]都東"),
    ],
)
def test_marks(query: str, marked: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    found = marks(parse_query(query), text)
    for start, end in reversed(found):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    assert text == marked


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Wałęsa (dam OR weir) walesa", "Wałęsa dam weir"),
        ('"the dam" near/5 gates -strike NOT (a NOT b)', "the dam gates b"),
        ("headline:dam outlet:courier on:2024 headline:* url:x", "dam"),
        ("flood* *berg w*n wom?n", "flood wom"),
        ("outlet:courier", ""),
        ("COVID-19, same ferry", "COVID-19, ferry"),
    ],
)
def test_what_is_ranked_by(query: str, words: str) -> None:
    assert positive_words(parse_query(query)) == words


def test_deep_brackets_leave_room_on_the_stack() -> None:
    """Whoever calls may itself stand deep: the page's handlers do, by some hundred."""
    tree = "a"
    for number in range(50):
        tree = f"({tree} same b c OR d)" if number % 2 else f"({tree} OR b c near/2 d)"

    def within(frames: int) -> bool:
        return within(frames - 1) if frames else holds(parse_query(tree), SearchedArticle("", "f"))

    depth, frame = 0, sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        depth += 1
    assert within(max(0, 400 - depth)) is False


@pytest.mark.parametrize(
    "query",
    [
        "(a OR b) near/60 c",
        "(a OR zz) near/60 zz",
        "a near/60 b near/60 c near/60 a near/60 zz",
        "(a near/60 b) near/60 (c near/60 a) near/60 zz",
        "(a near/60 b) same (b near/60 c)",
        '"a a a b" near/60 c',
    ],
)
def test_nearness_in_a_long_text_makes_no_list_of_pairs(query: str) -> None:
    """20,000 words that are all looked for: pairs, and pairs of pairs, would be millions."""
    article = SearchedArticle("", "a b c a a b " * 3_333)
    tree = parse_query(query)
    begun = time.process_time()
    assert holds(tree, article) == ("zz" not in query and "a a a" not in query)
    assert time.process_time() - begun < 10  # lists of pairs took minutes
