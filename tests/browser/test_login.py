"""The door with a password, in a browser: the form, the page behind it, and a session that ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.served import served
from browser.test_accessibility import violations
from browser.watched import WIDE, Tabs, Watched

PASSWORD = "the ferry sails at nine"  # noqa: S105 - made up


@pytest.fixture(scope="module")
def locked(browser: Any, copied: Callable[[], tuple[Path, Path]]) -> Iterator[str]:
    archive, folder = copied()
    with served(archive, folder, llm="none", password=PASSWORD) as url:
        yield url


def sign_in(page: Any, password: str = PASSWORD) -> None:
    page.fill("#password", password)
    page.press("#password", "Enter")


def test_the_form_works_without_scripts_and_can_be_read(browser: Any, locked: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    requests: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.goto(locked)
    assert page.url == f"{locked}/login"
    sign_in(page, "the ferry sails at ten")
    assert "not the password" in page.inner_text("[role=alert]")
    sign_in(page)
    page.wait_for_url(f"{locked}/")
    assert all(PASSWORD not in url and url.startswith((locked, "data:")) for url in requests)
    context.close()
    reading = browser.new_context()
    page = reading.new_page()
    page.goto(locked)
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += violations(page, only_colours=True)
    assert not found, found
    reading.close()


def test_a_session_that_ends_is_said_and_gone_on_with(tabs: Tabs, locked: str) -> None:
    watched = Watched.__new__(Watched)  # its page begins at the form
    watched.url, watched.troubles, watched._leaving = locked, [], False
    page = watched.page = tabs.take(WIDE)
    watched.context = page.context
    page.goto(locked)
    sign_in(page)
    page.wait_for_selector("#dl-welcome section", state="attached")
    watched.ask("How much will the second ferry cost?")
    other = watched.context.new_page()
    other.goto(locked)
    other.click("text=Sign out")
    other.wait_for_url(f"{locked}/login")
    page.fill("#dl-question-box textarea", "By how much did Teskline's fuel bill rise?")
    page.press("#dl-question-box textarea", "Enter")
    page.wait_for_selector(".dl-signed-out")
    assert "second ferry" in page.inner_text("#dl-latest"), "what was there stays"
    sign_in(other)
    other.wait_for_selector("#dl-welcome section", state="attached")
    page.reload()
    page.wait_for_selector("#dl-latest [data-latest=done]")
    tabs.give_back(page, WIDE, locked)
