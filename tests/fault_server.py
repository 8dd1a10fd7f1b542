"""A real HTTP server on loopback that answers as it is told, well or badly, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

#: What to do with a request: given the handler and the request's JSON.
Act = Callable[[Any, dict[str, Any]], None]


class _Server(ThreadingHTTPServer):
    ended: threading.Event


class FaultServer:
    """``acts`` are done one after the other, the last one for all further requests."""

    def __init__(self, port: int = 0) -> None:
        self.acts: list[Act] = []
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        #: Set when a client went away while it was being written to.
        self.left = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer._act(self, body)

            def do_GET(self) -> None:
                outer._act(self, {"path": self.path})

            def log_message(self, *args: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._server.ended = threading.Event()  # ends whoever keeps silent for a while
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def _act(self, handler: Any, body: dict[str, Any]) -> None:
        self.requests.append(body)
        self.keys.append(handler.headers.get("authorization", ""))
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        try:
            act(handler, body)
        except OSError:
            self.left.set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.ended.set()
        self._server.shutdown()
        self._server.server_close()


def status(code: int, body: dict[str, Any] | str = "", **headers: str) -> Act:
    def act(handler: Any, _: dict[str, Any]) -> None:
        content = body if isinstance(body, str) else json.dumps(body)
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content.encode())

    return act


def stream(*events: Any, raw: bool = False) -> Act:
    """Server-sent events; a number is a pause in seconds, a string a raw line."""

    def act(handler: Any, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        for event in events:
            if isinstance(event, float):
                if handler.server.ended.wait(event):
                    return
                continue
            line = event if isinstance(event, str) else "data: " + json.dumps(event)
            handler.wfile.write(line.encode() + b"\n\n")
            handler.wfile.flush()

    return act


def piece(text: str | None, finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}],
    }


def word(text: str, logprobs: dict[str, float] | None = None) -> Act:
    choice: dict[str, Any] = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "length"}
    if logprobs is not None:
        tops = [{"token": token, "logprob": value, "bytes": None} for token, value in logprobs.items()]
        choice["logprobs"] = {"content": [{"token": text, "logprob": 0.0, "bytes": None, "top_logprobs": tops}]}
    return status(
        200,
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]},
        content_type="application/json",
    )


def writer_and_judge(writes: Act, judges: Act) -> Act:
    """What is done with requests of a writer, which are streamed, and with those of a judge."""

    def act(handler: Any, body: dict[str, Any]) -> None:
        (writes if body.get("stream") else judges)(handler, body)

    return act


DONE = "data: [DONE]"
GOOD = stream(piece("All "), piece("well."), piece(None, "stop"), DONE)


def silence(handler: Any, _: dict[str, Any]) -> None:
    """Say nothing until the client goes away."""
    handler.connection.settimeout(60)
    if handler.connection.recv(1) == b"":
        raise OSError("the client left")
