"""An archive whose vectors Milvus keeps: Milvus Lite in a folder, which one process at a time has."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from toy import ToyEmbedder
from vector_servers import MilvusProcess, free_port

from rag import Archive, Filters, UsageError, VectorStoreError, load_settings
from rag.model import Draft
from rag.store.vectors import fallback_index
from rag.store.vectors.milvus_server import MilvusServer

pytest.importorskip("milvus_lite")

WORDS = "The harbour office of pier {0} counted {0} barges, and clerk {0} noted it in her book on Monday."


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback_index, "REST_SECONDS", 0.2)
    monkeypatch.setattr("rag.store.vectors.recovery._FIRST_SECONDS", 0.2)


@pytest.fixture
def lite(tmp_path: Path) -> str:
    return f"milvus:{tmp_path / 'vectors'}"


@pytest.fixture(autouse=True)
def _no_traces(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nobody sees a stack trace, also not of gRPC's threads, of which Milvus Lite is one side."""
    yield
    assert not [record.getMessage() for record in caplog.get_records("call") if record.exc_info]


def opened(path: Path, vectors: str, *, read_only: bool | None = False, resume: bool = True) -> Archive:
    settings = load_settings(vectors=vectors, vectors_timeout=10.0, merge_copies=False)
    return Archive.open(path, settings=settings, embedder=ToyEmbedder(), read_only=read_only, resume=resume)


def add(archive: Archive, numbers: range) -> None:
    archive.add_drafts(
        (str(number), Draft(f"Pier {number}", WORDS.format(100 + number), outlet=f"Outlet {number % 2}"))
        for number in numbers
    )


def stored(archive: Archive) -> set[str]:
    return set(archive._store.vectors.store().read_back())


@pytest.fixture
def names(tmp_path: Path) -> Iterator[MilvusServer]:
    server = MilvusServer(None, tmp_path / "vectors", None, 10.0)
    yield server
    server.close()


def test_an_archive_in_milvus_lite(tmp_path: Path, lite: str) -> None:
    with opened(tmp_path / "archive", lite) as archive:
        add(archive, range(12))
        assert archive.search("pier 107", mode="dense", limit=1)[0].article.title == "Pier 7"
        hits = archive.search("pier 107", mode="dense", limit=20, filters=Filters(outlets=("outlet 0",)))
        assert {hit.article.outlet for hit in hits} == {"Outlet 0"} and len(hits) == 6
        health = archive.check()
        assert health.ok and health.vectors == f"Milvus Lite in {tmp_path / 'vectors'}"
        with opened(tmp_path / "archive", lite, read_only=True) as reader:
            assert reader.search("pier 107", mode="dense", limit=1)[0].article.title == "Pier 7"
            assert reader.ask("Who counted 104 barges?").notice is None
        gone = archive.search("pier 103", limit=1)[0].article.id
        archive.remove(gone)
        assert not any(passage.startswith(gone) for passage in stored(archive)) and len(stored(archive)) == 11
        archive.remove([article.id for article in archive.articles()][:3], erase=True)
        assert archive.check().ok and len(stored(archive)) == 8
        assert len(list((tmp_path / "vectors" / "milvus.db" / "collections").iterdir())) == 1, "as it is made anew"
    with opened(tmp_path / "archive", lite, resume=False) as archive:
        assert archive._store.vectors.closed_in_order and archive.check().ok and archive.count() == 8
        archive.delete_vectors()


def test_an_archive_on_a_milvus_server(tmp_path: Path, milvus_server: MilvusProcess) -> None:
    url = f"milvus:{milvus_server.url}"
    with opened(tmp_path / "archive", url) as archive:
        add(archive, range(12))
        assert archive.search("pier 107", mode="dense", limit=1)[0].article.title == "Pier 7"
        hits = archive.search("pier 107", mode="dense", limit=20, filters=Filters(outlets=("outlet 0",)))
        assert {hit.article.outlet for hit in hits} == {"Outlet 0"} and len(hits) == 6
        archive.remove(archive.search("pier 103", limit=1)[0].article.id)
        assert archive.check().ok and len(stored(archive)) == 11
        archive.remove([article.id for article in archive.articles()][:3], erase=True)
        assert archive.check().ok and len(stored(archive)) == 8
    shutil.copytree(tmp_path / "archive", tmp_path / "copy")
    for name, number in (("archive", 20), ("copy", 21)):
        with opened(tmp_path / name, url) as archive:
            add(archive, range(number, number + 1))
            assert len(stored(archive)) == 9 and archive.check().ok
    for name in ("archive", "copy"):
        with opened(tmp_path / name, url, resume=False) as archive:
            assert archive._store.vectors.closed_in_order and len(stored(archive)) == 9 and archive.check().ok
            archive.delete_vectors()
    server = MilvusServer(milvus_server.url, None, None, 10.0)
    assert server.names("dateline_") == []
    server.close()


def test_archives_in_one_folder_do_not_mix(tmp_path: Path, lite: str, names: MilvusServer) -> None:
    with opened(tmp_path / "one", lite) as one, opened(tmp_path / "other", lite) as other:
        add(one, range(3))
        add(other, range(3, 8))
        assert (len(stored(one)), len(stored(other))) == (3, 5)
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with opened(tmp_path / "one", lite) as one:
        add(one, range(10, 12))
    with opened(tmp_path / "copy", lite) as copy:
        add(copy, range(20, 21))
        assert len(stored(copy)) == 4 and copy.check().ok
    with opened(tmp_path / "one", lite) as one:
        assert len(stored(one)) == 5 and one.check().ok
    assert len(names.names("dateline_")) == 3


_HOLD = """
import sys
from pathlib import Path
from rag.store.vectors.milvus_server import MilvusServer
server = MilvusServer(None, Path(sys.argv[1]), None, 10.0)
server.names("")
print("open", flush=True)
sys.stdin.read()
server.close()
"""


def test_another_process_has_the_folder(tmp_path: Path, lite: str) -> None:
    command = [sys.executable, "-c", _HOLD, str(tmp_path / "vectors")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None and holder.stdout is not None and holder.stdout.readline()
        with opened(tmp_path / "archive", lite) as archive:
            with pytest.raises(VectorStoreError, match="does not open: another process has it"):
                add(archive, range(3))
            answer = archive.ask("Who counted 101 barges?")
            assert answer.answered and "does not open" in (answer.notice or "")
            holder.stdin.close()
            holder.wait()
            add(archive, range(3, 5))
            assert archive.counts().pending == 0 and archive.check().problems == ()
            assert archive.ask("Who counted 101 barges?").notice is None


_ADD = """
import sys
from toy import ToyEmbedder
from rag import Archive, load_settings
from rag.model import Draft
path, vectors, words = sys.argv[1:]
with Archive.open(path, settings=load_settings(vectors=vectors, merge_copies=False), embedder=ToyEmbedder()) as archive:
    for number in range(400):
        archive.add_drafts([(str(number), Draft(f"Pier {number}", words.format(100 + number)))])
        if number % 5 == 4:
            archive.remove(archive.search(f"pier {100 + number}", limit=1)[0].article.id)
        print(number, flush=True)
"""


@pytest.mark.kill
@pytest.mark.parametrize("after", [7, *(pytest.param(number, marks=pytest.mark.soak) for number in (0, 3, 14, 23))])
def test_a_kill_in_the_midst_of_adding(tmp_path: Path, lite: str, after: int) -> None:
    path, tests = tmp_path / "archive", Path(__file__).parent.parent
    command = [sys.executable, "-c", _ADD, str(path), lite, WORDS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tests) as adding:
        assert adding.stdout is not None
        for line in adding.stdout:
            if line.strip() == str(after):
                adding.send_signal(signal.SIGKILL)
                break
    with opened(path, lite) as archive:
        assert archive.count() > after * 0.7
        assert archive.check().problems == ()
        assert len(stored(archive)) == archive.counts().passages
        assert archive.search("pier 100", mode="dense", limit=1)[0].article.title == "Pier 0"


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    settings = load_settings(vectors=f"milvus:http://root:s3cret@127.0.0.1:{free_port()}", vectors_timeout=1.0)
    with Archive.open(tmp_path / "archive", settings=settings, embedder=ToyEmbedder()) as archive:
        with pytest.raises(VectorStoreError, match=r"\(Milvus at http://127.*cannot be reached") as raised:
            add(archive, range(2))
        answer, health = archive.ask("Who counted 101 barges?"), archive.check()
        assert answer.answered and "Milvus at http://127" in (answer.notice or "") and not health.ok
    assert "s3cret" not in f"{raised.value} {answer} {health}"


def test_it_is_said_what_is_not_installed(tmp_path: Path, lite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(UsageError, match=r"pip install 'dateline\[milvus\]'"):
        opened(tmp_path / "archive", lite)


def test_its_import_reads_no_env_file(tmp_path: Path) -> None:
    """pymilvus would put it into the environment, past what a folder's files may set."""
    code = (
        "import os, pathlib\nfrom rag.store.vectors import milvus_server\n"
        "import dotenv.main\n"
        f"dotenv.main.find_dotenv = lambda *a, **k: {str(tmp_path / '.env')!r}\n"
        "milvus_server._imported()\nprint(os.environ.get('DATELINE_LLM'), 'PYTHON_DOTENV_DISABLED' in os.environ)\n"
    )
    (tmp_path / ".env").write_text("DATELINE_LLM=http://stranger.example\n")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ})
    assert (done.stdout.split(), done.returncode) == (["None", "False"], 0), done.stderr
