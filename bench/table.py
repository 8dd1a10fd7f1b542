"""How long the Archive tab's list takes to answer a keystroke, with many articles.

    python bench/table.py [--articles 50000] [--rounds 3] [--no-browser]

Makes an archive of made-up articles (bench/big_archive.py: listed, not embedded), then measures for each of some
searches the SQL, the HTML, and in a real browser the time from the key to the updated table. The best of the rounds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from big_archive import make

from rag import Archive, Filters, load_settings
from ui.page.archive.chart import chart_html, series_of
from ui.page.archive.table import table_html
from ui.page.archive.view import PAGE, View

_CHROMIUM = "/usr/bin/chromium"
_SEARCHES = ("q", "ferry", "ferry harrow", "москва", "nothing has these words")
#: Types one more letter and waits until the table is the one for what then stands in the box; gives milliseconds.
_KEY = """
async ([letter, wanted]) => {
  const box = document.querySelector('#dl-find input, #dl-find textarea');
  const list = document.querySelector('#dl-articles');
  const words = () => list.querySelector('[data-query]')?.dataset.query ?? '';
  const started = performance.now();
  const updated = new Promise((resolve) => {
    const look = () => { if (words().startsWith(wanted)) { resolve(performance.now()); seen.disconnect(); } };
    const seen = new MutationObserver(look);
    seen.observe(list, { childList: true, subtree: true, attributes: true });
  });
  box.value += letter;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  const done = await updated;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return [done - started, performance.now() - started];
}
"""


def main() -> None:
    """Measure and print one JSON value."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "archive"
        make(folder, options.articles)
        with Archive.open(folder, resume=False, settings=load_settings(llm="none")) as archive:
            result: dict[str, Any] = {"articles": archive.count(), "rounds": options.rounds}
            result["server_ms"] = server_times(archive, options.rounds)
            if not options.no_browser:
                result["browser_ms"] = browser_times(archive, options.rounds)
    print(json.dumps(result, indent=2, ensure_ascii=False))


def server_times(archive: Archive, rounds: int) -> dict[str, float]:
    """Milliseconds of SQL and HTML together, by what was asked for."""

    def page(words: str = "", **how: Any) -> str:
        found = archive.page_of_articles(words, limit=PAGE, **how)
        return table_html(found, View(), writable=True, everything=found.total)

    months = archive.articles_by_month()
    work: dict[str, Callable[[], Any]] = {f"search “{words}”": lambda words=words: page(words) for words in _SEARCHES}  # type: ignore[misc]
    work["first page"] = page
    work["last page by headline"] = lambda: page(sort="title", offset=archive.count() - PAGE)
    work["by outlet"] = lambda: page(sort="outlet", descending=False)
    work["of one outlet"] = lambda: page("ferry", filters=Filters(outlets=("the ledger",)))
    work["chart, counted"] = archive.articles_by_month
    work["chart, drawn"] = lambda: chart_html(months, series_of(months))
    return {name: round(1000 * min(_seconds(each) for _ in range(rounds)), 1) for name, each in work.items()}


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def browser_times(archive: Archive, rounds: int) -> dict[str, float]:
    """Milliseconds from the key to the updated table and to the painted one, best of the rounds for each word."""
    from playwright.sync_api import sync_playwright

    times: dict[str, float] = {}
    with _served(archive) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.get_by_role("tab", name="Archive").click()
        page.wait_for_selector("#dl-articles table")
        box = page.locator("#dl-find input, #dl-find textarea")
        for words in ("f", "ferry", "ferry harrow", "москва", "nothing has these words"):
            each = []
            for _ in range(rounds):
                box.fill(words[:-1])
                page.wait_for_timeout(1_200)
                each.append(page.evaluate(_KEY, [words[-1], f"('{words}'"]))
            times[f"last letter of “{words}”, updated"] = round(min(updated for updated, _ in each), 1)
            times[f"last letter of “{words}”, painted"] = round(min(painted for _, painted in each), 1)
        browser.close()
    return times


@contextmanager
def _served(archive: Archive) -> Iterator[str]:
    import uvicorn

    from ui.page.server import listen
    from ui.page.web_app import build_web_app

    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(build_web_app(archive), log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


if __name__ == "__main__":
    main()
