"""A vector store that fails while it is in use: one sentence, nothing lost, found by words; then all is finished."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_runs import call
from toy import ToyEmbedder
from vector_servers import embedded

from rag import Archive, ArchiveDamagedError, ArchiveFullError
from rag.errors import NO_ROOM

WORDS = "The harbour office of pier {0} counted {0} barges, and the clerk noted it in her book on Monday."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_text(WORDS.format(100 + number))
    return folder


def _breaks(*_: Any, **__: Any) -> None:
    raise RuntimeError("the index is gone")


@pytest.mark.parametrize("fault", NO_ROOM)
def test_no_room_to_open_it_is_said_and_no_wrong_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    def full(_: Path) -> None:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr("rag.store.open_archive.make_private_folder", full)
    with pytest.raises(ArchiveFullError, match=r"no room left on the disk for the archive .*free some"):
        Archive.open(tmp_path / "archive", embedder=ToyEmbedder())


def _sound(path: Path, articles: int) -> None:
    """Opening finishes what was left."""
    with Archive.open(path, embedder=ToyEmbedder()) as archive:
        counts = archive.counts()
        assert (counts.articles, counts.pending) == (articles, 0)
        assert archive.check().problems == ()
        assert len(archive._store.vectors.store().read_back()) == counts.passages


def test_it_fails_while_vectors_are_entered(archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.add(news / "0.txt")
    monkeypatch.setattr(embedded(archive)._collection, "upsert", _breaks)
    with pytest.raises(ArchiveDamagedError, match=r"the index is gone.*doctor --mend") as raised:
        archive.add(news)
    assert "\n" not in str(raised.value)
    assert (archive.count(), archive.counts().pending) == (12, 11)
    assert [hit.article.title for hit in archive.search("pier 107", mode="lexical", limit=1)]
    monkeypatch.undo()
    assert archive.check(mend=True).ok and archive.check().problems == ()
    archive.close()
    _sound(archive.path, 12)


def test_it_fails_while_vectors_are_taken_out(archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.add(news)
    ids = [article.id for article in archive.articles()][:5]
    monkeypatch.setattr(embedded(archive)._collection, "delete", _breaks)
    with pytest.raises(ArchiveDamagedError, match="the index is gone"):
        archive.remove(ids)
    assert archive.count() == 7, "what was removed is gone, whatever the store says"
    assert not {hit.article.id for hit in archive.search("pier barges", limit=20, mode="lexical")} & set(ids)
    monkeypatch.undo()
    archive.close()
    _sound(archive.path, 7)


def _by_a_file(store: Path) -> None:
    shutil.rmtree(store)
    store.write_text("not a store")


@pytest.mark.parametrize("spoil", [shutil.rmtree, _by_a_file], ids=["gone", "a file"])
@pytest.mark.parametrize("ending", ["opening", "mending"])
def test_its_folder_is_replaced_while_it_is_open(
    archive: Archive, news: Path, spoil: Callable[[Path], None], ending: str
) -> None:
    for number in range(3):
        archive.add(news / f"{number}.txt")
    [store] = archive.path.glob("chroma-*")
    spoil(store)
    try:
        archive.add(news)
    except ArchiveDamagedError as error:
        assert "\n" not in str(error) and "doctor --mend" in str(error)
    assert archive.count() == 12
    assert archive.search("pier 107", mode="lexical", limit=1)
    archive.close()
    if ending == "mending":
        with Archive.open(archive.path, embedder=ToyEmbedder(), resume=False) as again:
            assert again.check(mend=True).ok
    _sound(archive.path, 12)


def test_on_the_command_line(tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    with monkeypatch.context() as broken:
        broken.setattr("rag.store.vectors.chroma_index.ChromaIndex._enter", lambda self, vectors: self._fail(_breaks))
        broken.setattr("rag.store.vectors.chroma_index.ChromaIndex._fail", _fail, raising=False)
        done = call("add", news, "--archive", tmp_path / "archive")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "doctor --mend" in done.stderr
    assert call("doctor", "--mend", "--archive", tmp_path / "archive").returncode == 0
    _sound(tmp_path / "archive", 12)


def _fail(self: Any, breaks: Callable[[], None]) -> None:
    from rag.store.vectors.chroma_index import _chroma_errors

    with _chroma_errors(self.folder):
        breaks()
