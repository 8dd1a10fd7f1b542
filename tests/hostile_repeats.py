"""Parsers of what strangers send, and texts that repeat what such parsers trip over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rag.answer.verify.hostile import orders
from rag.ingest.web.content import reader_name
from rag.ingest.web.fetch import Page
from rag.ingest.web.listing import Wanted
from rag.ingest.web.lists import read_list
from rag.ingest.web.robots import rules_of

_WANTED = Wanted("https://ledger.example/feed", 1_000)


def _feed(inner: str) -> Any:
    return read_list(f'<rss version="2.0"><channel><item>{inner}</item></channel></rss>'.encode(), _WANTED)


PARSERS: dict[str, Callable[[str], Any]] = {
    "feed item": _feed,
    "feed author": lambda text: _feed(f"<author>{text}</author>"),
    "feed": lambda text: read_list(f"<rss>{text}".encode(), _WANTED),
    "orders": orders,
    "robots": lambda text: rules_of(text.encode()).allow("https://ledger.example/a"),
    "page type": lambda text: reader_name(Page("https://ledger.example/a", text.encode())),
}
