"""``dateline ask`` while a model's server fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from answer_faults import (
    FAULTS,
    FERRY,
    IN_PIECES,
    KEY,
    QUESTION,
    YES,
)
from cli_runs import call
from fault_server import FaultServer, status, writer_and_judge


@pytest.fixture(scope="module")
def news(_openai_loaded: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the real embedding, as the command line makes it."""
    folder = tmp_path_factory.mktemp("news")
    (folder / "articles").mkdir()
    (folder / "articles" / "ferry.txt").write_text(f"Ferry to stop earlier\n\n{FERRY}\n")
    done = dateline("add", folder / "articles", "--archive", folder / "archive", DATELINE_LLM="none")
    assert done.returncode == 0, done.stderr
    return folder / "archive"


def dateline(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=300,
        cwd=Path(__file__).parent.parent.parent,
    )


@pytest.mark.slow
# How long silence is waited for, test_faulty_answers.py has.
@pytest.mark.parametrize(
    "fault",
    ["401", "429 for an hour", pytest.param("silence", marks=pytest.mark.soak), "the end in the middle", "a web page"],
)
def test_dateline_ask_under_a_fault(
    news: Path, faults: FaultServer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, says = FAULTS[fault]
    faults.acts = [writer_and_judge(act, YES if fault in IN_PIECES else act)]
    patience = "2" if fault == "silence" else "60"
    for name, value in (("", faults.url), ("_MODEL", "m"), ("_TIMEOUT", patience), ("_API_KEY", KEY)):
        monkeypatch.setenv(f"DATELINE_LLM{name}", value)
    monkeypatch.setenv("DATELINE_WRITE", "always")
    by = dateline if fault == "401" else call
    done = by("ask", QUESTION, "--archive", news, "--json")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    answer = json.loads(done.stdout)
    assert (answer["mode"], answer["answered"]) == ("quotes", True)
    assert "21:40" in answer["sentences"][0]["citations"][0]["quote"]
    assert says in answer["notice"]
    assert KEY not in done.stdout + done.stderr


@pytest.mark.slow
def test_dateline_ask_in_words(news: Path, faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.acts = [status(401)]
    monkeypatch.setenv("DATELINE_LLM", faults.url)
    monkeypatch.setenv("DATELINE_LLM_MODEL", "m")
    done = call("ask", QUESTION, "--archive", news)
    assert (done.returncode, done.stderr) == (0, "")
    assert "21:40" in done.stdout
    assert done.stdout.rstrip().endswith("does not accept the key (401): check it.")
    monkeypatch.setenv("DATELINE_LLM", "local")
    monkeypatch.delenv("DATELINE_LLM_MODEL")
    done = call("ask", QUESTION, "--archive", news)
    assert (done.returncode, done.stderr) == (0, "")
    assert "dateline models pull" in done.stdout
