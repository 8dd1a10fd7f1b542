"""The archive's articles without their texts, kept between requests: what the table, filters and examples show."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import Archive, Article
from ui.render_archive import Row

#: At most so many rows are sent to the browser; the search finds the others.
SHOWN = 200
#: So old a listing may be when nothing in this process changed: another process may have written.
_MAX_AGE = 60.0
#: While articles are being embedded their states change.
_MAX_AGE_PENDING = 3.0
EXAMPLES = 4
#: Longer headlines make clumsy questions.
_LONGEST_HEADLINE = 80


@dataclass(frozen=True, slots=True)
class Listing:
    """The archive as it was at one moment."""

    rows: tuple[Row, ...]
    keys: tuple[str, ...]
    outlets: tuple[str, ...]
    languages: tuple[str, ...]
    examples: tuple[str, ...]
    pending: int
    made: float

    def find(self, words: str) -> list[Row]:
        """The rows whose headline or outlet has all of these words, as they are typed."""
        wanted = words.casefold().split()
        if not wanted:
            return list(self.rows)
        return [row for row, key in zip(self.rows, self.keys, strict=True) if all(word in key for word in wanted)]


class Shelf:
    """Holds an archive and its latest listing, for all sessions."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._listing: Listing | None = None
        self._making = threading.Lock()

    @property
    def folder(self) -> Path:
        """The archive's folder."""
        return self.archive.path

    def forget(self) -> None:
        """Say that the archive has changed."""
        self._listing = None

    def listing(self) -> Listing:
        """The articles as they are now, or were a short while ago."""
        with self._making:
            known = self._listing
            if known is None or self._outdated(known):
                known = self._listing = make_listing(self.archive.articles())
            return known

    def _outdated(self, known: Listing) -> bool:
        if time.monotonic() - known.made > (_MAX_AGE_PENDING if known.pending else _MAX_AGE):
            return True
        return len(known.rows) != self.archive.count()


def make_listing(articles: Sequence[Article]) -> Listing:
    """List articles, which come the newest first."""
    rows = tuple(
        Row(article.id, article.title, article.outlet, article.day, article.language, article.state == "pending")
        for article in articles
    )
    return Listing(
        rows=rows,
        keys=tuple(f"{row.title} {row.outlet or ''}".casefold() for row in rows),
        outlets=tuple(sorted({row.outlet for row in rows if row.outlet}, key=str.casefold)),
        languages=tuple(sorted({row.language for row in rows if row.language})),
        examples=example_questions(rows),
        pending=sum(row.pending for row in rows),
        made=time.monotonic(),
    )


def example_questions(rows: Sequence[Row]) -> tuple[str, ...]:
    """Questions drawn from the newest headlines, one of each outlet as long as there are outlets."""
    fit = [row for row in rows if 15 <= len(row.title) <= _LONGEST_HEADLINE and "\n" not in row.title]
    outlets: set[str | None] = set()
    chosen: list[Row] = []
    for row in fit:
        if row.outlet not in outlets:
            outlets.add(row.outlet)
            chosen.append(row)
    chosen += [row for row in fit if row not in chosen]
    return tuple(f"What is known about “{row.title.rstrip('.')}”?" for row in chosen[:EXAMPLES])
