"""What stands between the browser and the page: security headers, and checks of where a request comes from."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.page.security.hosts import Hosts
from ui.shared.http_errors import refusal

#: Gradio needs inline scripts and ``eval``, so escaping is the real defence; this keeps the page from talking to
#: other hosts whatever it is told.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with that a browser hides from us, too, where a form comes from.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: In Gradio's page: tags for sharing it on social networks, and an example of its interface's documentation.
_SHARING = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
_FOREIGN = re.compile(rb"https://github\.com/gradio-app/[\w./-]*")
ONLY_HERE = "Dateline runs for this machine only: open it as 127.0.0.1 or localhost."
NOT_A_NAME = "Dateline does not answer to this name or address: its owner can add it to DATELINE_HOSTS."


class Guard:
    """Wraps the app (ASGI).

    It answers only to the page's own names, so that another site cannot reach it by pointing its own name here (DNS
    rebinding), and to nothing that another site's page asks for. Nothing but HTTP passes.
    """

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, and send the headers with its response."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # a WebSocket: the page has none
            await send({"type": "websocket.close", "code": 1008})
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in [name for name in headers if name.startswith("access-control-")]:
                    del headers[name]  # Gradio allows other sites' pages to read what is not on localhost
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
            await send(message)

        wrong = self._wrong(scope)
        if wrong:
            await refusal(scope["path"], 403, wrong)(scope, receive, with_headers)
        else:
            # Gradio would take the page's address from it, which anybody may send.
            headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"x-forwarded-host"]
            await self._app({**scope, "headers": headers}, receive, with_headers)

    def _wrong(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        hosts, server = headers.getlist("host"), scope.get("server")
        if len(hosts) != 1 or not self._hosts.answers_to(hosts[0], server[0] if server else None):
            return ONLY_HERE if self._hosts.private else NOT_A_NAME
        origins = headers.getlist("origin")
        if any(origin.partition("://")[2].lower() != hosts[0].lower() for origin in origins):
            return "Refused: the request comes from another site's page. (A proxy has to pass the Host header on.)"
        return None


class PageMiddleware:
    """Wraps the app (ASGI): puts Dateline's style and script into the head of Gradio's page, takes its adverts out."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self._app = app
        self._head = head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the one page; everything else passes through."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        # Compressed, it could not be rewritten.
        plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        start: Message = {}
        body = bytearray()

        async def rewriting(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                page = self._rewritten(bytes(body))
                MutableHeaders(scope=start)["content-length"] = str(len(page))
                await send(start)
                await send({"type": "http.response.body", "body": page})

        await self._app({**scope, "headers": plain}, receive, rewriting)

    def _rewritten(self, page: bytes) -> bytes:
        return _FOREIGN.sub(b"", _SHARING.sub(b"", page)).replace(b"</head>", self._head + b"</head>", 1)
