"""The page with accounts, in a browser: signed out, as a reader, as a writer; a session that a command ends; and
conversations that the server keeps."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_runs import call

from browser.served import served
from browser.test_accessibility import serious, violations
from browser.watched import ANSWERED, WIDE, Tabs, Watched

PASSWORD = "the ferry sails at nine"  # noqa: S105 - made up


@pytest.fixture(scope="module")
def newsroom(browser: Any, copied: Callable[[], tuple[Path, Path]]) -> Iterator[tuple[str, Path]]:
    archive, folder = copied()
    with pytest.MonkeyPatch.context() as patch:
        for name, role in (("anna", "read"), ("ben", "write"), ("cleo", "read"), ("dora", "read")):
            patch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
            assert call("users", "add", name, "--role", role, "--archive", archive).returncode == 0
    with served(archive, folder, llm="none", keep_conversations="1") as url:
        yield url, archive


def signed_in(tabs: Tabs, url: str, name: str) -> Watched:
    watched = Watched.__new__(Watched)  # its page begins at the form
    watched.url, watched.troubles, watched._leaving = url, [], False
    page = watched.page = tabs.take(WIDE)
    watched.context = page.context
    page.goto(url)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("#dl-welcome section", state="attached")
    page.wait_for_selector(f".dl-who:has-text('{name}')")
    return watched


def test_the_form_asks_for_a_name_and_can_be_read(browser: Any, newsroom: tuple[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(newsroom[0])
    assert page.url.endswith("/login") and page.evaluate("document.activeElement.id") == "name"
    found = violations(page)
    page.fill("#name", "anna")
    page.fill("#password", "the ferry sails at ten")
    page.press("#password", "Enter")
    assert "no account with this name and password" in page.inner_text("[role=alert]")
    assert page.input_value("#name") == "anna" and page.evaluate("document.activeElement.id") == "password"
    found += violations(page)
    page.emulate_media(color_scheme="dark")
    found += violations(page, only_colours=True)
    assert not found, found
    context.close()


def test_a_reader_reads_and_sees_nothing_that_writes(tabs: Tabs, newsroom: tuple[str, Path]) -> None:
    reader = signed_in(tabs, newsroom[0], "anna")
    page = reader.page
    names = page.locator("[role=tab]").all_inner_texts()
    assert {"Ask", "Search", "Summaries", "Archive"} <= set(names) and "Add" not in names
    reader.tab("Archive")
    page.wait_for_selector(".dl-list tbody tr")
    assert page.locator("[data-select], .dl-danger, [data-key=remove]").count() == 0
    assert not serious(reader)
    reader.tab("Ask")
    reader.ask("How much will the second ferry cost?")
    page.locator(f"{ANSWERED} .dl-marker").first.click()
    page.wait_for_selector("#dl-pane mark")
    assert page.locator("#dl-pane .dl-correct").count() == 0
    assert not serious(reader)
    page.keyboard.press("Escape")
    page.click("text=Sign out")
    page.wait_for_url("**/login")
    tabs.give_back(reader.page, WIDE, newsroom[0])
    assert not reader.troubles


def test_a_writer_adds_and_is_signed_out_by_another_password(tabs: Tabs, newsroom: tuple[str, Path]) -> None:
    url, archive = newsroom
    writer = signed_in(tabs, url, "ben")
    page = writer.page
    writer.tab("Add")
    page.fill("#dl-title textarea, #dl-title input", "Quay of Torvik")
    page.fill("#dl-text textarea", "The quay of Torvik sank on Monday, said its master.")
    page.click("#dl-paste")
    page.wait_for_selector("#dl-pasted :text('Quay of Torvik')")
    assert not serious(writer)
    log = call("audit", "--archive", archive, "--limit", "1").stdout
    assert "ben (page)  added 1 article" in log
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO("the ferry sails at ten\n"))
        assert call("users", "passwd", "ben", "--archive", archive).returncode == 0
    page.goto(url)
    page.wait_for_url("**/login")
    tabs.give_back(writer.page, WIDE, url)


def test_a_conversation_is_found_in_another_browser_by_the_same_account_alone(
    tabs: Tabs, newsroom: tuple[str, Path]
) -> None:
    first, second = (
        "How much will the second ferry cost?",
        "How deep is the layer of soft clay under the planned bridge?",
    )
    one = signed_in(tabs, newsroom[0], "cleo")
    one.ask(first)
    asked = one.record()
    other = signed_in(tabs, newsroom[0], "cleo")
    page = other.page
    page.click("[data-conversations]")
    page.wait_for_selector("#dl-conversations .dl-kept")
    assert page.locator("#dl-conversations .dl-kept-title").all_inner_texts() == [first]
    assert "on the server" in page.inner_text("#dl-conversations .dl-kept-note")
    assert page.locator(".dl-kept-all").is_hidden()
    assert not serious(other)
    page.locator(".dl-kept-open").click()
    other.answered(first)
    assert other.record() == asked
    other.ask(second)
    page.click("[data-begin]")
    page.wait_for_selector("#dl-latest .dl-turn", state="detached")
    other.ask(first)

    one.reload()  # its tab shows the conversation as the other browser has gone on with it
    one.answered(second)
    assert one.page.locator(".dl-turn").count() == 2
    assert one.page.evaluate("Object.keys(localStorage).filter(name => name.includes('conversation'))") == []
    stranger = signed_in(tabs, newsroom[0], "dora")
    stranger.page.click("[data-conversations]")
    stranger.page.wait_for_selector(".dl-kept-none")
    assert stranger.page.locator(".dl-kept").count() == 0

    one.page.click("[data-conversations]")
    one.page.wait_for_selector("#dl-conversations .dl-kept")
    everything = one.page.locator(".dl-kept-all")
    everything.click()
    assert everything.inner_text() == "Really?" and not serious(one)
    everything.click()
    one.page.wait_for_selector("#dl-latest .dl-turn", state="detached")
    page.click("[data-conversations]")
    page.wait_for_selector(".dl-kept-none")
    assert page.locator(".dl-kept").count() == 0
    for watched in (one, other, stranger):
        tabs.give_back(watched.page, WIDE, newsroom[0])
        assert not watched.troubles
