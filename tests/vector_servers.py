"""Vector stores for tests: the embedded one of an archive, and real servers, started here on a free port."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from rag import Archive
from rag.store.vectors.chroma_index import ChromaIndex

_START_SECONDS = 60


def embedded(archive: Archive) -> ChromaIndex:
    """An archive's embedded Chroma, opened and proved."""
    store = archive._store.vectors.store()
    assert isinstance(store, ChromaIndex)
    return store


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class ChromaProcess:
    """``chroma run`` over a folder; can be stopped, killed and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        # What the command chroma does, without importing chromadb first, which takes some seconds.
        chroma = [sys.executable, "-c", "import sys, chromadb_rust_bindings as c; c.cli(['chroma', *sys.argv[1:]])"]
        self._folder.mkdir(parents=True, exist_ok=True)
        command = [*chroma, "run", "--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self._port)]
        environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=self._folder)
        until = time.monotonic() + _START_SECONDS
        while not self._answers():
            assert time.monotonic() < until and self._process.poll() is None, (self._folder / "log").read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v2/heartbeat", timeout=5, trust_env=False).is_success
        except httpx.TransportError:
            return False

    def stop(self, *, kill: bool = False) -> None:
        if self._process is not None:
            (self._process.kill if kill else self._process.terminate)()
            self._process.wait()
            self._process = None


_MILVUS = """
import sys
from milvus import MilvusServer, MilvusServerConfig
server = MilvusServer(MilvusServerConfig(), wait_for_started=True)
server.set_base_dir(sys.argv[1])
server.listen_port = int(sys.argv[2])
server.start()
print("open", flush=True)
sys.stdin.read()
server.stop()
"""


#: Names the folder into which the package was installed, where it is not beside Dateline.
_MILVUS_PACKAGE = "MILVUS_PACKAGE"


def has_milvus_server() -> bool:
    """Whether the package ``milvus`` is there, which has the server."""
    folder = os.environ.get(_MILVUS_PACKAGE)
    return (Path(folder) / "milvus" / "__init__.py").is_file() if folder else bool(importlib.util.find_spec("milvus"))


class MilvusProcess:
    """A real Milvus server, standalone, of the package ``milvus``: 58 MB, of 2023, and so in no lock."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        # Its parts talk to each other at the machine's own address, which the tests' proxy to nowhere would take.
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        if package := os.environ.get(_MILVUS_PACKAGE):
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, (package, environment.get("PYTHONPATH"))))
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-c", _MILVUS, str(folder), str(port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        assert self._process.stdout is not None and self._process.stdout.readline() == "open\n"

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
