"""Paths that the system bars: each command says so in a sentence, and takes the place of nothing that is no file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_runs import call, refused

from rag import Archive

#: No file system has names of so many bytes. Whoever is not root meets folders that are barred in the same way.
LONG = "x" * 300


@pytest.fixture
def news(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "news"):
        pass
    return tmp_path / "news"


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["ask", "Who?"],
        ["add", "."],
        ["doctor"],
        ["failures"],
        ["sync"],
        ["audit"],
        ["users", "list"],
        ["keys", "list"],
        ["export", "b.zip"],
        ["migrate", "--to", "there"],
    ],
    ids=lambda command: command[0],
)
def test_an_archive_that_cannot_be_looked_at(command: list[str], tmp_path: Path) -> None:
    refused(2, "File name too long", "check the path")(call(*command, "--archive", tmp_path / LONG))


@pytest.mark.parametrize(
    "command",
    [["export", LONG], ["import", LONG], ["migrate", "--to", LONG], ["eval", "quotes", LONG]],
    ids=lambda command: command[0],
)
def test_a_file_that_cannot_be_looked_at(command: list[str], news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(news.parent)
    if command[0] != "eval":
        command = [*command, "--archive", str(news)]
    refused(2, "File name too long", "check the")(call(*command))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
def test_a_backup_takes_no_device_s_place(news: Path) -> None:
    pipe = news.parent / "pipe"
    os.mkfifo(pipe)
    refused(2, "is no ordinary file")(call("export", pipe, "--archive", news))
    assert pipe.is_fifo()
