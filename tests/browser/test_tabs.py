"""A tab that is lent again holds nothing of whoever had it before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser.watched import WIDE, Tabs

#: Kept in all places that a page has, and told of from there.
_KEEP = """async () => {
  localStorage.setItem('kept', '1');
  sessionStorage.setItem('kept', '1');
  document.cookie = 'kept=1; path=/';
  window.name = 'kept';
  window.kept = 1;
  await new Promise((done) => { indexedDB.open('kept').onsuccess = (event) => done(event.target.result.close()); });
  history.pushState({}, '', '#kept');
}"""
_KEPT = """async () => [
  localStorage.length, sessionStorage.length, document.cookie, window.name, typeof window.kept,
  (await indexedDB.databases()).length, history.length, location.hash,
  innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, document.querySelector(':hover') === null,
]"""


def test_nothing_is_left_in_a_tab(tabs: Tabs, quotes: tuple[str, Path]) -> None:
    url, _ = quotes
    tab = tabs.take(WIDE)
    heard: list[Any] = []
    try:
        tab.goto(f"{url}/nothing")
        clean = tab.evaluate(_KEPT)
        tab.evaluate(_KEEP)
        tab.set_viewport_size({"width": 390, "height": 800})
        tab.emulate_media(color_scheme="dark")
        tab.route("**/other", lambda route: heard.append(route) or route.abort())
        left = tab.evaluate(_KEPT)
        assert [now != before for now, before in zip(left[:-1], clean[:-1], strict=True)] == [True] * (len(clean) - 1)
        tab.context.new_page()
    finally:
        tabs.give_back(tab, WIDE, url)
    again = tabs.take(WIDE)
    assert again is tab and again.context.pages == [tab]
    again.goto(f"{url}/nothing")
    left = again.evaluate(_KEPT)
    again.evaluate("() => fetch('/other')")
    tabs.give_back(again, WIDE, url)
    assert left[:6] + left[7:] == clean[:6] + clean[7:] and not heard


def test_a_tab_whose_server_has_ended_is_not_lent_again(tabs: Tabs) -> None:
    tab = tabs.take(WIDE)
    tabs.give_back(tab, WIDE, "http://127.0.0.1:9")
    assert tab.is_closed()
    again = tabs.take(WIDE)
    assert again is not tab
    again.context.close()
