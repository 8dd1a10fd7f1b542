"""``eval summaries --mode written`` with a server that writes: what it cannot prove counts against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_runs import ask_json, call, refused, write_lines
from fault_server import DONE, FaultServer, piece, status, stream

TEXT = "The council of Harrow Bay bought a second ferry on Monday. It costs 46 million crowns, the mayor said."


def _wrote(text: str) -> Any:
    return stream(piece(text), piece(None, "stop"), DONE)


@pytest.fixture
def summaries(tmp_path: Path, faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_LLM", faults.url)
    monkeypatch.setenv("DATELINE_LLM_MODEL", "m")
    write_lines(
        tmp_path / "s.jsonl", [{"_id": str(n), "title": "Ferry", "text": TEXT, "summary": TEXT} for n in (1, 2)]
    )
    return tmp_path / "s.jsonl"


def test_written_summaries(summaries: Path, faults: FaultServer) -> None:
    true = "The council of Harrow Bay bought a second ferry on Monday."
    faults.acts = [_wrote(f"{true} It will sink in 2031."), _wrote("It will sink in 2031.")]
    result = ask_json("eval", "summaries", summaries, "--mode", "written", "--share", "1", by=call)
    # One summary has a sentence of two that holds; of the other nothing holds, so it is the extract.
    assert (result["articles"], result["written"], result["verified_share"]) == (2, 0.5, 0.5)
    assert (result["mode"], result["llm"]) == ("written", f"m@{faults.url.split('/')[2]}")
    assert 0.5 < result["rouge1_f"] < 1
    assert "Write 2 short" in faults.requests[0]["messages"][0]["content"]


def test_a_model_that_fails_is_no_figure(summaries: Path, faults: FaultServer) -> None:
    faults.acts = [status(401)]
    refused(1, "does not accept the key")(call("eval", "summaries", summaries, "--mode", "written"))
