"""An archive of any number of articles, written straight into its catalog: for measuring and looking at lists.

The articles have headlines, outlets, dates over twenty years and texts of news length, but no passages: nothing is
embedded, so such an archive can be listed and read, not asked.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from rag import Archive
from rag.model import Draft
from rag.store.identity import article_id
from rag.store.sqlite.tables import ARTICLES, article_values

_WHO = (
    "Council",
    "Mayor",
    "Ferry line",
    "Harbour office",
    "Ministry",
    "Court",
    "Teachers",
    "Öresund pilots",
    "Dockers",
)
_WHAT = ("votes on", "delays", "opens", "rejects", "reviews", "sells", "repairs", "expands", "questions", "halts")
_WHICH = (
    "second ferry",
    "dam at Velling",
    "night bus",
    "school budget",
    "tram tunnel",
    "wind farm",
    "old pier",
    "levy",
)
_WHERE = (
    "Harrow Bay",
    "Velling",
    "Torvell",
    "Łódź",
    "Москва",
    "Québec",
    "Straße 9",
    "Skarn",
    "Middle Reach",
    "Oststadt",
)
_OUTLETS = (
    "Harrow Bay Courier", "Estuary Notes", "The Ledger", "Morgenblatt", "Північний вісник", "Tidewater Post",
    "La Gazette du Fleuve", "Quay Weekly", "Evening Signal", "Inland Observer",
)  # fmt: skip
_SENTENCE = "On {day} the harbour office of {where} counted {number} barges at the northern pier, as each week. "
_BATCH = 5_000


def fill(archive: Archive, articles: int, seed: int = 1) -> None:
    """Write so many made-up articles into an open archive; the same ones for the same seed."""
    chance = random.Random(seed)
    first = date(2006, 1, 1)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for start in range(0, articles, _BATCH):
        rows = []
        for number in range(start, min(start + _BATCH, articles)):
            where = chance.choice(_WHERE)
            title = f"{chance.choice(_WHO)} {chance.choice(_WHAT)} {chance.choice(_WHICH)} in {where}, case {number}"
            day = first + timedelta(days=int(7_300 * chance.random() ** 0.6)) if chance.random() > 0.02 else None
            lines = chance.randrange(10, 40)
            draft = Draft(
                title,
                "".join(_SENTENCE.format(day=day, where=where, number=line) for line in range(lines)),
                outlet=chance.choices(_OUTLETS, weights=range(len(_OUTLETS), 0, -1))[0],
                published=day,
                language=chance.choices(("en", "de", "uk", "fr"), weights=(6, 2, 1, 1))[0],
            )
            source = f"made/{number}.txt"
            row = {"id": article_id(source), "source": source, "raw_hash": str(number), "content_hash": str(number)}
            added = (now + timedelta(seconds=number)).isoformat(timespec="milliseconds")
            rows.append({**row, "state": "ready", "added": added, **article_values(draft)})
        with archive._store.catalog.database.write() as db:
            db.execute(insert(ARTICLES), rows)


def make(folder: Path, articles: int) -> None:
    """Make such an archive, where there is none yet."""
    if (folder / "catalog.sqlite").exists():
        return
    with Archive.open(folder, resume=False) as archive:
        fill(archive, articles)
