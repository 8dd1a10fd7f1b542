"""The routes that read: what they answer, as JSON and as events, and what they say of a wrong request."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from served_api import ANSWERED, UNANSWERED, Served, events, open_archive
from toy import ToyEmbedder

from rag import AccessError, AnswerEvent, Archive, Client, EvidenceFound, UsageError, load_settings, schema
from rag.store.vectors.embedding import Vectors
from ui.api.app import build_api
from ui.api.asking import with_comments
from ui.api.docs_page import docs_html
from ui.api.errors import DECLARED, RefusedError
from ui.api.running import Running


def test_a_question_is_answered_as_by_the_archive(reading: Served) -> None:
    told = reading.client.post("/api/ask", json={"question": ANSWERED}).json()
    wanted = json.loads(schema.to_json(schema.AnswerOut.of(reading.archive.ask(ANSWERED))))
    assert told["answered"] and {**told, "timings": {}} == {**wanted, "timings": {}}
    refused = reading.client.post("/api/ask", json={"question": UNANSWERED, "filters": {"outlets": ["Nobody"]}})
    assert refused.status_code == 200 and refused.json()["outcome"] == "none"
    half = reading.client.post("/api/ask", content=rb'{"question": "The ferry, \ud83d?"}', headers=JSON)
    assert half.json()["question"] == "The ferry, \ufffd?", "JSON can name half a letter, which no answer can hold"


@pytest.mark.parametrize("how", [{"json": {"stream": True}}, {"headers": {"Accept": "text/event-stream"}}])
def test_an_answer_comes_as_events(reading: Served, how: dict[str, Any]) -> None:
    asked = {"question": ANSWERED, **how.get("json", {})}
    answer = reading.client.post("/api/ask", json=asked, headers=how.get("headers"))
    assert answer.headers["content-type"].startswith("text/event-stream") and "no-store" in str(answer.headers)
    [(first, found), (last, done)] = events(answer.text)
    assert (first, last) == ("evidence_found", "answer_done")
    assert schema.EvidenceFoundOut.model_validate_json(found).evidence[0].text in done
    assert schema.AnswerDoneOut.model_validate_json(done).answer.answered


def test_a_stream_that_fails_at_once_says_so_by_its_status(reading: Served) -> None:
    asked = {"question": "ferry", "filters": {"query": "ferry AND ("}, "stream": True}
    answer = reading.client.post("/api/ask", json=asked)
    error = schema.ErrorOut.model_validate(answer.json()).error
    assert (answer.status_code, error.type) == (422, "query") and error.place


@pytest.mark.parametrize(("error", "kind"), [(UsageError("no: mend it"), "usage"), (KeyError(), "internal")])
def test_a_stream_that_fails_later_says_so_at_its_end(error: Exception, kind: str) -> None:
    class Breaks:
        def stream(self, question: str, **how: Any) -> Iterator[AnswerEvent]:
            yield EvidenceFound(question, ())
            raise error

    client = TestClient(build_api(Breaks(), {}), base_url="http://127.0.0.1")  # type: ignore[arg-type]
    sent = events(client.post("/api/ask", json={"question": "x", "stream": True}).text)
    assert [name for name, _ in sent] == ["evidence_found", "error"]
    assert schema.ErrorOut.model_validate_json(sent[-1][1]).error.type == kind


def test_a_follow_up_is_made_to_stand_alone(reading: Served) -> None:
    turns = [{"question": "What did Mayor Ilse Brandt say of the cuts?", "answer": "She opposes them."}]
    told = reading.client.post("/api/ask", json={"question": "And what did she tell the council?", "turns": turns})
    assert "Brandt" in told.json()["question"]


def test_articles_are_listed_and_read(reading: Served) -> None:
    listed = reading.client.get("/api/articles", params={"limit": 2, "sort": "title", "descending": False}).json()
    assert (listed["total"], listed["offset"], len(listed["articles"])) == (3, 0, 2)
    assert [row["title"] for row in listed["articles"]] == ["Bridge over the Tesk to close", "Ferry to stop earlier"]
    article = reading.client.get(f"/api/articles/{listed['articles'][0]['id']}", params={"explain": True}).json()
    assert schema.ShownArticleOut.model_validate(article, by_name=True).outlet == "Skarne Ledger"
    assert article["taken_off"] == [] and "versions" not in article
    only = reading.client.get("/api/articles", params=[("outlet", "Küstenbote"), ("outlet", "Nobody")]).json()
    assert [row["language"] for row in only["articles"]] == ["de"]


def test_it_finds_articles_and_passages(reading: Served) -> None:
    page = reading.client.get("/api/search", params={"q": "ferry -bridge", "facets": True}).json()
    assert page["total"] == 1 and page["facets"]["language"] == [{"value": "en", "count": 1}]
    passages = reading.client.get("/api/passages", params={"q": "ferry", "limit": 2}).json()
    wanted = [schema.HitOut.of(hit) for hit in reading.archive.search("ferry", limit=2)]
    assert passages == json.loads(schema.to_json(wanted))
    covered = reading.client.get("/api/coverage", params={"q": "hovercraft"}).json()
    assert covered["absent_names"] == [] and covered["articles"] == 0


def test_a_summary_is_cited(reading: Served) -> None:
    told = reading.client.post("/api/summarize", json={"article_id": reading.ids()[0], "sentences": 1}).json()
    assert told["sentences"][0]["citations"][0]["article_id"] == reading.ids()[0]


def test_how_the_server_does(reading: Served) -> None:
    assert reading.client.get("/healthz").json() == {"ok": True, "articles": 3}
    assert reading.client.get("/readyz").json() == {"ready": True}
    assert [reading.client.head(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    told = schema.StatusOut.model_validate(reading.client.get("/api/status").json())
    assert (told.archive, told.articles, told.llm.phase, told.writable) == ("harrow", 3, "none", True)


def test_metrics_count_by_route(reading: Served) -> None:
    before = reading.client.get("/metrics")
    assert before.headers["content-type"].startswith("text/plain; version=0.0.4")
    reading.client.get(f"/api/articles/{reading.ids()[0]}")
    reading.client.get('/api/articles/no"thing')
    reading.client.options("/api/nothing")
    reading.client.get("/theme.css")
    reading.client.post("/mcp", json={})
    lines = reading.client.get("/metrics").text.splitlines()
    form = re.compile(r'(?:dateline|process)_[a-z_]+(\{([a-z]+="[^"\\\n]*",?)+\})? [0-9.e+-]+')
    assert [line for line in lines if not line.startswith("# ") and not form.fullmatch(line)] == []
    route = "/api/articles/{article_id}"
    for labels in (
        f'method="GET",route="{route}",status="200"', f'method="GET",route="{route}",status="404"',
        'method="OPTIONS",route="other",status="404"', 'method="GET",route="page",status="200"',
        'method="POST",route="/mcp",status="400"',
    ):  # fmt: skip
        assert any(line.startswith(f"dateline_requests_total{{{labels}}} ") for line in lines), labels
    assert "dateline_articles 3" in lines and 'dateline_model{kind="none",phase="none"} 1' in lines
    assert {"dateline_answers_waiting 0", "dateline_jobs_waiting 0", "dateline_model_usable 0"} <= set(lines)
    assert 'dateline_embedding{name="toy/words"} 1' in lines and 'dateline_jobs_total{state="failed"} 0' in lines
    counted = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line[0] != "#"}
    whole = counted[f'dateline_request_seconds_count{{route="{route}"}}']
    assert counted["process_cpu_seconds_total"] > 0 and counted["process_resident_memory_bytes"] > 1e7
    assert counted[f'dateline_request_seconds_bucket{{route="{route}",le="+Inf"}}'] == whole >= 2


ASK = {"url": "/api/ask"}
JSON = {"Content-Type": "application/json"}
#: A request, its status, the word of the error, and what its sentence says.
WRONG: list[tuple[str, dict[str, Any], int, str, str]] = [
    ("POST", {**ASK, "json": {"question": "  "}}, 422, "usage", "ask something"),
    ("POST", {**ASK, "json": {}}, 422, "invalid", "question: field required"),
    ("POST", {**ASK, "json": {"question": "x", "filter": {}}}, 422, "invalid", "filter: there is no such field"),
    ("POST", {**ASK, "json": {"question": "x", "now": "0"}}, 422, "invalid", "2025-09-30"),
    ("POST", {**ASK, "json": ["x"]}, 422, "invalid", "the body"),
    ("POST", {**ASK, "content": b'{"question"', "headers": JSON}, 400, "malformed", "no JSON"),
    ("POST", {**ASK, "content": b'{"question": "\xff"}', "headers": JSON}, 400, "malformed", "UTF-8"),
    ("POST", {**ASK, "content": b"[" * 100_000, "headers": JSON}, 400, "malformed", "cannot be read"),
    ("POST", {**ASK, "content": b" " * 1_000_001, "headers": JSON}, 413, "too_large", "more in this request"),
    ("POST", {**ASK, "data": {"question": "x"}}, 415, "unsupported_media_type", "as JSON"),
    ("POST", {**ASK, "files": {"question": ("q.txt", b"x")}}, 415, "unsupported_media_type", "as JSON"),
    ("GET", ASK, 405, "method_not_allowed", "/api/docs"),
    ("POST", {"url": "/healthz"}, 405, "method_not_allowed", "/api/docs"),
    ("GET", {"url": "/api/"}, 404, "not_found", "nothing here"),
    ("GET", {"url": "/api/status/"}, 404, "not_found", "nothing here"),
    ("GET", {"url": "/api/articles/nothing"}, 404, "unknown_article", "nothing"),
    ("GET", {"url": "/api/articles/%00"}, 404, "unknown_article", "no article"),
    ("GET", {"url": "/api/articles?since=2025-02-02&until=2025-01-01"}, 422, "usage", "swap"),
    ("GET", {"url": "/api/articles?sort=colour"}, 422, "invalid", "sort"),
    ("GET", {"url": f"/api/search?q=x&offset={10**30}"}, 422, "invalid", "offset"),
    ("GET", {"url": '/api/search?q=ferry AND "x'}, 422, "query", "Character"),
    ("POST", {"url": "/api/summarize", "json": {}}, 422, "usage", "name which"),
    ("POST", {"url": "/api/summarize", "json": {"article_id": "nothing"}}, 404, "unknown_article", "nothing"),
    ("GET", {"url": "/api/status", "headers": {"Host": "evil.example"}}, 403, "forbidden", "this machine"),
    ("GET", {"url": "/api/status", "headers": {"Origin": "http://evil.example"}}, 403, "forbidden", "another site"),
    ("GET", {"url": "/api/status", "headers": {"Origin": "null"}}, 403, "forbidden", "another site"),
    ("POST", {**ASK, "json": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403, "forbidden", "another site"),
    ("GET", {"url": "/api/status", "headers": {"Sec-Fetch-Site": "same-site"}}, 403, "forbidden", "another site"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "request_", "status", "kind", "said"), WRONG)
def test_what_is_wrong_has_one_shape(
    reading: Served, method: str, request_: dict[str, Any], status: int, kind: str, said: str
) -> None:
    answer = reading.client.request(method, **request_)
    assert answer.headers["content-type"] == "application/json"
    error = schema.ErrorOut.model_validate(answer.json()).error
    assert (answer.status_code, error.type) == (status, kind) and said in error.message
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_link_to_the_docs_may_be_followed(reading: Served) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    page = reading.client.get("/api/docs", headers=followed)
    assert page.status_code == 200 and "script" not in page.headers["content-security-policy"]
    assert "<script" not in page.text and "http://" not in page.text and "https://" not in page.text
    openapi = reading.client.get("/api/openapi.json").json()
    for path, methods in openapi["paths"].items():
        for method, route in methods.items():
            assert f"{method.upper()} {path}" in page.text
            assert route["description"], path
            for status in DECLARED:
                if (path, status) not in (("/healthz", 503), ("/readyz", 503)):
                    told = route["responses"][str(status)]["content"]["application/json"]["schema"]
                    shape = "OpenAIErrorOut" if path.startswith("/v1/") else "ErrorOut"
                    assert told == {"$ref": f"#/components/schemas/{shape}"}, (path, status)
    assert reading.client.get("/openapi.json").text == "There is nothing here."


def test_the_docs_escape_what_they_show() -> None:
    bad = "<img src=x onerror=alert(1)>"
    shape = {"description": bad, "properties": {bad: {"$ref": f"#/x/{bad}", "description": bad}}}
    route = {
        "description": bad, "responses": {"200": {"content": {bad: {"schema": {"$ref": f"#/x/{bad}"}}}}},
        "parameters": [{"name": bad, "schema": {"enum": [bad]}, "description": bad}],
        "requestBody": {"content": {bad: {"schema": {"type": "array", "items": {"type": bad}}}}},
    }  # fmt: skip
    page = docs_html(
        {
            "info": {"title": bad, "description": bad, "version": bad},
            "paths": {bad: {bad: route}},
            "components": {"schemas": {bad: shape}},
        }
    )
    assert "<img" not in page and page.count("&lt;img") > 10


def test_questions_that_would_stand_in_line_too_long_are_told_to_come_again() -> None:
    async def asked() -> None:
        running = Running(at_once=1, waiting=0)
        begun, ends = threading.Event(), threading.Event()

        def work(stop: threading.Event) -> Iterator[int]:
            begun.set()
            ends.wait(10)
            yield 1

        here = SimpleNamespace(receive=_stays)
        first = asyncio.ensure_future(running.last(here, work))  # type: ignore[arg-type]
        await asyncio.to_thread(begun.wait, 10)
        with pytest.raises(RefusedError) as caught:
            await running.last(here, work)  # type: ignore[arg-type]
        assert caught.value.status == 429 and caught.value.headers == {"Retry-After": "5"}
        ends.set()
        assert await first == 1
        running.must_have_room()

    asyncio.run(asked())


def test_work_ends_when_its_client_goes_away() -> None:
    ended = threading.Event()

    def work(stop: threading.Event) -> Iterator[int]:
        yield 1
        if stop.wait(20):
            ended.set()

    async def asked() -> None:
        running = Running()
        left = SimpleNamespace(receive=_leaves)
        assert await running.last(left, work) is None  # type: ignore[arg-type]
        events = running.events(work)
        assert await anext(events) == 1
        await events.aclose()  # type: ignore[attr-defined]
        assert running._inside == 0

    asyncio.run(asked())
    assert ended.wait(20)


async def _stays() -> dict[str, str]:
    await asyncio.Event().wait()
    raise AssertionError


async def _leaves() -> dict[str, str]:
    return {"type": "http.disconnect"}


def test_a_silent_stream_sends_comments() -> None:
    async def slow() -> AsyncIterator[str]:
        await asyncio.sleep(0.05)
        yield "data: 1\n\n"

    async def all_of() -> list[str]:
        return [piece async for piece in with_comments(slow(), silence=0.01)]

    sent = asyncio.run(all_of())
    assert sent[0].startswith(": ") and sent[-1] == "data: 1\n\n" and sent.count("data: 1\n\n") == 1


class _SlowEmbedder(ToyEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.loaded = threading.Event()

    def embed_query(self, text: str) -> Vectors:
        assert self.loaded.wait(20)
        return super().embed_query(text)


def test_it_is_ready_once_the_embedding_is_loaded(tmp_path: Path) -> None:
    embedder = _SlowEmbedder()
    settings = load_settings(archive=tmp_path / "a", llm="none")
    with Archive.open(settings.archive, embedder=embedder, settings=settings) as archive:
        archive.add_text("The ferry sails.\n\nIt sails at nine.", name="a.txt")
        client = TestClient(build_api(archive, {}), base_url="http://127.0.0.1")
        waiting = client.get("/readyz")
        assert waiting.status_code == 503 and "being loaded" in waiting.json()["problem"]
        assert client.get("/healthz").status_code == 200
        embedder.loaded.set()
        ends = time.monotonic() + 20
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < ends


def test_an_archive_that_is_gone_is_told(tmp_path: Path) -> None:
    class Broken:
        def count(self) -> int:
            raise UsageError("the disk is gone: mount it")

        def search(self, query: str, limit: int) -> None:
            raise UsageError("the disk is gone: mount it")

        def article(self, article_id: str, version: int | None) -> None:
            raise ZeroDivisionError

    client = TestClient(build_api(Broken(), {}), base_url="http://127.0.0.1", raise_server_exceptions=False)  # type: ignore[arg-type]
    assert client.get("/healthz").json() == {"ok": False, "problem": "the disk is gone: mount it"}
    assert client.get("/readyz").json() == {"ready": False, "problem": "the disk is gone: mount it"}
    told = client.get("/api/articles/x")
    assert told.status_code == 500 and told.json()["error"]["type"] == "internal"
    strange = TestClient(build_api(Broken(), {}, private=False), base_url="http://127.0.0.1")  # type: ignore[arg-type]
    assert strange.get("/healthz").json() == {"ok": False}


PASSWORD = "skarne ferry"  # noqa: S105 - made up


def test_with_a_password_programs_send_it(tmp_path: Path) -> None:
    from served_api import served

    def bearer(password: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {password}"}

    with open_archive(tmp_path) as archive, served(archive, password=PASSWORD) as serving:
        ask: dict[str, Any] = {"url": "/api/ask", "json": {"question": ANSWERED}}
        assert serving.client.get("/healthz").json() == {"ok": True}
        assert serving.client.get("/readyz").json() == {"ready": True}
        for path in ("/api/status", "/api/openapi.json", "/api/docs", "/api/nothing", "/v1/models", "/metrics"):
            stranger = serving.client.get(path)
            assert stranger.status_code == 401 and stranger.headers["www-authenticate"] == "Bearer", path
            assert stranger.json()["error"]["message"].startswith("Send the password")
        for key in (None, "wrong"):
            with Client(serving.url, key) as client, pytest.raises(AccessError, match="password"):
                client.status()
        with Client(serving.url, PASSWORD) as client:
            assert client.status().articles == 3
        answered = serving.client.post(**ask, headers=bearer(PASSWORD))
        assert answered.json()["answered"] and answered.headers["cache-control"] == "no-store"
        tried = [serving.client.post(**ask, headers=bearer("wrong")) for _ in range(6)]
        assert [answer.status_code for answer in tried] == [401] * 5 + [429]
        assert tried[-1].json()["error"]["type"] == "too_many_requests" and int(tried[-1].headers["retry-after"]) > 0
        assert serving.client.get("/v1/models").json()["error"]["code"] == "invalid_api_key"
        other = httpx.Client(base_url=serving.url, headers={"X-Forwarded-For": "203.0.113.9"})
        came = other.post("/login", data={"password": PASSWORD})
        assert came.status_code == 303
        assert other.get("/api/status").json()["articles"] == 3, "a browser's session does, too"
