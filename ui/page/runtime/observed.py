"""Each request as the server's owner sees it: its id, a line of the log, and its count."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.shared.http_errors import is_for_assistants, is_for_programs
from ui.shared.request_context import HEADER, REQUEST_ID, id_for
from ui.shared.routes_named import OTHER, ROUTE

#: What the page's own requests are counted as.
_PAGE = "page"
_MCP = "/mcp"
_log = logging.getLogger("dateline.requests")


class Observed:
    """Wraps all of a server (ASGI)."""

    def __init__(self, app: ASGIApp, count: Callable[[str, str, int, float], None]) -> None:
        """Args:
        app: what answers.
        count: told of each request: its method, its route, its status and its seconds.
        """
        self._app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and note it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = id_for(Headers(scope=scope).get(HEADER))
        state = scope.setdefault("state", {})
        began, status = time.monotonic(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request
            await send(message)

        token = REQUEST_ID.set(request)
        try:
            await self._app(scope, receive, sending)
        finally:
            seconds, method, route = time.monotonic() - began, scope["method"], _route(scope["path"], state)
            self._count(method, route, status, seconds)
            told = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
            _log.info("%s %s %d in %.3f s", method, route, status, seconds, extra=told)
            REQUEST_ID.reset(token)


def _route(path: str, state: dict[str, object]) -> str:
    """What a request is counted as: never what its client chose."""
    if is_for_assistants(path):
        return _MCP
    return str(state.get(ROUTE, OTHER)) if is_for_programs(path) else _PAGE
