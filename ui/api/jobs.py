"""Work that goes on after its request: a few at a time, in the order in which they came, each with how far it is."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any

from rag import Actor, Archive, DatelineError, Progress, acting, schema
from ui.api.errors import RefusedError, told_of

#: Does a job, told of each step and given the event that stops it.
Work = Callable[[Callable[[Progress], None], threading.Event], schema.Shape]

#: So many are worked on at once: one that waits for a slow site must not keep an upload waiting.
_AT_ONCE = 2
#: More than these do not stand in line; each may hold an upload.
_MOST_WAITING = 32
#: So many that are over are remembered.
_KEPT = 500
_COME_AGAIN_SECONDS = 10
_FULL = "There are too many jobs at once: send it again in some seconds."
_STOPPED = schema.ErrorDetailOut(type="stopped", message="It was stopped before it began.")

_log = logging.getLogger("dateline.api")


@dataclass(slots=True)
class Job:
    """A job as it stands; changed by one thread, read by others."""

    work: Work
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: str = "queued"
    step: str = ""
    done: int = 0
    total: int = 0
    failed: int = 0
    passages: int = 0
    result: Any = None
    error: schema.ErrorDetailOut | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    by: Actor = field(default_factory=acting)  # who began it
    context: Context = field(default_factory=copy_context)  # of the request that began it, for both logs

    def shown(self) -> schema.JobOut:
        """The job as it is told."""
        return schema.JobOut.of(self)

    def take(self, progress: Progress) -> None:
        """Note how far it is."""
        self.step, self.done, self.total = progress.step, progress.done, progress.total
        self.failed, self.passages = progress.failed, progress.passages


class Jobs:
    """The jobs of an archive. Threads live as long as there is something to do."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._waiting: deque[Job] = deque()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._working = 0
        self._tidying = False
        self._ended: Counter[str] = Counter()

    def begin(self, work: Work) -> Job:
        """Put work in line; returns at once.

        Raises:
            RefusedError: 429, there is too much in it.
        """
        job = Job(work)
        with self._lock:
            if len(self._waiting) >= _MOST_WAITING:
                raise RefusedError(429, _FULL, {"Retry-After": str(_COME_AGAIN_SECONDS)})
            self._known[job.id] = job
            over = [each.id for each in self._known.values() if each.state in ("done", "failed")]
            for known in over[: max(0, len(over) - _KEPT)]:
                del self._known[known]
            self._put(job)
        return job

    def tidy(self) -> None:
        """Have what was added or changed embedded, and cleared up after; returns at once."""

        def resume(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
            with self._lock:
                self._tidying = False
            self._archive.resume(progress)
            return schema.Shape()

        with self._lock:
            if not self._tidying:
                self._tidying = True
                self._put(Job(resume))

    def of(self, job_id: str) -> Job:
        """The job of an id.

        Raises:
            RefusedError: 404, there is none, or it is long over.
        """
        with self._lock:
            job = self._known.get(job_id)
        if job is None:
            raise no_such_job()
        return job

    def stop(self, job_id: str) -> Job:
        """End a job: what it has done is kept; one that has not begun never does."""
        job = self.of(job_id)
        job.stop.set()
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
                job.state, job.error = "failed", _STOPPED
        return job

    def all(self) -> list[Job]:
        """Those that are remembered, the newest first."""
        with self._lock:
            return list(reversed(self._known.values()))

    def unfinished(self) -> int:
        """How many are in line or worked on."""
        return sum(job.state in ("queued", "running") for job in self.all())

    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._waiting)

    def ended(self) -> dict[str, int]:
        """How many have been done and have failed so far."""
        return {state: self._ended[state] for state in ("done", "failed")}

    def _put(self, job: Job) -> None:
        self._waiting.append(job)
        if self._working < _AT_ONCE:
            self._working += 1
            threading.Thread(target=self._work, name="job", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._working -= 1
                    return
                job = self._waiting.popleft()
                job.state = "running"
            began = time.monotonic()
            try:
                job.result = job.context.run(job.work, job.take, job.stop)
            except DatelineError as error:
                job.error, job.state = told_of(error).error, "failed"
            except Exception as error:  # noqa: BLE001 - logged, and told to whoever asks for the job
                job.error, job.state = told_of(error).error, "failed"
            else:
                job.state = "done"
            job.step = ""
            seconds = time.monotonic() - began
            told = {"job": job.id, "state": job.state, "seconds": round(seconds, 3)}
            job.context.run(_log.info, "job %s %s after %.1f s", job.id, job.state, seconds, extra=told)
            with self._lock:
                self._ended[job.state] += 1
            job.work = _over  # what it held, such as an upload, is let go of


def no_such_job() -> RefusedError:
    """What is said of a job that is not there, or not for who asks."""
    return RefusedError(404, "There is no such job, or it is long over.", kind="unknown_job")


def _over(progress: Callable[[Progress], None], stop: threading.Event) -> schema.Shape:
    raise AssertionError("a job is done once")
