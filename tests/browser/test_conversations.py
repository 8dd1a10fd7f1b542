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


def test_what_is_no_conversation_is_passed_over(reader: Watched) -> None:
    """The storage is the address's, so another version or program may have written there: every field is looked at."""
    page = reader.page
    reader.ask(FIRST)
    page.evaluate(
        """() => {
          const name = Object.keys(localStorage).find(key => key.startsWith('dateline-conversation'));
          const whole = JSON.parse(localStorage[name]);
          const spoilt = [
            { title: { toString: null } }, { title: ['x'] }, { title: 7 }, { updated: 'x' }, { updated: {} },
            { turns: 'none' }, { turns: {} }, { turns: [] }, { turns: [null] }, { turns: [7] }, { turns: [{}] },
            { turns: [{ question: {}, answer: {} }] }, { turns: [{ question: 'x', answer: null }] },
            { turns: [{ question: 'x', answer: [] }] }, { turns: Array(51).fill(whole.turns[0]) },
            { title: { valueOf: 1, toString: 1 } }, { turns: [{ question: { toString: 1 }, answer: {} }] },
          ];
          spoilt.forEach((field, number) => {
            const id = number.toString(16).padStart(32, '0');
            localStorage['dateline-conversation-' + id] = JSON.stringify({ ...whole, id, ...field });
          });
          for (const id of [{}, 7, null, 'x', '../..']) {
            localStorage['dateline-conversation-' + JSON.stringify(id)] = JSON.stringify({ ...whole, id });
          }
          localStorage['dateline-conversation-' + 'f'.repeat(32)] = JSON.stringify(whole);
          localStorage['dateline-conversation-null'] = 'null';
          localStorage['dateline-conversation-list'] = '[]';
        }"""
    )
    page.click("[data-conversations]")
    assert page.locator("#dl-conversations .dl-kept-title").all_inner_texts() == [FIRST]
    page.keyboard.press("Escape")
    reader.ask(SECOND)
    page.click("[data-conversations]")
    assert page.locator("#dl-conversations .dl-kept").count() == 1
