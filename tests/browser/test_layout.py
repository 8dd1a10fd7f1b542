"""Where things stand beside each other on the page: nothing covers words, and nothing stands alone that belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.conftest import Open
from browser.watched import ANSWERED, Watched

QUESTION = "How many people were evacuated in the flood?"
#: Of each width in turn: how many sentences have their marker on another line than their last letters.
_ALONE = """(sentences) => {
  let alone = 0;
  for (let width = 300; width < 420; width += 5)
    for (const sentence of document.querySelectorAll(sentences)) {
      sentence.style.width = `${width}px`;
      const words = sentence.querySelector('span').lastChild;
      const end = document.createRange();
      end.setStart(words, words.length - 1);
      end.setEnd(words, words.length);
      const marker = sentence.querySelector('.dl-marker').getBoundingClientRect();
      const last = end.getBoundingClientRect();
      alone += marker.top > last.bottom || marker.bottom < last.top;
    }
  return alone;
}"""
_BOX = """(element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return [left, right, top, bottom];
}"""


def test_a_marker_stands_on_the_line_of_its_sentences_last_word(reader: Watched) -> None:
    reader.ask(QUESTION)
    sentences = f"{ANSWERED} .dl-sentence"
    assert reader.page.locator(sentences).count() > 1
    assert reader.page.evaluate(_ALONE, sentences) == 0
    reader.page.add_style_tag(content=".dl-markers::before { content: none !important; }")
    assert reader.page.evaluate(_ALONE, sentences) > 0  # else nothing was measured


@pytest.mark.parametrize("width", [1280, 390])
def test_what_closes_an_article_covers_none_of_its_words(opened: Open, quotes: tuple[str, Path], width: int) -> None:
    reader = opened(quotes[0], viewport={"width": width, "height": 800})
    reader.ask(QUESTION)
    reader.page.locator(f"{ANSWERED} .dl-marker").first.click()
    reader.page.wait_for_selector("#dl-pane mark")
    left, right, *_ = reader.page.locator(".dl-sheet .dl-close").evaluate(_BOX)
    _, end, *_ = reader.page.locator(".dl-sheet .dl-text").evaluate(_BOX)
    assert end <= left and right <= width
    assert reader.page.locator(".dl-sheet").evaluate("(sheet) => sheet.scrollWidth <= sheet.clientWidth")


def test_the_button_beside_an_address_stands_within_its_box(reader: Watched) -> None:
    reader.tab("Add")
    box = reader.page.locator("#dl-address .input-container").evaluate(_BOX)
    button = reader.page.locator("#dl-address .submit-button").evaluate(_BOX)
    assert button[1] < box[1] - 2 and button[2] > box[2] + 2 and button[3] < box[3] - 2
    middle = sum(box[2:]) / 2
    assert abs(sum(button[2:]) / 2 - middle) < 2
