"""A farm of web servers on loopback: each address answers as it is told, well or badly, and what was asked is kept."""

from __future__ import annotations

import gzip
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

#: What to do with a request; the handler is the standard library's.
Act = Callable[[Any], None]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    at: float


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is gone between two requests is no fault; its traceback would stand among a command's words."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@dataclass
class Farm:
    """One server: ``pages`` maps a path (with its query) to what it does; all else is 404."""

    pages: dict[str, Act] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        farm = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                farm.asked.append(Asked(self.path, headers, time.monotonic()))
                try:
                    farm.pages.get(self.path, answer("nothing here", 404))(self)
                except OSError:
                    self.close_connection = True  # the client went away, as it should from a server that misbehaves

            def log_message(self, *args: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def answer(body: str | bytes, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> Act:
    """A plain answer; names of headers are written with underscores."""
    raw = body.encode() if isinstance(body, str) else body

    def act(handler: Any) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return act


def wrong_length(body: bytes, length: int) -> Act:
    """A body that is not as long as the server says, after which it hangs up."""

    def act(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return act


def moved(target: str, status: int = 302) -> Act:
    """A redirect."""
    return answer("", status, location=target, set_cookie="seen=1")


def raw(data: bytes) -> Act:
    """Bytes that need not be HTTP; then the server hangs up."""

    def act(handler: Any) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return act


def drip(data: bytes, pause: float = 0.05) -> Act:
    """Bytes one by one, so that no single wait is long."""

    def act(handler: Any) -> None:
        for number in range(len(data)):
            handler.wfile.write(data[number : number + 1])
            handler.wfile.flush()
            time.sleep(pause)
        handler.close_connection = True

    return act


def endless(kind: str = "text/html", encoding: str | None = None, piece: bytes = b"x" * 65_536) -> Act:
    """A body without an end, in chunks."""

    def act(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        if encoding:
            handler.send_header("Content-Encoding", encoding)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while True:
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))

    return act


def silence(seconds: float = 5.0) -> Act:
    """No answer."""

    def act(handler: Any) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return act


def bomb(size: int, layers: int = 1) -> bytes:
    """``size`` zero bytes, gzipped."""
    packed = bytes(size)
    for _ in range(layers):
        packed = gzip.compress(packed)
    return packed


def tagged(body: str | bytes, etag: str, kind: str = "text/html; charset=utf-8", **headers: str) -> Act:
    """A page with an ETag, that answers 304 to who has it."""

    def act(handler: Any) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.end_headers()
            return
        answer(body, 200, kind, etag=etag, **headers)(handler)

    return act
