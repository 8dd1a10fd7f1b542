"""The Archive and Add tabs in a real browser: what their scripts do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import DAM, Page

CHROMIUM = shutil.which("chromium")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs chromium (make test-deps)")]
STORY = "# Story {0}\n\nThe ferry {0} of Torvell sails every day, said its captain on Monday. It rained all week.\n"
DONE = "document.querySelector('[data-summary]').textContent.endsWith('.')"


@pytest.fixture
def tab(page: Page) -> Iterator[Any]:
    """A browser's page, opened; it must end without an error on its console."""
    from playwright.sync_api import sync_playwright

    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page()
        shown.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        shown.on("pageerror", lambda error: errors.append(str(error)))
        shown.goto(page.url)
        yield shown
        browser.close()
    assert errors == []


def open_tab(tab: Any, name: str, ready: str) -> None:
    tab.get_by_role("tab", name=name).click()
    tab.wait_for_selector(ready)


@pytest.mark.slow
def test_files_are_added_one_by_one_and_stopping_keeps_what_is_done(tab: Any, page: Page, tmp_path: Path) -> None:
    files = []
    for number in range(40):
        file = tmp_path / f"{number}.md"
        file.write_text(STORY.format(number))
        files.append(file)
    open_tab(tab, "Add", "#dl-choose-files")
    tab.set_input_files("#dl-files", files)
    tab.wait_for_selector("#dl-added-files [data-state=added]")
    tab.click("#dl-stop-adding")
    tab.wait_for_function(DONE)
    added = tab.locator("#dl-added-files [data-state=added]").count()
    assert 0 < added < 40
    assert page.archive.count() == 2 + added
    assert f"{40 - added} not sent" in tab.inner_text("[data-summary]")
    tab.click("#dl-retry-adding")
    tab.wait_for_function(f"{DONE} && document.querySelectorAll('#dl-added-files [data-state=added]').length === 40")
    assert page.archive.count() == 42


@pytest.mark.slow
def test_what_failed_is_listed_with_its_reason(tab: Any, page: Page, tmp_path: Path) -> None:
    (tmp_path / "good <img src=x onerror=alert(1)>.md").write_text(DAM.replace("Velling", "Torvell"))
    (tmp_path / "broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "large.txt").write_bytes(b"x" * 20_000_001)
    open_tab(tab, "Add", "#dl-choose-files")
    tab.set_input_files("#dl-files", sorted(tmp_path.glob("*.*")))
    tab.wait_for_function(DONE)
    failed = tab.inner_text("#dl-failed-files")
    assert "broken.txt" in failed and "PNG" in failed and "larger than 20 MB" in failed
    assert "<img src=x" in tab.inner_text("#dl-added-files")
    assert tab.inner_text("[data-summary]") == "1 added, 2 not added."


@pytest.mark.slow
def test_the_list_is_searched_and_what_is_selected_is_removed(tab: Any, page: Page) -> None:
    open_tab(tab, "Archive", "#dl-articles table")
    box = tab.locator("#dl-find input, #dl-find textarea")
    box.fill("ferry")
    tab.wait_for_function("document.querySelectorAll('.dl-list tbody tr').length === 1")
    tab.locator(".dl-list tbody [data-select]").check()
    box.fill("")
    tab.wait_for_function("document.querySelectorAll('.dl-list tbody tr').length === 2")
    assert tab.inner_text("[data-count]") == "1 selected"  # the selection outlives the search
    tab.click(".dl-selection .dl-danger")
    tab.wait_for_selector("#dl-remove")
    tab.wait_for_function("document.activeElement.id === 'dl-keep'")
    assert "Second ferry is bought" in tab.inner_text("#dl-confirm")
    tab.click("#dl-remove")
    tab.wait_for_function("document.querySelectorAll('.dl-list tbody tr').length === 1")
    assert "1 article removed." in tab.inner_text("#dl-removing")
    assert not tab.locator(".dl-selection").is_visible()
    assert page.archive.article_ids("ferry") == []


@pytest.mark.slow
def test_a_bar_filters_the_list_and_a_head_sorts_it(tab: Any) -> None:
    open_tab(tab, "Archive", ".dl-bars button")
    tab.locator(".dl-bars button").first.click(position={"x": 3, "y": 3})
    tab.wait_for_selector(".dl-chip")
    assert "October 2025" in tab.inner_text(".dl-chips")
    tab.wait_for_function("document.querySelectorAll('.dl-list tbody tr').length === 1")
    assert "Dam leaks" in tab.inner_text(".dl-list tbody")
    tab.click(".dl-chip")
    tab.wait_for_function("document.querySelectorAll('.dl-list tbody tr').length === 2")
    tab.click(".dl-list thead [data-sort=title]")
    tab.wait_for_selector(".dl-list th[aria-sort=ascending]")
    assert tab.locator(".dl-list tbody .dl-headline").first.inner_text() == "Dam leaks at Velling"
    tab.wait_for_function("document.activeElement.dataset.key === 'sort-title'")
    tab.locator(".dl-list tbody .dl-headline").first.click()
    tab.wait_for_selector("#dl-pane .dl-text")
