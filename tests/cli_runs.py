"""Running the command line in tests: as a process, or within this one."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from ui.cli.main import main

Runner = Callable[..., subprocess.CompletedProcess[str]]

ARTICLES = {
    "ferry.txt": """Ferry to stop earlier

By Jonas Field
2 September 2025

The last ferry from Harrow Bay will leave at 21:40 on weekdays, the operator Teskline said on Tuesday.

Mayor Ilse Brandt opposes the cuts. "The ferry is our main street," she told the council.

Teskline said that its fuel bill had risen by 31 percent within a year.
""",
    "bridge.md": """---
title: Bridge over the Tesk to close
outlet: Skarne Ledger
author: Mira Holt
date: 2025-09-09
---

The bridge over the Tesk will close for repairs in March, the regional council decided on Monday.

The work costs 46 million crowns and takes eleven weeks. Lorries will be sent round by Keldermark.
""",
    "schule.md": """---
title: Schule in Brennick bleibt offen
outlet: Küstenbote
---

Die Grundschule in Brennick bleibt geöffnet, sagte Bürgermeisterin Anke Rolfs am Montag.

Für die Renovierung des Daches stehen zwei Millionen Kronen bereit.
""",
}


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=300,
    )


def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same within this process, which has the slow imports behind it: for variations of what a process showed."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    return subprocess.CompletedProcess(arguments, int(end.value.code or 0), out.getvalue(), err.getvalue())


def ask_json(*arguments: str | Path, code: int = 0, by: Runner = run) -> Any:
    """The one JSON value that a command prints; everything else is on stderr."""
    done = by(*arguments, "--json")
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


def refused(code: int, *words: str) -> Callable[[subprocess.CompletedProcess[str]], None]:
    def check(done: subprocess.CompletedProcess[str]) -> None:
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert "Traceback" not in done.stderr
        for word in words:
            assert word in done.stderr

    return check


def write_lines(path: Path, rows: Iterable[Any]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def write_articles(folder: Path) -> Path:
    """The sample articles as files of a folder."""
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    return folder
