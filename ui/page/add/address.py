"""The Add tab's box for an address on the web: an article's, a feed's or a sitemap's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag import AddReport, Progress
from ui.page.add.adding_html import added_of, pasted_html, progress_html
from ui.page.answers.html import trouble_html
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background
from ui.page.runtime.errors import Failure
from ui.page.runtime.input_limits import too_long
from ui.page.runtime.tasks import TaskRegistry, run_with_progress
from ui.shared.access import needs

_NO_ADDRESS = "There is no address to add: paste one that begins with http:// or https://."
_NOT_WEB = "This is no address on the web: it begins with http:// or https://."
_STOPPED = "Stopped. What has come so far is kept; add the address again for the rest."
_MAX_ADDRESS_CHARS = 2_000


class AddressBox:
    """The components of the box, and what they do."""

    def __init__(self, shelf: ArchiveCache, background: Background) -> None:
        self._shelf = shelf
        self._background = background
        self._running = TaskRegistry()
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.address = gr.Textbox(
            label="Address of an article, a feed or a sitemap",
            placeholder="https://",
            max_lines=1,
            max_length=_MAX_ADDRESS_CHARS,
            submit_btn="Add",
            elem_id="dl-address",
        )
        self.follow = gr.Checkbox(label="Keep following it", elem_id="dl-follow")
        self.came = gr.HTML("", elem_id="dl-address-came", apply_default_css=False, js_on_load=None)
        self.done = self.address.submit(
            self.add,
            [self.address, self.follow],
            [self.came, self.address],
            concurrency_limit=4,
            trigger_mode="once",
            **quiet,
        )
        self.address.stop(self.stop, None, None, queue=False, **quiet)

    @needs("write")
    def add(self, typed: str, follow: bool, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Fetch and add what lies at an address, saying how far it is; one that gave nothing stays in the box."""
        if long := too_long(typed, _MAX_ADDRESS_CHARS, "address"):
            yield trouble_html(long), _waiting()
            return
        address = (typed or "").strip()
        if not address.lower().startswith(("http://", "https://")):
            yield trouble_html(_NOT_WEB if address else _NO_ADDRESS), _waiting()
            return
        yield progress_html(Progress("fetching", 0, 0)), gr.update(submit_btn=False, stop_btn="Stop")
        shown, left = trouble_html(_STOPPED), address
        with self._running.of(request.session_hash) as stop:
            for state in run_with_progress(lambda progress: self._fetch(address, follow is True, progress, stop), stop):
                if isinstance(state, Progress):
                    yield progress_html(state), gr.skip()
                elif isinstance(state, Failure):
                    shown = trouble_html(state.sentence)
                elif not state.stopped:  # else it ended before its end was waited for no longer
                    added = added_of(state)
                    shown = pasted_html(address, added, followed=follow is True)
                    left = address if added.outcome in ("failed", "skipped") else ""
        self._background.notify()
        yield shown, _waiting(left)

    def _fetch(self, address: str, follow: bool, progress: Any, stop: threading.Event) -> AddReport:
        return self._shelf.archive.add(address, follow=follow, progress=progress, stop=stop)

    @needs("write")
    def stop(self, request: gr.Request) -> None:
        """Wait no longer."""
        self._running.stop(request.session_hash)


def _waiting(address: str | None = None) -> Any:
    """The box as it is when nothing is under way."""
    given: dict[str, Any] = {} if address is None else {"value": address}
    return gr.update(submit_btn="Add", stop_btn=False, **given)
