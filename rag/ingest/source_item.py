"""One thing read out of a source, and what its readers are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol

from rag.ingest.field_map import FieldMap
from rag.ingest.limits import Limits
from rag.model import Draft


@dataclass(frozen=True, slots=True)
class Item:
    """One thing read out of a source: an article, or the reason why it became none.

    ``key`` is what it is called within its source (a record's own id or address, a member's path); None where the
    source is itself the article. The article's source is then ``NAME#KEY``. ``skipped`` tells a reason why it never
    was an article (a picture in a packed folder, a table of other things) from one why it could not be read.

    Its article's date of publication always says where it was taken from. A draft alone need not: an archive from
    before origins were kept has none.
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
        if self.draft is not None and self.draft.published is not None and self.draft.published_from is None:
            raise ValueError("a date of publication comes with where it was taken from")

    def below(self, key: str) -> Item:
        """The same item as a part of the part ``key`` of a source."""
        return replace(self, key=key if self.key is None else f"{key}/{self.key}")


class Door(Protocol):
    """How a reader has the parts of its source read: the same way that sources are."""

    def __call__(self, stream: BinaryIO, context: Context) -> Iterator[Item]:
        """The items of one part."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader knows of its source besides its bytes.

    ``name`` is what it is called, ``size`` its bytes. ``depth`` counts the packed sources around it, and ``door``
    reads what is packed in it. ``charset`` is the encoding that was stated from outside, such as by a mail's header.
    """

    name: str
    size: int
    limits: Limits
    fields: FieldMap
    door: Door
    depth: int = 0
    charset: str | None = None
