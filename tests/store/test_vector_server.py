"""An archive whose vectors a server keeps: it stops, comes back, forgets; others use it, too; a kill at any time."""

from __future__ import annotations

import logging
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from toy import ToyEmbedder
from vector_servers import ChromaProcess, free_port

from rag import Archive, Filters, VectorStoreError, load_settings
from rag.model import Draft
from rag.store.vectors import fallback_index, vector_holder
from rag.store.vectors.chroma_server import ChromaServer

WORDS = "The harbour office of pier {0} counted {0} barges, and clerk {0} noted it in her book on Monday."


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaProcess]:
    """A server of the test's own, to be stopped."""
    own = ChromaProcess(tmp_path / "server")
    own.start()
    yield own
    own.stop()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback_index, "REST_SECONDS", 0.2)
    monkeypatch.setattr("rag.store.vectors.recovery._FIRST_SECONDS", 0.2)


def opened(path: Path, url: str, *, read_only: bool | None = False, resume: bool = True) -> Archive:
    settings = load_settings(vectors=url, vectors_timeout=5.0, merge_copies=False)
    return Archive.open(path, settings=settings, embedder=ToyEmbedder(), read_only=read_only, resume=resume)


def add(archive: Archive, numbers: range) -> None:
    archive.add_drafts((str(number), Draft(f"Pier {number}", WORDS.format(100 + number))) for number in numbers)


def collections(url: str) -> list[str]:
    server = ChromaServer(url, None, 5.0)
    try:
        return server.names("dateline_")
    finally:
        server.close()


def stored(archive: Archive) -> set[str]:
    return set(archive._store.vectors.store().read_back())


def until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.05)


def test_an_archive_on_a_server(tmp_path: Path, chroma_server: ChromaProcess) -> None:
    with opened(tmp_path / "archive", chroma_server.url) as archive:
        add(archive, range(12))
        hits = archive.search("pier 107", mode="dense", limit=1)
        assert hits[0].article.title == "Pier 7"
        health = archive.check()
        assert health.ok and health.vectors == f"Chroma at {chroma_server.url}"
        gone = archive.search("pier 103", limit=1)[0].article.id
        archive.remove(gone)
        assert not any(passage.startswith(gone) for passage in stored(archive)) and len(stored(archive)) == 11
        archive.remove([article.id for article in archive.articles()][:3], erase=True)
        assert archive.check().ok and len(stored(archive)) == 8
    assert not list((tmp_path / "archive").glob("chroma-*")), "nothing is kept twice"
    with opened(tmp_path / "archive", chroma_server.url, resume=False) as archive:
        assert archive._store.vectors.closed_in_order and archive.check().ok and archive.count() == 8


def test_it_stops_and_comes_back(tmp_path: Path, server: ChromaProcess) -> None:
    with opened(tmp_path / "archive", server.url) as archive:
        add(archive, range(8))
        assert archive.ask("Who counted 104 barges?").notice is None
        server.stop()
        answer = archive.ask("Who counted 104 barges?")
        assert answer.answered and "clerk 104" in answer.text
        assert "compared one by one" in (answer.notice or "") and server.url in (answer.notice or "")
        assert archive.search("pier 105", mode="dense", limit=1)[0].article.title == "Pier 5"
        with pytest.raises(VectorStoreError, match=r"cannot be reached.*DATELINE_VECTORS"):
            add(archive, range(8, 12))
        assert archive.count() == 12, "what was added is kept"
        assert archive.search("pier 110", limit=1)[0].article.title == "Pier 10", "and found by words"
        gone = archive.search("pier 101", limit=1)[0].article.id
        with pytest.raises(VectorStoreError):
            archive.remove(gone)
        assert archive.count() == 11, "what was removed is gone, whatever the store says"
        assert any("cannot be reached" in problem.what for problem in archive.check().problems)
        assert not archive.check(mend=True).ok
        server.start()
        until(lambda: archive.counts().pending == 0)  # nobody asked for it
        until(lambda: archive.ask("Who counted 104 barges?").notice is None)
        assert archive.check().problems == ()
        assert len(stored(archive)) == 11 and not any(passage.startswith(gone) for passage in stored(archive))


def test_it_is_away_when_the_archive_is_opened(tmp_path: Path, server: ChromaProcess) -> None:
    with opened(tmp_path / "archive", server.url) as archive:
        add(archive, range(4))
    server.stop()
    with opened(tmp_path / "archive", server.url) as archive:
        assert archive.ask("Who counted 102 barges?").answered
        with pytest.raises(VectorStoreError):
            add(archive, range(4, 6))
    with opened(tmp_path / "archive", server.url) as archive:  # with something that waits for it
        assert archive.counts().pending == 2
        server.start()
        until(lambda: archive.counts().pending == 0)
        assert archive.check().problems == ()


def test_what_it_has_forgotten_is_entered_again(tmp_path: Path, server: ChromaProcess) -> None:
    with opened(tmp_path / "archive", server.url) as archive:
        add(archive, range(6))
        server.stop()
        shutil.rmtree(tmp_path / "server")
        server.start()
        assert archive.ask("Who counted 102 barges?").answered
        until(lambda: archive.ask("Who counted 102 barges?").notice is None)
        assert archive.check().problems == () and len(stored(archive)) == 6


def test_archives_do_not_mix(tmp_path: Path, server: ChromaProcess) -> None:
    for name in ("one", "other"):
        with opened(tmp_path / name, server.url) as archive:
            add(archive, range(3) if name == "one" else range(3, 8))
    assert len(collections(server.url)) == 2
    (tmp_path / "one").rename(tmp_path / "moved")
    with opened(tmp_path / "moved", server.url) as archive:
        assert len(stored(archive)) == 3 and archive.check().ok
    assert len(collections(server.url)) == 2, "a moved archive finds its own"


def test_a_copy_of_an_archive_gets_its_own(
    tmp_path: Path, server: ChromaProcess, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path / "first", server.url) as archive:
        add(archive, range(4))
    shutil.copytree(tmp_path / "first", tmp_path / "copy")
    with opened(tmp_path / "first", server.url) as archive:
        add(archive, range(4, 6))
        archive.remove(archive.search("pier 100", limit=1)[0].article.id, erase=True)  # which makes it anew
    with caplog.at_level(logging.WARNING, "dateline"), opened(tmp_path / "copy", server.url) as copy:
        add(copy, range(10, 12))
        assert len(stored(copy)) == 6 and copy.check().ok
    with opened(tmp_path / "first", server.url) as archive:
        assert len(stored(archive)) == 5 and archive.check().ok
    assert len(collections(server.url)) == 2


def test_vectors_move_with_the_setting(tmp_path: Path, chroma_server: ChromaProcess) -> None:
    path, before = tmp_path / "archive", len(collections(chroma_server.url))
    for url, numbers in (("chroma", range(3)), (chroma_server.url, range(3, 5)), ("chroma", range(5, 6))):
        with opened(path, url) as archive:
            add(archive, numbers)
            assert len(stored(archive)) == numbers.stop and archive.check().ok
            archive.remove(archive.search("pier 100", limit=1)[0].article.id)
            add(archive, range(1))
    with opened(path, chroma_server.url, resume=False) as archive:
        assert not archive._store.vectors.closed_in_order, "what lies there is of before"
        archive.resume()
        assert len(stored(archive)) == 6 and archive.check().ok
    assert len(collections(chroma_server.url)) == before + 1
    with opened(path, chroma_server.url) as archive:
        archive.delete_vectors()
    assert len(collections(chroma_server.url)) == before


def test_a_collection_of_another_embedding_is_made_anew(tmp_path: Path, server: ChromaProcess) -> None:
    path = tmp_path / "archive"
    with opened(path, server.url) as archive:
        add(archive, range(3))
        name, stamp = archive._store.folder.database.get("vectors_collection"), "of-another"
        archive._store.folder.database.put("vectors_stamps", stamp)
    assert name is not None
    there = ChromaServer(server.url, None, 5.0)
    there.drop(name)
    there.create(name, 7, stamp)
    with opened(path, server.url) as archive:
        assert len(stored(archive)) == 3 and archive.check().ok
    assert collections(server.url) != [name] and len(collections(server.url)) == 1
    there.close()


def test_processes_that_only_read(tmp_path: Path, server: ChromaProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive"
    with opened(path, server.url) as writer, opened(path, server.url, read_only=True) as few:
        add(writer, range(6))
        assert few.search("pier 103", mode="dense", limit=1)
        monkeypatch.setattr(vector_holder, "SCANNED", 3)
        with opened(path, server.url, read_only=True) as many, opened(path, "chroma", read_only=True) as other:
            for reader in (few, many, other):
                assert reader.search("pier 103", mode="dense", limit=1)[0].article.title == "Pier 3"
                assert reader.ask("Who counted 103 barges?").notice is None
            assert (few._store.vectors._looked, other._store.vectors._looked) == (None, None)
            assert many._store.vectors._looked is not None, "many vectors are asked for at the server"
            writer._store.vectors.rebuild()  # under another name
            writer.remove(writer.search("pier 104", limit=1)[0].article.id)
            titles = [hit.article.title for hit in many.search("pier 104", mode="dense", limit=9)]
            assert "Pier 4" not in titles and len(titles) == 5
            assert many.ask("Who counted 103 barges?").notice is None
            server.stop()
            assert "one by one" in (many.ask("Who counted 103 barges?").notice or "")
            server.start()
            until(lambda: many.ask("Who counted 103 barges?").notice is None)


@pytest.mark.parametrize(
    ("token", "header"),
    [
        ("http://reader:s3cret@", {"authorization": "Basic cmVhZGVyOnMzY3JldA=="}),
        ("http://", {"authorization": "Bearer s3cret", "x-chroma-token": "s3cret"}),
    ],
)
def test_a_token_is_sent_and_never_shown(
    tmp_path: Path,
    token: str,
    header: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[httpx.Request] = []

    def refuse(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(401, json={"error": "AuthorizationError", "message": "no s3cret"})

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", refuse)
    settings = load_settings(
        vectors=f"{token}127.0.0.1:{free_port()}", vectors_token=None if "@" in token else "s3cret"
    )
    with (
        caplog.at_level(logging.DEBUG),
        Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive,
    ):
        with pytest.raises(VectorStoreError, match=r"refuses \(401\): check DATELINE_VECTORS_TOKEN") as raised:
            add(archive, range(2))
        answer, health = archive.ask("Who counted 101 barges?"), archive.check()
    assert header.items() <= dict(sent[0].headers).items()
    for shown in (repr(settings), str(raised.value), repr(answer), repr(health), caplog.text):
        assert "s3cret" not in shown


def test_a_server_that_keeps_silent_is_not_waited_for(tmp_path: Path) -> None:
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings = load_settings(vectors=f"http://127.0.0.1:{silent.getsockname()[1]}", vectors_timeout=0.3)
        with Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive:
            with pytest.raises(VectorStoreError, match="timed out"):
                add(archive, range(2))
            assert archive.ask("Who counted 101 barges?").answered


_ADD = """
import sys
from toy import ToyEmbedder
from rag import Archive, load_settings
from rag.model import Draft
path, url, words = sys.argv[1:]
with Archive.open(path, settings=load_settings(vectors=url, merge_copies=False), embedder=ToyEmbedder()) as archive:
    known = archive.count()
    print("open", flush=True)
    for number in range(known, known + 400):
        archive.add_drafts([(str(number), Draft(f"Pier {number}", words.format(100 + number)))])
        if number % 5 == 4:
            archive.remove(archive.search(f"pier {100 + number}", limit=1)[0].article.id)
        print(number, flush=True)
"""


@pytest.mark.kill
@pytest.mark.soak  # each form of the archive is killed while it adds in test_archive_in_each_form.py, this one too
@pytest.mark.parametrize("after", [0, 3, 7, 14, 23])
def test_a_kill_in_the_midst_of_adding(tmp_path: Path, chroma_server: ChromaProcess, after: int) -> None:
    path, tests = tmp_path / "archive", Path(__file__).parent.parent
    command = [sys.executable, "-c", _ADD, str(path), chroma_server.url, WORDS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tests) as adding:
        assert adding.stdout is not None
        for line in adding.stdout:
            if line.strip() == str(after):
                time.sleep(0.013 * after % 0.05)
                adding.send_signal(signal.SIGKILL)
                break
    with opened(path, chroma_server.url) as archive:
        assert archive.count() > after * 0.7
        assert archive.check().problems == ()
        assert len(stored(archive)) == archive.counts().passages
        assert archive.search("pier 100", mode="dense", limit=1, filters=Filters())[0].article.title == "Pier 0"
