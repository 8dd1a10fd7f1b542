"""Take the pictures of docs/screenshots: the real page on a fresh archive of the sample corpus, in Debian's chromium.

Written answers come from the scribe of the browser tests: what it writes is given, how it is checked and shown is not.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "screenshots"
sys.path.insert(0, str(ROOT / "tests"))

from browser.scribe import QUESTION, Scribe, scribe_at_work  # noqa: E402 - the tests' folder is no package
from browser.served import own_environment, served  # noqa: E402
from browser.watched import Tabs, Watched  # noqa: E402
from PIL import Image  # noqa: E402 - brought by Gradio

WIDE = {"width": 1440, "height": 900}
#: So many of a picture's commonest colours are kept: enough for letters' soft edges.
_COLOURS = 160
_OWN_COLOURS = """
() => {
  const style = getComputedStyle(document.documentElement);
  const names = 'good accent mark card paper ink muted edge rule s1 s2 s3 s4 s5'.split(' ');
  return names.map(name => style.getPropertyValue('--dl-' + name).trim()).filter(value => /^#[0-9a-f]{6}$/.test(value));
}
"""
NARROW = {"width": 390, "height": 800}


def main() -> None:
    """Take all of them."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("There is no chromium: run make test-deps as root.")
    from playwright.sync_api import sync_playwright

    OUT.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sample, bare = folder / "news", folder / "bare"
        command = [sys.executable, "-m", "ui.cli", "add", str(ROOT / "corpus"), "--archive", str(sample)]
        subprocess.run(command, cwd=folder, env=own_environment(llm="none"), check=True)
        model, _ = stack.enter_context(scribe_at_work(Scribe(endless=())))
        url = stack.enter_context(served(sample, folder, llm=model, llm_model="your-model"))
        nothing = stack.enter_context(served(bare, folder, llm="none"))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]))
        tabs = Tabs(browser)

        def take(name: str, at: str, steps: Callable[[Watched], None], **context: Any) -> None:
            reader = Watched(tabs, at, **{"viewport": WIDE, **context})
            steps(reader)
            picture(reader, name)
            reader.close()

        take("first-start", url, first_start)
        take("answer", url, answer)
        take("refusal", url, refusal)
        take("archive", url, archive)
        take("search", url, search)
        take("summaries", url, summaries)
        take("dark", url, answer, color_scheme="dark")
        take("narrow", url, narrow, viewport=NARROW)
        take("narrow-pane", url, answer, viewport=NARROW)
        take("narrow-search", url, search, viewport=NARROW)
        take("narrow-archive", url, archive, viewport=NARROW)
        take("add", url, add)  # the last: it changes the archive
        take("empty", nothing, empty)


def picture(reader: Watched, name: str) -> None:
    """Write what the window shows."""
    page = reader.page
    page.mouse.move(2, 2)
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(500)
    file = OUT / f"{name}.png"
    page.screenshot(path=file)
    with Image.open(file) as image:
        few = with_few_colours(image.convert("RGB"), page.evaluate(_OWN_COLOURS))
    few.save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} kB")


def with_few_colours(image: Image.Image, own: list[str]) -> Image.Image:
    """The picture in the page's own colours and those it has most of, without dots strewn over the paper.

    Args:
        image: the picture.
        own: colours as "#rrggbb", of which a small dot may be all there is.
    """
    counted = image.getcolors(image.width * image.height) or []
    commonest = [colour for _, colour in sorted(counted, key=lambda one: -one[0])[:_COLOURS]]
    colours = [*(bytes.fromhex(colour[1:]) for colour in own), *commonest]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour])  # type: ignore[union-attr]
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def first_start(reader: Watched) -> None:
    """The page as it opens."""
    reader.page.wait_for_selector("#dl-welcome .dl-example")


def answer(reader: Watched) -> None:
    """An answer, and the article of its first marker beside it."""
    reader.ask(QUESTION)
    reader.page.wait_for_timeout(1_500)  # what to go on with comes after the answer, where there is something
    reader.page.locator("#dl-latest .dl-marker").first.click()
    reader.page.wait_for_selector("#dl-pane mark")


def refusal(reader: Watched) -> None:
    """A question that the archive does not answer."""
    reader.ask("Which shipyard will build the second ferry?")


def search(reader: Watched) -> None:
    """What a query finds, narrowed to an outlet."""
    reader.tab("Search")
    reader.page.fill("#dl-search-words", "dam AND (inquiry OR gate*)")
    reader.page.press("#dl-search-words", "Enter")
    reader.page.wait_for_selector(".dl-hit")
    if (reader.page.viewport_size or NARROW)["width"] > NARROW["width"]:
        reader.page.click(".dl-value >> nth=0")
        reader.page.wait_for_selector("#dl-results .dl-chip")


def archive(reader: Watched) -> None:
    """The table with its chart."""
    reader.tab("Archive")
    reader.page.wait_for_selector(".dl-list tbody tr")


def add(reader: Watched) -> None:
    """Files that were added and one that could not be."""
    folder = ROOT / "corpus" / "articles"
    again = [folder / "tesk-wire" / "2025-11-03-election.md", folder / "estuary-notes" / "2025-10-27-brine-leak.md"]
    broken = {"name": "scan.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n\0\0"}
    files = [{"name": file.name, "mimeType": "text/markdown", "buffer": file.read_bytes()} for file in again]
    reader.add(*files, broken)


def summaries(reader: Watched) -> None:
    """A topic's summary."""
    reader.tab("Summaries")
    reader.page.fill("#dl-topic textarea", "the dam inquiry")
    reader.page.press("#dl-topic textarea", "Enter")
    reader.page.wait_for_selector("#dl-summary [data-latest=done] .dl-marker")


def narrow(reader: Watched) -> None:
    """An answer on a telephone."""
    reader.ask(QUESTION)
    reader.page.wait_for_timeout(1_500)  # what to go on with comes after the answer, where there is something


def empty(reader: Watched) -> None:
    """An archive without articles; a temporary folder's name says nothing to a reader, so another stands there."""
    reader.page.wait_for_selector(".dl-welcome pre")
    reader.page.evaluate("document.querySelector('.dl-welcome pre').textContent = 'dateline add FOLDER --archive news'")


if __name__ == "__main__":
    main()
