"""Install the locked packages: by uv, some six times as fast, else by pip, which knows every mirror."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

#: What puts the others in place.
_INSTALLERS = ("uv", "setuptools")


def main(python: str, lock: str, only: str | None = None) -> None:
    """Install what ``lock`` pins, by hash, into the environment of ``python``.

    Args:
        python: the environment's own.
        lock: pins all packages.
        only: another lock; what it does not name is left out, but for what installs.
    """
    print("Installing the locked packages (about 1 GB when unpacked) ...", flush=True)
    entries = _entries(lock)
    if only is not None:
        wanted = {*_entries(only), *_INSTALLERS}
        lock = _written(entry for name, entry in entries.items() if name in wanted)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    if subprocess.run([*pip, "-r", _written([entries["uv"]])], stderr=subprocess.DEVNULL).returncode == 0:
        uv = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "--require-hashes", "--no-deps"]
        # Copies, not links into uv's cache: nltk (LlamaIndex's sentence splitter) refuses files with several links.
        uv += ["--link-mode", "copy"]
        if subprocess.run([*uv, "-r", lock], stderr=subprocess.DEVNULL).returncode == 0:
            return
    if subprocess.run([*pip, "-r", lock]).returncode != 0:
        sys.exit("The packages could not be installed; the lines above say why. Is the Python registry within reach?")


def _entries(lock: str) -> dict[str, str]:
    """A lock's entries by the names of their packages; one that is pinned anew for some Pythons has several."""
    entries: dict[str, str] = {}
    for name, rest in re.findall(
        r"^([\w.-]+)(==(?:.*\\\n)+.*\n)", Path(lock).read_text(encoding="utf-8"), re.MULTILINE
    ):
        entries[name] = entries.get(name, "") + name + rest
    return entries


def _written(entries: Iterable[str]) -> str:
    """The path of a new file with these entries."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
        file.writelines(entries)
    return file.name


main(*sys.argv[1:])
