"""A reranker puts passages in order: over HTTP, for answers and searches, and what becomes of it where it fails."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_server import FaultServer, status
from toy import ToyEmbedder

from rag import Archive, UsageError
from rag.model import Draft
from rag.reports import SearchPage
from rag.settings import load_settings

QUESTION = "What does the ferry cost?"
WANTED = "Passengers of the ferry are told to pay seven crowns at the quay."


def _ranks(handler: Any, body: dict[str, Any]) -> None:
    """What tells of the quay is the best."""
    scores = [{"index": at, "relevance_score": float("quay" in text)} for at, text in enumerate(body["documents"])]
    status(200, {"results": scores[::-1]}, content_type="application/json")(handler, body)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as started:
        started.acts = [_ranks]
        yield started


def _opened(path: Path, **given: Any) -> Archive:
    settings = load_settings(archive=path, llm="none", **given)
    archive = Archive.open(path, settings=settings, embedder=ToyEmbedder())
    archive.add_drafts(
        [
            ("cost", Draft("Ferry", "The ferry is a great cost to the town, what the ferry does cost is unknown.")),
            ("quay", Draft("Ferry", WANTED)),
            ("other", Draft("Bridge", "The bridge does not cost what the ferry does.")),
        ]
    )
    return archive


def test_searches_and_answers_follow_it(server: FaultServer, tmp_path: Path) -> None:
    with _opened(tmp_path / "plain") as plain:
        before = plain.search(QUESTION)
    assert server.requests == [] and before[0].article.source != "quay"
    with _opened(tmp_path / "a", rerank=server.url, rerank_model="m", rerank_api_key="k" * 12) as archive:
        hits = archive.search(QUESTION)
        [asked] = server.requests
        assert hits[0].article.source == "quay"
        assert [hit.score for hit in hits] == [hit.score for hit in before]
        assert archive.search(QUESTION, limit=1) == hits[:1]
        assert (asked["query"], asked["model"], asked["top_n"]) == (QUESTION, "m", len(hits))
        assert f"Ferry: {WANTED}" in asked["documents"]
        assert server.keys[0] == f"Bearer {'k' * 12}"
        count = len(server.requests)
        answer = archive.ask(QUESTION)
        assert len(server.requests) == count + 1 and "reranked" not in (answer.notice or "")
        assert WANTED in {evidence.quote for evidence in answer.evidence}
        archive.quote(QUESTION)
        assert len(server.requests) == count + 1


def _sources(page: SearchPage) -> list[str]:
    return [found.hit.article.source for found in page.hits]


def test_a_page_of_results_follows_it(server: FaultServer, tmp_path: Path) -> None:
    query = "the ferry"
    with _opened(tmp_path / "plain") as plain:
        before = plain.search_page(query)
    assert server.requests == [] and _sources(before)[0] != "quay"
    with _opened(tmp_path / "a", rerank=server.url, rerank_model="m") as archive:
        page = archive.search_page(query)
        [asked] = server.requests
        assert asked["query"] == query and len(asked["documents"]) == before.total
        assert _sources(page)[0] == "quay" and sorted(_sources(page)) == sorted(_sources(before))
        assert [found.hit.score for found in page.hits] == [found.hit.score for found in before.hits]
        assert (page.total, page.facets) == (before.total, before.facets)
        # Its order is kept for further pages and an export.
        assert _sources(archive.search_page(query, limit=1, offset=1)) == _sources(page)[1:2]
        assert [hit.hit.article.source for hit in archive.export_search(query)] == _sources(page)
        assert len(server.requests) == 1
        # It says nothing where something else than relevance does, or the query does not ask for that.
        archive.search_page(query, sort="newest")
        archive.search_page("ferry AND cost")
        archive.coverage_of(query)
        assert len(server.requests) == 1


def test_a_page_of_results_without_its_words_follows_it(server: FaultServer, tmp_path: Path) -> None:
    with _opened(tmp_path / "a", rerank=server.url, rerank_model="m") as archive:
        page = archive.search_page("quarrels of vessels")
        assert page.nearest and _sources(page)[0] == "quay"


def test_a_page_of_results_stays_where_it_fails(
    server: FaultServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    query = "the ferry"
    with _opened(tmp_path / "plain") as plain:
        before = plain.search_page(query)
    server.acts = [status(500, {})]
    with _opened(tmp_path / "a", rerank=server.url, rerank_model="m") as archive:
        with caplog.at_level(logging.WARNING, logger="dateline.search"):
            assert _sources(archive.search_page(query)) == _sources(before)
        assert "What was found is not reranked" in caplog.text
        server.acts = [_ranks]  # what failed is not kept
        assert _sources(archive.search_page(query))[0] == "quay"


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (status(404, {}), "check DATELINE_RERANK_MODEL and the address"),
        (status(401, {}), "check its key, DATELINE_RERANK_API_KEY"),
        (status(200, {"results": []}, content_type="application/json"), "does not answer with a relevance_score"),
    ],
)
def test_where_it_fails_the_order_stays_and_it_is_said(
    server: FaultServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, act: Any, why: str
) -> None:
    with _opened(tmp_path / "plain") as plain:
        before, plain_answer = plain.search(QUESTION), plain.ask(QUESTION)
    server.acts = [act]
    with _opened(tmp_path / "a", rerank=server.url, rerank_model="m") as archive:
        answer = archive.ask(QUESTION)
        assert [one.quote for one in answer.evidence] == [one.quote for one in plain_answer.evidence]
        assert answer.notice is not None and why in answer.notice and answer.notice.startswith("What was found is not")
        with caplog.at_level(logging.WARNING, logger="dateline.search"):
            assert [hit.article.source for hit in archive.search(QUESTION)] == [hit.article.source for hit in before]
        assert why in caplog.text


def test_an_address_needs_a_models_name(tmp_path: Path) -> None:
    with (
        _opened(tmp_path / "a", rerank="http://localhost:1") as archive,
        pytest.raises(UsageError, match="DATELINE_RERANK_MODEL"),
    ):
        archive.search(QUESTION)
