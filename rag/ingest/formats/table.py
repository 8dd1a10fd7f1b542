"""CSV and its kin: a row of names, then an article a row, read row by row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from rag.errors import RejectedSourceError
from rag.ingest.encoding import decode
from rag.ingest.formats.records import Numbered, read_records
from rag.ingest.formats.whole import read_whole
from rag.ingest.item import Context, Item
from rag.ingest.limits import in_megabytes

_SEPARATORS = (",", ";", "\t", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What Excel writes above a table to say what parts its columns.
_STATED = re.compile(r"(?i)sep=(.)")
#: More columns are no table of articles.
_MAX_COLUMNS = 2_000


def read_table(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read the articles of a table whose first row names its columns.

    A table that is small enough to be held is read in any encoding that can be told; a larger one in UTF-8, or by its
    byte order mark.

    Raises:
        RejectedSourceError: it has no row of names, cannot be read from some row on (which is named), or has more rows
            than the limit.
    """
    most = context.limits.text_bytes
    if context.size <= most:
        text = decode(read_whole(stream, most))
        yield from read_records(_rows(io.StringIO(text, newline=""), most), context, place="row")
        return
    head = stream.read(4)
    stream.seek(0)
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    wrapped = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        yield from read_records(_rows(wrapped, most), context, place="row")
    finally:
        wrapped.detach()  # or the stream, which is the caller's, would be closed with it


def _rows(text: TextIO, most: int) -> Iterator[Numbered]:
    # The limit is the csv module's own, for all its readers: a cell left open by a lost quotation mark ends there.
    csv.field_size_limit(most)
    lines = _bounded(text, most)
    first = next(lines, "")
    while first and not first.strip():
        first = next(lines, "")
    if not first:
        raise RejectedSourceError("empty")
    stated = _STATED.fullmatch(first.strip('\ufeff\r\n "'))
    if stated is not None:
        first = next(lines, "")
    separator = stated[1] if stated is not None else max(_SEPARATORS, key=_outside_quotes(first).count)
    reader = csv.reader(_chain(first, lines), delimiter=separator, skipinitialspace=True)
    number = 0
    names: list[str] = []
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise RejectedSourceError(f"row {number + 1}: {error}; a quotation mark is not closed?") from error
        except UnicodeDecodeError as error:
            raise RejectedSourceError(f"row {number + 1}: not UTF-8; save the table as UTF-8") from error
        if row is None:
            break
        number += 1
        if number == 1:
            names = _names(row)
        elif any(cell.strip() for cell in row):
            yield _numbered(number, names, row)
    if number < 2:
        raise RejectedSourceError("a table without rows below the names of its columns")


def _bounded(text: TextIO, most: int) -> Iterator[str]:
    while line := text.readline(most + 1):
        if len(line) > most:
            raise RejectedSourceError(f"a line longer than {in_megabytes(most)}")
        yield line.replace("\0", "")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _names(row: list[str]) -> list[str]:
    names = [cell.strip().lstrip("\ufeff") for cell in row]
    if len(names) > _MAX_COLUMNS:
        raise RejectedSourceError(f"more than {_MAX_COLUMNS} columns")
    if not any(names):
        raise RejectedSourceError("its first row does not name its columns")
    return names


def _numbered(number: int, names: list[str], row: list[str]) -> Numbered:
    surplus = [cell for cell in row[len(names) :] if cell.strip()]
    if surplus:
        return Numbered(number, reason=f"{len(row)} cells under {len(names)} columns; is a quotation mark missing?")
    return Numbered(number, dict(zip(names, row, strict=False)))
