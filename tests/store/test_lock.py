"""One writer, any number of readers: with two real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import call, run
from toy import ToyEmbedder

from rag import Archive, ArchiveBusyError

WORKER = Path(__file__).parent.parent / "killing.py"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """An archive with an article, that another process has open for writing, until the last of its tests kills it."""
    path = tmp_path_factory.mktemp("held") / "archive"
    with Archive.open(path, embedder=ToyEmbedder()) as archive:
        archive.add_text("The ferry sails at dawn.")
    process = subprocess.Popen(
        [sys.executable, str(WORKER), "hold", str(path)], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield path, process
    process.kill()
    process.wait()


def test_a_second_writer_is_told_who_writes(held: tuple[Path, subprocess.Popen[str]]) -> None:
    path, process = held
    with pytest.raises(ArchiveBusyError, match=f"process {process.pid}"):
        Archive.open(path, embedder=ToyEmbedder(), read_only=False)


def test_readers_work_beside_a_writer(held: tuple[Path, subprocess.Popen[str]]) -> None:
    path, process = held
    for read_only in (True, None):
        with Archive.open(path, embedder=ToyEmbedder(), read_only=read_only) as reader:
            assert not reader.writable
            assert reader.count() == 1
            assert reader.search("ferry")[0].cosine is not None
            assert reader.ask("When does the ferry sail?").evidence
            health = reader.check()
            assert health.ok
            assert health.notes, "that the vector store was not read has to be said"
            for write in (
                lambda r=reader: r.add_text("x"),
                lambda r=reader: r.remove("x"),
                lambda r=reader: r.resume(),
            ):
                with pytest.raises(ArchiveBusyError, match=f"process {process.pid}"):
                    write()


@pytest.mark.slow
def test_the_command_line_beside_a_writer(held: tuple[Path, subprocess.Popen[str]], tmp_path: Path) -> None:
    """Exit code 1 and one sentence that names the process."""
    path, process = held
    (tmp_path / "x.txt").write_text("The bridge closes at noon.")
    # The archive is of the toy embedding; that it is busy is found first.
    for by, command in ((run, ["add", tmp_path / "x.txt"]), (call, ["remove", "x"]), (call, ["doctor", "--mend"])):
        done = by(*command, "--archive", path, "--json")
        assert (done.returncode, done.stdout) == (1, ""), (command, done.stderr)
        assert f"process {process.pid}" in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_kill_frees_the_lock(held: tuple[Path, subprocess.Popen[str]]) -> None:
    path, process = held
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Archive.open(path, embedder=ToyEmbedder(), read_only=False) as writer:
        assert writer.add_text("The bridge closes at noon.").added
        assert writer.check().problems == ()


def test_a_closed_archive_says_nothing_of_its_last_writer(archive: Archive) -> None:
    with pytest.raises(ArchiveBusyError, match=str(os.getpid())):
        Archive.open(archive.path, embedder=ToyEmbedder(), read_only=False)
    assert json.loads((archive.path / "writer.json").read_text()) == {"pid": os.getpid()}
    archive.close()
    assert not (archive.path / "writer.json").exists()
    Archive.open(archive.path, embedder=ToyEmbedder(), read_only=False).close()
