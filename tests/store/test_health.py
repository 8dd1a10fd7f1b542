"""The doctor: everything is broken for real, seen, and mended without embedding anything again."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
import numpy.typing as npt
import pytest
from sqlalchemy import event
from toy import ToyEmbedder

from rag import Archive, ArchiveDamagedError, DatelineError, EmbeddingError, Filters, Health
from rag.model import Draft
from rag.settings import load_settings

TEXTS = {
    f"source-{n}": " ".join(f"Clerk {n} counted {n * line + 7} barges on day {line}." for line in range(40))
    for n in range(6)
}
FEW = 10  # Chroma writes its index after so many changes, so there is one to be broken


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in order, to be copied and broken."""
    path = tmp_path_factory.mktemp("sound") / "archive"
    with opened(path, ToyEmbedder(), write=True) as archive:
        archive.add_drafts((source, Draft(source, text)) for source, text in TEXTS.items())
        assert archive.check().problems == ()
    return path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(sound, tmp_path / "archive")
    yield tmp_path / "archive"


def opened(path: Path, embedder: ToyEmbedder, *, write: bool = False) -> Archive:
    settings = load_settings(chroma_sync_threshold=FEW)
    return Archive.open(path, embedder=embedder, settings=settings, resume=False, read_only=False if write else None)


class Broken(ToyEmbedder):
    """An embedding whose vectors are wrong, or that fails."""

    def __init__(self, vector: object) -> None:
        super().__init__()
        self._vector = vector

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        if self._vector is None:
            raise EmbeddingError("the embedding server kept silent")
        return np.asarray(self._vector, dtype=np.float32)


@pytest.mark.parametrize(
    ("vector", "says"), [(None, "kept silent"), ([1.0], "32 dimensions"), ([0.5] * 32, "length one")]
)
def test_an_embedding_that_does_not_work_is_a_problem(path: Path, vector: object, says: str) -> None:
    with opened(path, Broken(vector)) as archive:
        assert archive.check().ok, "nothing is tried unless asked for"
        health = archive.check(try_models=True)
    assert (health.ok, health.sound, health.embedding_ok, health.llm_ok) == (False, True, False, None)
    assert says in health.faults[0]


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


def store(path: Path) -> Path:
    [folder] = path.glob("chroma-*")
    return folder


def index_files(path: Path) -> list[Path]:
    files = [file for file in store(path).glob("*/*") if file.is_file()]
    assert files, "Chroma wrote no index: the test would break nothing"
    return files


def collection(folder: Path) -> tuple[chromadb.ClientAPI, chromadb.Collection]:
    client = chromadb.PersistentClient(str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
    return client, client.get_collection("passages", embedding_function=None)


def lose_a_vector(path: Path) -> None:
    client, passages = collection(store(path))
    passages.delete(ids=passages.get(include=[])["ids"][:1])
    client.close()  # type: ignore[attr-defined]


def spoil_a_vector(path: Path) -> None:
    client, passages = collection(store(path))
    first = passages.get(include=[])["ids"][0]
    passages.update(ids=[first], embeddings=[[1.0] + [0.0] * 31])  # type: ignore[arg-type]
    client.close()  # type: ignore[attr-defined]


def add_an_orphan(path: Path) -> None:
    client, passages = collection(store(path))
    passages.add(ids=["orphan"], embeddings=[[1.0] + [0.0] * 31])  # type: ignore[arg-type]
    client.close()  # type: ignore[attr-defined]


def garbage(name: str) -> Callable[[Path], None]:
    def overwrite(path: Path) -> None:
        [file] = [file for file in index_files(path) if file.name == name]
        file.write_bytes(b"\x5a" * max(64, file.stat().st_size))

    return overwrite


def lose_index_file(name: str) -> Callable[[Path], None]:
    def unlink(path: Path) -> None:
        [file] = [file for file in index_files(path) if file.name == name]
        file.unlink()

    return unlink


def truncate_store(path: Path) -> None:
    file = store(path) / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])


def lose_store(path: Path) -> None:
    shutil.rmtree(store(path))


def catalog(*statements: str) -> Callable[[Path], None]:
    return lambda path: sql(path / "catalog.sqlite", *statements)


BREAKAGES: list[tuple[str, Callable[[Path], None], str]] = [
    (
        "a passage's words are lost",
        catalog("DELETE FROM lexical WHERE rowid = 2"),
        "1 passages are missing from the lexical",
    ),
    (
        "all words are lost",
        catalog("DELETE FROM lexical", "DELETE FROM lexical_articles"),
        "articles are missing from the lexical",
    ),
    (
        "an article's words are lost",
        catalog("DELETE FROM lexical_articles WHERE rowid = 1"),
        "1 articles are missing from the lexical",
    ),
    (
        "words of nothing",
        catalog("INSERT INTO lexical(rowid, title, body) VALUES (999, 'x', 'y')"),
        "1 entries of the lexical index belong to none",
    ),
    (
        "other words",
        catalog("UPDATE lexical SET body = 'nonsense' WHERE rowid = 1"),
        "1 entries of the lexical index differ",
    ),
    ("the inverted index is lost", catalog("DELETE FROM lexical_data WHERE id > 10"), "lexical index"),
    ("a vector is lost in Chroma", lose_a_vector, "1 vectors are missing from the vector store"),
    ("a vector is another in Chroma", spoil_a_vector, "1 vectors in the vector store differ"),
    ("a vector of nothing in Chroma", add_an_orphan, "1 vectors in the vector store belong to no passage"),
    ("Chroma's vectors are garbage", garbage("data_level0.bin"), "vector"),
    ("Chroma's header is garbage", garbage("header.bin"), "vector"),
    ("Chroma's ids are garbage", garbage("index_metadata.pickle"), "vector"),
    ("Chroma's vectors are gone", lose_index_file("data_level0.bin"), "vector"),
    ("Chroma's ids are gone", lose_index_file("index_metadata.pickle"), "vector"),
    ("Chroma's database is cut short", truncate_store, "vector store"),
    ("the vector store is gone", lose_store, "the vector store is missing"),
    (
        "an article is pending",
        catalog("UPDATE articles SET state = 'pending' WHERE pk = 1"),
        "1 articles wait to be embedded",
    ),
    ("a tombstone is left", catalog("INSERT INTO tombstones VALUES ('gone')"), "1 vectors of removed passages wait"),
]


@pytest.mark.parametrize(("breaking", "words"), [b[1:] for b in BREAKAGES], ids=[b[0] for b in BREAKAGES])
def test_is_seen_and_mended(path: Path, breaking: Callable[[Path], None], words: str) -> None:
    breaking(path)
    with opened(path, ToyEmbedder()) as archive:
        seen = archive.check()
    assert not seen.ok
    assert any(words in problem.what for problem in seen.problems), seen.problems
    assert not any(problem.mended for problem in seen.problems)

    embedder = ToyEmbedder()
    with opened(path, embedder, write=True) as archive:
        mended = archive.check(mend=True)
        assert mended.ok, mended.problems
        assert mended.problems
        assert_all_there(archive)
    assert embedder.calls == 0
    with opened(path, ToyEmbedder()) as archive:
        assert archive.check().problems == ()


def assert_all_there(archive: Archive) -> None:
    assert {article.source: article.text for article in archive.articles()} == TEXTS
    for stored in (vector for batch in archive._store.catalog.all_vectors() for vector in batch):
        [hit] = [
            hit
            for hit in archive._store.vectors.store().search(stored.vector, 5, Filters())
            if hit[0] == stored.passage_id
        ]
        assert hit[1] == pytest.approx(1, abs=1e-3)
    assert {hit.article.source for hit in archive.search("clerk", limit=1000, mode="lexical")} == set(TEXTS)


def test_a_missing_vector_of_the_catalog_is_embedded_again(path: Path) -> None:
    sql(
        path / "catalog.sqlite",
        "UPDATE passages SET vector = NULL WHERE pk = 1",
        "UPDATE passages SET vector = x'00' WHERE pk = 2",
    )
    with opened(path, ToyEmbedder()) as archive:
        seen = [problem.what for problem in archive.check().problems]
    assert "1 passages of ready articles have no vector" in seen
    assert "1 vectors in the catalog have the wrong length" in seen
    embedder = ToyEmbedder()
    with opened(path, embedder, write=True) as archive:
        assert archive.check(mend=True).ok
        assert_all_there(archive)
    assert embedder.calls == 2


def test_a_reader_cannot_mend_but_sees_the_catalog(path: Path) -> None:
    sql(path / "catalog.sqlite", "DELETE FROM lexical WHERE rowid = 2")
    with Archive.open(path, embedder=ToyEmbedder(), read_only=True) as archive:
        assert not archive.check().ok
        with pytest.raises(DatelineError):
            archive.check(mend=True)


def test_opening_mends_what_a_kill_left(path: Path) -> None:
    """Not closed in order and a vector lost: opening for writing is enough."""
    lose_a_vector(path)
    sql(path / "catalog.sqlite", "UPDATE meta SET value = '0' WHERE key = 'vectors_clean'")
    with Archive.open(path, embedder=ToyEmbedder()) as archive:
        assert archive.check().problems == ()
        assert_all_there(archive)


def test_a_broken_store_does_not_stop_words_or_readers(path: Path) -> None:
    garbage("data_level0.bin")(path)
    with Archive.open(path, embedder=ToyEmbedder(), read_only=True) as archive:
        assert archive.search("clerk")
        assert archive.ask("What did clerk 3 count?").evidence


def test_a_catalog_cut_short_is_said_plainly(path: Path) -> None:
    file = path / "catalog.sqlite"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    try:
        with opened(path, ToyEmbedder()) as archive:
            health: Health = archive.check()
    except ArchiveDamagedError as error:
        assert "restore" in str(error)
    else:
        assert not health.ok


def test_a_long_articles_text_is_not_read_with_each_of_its_passages(tmp_path: Path) -> None:
    """A text may have 20 MB: read with each passage it kept the doctor and the embedding at work for hours."""
    text = "\n\n".join(
        f"Clerk {n} counted {n} barges on the Tesk, and told the harbour office so." for n in range(1_500)
    )
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder(), resume=False) as archive:
        read = 0

        def count(raw: bytes) -> str:
            nonlocal read
            read += len(raw)
            return raw.decode()

        def watch(connection: sqlite3.Connection, *_: object) -> None:
            connection.text_factory = count

        database = archive._store.catalog.database
        event.listen(database._engine, "checkout", watch)  # type: ignore[attr-defined]
        [added] = archive.add_drafts([("long", Draft("Long", text))]).added
        passages = archive.counts().passages
        assert archive.check().problems == ()
        assert len(archive._store.catalog.passages_of(added)) == passages > 200
        assert read < 60 * len(text)
