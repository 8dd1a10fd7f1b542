from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.ingest.sources import Source, find_sources


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "articles"
    for name in ["b.txt", "a.HTML", "sub/c.md", "sub/README.md", "README.md", "LICENSE", "LICENSE.txt", "d.exe"]:
        write(root / name)
    for name in [".git/x.txt", ".git/y.txt", ".hidden.txt", "sub/noend"]:
        write(root / name)
    return root


def names(sources: list[Source]) -> list[str]:
    return [source.name for source in sources]


def test_a_folder_gives_its_articles_and_the_reasons_for_the_rest(folder: Path) -> None:
    sources, skipped = find_sources(folder)
    assert names(sources) == ["articles/a.HTML", "articles/b.txt", "articles/sub/README.md", "articles/sub/c.md"]
    assert all(source.path.is_absolute() and source.path.is_file() for source in sources)
    assert {problem.source: problem.reason for problem in skipped} == {
        "articles/.git": "hidden",
        "articles/.hidden.txt": "hidden",
        "articles/LICENSE": "about the folder, not an article",
        "articles/LICENSE.txt": "about the folder, not an article",
        "articles/README.md": "about the folder, not an article",
        "articles/d.exe": "not a known type of article (.exe)",
        "articles/sub/noend": "not a known type of article (no suffix)",
    }


def test_the_current_folder_is_called_by_its_own_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert names(find_sources(Path())[0]) == names(find_sources(folder)[0])
    monkeypatch.chdir(folder / "sub")
    assert names(find_sources(Path(".."))[0]) == names(find_sources(folder)[0])


def test_a_file_is_named_with_its_parent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert names(find_sources(Path("b.txt"))[0]) == ["articles/b.txt"]
    assert names(find_sources(folder / "sub" / "c.md")[0]) == ["sub/c.md"]


def test_a_file_of_unknown_type_is_skipped_even_when_named(folder: Path) -> None:
    sources, skipped = find_sources(folder / "d.exe")
    assert not sources and [problem.source for problem in skipped] == ["articles/d.exe"]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert find_sources(tmp_path) == ([], [])


@pytest.mark.parametrize("name", ["nowhere", "no/where.txt", "x" * 5000, "nul\0"])
def test_a_path_with_nothing_at_it_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"nothing at|cannot be looked at"):
        find_sources(tmp_path / name)


def test_links_do_not_climb_out_or_run_in_circles(tmp_path: Path) -> None:
    write(tmp_path / "secret.txt")
    root = tmp_path / "in"
    write(root / "sub" / "a.txt")
    write(root / ".store" / "b.txt")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "up").symlink_to(tmp_path)
    (root / "sub" / "loop").symlink_to(root)
    (root / "self").symlink_to(root / "self")
    (root / "gone.txt").symlink_to(root / "no.txt")
    (root / "again.txt").symlink_to(root / "sub" / "a.txt")
    (root / "latest").symlink_to(root / ".store")
    sources, skipped = find_sources(root)
    assert names(sources) == ["in/again.txt", "in/latest/b.txt", "in/sub/a.txt"]
    assert {problem.source: problem.reason for problem in skipped} == {
        "in/.store": "hidden",
        "in/gone.txt": "a link that leads nowhere",
        "in/out.txt": "a link that leads out of the folder",
        "in/self": "a link that leads nowhere",
        "in/sub/loop": "a link to a folder that is read in its own place",
        "in/up": "a link that leads out of the folder",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_no_article(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert [problem.reason for problem in find_sources(tmp_path)[1]] == ["not a regular file"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_folder_is_reported_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "sub").chmod(0)
    try:
        sources, skipped = find_sources(folder)
    finally:
        (folder / "sub").chmod(0o700)
    assert names(sources) == ["articles/a.HTML", "articles/b.txt"]
    assert "the folder cannot be read: permission denied" in [problem.reason for problem in skipped]
