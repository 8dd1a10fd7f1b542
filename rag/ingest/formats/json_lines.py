"""JSONL: a JSON object to a line, read line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.decoding.encoding import decode
from rag.ingest.formats.records import Numbered, read_records
from rag.ingest.formats.whole import skip_line
from rag.ingest.limits import in_megabytes
from rag.ingest.source_item import Context, Item

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_json_lines(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read the articles of a JSONL file, one line in memory at a time.

    Raises:
        RejectedSourceError: it is in UTF-16, or has more records than the limit.
    """
    mark = stream.read(2)
    if mark in _WIDE_MARKS:
        raise RejectedSourceError("JSON lines in UTF-16; save it as UTF-8")
    stream.seek(0)
    yield from read_records(_lines(stream, context.limits.text_bytes), context, place="line")


def _lines(stream: BinaryIO, most: int) -> Iterator[Numbered]:
    number = 0
    while raw := stream.readline(most + 1):
        number += 1
        if len(raw) > most and not raw.endswith(b"\n"):
            skip_line(stream)
            yield Numbered(number, reason=f"longer than {in_megabytes(most)}")
        elif raw.strip(b"\xef\xbb\xbf \t\r\n\x1e\0"):
            yield _line(number, raw)


def _line(number: int, raw: bytes) -> Numbered:
    try:
        decoded = decode(raw)
        record = parse_json(decoded.text)
    except RejectedSourceError as error:
        return Numbered(number, reason=str(error))
    if not isinstance(record, dict):
        return Numbered(number, reason="not a JSON object")
    return Numbered(number, record, warnings=decoded.warnings)


def parse_json(text: str) -> object:
    """The value of a JSON text.

    Raises:
        RejectedSourceError: it is no JSON; the place is named.
    """
    try:
        return json.loads(text.lstrip("\ufeff").strip("\x1e \t\r\n\0"), strict=False)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise RejectedSourceError(f"not valid JSON ({place}: {error.msg.lower()})") from error
    except RecursionError as error:
        raise RejectedSourceError("its JSON is nested too deep") from error
    except ValueError as error:  # a number of more digits than Python converts
        raise RejectedSourceError("its JSON has a number that is too long") from error
