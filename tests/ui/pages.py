"""Small articles for the page's tests, some of them hostile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from rag import Accounts, Archive, Article, load_settings

FERRY = """---
title: Second ferry is bought
date: 2025-11-08
outlet: Harrow Bay Courier
---

The council of Harrow Bay voted on Saturday to buy a second ferry for 41 million crowns. Mayor Ingrid Halvane said the
boat would sail every day of the year.

The ferry will carry 300 passengers.
"""
DAM = """---
title: Dam leaks at Velling
date: 2025-10-27
outlet: Estuary Notes
---

Brine leaked from the dam at Velling on Monday, the hydrologist Aldous Tamm reported. Nobody was hurt by the water.
"""
HOSTILE_TITLE = '<img src=x onerror="window.hacked=1"> ${window.hacked=1} {{value}}'
HOSTILE_TEXT = (
    "The lighthouse keeper wrote </mark><script>window.hacked=1</script> on the lighthouse wall on Tuesday. "
    "Nobody at the lighthouse laughed."
)
#: What stands over the list of the Archive tab while nothing is searched for or filtered.
EMPTY: tuple[str, str, str, list[str], list[str]] = ("", "", "", [], [])


@dataclass
class Page:
    """A page that is being served."""

    url: str
    archive: Archive


@contextmanager
def serving_page(archive: Archive, accounts: Accounts | None = None, **settings: Any) -> Iterator[Page]:
    """Serve an archive's page, given its accounts and settings besides, for as long as the ``with`` lasts."""
    import uvicorn

    from ui.page.server import listen, server_config
    from ui.page.web_app import build_web_app

    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(server_config(build_web_app(archive, load_settings(**settings), accounts)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield Page(f"http://127.0.0.1:{listener.getsockname()[1]}", archive)
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


def article(title: str = "A headline", text: str = "Some text. More of it.", **fields: Any) -> Article:
    given: dict[str, Any] = {
        "id": "a1", "source": "s", "content_hash": "h", "added": datetime(2025, 1, 2, tzinfo=UTC), "state": "ready",
        "outlet": "The Ledger", "published": date(2025, 9, 2), "language": "en",
    }  # fmt: skip
    return Article(title=title, text=text, **{**given, **fields})


def clicked(**data: Any) -> Any:
    """A click as a handler gets it, with what the browser sends of it."""
    return SimpleNamespace(_data=data)
