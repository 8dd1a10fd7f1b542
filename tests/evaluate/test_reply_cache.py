"""A model's replies are kept between runs: played again exactly, whole ones only, by all that they follow from."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_runs import call, refused, write_lines
from fault_server import DONE, Act, FaultServer, piece, silence, status, stream, word
from toy import ToyEmbedder

from rag.errors import LlmError, UsageError
from rag.evaluate.answers import evaluate_answers
from rag.evaluate.citations import evaluate_citations
from rag.evaluate.reply_cache import Replies
from rag.llm.chat import ChatModel, Message
from rag.llm.identity import identity_of
from rag.settings import Settings, load_settings

ASKED: list[Message] = [{"role": "user", "content": "When does the ferry leave?"}]
LAST = "The last ferry from Harrow Bay leaves at 21:40."
YES = {"yes": -0.2, "no": -1.8}
#: Figures that are times, or say whether a reply was kept.
_OF_THE_RUN = {"seconds", "replies", "first_evidence_p50_s", "first_word_p50_s", "p50_s", "p50_ms", "p95_ms"}


def both(writes: Act, judges: Act) -> Act:
    """A server's way to answer the writer's requests, and the judge's."""

    def act(handler: Any, body: dict[str, Any]) -> None:
        (writes if body.get("stream") else judges)(handler, body)

    return act


WRITES = stream(piece("The last ferry from Harrow Bay "), piece("leaves at 21:40 [1]."), piece(None, "stop"), DONE)


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.acts = [both(WRITES, word("yes", YES))]
        yield server


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("corpus", "answers"):
        monkeypatch.setattr(f"rag.evaluate.{module}.choose_embedder", lambda settings: ToyEmbedder())


@pytest.fixture
def settings(faults: FaultServer) -> Settings:
    return load_settings(llm=faults.url, llm_model="m", llm_timeout=60)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "replies.sqlite"


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


def model_of(replies: Replies, settings: Settings) -> ChatModel:
    model = replies.choose(settings)
    assert model is not None
    return model


def write(model: ChatModel, max_tokens: int = 100) -> tuple[list[str], object]:
    reply = model.stream(ASKED, max_tokens=max_tokens)
    pieces = list(reply)
    return pieces, getattr(reply, "finish", None)


@pytest.mark.parametrize("finish", ["stop", "length"])
def test_a_reply_is_played_again_piece_by_piece(
    file: Path, settings: Settings, faults: FaultServer, finish: str
) -> None:
    faults.acts = [stream(piece("Twenty-"), piece("one\n"), piece(" forty"), piece(None, finish), DONE)]
    with Replies(file) as replies:
        first = write(model_of(replies, settings))
    with Replies(file) as replies:
        assert write(model_of(replies, settings)) == first == (["Twenty-", "one\n", " forty"], finish)
        assert replies.counts() == {"kept": 1, "asked": 0}
    assert len(faults.requests) == 1


@pytest.mark.parametrize(
    ("act", "probability"),
    [
        (word("yes", YES), math.exp(-0.2) / (math.exp(-0.2) + math.exp(-1.8))),
        (word("no", {"no": -0.1, "maybe": -3.0}), 0.0),
        (word("Perhaps", {"Perhaps": -0.1}), None),
    ],
)
def test_a_verdict_is_played_again(
    file: Path, settings: Settings, faults: FaultServer, act: Act, probability: float | None
) -> None:
    faults.acts = [act]
    for _ in range(2):
        with Replies(file) as replies:
            said = model_of(replies, settings).probability_of_yes(ASKED)
            assert said == (None if probability is None else pytest.approx(probability))
    assert len(faults.requests) == 1


def test_the_clock_goes_on_by_what_a_reply_took(file: Path, settings: Settings, faults: FaultServer) -> None:
    faults.acts = [both(stream(0.2, piece(LAST), piece(None, "stop"), DONE), word("yes", YES))]
    took = []
    for _ in range(2):
        with Replies(file) as replies:
            model = model_of(replies, settings)
            started, watch = replies.clock(), time.perf_counter()
            write(model)
            model.probability_of_yes(ASKED)
            took.append((replies.clock() - started, time.perf_counter() - watch))
    (asked, really_asked), (played, really_played) = took
    assert asked == pytest.approx(really_asked, abs=0.05)  # nothing was added
    assert played - really_played >= 0.2


FAULTS = {
    "refused": status(500),
    "broken off": stream(piece(LAST)),
    "an error in the middle": stream(piece(LAST), {"error": {"message": "out of memory", "code": 500}}),
    "no words of a server's": stream(DONE),
    "a web page": status(200, "<html>Welcome</html>", content_type="text/html"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_a_whole_reply_is_not_kept(file: Path, settings: Settings, faults: FaultServer, fault: str) -> None:
    good = both(WRITES, word("yes", YES))
    with Replies(file) as replies:
        model = model_of(replies, settings)
        for ask in (write, lambda model: model.probability_of_yes(ASKED)):
            faults.acts = [FAULTS[fault]]
            with pytest.raises(LlmError):
                ask(model)
            before = len(faults.requests)
            faults.acts = [good]
            said = ask(model)
            assert len(faults.requests) == before + 1
            assert ask(model) == said
            assert len(faults.requests) == before + 1


def test_a_stopped_reply_is_not_kept(file: Path, settings: Settings, faults: FaultServer) -> None:
    faults.acts = [stream(piece("The last "), 0.2, *[piece("ferry ")] * 5, piece(None, "stop"), DONE), WRITES]
    with Replies(file) as replies:
        model = model_of(replies, settings)
        stop = threading.Event()
        reply = model.stream(ASKED, max_tokens=100, stop=stop)
        next(reply)
        stop.set()
        assert list(reply) == []
        assert "".join(write(model)[0]) == "The last ferry from Harrow Bay leaves at 21:40 [1]."
        stop.clear()
        played = model.stream(ASKED, max_tokens=100, stop=stop)
        next(played)
        stop.set()
        assert list(played) == []
    assert len(faults.requests) == 2


def test_a_reply_that_its_reader_leaves_is_read_to_its_end(file: Path, settings: Settings, faults: FaultServer) -> None:
    faults.acts = [stream(piece("The "), 0.2, piece("ferry."), piece(None, "stop"), DONE)]
    with Replies(file) as replies:
        model = model_of(replies, settings)
        started = replies.clock()
        reply: Any = model.stream(ASKED, max_tokens=100)
        assert next(reply) == "The "
        first = replies.clock() - started
        reply.close()
        # A run without a cache would not have waited for the rest.
        assert replies.clock() - started == pytest.approx(first, abs=0.1)
        assert write(model) == (["The ", "ferry."], "stop")
    assert len(faults.requests) == 1


def test_a_reply_is_not_read_on_while_an_error_passes(file: Path, settings: Settings, faults: FaultServer) -> None:
    faults.acts = [both(lambda handler, body: (stream(piece("The "))(handler, body), silence(handler, body)), silence)]  # type: ignore[func-returns-value]
    with Replies(file) as replies:
        reply: Any = model_of(replies, settings).stream(ASKED, max_tokens=100)
        with pytest.raises(KeyboardInterrupt):
            try:
                next(reply)
                raise KeyboardInterrupt
            finally:
                reply.close()
    assert reply.finish == "stopped"
    assert faults.left.wait(5)


@pytest.mark.parametrize(
    "changes",
    [{"llm_model": "other"}, {"llm_temperature": 0.5}, {"llm_timeout": 9}],
    ids=["another model", "another temperature", "another patience"],
)
def test_what_a_reply_follows_from_is_its_key(
    file: Path, settings: Settings, faults: FaultServer, changes: dict[str, object]
) -> None:
    same = "llm_timeout" in changes
    with Replies(file) as replies:
        write(model_of(replies, settings))
        model = model_of(replies, settings.model_copy(update=changes))
        write(model)
        assert len(faults.requests) == (1 if same else 2)
        write(model, max_tokens=50)
        assert len(faults.requests) == (2 if same else 3)


def test_another_server_is_another_model(file: Path, settings: Settings, faults: FaultServer) -> None:
    with Replies(file) as replies, FaultServer() as other:
        other.acts = [WRITES]
        write(model_of(replies, settings))
        write(model_of(replies, settings.model_copy(update={"llm": other.url})))
        assert len(other.requests) == 1


def test_a_server_without_a_named_model_is_asked_what_it_has(file: Path, faults: FaultServer) -> None:
    settings = load_settings(llm=faults.url, llm_timeout=60)
    for name, requests in (("a", 1), ("a", 1), ("b", 2)):
        listed = status(
            200, {"object": "list", "data": [{"id": name, "object": "model"}]}, content_type="application/json"
        )

        def act(handler: Any, body: dict[str, Any], listed: Act = listed) -> None:
            (listed if "path" in body else WRITES)(handler, body)

        faults.acts = [act]
        # As a new process would: it knows nothing of what the server had before.
        own = settings.model_copy(update={"llm_timeout": settings.llm_timeout + requests + ord(name) / 1000})
        with Replies(file) as replies:
            write(model_of(replies, own))
        assert sum("messages" in request for request in faults.requests) == requests


def test_a_local_model_is_its_bytes(tmp_path: Path) -> None:
    def identity(place: str, content: bytes) -> str:
        path = tmp_path / place / "small.gguf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1, 1))
        settings = load_settings(llm="local", llm_model=str(path))
        model = Replies(None).choose(settings)
        assert model is not None
        return identity_of(settings, model)

    first = identity("a", b"GGUF one")
    assert identity("a", b"GGUF two") != first
    assert identity("b", b"GGUF one") == first


# -- whole runs ----------------------------------------------------------------------------------------------------


def figures(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name not in _OF_THE_RUN}


@pytest.mark.usefixtures("toy")
def test_a_second_run_asks_nothing_and_says_the_same(questions: Path, settings: Settings, faults: FaultServer) -> None:
    first = evaluate_answers(questions, settings)
    requests = len(faults.requests)
    assert first["replies"] == {"kept": 0, "asked": requests}
    assert (first["mode"], first["correct"], first["failed"]) == ("written", 0.5, 0)
    second = evaluate_answers(questions, settings)
    assert second["replies"] == {"kept": requests, "asked": 0}
    assert len(faults.requests) == requests
    assert figures(second) == figures(first)
    uncached = evaluate_answers(questions, settings, cache=False)
    assert uncached["replies"] is None
    assert len(faults.requests) == 2 * requests
    assert figures(uncached) == figures(first)


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
    faults.acts = [both(WRITES, word("yes", YES))]
    again = evaluate_answers(questions, settings)
    assert (again["failed"], again["correct"]) == (0, 0.5)
    assert again["replies"]["kept"] == 0


@pytest.mark.usefixtures("toy")
def test_the_judge_of_an_evaluation_is_asked_however_long_it_takes(
    questions: Path, settings: Settings, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.answer.judge.AUTO_PATIENCE", -1.0)  # used up before the first sentence
    assert settings.verify == "auto"
    evaluate_answers(questions, settings)
    assert any(not request.get("stream") for request in faults.requests)


@pytest.mark.usefixtures("toy")
def test_a_run_that_broke_off_goes_on_where_it_was(questions: Path, settings: Settings, faults: FaultServer) -> None:
    good = both(WRITES, word("yes", YES))
    faults.acts = [good, good, good, status(500)]
    assert evaluate_answers(questions, settings)["failed"] == 2
    faults.requests.clear()
    faults.acts = [good]
    result = evaluate_answers(questions, settings)
    assert result["replies"] == {"kept": 3, "asked": len(faults.requests)}
    assert figures(result) == figures(evaluate_answers(questions, settings, cache=False))


# Little is imported, as the machine may be busy: this is about the file.
_ASK = """
import sys
from pathlib import Path
from rag.evaluate.reply_cache import Replies
from rag.settings import load_settings
model = Replies(Path(sys.argv[1])).choose(load_settings(llm=sys.argv[2], llm_model="m", llm_timeout=60))
for number in range(4):
    print(*model.stream([{"role": "user", "content": f"{number}"}], max_tokens=100))
"""


def test_what_was_kept_is_there_after_a_kill(file: Path, settings: Settings, faults: FaultServer) -> None:
    hung = threading.Event()

    def hang(handler: Any, body: dict[str, Any]) -> None:
        stream(piece("The last "))(handler, body)
        hung.set()
        silence(handler, body)

    faults.acts = [WRITES, WRITES, WRITES, hang]
    with subprocess.Popen([sys.executable, "-c", _ASK, str(file), faults.url], stdout=subprocess.DEVNULL) as child:
        hanging = hung.wait(120)
        child.send_signal(signal.SIGKILL)
    assert hanging
    faults.acts = [WRITES]
    with Replies(file) as replies:
        model = model_of(replies, settings)
        for number in range(4):
            said = "".join(model.stream([{"role": "user", "content": f"{number}"}], max_tokens=100))
            assert said == "The last ferry from Harrow Bay leaves at 21:40 [1]."
        assert replies.counts() == {"kept": 3, "asked": 1}


_SHARE = """
import sys
from pathlib import Path
from rag.evaluate.cache_file import CacheFile
file = CacheFile(Path(sys.argv[1]), "CREATE TABLE IF NOT EXISTS t (key TEXT PRIMARY KEY, value TEXT)")
for number in range(40):
    file.keep("INSERT OR IGNORE INTO t VALUES (?, ?)", [(f"{number}", sys.argv[2])])
    assert file.find("SELECT value FROM t WHERE key = ?", (f"{number}",))
file.close()
"""


def test_processes_share_a_file(tmp_path: Path) -> None:
    commands = [[sys.executable, "-c", _SHARE, str(tmp_path / "own" / "t.sqlite"), f"{n}"] for n in range(4)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    assert [(child.wait(60), child.communicate()[1]) for child in running] == [(0, "")] * 4


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
