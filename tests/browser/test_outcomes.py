"""What comes of a question looks like what it is: an answer, sentences that may answer, or nothing that does."""

from __future__ import annotations

import re

from browser.test_accessibility import serious
from browser.watched import ANSWERED, Watched
from rag import POSSIBLE, REFUSAL
from ui.shared.wording import how_sure


def test_in_an_answer_the_words_that_were_asked_for_stand_out(reader: Watched) -> None:
    reader.ask("How much will the second ferry cost?")
    record = reader.record()
    cited = record["sentences"][0]["citations"][0]
    assert record["outcome"] == "answered"
    places = reader.page.locator(f"{ANSWERED} .dl-card .dl-quote strong.dl-asked-for")
    start, end = (cited[side] - cited["start"] for side in ("answer_start", "answer_end"))
    assert places.all_inner_texts() == ["46 million crowns"] == [cited["quote"][start:end]]
    assert reader.page.locator(f"{ANSWERED} .dl-card .dl-quote").first.inner_text() == cited["quote"]
    assert reader.page.locator(f"{ANSWERED} .dl-marker").count() == len(record["sentences"])
    reader.page.locator(f"{ANSWERED} .dl-marker").first.click()
    assert reader.marked() == cited["quote"]
    assert reader.page.locator("#dl-pane mark .dl-asked-for").all_inner_texts() == ["46 million crowns"]


def test_what_may_answer_says_how_surely_and_claims_nothing(reader: Watched) -> None:
    reader.ask("Why did Piet Orsund want a bridge instead of the ferry?")
    record = reader.record()
    assert (record["outcome"], record["sentences"]) == ("possible", [])
    assert POSSIBLE in reader.page.inner_text(f"{ANSWERED} [data-state=possible]")
    assert reader.page.locator(f"{ANSWERED} .dl-marker").count() == 0
    cards = reader.page.locator(f"{ANSWERED} .dl-card")
    assert cards.count() == len(record["evidence"]) > 1
    for card, quote in zip(cards.all_inner_texts(), record["evidence"], strict=True):
        assert how_sure(quote["confidence"]) in card
    cards.first.locator(".dl-headline").click()
    assert reader.marked() == record["evidence"][0]["text"]
    assert not serious(reader)


def test_what_does_not_answer_is_the_nearest_without_a_word_on_how_surely(reader: Watched) -> None:
    reader.ask("Who won the football world cup in 2026?")
    record = reader.record()
    assert (record["outcome"], record["sentences"]) == ("none", [])
    assert REFUSAL in reader.page.inner_text(f"{ANSWERED} [data-state=refused]")
    said = reader.page.inner_text(f"{ANSWERED} .dl-refusal")
    assert "The archive does not answer this." in said
    searched = r"Searched \d+ articles from 2 September 2025 to \d+ \w+ 2025, by Tesk Wire, The Skarne Ledger"
    assert re.search(searched, said)
    assert reader.page.locator(f"{ANSWERED} .dl-marker").count() == 0
    cards = reader.page.locator(f"{ANSWERED} .dl-card")
    assert cards.count() == len(record["evidence"]) > 0
    assert any(quote["answer_start"] is not None for quote in record["evidence"])
    assert reader.page.locator(f"{ANSWERED} .dl-asked-for").count() == 0, "it was not found, so it does not stand out"
    assert "answer" not in " ".join(cards.locator("p").all_inner_texts())
    assert not serious(reader)
