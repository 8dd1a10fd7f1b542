"""Erasing for good: the bytes of the archive's files are looked through for all that an article was."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toy import ToyEmbedder

from rag import Archive, UnknownArticleError
from rag.accounts.account_tables import FILE as ACCOUNTS_FILE
from rag.errors import ArchiveBusyError, ArchiveDamagedError
from rag.model import Filters
from rag.store import erasing
from rag.store.vectors.chroma_index import ChromaIndex

Write = Callable[..., Path]

PAGE = """<html><head><title>Zyxquill resigns</title></head><body><nav><a href="/">Wobblefrantz menu</a></nav>
<article><h1>Zyxquill resigns</h1><p>By Grimbeldorf Vexley</p>
<p>{0} The minister Zyxquill resigned on Monday after the Krumblewatt affair, his office said in a statement.</p>
<p>The successor is to be named within a week, and the Plonkhurst inquiry goes on until the year ends.</p></article>
<footer>Copyright Snorkbaum Media. All rights reserved.</footer></body></html>"""
WORDS = (
    "zyxquill",
    "krumblewatt",
    "plonkhurst",
    "grimbeldorf",
    "wobblefrantz",
    "snorkbaum",
    "quaxford",
    "brimblethorn",
)


@pytest.fixture
def victim(archive: Archive, write: Write) -> str:
    """An article with all that one can have: versions, corrections, what was taken off; beside others."""
    for number in range(20):
        write(f"news/{number}.txt", f"Ferry {number}\n\nThe ferry number {number} sailed at dawn, the harbour said.\n")
    file = write("news/quaxford.html", PAGE.format("An earlier Brimblethorn word."))
    archive.add(file.parent)
    write("news/quaxford.html", PAGE.format("A later word."))
    [identity] = archive.add(file.parent).updated
    archive.edit(identity, outlet="Snorkbaum Post")
    return identity


def vectors_of(archive: Archive, identity: str) -> list[bytes]:
    """The vectors of an article's passages as bytes, as the catalog has them and as the vector store may."""
    stored = [
        each.vector for batch in archive._store.catalog.all_vectors() for each in batch if each.article_id == identity
    ]
    assert stored
    scaled = [vector / np.linalg.norm(vector) for vector in stored]
    return [np.asarray(vector, dtype="<f4").tobytes() for vector in (*stored, *scaled)]


def found_in_files(folder: Path, words: tuple[str, ...], vectors: list[bytes], identity: str) -> set[str]:
    """Which of the words, in any case, and whether a vector or the id, stand in any file."""
    found = set()
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        raw = file.read_bytes()
        lowered = raw.lower()
        found |= {word for word in words if word.encode() in lowered or word.encode("utf-16-le") in lowered}
        # Eight numbers in a row are no coincidence: an index may cut a vector, but not so small.
        found |= {"vector" for vector in vectors if vector[:32] in raw or vector[-32:] in raw}
        # The log of changes says which article was erased, by its id; that is no word of it.
        is_log = file.name.startswith(ACCOUNTS_FILE)
        found |= {"id"} if identity.encode() in raw and not is_log else set()
    return found


def taken_off_bytes(archive: Archive, identity: str) -> bytes:
    listed = [[piece.text, piece.reason] for piece in archive.taken_off(identity)]
    assert listed
    return zlib.compress(json.dumps(listed, ensure_ascii=False).encode())


@pytest.mark.slow
def test_nothing_is_left_in_the_files(archive: Archive, victim: str) -> None:
    vectors, packed = vectors_of(archive, victim), taken_off_bytes(archive, victim)
    folder = archive.path
    assert found_in_files(folder, WORDS, vectors, victim) >= {"zyxquill", "brimblethorn", "quaxford", "vector", "id"}
    assert any(packed[8:] in file.read_bytes() for file in folder.glob("catalog*"))
    report = archive.remove(victim, erase=True)
    assert report.removed == (victim,) and any("Backups" in each for each in report.beyond_reach)
    assert found_in_files(folder, WORDS, vectors, victim) == set()
    assert not any(packed[8:] in file.read_bytes() for file in folder.rglob("*") if file.is_file())
    # The others are as they were, in every index.
    assert archive.count() == 20
    assert archive.search("ferry number 7", mode="lexical") and archive.search("ferry number 7", mode="dense")
    assert archive.check().problems == ()
    archive.close()
    assert found_in_files(folder, WORDS, vectors, victim) == set()


def test_what_was_removed_before_goes_too(archive: Archive, victim: str) -> None:
    vectors = vectors_of(archive, victim)
    archive.remove(victim)
    assert found_in_files(archive.path, WORDS, vectors, victim)
    report = archive.remove(victim, erase=True)
    assert report.unknown == (victim,) and report.beyond_reach
    assert found_in_files(archive.path, WORDS, vectors, victim) == set()
    with pytest.raises(UnknownArticleError):
        archive.article(victim)


@pytest.mark.parametrize(
    "step", ["rag.store.vectors.vector_holder.VectorHolder.rebuild", "rag.store.sqlite.database.Database.rewrite"]
)
def test_what_was_cut_off_is_finished_by_the_next_writer(
    archive: Archive, victim: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: object) -> None:
        raise KeyboardInterrupt

    vectors, folder = vectors_of(archive, victim), archive.path
    with monkeypatch.context() as patch:
        patch.setattr(step, killed)
        with pytest.raises(KeyboardInterrupt):
            archive.remove(victim, erase=True)
    assert erasing.is_marked(archive._store.folder.database)
    archive.close()
    with Archive.open(folder, embedder=ToyEmbedder(), read_only=True) as reader:
        assert reader.count() == 20
    with Archive.open(folder, embedder=ToyEmbedder()) as again:
        assert again.count() == 20
        assert not erasing.is_marked(again._store.folder.database)
        assert found_in_files(folder, WORDS, vectors, victim) == set()


def test_the_room_in_the_graphs_files_is_empty(archive: Archive, victim: str) -> None:
    """Chroma writes what it has allocated as it is, with what the process had in its memory."""
    for header in archive.path.glob("chroma-*/*/header.bin"):
        _, _, room, used, size, _, _ = struct.unpack("<i6Q", header.read_bytes()[:52])
        unused = header.with_name("data_level0.bin").read_bytes()[used * size :]
        assert used < room and len(unused) == (room - used) * size
        assert not any(unused)
        break
    else:
        pytest.fail("Chroma keeps its graphs elsewhere")


def test_a_reader_in_its_way_is_named(archive: Archive, victim: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("rag.store.sqlite.database.Database.rewrite", lambda _: False)
        with pytest.raises(ArchiveBusyError, match="the next command that writes"):
            archive.remove(victim, erase=True)
    archive.resume()
    assert not erasing.is_marked(archive._store.folder.database)


def test_a_search_that_had_the_old_vector_store_in_hand_goes_on_in_the_new_one(
    archive: Archive, victim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = ToyEmbedder().embed_query("The ferry sailed at dawn")
    before = archive._store.vectors.index
    kept = {passage for passage, _ in before.search(vector, 100, Filters())}
    archive.remove(victim, erase=True)
    found = {passage for passage, _ in before.search(vector, 100, Filters())}
    assert found == {
        passage.id for each in archive.articles() for passage in archive._store.catalog.passages_of(each.id)
    }
    assert found < kept

    search = ChromaIndex.search
    closed: list[ChromaIndex] = []

    def closed_within(self: ChromaIndex, *asked: Any) -> list[tuple[str, float]]:
        if not closed:
            closed.append(self)
            archive._store.vectors.rebuild()
        return search(self, *asked)

    monkeypatch.setattr(ChromaIndex, "search", closed_within)
    assert archive.ask("When did the ferry number 7 sail?").evidence[0].quote.startswith("The ferry number")
    assert closed


def test_a_search_does_not_open_a_closed_archives_vectors_again(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path / "closed", embedder=ToyEmbedder())
    archive.add_text("Ferry\n\nThe ferry sailed at dawn, the harbour said.", name="ferry.txt")
    index = archive._store.vectors.index
    archive.close()
    with pytest.raises(ArchiveDamagedError):
        index.search(ToyEmbedder().embed_query("ferry"), 5, Filters())
    assert archive._store.vectors._store is None
