"""Conversations are the browser's: kept over a reload, opened again, gone on with, deleted."""

from __future__ import annotations

from browser.watched import ANSWERED, Watched

FIRST = "How much will the second ferry cost?"
SECOND = "How deep is the layer of soft clay under the planned bridge?"
OTHER = "By how much did Teskline's fuel bill rise in a year?"


def test_a_conversation_outlives_a_reload_and_is_gone_on_with(reader: Watched) -> None:
    reader.ask(FIRST)
    reader.ask(SECOND)
    before = reader.record()
    reader.reload()
    reader.answered(SECOND)
    assert reader.record() == before
    assert reader.page.locator("#dl-conversation .dl-turn .dl-question").inner_text() == FIRST
    cited = before["sentences"][0]["citations"][0]
    reader.page.locator(f"{ANSWERED} .dl-marker").first.click()
    assert reader.marked() == cited["quote"]
    reader.page.keyboard.press("Escape")
    reader.ask("And how much did the survey cost?")
    assert "1.2 million" in reader.record()["text"] + str(reader.record()["evidence"])
    assert reader.page.locator(".dl-turn").count() == 3


def test_one_is_opened_again_and_deleted(reader: Watched) -> None:
    page = reader.page
    reader.ask(FIRST)
    page.click("[data-begin]")
    page.wait_for_selector("#dl-latest .dl-turn", state="detached")
    assert page.locator("#dl-welcome section").is_visible()
    reader.ask(OTHER)

    page.click("[data-conversations]")
    assert page.locator("#dl-conversations .dl-kept-title").all_inner_texts() == [OTHER, FIRST]
    page.locator("#dl-conversations .dl-kept-open", has_text=FIRST).click()
    reader.answered(FIRST)
    assert page.locator(".dl-turn").count() == 1

    page.click("[data-conversations]")
    remove = page.locator("#dl-conversations .dl-kept", has_text=OTHER).locator(".dl-kept-remove")
    remove.click()
    assert remove.inner_text() == "Really?"
    remove.click()
    page.wait_for_function("document.querySelectorAll('.dl-kept').length === 1")
    page.keyboard.press("Escape")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('dateline-conversation')).length") == 1
    reader.reload()
    reader.answered(FIRST)


def test_another_tab_of_the_browser_begins_anew(reader: Watched) -> None:
    reader.ask(FIRST)
    other = reader.new_page()
    assert other.locator("#dl-latest .dl-turn").count() == 0
    other.click("[data-conversations]")
    assert other.locator("#dl-conversations .dl-kept").count() == 1


def test_a_damaged_conversation_is_no_trouble(reader: Watched) -> None:
    page = reader.page
    reader.ask(FIRST)
    page.evaluate(
        """() => {
          const name = Object.keys(localStorage).find(key => key.startsWith('dateline-conversation'));
          const kept = JSON.parse(localStorage[name]);
          kept.turns[0].answer.sentences = 'none';
          localStorage[name] = JSON.stringify(kept);
          localStorage['dateline-conversation-broken'] = '{';
        }"""
    )
    reader.reload()
    page.wait_for_selector("#dl-latest .dl-trouble")
    assert "cannot be read any more" in page.inner_text("#dl-latest")
    reader.ask(OTHER)
    assert reader.record()["answered"]
