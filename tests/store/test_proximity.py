"""Proximity: what stands near to each other in the question counts where it does so in a passage, too."""

from __future__ import annotations

import time

import pytest

from rag import Archive
from rag.model import Draft
from rag.store.hybrid import with_proximity
from rag.store.lexical.proximity import CLAUSE_TERMS, MOST, SIDE_BY_SIDE, WITHIN_CLAUSE, proximity
from rag.store.lexical.weighted_term import WeightedTerm


def _words(*words: str) -> list[WeightedTerm]:
    return [WeightedTerm(word, frozenset({word}), 1.0, 1) for word in words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.0),
        ("nothing of it", 0.0),
        ("a", WITHIN_CLAUSE / 3),
        ("a b c", MOST),
        ("c b a", MOST),  # in either order
        ("a x b", 2 / 3 * WITHIN_CLAUSE + SIDE_BY_SIDE / 2 / 2),  # one of two neighbours, at two steps
        ("a c", 2 / 3 * WITHIN_CLAUSE),  # no neighbours in the question
        ("a" + " x" * CLAUSE_TERMS + " b", WITHIN_CLAUSE / 3 + SIDE_BY_SIDE / 2 / (CLAUSE_TERMS + 1)),
        ("a" + " x" * CLAUSE_TERMS + " b c", 2 / 3 * WITHIN_CLAUSE + SIDE_BY_SIDE / 2 * (1 + 1 / (CLAUSE_TERMS + 1))),
        ("a a a", WITHIN_CLAUSE / 3),  # no word counts twice
        ("a x x a b c", MOST),
    ],
)
def test_proximity(text: str, expected: float) -> None:
    assert proximity(_words("a", "b", "c"), text.split()) == pytest.approx(expected)


def test_rare_words_count_for_more() -> None:
    words = [WeightedTerm("a", frozenset({"a"}), 3.0, 1), WeightedTerm("b", frozenset({"b", "bb"}), 1.0, 1)]
    assert proximity(words, ["a"]) == pytest.approx(WITHIN_CLAUSE * 3 / 4)
    assert proximity(words, ["bb", "a"]) == pytest.approx(MOST)


def test_a_question_without_words_keeps_its_scores() -> None:
    assert with_proximity(0.5, [], ["a"]) == 0.5
    assert with_proximity(1.0, _words("a"), []) == pytest.approx(1 / (1 + MOST))


def test_a_long_text_of_one_word_takes_no_longer_than_its_length() -> None:
    started = time.process_time()
    assert proximity(_words("a", "b"), ["a"] * 200_000) == pytest.approx(WITHIN_CLAUSE / 2)
    assert time.process_time() - started < 2


def test_a_passage_that_says_it_in_one_breath_comes_first(archive: Archive) -> None:
    filler = "Nobody in town had heard of anything like that before, and most did not care about it."
    other = "Everyone at sea has seen plenty of things like these lately, but few could make sense of them."
    strewn = f"A mayor spoke. {filler} Old bridges last. {filler} No toll was named. {filler}"
    said = f"{other} {other} A mayor old bridges toll spoke. Last no was named. {other}"
    archive.add_drafts([("strewn", Draft("News", strewn)), ("said", Draft("News", said))])
    hits = archive.search("Which mayor bridges toll?", mode="lexical")
    assert [hit.article.source for hit in hits] == ["said", "strewn"]
    assert 1 >= hits[0].score > hits[1].score > 0
