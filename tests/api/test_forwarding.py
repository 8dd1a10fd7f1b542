"""Commands that write beside a server: it does it for them, and what they print and leave is as without one."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from cli_runs import ARTICLES, ask_json, call, write_articles
from connected import assistant
from mcp import StdioServerParameters
from served_api import Served, open_archive, served
from sqlalchemy import text
from toy import ToyEmbedder

from rag import Archive, ArchiveBusyError, Client, OwnerClient, UsageError, load_settings
from ui.page.security.owner_socket import owner_socket
from ui.page.server import accounts_in_use

LOCKED = {"password": "a long enough ключ"}


def owner_of(archive: Archive) -> OwnerClient:
    """The owner's client, as another process finds it."""
    with pytest.raises(ArchiveBusyError) as busy:
        Archive.open(archive.path, embedder=ToyEmbedder(), read_only=False)
    client = OwnerClient.reached(busy.value.server)
    assert client is not None
    return client


def prepared(folder: Path) -> Path:
    """A folder that holds all that :func:`commands` name, and an archive with one article."""
    folder.mkdir(parents=True)
    news = write_articles(folder / "news")
    (news / "empty.txt").write_text("")
    (news / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / "rows.jsonl").write_text(json.dumps({"kopf": "Lamp lit", "body": "The lamp of Ubisk burns."}) + "\n")
    (folder / "first.txt").write_text("First\n\nThe quay of Aldersund is closed.")
    done = call("add", folder / "first.txt", "--archive", folder / "archive")
    assert done.returncode == 0, done.stderr
    return folder


def ids(archive: Path) -> dict[str, str]:
    listed = json.loads(call("list", "--archive", archive, "--json").stdout)
    return {article["source"]: article["id"] for article in listed}


def commands(folder: Path) -> Iterator[list[str]]:
    """Each command that writes, with what can go wrong in it, one after the other; run within the folder."""
    archive = folder / "archive"
    yield ["add", "news", "rows.jsonl", "--map", "title=kopf"]
    yield ["add", "news"]
    yield ["failures"]
    yield ["failures", "--forget", "nothing"]
    (folder / "news" / "empty.txt").write_text("Not empty\n\nIt says something now.")
    yield ["add", "--retry-failed"]
    yield ["failures", "--forget"]
    yield ["add", "news", "--follow"]
    (folder / "news" / "late.txt").write_text("Late\n\nThe late edition has the harbour of Vell.")
    yield ["sync"]
    yield ["unfollow", "news", "elsewhere"]
    yield ["add", "first.txt", "--follow"]
    bridge, ferry = (ids(archive)[f"news/{name}"] for name in ("bridge.md", "ferry.txt"))
    yield ["edit", bridge, "--title", "Bridge shut", "--published", "2025-09-10"]
    yield ["edit", bridge, "--undo", "title"]
    yield ["edit", "nothing", "--outlet", "Nobody"]
    yield ["edit", bridge, "--published", "yesterday"]
    yield ["edit", bridge, ferry, "nothing", "--author", "Mira Holt", "--author", "Jo Ek"]
    yield ["edit", "--from-outlet", "Skarne Ledger", "--clear", "outlet"]
    yield ["edit", bridge, "--title", "Br\udcfccke"]  # bytes of a terminal that is not set to UTF-8
    yield ["edit", "no\udcff", "--title", "Bridge"]
    yield ["remove", "no\udcff"]
    yield ["export", str(folder / "backup.zip")]
    yield ["remove", ferry, "nothing"]
    yield ["import", str(folder / "backup.zip")]
    yield ["remove", bridge, "--erase"]
    yield ["list"]
    yield ["doctor"]
    yield ["doctor", "--mend"]


def told(done: subprocess.CompletedProcess[str], folder: Path) -> tuple[int, Any, str]:
    """What a command told, without what differs from run to run."""
    moments = {"added", "since", "looked", "bytes"}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {name: each for name, each in value.items() if name not in moments or isinstance(each, list)}
            return {name: plain(each) for name, each in kept.items()}
        if isinstance(value, list):
            return [plain(each) for each in value]
        return value.replace(str(folder), "(folder)") if isinstance(value, str) else value

    said = done.stderr.replace(str(folder), "(folder)")
    return done.returncode, plain(json.loads(done.stdout)) if done.stdout else None, said


@pytest.fixture
def toy_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in this process embed by the toy, as its servers do."""
    monkeypatch.setattr("rag.archive.choose_embedder", lambda _: ToyEmbedder())
    monkeypatch.setenv("DATELINE_LLM", "none")


@pytest.mark.usefixtures("toy_commands")
def test_each_command_tells_and_leaves_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, beside = prepared(tmp_path / "alone" / "desk"), prepared(tmp_path / "beside" / "desk")
    codes = []
    with Archive.open(beside / "archive") as archive, served(archive, **LOCKED):
        for without, along in zip(commands(alone), commands(beside), strict=True):
            results = []
            for folder, arguments in ((alone, without), (beside, along)):
                monkeypatch.chdir(folder)
                results.append(told(call(*arguments, "--archive", folder / "archive", "--json"), folder))
            if without[0] == "doctor":  # what a reader cannot look at it notes
                for _, health, _ in results:
                    del health["notes"]
            assert results[0] == results[1], without
            codes.append((without[0], results[0][0]))
        last = [
            call("edit", ids(folder / "archive")["desk/first.txt"], "--language", "en", "--archive", folder / "archive")
            for folder in (alone, beside)
        ]
        assert last[0].stdout == last[1].stdout and "First" in last[0].stdout
    assert {code for command, code in codes if command == "add"} == {0, 1, 2}
    assert {code for command, code in codes if command == "edit"} == {0, 1, 2}


def test_only_the_owner_has_these_routes(reading: Served) -> None:
    with owner_of(reading.archive) as owner:
        assert owner.status().archive == "harrow"
        assert owner.remove_all(["nothing"]).unknown == ("nothing",)
    asked = reading.client.post("/api/owner/remove", json={"article_ids": reading.ids()})
    assert (asked.status_code, asked.json()["error"]["type"]) == (404, "not_found")
    assert reading.archive.count() == len(ARTICLES)
    assert "/api/owner" not in reading.client.get("/api/openapi.json").text
    socket = reading.archive.path / "server.sock"
    assert socket.stat().st_mode & 0o777 == 0o600


def test_the_owner_needs_no_password(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive, served(archive, **LOCKED) as serving, owner_of(archive) as owner:
        assert serving.client.get("/api/status").status_code == 401
        with Client(serving.url, key=f"{LOCKED['password']}\n") as known:  # as read from a file
            assert known.status().articles == 3
        assert owner.ask("When does the last ferry leave?").evidence
        with pytest.raises(UsageError, match="is not to be seen by the server"):
            owner.add_paths([str(tmp_path / "elsewhere.txt")])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_another_user_is_turned_away() -> None:
    """Whatever the modes of socket and folder let in."""
    with tempfile.TemporaryDirectory() as folder, open_archive(Path(folder)) as archive, served(archive):
        at = archive.path / "server.sock"
        for each, mode in ((Path(folder), 0o755), (archive.path, 0o755), (at, 0o666)):
            each.chmod(mode)
        asked = ["curl", "--silent", "--max-time", "20", "--unix-socket", str(at), "http://localhost/healthz"]
        codes = [subprocess.run(asked, user=user, capture_output=True, timeout=60).returncode for user in (0, 65_534)]
        assert subprocess.run(["test", "-w", str(at)], user=65_534).returncode == 0
    assert codes[0] == 0 and codes[1] in (7, 52, 56)  # curl's words for a connection that is closed


def test_what_is_begun_is_stopped_in_order_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Number {number}\n\nThe quay of berth {number} is closed.")
    stop = threading.Event()
    with open_archive(tmp_path) as archive, served(archive), owner_of(archive) as owner:
        stop.set()
        told = owner.add_paths([str(folder)], stop=stop)
        assert told.stopped and len(told.added) < 300
        seen: list[int] = []
        again = owner.add_paths([str(folder)], progress=lambda job: seen.append(job.done))
        assert not again.stopped and len(again.added) + len(again.unchanged) == 300 and max(seen) == 300
        assert archive.count() == 300 + len(ARTICLES)


def test_a_long_name_has_its_socket_elsewhere(tmp_path: Path) -> None:
    with open_archive(tmp_path / ("long" * 20)) as archive, served(archive):
        with owner_of(archive) as owner:
            assert owner.status().articles == len(ARTICLES)
        at = Path(json.loads((archive.path / "writer.json").read_text())["socket"])
        assert at.is_absolute() and archive.path not in at.parents
        assert at.parent.stat().st_mode & 0o777 == 0o700
    assert not at.parent.exists()


def test_nobody_is_asked_at_what_a_strangers_folder_names(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        there = tmp_path / "file"
        there.write_text("")
        for named in ("nothing.sock", str(there), "../file", 5, None, "\0"):
            (archive.path / "writer.json").write_text(json.dumps({"pid": 1, "socket": named}))
            with pytest.raises(ArchiveBusyError, match="process 1") as busy:
                Archive.open(archive.path, embedder=ToyEmbedder(), read_only=False)
            assert OwnerClient.reached(busy.value.server) is None


def test_a_server_that_only_reads_has_no_socket(tmp_path: Path) -> None:
    with (
        open_archive(tmp_path) as writing,
        Archive.open(writing.path, embedder=ToyEmbedder(), read_only=True) as reading,
        owner_socket(reading) as none,
    ):
        assert none is None and not (writing.path / "server.sock").exists()


# -- with processes ----------------------------------------------------------------------------------------------------


@contextmanager
def serving_process(archive: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``dateline serve`` with a password: its address and its process, which is killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--port", "0", "--json", "--archive", str(archive)],
        env={**os.environ, "DATELINE_LLM": "none", "DATELINE_PASSWORD": LOCKED["password"]},
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    too_late = threading.Timer(300, process.kill)
    too_late.start()
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["address"], process
    finally:
        too_late.cancel()
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_server_that_is_killed_is_in_nobodys_way(tmp_path: Path) -> None:
    archive, text = tmp_path / "archive", tmp_path / "late.txt"
    text.write_text("Late\n\nThe late edition has the harbour of Vell.")
    with serving_process(archive) as (_, server):
        added = ask_json("add", text, "--archive", archive)["added"]
        assert len(added) == 1
        arguments = ["-m", "ui.cli", "mcp", "--write", "--archive", str(archive)]
        with assistant(StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))) as writing:
            [more] = writing.call("add_article", text="Lamp of Ubisk\n\nIt burns again, said its keeper.")["added"]
            assert writing.call("search", query="keeper of the lamp")["hits"][0]["article_id"] == more
            assert writing.call("remove_articles", article_ids=[more])["removed"] == [more]
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        assert (archive / "server.sock").is_socket()
        assert ask_json("remove", *added, "--archive", archive, by=call)["removed"] == added
    assert not (archive / "server.sock").exists()


@pytest.mark.usefixtures("toy_commands")
def test_the_doctor_mends_beside_a_server(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive, served(archive, **LOCKED):
        with archive._store.catalog.database.write() as db:
            db.execute(text("DELETE FROM lexical"))
        found = ask_json("doctor", "--archive", archive.path, code=1, by=call)
        assert not found["ok"] and not any(each["mended"] for each in found["problems"])
        mended = ask_json("doctor", "--mend", "--archive", archive.path, by=call)
        assert mended["ok"] and mended["problems"] and all(each["mended"] for each in mended["problems"])
        assert not any("in use by another process" in each for each in mended["notes"])  # as the one that has it says
        assert archive.search("bridge")


def test_the_first_account_beside_a_server_says_that_it_is_to_be_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def added(name: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("nine boats & a dam\n"))
        done = call("users", "add", name)
        assert done.returncode == 0
        return done.stderr

    with open_archive(tmp_path) as archive:
        monkeypatch.setenv("DATELINE_ARCHIVE", str(archive.path))
        with served(archive) as serving:
            said = added("anna")
            assert "a server is running with this archive" in said and "stop it and start it again" in said
            assert added("ben") == ""
            assert serving.client.get("/api/status").status_code == 200  # it goes on, as was said
        found = accounts_in_use(load_settings())
        assert found is not None
        with closing(found), served(archive, found) as serving:
            assert serving.client.get("/api/status").status_code == 401
