"""axe-core on every tab, in light and dark: no finding that is serious or critical."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from browser.conftest import Open
from browser.scribe import QUESTION, UNANSWERABLE
from browser.watched import ANSWERED, Watched

Steps = dict[str, Callable[[Watched], None]]


def _first(reader: Watched) -> None:
    reader.page.wait_for_selector("#dl-welcome .dl-example")


def _answer(reader: Watched) -> None:
    reader.ask(QUESTION)
    reader.page.click("#dl-filters > button")
    reader.page.wait_for_selector("#dl-filters-since")


def _pane(reader: Watched) -> None:
    reader.page.locator(f"{ANSWERED} .dl-marker").first.click()
    reader.page.wait_for_selector("#dl-pane mark")


def _more(reader: Watched) -> None:
    for more in reader.page.locator("#dl-pane .dl-more > summary").all():
        more.click()
    reader.page.fill("#dl-pane input[name=published]", "yesterday")
    reader.page.press("#dl-pane input[name=published]", "Enter")
    reader.page.wait_for_selector("#dl-pane .dl-correct .dl-trouble")


def _refusal(reader: Watched) -> None:
    reader.page.keyboard.press("Escape")
    reader.ask(UNANSWERABLE)


def _conversations(reader: Watched) -> None:
    reader.page.click("[data-conversations]")
    reader.page.wait_for_selector(".dl-kept")


def _archive(reader: Watched) -> None:
    reader.tab("Archive")
    reader.page.check(".dl-list tbody [data-select] >> nth=0")
    reader.page.click(".dl-selection .dl-danger")
    reader.page.check("#dl-erase")


def _many(reader: Watched) -> None:
    reader.page.click("[data-key=correct]")
    reader.page.wait_for_function("document.activeElement.name === 'outlet'")
    reader.page.press("#dl-many [name=outlet]", "Enter")
    reader.page.wait_for_selector("#dl-many .dl-trouble")


def _add(reader: Watched) -> None:
    reader.add({"name": "broken.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n\0\0"})
    reader.page.wait_for_selector("#dl-failed-files li")


def _summaries(reader: Watched) -> None:
    reader.tab("Summaries")
    reader.page.fill("#dl-topic textarea", "the dam inquiry")
    reader.page.press("#dl-topic textarea", "Enter")
    reader.page.wait_for_selector("#dl-summary [data-latest=done]")


ASKING: Steps = {
    "first start": _first,
    "answer": _answer,
    "pane": _pane,
    "below the article": _more,
    "refusal": _refusal,
    "conversations": _conversations,
}
OTHERS: Steps = {"archive": _archive, "many": _many, "add": _add, "summaries": _summaries}


#: Axe's rules on colours, which are all that another scheme changes: most of the other rules' time is saved.
_COLOURS = ["color-contrast", "link-in-text-block"]
#: Rules whose findings are never serious, and which look at each element.
_MODERATE = {"region": {"enabled": False}, "heading-order": {"enabled": False}}


def violations(page: Any, *, only_colours: bool = False, **options: Any) -> list[dict[str, Any]]:
    """What axe finds on a page. It is put into the page once: half a megabyte, which the browser has to read."""
    options |= {"resultTypes": ["violations"], **({"runOnly": _COLOURS} if only_colours else {})}
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options).then(all => all.violations)", options)
    return found


def serious(reader: Watched, *, only_colours: bool = False) -> list[str]:
    """What axe finds that is serious or critical, with the elements."""
    reader.page.wait_for_timeout(200)  # colours that are just changing are measured as they are
    return [
        f"{found['id']} ({found['impact']}): {node['target']} {node['html'][:200]} {node['failureSummary']}"
        for found in violations(reader.page, only_colours=only_colours, rules=_MODERATE)
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("steps", [ASKING, OTHERS], ids=["asking", "others"])
def test_axe_finds_nothing_serious(opened: Open, written: tuple[str, Path], steps: Steps) -> None:
    reader = opened(written[0])
    found = []
    for name, step in steps.items():
        step(reader)
        found += [f"{name}: {each}" for each in serious(reader)]
        reader.page.emulate_media(color_scheme="dark")
        found += [f"{name} in the dark: {each}" for each in serious(reader, only_colours=True)]
        reader.page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


def test_nor_on_a_narrow_page(opened: Open, written: tuple[str, Path]) -> None:
    reader = opened(written[0])  # in a browser that has the page's files
    reader.page.set_viewport_size({"width": 390, "height": 800})
    reader.reload()
    _answer(reader)
    _pane(reader)
    assert not serious(reader)
    reader.page.keyboard.press("Escape")
    _archive(reader)
    assert not serious(reader)
    _many(reader)
    assert not serious(reader)


def test_axe_would_find_it(opened: Open, written: tuple[str, Path]) -> None:
    reader = opened(written[0])
    reader.page.evaluate("document.querySelector('.dl-welcome h2').style.color = '#eee'")
    assert any("color-contrast" in each for each in serious(reader))
    reader.page.evaluate("document.querySelector('.dl-welcome h2').style.color = '#222'")  # legible in light
    reader.page.emulate_media(color_scheme="dark")
    assert any("color-contrast" in each for each in serious(reader, only_colours=True))
