"""How much of a source is read before it counts as too much: one value, handed down to every reader."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a process that only reads has no use for pydantic
    from rag.settings import Settings

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a source may cost. What is beyond one is a reason, never a piece silently left out.

    ``text_bytes`` bounds what becomes one article at once: a text, a page, a record of a table. ``document_bytes``
    bounds what has to be held whole to be read: a PDF, a DOCX, a message with attachments, a JSON file.
    ``source_bytes`` bounds what is read piece by piece: JSONL, CSV, WARC, ZIP. ``expanded_bytes`` and ``ratio`` bound
    what a packed source unpacks to, in bytes and as a multiple of its own size; ``pages`` a PDF's pages and
    ``items`` the articles of one source.
    """

    text_bytes: int = 20 * MB
    document_bytes: int = 100 * MB
    source_bytes: int = 20_000 * MB
    expanded_bytes: int = 20_000 * MB
    ratio: int = 200
    pages: int = 2_000
    items: int = 1_000_000

    def __post_init__(self) -> None:
        for limit in fields(self):
            if getattr(self, limit.name) < 1:
                raise ValueError(f"the limit {limit.name} must be 1 or more")


def limits_from(settings: Settings) -> Limits:
    """The limits that the settings state."""
    return Limits(
        text_bytes=settings.limit_text_mb * MB,
        document_bytes=settings.limit_document_mb * MB,
        source_bytes=settings.limit_source_mb * MB,
        expanded_bytes=settings.limit_expanded_mb * MB,
        ratio=settings.limit_ratio,
        pages=settings.limit_pages,
        items=settings.limit_items,
    )


def in_megabytes(size: int) -> str:
    """A limit in bytes as a reader sees it."""
    return f"{size // MB} MB" if size >= MB else f"{size} bytes"
