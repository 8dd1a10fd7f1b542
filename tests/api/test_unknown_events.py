"""What is asked of the page by a number or a name that it does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from served_api import open_archive

from rag import load_settings
from ui.page.web_app import build_web_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with open_archive(tmp_path_factory.mktemp("page")) as archive:
        app = build_web_app(archive, load_settings(archive=archive.path, llm="none"))
        yield TestClient(app, base_url="http://127.0.0.1")  # which raises what the app lets through


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("run/predict", {"fn_index": 9999}),
        ("run/predict", {"fn_index": -1}),
        ("run/predict", {"fn_index": 9999, "session_hash": "abc"}),
        ("run/predict", {}),
        ("queue/join", {"fn_index": 9999, "session_hash": "abc"}),
    ],
)
def test_an_event_that_there_is_not_is_answered_with_a_sentence(
    client: TestClient, path: str, body: dict[str, Any]
) -> None:
    answer = client.post(f"/gradio_api/{path}", json={"data": [], **body})
    assert answer.status_code == 404
    assert answer.json() == {"detail": "The page has nothing of this name or number: load it anew, and try again."}


def test_an_event_that_there_is_is_still_done(client: TestClient) -> None:
    joined = client.post("/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "abc"})
    assert joined.status_code == 200 and joined.json()["event_id"]


def test_a_name_that_there_is_not_is_no_route(client: TestClient) -> None:
    assert client.post("/gradio_api/call/nonsense", json={"data": []}).status_code == 404
