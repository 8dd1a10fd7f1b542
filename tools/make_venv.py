"""Make a virtual environment with pip in it, also where Debian's python3 comes without ``venv`` or ``ensurepip``."""

import os
import subprocess
import sys
from pathlib import Path


def main(folder: str) -> None:
    """Make the environment in ``folder`` unless a working one is there."""
    python = Path(folder) / "bin" / "python"
    if python.exists() and subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    if subprocess.run([sys.executable, "-m", "venv", "--clear", folder], capture_output=True).returncode == 0:
        return
    # Debian splits venv from python3; the virtualenv package from the registry needs only pip.
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    beside = f"{folder}.tools"
    done = subprocess.run([*pip, "install", "--quiet", "--target", beside, "virtualenv"], capture_output=True)
    if done.returncode == 0:
        environment = {**os.environ, "PYTHONPATH": beside}
        command = [sys.executable, "-m", "virtualenv", "--quiet", folder]
        done = subprocess.run(command, env=environment, capture_output=True)
    if done.returncode != 0:
        sys.exit(
            "This Python can make no virtual environment. Install the missing part and run the command again; on "
            "Debian and Ubuntu: apt-get install python3-venv"
        )


main(sys.argv[1])
