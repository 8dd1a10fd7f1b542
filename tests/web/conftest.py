"""A farm of servers on loopback, a fetcher that may reach it, and an archive whose settings allow it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from farm import Farm
from toy import ToyEmbedder

from rag import Archive, load_settings
from rag.ingest.web.address_guard import Guard
from rag.ingest.web.fetch import Fetcher, FetchLimits

#: Small, so that what exceeds them does so quickly.
SMALL = FetchLimits(size=200_000, connect=1.0, read=0.6, whole=1.2, redirects=4)


@pytest.fixture
def farm() -> Iterator[Farm]:
    with Farm() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(Guard(allowed=frozenset({"127.0.0.1"})), SMALL) as opened:
        yield opened


@pytest.fixture
def web_archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive that may fetch from loopback, without delay."""
    settings = load_settings(fetch_allow=["127.0.0.1"], fetch_delay=0.0, fetch_time=5.0, fetch_read=2.0)
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder(), settings=settings) as opened:
        yield opened
