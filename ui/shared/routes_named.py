"""Which route of the HTTP door answered a request, told to what stands around the whole server."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

#: In a request's state.
ROUTE = "dateline.route"
#: What no route answers.
OTHER = "other"


class RoutesNamed:
    """Wraps the door (ASGI): notes the route's path, with its placeholders."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "http":
                scope.setdefault("state", {})[ROUTE] = getattr(scope.get("route"), "path", OTHER)
