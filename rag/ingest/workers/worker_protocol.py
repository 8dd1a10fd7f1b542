"""What passes between a process that reads sources and the one that asked it to: lines of JSON, nothing that runs.

The reader has parsed what strangers wrote, so its parent believes nothing: every value's type is looked at, and an
article is built anew, which rejects what is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from rag.errors import RejectedSourceError
from rag.ingest.field_map import FieldMap
from rag.ingest.limits import Limits
from rag.ingest.source_reader import Item
from rag.ingest.web.lists.listing import Listing, Wanted
from rag.model import Span
from rag.store.listed import ListEntry
from rag.text.passages import passage_spans

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: No line is longer: a text of the largest size allowed, with all that was taken off its page, has 60 MB at most.
LONGEST_LINE = 200_000_000
#: The first line of a reader: it has started, which takes seconds on a busy machine, and waits for its order.
READY = b'{"ready": true}\n'
#: The line after a source's last item.
END = b'{"end": true}\n'
#: The line of a reader that has met its memory limit; it ends after it.
NO_MEMORY = b'{"memory": true}\n'


@dataclass(frozen=True, slots=True)
class Read:
    """An item with where its passages are, as cutting hostile text is the reader's work too; empty for a reason."""

    item: Item
    spans: tuple[Span, ...] = ()


#: What a reader answers: an article or why there is none; an entry of a list; what is said of a whole list.
Answer = Read | ListEntry | Listing


@dataclass(frozen=True, slots=True)
class Order:
    """A source to read: a file's path, or so many bytes that follow the order's line. ``wanted`` is set where it is to
    be read as a list of articles (a feed, a sitemap), and not for the articles in it."""

    name: str
    limits: Limits
    fields: FieldMap | None = None
    path: str | None = None
    size: int = 0
    wanted: Wanted | None = None

    def line(self) -> bytes:
        """This order as a line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> Order:
        """The order of a line, which the parent wrote."""
        value = json.loads(line)
        fields = value.pop("fields")
        wanted = value.pop("wanted")
        return cls(
            limits=Limits(**value.pop("limits")),
            fields=FieldMap(**fields) if fields is not None else None,
            wanted=Wanted(**wanted) if wanted is not None else None,
            **value,
        )


def read_of(item: Item) -> Read:
    """An item with its passages' places."""
    if item.draft is None:
        return Read(item)
    draft = replace(item.draft, text=_clean(item.draft.text))
    return Read(replace(item, draft=draft), tuple(passage_spans(draft.text, draft.language)))


def line_of(answer: Answer) -> bytes:
    """An answer as a line. Half characters (lone surrogates), which no catalog can keep, become question marks."""
    return json.dumps(answer, default=_as_json, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _as_json(value: Any) -> Any:
    """A moment or a dataclass; ``asdict`` would copy all that it holds, and pydantic's writer start more slowly."""
    if isinstance(value, date):
        return value.isoformat()
    return {field.name: getattr(value, field.name) for field in fields(value)}


def lines_of(listing: Listing) -> Iterator[bytes]:
    """A list as lines: one for each entry, then one for what is said of the whole."""
    yield from map(line_of, listing.entries)
    yield line_of(replace(listing, entries=()))


@cache
def _answers() -> TypeAdapter[Answer]:
    from pydantic import (
        Field,
        TypeAdapter,
    )  # here: it costs a reader time and memory, and only its parent believes nothing

    return TypeAdapter(Annotated[Answer, Field(union_mode="left_to_right")])


def read_from(line: bytes) -> Answer | None:
    """The item of a reader's line, or the entry of a list; None for the line that ends a source. The line that ends a
    list is one without its entries.

    Raises:
        MemoryError: the reader says that it has met its limit.
        RejectedSourceError: the line is none that a reader writes.
    """
    if line == END:
        return None
    if line == NO_MEMORY:
        raise MemoryError
    try:
        if b"\\u" in line:
            line = json.dumps(_clean(json.loads(line))).encode()
        answer = _answers().validate_json(line, strict=True)
    except (ValueError, RecursionError) as error:
        raise RejectedSourceError("it broke its reader") from error
    if not _is_sound(answer):
        raise RejectedSourceError("it broke its reader")
    return answer


def _is_sound(answer: Answer) -> bool:
    """What no type says: a reader remembers nothing, a list's entries have come before, passages fit their text."""
    if isinstance(answer, ListEntry):
        return answer.remembered is None
    if isinstance(answer, Listing):
        return not answer.entries
    draft, spans = answer.item.draft, answer.spans
    if draft is None:
        return not spans
    return bool(spans) and spans[-1].end <= len(draft.text) and all(a.end <= b.start for a, b in pairwise(spans))


def _clean(value: Any) -> Any:
    """A value without NULs and half characters, which JSON can escape but a catalog cannot keep."""
    if isinstance(value, str):
        return value.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return value
