"""How the server does, for Prometheus: requests by route, what waits, what the archive holds, what the process takes.

The text form (version 0.0.4): a metric's help and type, then a line for each set of labels. No label holds anything
that a request, an article or a user can choose.
"""

from __future__ import annotations

import os
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rag import Archive, Progress, SyncReport
from ui.api.jobs import Jobs
from ui.api.parts import TheArchive, TheJobs, TheRunning
from ui.api.running import Running
from ui.shared.access import needs
from ui.shared.http_errors import METRICS
from ui.shared.routes_named import OTHER

_FORM = "text/plain; version=0.0.4; charset=utf-8"
#: Up to so many seconds: from a list of articles to an answer that a small model writes.
_BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
#: What becomes of a source that a sync looks at.
_OUTCOMES = ("added", "updated", "unchanged", "skipped", "failed")
_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"})

_TOLD: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
_Labels = Mapping[str, str]
_STATM = Path("/proc/self/statm")

router = APIRouter(tags=["status"])


class Metrics:
    """Counts requests; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, str]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self._syncs: Counter[str] = Counter()
        self._synced: Counter[str] = Counter(dict.fromkeys(_OUTCOMES, 0))
        self._sync_seconds: float | None = None

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note a request that has been answered."""
        with self._lock:
            self._requests[method if method in _METHODS else OTHER, route, str(status)] += 1
            buckets = self._buckets.setdefault(route, [0] * (len(_BOUNDS) + 1))
            buckets[bisect_left(_BOUNDS, seconds)] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds

    def synced(self, seconds: float, report: SyncReport | None) -> None:
        """Note that what is followed was looked at; ``report`` is None where that failed."""
        with self._lock:
            self._syncs["failed" if report is None else "done"] += 1
            self._sync_seconds = seconds
            if report is not None:
                self._synced.update({name: len(getattr(report.added, name)) for name in _OUTCOMES})

    def lines(self) -> Iterator[str]:
        """What was counted."""
        with self._lock:
            requests, seconds = dict(self._requests), dict(self._seconds)
            syncs, synced, sync_seconds = dict(self._syncs), dict(self._synced), self._sync_seconds
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
        ended: list[tuple[_Labels, float]] = [({"state": state}, number) for state, number in sorted(syncs.items())]
        yield from _metric("syncs_total", "counter", "Times that this server looked at what is followed.", ended)
        came: list[tuple[_Labels, float]] = [({"outcome": outcome}, synced[outcome]) for outcome in _OUTCOMES]
        yield from _metric("sync_sources_total", "counter", "What became of the sources that were looked at.", came)
        if sync_seconds is not None:
            about = "How long this server looked the last time."
            yield from _metric("sync_last_seconds", "gauge", about, [({}, round(sync_seconds, 3))])


def counted_sync(
    request: Request, archive: Archive, progress: Callable[[Progress], None], stop: threading.Event
) -> SyncReport:
    """Look at all that is followed, and count it."""
    metrics: Metrics = request.app.state.metrics
    began, report = time.monotonic(), None
    try:
        report = archive.sync(progress=progress, stop=stop)
        return report
    finally:
        metrics.synced(time.monotonic() - began, report)


@router.get(METRICS, response_class=Response, responses=_TOLD)
@needs("read")
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
        ("answers_waiting", "Answers that stand in line, as too many are worked on.", running.waiting),
        ("jobs_unfinished", "Jobs that are worked on or stand in line.", jobs.unfinished()),
        ("jobs_waiting", "Jobs that stand in line.", jobs.waiting()),
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
    ready = int(state.phase in ("ready", "idle"))
    yield from _metric("model_usable", "gauge", "Whether answers can be written.", [({}, ready)])
    yield from _metric("embedding", "gauge", "The embedding.", [({"name": archive.embedding}, 1)])
    ended = [({"state": name}, number) for name, number in sorted(jobs.ended().items())]
    yield from _metric("jobs_total", "counter", "Jobs that have ended.", ended)
    yield from _process()


def _process() -> Iterator[str]:
    """What this process takes of the machine, under the names that every Prometheus client has."""
    yield from _plain("process_cpu_seconds_total", "counter", "Processor time.", sum(os.times()[:2]))
    yield from _plain("process_threads", "gauge", "Threads of Python.", threading.active_count())
    if (held := _resident_bytes()) is not None:
        yield from _plain("process_resident_memory_bytes", "gauge", "Memory that is held.", held)


def _resident_bytes() -> int | None:
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):  # not Linux
        return None


def _plain(name: str, kind: str, about: str, value: float) -> Iterator[str]:
    yield from (f"# HELP {name} {about}", f"# TYPE {name} {kind}", f"{name} {value}")


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
