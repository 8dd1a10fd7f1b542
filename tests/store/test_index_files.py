"""Files of Chroma's graph that a kill left half written are never opened: they open without a word, and then ruin."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from toy import ToyEmbedder
from vector_servers import embedded

from rag import Archive, ArchiveDamagedError
from rag.model import Filters
from rag.settings import Settings, load_settings
from rag.store.passage_rows import StoredVector
from rag.store.vectors.chroma_index import ChromaIndex
from rag.store.vectors.index_files import index_state

WORDS = "The harbour office of pier {0} counted {0} barges, and the clerk noted it in her book on Monday."


@pytest.fixture
def often() -> Settings:
    """Settings with which Chroma writes its index all the time."""
    return load_settings(chroma_sync_threshold=4, merge_copies=False)


def _open(path: Path, settings: Settings, *, resume: bool = True) -> Archive:
    return Archive.open(path, settings=settings, embedder=ToyEmbedder(), read_only=False, resume=resume)


def _add(archive: Archive, folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number}.txt").write_text(WORDS.format(100 + number))
    archive.add(folder)


def _cut_off(path: Path) -> None:
    """Make it look as if the writer had been killed."""
    from rag.store.sqlite.database import Database

    database = Database(path / "catalog.sqlite")
    database.put("vectors_clean", "0")
    database.close()


@pytest.fixture
def half_written(tmp_path: Path, often: Settings) -> Path:
    """An archive cut off while its index was written: one file is newer than the others."""
    path = tmp_path / "archive"
    with _open(path, often) as archive:
        _add(archive, tmp_path / "news", range(20))
    [old] = path.glob("chroma-*/*/link_lists.bin")
    shutil.copy2(old, tmp_path / "old")
    with _open(path, often) as archive:
        _add(archive, tmp_path / "news", range(20, 40))
    shutil.copy2(tmp_path / "old", old)
    _cut_off(path)
    return path


def test_it_is_made_anew_from_the_catalog(half_written: Path, often: Settings) -> None:
    with _open(half_written, often) as archive:
        assert [store.name for store in half_written.glob("chroma-*")] == ["chroma-2"]
        assert archive.check().problems == ()
        assert len(archive._store.vectors.store().read_back()) == 40


def test_the_doctor_says_so_and_mends_it(half_written: Path, often: Settings) -> None:
    with _open(half_written, often, resume=False) as archive:
        [problem] = archive.check().problems
        assert "was being written when Dateline was cut off" in problem.what and "doctor --mend" in problem.what
        assert archive.check(mend=True).ok
        assert archive.check().problems == ()


def test_a_whole_one_is_used_again(tmp_path: Path, often: Settings) -> None:
    path = tmp_path / "archive"
    with _open(path, often) as archive:
        _add(archive, tmp_path / "news", range(20))
    _cut_off(path)
    with _open(path, often) as archive:
        assert archive.check().problems == ()
    assert [store.name for store in path.glob("chroma-*")] == ["chroma-1"]


def test_looking_does_not_make_a_store_suspicious(tmp_path: Path, often: Settings) -> None:
    path = tmp_path / "archive"
    with _open(path, often) as archive:
        _add(archive, tmp_path / "news", range(6))
    with _open(path, often, resume=False) as archive:
        assert archive.check().ok
    with _open(path, often, resume=False) as archive:
        assert archive._store.vectors.closed_in_order


def _stored(number: int) -> StoredVector:
    return StoredVector(str(number), "article", np.array([1.0, number], dtype=np.float32), None, None, None)


def test_the_state_is_told_after_each_call_that_wrote(tmp_path: Path) -> None:
    told: list[str] = []
    folder = tmp_path / "store"
    index = ChromaIndex(folder, sync_threshold=4, written=told.append)
    for number in range(12):
        index.add([_stored(number)])
        assert told[-1] == index_state(folder)
    assert len(told) > 2
    index.close()


def test_a_call_that_only_reads_tells_nothing(tmp_path: Path) -> None:
    """It may end while another one writes: what it would see then may be half of it."""
    told: list[str] = []
    index = ChromaIndex(tmp_path / "store", sync_threshold=4, written=told.append)
    index.add([_stored(number) for number in range(8)])
    before = list(told)
    [links] = tmp_path.glob("store/*/link_lists.bin")
    os.utime(links, (0, 0))  # as if another thread were writing
    assert index.count() == 8 and len(index.read_back()) == 8
    assert index.search(_stored(1).vector, 3, Filters())
    assert told == before
    index.delete(["7"])
    assert told[-1] == index_state(tmp_path / "store")
    index.close()


def test_after_a_call_that_failed_the_store_is_not_taken_for_whole(
    tmp_path: Path, often: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: object) -> None:
        raise RuntimeError("no space left on device")

    path = tmp_path / "archive"
    with _open(path, often) as archive:
        _add(archive, tmp_path / "news", range(6))
        monkeypatch.setattr(embedded(archive)._collection, "upsert", fails)
        with pytest.raises(ArchiveDamagedError, match="no space left"):
            _add(archive, tmp_path / "news", range(6, 9))
    monkeypatch.undo()
    with _open(path, often, resume=False) as archive:
        assert not archive._store.vectors.closed_in_order
        archive.resume()
        assert archive.check().problems == ()
