"""The contract of the doors: one set of questions gives the same answer in Python, on the command line, over HTTP, as a
stream, by both clients, and by MCP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from cli_runs import call
from connected import assistant
from served_api import ANSWERED, UNANSWERED, Served, events
from toy import ToyEmbedder

from rag import AsyncClient, Client, Filters, schema


@dataclass(frozen=True)
class Asked:
    """A question, with its filters, and as options of the command line."""

    question: str
    filters: Filters = field(default_factory=Filters)
    options: tuple[str, ...] = ()
    now: date | None = None
    read_dates: bool = True


QUESTIONS = (
    Asked(ANSWERED),
    Asked("What does the work on the bridge cost?"),
    Asked(UNANSWERED, Filters(outlets=("Nobody",)), ("--outlet", "Nobody")),
    Asked("Was kostet die Renovierung des Daches?", Filters(languages=("de",)), ("--language", "de")),
    Asked("What will close?", Filters(query="bridge -ferry"), ("--query", "bridge -ferry")),
    Asked("How many articles mention the ferry?"),
    Asked(
        "What did the operator say last month?", Filters(since=date(2025, 9, 1), until=date(2025, 9, 30)),
        ("--since", "2025-09-01", "--until", "2025-09-30", "--now", "2025-10-05"), date(2025, 10, 5),
    ),
    Asked("Who opposes the cuts?", options=("--no-dates",), read_dates=False),
    Asked("Which ferry leaves?", Filters(as_of=date(2025, 9, 3)), ("--as-of", "2025-09-03")),
)  # fmt: skip


def by_python(serving: Served, asked: Asked) -> Any:
    answer = serving.archive.ask(asked.question, filters=asked.filters, now=asked.now, read_dates=asked.read_dates)
    return json.loads(schema.to_json(schema.AnswerOut.of(answer)))


def by_command(serving: Served, asked: Asked) -> Any:
    done = call("ask", asked.question, *asked.options, "--archive", serving.archive.path, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _body(asked: Asked) -> dict[str, Any]:
    filters = schema.FiltersIn.of(asked.filters).model_dump(mode="json")
    now = asked.now.isoformat() if asked.now else None
    return {"question": asked.question, "filters": filters, "now": now, "read_dates": asked.read_dates}


def by_http(serving: Served, asked: Asked) -> Any:
    return serving.client.post("/api/ask", json=_body(asked)).json()


def by_stream(serving: Served, asked: Asked) -> Any:
    sent = events(serving.client.post("/api/ask", json={**_body(asked), "stream": True}).text)
    return json.loads(sent[-1][1])["answer"]


def by_openai(serving: Served, asked: Asked) -> Any:
    if asked.now or not asked.read_dates:  # there is no place for these in OpenAI's form
        return by_http(serving, asked)
    chat = {"model": "harrow", "messages": [{"role": "user", "content": asked.question}]}
    filters = _body(asked)["filters"]
    return serving.client.post("/v1/chat/completions", json={**chat, "filters": filters}).json()["dateline"]


def by_client(serving: Served, asked: Asked) -> Any:
    with Client(serving.url) as client:
        told = client.ask(asked.question, filters=asked.filters, now=asked.now, read_dates=asked.read_dates)
    return json.loads(schema.to_json(told))


def by_async_client(serving: Served, asked: Asked) -> Any:
    async def ask() -> schema.AnswerOut:
        how: dict[str, Any] = {"filters": asked.filters, "now": asked.now, "read_dates": asked.read_dates}
        async with AsyncClient(serving.url) as client:
            *_, last = [event async for event in client.stream(asked.question, **how)]
        assert isinstance(last, schema.AnswerDoneOut)
        return last.answer

    return json.loads(schema.to_json(asyncio.run(ask())))


def by_mcp(serving: Served, asked: Asked) -> Any:
    with assistant(f"{serving.url}/mcp") as asking:
        return asking.call("ask", **_body(asked))


DOORS: Mapping[str, Callable[[Served, Asked], Any]] = {
    "command line": by_command, "http": by_http, "stream": by_stream, "openai": by_openai, "client": by_client,
    "async client": by_async_client, "mcp": by_mcp,
}  # fmt: skip


@pytest.fixture(scope="module")
def wanted(reading: Served) -> dict[Asked, Any]:
    return {asked: {**by_python(reading, asked), "timings": None} for asked in QUESTIONS}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_gives_the_same_answer(
    reading: Served, wanted: dict[Asked, Any], door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    monkeypatch.setenv("DATELINE_LLM", "none")
    for asked in QUESTIONS:
        assert {**DOORS[door](reading, asked), "timings": None} == wanted[asked], asked.question


def test_the_questions_have_all_outcomes(wanted: dict[Asked, Any]) -> None:
    assert {told["outcome"] for told in wanted.values()} == {"answered", "possible", "none"}
    for told in wanted.values():
        for cited in [cited for sentence in told["sentences"] for cited in sentence["citations"]]:
            assert cited["quote"] and cited["end"] - cited["start"] == len(cited["quote"])
