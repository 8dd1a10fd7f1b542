"""Whole evaluation runs whose replies are kept: a second one asks nothing and says the same, as does one without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_runs import call, refused, write_lines
from fault_server import DONE, FaultServer, piece, status, stream, word, writer_and_judge
from toy import ToyEmbedder

from rag.errors import UsageError
from rag.evaluate.answers import evaluate_answers
from rag.evaluate.citations import evaluate_citations
from rag.settings import Settings, load_settings

LAST = "The last ferry from Harrow Bay leaves at 21:40."
YES = {"yes": -0.2, "no": -1.8}
#: Figures that are times, or say whether a reply was kept.
_OF_THE_RUN = {"seconds", "replies", "first_evidence_p50_s", "first_word_p50_s", "p50_s", "p50_ms", "p95_ms"}
WRITES = stream(piece("The last ferry from Harrow Bay "), piece("leaves at 21:40 [1]."), piece(None, "stop"), DONE)


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.acts = [writer_and_judge(WRITES, word("yes", YES))]
        yield server


@pytest.fixture
def settings(faults: FaultServer) -> Settings:
    return load_settings(llm=faults.url, llm_model="m", llm_timeout=60, write="always")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("corpus", "answers"):
        monkeypatch.setattr(f"rag.evaluate.{module}.choose_embedder", lambda settings: ToyEmbedder())


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Three questions over three articles; the last has no answer there."""
    folder = tmp_path / "set"
    folder.mkdir()
    texts = {
        "ferry": "The last ferry from Harrow Bay leaves at 21:40 on weekdays. The mayor opposes the cuts.",
        "bridge": "The bridge over the Tesk will close in March. Its repair costs 46 million crowns.",
        "wolves": "Rangers counted nine wolves in the forest of Keldermark. A farmer lost two sheep.",
    }
    write_lines(folder / "corpus.jsonl", [{"_id": name, "title": name, "text": text} for name, text in texts.items()])
    rows = [
        {"question": "When does the last ferry from Harrow Bay leave?", "answers": ["21:40"], "doc_id": "ferry"},
        {"question": "What does the repair of the bridge cost?", "answers": ["46 million"], "doc_id": "bridge"},
        {"question": "How many wolves did rangers shoot?", "answers": [], "doc_id": None, "answerable": False},
    ]
    write_lines(folder / "qa.jsonl", rows)
    return folder


def figures(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name not in _OF_THE_RUN}


@pytest.mark.usefixtures("toy")
def test_a_second_run_asks_nothing_and_says_the_same(questions: Path, settings: Settings, faults: FaultServer) -> None:
    first = evaluate_answers(questions, settings)
    requests = len(faults.requests)
    # Two sentences are put to the judge at once; where the first one's reply is enough, nobody waits for the other's.
    assert first["replies"]["kept"] == 0
    assert 0 < first["replies"]["asked"] <= requests
    assert (first["mode"], first["correct"], first["failed"]) == ("written", 1.0, 0)
    second = evaluate_answers(questions, settings)
    assert second["replies"]["asked"] == 0
    assert 0 < second["replies"]["kept"] <= requests
    assert len(faults.requests) == requests
    assert figures(second) == figures(first)
    uncached = evaluate_answers(questions, settings, cache=False)
    assert uncached["replies"] is None
    assert len(faults.requests) > requests
    assert figures(uncached) == figures(first)


@pytest.mark.usefixtures("toy")
def test_another_judge_is_asked_of_what_was_kept(questions: Path, settings: Settings, faults: FaultServer) -> None:
    first = evaluate_answers(questions, settings)
    written = sum(bool(request.get("stream")) for request in faults.requests)
    faults.requests.clear()
    other = evaluate_answers(questions, settings.model_copy(update={"judge_model": "other"}))
    assert {request["model"] for request in faults.requests} == {"other"}
    assert other["replies"]["kept"] == written
    assert 0 < other["replies"]["asked"] <= len(faults.requests)
    assert figures(other) == figures(first)


@pytest.mark.usefixtures("toy")
def test_without_the_cache_nothing_is_kept(questions: Path, settings: Settings) -> None:
    evaluate_answers(questions, settings, cache=False)
    assert not settings.cache.exists() or not list(settings.cache.rglob("*.sqlite"))


@pytest.mark.usefixtures("toy")
def test_a_model_that_fails_is_counted_and_asked_again(
    questions: Path, settings: Settings, faults: FaultServer
) -> None:
    faults.acts = [status(500)]
    assert evaluate_answers(questions, settings)["failed"] == 3
    faults.acts = [writer_and_judge(WRITES, word("yes", YES))]
    again = evaluate_answers(questions, settings)
    assert (again["failed"], again["correct"]) == (0, 1.0)
    assert again["replies"]["kept"] == 0


@pytest.mark.usefixtures("toy")
def test_the_judge_of_an_evaluation_is_asked_however_long_it_takes(
    questions: Path, settings: Settings, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in ("AUTO_SECONDS", "READING_SECONDS"):
        monkeypatch.setattr(f"rag.answer.judge.{seconds}", -1.0)  # used up before the first sentence
    assert settings.verify == "auto"
    evaluate_answers(questions, settings)
    assert any(not request.get("stream") for request in faults.requests)


@pytest.mark.usefixtures("toy")
def test_a_run_that_broke_off_goes_on_where_it_was(questions: Path, settings: Settings, faults: FaultServer) -> None:
    good = writer_and_judge(WRITES, word("yes", YES))

    def only_of_the_first(handler: Any, body: dict[str, Any]) -> None:
        (good if "leave?" in body["messages"][-1]["content"] else status(500))(handler, body)

    faults.acts = [only_of_the_first]
    assert evaluate_answers(questions, settings)["failed"] == 2
    faults.requests.clear()
    faults.acts = [good]
    result = evaluate_answers(questions, settings)
    assert result["replies"]["kept"] >= 2, "the judge's and the writer's of the first question"
    assert not [body for body in faults.requests if body.get("stream") and "leave?" in str(body["messages"])]
    assert figures(result) == figures(evaluate_answers(questions, settings, cache=False))


@pytest.mark.usefixtures("toy")
def test_a_file_that_is_no_cache_is_named(questions: Path, settings: Settings) -> None:
    settings.cache.mkdir(parents=True)
    damaged = settings.cache / "replies.sqlite"
    damaged.write_bytes(b"not a database at all, but long enough to look like one" * 20)
    with pytest.raises(UsageError, match=r"replies\.sqlite cannot be used .*: remove that file, or give --no-cache"):
        evaluate_answers(questions, settings)
    assert evaluate_answers(questions, settings, cache=False)["failed"] == 0


def test_the_verdicts_on_claims_are_kept(tmp_path: Path, settings: Settings, faults: FaultServer) -> None:
    source = "The last ferry from Harrow Bay leaves at 21:40 on weekdays."
    claims = [
        {"claim": "When does the last ferry leave?: 21:40", "sources": [source], "supported": True},
        {"claim": "When does the last ferry leave?: 22:40", "sources": [source], "supported": False},
    ]
    write_lines(tmp_path / "claims.jsonl", claims)
    judged: Callable[..., dict[str, Any]] = evaluate_citations
    settings = settings.model_copy(update={"verify": "judge"})
    first = judged(tmp_path, settings)
    requests = len(faults.requests)
    # Of a claim with one source the judge is asked the same twice: that counts as kept within one run.
    assert first["replies"]["asked"] == requests > 0
    second = judged(tmp_path, settings)
    assert second["replies"]["asked"] == 0
    assert second["replies"]["kept"] == sum(first["replies"].values())
    assert len(faults.requests) == requests
    assert figures(second) == figures(first) == figures(judged(tmp_path, settings, cache=False))
    assert len(faults.requests) > requests
    rules = judged(tmp_path, settings.model_copy(update={"verify": "rules"}))
    assert rules["replies"] is None


def test_the_command_line_passes_the_cache_by(
    tmp_path: Path, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_LLM", faults.url)
    monkeypatch.setenv("DATELINE_LLM_MODEL", "m")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    claim = {"claim": f"When does the last ferry leave?: {LAST}", "sources": [LAST], "supported": True}
    write_lines(tmp_path / "claims.jsonl", [claim])
    command = ("eval", "citations", tmp_path, "--verify", "judge")
    counts = []
    for option in ((), (), ("--no-cache",)):
        assert call(*command, *option).returncode == 0
        counts.append(len(faults.requests))
    assert counts[0] == counts[1] > 0
    assert counts[2] > counts[1]
    (tmp_path / "cache" / "replies.sqlite").write_bytes(b"no database" * 200)
    refused(2, "remove that file, or give --no-cache")(call(*command))
