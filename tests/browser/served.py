"""Dateline's page as its own process, on a free port."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Nothing listens there, so that a process that wants to leave the machine through a proxy gets nowhere.
_NO_PROXY_HERE = "http://127.0.0.1:9"


def own_environment(**settings: str) -> dict[str, str]:
    """The environment for a process of ours: of Dateline's settings only these, and no way to the internet.

    Args:
        settings: as environment variables without their prefix: ``llm="none"``.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "OPENAI_"))}
    for scheme in ("http_proxy", "https_proxy", "all_proxy"):
        kept |= {scheme: _NO_PROXY_HERE, scheme.upper(): _NO_PROXY_HERE}
    here = "127.0.0.1,localhost,::1"
    kept |= {"no_proxy": here, "NO_PROXY": here, "HF_HUB_OFFLINE": "1"}
    settings = {"llm_keep": "0", **settings}
    return kept | {f"DATELINE_{name.upper()}": value for name, value in settings.items()}


@contextmanager
def served(archive: Path, folder: Path, **settings: str) -> Iterator[str]:
    """Run ``dateline serve``; gives the page's address. See :func:`running`."""
    with running(archive, folder, **settings) as (url, _):
        yield url


@contextmanager
def running(archive: Path, folder: Path, **settings: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run ``dateline serve``; gives the page's address and the process, which may be ended within.

    Args:
        archive: the archive's folder.
        folder: where the process runs, for it reads settings files there; its cache lies there, too.
        settings: see :func:`own_environment`.
    """
    command = [sys.executable, "-m", "ui.cli", "serve", "--archive", str(archive), "--port", "0", "--json"]
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=folder,
            env=own_environment(cache=str(folder / "cache"), **settings),
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                errors.seek(0)
                raise RuntimeError(f"dateline serve did not start: {errors.read()}")
            yield json.loads(line)["address"], process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()
