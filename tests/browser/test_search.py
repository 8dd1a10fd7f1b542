"""The Search tab: words and operators, narrowing, asking about what was found, exports, slips."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Open
from browser.test_accessibility import serious
from browser.watched import Watched

WORDS = "#dl-search-words"
HITS = "#dl-results .dl-hit"
QUERY = "dam AND (inquiry OR gate*)"


@pytest.fixture
def reader(reader: Watched) -> Watched:
    reader.tab("Search")
    reader.page.wait_for_selector("#dl-results section")
    return reader


def search(reader: Watched, query: str) -> int:
    """Type a query, press Enter, and wait for what it finds; returns how many articles that are."""
    reader.page.fill(WORDS, query)
    reader.page.press(WORDS, "Enter")
    return found(reader)


def found(reader: Watched) -> int:
    """How many articles are said to be found, once that is for what stands in the address."""
    reader.page.wait_for_function(
        """() => {
          const asked = document.querySelector('#dl-results [data-asked]')?.dataset.asked;
          return asked !== undefined && location.hash === `#search?${asked}`;
        }"""
    )
    said = reader.page.inner_text("#dl-found-count")
    return int(said.split()[0]) if said[0].isdigit() else 0


def value(reader: Watched, facet: str, number: int = 0) -> tuple[str, int]:
    """Click one of a facet's values; returns its name and the count beside it."""
    link = reader.page.locator(f".dl-facet[aria-label={facet}] .dl-value").nth(number)
    name, count = link.locator("bdi").inner_text(), int(link.locator(".dl-count").inner_text().split()[0])
    link.click()
    return name, count


def test_what_is_found_is_narrowed_sorted_and_read(reader: Watched) -> None:
    page = reader.page
    everything = search(reader, "dam inquiry")
    assert everything > 3 and page.locator(HITS).count() == min(everything, 20)
    assert {"dam", "inquiry"} <= {word.lower() for word in page.locator(".dl-word").all_inner_texts()}
    outlet, count = value(reader, "Outlet")
    assert found(reader) == count < everything
    page.wait_for_function("document.activeElement.classList.contains('dl-value')")
    assert set(page.locator(f"{HITS} .dl-outlet").all_inner_texts()) == {outlet}
    month, count = value(reader, "Month")
    assert found(reader) == count
    assert page.locator("#dl-results .dl-chip").all_inner_texts() == [f"{outlet} ×", f"{month} ×"]
    page.click("#dl-results .dl-chip >> nth=1")
    page.wait_for_function("document.querySelectorAll('#dl-results .dl-chip').length === 1")
    page.focus("[data-key=sort-Oldest]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-key=sort-Oldest][aria-current]")
    days = [day.get_attribute("datetime") for day in page.locator(f"{HITS} time").all()]
    assert len(days) > 1 and days == sorted(days)
    # The browser's own ways: back, and the same page again.
    page.go_back()
    page.wait_for_selector("[data-key=sort-Relevance][aria-current]")
    reader.reload()
    page.wait_for_selector(HITS)
    assert page.input_value(WORDS) == "dam inquiry"
    assert page.locator("#dl-results .dl-chip").all_inner_texts() == [f"{outlet} ×"]
    headline = page.locator(f"{HITS} h3 .dl-headline").first
    headline.click()
    assert reader.marked() == headline.get_attribute("data-quote")
    assert page.inner_text("#dl-pane .dl-title") == headline.inner_text()
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.classList.contains('dl-headline')")


def test_the_archive_is_searched_as_of_a_day_which_comes_off_again(reader: Watched) -> None:
    page = reader.page
    everything = search(reader, "dam inquiry")
    page.fill("#dl-search-as-of", "2025-10-06")
    earlier = search(reader, "dam inquiry")
    assert 0 < earlier < everything
    assert page.locator("#dl-results .dl-chip").all_inner_texts() == ["as of 6 October 2025 ×"]
    days = [day.get_attribute("datetime") for day in page.locator(f"{HITS} time").all()]
    assert days and max(filter(None, days)) <= "2025-10-06"
    assert serious(reader) == []
    reader.reload()
    page.wait_for_selector(HITS)
    assert page.input_value("#dl-search-as-of") == "2025-10-06"
    page.click("#dl-results .dl-chip")
    page.wait_for_function("document.querySelectorAll('#dl-results .dl-chip').length === 0")
    assert found(reader) == everything and page.input_value("#dl-search-as-of") == ""


def test_a_question_is_asked_about_what_was_found(reader: Watched) -> None:
    page = reader.page
    search(reader, QUERY)
    outlet, count = value(reader, "Outlet")
    assert found(reader) == count
    page.click("[data-action=ask_about]")
    page.wait_for_selector("#dl-asking-about .dl-chip", state="visible")
    assert page.inner_text("#dl-asking-about .dl-chip span >> nth=0") == f"{QUERY} · {outlet}"
    page.wait_for_function("document.activeElement.closest('#dl-question-box')")
    assert "#" not in page.url
    assert page.inner_text("#dl-filters-left [data-filtered]").split(" of ")[0] == str(count)
    reader.ask("When will the second ferry sail?")
    record = reader.record()
    assert record["filters"]["query"] == QUERY and record["filters"]["outlets"] == [outlet]
    assert record["evidence"] and {quote["outlet"] for quote in record["evidence"]} == {outlet}
    assert all("ferry" not in quote["title"].lower() for quote in record["evidence"]), "none that was not selected"
    page.click("#dl-asking-about .dl-chip")
    page.wait_for_selector("#dl-asking-about .dl-chip", state="hidden")
    page.wait_for_selector("#dl-filters-left :not([data-filtered]) >> text=/^[0-9]+ articles$/")
    page.fill("#dl-question-box textarea", "")
    reader.ask("How much will the second ferry cost?")
    assert reader.record()["filters"]["query"] is None
    assert "46 million crowns" in reader.said()
    reader.tab("Search")
    assert page.locator(HITS).count() == count and page.evaluate("location.hash")


def test_all_that_was_found_is_exported(reader: Watched) -> None:
    page = reader.page
    titles = set()
    count = search(reader, "the AND of")
    assert count > 20
    for turn in range(-(-count // 20)):
        if turn:
            page.click("[data-key=turn-Next]")
            page.wait_for_function("document.activeElement.id === 'dl-found-count'")
            found(reader)
        titles |= set(page.locator(f"{HITS} h3").all_inner_texts())
    assert len(titles) == count
    files: dict[str, str] = {}
    for kind in ("csv", "json"):
        with page.expect_download() as coming:
            page.click(f"[data-export={kind}]")
        assert coming.value.suggested_filename == f"search.{kind}"
        files[kind] = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    assert page.inner_text("[data-told]") == "Exported."
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(files["csv"])))
    assert {row["title"] for row in rows} == {one["title"] for one in json.loads(files["json"])} == titles


def test_a_slip_is_told_under_the_field_at_its_place(reader: Watched) -> None:
    page = reader.page
    page.fill(WORDS, "dam AND (inquiry OR gates")
    page.click(".dl-go")
    page.wait_for_selector("[data-wrong] [role=alert]")
    assert page.inner_text(".dl-slip") == "("
    assert page.get_attribute(WORDS, "aria-invalid") == "true"
    assert page.get_attribute(WORDS, "aria-describedby") == page.get_attribute("[data-wrong]", "id")
    page.click(".dl-operators summary")
    assert page.is_visible(".dl-operators >> text=near/5")
    page.fill(WORDS, "zyzzyva AND dam")
    page.press(WORDS, "Enter")
    page.wait_for_selector("#dl-found-count >> text=No article fits")
    assert page.get_attribute(WORDS, "aria-invalid") is None
    page.fill(WORDS, "zyzzyva quokka")
    page.press(WORDS, "Enter")
    page.wait_for_selector("#dl-found-count >> text=nearest by meaning")
    assert page.locator(HITS).count() and not page.locator(".dl-facets, [data-export]").count()


def test_axe_finds_nothing_serious(opened: Open, quotes: tuple[str, Path]) -> None:
    reader = opened(quotes[0] + "#search?q=dam+inquiry")
    page = reader.page
    page.wait_for_selector(HITS)
    page.click(".dl-operators summary")
    value(reader, "Language")
    page.wait_for_selector("#dl-results .dl-chip")
    troubles = serious(reader)
    page.emulate_media(color_scheme="dark")
    troubles += serious(reader, only_colours=True)
    page.set_viewport_size({"width": 390, "height": 800})
    page.click("[data-fold]")
    assert page.is_visible(".dl-facet .dl-value >> nth=0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    troubles += serious(reader)
    page.fill(WORDS, "(dam AND gates")
    page.press(WORDS, "Enter")
    page.wait_for_selector("[data-wrong]")
    troubles += serious(reader)
    assert not troubles, "\n".join(troubles)
