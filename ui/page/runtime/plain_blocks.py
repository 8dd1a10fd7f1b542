"""Gradio's page without its files, and with a check of who calls: what a browser sends is text, numbers and choices, no
file of this machine's, and each event is done for those who may."""

from __future__ import annotations

import json
import re
import threading
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from gradio import blocks
from gradio.block_function import BlockFunction
from gradio.route_utils import FnIndexInferError
from gradio.routes import App
from gradio.state_holder import SessionState
from starlette.types import ASGIApp, Receive, Scope, Send

from rag import Actor, acting_as
from ui.shared.access import Principal, is_allowed, needed_by, not_allowed, principal_of
from ui.shared.http_errors import error_response

#: The first of what Gradio does an event with, in its order.
_CALLED_WITH = ("block_fn", "inputs", "state", "request")
_NO_EVENT = "The page has nothing of this name or number: load it anew, and try again."
_NO_CALL = "There is no such call, or its result has been fetched: call anew, and ask with the event_id that comes."
#: Where the result of a call is fetched.
_RESULT = re.compile(r"/gradio_api/call/[a-z]+/([A-Za-z0-9_-]+)")
_NO_FILE = "The page sent something else than text: load it anew, and try again."


class _Events(dict[int, BlockFunction]):
    """The page's events by their numbers."""

    def __missing__(self, number: int) -> BlockFunction:
        raise FnIndexInferError(f"the page has no event {number}")


class _NoAppYet:
    """While it lasts, Gradio makes no app of a page that is not complete.

    It makes one when a page begins, another when its parts are there, and again as its queue is set and as it is
    mounted; each takes a tenth of the time until the page is there, and the first two serve nobody.
    """

    def __init__(self) -> None:
        self._alone = threading.RLock()

    def __enter__(self) -> None:
        self._alone.acquire()
        vars(blocks)["App"] = self

    def __exit__(self, *_: object) -> None:
        vars(blocks)["App"] = App
        self._alone.release()

    def create_app(self, *_: Any, **__: Any) -> None:
        """In the place of Gradio's."""


_NO_APP_YET = _NoAppYet()


class PlainBlocks(gr.Blocks):
    """Gradio copies into its cache whatever file of this machine, or of the web, a value names in the way of its own
    file components: a private one, or one without an end. The page has none of these, so none is sent by it.
    """

    def __init__(self, **given: Any) -> None:
        with _NO_APP_YET:
            super().__init__(**given)

    def __exit__(self, *raised: Any) -> None:
        with _NO_APP_YET:
            super().__exit__(*raised)

    def tell_of_unknown_events(self, app: FastAPI) -> None:
        """Have the app answer 404 with a sentence to who asks for an event by a number or a name that there is not, or
        for the result of a call that nobody made; Gradio would break off, with 500 or after 200, and put what was sent
        into the log.

        Args:
            app: the one that Gradio made of this page, which is complete.
        """
        self.default_config.fns = _Events(self.default_config.fns)
        app.add_exception_handler(FnIndexInferError, _no_event)
        app.add_middleware(_KnownCalls, page=self)

    def knows_call(self, event_id: str) -> bool:
        """Whether a call waits, is worked on, or has a result that nobody has fetched."""
        queue = self._queue
        waiting = any(event_id in events for events in queue.pending_event_ids_session.values())
        return waiting or event_id in queue.event_ids_to_events or event_id in queue.pending_messages_per_session

    async def process_api(self, *given: Any, **named: Any) -> dict[str, Any]:
        """Do an event, as Gradio does, if whoever sent it may.

        All ways of calling one end here, whichever route it came by; a button that is hidden is no check.
        """
        called = {**dict(zip(_CALLED_WITH, given, strict=False)), **named}
        block_fn = called["block_fn"]
        handler = (self.fns[block_fn] if isinstance(block_fn, int) else block_fn).fn
        principal, needed = asking(called.get("request")), needed_by(handler)
        if not is_allowed(principal, needed):
            raise gr.Error(not_allowed(principal, needed), print_exception=False)
        # What it changes is logged as theirs: it comes out of a queue, not with the request that put it there.
        with acting_as(Actor(principal.who if principal else None, "page")):
            try:
                done: dict[str, Any] = await super().process_api(*given, **named)
            except gr.Error as error:
                error.print_exception = False  # past the log, with what was sent, line ends and all
                raise
        return done

    async def preprocess_data(
        self, block_fn: Any, inputs: list[Any], state: SessionState | None, explicit_call: bool = False
    ) -> Any:
        """Refuse a value that names a file, whichever component it is for, and mark half letters (lone surrogates)."""
        if names_a_file(inputs):
            raise gr.Error(_NO_FILE, print_exception=False)
        whole = with_whole_letters(inputs)
        # Who calls as it was before a field was added, such as a page that was loaded then, leaves that field empty.
        whole += [None] * (len(block_fn.inputs) - len(whole))
        return await super().preprocess_data(block_fn, whole, state, explicit_call)


class _KnownCalls:
    """Wraps Gradio's app (ASGI): the result of a call that nobody made is a 404."""

    def __init__(self, app: ASGIApp, page: PlainBlocks) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = _RESULT.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if asked is None or self._page.knows_call(asked[1]):
            await self._app(scope, receive, send)
        else:
            await error_response(scope["path"], 404, _NO_CALL)(scope, receive, send)


async def _no_event(_: Request, __: Exception) -> Response:
    return JSONResponse({"detail": _NO_EVENT}, 404)


def asking(request: Any) -> Principal | None:
    """Who sent an event, given what Gradio makes of its request."""
    scope = getattr(getattr(request, "request", None), "scope", None)
    return principal_of(scope) if isinstance(scope, dict) else None


def with_whole_letters(value: Any) -> Any:
    """A value of JSON with its half letters (lone surrogates) marked.

    A text that is shown again with half an emoji in it would end the answer to the request.
    """
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def names_a_file(value: object) -> bool:
    """Whether a value of JSON holds, however deep, what Gradio takes for a file."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            if "path" in each:
                return True
            left.extend(each.values())
        elif isinstance(each, list | tuple):
            left.extend(each)
    return False
