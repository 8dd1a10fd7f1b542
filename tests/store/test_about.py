"""Words without a question find what an article is about, which its opening tells."""

from __future__ import annotations

import pytest

from rag import Archive
from rag.model import Draft
from rag.store.lexical.about import HALF_AT, NEARNESS_OF_WORDS, OPENING, near_what_it_is_about, opening
from rag.store.lexical.proximity import MOST
from rag.store.lexical.weighted_term import WeightedTerm

_OTHERS = "The council met on Monday and spoke of the budget, of the school roof and of the new bus stop. "
_TOLD = "The harbour ferry was sold to a firm from the north. "


def test_an_opening_counts_for_more_the_nearer_it_is_to_the_beginning() -> None:
    assert [opening(0), opening(HALF_AT)] == [OPENING, OPENING / 2]
    assert 0 < opening(100_000) < opening(2_000) < opening(HALF_AT)


def test_scores_stay_within_one_and_in_order() -> None:
    words = [WeightedTerm(word, frozenset({word}), 1.0, 1) for word in ("ferry", "sold")]
    near, far, unread = (
        near_what_it_is_about(0.5 + OPENING, words, terms) for terms in (["ferry", "sold"], ["ferry"], [])
    )
    assert 1 > near > far > unread > 0
    assert near_what_it_is_about(1 + OPENING, words, ["ferry", "sold"]) == pytest.approx(1)
    assert near_what_it_is_about(0.5 + OPENING, [], []) == pytest.approx(
        (0.5 + OPENING) / (1 + OPENING + NEARNESS_OF_WORDS * MOST)
    )


@pytest.fixture
def told_first_and_last(archive: Archive) -> Archive:
    """Two articles with the same sentence: one begins with it, the other has it far down, twice."""
    other = "Rain fell for most of the day, and the paths along the river stayed closed until the evening. "
    archive.add_drafts(
        [
            ("last", Draft("Monday's meeting", _OTHERS * 60 + _TOLD + "The old harbour ferry is sold, he said.")),
            ("first", Draft("News of the week", _TOLD + other * 60)),
        ]
    )
    return archive


@pytest.mark.parametrize("mode", ["lexical", "hybrid"])
def test_words_find_the_article_that_opens_with_them(told_first_and_last: Archive, mode: str) -> None:
    hits = told_first_and_last.search("harbour ferry sold", mode=mode)  # type: ignore[arg-type]
    assert hits[0].article.source == "first"
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_a_question_is_asked_of_every_part_alike(told_first_and_last: Archive) -> None:
    store = told_first_and_last.search
    scores = {
        hit.article.source: hit.score
        for hit in store("Who was the harbour ferry sold to?", mode="lexical")
        if _TOLD.strip() in hit.passage.text
    }
    lead = {
        hit.article.source: hit.score
        for hit in store("harbour ferry sold", mode="lexical")
        if _TOLD.strip() in hit.passage.text
    }
    assert lead["first"] - lead["last"] > scores["first"] - scores["last"]


def test_a_page_of_results_begins_with_what_opens_so(told_first_and_last: Archive) -> None:
    page = told_first_and_last.search_page("harbour ferry sold")
    assert page.hits[0].hit.article.source == "first"
