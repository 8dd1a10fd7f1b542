"""The page as a process: its one line, its end."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import httpx
import pytest
from carried import carried_model, carry, only_wheels_of

from rag import Archive, UsageError, load_settings
from ui.page.server import serve

#: Its arguments: the archive, the port, the pinned model as JSON or "" for none, and whether to pull.
_PROGRAM = """
import json, sys
from rag.llm.local import weights
if sys.argv[3]:
    weights.PINNED = weights.PinnedModel(**json.loads(sys.argv[3]))
from rag import load_settings
from ui.page.server import serve
settings = load_settings(archive=sys.argv[1], port=int(sys.argv[2]), llm_hub=False)
serve(settings, pull=sys.argv[4] == "pull", print_line=lambda line: print(line, flush=True))
"""


@pytest.mark.slow
def test_it_says_where_it_is_pulls_nothing_unasked_and_ends_cleanly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By SIGINT; the pages below end by SIGTERM."""
    folder = tmp_path / "new archive"
    only_wheels_of(tmp_path, monkeypatch)
    model = json.dumps(asdict(carried_model(tmp_path, bytes(1000), 1000)))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(folder), str(port), model, ""],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            assert re.fullmatch(rf"Port {port} is taken, using \d+\.\n", process.stdout.readline())
            line = process.stdout.readline()
            found = re.fullmatch(r"Dateline is at (http://127\.0\.0\.1:\d+) \(Ctrl-C stops it\)\n", line)
            assert found, line
            assert httpx.get(f"{found[1]}/healthz").json() == {"ok": True, "articles": 0}
            assert httpx.get(found[1]).status_code == 200
            assert 'data-phase="missing"' in _status(found[1]) and "Get the model" in _status(found[1])
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, rest, errors) == (0, "", "")
    Archive.open(folder, read_only=False).close()
    assert not list(tmp_path.glob("**/*.part")) and not list(tmp_path.glob("**/*.gguf"))


@pytest.mark.slow
@pytest.mark.soak  # test_status.py pulls by the page's button, and has the model come damaged, too
def test_it_pulls_the_model_in_the_background_if_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_wheels_of(tmp_path, monkeypatch)
    model = carried_model(tmp_path, bytes(200_000), 100_000)
    carry(tmp_path, 2, b"x" * 100_000)  # damaged: this shows that the page says why, and goes on
    with _page(tmp_path, json.dumps(asdict(model)), "pull") as (url, said):
        assert said == ["The local model is fetched in the background (DATELINE_LLM=none does without).\n"]
        deadline = time.monotonic() + 60
        while 'data-phase="failed"' not in (status := _status(url)):
            assert 'data-phase="downloading"' in status and time.monotonic() < deadline, status
            time.sleep(0.2)  # each look is work for the page, beside pip's
        assert "wrong SHA-256" in status and "Try again" in status
        assert httpx.get(f"{url}/healthz").json()["ok"]


@pytest.mark.slow
@pytest.mark.soak  # a process that ends in the midst of one, without a page: llm/test_keeper.py
def test_it_ends_in_the_midst_of_a_pull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_wheels_of(tmp_path, monkeypatch)
    model = carried_model(tmp_path, bytes(1000), 1000)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.delenv("PIP_FIND_LINKS")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/simple")
        with _page(tmp_path, json.dumps(asdict(model)), "pull") as (url, _):
            asking, _ = silent.accept()
            assert 'data-phase="downloading"' in _status(url)
            began = time.monotonic()
        assert time.monotonic() - began < 40, "pip would have tried for more than a minute"
        asking.settimeout(5)
        while asking.recv(4096):  # until pip, which asks here, has gone
            pass


def test_a_model_without_its_key_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        serve(load_settings(archive=tmp_path / "a", llm="openai", port=0), print_line=print)


@contextmanager
def _page(folder: Path, model: str, pull: str) -> Iterator[tuple[str, list[str]]]:
    """A page in a process of its own: its address, and what it said before. It must end cleanly."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(folder / "archive"), "0", model, pull],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    killer = threading.Timer(120, process.kill)
    killer.start()
    try:
        assert process.stdout is not None
        said: list[str] = []
        while (line := process.stdout.readline()) and "http://" not in line:
            said.append(line)
        assert line, process.communicate()[1]
        yield re.findall(r"http://[\d.:]+", line)[0], said
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=60)
        assert (process.returncode, rest, errors) == (0, "", "")
    finally:
        killer.cancel()
        process.kill()


def _status(url: str) -> str:
    event = httpx.post(f"{url}/gradio_api/call/status", json={"data": []}, timeout=30).json()["event_id"]
    stream = httpx.get(f"{url}/gradio_api/call/status/{event}", timeout=30).text
    return str(json.loads(stream.strip().rpartition("data: ")[2])[0])
