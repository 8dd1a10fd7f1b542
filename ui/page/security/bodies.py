"""What a request's body may cost: its size is counted as it comes, and it has to come in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.shared.http_errors import refusal

#: A body that brings nothing for so long has been given up.
IDLE_SECONDS = 15.0
#: So long a body may take, and besides a second for each so many bytes of it: a slow line's pace.
LEAST_SECONDS = 20.0
BYTES_A_SECOND = 16_000

_TOO_LARGE = "Refused: there is more in this request than it may hold."
_TOO_SLOW = "Refused: the request did not come in time."


class Bodies:
    """Wraps the app (ASGI): what is too large or too slow is refused, and the app hears no more of it."""

    def __init__(self, app: ASGIApp, most: Callable[[str, str], int]) -> None:
        """Args:
        app: what is wrapped.
        most: gives the most bytes of a body, for a method and a path.
        """
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count and clock a request's body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most(scope["method"], scope["path"])
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isdigit() and int(stated[:20]) > most:
            await _refused(scope, 413, _TOO_LARGE)(scope, receive, send)
            return
        body = _Body(most, receive)
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if body.refused and not started:
                return  # what the app says of a request that it heard half of
            started = True
            await send(message)

        await self._app(scope, body.receive, sending)
        if body.refused and not started:
            await _refused(scope, *body.refused)(scope, receive, send)


class _Body:
    """One request's body. ``refused`` is the status and the sentence, once it is."""

    def __init__(self, most: int, receive: Receive) -> None:
        self._most = most
        self._receive = receive
        self._came = 0
        self._waited = 0.0
        self._whole = False
        self.refused: tuple[int, str] | None = None

    async def receive(self) -> Message:
        if self.refused:
            return {"type": "http.disconnect"}
        if self._whole:  # what comes now is that the reader has gone, which may be never
            return await self._receive()
        left = LEAST_SECONDS + self._came / BYTES_A_SECOND - self._waited
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            # Only the waiting counts, not what the app does between two pieces.
            async with asyncio.timeout(min(IDLE_SECONDS, max(0.0, left))):
                message = await self._receive()
        except TimeoutError:
            self.refused = 408, _TOO_SLOW
            return {"type": "http.disconnect"}
        self._waited += clock() - began
        if message["type"] == "http.request":
            self._came += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
        if self._came > self._most:
            self.refused = 413, _TOO_LARGE
            return {"type": "http.disconnect"}
        return message


def _refused(scope: Scope, status: int, sentence: str) -> Response:
    # What is left of the body is not waited for.
    return refusal(scope["path"], status, sentence, {"Connection": "close"})
