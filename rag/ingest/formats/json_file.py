"""JSON: one article, a list of them, or an object with the list somewhere inside (a feed, an interface's reply)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.decoding.encoding import decode
from rag.ingest.formats.body_text import sound
from rag.ingest.formats.json_lines import parse_json, read_json_lines
from rag.ingest.formats.record import MAX_KEY_CHARS, Defaults, FieldValues, Record, draft_of_record, look_up
from rag.ingest.formats.records import Numbered, read_records
from rag.ingest.formats.whole import read_whole
from rag.ingest.limits import in_megabytes
from rag.ingest.read import warned
from rag.ingest.source_item import Context, Item

#: A list of articles lies no deeper than this (``{"response": {"docs": {"items": […]}}}``).
_MAX_DEPTH = 4
_NOTHING = "not a list of articles: no object with a field for the text in it"


def read_json(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read the articles of a JSON file; one that holds JSON lines is read as such, whatever its size.

    Raises:
        RejectedSourceError: it is no JSON, holds no articles, or is larger than the limit.
    """
    if _is_lines(stream, context.limits.text_bytes):
        yield from read_json_lines(stream, context)
        return
    try:
        raw = read_whole(stream, context.limits.document_bytes)
    except RejectedSourceError as error:
        most = in_megabytes(context.limits.document_bytes)
        raise RejectedSourceError(
            f"a JSON file larger than {most}; save it as JSON lines, an article a line"
        ) from error
    decoded = decode(raw)
    yield from warned(read_value(parse_json(decoded.text), context), decoded.warnings)


def read_value(value: object, context: Context) -> Iterator[Item]:
    """Read the articles of a JSON value.

    Raises:
        RejectedSourceError: there are none in it.
    """
    if isinstance(value, Mapping) and _is_article(look_up(value, context.fields)) and not _is_feed(value):
        yield Item(None, draft_of_record(look_up(value, context.fields)))
        return
    records = _records(value, context, _MAX_DEPTH)
    if records is None:
        yield Item(None, reason=_NOTHING, skipped=True)
        return
    yield from read_records(records, context, place="record", defaults=_defaults(value))


def _is_lines(stream: BinaryIO, most: int) -> bool:
    """Whether the first line is a JSON object and another line begins with one."""
    first, second = stream.readline(most), b""
    while not second.strip() and (line := stream.readline(1024)):
        second = line
    stream.seek(0)
    if not first.strip().endswith(b"}") or not second.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(parse_json(decode(first).text), dict)
    except RejectedSourceError:
        return False


def _is_article(found: FieldValues) -> bool:
    return "text" in found.values


def _is_feed(value: Mapping[str, object]) -> bool:
    """Whether an object is a JSON Feed (jsonfeed.org), whose own fields are the site's."""
    return "jsonfeed.org" in str(value.get("version"))


def _defaults(value: object) -> Defaults:
    if not isinstance(value, Mapping) or not _is_feed(value):
        return Defaults()
    title, language = value.get("title"), value.get("language")
    return Defaults(title if isinstance(title, str) else None, language if isinstance(language, str) else None)


def _records(value: object, context: Context, depth: int) -> Iterator[Numbered] | None:
    """The records of the list, or of the object of objects, that most likely holds articles; None where none does."""
    if isinstance(value, list):
        if any(isinstance(entry, Mapping) for entry in value) or not value:
            return _listed(value)
        return None
    if not isinstance(value, Mapping) or depth == 0:
        return None
    lists = [entry for entry in value.values() if isinstance(entry, list) and _holds_texts(entry, context)]
    if lists:
        return _listed(max(lists, key=len))
    if value and _holds_texts(list(value.values()), context):
        return _by_name(value)
    for entry in value.values():
        if isinstance(entry, Mapping) and (records := _records(entry, context, depth - 1)) is not None:
            return records
    lists = [entry for entry in value.values() if isinstance(entry, list) and any(isinstance(e, dict) for e in entry)]
    return _listed(max(lists, key=len)) if lists else None


def _holds_texts(entries: list[object], context: Context) -> bool:
    """Whether one of the first entries is an article's record."""
    looked = (look_up(entry, context.fields) for entry in entries[:50] if isinstance(entry, Mapping))
    return any("text" in found.values or "summary" in found.values for found in looked)


def _listed(entries: list[object]) -> Iterator[Numbered]:
    for number, entry in enumerate(entries, start=1):
        yield _numbered(number, entry, None)


def _by_name(entries: Mapping[str, object]) -> Iterator[Numbered]:
    for number, (key, entry) in enumerate(entries.items(), start=1):
        yield _numbered(number, entry, sound(str(key))[:MAX_KEY_CHARS])


def _numbered(number: int, entry: object, key: str | None) -> Numbered:
    record: Record | None = entry if isinstance(entry, Mapping) else None
    return Numbered(number, record, None if record is not None else "not a JSON object", key)
