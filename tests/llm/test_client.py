from __future__ import annotations

import logging
import threading
import time
from typing import Any

import openai
import pytest
from fault_server import DONE, GOOD, Act, FaultServer, piece, silence, status, stream, word

from rag.errors import (
    LlmBusyError,
    LlmError,
    LlmGarbageError,
    LlmOverflowError,
    LlmRefusedError,
    LlmUnavailableError,
)
from rag.llm.chat import Message
from rag.llm.client import OpenAIChat
from rag.settings.endpoints import Endpoint

ASK: list[Message] = [{"role": "user", "content": "When does the ferry run?"}]
KEY = "sk-very-secret-0123456789"
#: The client's deadline in these tests, in seconds.
PATIENCE = 2.0


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    # Loads half of the openai package, for a second that is not the servers'.
    assert openai.AsyncOpenAI(api_key=KEY).chat.completions


@pytest.fixture
def chat(faults: FaultServer) -> Any:
    endpoint = Endpoint(faults.url, KEY, "m", "the server")
    model = OpenAIChat(lambda: endpoint, name="m@there", timeout=PATIENCE)
    yield model
    model.close()


def test_an_answer_comes_in_pieces_and_says_how_it_ended(faults: FaultServer, chat: OpenAIChat) -> None:
    faults.acts = [GOOD]
    reply = chat.stream(ASK, max_tokens=9)
    assert list(reply) == ["All ", "well."]
    assert reply.finish == "stop"
    assert faults.requests[0]["messages"] == ASK
    assert faults.requests[0]["max_tokens"] == 9
    assert faults.keys == [f"Bearer {KEY}"]


def test_an_answer_cut_at_its_longest_says_so(faults: FaultServer, chat: OpenAIChat) -> None:
    faults.acts = [stream(piece("All"), piece(None, "length"), DONE)]
    reply = chat.stream(ASK, max_tokens=1)
    assert (list(reply), reply.finish) == (["All"], "length")


OVERFLOW = {"error": {"code": 400, "type": "exceed_context_size_error", "message": "request exceeds …"}}
OPENAI_OVERFLOW = {"error": {"code": "context_length_exceeded", "message": "too long", "type": "invalid_request_error"}}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "kind", "says"),
    [
        (status(401, {"error": {"message": f"bad key {KEY}"}}), LlmRefusedError, "key"),
        (status(403), LlmRefusedError, "key"),
        (status(404, {"error": {"message": "no model m"}}), LlmRefusedError, "DATELINE_LLM_MODEL"),
        (status(400, {"error": {"message": f"odd; you sent {KEY}"}}), LlmRefusedError, "400"),
        (status(429, {"error": {"code": "insufficient_quota"}}), LlmRefusedError, "quota"),
        (status(429, retry_after="3600"), LlmBusyError, "3600 seconds"),
        (status(400, OVERFLOW), LlmOverflowError, "DATELINE_LLM_CONTEXT"),
        (status(400, OPENAI_OVERFLOW), LlmOverflowError, "DATELINE_LLM_CONTEXT"),
        (status(413), LlmOverflowError, "DATELINE_LLM_CONTEXT"),
        (status(500), LlmUnavailableError, "500"),
        (status(200, "<html>Welcome to the router</html>", content_type="text/html"), LlmGarbageError, "address"),
        (stream("data: {not json"), LlmGarbageError, "address"),
        (stream(DONE), LlmGarbageError, "address"),
        (stream({"error": {"message": "out of memory", "code": 500}}), LlmUnavailableError, "out of memory"),
        (stream({"error": OVERFLOW["error"]}), LlmOverflowError, "DATELINE_LLM_CONTEXT"),
        # Under answers, tests/llm/test_faulty_answers.py has it.
        pytest.param(silence, LlmUnavailableError, "silent", marks=pytest.mark.soak),
        (stream(": ping", 0.4, ": ping", 0.4, ": ping", 0.4, ": ping", 60.0), LlmUnavailableError, "silent"),
        (stream(piece(None), 0.6, piece(None), 0.6, piece(None), 60.0), LlmUnavailableError, "silent"),
    ],
)
def test_each_fault_is_an_error_with_one_sentence(
    faults: FaultServer,
    chat: OpenAIChat,
    act: Act,
    kind: type[LlmError],
    says: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    faults.acts = [act]
    began = time.monotonic()
    with pytest.raises(kind, match=says) as caught:
        list(chat.stream(ASK, max_tokens=9))
    assert time.monotonic() - began < PATIENCE + 15
    assert KEY not in str(caught.value)
    assert KEY not in caplog.text
    with pytest.raises(LlmError):
        chat.probability_of_yes(ASK)


@pytest.mark.slow
def test_what_was_written_before_a_fault_arrives_first(faults: FaultServer, chat: OpenAIChat) -> None:
    for act in (stream(piece("Half")), stream(piece("Half"), 60.0), stream(piece("Half"), "data: {")):
        faults.acts = [act]
        reply = chat.stream(ASK, max_tokens=9)
        assert next(reply) == "Half"
        with pytest.raises(LlmError):
            next(reply)
        assert list(reply) == []


@pytest.mark.slow
def test_a_slow_answer_that_goes_on_is_waited_for(faults: FaultServer, chat: OpenAIChat) -> None:
    faults.acts = [stream(piece("a"), 0.9, piece("b"), 0.9, piece("c"), 0.9, piece(None, "stop"), DONE)]
    assert "".join(chat.stream(ASK, max_tokens=9)) == "abc"


def test_a_busy_server_is_asked_again_when_it_says(faults: FaultServer, chat: OpenAIChat) -> None:
    faults.acts = [status(429, retry_after="1"), status(503, retry_after="0"), GOOD]
    began = time.monotonic()
    assert "".join(chat.stream(ASK, max_tokens=9)) == "All well."
    assert time.monotonic() - began >= 1
    assert len(faults.requests) == 3


@pytest.mark.slow
def test_nobody_there() -> None:
    chat = OpenAIChat(lambda: Endpoint("http://127.0.0.1:9/v1", KEY, "m", "localhost:9"), name="m", timeout=PATIENCE)
    with pytest.raises(LlmUnavailableError, match="localhost:9 cannot be reached"):
        list(chat.stream(ASK, max_tokens=9))


@pytest.mark.parametrize("how", ["event", "close", "drop"])
@pytest.mark.parametrize("when", ["before the first word", "between words"])
def test_stopping_ends_the_request_at_the_server(faults: FaultServer, how: str, when: str) -> None:
    endpoint = Endpoint(faults.url, KEY, "m", "the server")
    chat = OpenAIChat(lambda: endpoint, name="m@there", timeout=30)
    faults.acts = [silence if when.startswith("before") else stream(*[piece("word "), 0.05] * 1200)]
    stop = threading.Event()
    reply = chat.stream(ASK, max_tokens=9, stop=stop)
    if when == "between words":
        assert next(reply) == "word "
    else:
        while not faults.requests:
            time.sleep(0.01)
    began = time.monotonic()
    if how == "event":
        threading.Timer(0.2, stop.set).start()
        list(reply)
        assert reply.finish == "stopped"
    elif how == "close":
        reply.close()
        assert list(reply) == []
    del reply
    assert faults.left.wait(30), "the server still writes to nobody"
    assert time.monotonic() - began < 20
    chat.close()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (word("Yes", {"Yes": -0.1, " yes": -4.0, "No": -3.0, "The": -5.0}), 0.949),
        (word("No", {"No": -0.05, "YES": -3.5}), 0.031),
        (word("Well", {"Well": -0.01, "Yes": -9.0}), None),
        (word("Yes."), 1.0),
        (word("no, the source says"), 0.0),
        (word("Perhaps"), None),
        (word(""), None),
    ],
)
def test_the_probability_of_yes(faults: FaultServer, chat: OpenAIChat, act: Act, expected: float | None) -> None:
    faults.acts = [act]
    found = chat.probability_of_yes(ASK)
    assert found == (None if expected is None else pytest.approx(expected, abs=0.002))
    assert (faults.requests[0]["max_tokens"], faults.requests[0]["logprobs"]) == (1, True)


def test_a_server_without_logprobs_is_not_asked_for_them_again(faults: FaultServer, chat: OpenAIChat) -> None:
    no = status(400, {"error": {"message": "logprobs are not supported"}})
    faults.acts = [no, no, word("Yes")]
    assert chat.probability_of_yes(ASK) == 1.0
    assert [request.get("top_logprobs") for request in faults.requests] == [20, 5, None]
    assert chat.probability_of_yes(ASK) == 1.0
    assert len(faults.requests) == 4


def test_a_server_with_other_words_for_the_options(faults: FaultServer, chat: OpenAIChat) -> None:
    tokens = status(400, {"error": {"message": "'max_tokens' is not supported; use 'max_completion_tokens' instead."}})
    warm = status(400, {"error": {"message": "'temperature' does not support 0.0 with this model."}})
    faults.acts = [tokens, warm, GOOD]
    assert "".join(chat.stream(ASK, max_tokens=9)) == "All well."
    last = faults.requests[-1]
    assert (last["max_completion_tokens"], last.get("temperature"), last.get("max_tokens")) == (9, None, None)


def test_without_a_model_the_server_s_first_is_asked_for(faults: FaultServer) -> None:
    chat = OpenAIChat(lambda: Endpoint(faults.url, "", None, "the server"), name="x", timeout=PATIENCE)
    faults.acts = [status(200, {"object": "list", "data": [{"id": "first", "object": "model"}]}), GOOD]
    list(chat.stream(ASK, max_tokens=9))
    assert faults.requests[-1]["model"] == "first"


def test_no_secret_is_shown(faults: FaultServer, chat: OpenAIChat) -> None:
    endpoint = Endpoint(faults.url, KEY, "m", "x")
    assert KEY not in f"{chat!r} {chat.name} {endpoint!r} {endpoint}"
