"""What the page knows of its archive without reading any article: counts, outlets, months, example questions."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import Archive, ArticleRow, MonthCount

EXAMPLES = 4
#: Among so many of the newest headlines the examples are chosen, so that one busy outlet does not fill them all.
_NEWEST = 100
#: Longer headlines make clumsy questions.
_MAX_HEADLINE_CHARS = 80


@dataclass(frozen=True, slots=True)
class ArchiveSnapshot:
    """The archive as it was at one moment; ``pending`` of its ``articles`` still wait to be embedded."""

    articles: int
    pending: int
    outlets: tuple[str, ...]
    languages: tuple[str, ...]
    months: tuple[MonthCount, ...]
    examples: tuple[str, ...]


class ArchiveCache:
    """Holds an archive and what was last read of it, for all sessions."""

    def __init__(self, archive: Archive, *, changeable: bool = True) -> None:
        """Args:
        archive: it.
        changeable: whether those who see it may change it.
        """
        self.archive = archive
        self._changeable = changeable
        self._known: tuple[int, ArchiveSnapshot] | None = None
        self._making = threading.Lock()

    @property
    def writable(self) -> bool:
        """Whether it can be changed: by this process, and by those who see it."""
        return self._changeable and self.archive.writable

    @property
    def folder(self) -> Path:
        """The archive's folder."""
        return self.archive.path

    def listing(self) -> ArchiveSnapshot:
        """The archive as it is now; read anew only after a change, whoever made it."""
        version = self.archive.version()
        with self._making:
            if self._known is None or self._known[0] != version:
                self._known = version, make_listing(self.archive)
            return self._known[1]


def make_listing(archive: Archive) -> ArchiveSnapshot:
    """Read what the page shows of an archive."""
    counts = archive.counts()
    return ArchiveSnapshot(
        articles=counts.articles,
        pending=counts.pending,
        outlets=tuple(archive.outlets()),
        languages=tuple(archive.languages()),
        months=tuple(archive.articles_by_month()),
        examples=example_questions(archive.page_of_articles(limit=_NEWEST).rows),
    )


def example_questions(rows: Sequence[ArticleRow]) -> tuple[str, ...]:
    """Questions drawn from the newest headlines, one of each outlet as long as there are outlets."""
    fit = [
        row
        for row in rows
        if 15 <= len(row.title) <= _MAX_HEADLINE_CHARS and "\n" not in row.title and not row.title.isupper()
    ]
    outlets: set[str | None] = set()
    chosen: list[ArticleRow] = []
    for row in fit:
        if row.outlet not in outlets:
            outlets.add(row.outlet)
            chosen.append(row)
    chosen += [row for row in fit if row not in chosen]
    return tuple(f"What is known about “{row.title.rstrip('.')}”?" for row in chosen[:EXAMPLES])
