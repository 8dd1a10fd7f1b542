from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_runs import ask_json, call
from farm import Farm, answer, silence
from markup import item, page, rss
from toy import ToyEmbedder

from rag import Archive

pytestmark = pytest.mark.slow

RSS = "application/rss+xml"


@pytest.fixture
def toy_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The archive of the commands, with the toy embedder, allowed to fetch from loopback."""
    monkeypatch.setenv("DATELINE_FETCH_ALLOW", "127.0.0.1")
    monkeypatch.setenv("DATELINE_FETCH_DELAY", "0")
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    return tmp_path / "archive"


def test_following_on_the_command_line(toy_archive: Path, farm: Farm) -> None:
    farm.pages.update({"/a": answer(page("A")), "/b": answer(page("B"))})
    farm.pages["/feed"] = answer(rss(item("/a")), kind=RSS)
    options = ("--archive", toy_archive)
    assert call("sync", *options).stdout.startswith("Nothing is followed")
    assert len(ask_json("add", "--follow", f"{farm.url}/feed", *options, by=call)["added"]) == 1
    farm.pages["/feed"] = answer(rss(item("/b"), item("/a"), item("/none")), kind=RSS)
    done = ask_json("sync", *options, by=call, code=1)
    assert (len(done["added"]), len(done["unchanged"])) == (1, 1)
    assert done["failed"] == [{"source": f"{farm.url}/none", "reason": "is not there (the server answers 404)"}]
    [followed] = done["followed"]
    assert (followed["source"], followed["form"], followed["result"]) == (
        f"{farm.url}/feed",
        "feed",
        "1 added, 1 failed",
    )
    assert ask_json("sync", "--list", *options, by=call)["followed"] == [followed]
    assert f"{farm.url}/feed" in call("sync", "--list", *options).stdout
    assert ask_json("unfollow", f"{farm.url}/feed", "http://other.example/", *options, by=call, code=1) == {
        "unfollowed": [f"{farm.url}/feed"],
        "unknown": ["http://other.example/"],
    }
    assert ask_json("sync", "--list", *options, by=call)["followed"] == []


@pytest.mark.parametrize("wrong", ["5x", "0m", "", "m", "-5m", "1.5h"])
def test_a_time_that_is_none(toy_archive: Path, wrong: str) -> None:
    done = call("sync", f"--every={wrong}", "--archive", toy_archive)
    assert done.returncode == 2 and "90s, 15m, 2h or 1d" in done.stderr


def _following(archive: Path, farm: Farm) -> None:
    with Archive.open(archive, embedder=ToyEmbedder()) as opened:
        opened._web.follow([f"{farm.url}/feed"])


_RUN = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); import rag.archive, toy; from ui.cli.main import main;"
    "rag.archive.choose_embedder = lambda settings: toy.ToyEmbedder(); main(sys.argv[1:])"
)


def _start(archive: Path, *arguments: str, command: str = "sync") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, str(Path(__file__).parents[1]), command, *arguments, "--archive", str(archive)],
        env={**os.environ, "DATELINE_FETCH_ALLOW": "127.0.0.1", "DATELINE_FETCH_DELAY": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("busy", [False, True], ids=["between rounds", "while a server is silent"])
def test_the_loop_ends_within_a_second(tmp_path: Path, farm: Farm, busy: bool) -> None:
    farm.pages.update({"/a": answer(page("A")), "/slow": silence(30)})
    farm.pages["/feed"] = answer(rss(item("/a"), *([item("/slow")] if busy else [])), kind=RSS)
    _following(tmp_path / "archive", farm)
    running = _start(tmp_path / "archive", "--every", "1h")
    try:
        if busy:
            while "/slow" not in farm.paths():
                time.sleep(0.05)
        else:
            assert running.stdout is not None
            assert "1 followed: 1 added" in running.stdout.readline()
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=30)
        took = time.monotonic() - begun
    finally:
        running.kill()
    assert running.returncode == 130 and "stopped; what was done is kept" in errors and "Traceback" not in errors
    assert took < 20, "a second, and much room for a busy machine: the server says nothing for a minute"
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder()) as opened:
        assert opened.count() == 1 and opened.check().ok


@pytest.mark.soak  # test_durability.py kills syncs, and looks at more of what they leave
def test_a_sync_that_was_killed_is_gone_on_with(tmp_path: Path, farm: Farm) -> None:
    farm.pages.update({f"/{n}": answer(page(f"P{n}")) for n in range(4)})
    farm.pages["/2"] = silence(30)
    farm.pages["/feed"] = answer(rss(*(item(f"/{n}") for n in range(4))), kind=RSS, etag='"1"')
    _following(tmp_path / "archive", farm)
    running = _start(tmp_path / "archive")
    try:
        while "/2" not in farm.paths():
            time.sleep(0.05)
    finally:
        running.kill()
        running.communicate(timeout=30)
    farm.pages["/2"] = answer(page("P2"))
    done = _start(tmp_path / "archive", "--json")
    output, errors = done.communicate(timeout=60)
    assert done.returncode == 0, errors
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder()) as opened:
        assert opened.count() == 4 and opened.check().ok
    assert '"added": ["' in output and output.count("\n") == 1


# A sync is left in the same way, and test_the_loop_ends_within_a_second tries one.
@pytest.mark.parametrize("command", ["add", pytest.param("sync", marks=pytest.mark.soak)])
def test_ctrl_c_is_heard_while_a_server_is_silent(tmp_path: Path, farm: Farm, command: str) -> None:
    farm.pages.update({"/a": answer(page("A")), "/slow": silence(30)})
    farm.pages["/feed"] = answer(rss(item("/a"), item("/slow"), item("/b")), kind=RSS)
    if command == "sync":
        _following(tmp_path / "archive", farm)
    named = [f"{farm.url}/feed", f"{farm.url}/never"] if command == "add" else []
    running = _start(tmp_path / "archive", *named, "--json", command=command)
    try:
        while "/slow" not in farm.paths():
            time.sleep(0.05)
        begun = time.monotonic()
        running.send_signal(signal.SIGINT)
        output, errors = running.communicate(timeout=30)
        took = time.monotonic() - begun
    finally:
        running.kill()
    done = json.loads(output)
    assert (running.returncode, len(done["added"]), done["failed"], done["stopped"]) == (130, 1, [], True)
    assert errors == "dateline: stopped; what was done is kept, and the same command goes on from there\n"
    assert took < 20, "a second, and much room for a busy machine: the server says nothing for a minute"
    assert "/b" not in farm.paths() and "/never" not in farm.paths()
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder()) as opened:
        assert opened.count() == 1 and opened.check().ok and opened.failures() == []
