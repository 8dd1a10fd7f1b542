"""Small articles for the page's tests, some of them hostile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from rag import Archive, Article

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


def article(title: str = "A headline", text: str = "Some text. More of it.", **fields: Any) -> Article:
    given: dict[str, Any] = {
        "id": "a1", "source": "s", "content_hash": "h", "added": datetime(2025, 1, 2, tzinfo=UTC), "state": "ready",
        "outlet": "The Ledger", "published": date(2025, 9, 2), "language": "en",
    }  # fmt: skip
    return Article(title=title, text=text, **{**given, **fields})


def clicked(**data: Any) -> Any:
    """A click as a handler gets it, with what the browser sends of it."""
    return SimpleNamespace(_data=data)
