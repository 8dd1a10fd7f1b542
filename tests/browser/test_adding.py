"""Adding on the page: files and pasted texts, what failed and why; a new article can be asked about at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.test_accessibility import serious
from browser.watched import ADDED, ANSWERED, Watched

TEXT = """Otter moves into the lock at Wintersluis

3 December 2025

An otter has moved into the lock house at Wintersluis, its keeper Bram Oudekerk said on Tuesday.

The animal eats eleven fish a day and has bitten the postman once.
"""
PAGE = """<!doctype html><html lang="en"><head><title>Lighthouse at Zoutpunt turns green</title>
<meta property="og:site_name" content="Zoutpunt Herald">
<meta property="article:published_time" content="2025-12-04T08:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Lighthouse at Zoutpunt turns green</h1>
<p>The lighthouse at Zoutpunt has been painted green by mistake, the harbour master Ilka Drenth said on Wednesday.</p>
<p>The painter had read the order on his telephone in the sun. Repainting it will cost 8,400 crowns.</p>
</article></body></html>"""
STORY = (
    "# Bargee tale {0}\n\nThe barge {0} of Torvell sails every day, said its captain on Monday. It rained all week.\n"
)


def test_files_are_added_or_refused_and_can_be_asked_about_at_once(reader: Watched, tmp_path: Path) -> None:
    page = reader.page
    (tmp_path / "otter.txt").write_text(TEXT)
    (tmp_path / "lighthouse.html").write_text(PAGE)
    (tmp_path / "broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "large.txt").write_bytes(b"x" * 100_000_001)
    reader.add(*sorted(tmp_path.iterdir()))
    assert page.inner_text("[data-summary]") == "2 added, 2 not added."
    added = page.locator("#dl-added-files li")
    assert sorted(added.locator("bdi").all_inner_texts()) == ["lighthouse.html", "otter.txt"]
    assert added.locator("span").all_inner_texts() == ["added", "added"]
    failed = page.inner_text("#dl-failed-files")
    assert "broken.txt" in failed and "PNG" in failed and "larger than 20 MB" in failed  # a text

    reader.tab("Ask")
    for question, words in (
        ("Who is the keeper of the lock at Wintersluis?", "Bram Oudekerk"),
        ("What will repainting the lighthouse at Zoutpunt cost?", "8,400 crowns"),
    ):
        reader.ask(question)
        assert words in reader.said()
        page.locator(f"{ANSWERED} .dl-card .dl-headline").first.click()
        assert words in reader.marked()
        page.keyboard.press("Escape")
        page.wait_for_selector("#dl-pane .dl-sheet", state="detached")

    reader.add(tmp_path / "otter.txt")
    assert "already there" in page.inner_text("[data-summary]")


@pytest.mark.soak  # test_accounts.py pastes a text, too
def test_a_pasted_text_is_added(reader: Watched) -> None:
    page = reader.page
    reader.tab("Add")
    page.fill("#dl-title textarea, #dl-title input", "Goat elected to the board of Hindervoort")
    page.fill("#dl-text textarea", "A goat has been elected to the board of the Hindervoort dairy, its chairman said.")
    page.click("#dl-paste")
    page.wait_for_selector("#dl-pasted .dl-added")
    assert page.input_value("#dl-text textarea") == ""
    reader.tab("Ask")
    reader.ask("Who was elected to the board of the Hindervoort dairy?")
    assert "goat" in reader.said()


def test_stopping_keeps_what_is_done_and_the_rest_can_be_sent_again(reader: Watched, tmp_path: Path) -> None:
    page = reader.page
    files = []
    for number in range(40):
        file = tmp_path / f"{number}.md"
        file.write_text(STORY.format(number))
        files.append(file)
    reader.tab("Add")
    page.set_input_files("#dl-files", files)
    page.wait_for_selector("#dl-added-files [data-state=added]")
    page.click("#dl-stop-adding")
    page.wait_for_function(ADDED)
    added = page.locator("#dl-added-files [data-state=added]").count()
    assert 0 < added < 40
    assert f"{40 - added} not sent" in page.inner_text("[data-summary]")
    page.click("#dl-retry-adding")
    page.wait_for_function(f"{ADDED} && document.querySelectorAll('#dl-added-files [data-state=added]').length === 40")
    reader.tab("Archive")
    page.fill("#dl-find input, #dl-find textarea", "bargee tale")
    page.wait_for_selector(".dl-list[data-total='40']")


def test_the_page_stays_usable_while_files_are_added(reader: Watched, tmp_path: Path) -> None:
    page = reader.page
    files = []
    for number in range(30):
        file = tmp_path / f"more-{number}.md"
        file.write_text(STORY.format(f"of more {number}").replace("tale", "story").replace("Torvell", "Lenn"))
        files.append(file)
    reader.tab("Add")
    page.set_input_files("#dl-files", files)
    page.wait_for_selector("#dl-added-files [data-state=added]")
    reader.tab("Ask")
    reader.ask("How much will the second ferry cost?")
    assert "46 million" in reader.record()["text"]
    reader.tab("Add")
    page.wait_for_function(ADDED)
    assert page.inner_text("[data-summary]") == "30 added."


def test_each_box_to_type_in_has_an_edge(reader: Watched) -> None:
    """Of a block's own border Gradio's forms leave nothing, so that a box could look like an empty place."""
    reader.tab("Add")
    boxes = reader.page.locator("#dl-address input, [role=tabpanel] textarea, [role=tabpanel] input[type=text]")
    edges = boxes.evaluate_all(
        """all => all.filter(box => box.checkVisibility()).map(box =>
          [box, box.parentElement].some(each => parseFloat(getComputedStyle(each).borderTopWidth) >= 1))"""
    )
    assert len(edges) >= 3 and all(edges)


def test_what_failed_is_kept_and_tried_again(reader: Watched) -> None:
    page = reader.page
    reader.tab("Add")
    page.fill("#dl-address textarea, #dl-address input", "http://127.0.0.1:9/ferry")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dl-kept-files li")
    assert "http://127.0.0.1:9/ferry" in page.inner_text("#dl-kept-files")
    reader.reload()
    reader.tab("Add")
    page.wait_for_selector("#dl-kept-files li")
    page.click("#dl-retry-kept")
    page.wait_for_selector("#dl-kept-came .dl-pasted")
    assert page.inner_text("#dl-kept-came .dl-pasted") == "0 added, 0 updated, 0 unchanged, 0 skipped, 1 failed."
    assert page.is_visible("#dl-retry-kept") and not page.is_visible("#dl-stop-kept")
    assert not serious(reader)
