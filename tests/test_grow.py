"""The README's section on growing: its commands run as they are written there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from vector_servers import free_port

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
_PORT = 8000


@pytest.mark.slow
def test_vectors_move_to_a_server(tmp_path: Path) -> None:
    section = re.search(r"^## Grow\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    assert section
    port = str(free_port())
    server, commands = (
        block.replace(str(_PORT), port) for block in re.findall(r"```sh\n(.*?)```", section[1], re.DOTALL)[:2]
    )
    binaries = Path(sys.executable).parent
    settings = {"DATELINE_ARCHIVE": str(tmp_path / "archive"), "DATELINE_LLM": "none"}
    environment = {**os.environ, **settings, "PATH": f"{binaries}:{os.environ['PATH']}"}

    def run(script: str) -> str:
        done = subprocess.run(
            ["bash", "-e", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    (tmp_path / "ferry.txt").write_text("The ferry sails again.\n\nThe ferry to the island sails again on Monday.")
    run("dateline add ferry.txt")
    program, *arguments = shlex.split(server)
    started = subprocess.Popen([str(binaries / program), *arguments], cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not _answers(f"http://127.0.0.1:{port}/api/v2/heartbeat"):
            assert time.monotonic() < until and started.poll() is None
            time.sleep(0.05)
        said = run(commands)
    finally:
        started.terminate()
        started.wait()
    assert f"Vectors: Chroma at http://127.0.0.1:{port}" in said and "mended: the vector store is missing" in said
    assert "The ferry sails again" in said
    assert not list((tmp_path / "archive").glob("chroma-*"))


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False
