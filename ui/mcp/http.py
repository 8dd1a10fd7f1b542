"""The door at ``/mcp``: streamable HTTP, within the server that serves the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Receive, Scope, Send

from rag import Archive
from ui.mcp.server import build_mcp
from ui.shared.access import is_allowed, principal_of
from ui.shared.http_errors import error_response

#: The most bytes of a request's body: a pasted article of a million letters.
MAX_BYTES = 8_000_000

_ONLY_POST = "Messages are sent here by POST: there is no session, and no stream of its own to listen to."


class McpDoor:
    """An app (ASGI) for the one path; :meth:`running` is entered for as long as the server runs. Who comes is told by
    the request's scope (:func:`ui.shared.access.enter`).

    Who may come in is asked before: names of hosts, origins and the password are the affair of the whole server's
    guard, so the SDK's own checks of them are off. Nothing is kept between two requests, so that there is no session to
    steal, to lose when the server starts anew, or to pile up; an answer that is long in coming is kept alive by
    comments.
    """

    def __init__(self, archive: Archive, *, write: bool) -> None:
        """Args:
        archive: the archive to serve; it is not closed.
        write: whether there are tools that change it, for those who may.
        """
        self._readers = _sessions(build_mcp(archive))
        # Who may only read finds no tools that write.
        self._writers = _sessions(build_mcp(archive, writer=archive)) if write else self._readers

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve; once only."""
        async with AsyncExitStack() as stack:
            for sessions in dict.fromkeys((self._readers, self._writers)):
                await stack.enter_async_context(sessions.run())
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a message."""
        if scope["method"] != "POST":  # what the SDK offers besides is of sessions
            refused = error_response(scope["path"], 405, _ONLY_POST, headers={"Allow": "POST"})
            await refused(scope, receive, send)
            return
        sessions = self._writers if is_allowed(principal_of(scope), "write") else self._readers
        await sessions.handle_request(scope, receive, send)


def _sessions(server: Server[Any]) -> StreamableHTTPSessionManager:
    return StreamableHTTPSessionManager(server, stateless=True, max_request_body_size=MAX_BYTES)
