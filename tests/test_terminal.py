"""What is printed does not steer the terminal, wherever it comes from."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from cli_runs import call

from ui.cli.options import print_result


def test_nothing_that_was_read_steers_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of files and of settings, and what JSON lets stand: a title of U+009B is CSI to some terminals."""
    hostile = "\x1b]0;owned\x07\x9b2J"
    done = call("add", tmp_path / f"no{hostile}.txt", "--archive", tmp_path / "archive")
    assert done.returncode == 2 and "does not exist" in done.stderr
    monkeypatch.chdir(tmp_path)
    Path("dateline.toml").write_text('"\\u001b]0;owned\\u0007\\u009b2J" = 1\n')
    misspelt = call("list", "--archive", tmp_path / "archive")
    assert misspelt.returncode == 2 and "there is no setting" in misspelt.stderr
    Path("dateline.toml").unlink()
    printed = io.StringIO()
    with redirect_stdout(printed):
        print_result(True, {"title": hostile}, hostile)
        print_result(False, {}, hostile)
    value, text, _ = printed.getvalue().split("\n")
    assert json.loads(value) == {"title": hostile} and text == "]0;owned2J"
    assert not set(hostile[:1] + "\x07\x9b") & set(done.stderr + misspelt.stderr + printed.getvalue())
