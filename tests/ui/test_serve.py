"""The page as a process: its one line, its end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from rag import Archive

_PROGRAM = """
import sys
from pathlib import Path
from ui.serve import serve
serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), print_line=lambda line: print(line, flush=True))
"""


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_cleanly(tmp_path: Path, ending: signal.Signals) -> None:
    folder = tmp_path / "new archive"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(folder), str(port)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            assert re.fullmatch(rf"Port {port} is taken, using \d+\.\n", process.stdout.readline())
            line = process.stdout.readline()
            found = re.fullmatch(r"Dateline is at (http://127\.0\.0\.1:\d+) \(Ctrl-C stops it\)\n", line)
            assert found, line
            assert httpx.get(f"{found[1]}/healthz").json() == {"ok": True, "articles": 0}
            assert httpx.get(found[1]).status_code == 200
            process.send_signal(ending)
            rest, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, rest, errors) == (0, "", "")
    Archive.open(folder, read_only=False).close()
