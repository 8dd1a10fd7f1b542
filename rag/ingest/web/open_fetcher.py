"""A fetcher as the settings want it."""

from __future__ import annotations

import threading

from rag.ingest.web.address_guard import Guard, Resolver, resolve
from rag.ingest.web.fetch import Fetcher, FetchLimits
from rag.settings import Settings


def open_fetcher(settings: Settings, resolver: Resolver = resolve, stop: threading.Event | None = None) -> Fetcher:
    """A fetcher with the settings' limits and allowed hosts, that ``stop`` ends; close it."""
    limits = FetchLimits(
        settings.fetch_mb * 1_000_000,
        settings.fetch_connect,
        settings.fetch_read,
        settings.fetch_time,
        settings.fetch_redirects,
    )
    return Fetcher(Guard(settings.fetch_private, frozenset(settings.fetch_allow), resolver), limits, stop)
