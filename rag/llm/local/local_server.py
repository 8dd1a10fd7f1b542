"""The local model's server: a child process that serves the OpenAI API on loopback.

It ends with this process, or is kept for some time, for the next process that needs it.
"""

from __future__ import annotations

import json
import os
import queue
import secrets
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from filelock import FileLock, Timeout

from rag.errors import LlmUnavailableError
from rag.llm.child_process import Lifeline, environment_for_children
from rag.llm.local.kept_servers import Keep, Lease, Place, make_private, place_of

#: Seconds to load a model in. From a cold disk, on two busy cores, the pinned one took 17.
START_SECONDS = 180.0
_STOP_SECONDS = 5.0
#: Children that were let go: asked now and then whether they ended, so that they do not stay as zombies.
_outliving: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a server stands; ``why`` it failed, as a sentence."""

    name: Literal["idle", "starting", "ready", "failed"]
    why: str = ""


class LocalServer:
    """llama.cpp serving one GGUF file on 127.0.0.1, at a port and with a key chosen anew at each start.

    Starts on first use; starts again when it was found dead. Safe to use from several threads. Where it is to be kept,
    one that another process started in the same way is used, and :meth:`stop` lets go of it without ending it.
    """

    #: Requests worked on at once; others wait. Two: a judge's question need not wait for the writer's end.
    SLOTS = 2

    def __init__(
        self,
        model: Path,
        *,
        log: Path,
        threads: int | None = None,
        context: int = 4096,
        patience: float = START_SECONDS,
        keep: Keep | None = None,
    ) -> None:
        """Prepare a server; nothing is started.

        Args:
            model: the GGUF file.
            log: where llama.cpp's messages go; written anew at each start.
            threads: as many as there are cores where None.
            context: tokens of all prompts and answers that are worked on at once.
            patience: seconds to load the model in, and to wait for another process that is just loading it.
            keep: how it is kept for other processes; None ends it with this one, as does a platform or a folder where
                none can be kept.
        """
        self._model = model
        self._log = log
        self._threads = threads
        self._context = context
        self._patience = patience
        self._keep = keep
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._lease: Lease | None = None
        self._lifeline = Lifeline()
        self._stage = Stage("idle")
        self._address = ""
        self._key = ""

    def __repr__(self) -> str:
        return f"LocalServer({self._model.name})"

    def start(self) -> tuple[str, str]:
        """Start the server unless it runs; returns its base URL and key.

        Raises:
            LlmUnavailableError: it did not start; the sentence names the log.
        """
        with self._lock:
            if self.pid is None:
                self._end()
                self._stage = Stage("starting")
                try:
                    self._begin()
                except LlmUnavailableError as error:
                    self._stage = Stage("failed", str(error))
                    raise
                self._stage = Stage("ready")
            return f"{self._address}/v1", self._key

    @property
    def stage(self) -> Stage:
        """Where it stands; a child that has died is idle, as the next use starts another. One that another process
        started and that is kept is ready."""
        stage = self._stage
        if stage.name in ("starting", "failed") or (stage.name == "ready" and self.pid is not None):
            return stage
        place = self._place()
        return Stage("ready" if place is not None and place.runs() else "idle")

    @property
    def base_url(self) -> str:
        """The URL for an OpenAI client; starts the server if need be."""
        return self.start()[0]

    @property
    def api_key(self) -> str:
        """The key for an OpenAI client; starts the server if need be."""
        return self.start()[1]

    @property
    def pid(self) -> int | None:
        """The server's process id; None while there is none that this process uses."""
        lease = self._lease
        if lease is not None:
            return lease.pid
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def stop(self) -> None:
        """End the child, or let go of one that is kept; the next use starts another, or finds it again."""
        with self._lock:
            self._end()
            self._stage = Stage("idle")

    def kill(self) -> None:
        """End the child at once, also while it loads, which :meth:`stop` waits for; let go of one that is kept."""
        if self._lease is not None:
            self.stop()
            return
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- within, with the lock held ------------------------------------------------------------------------------

    def _settings(self) -> dict[str, Any]:
        return {"threads": self._threads or _cores_allowed(), "context": self._context, "slots": self.SLOTS}

    def _place(self) -> Place | None:
        return place_of(self._keep, self._model, self._settings())

    def _begin(self) -> None:
        place = self._place()
        if place is None or self._keep is None or not make_private(self._keep.folder):
            self._launch()
            return
        lock = FileLock(place.lock, timeout=self._patience, mode=0o600)
        try:
            lock.acquire()  # of processes that begin at once, one loads the model and the others wait for it
        except Timeout as error:
            raise LlmUnavailableError(
                f"the local model {self._model.name} is being loaded by another process, which has taken more than "
                f"{self._patience:.0f} seconds: end that one, or set DATELINE_LLM_KEEP=0"
            ) from error
        except (OSError, NotImplementedError):  # a file system without locks
            self._launch()
            return
        try:
            self._lease = place.find()
            if self._lease is None:
                self._launch_kept(place)
            else:
                self._address, self._key = self._lease.address, self._lease.key
        finally:
            lock.release()

    def _launch_kept(self, place: Place) -> None:
        try:
            new, file = place.create()
        except OSError:  # no room, say: then it is not kept
            self._launch()
            return
        keep = {"new": str(new), "record": str(place.record), "identity": place.identity, "seconds": place.seconds}
        try:
            record = file.read() if self._launch(keep) else None
            if record is not None:
                self._lease = Lease(record, file)
                self._let_go_of_the_child()
        finally:
            if self._lease is None:
                file.remove()
                file.close()

    def _launch(self, keep: dict[str, Any] | None = None) -> bool:
        """Start a child; whether it is kept."""
        key = secrets.token_urlsafe(32)
        try:
            process = self._spawn()
        except OSError as error:
            raise LlmUnavailableError(f"the local model did not start: {error}") from error
        self._process = process
        config = {
            **self._settings(),
            "model": str(self._model.absolute()),
            "api_key": key,
            "parent": os.getpid(),
            "lifeline": self._lifeline.number,
            "keep": keep,
        }
        reply = self._first_words(process, json.dumps(config).encode() + b"\n")
        if "address" not in reply:
            self._end()
            raise LlmUnavailableError(
                f"the local model {self._model.name} did not start ({reply['error']}): what it said last is in "
                f"{self._log}"
            )
        self._address, self._key = reply["address"], key
        return bool(reply["kept"])

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = environment_for_children()
        # OpenMP's threads spin by default while they wait for each other. Where other processes want the cores too,
        # reading was 5 times and writing 7 to 40 times slower so; where none does, both are equally fast.
        environment["OMP_WAIT_POLICY"] = "PASSIVE"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.is_symlink():  # the folder may be a stranger's: what it points at is not to be emptied
            self._log.unlink()
        self._log.write_bytes(b"")
        with self._log.open("ab") as log:  # a server that was started before may still write to it
            self._lifeline = Lifeline()
            return self._lifeline.start(
                [sys.executable, "-P", "-m", "rag.llm.local.server_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                start_new_session=True,  # Ctrl-C at a terminal stops an answer, not the model
            )

    def _first_words(self, process: subprocess.Popen[bytes], config: bytes) -> dict[str, Any]:
        """Give the child its order; returns what it answers, or ``{"error": …}``."""
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both are pipes
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        stdout = process.stdout
        try:
            process.stdin.write(config)
            process.stdin.flush()
        except OSError:
            return {"error": "it ended at once"}
        threading.Thread(target=lambda: answers.put(stdout.readline()), daemon=True).start()
        try:
            line = answers.get(timeout=self._patience)
        except queue.Empty:
            return {"error": f"it took more than {self._patience:.0f} seconds"}
        try:
            reply: dict[str, Any] = json.loads(line)
        except ValueError:
            return {"error": f"it ended with {process.wait(_STOP_SECONDS)}"}
        return reply

    def _let_go_of_the_child(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._lifeline.close()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        _outliving.append(process)

    def _end(self) -> None:
        _outliving[:] = [process for process in _outliving if process.poll() is None]
        lease, self._lease = self._lease, None
        if lease is not None:
            lease.close()
        process, self._process = self._process, None
        if process is None:
            return
        self._lifeline.close()
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _cores_allowed() -> int | None:
    """How many cores this process may use, where that is fewer than there are; llama.cpp counts them otherwise."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    allowed = len(os.sched_getaffinity(0))
    return allowed if allowed < (os.cpu_count() or 1) else None
