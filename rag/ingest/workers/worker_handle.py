"""One process that reads sources: its start, its orders and answers, its clock, and how it ends.

See :mod:`rag.ingest.workers.worker_pool`, which keeps a few, and :mod:`rag.ingest.workers.worker`, which runs in it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.limits import MB
from rag.ingest.workers.worker_protocol import LONGEST_LINE, READY, Answer, Order, read_from
from rag.llm.child_process import Lifeline, environment_for_children

#: Seconds that a process has to start in. It is no source's time: on two cores with much other work 3 were seen.
_START_SECONDS = 120.0
#: Seconds that a process has to end in before it is killed.
_END_SECONDS = 5.0
#: The signals by which a process ends that does what it must not; every other one came from elsewhere, with no word
#: about the source. Windows has not all of them.
_OWN_FAULT = {
    getattr(signal, name, None) for name in ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGTRAP", "SIGSYS")
}


@dataclass(frozen=True, slots=True)
class Budget:
    """What reading may cost: ``seconds`` for each article, ``memory`` in bytes for each process, ``source_seconds`` for
    all articles of one source, which may hold a million that each take just less than they may."""

    seconds: float
    memory: int
    source_seconds: float


@dataclass(frozen=True, slots=True)
class WorkerEnd:
    """Why a reader ended too soon; ``from_elsewhere``: by nothing that the source had to do with, as far as is seen."""

    reason: str
    from_elsewhere: bool = False


class WorkerHandle:
    """One process. ``since``: when it last gave something or was given something to do; ``_spent``: what its source
    took before that, in seconds."""

    def __init__(self, budget: Budget, command: Sequence[str]) -> None:
        self._budget = budget
        self._too_slow: str | None = None
        self.free = True
        self.ended: WorkerEnd | None = None
        self._ready = False
        self._resting = False
        self._stop: threading.Event | None = None
        self._spent = 0.0
        self.since = time.monotonic()
        self._lifeline = Lifeline()
        self._process = self._lifeline.start(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment_for_children(), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            start_new_session=True,  # Ctrl-C at a terminal is the parent's business
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 - both are pipes
        self._orders: BinaryIO = self._process.stdin  # type: ignore[assignment]
        self._answers: BinaryIO = self._process.stdout  # type: ignore[assignment]
        self._config = json.dumps({"memory": budget.memory, "lifeline": self._lifeline.number}).encode() + b"\n"

    @property
    def lives(self) -> bool:
        """Whether it can be given something to do, as far as is known."""
        return self._process.poll() is None

    @property
    def is_killed(self) -> bool:
        """Whether it took too long, and so ends, if not this moment."""
        return self._too_slow is not None

    def touch(self) -> None:
        """Start its clock."""
        self.since = time.monotonic()
        self._resting = False

    def rest(self) -> None:
        """Stop its clock."""
        self._resting = True
        self._spent += time.monotonic() - self.since

    def check_time(self, now: float) -> None:
        """Kill it where it takes longer than it may."""
        passed = now - self.since
        if self._resting:
            return
        if self._stop is not None and self._stop.is_set():
            self._too_slow = "was stopped"
        elif not self._ready:
            if passed > _START_SECONDS:
                self._too_slow = f"its reader did not start within {_START_SECONDS:g} s"
        elif passed > self._budget.seconds:
            self._too_slow = f"took longer than {self._budget.seconds:g} s to read"
        elif self._spent + passed > self._budget.source_seconds:
            self._too_slow = (
                f"took longer than {self._budget.source_seconds:g} s to read in all (DATELINE_LIMIT_SOURCE_SECONDS)"
            )
        if self._too_slow is not None:
            self._process.kill()

    def read(self, order: Order, source: Path | bytes, stop: threading.Event | None) -> Iterator[Answer]:
        """Have one source read. ``free`` is False unless it was read to its end, and ``ended`` says why it was not;
        it is killed when ``stop`` is set."""
        self.free, self._spent, self._stop = False, 0.0, stop
        try:
            self._orders.write(self._config + order.line())
            self._config = b""
            if isinstance(source, bytes):
                self._orders.write(source)
            self._orders.flush()
            if not self._ready:
                if self._answers.readline(len(READY)) != READY:
                    raise BrokenPipeError
                self.touch()  # first, as another thread looks at its clock
                self._ready = True
            while (line := self._answers.readline(LONGEST_LINE)).endswith(b"\n"):
                answer = read_from(line)
                if answer is None:
                    self.free = True
                    return
                yield answer
            self.ended = self._how_it_ended(unasked=False)
        except MemoryError:
            self.ended = WorkerEnd(f"needs more memory than {self._budget.memory // MB} MB to read")
        except RejectedSourceError as error:
            self.ended = WorkerEnd(str(error))
        except BrokenPipeError:
            self.ended = self._how_it_ended(unasked=True)
        finally:
            self._stop = None  # it is not the next source's

    def _how_it_ended(self, unasked: bool) -> WorkerEnd:
        """Why there are no more answers; ``unasked``: it ended before it had its order."""
        try:
            code = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:  # a line without an end, or no way to answer any more
            self._process.kill()
            self._process.wait()
            return WorkerEnd(self._too_slow or "it broke its reader (no answer)")
        if self._too_slow is not None:
            return WorkerEnd(self._too_slow)
        if code == -signal.SIGKILL:
            return WorkerEnd("its reader was killed, perhaps for want of memory", from_elsewhere=True)
        name = signal.Signals(-code).name if code < 0 and -code in set(signal.Signals) else f"exit code {code}"
        not_its_own = code <= 0 and -code not in _OWN_FAULT
        return WorkerEnd(f"it broke its reader ({name})", from_elsewhere=unasked or not_its_own)

    def end(self) -> None:
        """End the process, at once if it is at work."""
        if not self.free:
            self._process.kill()
        with suppress(BrokenPipeError):
            self._orders.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._lifeline.close()
        self._answers.close()
