"""The log of a server: its lines are found together by a request's id, and say nothing of what is asked or read."""

from __future__ import annotations

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_api import Served, open_archive, served
from test_forwarding import owner_of

from ui.shared.log_lines import set_up_logs

KEY = "pass-word-of-the-archive"
#: Words that stand in articles, questions, bodies, paths and settings, and must stand in no line.
PLANTED = ("Zanzibarium", "Quixotica", "Planxty", KEY)
ARTICLE = "Zanzibarium found\n\nThe Zanzibarium of Vell was found on Monday, its keeper said."
QUESTION = "Where was the Quixotica of Zanzibarium found?"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log of this process from here on, as ``DATELINE_LOG=json`` and ``DATELINE_LOG_LEVEL=info`` write it."""
    root, ours = logging.getLogger(), logging.getLogger("dateline")
    before = root.level, ours.level, list(root.handlers)
    written = io.StringIO()
    set_up_logs("json", "info", written)
    yield written
    root.handlers[:] = before[2]
    root.setLevel(before[0])
    ours.setLevel(before[1])


def asked(serving: Served) -> list[str]:
    """All kinds of requests, right and wrong; the ids that were answered."""
    client = serving.client
    client.headers["Authorization"] = f"Bearer {KEY}"
    chat = {"model": "harrow", "messages": [{"role": "user", "content": QUESTION}]}
    responses = [
        client.post("/api/ask", json={"question": QUESTION}),
        client.post("/api/ask", json={"question": QUESTION, "stream": True}),
        client.post("/api/ask", json={"question": QUESTION, "Planxty": "Planxty"}),
        client.post("/api/ask", content=b"{Planxty", headers={"Content-Type": "application/json"}),
        client.get("/api/search", params={"q": "Quixotica AND ("}),
        client.get("/api/search", params={"q": "Zanzibarium", "outlet": "Planxty"}),
        client.get("/api/articles/Planxty"),
        client.get("/api/Planxty"),
        client.get("/Planxty?Planxty=Planxty"),
        client.post("/v1/chat/completions", json=chat),
        client.post("/v1/chat/completions", json={**chat, "model": "Planxty"}),
        client.post("/api/articles", json={"text": ARTICLE.replace("Monday", "Tuesday"), "name": "Planxty.txt"}),
        client.post("/api/articles", json={"address": "http://127.0.0.1:9/Planxty?key=Planxty"}),
        client.post("/api/articles", files={"file": ("Planxty.pdf", b"Planxty")}),
        client.post("/mcp", content=b"{Planxty", headers={"Content-Type": "application/json"}),
        client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "Planxty", "params": {"Planxty": "Planxty"}}),
        client.get("/api/status", headers={"Authorization": "Bearer Planxty"}),
        client.get("/", headers={"Host": "Planxty.example"}),
    ]
    for response in responses:
        if response.status_code == 202:
            job = response.json()["id"]
            while client.get(f"/api/jobs/{job}").json()["state"] in ("queued", "running"):
                time.sleep(0.05)
    with owner_of(serving.archive) as owner:
        owner.add_text(ARTICLE.replace("Monday", "Sunday"), name="Planxty-2.txt")
    return [response.headers["x-request-id"] for response in responses]


def test_a_run_says_nothing_of_what_is_asked_and_read(tmp_path: Path, lines: io.StringIO) -> None:
    with open_archive(tmp_path) as archive:
        archive.add_text(ARTICLE, name="found.txt")
        with served(archive, password=KEY, mcp="write") as serving:
            ids = asked(serving)
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [word for word in PLANTED if word in lines.getvalue()] == []
    requests = {line["request"]: line for line in told if line["logger"] == "dateline.requests"}
    assert len(set(ids)) == len(ids) and set(ids) <= requests.keys()
    answered = requests[ids[0]]
    assert (answered["method"], answered["route"], answered["status"]) == ("POST", "/api/ask", 200)
    assert answered["seconds"] > 0 and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", answered["time"])
    routes = {line["route"] for line in requests.values()}
    assert {"/api/search", "/v1/chat/completions", "/mcp", "page", "other"} <= routes
    jobs = [line for line in told if line["message"].startswith("job ")]
    assert len(jobs) >= 3 and all(line["request"] in requests for line in jobs), "a job is of the request that began it"


def test_an_id_may_be_sent_and_is_harmless(reading: Served, lines: io.StringIO) -> None:
    for sent, kept in (("abc-1_2", True), ('a"b', False), ("x" * 65, False), ("a b", False)):
        response = reading.client.get("/healthz", headers={"X-Request-ID": sent})
        assert (response.headers["x-request-id"] == sent) is kept


def test_what_nobody_foresaw_is_told_without_its_words(
    reading: Served, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("Planxty")

    monkeypatch.setattr(reading.archive, "search_page", broken)
    response = reading.client.get("/api/search", params={"q": "ferry"})
    assert response.status_code == 500 and "Planxty" not in response.text
    [line] = [json.loads(each) for each in lines.getvalue().splitlines() if '"error"' in each]
    assert line["request"] == response.headers["x-request-id"] and line["level"] == "error"
    assert line["error"].startswith("KeyError\n") and "in broken" in line["error"] and "Planxty" not in line["error"]


def test_lines_for_people(lines: io.StringIO) -> None:
    set_up_logs("plain", "info", lines)
    logging.getLogger("dateline.x").info("a name\nwith a line, \x1b[1m and %d", 5, extra={"more": 1})
    logging.getLogger("theirs").warning("Planxty")
    ours, theirs = lines.getvalue().splitlines()
    assert ours.endswith(r" info dateline.x a name\nwith a line, \x1b[1m and 5")
    assert "warning theirs (test_log, line" in theirs and "Planxty" not in theirs
    set_up_logs("plain", "debug", lines)
    logging.getLogger("theirs").warning("Planxty")
    assert lines.getvalue().endswith("theirs Planxty\n")
