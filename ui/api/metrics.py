"""How the server does, for Prometheus: requests by route, what is unfinished, what the archive holds.

The text form (version 0.0.4): a metric's help and type, then a line for each set of labels. No label holds anything
that a request, an article or a user can choose.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag import Archive
from ui.api.jobs import Jobs
from ui.api.parts import TheArchive, TheJobs, TheRunning
from ui.api.running import Running
from ui.shared.http_errors import METRICS

_FORM = "text/plain; version=0.0.4; charset=utf-8"
#: Up to so many seconds: from a list of articles to an answer that a small model writes.
_BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"})
_OTHER = "other"

_TOLD: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
_Labels = Mapping[str, str]

router = APIRouter(tags=["status"])


class Metrics:
    """Counts requests; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, str]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note a request that has been answered."""
        with self._lock:
            self._requests[method if method in _METHODS else _OTHER, route, str(status)] += 1
            buckets = self._buckets.setdefault(route, [0] * (len(_BOUNDS) + 1))
            buckets[bisect_left(_BOUNDS, seconds)] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """What was counted."""
        with self._lock:
            requests, seconds = dict(self._requests), dict(self._seconds)
            buckets = {route: list(counts) for route, counts in self._buckets.items()}
        counted = [
            ({"method": method, "route": route, "status": status}, number)
            for (method, route, status), number in sorted(requests.items())
        ]
        yield from _metric("requests_total", "counter", "Requests that were answered.", counted)
        name = "request_seconds"
        yield from _head(name, "histogram", "How long they took, a stream to its end.")
        for route, counts in sorted(buckets.items()):
            so_far = 0
            for bound, number in zip([*map(str, _BOUNDS), "+Inf"], counts, strict=True):
                so_far += number
                yield _line(f"{name}_bucket", {"route": route, "le": bound}, so_far)
            yield _line(f"{name}_sum", {"route": route}, seconds[route])
            yield _line(f"{name}_count", {"route": route}, so_far)


class Measured:
    """Wraps the HTTP door (ASGI): counts each request, under the route that answered it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and note it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", _OTHER)
            self._metrics.count(scope["method"], route, status, time.monotonic() - began)


@router.get(METRICS, response_class=Response, responses=_TOLD)
def metrics(request: Request, archive: TheArchive, running: TheRunning, jobs: TheJobs) -> Response:
    """How the server does, for Prometheus."""
    counted: Metrics = request.app.state.metrics
    lines = [*counted.lines(), *_now(archive, running, jobs)]
    return Response("\n".join(lines) + "\n", media_type=_FORM)


def _now(archive: Archive, running: Running, jobs: Jobs) -> Iterator[str]:
    """How things stand."""
    counts, state, followed = archive.counts(), archive.llm.state(), archive.followed()
    looked = [each.looked.timestamp() for each in followed if each.looked is not None]
    for name, about, value in (
        ("answers_unfinished", "Answers that are worked on or stand in line.", running.unfinished),
        ("jobs_unfinished", "Jobs that are worked on or stand in line.", jobs.unfinished()),
        ("articles", "Articles of the archive.", counts.articles),
        ("passages", "Passages of the archive.", counts.passages),
        ("articles_pending", "Articles that wait to be embedded.", counts.pending),
        ("archive_writable", "Whether articles can be added here.", int(archive.writable)),
        ("followed", "Feeds, sitemaps, pages and folders that are followed.", len(followed)),
        ("failures", "Sources that could not be read when they were tried last.", len(archive.failures())),
    ):
        yield from _metric(name, "gauge", about, [({}, value)])
    if looked:
        about = "When what is followed was last looked at."
        yield from _metric("followed_looked_timestamp_seconds", "gauge", about, [({}, max(looked))])
    model = {"kind": state.kind, "phase": state.phase}
    yield from _metric("model", "gauge", "The language model, and what it is doing.", [(model, 1)])


def _metric(name: str, kind: str, about: str, values: Iterable[tuple[_Labels, float]]) -> Iterator[str]:
    yield from _head(name, kind, about)
    for labels, value in values:
        yield _line(name, labels, value)


def _head(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP dateline_{name} {about}"
    yield f"# TYPE dateline_{name} {kind}"


def _line(name: str, labels: _Labels, value: float) -> str:
    within = ",".join(f'{label}="{held}"' for label, held in labels.items())
    return f"dateline_{name}{{{within}}} {value}" if within else f"dateline_{name} {value}"
