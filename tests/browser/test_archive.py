"""The Archive tab: searching, sorting, the chart, reading, removing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.watched import Watched

ROWS = ".dl-list tbody tr"
FIND = "#dl-find input, #dl-find textarea"
STORY = "# {0}\n\nThe keeper of Lenn said on Monday that it had rained there all week, and told nothing else.\n"


@pytest.fixture
def reader(reader: Watched) -> Watched:
    reader.tab("Archive")
    reader.page.wait_for_selector(ROWS)
    return reader


def total(reader: Watched) -> int:
    return int(reader.page.get_attribute(".dl-list", "data-total"))


def rows(reader: Watched, number: int) -> None:
    reader.page.wait_for_function(f"document.querySelectorAll('{ROWS}').length === {number}")


def focus(page: Page, what: str) -> None:
    """Give something the focus, also where a list is about to come, which takes no keys until it is there."""
    page.wait_for_function(
        "(what) => { const it = document.querySelector(what); it?.focus(); return document.activeElement === it; }",
        arg=what,
    )


def test_a_search_narrows_with_each_key_and_an_article_is_read(reader: Watched) -> None:
    page = reader.page
    page.locator(FIND).press_sequentially("orsund", delay=20)
    rows(reader, 1)
    page.fill(FIND, "skarne ledger")
    rows(reader, 8)
    page.fill(FIND, "ledger orsund drops")
    rows(reader, 1)
    page.locator(f"{ROWS} .dl-headline").click()
    assert "Orsund drops support" in page.inner_text("#dl-pane .dl-title")
    assert page.locator("#dl-pane mark").count() == 0
    page.keyboard.press("Escape")
    page.wait_for_selector("#dl-pane .dl-sheet", state="detached")
    page.fill(FIND, "nothing has these words")
    page.wait_for_selector(".dl-nothing")


def test_a_bar_filters_the_list_and_a_head_sorts_it(reader: Watched) -> None:
    page = reader.page
    everything = total(reader)
    bar = page.locator(".dl-bars button").first
    wanted = int(bar.get_attribute("aria-label").split(": ")[1].split()[0])
    bar.click(position={"x": 3, "y": 3})
    page.wait_for_selector(".dl-chip")
    assert "September 2025" in page.inner_text(".dl-chips")
    rows(reader, wanted)
    days = page.locator(f"{ROWS} .dl-col-published time")
    assert all(day.get_attribute("datetime").startswith("2025-09") for day in days.all())
    page.click(".dl-list thead [data-sort=title]")
    page.wait_for_selector(".dl-list th.dl-col-title[aria-sort=ascending]")
    page.wait_for_function("document.activeElement.dataset.key === 'sort-title'")
    titles = [title.casefold() for title in page.locator(f"{ROWS} .dl-headline").all_inner_texts()]
    assert titles == sorted(titles)
    # The list is written anew while the mouse's button is down, as others add articles: the click counts all the same.
    page.hover(".dl-list thead [data-sort=outlet]")
    page.mouse.down()
    page.evaluate("(list => { list.innerHTML = list.innerHTML; })(document.querySelector('.dl-list').parentElement)")
    page.mouse.up()
    page.wait_for_selector(".dl-list th.dl-col-outlet[aria-sort=ascending]")
    page.click(".dl-chip")
    page.wait_for_selector(".dl-chip", state="detached")
    page.wait_for_selector(f".dl-list[data-total='{everything}']")


@pytest.mark.soak  # tests/ui/test_archive_tab.py clicks a part without a browser, and the test above it a bar with one
def test_a_part_of_a_bar_filters_by_its_outlet_too(reader: Watched) -> None:
    page = reader.page
    part = page.locator(".dl-bars rect[data-outlet='Harrow Bay Courier']").first
    part.click()
    page.wait_for_function("document.querySelectorAll('.dl-chip').length >= 2")
    assert "Harrow Bay Courier" in page.inner_text(".dl-chips")
    outlets = page.locator(f"{ROWS} .dl-col-outlet").all_inner_texts()
    assert set(outlets) == {"Harrow Bay Courier"}


@pytest.mark.soak  # tests/ui/test_archive_tab.py has lists that are overtaken
def test_a_list_that_comes_late_does_not_stay(reader: Watched) -> None:
    """The tab's own refresh can be overtaken by what is typed meanwhile."""
    page = reader.page
    held: list[Any] = []
    reader.tab("Ask")
    page.route("**/queue/join*", lambda route: held.append(route))
    reader.tab("Archive")
    page.fill(FIND, "orsund")
    rows(reader, 1)
    assert held, "the refresh is on its way, with what stood in the box before"
    for route in held:
        route.continue_()
    page.unroute("**/queue/join*")
    page.wait_for_timeout(1_000)
    rows(reader, 1)
    assert page.inner_text(".dl-place").endswith("of 1 article")


def test_removing_asks_first_and_can_be_left(reader: Watched, tmp_path: Path) -> None:
    page = reader.page
    file = tmp_path / "heron.md"
    file.write_text(STORY.format("Quillon heron lands on a bus"))
    reader.add(file)
    reader.tab("Archive")
    page.fill(FIND, "quillon")
    rows(reader, 1)
    page.locator(ROWS, has_text="Quillon heron").locator("[data-select]").check()
    page.fill(FIND, "")
    page.wait_for_function(f"document.querySelectorAll('{ROWS}').length > 1")
    everything = total(reader)
    assert page.inner_text("[data-count]") == "1 selected", "a selection outlives the search"
    page.click(".dl-selection .dl-danger")
    page.wait_for_function("document.activeElement.id === 'dl-keep'")
    assert "Quillon heron lands on a bus" in page.inner_text("#dl-confirm")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dl-remove", state="hidden")
    assert total(reader) == everything
    page.click(".dl-selection .dl-danger")
    page.click("#dl-remove")
    page.wait_for_selector(f".dl-list[data-total='{everything - 1}']")
    assert "1 article removed." in page.inner_text("#dl-outcome")
    assert not page.locator(".dl-selection").is_visible()
    page.fill(FIND, "quillon")
    page.wait_for_selector(".dl-nothing")
    reader.tab("Ask")
    reader.ask("On what did the Quillon heron land?")
    assert all("Quillon" not in quote["text"] for quote in reader.record()["evidence"])


def test_a_click_on_a_row_that_was_not_aimed_at_is_none(reader: Watched) -> None:
    """Somebody takes aim, the list changes under the pointer, and the click lands on another article."""
    page = reader.page
    boxes = page.locator(f"{ROWS} [data-select]")
    boxes.nth(5).scroll_into_view_if_needed()

    def click_as_the_list_changes() -> tuple[float, float]:
        place = boxes.nth(2).bounding_box()
        assert place
        page.mouse.move(place["x"] + 5, place["y"] + 5)
        # The browser tells of a move with the next frame; on a busy machine that came after the change.
        page.evaluate("() => new Promise(told => requestAnimationFrame(() => requestAnimationFrame(told)))")
        page.evaluate(
            """() => {  // another article comes in above
              const third = document.querySelectorAll('.dl-list tbody tr')[2];
              third.before(document.querySelectorAll('.dl-list tbody tr')[5]);
            }"""
        )
        page.mouse.down()
        page.mouse.up()
        assert page.locator(f"{ROWS} [data-select]:checked").count() == 0
        assert "has just changed" in page.inner_text(".dl-live")
        return place["x"], place["y"]

    x, y = click_as_the_list_changes()
    page.mouse.down()
    page.mouse.up()
    assert page.locator(f"{ROWS} [data-select]:checked").count() == 1, "a second click is meant"
    page.mouse.move(x + 6, y + 6)
    page.mouse.down()
    page.mouse.up()
    assert page.locator(f"{ROWS} [data-select]:checked").count() == 0, "and so is one after a move"
    page.mouse.move(0, 0)
    click_as_the_list_changes()
    page.evaluate("() => { const at = Date.now(); Date.now = () => at; }")  # however long the next list takes
    page.fill(FIND, "ferry")
    page.wait_for_function("document.querySelectorAll('.dl-list tbody tr').length < 50")  # of a page's
    assert "has just changed" in page.inner_text(".dl-live"), "the next list does not talk it over"
    page.focus(f"{ROWS} [data-select]")
    page.keyboard.press("Space")
    assert page.locator(f"{ROWS} [data-select]:checked").count() == 1, "keys need no pointer"


@pytest.mark.soak  # many by tests/ui/test_archive_tab.py, the buttons by test_removing_asks_first_and_can_be_left
def test_many_are_removed_at_once(reader: Watched, tmp_path: Path) -> None:
    page = reader.page
    for number in range(8):
        (tmp_path / f"{number}.md").write_text(STORY.format(f"Doomed report {number}"))
    reader.add(*sorted(tmp_path.iterdir()))
    reader.tab("Archive")
    page.fill(FIND, "doomed")
    rows(reader, 8)
    page.check("[data-select-page]")
    assert page.inner_text("[data-count]") == "8 selected"
    page.click(".dl-selection .dl-danger")
    page.wait_for_selector("#dl-remove")
    assert "Remove 8 articles" in page.inner_text("#dl-confirm") and "and 3 more" in page.inner_text("#dl-confirm")
    page.click("#dl-remove")
    page.wait_for_selector("#dl-outcome >> text=8 articles removed.")
    page.wait_for_selector(".dl-nothing")


def test_an_article_is_corrected_with_the_keyboard_and_back(reader: Watched) -> None:
    page = reader.page
    page.fill(FIND, "ledger orsund drops")
    rows(reader, 1)
    page.locator(f"{ROWS} .dl-headline").click()
    page.focus("#dl-pane .dl-more summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Otters <b>drop</b> the bridge")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dl-pane .dl-saved")
    assert page.inner_text("#dl-pane .dl-title") == "Otters <b>drop</b> the bridge"
    page.fill(FIND, "otters")
    rows(reader, 1)
    page.click("#dl-pane [data-action=undo_corrections]")
    page.wait_for_function("document.querySelector('#dl-pane .dl-title').textContent.includes('Orsund drops support')")
    page.wait_for_function(f"document.querySelectorAll('{ROWS}').length === 0")


def test_many_are_corrected_with_the_keyboard_and_back(reader: Watched, tmp_path: Path) -> None:
    page = reader.page
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(STORY.format(f"Misdated report {number}"))
    reader.add(*sorted(tmp_path.iterdir()))
    reader.tab("Archive")
    page.fill(FIND, "misdated")
    rows(reader, 3)
    focus(page, "[data-select-page]")
    page.keyboard.press("Space")
    # A list that comes leaves the focus where it was.
    typed = "const box = document.querySelector(find); box.value += ' report'; "
    page.evaluate(f"(find) => {{ {typed} box.dispatchEvent(new Event('input', {{ bubbles: true }})); }}", FIND)
    page.wait_for_function("document.querySelector('[data-words]')?.dataset.words === 'misdated report'")
    page.wait_for_function("document.activeElement.dataset.key === 'select-page'")
    focus(page, "[data-key=remove]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'dl-keep'")
    focus(page, "[data-key=correct]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name === 'outlet'")
    page.wait_for_selector("#dl-remove", state="hidden")
    page.keyboard.type("Otter <b>Post</b>")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("yesterday")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dl-many .dl-trouble >> text=is not a date")
    page.wait_for_function("document.activeElement.name === 'outlet'")
    assert page.input_value("#dl-many [name=outlet]") == "Otter <b>Post</b>"
    page.fill("#dl-many [name=published]", "2025-09-30")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dl-outcome >> text=3 articles corrected (outlet, date).")
    page.wait_for_selector("#dl-many form", state="hidden")
    page.wait_for_function("document.querySelector('.dl-list .dl-col-outlet').textContent !== '–'")
    page.wait_for_function("document.activeElement.dataset.key === 'correct'")
    assert set(page.locator(f"{ROWS} .dl-col-outlet").all_inner_texts()) == {"Otter <b>Post</b>"}
    page.focus("#dl-outcome [data-action=undo_many]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dl-outcome >> text=As the sources have it again: 3 articles")
    page.wait_for_function("document.querySelector('.dl-list tbody .dl-col-outlet').textContent === '–'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dl-many form")
    page.wait_for_function("document.activeElement.name === 'outlet'")
    page.keyboard.press("Escape")
    page.wait_for_selector("#dl-many form", state="hidden")


def test_erasing_for_good_is_ticked_and_leaves_the_files(
    reader: Watched, quotes: tuple[str, Path], tmp_path: Path
) -> None:
    page = reader.page

    def in_files() -> bool:
        return any(b"snorkbaum" in file.read_bytes().lower() for file in quotes[1].rglob("*") if file.is_file())

    file = tmp_path / "erased.md"
    file.write_text(STORY.format("Snorkbaum is named by mistake"))
    reader.add(file)
    reader.tab("Archive")
    page.fill(FIND, "snorkbaum")
    rows(reader, 1)
    page.check(f"{ROWS} [data-select]")
    page.click("[data-key=remove]")
    page.wait_for_selector("#dl-remove")
    assert not page.is_checked("#dl-erase") and page.inner_text("#dl-remove") == "Remove"
    page.get_by_label("Erase for good").check()
    assert page.inner_text("#dl-remove") == "Erase for good"
    assert in_files()
    page.click("#dl-remove")
    page.wait_for_selector("#dl-outcome >> text=1 article removed and erased")
    assert "Backups" in page.inner_text("#dl-outcome .dl-reach")
    page.wait_for_selector(".dl-nothing")
    assert not in_files()
