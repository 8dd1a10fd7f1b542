"""Adding and removing while other articles are being embedded."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from toy import ToyEmbedder

from rag import Archive

TEXT = "The ferry of Harrow Bay sailed on day {}, said the mayor. Nobody was late."


class SlowEmbedder(ToyEmbedder):
    """Embeds passages only while it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if texts:
            self.begun.set()
            assert self.go_on.wait(20)
        return super().embed_passages(texts)


@pytest.fixture
def slow() -> SlowEmbedder:
    return SlowEmbedder()


@pytest.fixture
def busy(tmp_path: Path, slow: SlowEmbedder) -> Iterator[tuple[Archive, threading.Thread]]:
    """An archive with two articles, one of which a thread is embedding."""
    archive = Archive.open(tmp_path / "busy", embedder=slow)
    first = archive.add_bytes(TEXT.format(1).encode(), name="1.txt", embed=False)
    assert len(first.added) == 1
    thread = threading.Thread(target=archive.resume, daemon=True)
    thread.start()
    assert slow.begun.wait(20)
    yield archive, thread
    slow.go_on.set()
    thread.join(20)
    archive.close()


def test_adding_does_not_wait_and_is_found_by_words_at_once(
    busy: tuple[Archive, threading.Thread], slow: SlowEmbedder
) -> None:
    archive, thread = busy
    [added] = archive.add_bytes(TEXT.format(2).encode(), name="2.txt", embed=False).added
    assert archive.article(added).state == "pending"
    assert added in {hit.article.id for hit in archive.search("ferry day 2", mode="lexical")}
    slow.go_on.set()
    thread.join(20)
    assert archive.counts().pending == 0
    assert archive.check().problems == ()


def test_what_is_removed_while_it_is_embedded_is_gone(
    busy: tuple[Archive, threading.Thread], slow: SlowEmbedder
) -> None:
    archive, thread = busy
    [doomed] = archive.article_ids()
    assert archive.remove(doomed, bury=False).removed == (doomed,)
    slow.go_on.set()
    thread.join(20)
    archive.resume()
    assert (archive.count(), archive.counts().pending) == (0, 0)
    assert archive.check().problems == ()


def test_several_files_share_a_batch(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    embed = archive._store.indexer.embedder.embed_passages
    monkeypatch.setattr(
        archive._store.indexer.embedder, "embed_passages", lambda texts: (sizes.append(len(texts)), embed(texts))[1]
    )
    for number in range(20):
        archive.add_bytes(TEXT.format(number).encode(), name=f"{number}.txt", embed=False)
    archive.resume()
    assert [size for size in sizes if size] == [20]
    assert archive.counts().pending == 0


def test_closing_ends_the_embedding_and_the_next_opening_finishes_it(
    busy: tuple[Archive, threading.Thread], slow: SlowEmbedder
) -> None:
    archive, thread = busy
    archive.close()  # does not wait for the batch
    slow.go_on.set()
    thread.join(20)
    assert not thread.is_alive()
    with Archive.open(archive.path, embedder=slow) as again:
        assert again.counts().pending == 0
        assert again.check().problems == ()
