"""The README's section on growing: its commands run as they are written there."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from catalog_forms import postgres_server
from cli_runs import call
from vector_servers import free_port

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
_PORT = 8000


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder, binaries = tmp_path_factory.mktemp("grow"), Path(sys.executable).parent
    settings = {"DATELINE_ARCHIVE": str(folder / "archive"), "DATELINE_LLM": "none"}
    return {**os.environ, **settings, "PATH": f"{binaries}:{os.environ['PATH']}", "FOLDER": str(folder)}


@pytest.fixture(scope="module")
def blocks(environment: dict[str, str]) -> Iterator[list[str]]:
    """The section's commands, at a free port; the server that they begin with runs."""
    section = re.search(r"^## Grow\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    assert section
    port = str(free_port())
    found = [block.replace(str(_PORT), port) for block in re.findall(r"```sh\n(.*?)```", section[1], re.DOTALL)]
    program, *arguments = shlex.split(found[0])
    command = [str(Path(sys.executable).parent / program), *arguments]
    started = subprocess.Popen(command, cwd=environment["FOLDER"], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not _answers(f"http://127.0.0.1:{port}/api/v2/heartbeat"):
            assert time.monotonic() < until and started.poll() is None
            time.sleep(0.05)
        yield found[1:]
    finally:
        started.terminate()
        started.wait()


def run(script: str, environment: dict[str, str]) -> str:
    command = ["bash", "-e", "-c", script]
    done = subprocess.run(command, cwd=environment["FOLDER"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_vectors_move_to_a_server(blocks: list[str], environment: dict[str, str]) -> None:
    folder = Path(environment["FOLDER"])
    (folder / "ferry.txt").write_text("The ferry sails again.\n\nThe ferry to the island sails again on Monday.")
    assert call("add", folder / "ferry.txt", "--archive", environment["DATELINE_ARCHIVE"]).returncode == 0
    said = run(blocks[0], environment)
    assert "Vectors: Chroma at http://127.0.0.1:" in said and "mended: the vector store is missing" in said
    assert "The ferry sails again" in said
    assert not list((folder / "archive").glob("chroma-*"))


@pytest.mark.slow
def test_the_archive_moves_to_postgresql(blocks: list[str], environment: dict[str, str]) -> None:
    folder = Path(environment["FOLDER"])
    (folder / "dam.txt").write_text("The dam is sound.\n\nThe dam in the hills is sound, an engineer said on Tuesday.")
    assert call("add", folder / "dam.txt", "--archive", environment["DATELINE_ARCHIVE"]).returncode == 0
    port = free_port()
    with postgres_server() as address:
        script = blocks[1].replace("postgresql://dateline:SECRET@db.example/news", shlex.quote(address))
        assert script.rstrip().endswith("\ndateline serve")
        serving = subprocess.Popen(
            ["bash", "-e", "-c", script], cwd=folder, env={**environment, "DATELINE_PORT": str(port)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            until = time.monotonic() + 180
            while not _answers(f"http://127.0.0.1:{port}/readyz"):
                assert time.monotonic() < until and serving.poll() is None, serving.communicate()[0]
                time.sleep(0.2)
            found = httpx.get(f"http://127.0.0.1:{port}/api/search", params={"q": "dam"}, trust_env=False, timeout=60)
            assert "The dam is sound" in found.text
            elsewhere = script.replace("dateline serve", "dateline migrate --to back --vectors chroma")
            said = run("\n".join(elsewhere.splitlines()[1:]), environment)
            assert "and is the same there: articles 2, vectors 2 (chroma)" in said
        finally:
            os.killpg(serving.pid, signal.SIGTERM)
            said = serving.communicate()[0]
    assert "and is the same there: articles 2, vectors 2 (Chroma at http://127.0.0.1:" in said
    assert "The dam is sound" in call("list", "--archive", folder / "back").stdout


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False
