"""Asking without a language model: quotes, the pane, follow-ups, filters, refusals."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Open
from browser.served import own_environment
from browser.test_accessibility import serious
from browser.watched import ANSWERED, Watched

QUESTION = "How much will the second ferry cost?"
OUTSIDE = "Who won the football world cup in 2026?"


def article(archive: Path, article_id: str) -> dict[str, Any]:
    """An article as the command line shows it, from another process while the page has the archive open."""
    command = [sys.executable, "-m", "ui.cli", "show", article_id, "--archive", str(archive), "--json"]
    done = subprocess.run(command, env=own_environment(llm="none"), capture_output=True, text=True, check=True)
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def test_a_click_on_a_marker_opens_the_article_at_the_quoted_words(reader: Watched, quotes: tuple[str, Path]) -> None:
    reader.ask(QUESTION)
    record = reader.record()
    cited = record["sentences"][0]["citations"][0]
    assert "46 million crowns" in cited["quote"] and record["evidence"]
    marker = reader.page.locator(f"{ANSWERED} .dl-marker").first
    assert marker.inner_text() == "[1]" == f"[{cited['n']}]"

    marker.hover()
    card = reader.page.locator(f"{ANSWERED} .dl-hover").first
    assert cited["quote"] in card.inner_text() and cited["outlet"] in card.inner_text()

    marker.click()
    assert reader.marked() == cited["quote"]
    assert reader.in_view("#dl-pane mark")
    assert reader.page.inner_text("#dl-pane .dl-title") == cited["title"]
    assert reader.page.evaluate("document.activeElement.className") == "dl-title"
    shown = article(quotes[1], cited["article_id"])
    assert shown["text"][cited["start"] : cited["end"]] == cited["quote"]
    assert " ".join(reader.page.inner_text("#dl-pane .dl-text").split()) == " ".join(shown["text"].split())

    reader.page.keyboard.press("Escape")
    reader.page.wait_for_selector("#dl-pane .dl-sheet", state="detached")
    assert reader.page.evaluate("document.activeElement.className") == "dl-marker"


@pytest.mark.soak  # as the test above it, with several quotes
def test_every_quote_of_an_answer_is_found_at_its_place(reader: Watched) -> None:
    reader.ask("How many people were evacuated in the flood?")
    record = reader.record()
    cited = [quote for sentence in record["sentences"] for quote in sentence["citations"]]
    assert len(cited) >= 2
    for place, quote in enumerate(cited):
        reader.page.locator(f"{ANSWERED} .dl-marker").nth(place).click()
        reader.page.wait_for_selector(f"#dl-pane [data-article='{quote['article_id']}']")
        reader.page.wait_for_function(
            "words => document.querySelector('#dl-pane mark')?.textContent === words", arg=quote["quote"]
        )
        assert reader.in_view("#dl-pane mark")


def test_a_follow_up_says_how_it_was_understood(reader: Watched) -> None:
    reader.ask(QUESTION)
    reader.ask("And when will it be delivered?")
    assert "ferry" in reader.page.inner_text(f"{ANSWERED} .dl-understood").lower()
    assert "2027" in reader.record()["text"]
    assert reader.page.locator("#dl-conversation .dl-turn").count() == 1


def test_an_example_and_what_to_go_on_with_are_asked_by_a_click(reader: Watched) -> None:
    example = reader.page.locator("#dl-welcome .dl-example").first
    question = example.inner_text()
    example.click()
    reader.answered(question)
    assert reader.said()
    offered = reader.page.locator("#dl-follow-ups .dl-example")
    offered.first.wait_for()
    question = offered.first.inner_text()
    offered.first.click()
    reader.answered(question)
    assert reader.said()


def test_a_question_about_the_archive_lists_its_articles_and_what_was_read_comes_off(reader: Watched) -> None:
    page = reader.page
    reader.ask("Which articles by Viggo Marsh mention the ferry?")
    listed = page.locator(f"{ANSWERED} .dl-listed .dl-headline")
    result = reader.record()["archive_result"]
    assert listed.count() == len(result["articles"]) == result["total"] > 1
    assert "Read as: the articles by Viggo Marsh that mention “ferry”" in page.inner_text(f"{ANSWERED} .dl-read-as")
    assert serious(reader) == []
    listed.first.click()
    page.wait_for_selector(f"#dl-pane [data-article='{result['articles'][0]['article_id']}']")
    page.keyboard.press("Escape")
    page.click(f"{ANSWERED} [data-dates=off]")
    page.wait_for_function("!document.querySelector('#dl-latest [data-latest=done] .dl-read-as')")
    page.wait_for_selector(ANSWERED)
    assert reader.record()["archive_result"] is None
    reader.ask(OUTSIDE)
    assert serious(reader) == []


def test_dates_change_the_answer_and_the_answer_says_so(reader: Watched) -> None:
    page = reader.page
    question = "What was decided about the ferry?"
    reader.ask(question)
    before = reader.record()
    everything = int(page.get_attribute("#dl-filters-left [data-left]", "data-left"))
    page.click("#dl-filters > button")
    page.fill("#dl-filters-until textarea, #dl-filters-until input", "2025-09-30")
    page.wait_for_selector("#dl-filters-left [data-filtered]")
    left = int(page.get_attribute("#dl-filters-left [data-left]", "data-left"))
    assert 0 < left < everything
    reader.page.locator(f"{ANSWERED} [data-hook=again]").click()
    page.wait_for_selector(f"{ANSWERED} >> text=Looked only at articles until 30 September 2025.")
    after = reader.record()
    assert after["filters"]["until"] == "2025-09-30"
    days = [quote["published"] for quote in after["evidence"]]
    assert days and all(day[:10] <= "2025-09-30" for day in days)
    assert [quote["text"] for quote in after["evidence"]] != [quote["text"] for quote in before["evidence"]]


def test_copying_and_downloading_an_answer(reader: Watched, tmp_path: Path) -> None:
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask(QUESTION)
    quote = reader.record()["sentences"][0]["citations"][0]["quote"]
    reader.page.click(f"{ANSWERED} [data-copy]")
    reader.page.wait_for_selector(f"{ANSWERED} [data-copy] >> text=Copied")
    assert quote in reader.page.evaluate("navigator.clipboard.readText()")
    for kind in ("md", "json"):
        with reader.page.expect_download() as download:
            reader.page.click(f"{ANSWERED} [data-download={kind}]")
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.suffix == f".{kind}"
        assert quote in (json.loads(file.read_text())["text"] if kind == "json" else file.read_text())


def test_the_keyboard_alone_will_do(reader: Watched) -> None:
    keys = reader.page.keyboard
    reader.page.focus("#dl-question-box textarea")
    keys.type("How much will")
    keys.press("Shift+Enter")
    keys.type("the second ferry cost?")
    assert reader.page.locator("#dl-latest .dl-turn").count() == 0
    keys.press("Enter")
    reader.page.wait_for_selector(ANSWERED)
    for _ in range(40):
        keys.press("Shift+Tab")
        if reader.page.evaluate("document.activeElement.className") == "dl-marker":
            break
    keys.press("Enter")
    last = reader.record()["sentences"][-1]["citations"][-1]
    assert reader.marked() == last["quote"], "the way back from the box meets the last marker first"
    keys.press("Escape")
    reader.page.wait_for_selector("#dl-pane .dl-sheet", state="detached")


def test_two_readers_do_not_see_each_others_conversations(opened: Open, quotes: tuple[str, Path]) -> None:
    one, other = opened(quotes[0]), opened(quotes[0])
    one.ask(QUESTION, wait=False)
    other.ask(OUTSIDE, wait=False)
    one.answered(QUESTION)
    other.answered(OUTSIDE)
    one.ask("And when will it be delivered?")
    other.ask("By how much did Teskline's fuel bill rise in a year?")
    assert one.page.locator(".dl-turn").count() == other.page.locator(".dl-turn").count() == 2
    assert "2027" in one.record()["text"] and "31 percent" in other.record()["text"]
    assert OUTSIDE not in one.page.inner_text("#dl-asktab") and QUESTION not in other.page.inner_text("#dl-asktab")
    assert "fuel" not in one.page.inner_text("#dl-latest .dl-question")
