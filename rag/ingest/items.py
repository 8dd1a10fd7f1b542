"""What is read out of one source: usually one article; from a table, a feed's copy or a packed file, many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.fields import FieldMap
from rag.ingest.limits import Limits
from rag.ingest.read import read_article
from rag.model import Draft

_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing read out of a source: an article, or the reason why it became none.

    ``key`` is what it is called within its source (a record's own id or address, a member's path); None where the
    source is itself the article. The article's source is then ``NAME#KEY``. ``skipped`` tells a reason why it never
    was an article (a picture in a packed folder, a table of other things) from one why it could not be read.
    """

    key: str | None
    draft: Draft | None = None
    reason: str | None = None
    skipped: bool = False

    def __post_init__(self) -> None:
        if (self.draft is None) == (self.reason is None):
            raise ValueError("an item is an article, or the reason why it is none")
        if self.skipped and self.reason is None:
            raise ValueError("what is skipped has a reason")


def read_items(
    stream: BinaryIO, name: str, *, limits: Limits = _DEFAULT_LIMITS, fields: FieldMap | None = None
) -> Iterator[Item]:
    """Read the articles of one source.

    Args:
        stream: its bytes.
        name: what it is called; its suffix says what it is.
        limits: how much may be read.
        fields: a person's own names for the fields of records (JSON, JSONL, CSV).

    Yields:
        Its articles in order, and what could not become one. What is wrong with the source as a whole is an item
        without a key; it may come after articles, which stay.
    """
    try:
        yield Item(None, read_article(stream.read(limits.text_bytes + 1), name))
    except RejectedSourceError as error:
        yield Item(None, reason=str(error))
