"""The local model's server: a child process that serves the OpenAI API on loopback, and ends with this process."""

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

from rag.errors import LlmUnavailableError
from rag.llm.child_process import Lifeline, environment_for_children

#: Seconds to load a model in. From a cold disk, on two busy cores, the pinned one took 17.
START_SECONDS = 180.0
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a server stands; ``why`` it failed, as a sentence."""

    name: Literal["idle", "starting", "ready", "failed"]
    why: str = ""


class LocalServer:
    """llama.cpp serving one GGUF file on 127.0.0.1, at a port and with a key chosen anew at each start.

    Starts on first use; starts again when it was found dead. Safe to use from several threads.
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
    ) -> None:
        """Prepare a server; nothing is started.

        Args:
            model: the GGUF file.
            log: where llama.cpp's messages go; written anew at each start.
            threads: as many as there are cores where None.
            context: tokens of all prompts and answers that are worked on at once.
            patience: seconds to load the model in.
        """
        self._model = model
        self._log = log
        self._threads = threads
        self._context = context
        self._patience = patience
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
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
            if self._process is None or self._process.poll() is not None:
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
        """Where it stands; a child that has died is idle, as the next use starts another."""
        stage = self._stage
        return Stage("idle") if stage.name == "ready" and self.pid is None else stage

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
        """The child's process id; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def stop(self) -> None:
        """End the child; the next use starts another."""
        with self._lock:
            self._end()
            self._stage = Stage("idle")

    def kill(self) -> None:
        """End the child at once, also while it loads, which :meth:`stop` waits for."""
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

    def _begin(self) -> None:
        key = secrets.token_urlsafe(32)
        try:
            process = self._spawn()
        except OSError as error:
            raise LlmUnavailableError(f"the local model did not start: {error}") from error
        self._process = process
        config = {
            "model": str(self._model.absolute()),
            "api_key": key,
            "threads": self._threads or _cores_allowed(),
            "context": self._context,
            "slots": self.SLOTS,
            "parent": os.getpid(),
            "lifeline": self._lifeline.number,
        }
        reply = self._first_words(process, json.dumps(config).encode() + b"\n")
        if "address" not in reply:
            self._end()
            raise LlmUnavailableError(
                f"the local model {self._model.name} did not start ({reply['error']}): what it said last is in "
                f"{self._log}"
            )
        self._address, self._key = reply["address"], key

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = environment_for_children()
        # OpenMP's threads spin by default while they wait for each other. Where other processes want the cores too,
        # reading was 5 times and writing 7 to 40 times slower so; where none does, both are equally fast.
        environment["OMP_WAIT_POLICY"] = "PASSIVE"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.is_symlink():  # the folder may be a stranger's: what it points at is not to be emptied
            self._log.unlink()
        with self._log.open("wb") as log:
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

    def _end(self) -> None:
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
