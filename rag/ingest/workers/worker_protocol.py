"""What passes between a process that reads sources and the one that asked it to: lines of JSON, nothing that runs.

The reader has parsed what strangers wrote, so its parent believes nothing: every value's type is looked at, and an
article is built anew, which rejects what is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any, cast, get_args

from rag.errors import RejectedSourceError
from rag.ingest.field_map import FieldMap
from rag.ingest.limits import Limits
from rag.ingest.source_reader import Item
from rag.ingest.web.lists.listing import Form, Listing, Wanted
from rag.model import DateOrigin, Draft, Span, TakenOff
from rag.store.listed import EntryMetadata, ListEntry
from rag.text.passages import passage_spans

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


def line_of(read: Read) -> bytes:
    """An item as a line. Half characters (lone surrogates), which no catalog can keep, become question marks."""
    item = read.item
    value: dict[str, Any] = {"key": item.key, "reason": item.reason, "skipped": item.skipped}
    if item.draft is not None:
        value["draft"] = asdict(item.draft)
        value["spans"] = [(span.start, span.end) for span in read.spans]
    return _dumped(value)


def _dumped(value: dict[str, Any]) -> bytes:
    return json.dumps(value, default=_isoformat, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _isoformat(moment: date) -> str:
    return moment.isoformat()  # date.isoformat itself would cut a date-time to its day


def lines_of(listing: Listing) -> Iterator[bytes]:
    """A list as lines: one for each entry, then one for what is said of the whole."""
    for entry in listing.entries:
        yield _dumped({"entry": asdict(entry)})
    yield _dumped({"form": listing.form, "left_out": listing.left_out})


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
        value = json.loads(line)
        if b"\\u" in line:
            value = _clean(value)
        if "entry" in value:
            return _entry(value["entry"])
        if "form" in value:
            return Listing(_form(value["form"]), (), int(value["left_out"]))
        if value.get("draft") is None:
            return Read(Item(_text(value["key"]), reason=_text(value["reason"]), skipped=value["skipped"] is True))
        draft = _draft(value["draft"])
        spans = tuple(Span(int(start), int(end)) for start, end in value["spans"])
        if not spans or spans[-1].end > len(draft.text) or any(a.end > b.start for a, b in pairwise(spans)):
            raise ValueError("passages that do not fit their text")
        return Read(Item(_text(value["key"]), draft), spans)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RejectedSourceError("it broke its reader") from error


def _draft(value: dict[str, Any]) -> Draft:
    origin = _text(value["published_from"])
    if origin is not None and origin not in get_args(DateOrigin):
        raise ValueError("an unknown origin")
    title, text = _text(value["title"]), _text(value["text"])
    if title is None or text is None:
        raise ValueError("an article without words")
    return Draft(
        title=title,
        text=text,
        outlet=_text(value["outlet"]),
        authors=_texts(value["authors"]),
        published=_moment(value["published"]),
        url=_text(value["url"]),
        language=_text(value["language"]),
        captions=_texts(value["captions"]),
        updated=_moment(value["updated"]),
        section=_text(value["section"]),
        published_from=cast(DateOrigin | None, origin),
        taken_off=tuple(TakenOff(str(each["text"]), str(each["reason"])) for each in value["taken_off"]),
        warnings=_texts(value["warnings"]),
    )


def _entry(value: dict[str, Any]) -> ListEntry:
    key, told = _text(value["key"]), value["told"]
    if key is None:
        raise ValueError("an entry without a key")
    return ListEntry(
        key,
        _text(value["url"]),
        EntryMetadata(
            title=_text(told["title"]),
            published=_moment(told["published"]),
            updated=_moment(told["updated"]),
            authors=_texts(told["authors"]),
            outlet=_text(told["outlet"]),
            language=_text(told["language"]),
        ),
        content=_text(value["content"]),
        whole=value["whole"] is True,
        changed=_text(value["changed"]),
        summary=value["summary"] is True,
    )


def _form(value: object) -> Form:
    if value not in get_args(Form):
        raise ValueError("an unknown form")
    return cast(Form, value)


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _texts(values: list[object]) -> tuple[str, ...]:
    return tuple(text for value in values if (text := _text(value)) is not None)


def _moment(value: object) -> date | datetime | None:
    text = _text(value)
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _clean(value: Any) -> Any:
    """A value without NULs and half characters, which JSON can escape but a catalog cannot keep."""
    if isinstance(value, str):
        return value.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return value
