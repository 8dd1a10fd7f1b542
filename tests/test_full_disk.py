"""A disk that is full for real: one sentence, what was committed stays, and the same command finishes afterwards."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runs import call
from toy import ToyEmbedder

from rag import Archive

ARTICLES = 60
WORDS = "The harbour office of pier {0} counted {1} barges, and the clerk noted it in her book on day {1}. "


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB; only root can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "dateline-test", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("ballast", [0, 1_600_000], ids=["late", "early"])
def test_adding_to_a_full_disk(disk: Path, tmp_path: Path, ballast: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    news = tmp_path / "news"
    news.mkdir()
    for number in range(ARTICLES):
        text = "".join(WORDS.format(number, line) for line in range(120))
        (news / f"{number}.txt").write_text(text)
    (disk / "ballast").write_bytes(bytes(ballast))
    path = disk / "archive"
    done = call("add", news, "--archive", path)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr and "no room left" in done.stderr
    (disk / "ballast").unlink()
    subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
    with Archive.open(path, embedder=ToyEmbedder(), read_only=True) as archive:
        kept = {article.id for article in archive.articles()}
    assert len(kept) < ARTICLES or ballast == 0
    assert call("add", news, "--archive", path).returncode == 0
    with Archive.open(path, embedder=ToyEmbedder()) as archive:
        assert kept <= {article.id for article in archive.articles()}
        assert (archive.count(), archive.counts().pending) == (ARTICLES, 0)
        assert archive.check().problems == ()


def test_closing_on_a_full_disk_lets_go_of_the_archive(disk: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A bridge\n\n" + WORDS.format(1, 1))
    with Archive.open(disk / "archive", embedder=ToyEmbedder()) as archive:
        [article] = archive.add(tmp_path / "a.txt").added
        with (disk / "ballast").open("wb", buffering=0) as ballast, pytest.raises(OSError, match="No space"):
            while True:
                ballast.write(bytes(4096))
    (disk / "ballast").unlink()
    with Archive.open(disk / "archive", embedder=ToyEmbedder(), read_only=False) as again:
        assert [each.id for each in again.articles()] == [article] and again.check().problems == ()


def test_whatever_fails_in_closing_the_archive_is_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive.open(tmp_path / "archive", embedder=ToyEmbedder())
    archive.add_text("A bridge\n\n" + WORDS.format(1, 1))
    chroma = archive._store.vectors.store()
    monkeypatch.setattr(chroma, "close", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        archive.close()
    monkeypatch.undo()
    chroma.close()
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder(), read_only=False) as again:
        assert again.count() == 1 and again.check().problems == ()
