"""Written answers on the page: growing, checked, stopped; by a scribe behind real HTTP, and by a small real model."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fault_server import FaultServer

from browser.conftest import Open
from browser.scribe import ANSWERS, FOLLOW_UP, QUESTION, SLOW, UNANSWERABLE, UNDERSTOOD
from browser.watched import ANSWERED, Watched


@pytest.fixture
def reader(opened: Open, written: tuple[str, Path]) -> Watched:
    return opened(written[0])


def test_quotes_come_first_then_sentences_each_checked(reader: Watched) -> None:
    page = reader.page
    # What the page shows at each change, from the question on.
    page.evaluate(
        """() => {
          window.seen = [];
          const look = () => {
            const turn = document.querySelector('#dl-latest .dl-turn');
            if (turn) window.seen.push([turn.dataset.latest, turn.querySelectorAll('.dl-card').length,
              turn.querySelectorAll('[data-sentence=verified]').length, turn.querySelectorAll('.dl-checking').length]);
          };
          new MutationObserver(look).observe(document.querySelector('#dl-latest'), { childList: true, subtree: true });
        }"""
    )
    reader.ask(QUESTION)
    seen = page.evaluate("window.seen")
    quoted = next(place for place, (_, cards, _, _) in enumerate(seen) if cards)
    checked = next(place for place, (_, _, verified, _) in enumerate(seen) if verified)
    assert quoted < checked, "the quotes are there before the first sentence"
    assert any(state == "coming" and verified and checking for state, _, verified, checking in seen), "it grows"

    kinds = page.eval_on_selector_all(f"{ANSWERED} .dl-sentence", "all => all.map(one => one.dataset.sentence)")
    assert kinds == ["verified", "verified", "unverified"]
    flag = page.locator(f"{ANSWERED} .dl-flag")
    assert flag.inner_text() == "not verified"
    flag.hover()
    assert "Port Edwin" in page.locator(f"{ANSWERED} .dl-unverified .dl-hover").inner_text()
    assert "2 of 3 sentences verified" in page.inner_text(f"{ANSWERED} .dl-verdict")

    cited = reader.record()["sentences"][0]["citations"][0]
    page.locator(f"{ANSWERED} .dl-marker").first.click()
    assert reader.marked() == cited["quote"] and "19 to 16" in cited["quote"]
    assert reader.in_view("#dl-pane mark")


@pytest.mark.soak  # test_ask.py shows how one was understood
def test_a_follow_up_is_shown_as_the_model_understood_it(reader: Watched) -> None:
    reader.ask(QUESTION)
    reader.ask(FOLLOW_UP)
    assert reader.page.inner_text(f"{ANSWERED} .dl-understood") == f"Understood as: {UNDERSTOOD}"
    assert reader.record()["text"].startswith("The second ferry should be delivered in the spring of 2027.")
    assert reader.record()["question"] == UNDERSTOOD


def test_what_nothing_supports_is_a_refusal(reader: Watched) -> None:
    reader.ask(UNANSWERABLE)
    assert reader.page.locator(f"{ANSWERED} .dl-refusal").count() == 1
    assert "Mathilda" not in reader.page.inner_text(ANSWERED)
    assert reader.page.locator(f"{ANSWERED} .dl-card").count() > 0


def test_stop_keeps_what_was_checked_and_ends_the_request(reader: Watched, scribe: tuple[str, FaultServer]) -> None:
    page = reader.page
    scribe[1].left.clear()
    reader.ask(SLOW, wait=False)
    page.wait_for_selector("#dl-latest [data-latest=coming] [data-sentence=verified]")
    started = time.monotonic()
    page.click("#dl-question-box .stop-button")
    reader.answered(SLOW)
    assert time.monotonic() - started < 10
    assert "1.2 million crowns" in page.inner_text(f"{ANSWERED} .dl-answer")
    assert "Stopped before its end" in page.inner_text(ANSWERED)
    assert "and then" not in page.inner_text(ANSWERED)
    assert scribe[1].left.wait(20), "the model goes on writing for nobody"
    page.wait_for_selector("#dl-question-box .submit-button")


def test_the_last_question_is_edited_in_its_place(reader: Watched) -> None:
    reader.ask(UNANSWERABLE)
    reader.page.click(f"{ANSWERED} [data-hook=edit]")
    box = reader.page.locator("#dl-question-box textarea")
    reader.page.wait_for_function(
        "asked => document.querySelector('#dl-question-box textarea').value === asked", arg=UNANSWERABLE
    )
    box.fill(QUESTION)
    box.press("Enter")
    reader.answered(QUESTION)
    assert reader.page.locator(".dl-turn").count() == 1


@pytest.mark.soak  # test_accessibility.py has a topic summarised, tests/ui/test_ask.py looks at what is cited
def test_a_topic_is_summarised_and_cited(reader: Watched) -> None:
    page = reader.page
    reader.tab("Summaries")
    page.fill("#dl-topic textarea", "the dam inquiry")
    page.press("#dl-topic textarea", "Enter")
    page.wait_for_selector("#dl-summary [data-latest=done] .dl-marker")
    page.locator("#dl-summary .dl-marker").first.click()
    assert "2.8 million crowns" in reader.marked()
    assert reader.in_view("#dl-pane mark")


def test_an_article_is_summarised_above_its_text(reader: Watched) -> None:
    page = reader.page
    reader.ask(QUESTION)
    page.locator(f"{ANSWERED} .dl-marker").first.click()
    page.click("#dl-pane [data-action=summarise_article]")
    page.locator("#dl-pane .dl-summary .dl-marker").first.click()
    assert reader.marked() and reader.in_view("#dl-pane mark")


@pytest.mark.soak  # two readers at once without a model: test_ask.py; waiting in line: test_load.py
def test_readers_wait_in_line_and_get_their_own_answers(opened: Open, written: tuple[str, Path]) -> None:
    one, other = opened(written[0]), opened(written[0])
    one.ask(QUESTION, wait=False)
    other.ask(UNDERSTOOD, wait=False)
    one.answered(QUESTION)
    other.answered(UNDERSTOOD)
    assert "19 to 16" in one.record()["text"] and "19 to 16" not in other.record()["text"]
    assert other.record()["text"].startswith(ANSWERS[UNDERSTOOD][:40])


@pytest.mark.soak  # its parts are tried: that model by test_hostile_served.py, its page by test_status.py
def test_a_small_real_model_never_gets_past_the_checks(opened: Open, small: str) -> None:
    """It writes what it likes. Whatever that is: quotes first, every verified sentence has a marker, no error."""
    reader = opened(small)
    page = reader.page
    page.wait_for_selector("#dl-status [data-phase=ready]", timeout=60_000)
    reader.ask("How much will the second ferry cost?", wait=False)
    page.wait_for_selector("#dl-latest .dl-card")
    page.wait_for_selector(ANSWERED, timeout=120_000)
    record = reader.record()
    assert record["mode"] == "written", record.get("notice")
    sentences = page.locator(f"{ANSWERED} .dl-sentence")
    for place, sentence in enumerate(record["sentences"]):
        markers = sentences.nth(place).locator(".dl-marker").count()
        assert (markers > 0) == sentence["verified"] == bool(sentence["citations"])
    assert record["answered"] or page.locator(f"{ANSWERED} .dl-refusal").count() == 1
