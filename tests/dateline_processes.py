"""Real ``dateline`` processes over one catalog, one vector server and one embedding server, started for a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).parent
EMBEDDING_MODEL = "toy"


@contextmanager
def toy_embeddings(milliseconds: float = 0.0) -> Iterator[str]:
    """A server of the toy embedding as a process; gives its address."""
    process = subprocess.Popen(
        [sys.executable, str(_HERE / "toy_server.py"), str(milliseconds)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


class DatelineProcess:
    """``dateline serve`` or ``dateline worker`` as a process.

    Args:
        name: of its folder and its log, below ``folder``.
        command: the command with its arguments.
        settings: of its environment, without their ``DATELINE_``.
    """

    def __init__(self, name: str, command: list[str], folder: Path, settings: dict[str, str]) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        own = {"ARCHIVE": str(folder / name), "LLM": "none", **settings}
        self._environment = {**os.environ, **{f"DATELINE_{key}": value for key, value in own.items()}}
        self._command = [sys.executable, "-m", "ui.cli", *command]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it; one that serves is waited for until it listens."""
        serves = "serve" in self._command
        more = ["--port", "0", "--json"] if serves else []
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [*self._command, *more], env=self._environment, stdout=subprocess.PIPE if serves else log, stderr=log,
                text=True,
            )  # fmt: skip
        if serves:
            assert self._process.stdout is not None
            said = self._process.stdout.readline()
            assert said, self.log.read_text()
            self.url = json.loads(said)["address"]

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    def running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Send it SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Have it end in order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
