"""An archive's files are their owner's alone, whoever made them and with whatever umask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import call, run, write_articles
from toy import ToyEmbedder

from rag import Archive

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


@pytest.fixture
def generous() -> Iterator[None]:
    """A user whose umask lets everybody read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    everything = [folder, *folder.rglob("*")]
    assert len(everything) > 5
    return [f"{path.name} {path.stat().st_mode:o}" for path in everything if path.stat().st_mode & 0o077]


@pytest.mark.usefixtures("generous")
def test_an_archive_is_its_owners_alone(tmp_path: Path) -> None:
    where = tmp_path / "made" / "archive"
    with Archive.open(where, embedder=ToyEmbedder()) as archive:
        assert where.stat().st_mode & 0o777 == 0o700
        archive.add_text("Ferry stops\n\nThe ferry to Harrow Bay stops at nine, said the operator.")
        assert archive.ask("When does the ferry stop?").evidence  # the vector store is there, too
    assert open_to_others(where) == []
    assert (tmp_path / "made").stat().st_mode & 0o077  # what is not the archive is not ours to close


@pytest.mark.usefixtures("generous")
def test_an_older_archive_is_closed_by_its_next_writer(tmp_path: Path) -> None:
    where = tmp_path / "archive"
    with Archive.open(where, embedder=ToyEmbedder()) as archive:
        archive.add_text("Ferry stops\n\nThe ferry to Harrow Bay stops at nine, said the operator.")
    for path in [where, *where.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    (where / "link").symlink_to(tmp_path)
    with Archive.open(where, embedder=ToyEmbedder(), read_only=True):
        assert where.stat().st_mode & 0o077  # who only reads changes nothing
    with Archive.open(where, embedder=ToyEmbedder()):
        (where / "link").unlink()
        assert open_to_others(where) == []
    assert tmp_path.stat().st_mode & 0o777 != 0o600


@pytest.mark.slow
@pytest.mark.usefixtures("generous")
def test_what_the_command_line_writes_is_its_users_alone(tmp_path: Path) -> None:
    articles = write_articles(tmp_path / "articles")
    where, backup = tmp_path / "archive", tmp_path / "backup.zip"
    assert run("add", articles, "--archive", where).returncode == 0
    assert open_to_others(where) == []
    assert call("export", backup, "--archive", where).returncode == 0
    assert backup.stat().st_mode & 0o777 == 0o600
