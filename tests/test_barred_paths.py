"""Paths that the system bars: each command says so in a sentence, and takes the place of nothing that is no file."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from pathlib import Path

import pytest
from cli_runs import call, refused

from rag import Archive, UsageError, load_settings
from rag.client.sources_to_send import what_to_add

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


#: No user has this name, and a shell hands it on as it is.
NOBODYS = "~no-such-user-here/news"


@pytest.mark.parametrize(
    "command",
    [["list", "--archive"], ["add", ".", "--archive"], ["users", "list", "--archive"], ["migrate", "--to"]],
    ids=lambda command: command[0],
)
def test_the_home_of_nobody_as_an_archive(command: list[str]) -> None:
    refused(2, NOBODYS, "no user here", "in full")(call(*command, NOBODYS))


@pytest.mark.parametrize("command", ["export", "import", "unfollow"])
def test_the_home_of_nobody_as_a_file(command: str, news: Path) -> None:
    refused(2, NOBODYS)(call(command, NOBODYS, "--archive", news))


@pytest.mark.parametrize("setting", ["ARCHIVE", "MODELS", "VECTORS", "READER"])
def test_the_home_of_nobody_in_a_setting(setting: str, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = {"VECTORS": "milvus:", "READER": ""}.get(setting, "")
    suffix = ".onnx" if setting == "READER" else ""
    monkeypatch.setenv(f"DATELINE_{setting}", prefix + NOBODYS + suffix)
    if setting != "ARCHIVE":
        monkeypatch.setenv("DATELINE_ARCHIVE", str(news))
    refused(2, NOBODYS, "no user here")(call("ask", "Who?"))


@pytest.mark.parametrize("name", ["archive", "models", "cache", "tls_cert", "tls_key"])
def test_a_file_of_settings_may_name_the_home_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(f"DATELINE_{name.upper()}", "~/there")
    assert getattr(load_settings(), name) == tmp_path / "there"


@pytest.mark.parametrize("path", ["a\0b", "\ud800", "x" * 300])
def test_what_no_path_can_be_is_wrong_use(path: str, news: Path) -> None:
    with pytest.raises(UsageError):
        Archive.open(path)
    with Archive.open(news) as archive:
        for take in (archive.export, archive.import_backup, archive.add, partial(archive.add, follow=True)):
            with pytest.raises(UsageError):
                take(path)
    with Archive.open(news) as archive, contextlib.suppress(UsageError):
        assert not archive.unfollow(path)
    with pytest.raises(UsageError):
        what_to_add(path, follow=False)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without named pipes")
def test_a_backup_takes_no_device_s_place(news: Path) -> None:
    pipe = news.parent / "pipe"
    os.mkfifo(pipe)
    refused(2, "is no ordinary file")(call("export", pipe, "--archive", news))
    assert pipe.is_fifo()
