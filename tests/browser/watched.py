"""A browser's page that is watched: what it says on its console, which errors it has, whom it talks to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

#: What Gradio's own client says on the console as it closes its connection, because the page is being left.
_LEAVING = ("AbortError: signal is aborted without reason", "Unexpected error Connection errored out")
ANSWERED = "#dl-latest [data-latest=done]"
#: How a reader's browser is, unless a test asks for another.
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
#: What a browser keeps for an address, but for its files.
_KEPT = "cookies,local_storage,indexeddb,websql,file_systems,service_workers,cache_storage"
ADDED = "document.querySelector('[data-summary]').textContent.endsWith('.')"


class Tabs:
    """Browser tabs, lent one after another: each is one reader's browser, and holds nothing of the last's.

    But for the files of the page, which it has in its cache and need not compile again: to open the page in a new tab
    takes twice the processor's time of opening it where it was before, for a tab is a process.
    """

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._free: dict[str, list[Any]] = {}

    def take(self, options: dict[str, Any]) -> Any:
        """A tab that nobody else has now, in a context of its own with Playwright's options."""
        free = self._free.setdefault(json.dumps(options, sort_keys=True), [])
        return free.pop() if free else self._browser.new_context(**options).new_page()

    def give_back(self, tab: Any, options: dict[str, Any], url: str) -> None:
        """Leave the page, and have the browser forget what was kept for its address.

        Whoever listened to the tab does so no more; what cannot be taken back (scripts that begin with each page) may
        not be done to it.
        """
        context = tab.context
        for page in context.pages:
            if page is not tab:
                page.close()
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        tab.unroute_all()
        try:
            tab.goto(f"{origin}/nothing")  # of the same address, which the tab's own storage is for
        except playwright_errors():  # the server has ended
            context.close()
            return
        tab.evaluate("() => { sessionStorage.clear(); window.name = ''; }")
        session = context.new_cdp_session(tab)
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": _KEPT})
        session.send("Page.resetNavigationHistory")
        session.detach()
        context.clear_cookies()
        context.clear_permissions()
        tab.mouse.move(0, 0)
        tab.emulate_media(media="null", color_scheme=options.get("color_scheme", "light"))
        if "viewport" in options:
            tab.set_viewport_size(options["viewport"])
        self._free[json.dumps(options, sort_keys=True)].append(tab)


def playwright_errors() -> type[Exception]:
    """What a browser's action fails with. Imported late: most processes of a run have no browser."""
    from playwright.sync_api import Error

    return Error


class Watched:
    """A page in a browser that is nobody else's.

    Attributes:
        page: Playwright's page.
        troubles: what no page may do, as sentences; a test fails for any.
    """

    def __init__(self, tabs: Tabs, url: str, **context: Any) -> None:
        self._tabs = tabs
        self._options = {**WIDE, **context}
        self.url = url
        self.troubles: list[str] = []
        self._leaving = False
        self.page = tabs.take(self._options)
        self.context = self.page.context
        self._open(self.page)

    def new_page(self) -> Any:
        """Another page of the same browser, watched too."""
        page = self.context.new_page()
        self._open(page)
        return page

    def _open(self, page: Any) -> None:
        page.set_default_timeout(60_000)
        for event, heard in self._watches():
            page.on(event, heard)
        page.goto(self.url)
        page.wait_for_selector("#dl-welcome section", state="attached")

    def _watches(self) -> tuple[tuple[str, Callable[[Any], None]], ...]:
        return (
            ("console", self._said),
            ("pageerror", self._failed),
            ("dialog", self._asked),
            ("request", self._requested),
            ("websocket", self._connected),
            ("response", self._answered),
        )

    def _said(self, message: Any) -> None:
        if self._leaving and message.text.startswith(_LEAVING):
            return
        if message.type in ("error", "warning"):
            self.troubles.append(f"the console has a {message.type}: {message.text} ({message.location})")

    def _failed(self, error: Any) -> None:
        self.troubles.append(f"an error in the page's script: {error}")

    def _asked(self, dialog: Any) -> None:
        self.troubles.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Any) -> None:
        self._goes_to(request.url)

    def _connected(self, socket: Any) -> None:
        self._goes_to(socket.url.replace("ws", "http", 1))

    def _goes_to(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("data", "blob", "about"):
            return
        if parts.netloc != urlsplit(self.url).netloc:
            self.troubles.append(f"a request left the machine: {address}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.url} was answered with {response.status}")

    # -- what readers do -----------------------------------------------------------------------------------------------

    def ask(self, question: str, *, wait: bool = True) -> None:
        """Type a question, press Enter, and wait for the whole answer."""
        # Until the turn before has come to its end, another is not taken: the question stays in its box.
        self.page.wait_for_function("!document.querySelector('#dl-question-box .stop-button')")
        self.page.fill("#dl-question-box textarea", question)
        self.page.press("#dl-question-box textarea", "Enter")
        if wait:
            self.answered(question)

    def answered(self, question: str) -> None:
        """Wait until the latest turn is the whole answer to a question."""
        self.page.wait_for_function(
            "([turn, asked]) => document.querySelector(turn + ' .dl-question')?.textContent === asked",
            arg=[ANSWERED, question],
        )

    def reload(self) -> None:
        """Load the page again, as F5 does."""
        self._leaving = True
        self.page.reload()
        self._leaving = False

    def add(self, *files: Any) -> None:
        """Choose files in the Add tab, and wait until each has its result."""
        self.tab("Add")
        self.page.set_input_files("#dl-files", files)
        self.page.wait_for_function(ADDED)

    def record(self) -> dict[str, Any]:
        """The latest answer as the page keeps it: the engine's JSON, and some fields besides."""
        kept: dict[str, Any] = json.loads(self.page.get_attribute(ANSWERED, "data-record"))["answer"]
        return kept

    def said(self) -> str:
        """The words that answer, or may: without a model many right sentences are only offered as possible answers."""
        record = self.record()
        assert record["outcome"] != "none", "refused"
        said: str = record["text"] if record["answered"] else record["evidence"][0]["text"]
        return said

    def tab(self, name: str) -> None:
        """Go to one of the page's tabs; on a narrow page the last ones stand in a menu."""
        beside = self.page.get_by_role("tab", name=name, exact=True)
        menu = self.page.locator(".overflow-menu")
        beside.or_(menu).first.wait_for()
        if beside.is_visible():
            beside.click()
        else:
            menu.locator("> button").click()
            menu.get_by_text(name, exact=True).click()

    def marked(self) -> str:
        """The highlighted words of the article in the pane, as its text has them."""
        self.page.wait_for_selector("#dl-pane mark")
        # Between two marks of one quote lies what parts paragraphs, which is text of its own.
        marked: str = self.page.evaluate(
            """() => {
              const marks = [...document.querySelectorAll('#dl-pane mark')];
              const range = document.createRange();
              range.setStartBefore(marks[0]);
              range.setEndAfter(marks.at(-1));
              return range.cloneContents().textContent;
            }"""
        )
        return marked

    def in_view(self, selector: str) -> bool:
        """Whether an element lies within the window, and within the pane where it is in it."""
        seen: bool = self.page.evaluate(
            """(selector) => {
              // The first line: what begins within a line and goes on has other words in its box's corner.
              const box = document.querySelector(selector).getClientRects()[0];
              const sheet = document.querySelector(selector).closest('.dl-sheet')?.getBoundingClientRect();
              const frame = sheet ?? { top: 0, bottom: innerHeight, left: 0, right: innerWidth };
              const middle = document.elementFromPoint(box.left + 2, box.top + 2);
              return box.top >= Math.max(0, frame.top) && box.top < Math.min(innerHeight, frame.bottom)
                && box.left >= Math.max(0, frame.left) && box.right <= Math.min(innerWidth, frame.right) + 1
                && Boolean(middle?.closest(selector));
            }""",
            selector,
        )
        return seen

    def close(self) -> None:
        """Leave the page, and fail for what went wrong in it."""
        self.page.wait_for_timeout(50)
        for event, heard in self._watches():
            self.page.remove_listener(event, heard)
        self._tabs.give_back(self.page, self._options, self.url)
        assert not self.troubles, "\n".join(self.troubles)
