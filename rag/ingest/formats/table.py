"""CSV and its kin: a row of names, then an article a row, read row by row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from rag.errors import RejectedSourceError
from rag.ingest.decoding.encoding import decode
from rag.ingest.decoding.stray_bytes import Decoded, nearly_ascii, nearly_utf8
from rag.ingest.formats.records import Numbered, read_records
from rag.ingest.formats.whole import read_whole
from rag.ingest.limits import in_megabytes
from rag.ingest.source_item import Context, Item

_SEPARATORS = (",", ";", "\t", "|")
# What Excel writes above a table to say what parts its columns.
_STATED = re.compile(r"(?i)sep=(.)")
_WIDE_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_UTF8 = "not UTF-8; save the table as UTF-8"
_LEFT_OPEN = "a quotation mark is opened and not closed, up to the end: close it"
#: So many stray bytes are let pass before a large table has to have more of UTF-8's characters.
_MAX_STRAYS = 1_000
#: A row has so many characters to each stray byte, or it is in another encoding.
_ROW_TO_STRAY = 20
#: More columns are no table of articles.
_MAX_COLUMNS = 2_000


class _UnreadableError(Exception):
    """The table is in another encoding than UTF-8."""


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
        raw = read_whole(stream, most)
        lines = _utf8_lines(io.BytesIO(raw), most) if _is_utf8_by_rows(raw) else _lines_of(decode(raw))
        yield from read_records(_rows(lines, most), context, place="row")
        return
    head = stream.read(4)
    stream.seek(0)
    wide = next((name for mark, name in _WIDE_MARKS if head.startswith(mark)), None)
    if wide is None:
        yield from read_records(_rows(_utf8_lines(stream, most), most), context, place="row")
        return
    wrapped = io.TextIOWrapper(stream, encoding=wide, newline="")
    try:
        yield from read_records(_rows(_wide_lines(wrapped, most), most), context, place="row")
    finally:
        wrapped.detach()  # or the stream, which is the caller's, would be closed with it


#: A line, and how many characters of it stand for bytes that could not be read.
_Line = tuple[str, int]


def _is_utf8_by_rows(raw: bytes) -> bool:
    """Whether some lines are UTF-8 and others are not, but not more: each is then read by itself."""
    told = Counter(_is_utf8(line) for line in raw.split(b"\n") if not line.isascii())
    return 0 < told[False] <= told[True]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines_of(decoded: Decoded) -> Iterator[_Line]:
    strays: Counter[int] = Counter()
    if decoded.strays:
        ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", decoded.text)]
        strays = Counter(bisect_right(ends, stray) for stray in decoded.strays)
    for place, line in enumerate(io.StringIO(decoded.text, newline="")):
        yield line, strays[place]


def _utf8_lines(stream: BinaryIO, most: int) -> Iterator[_Line]:
    """The lines of a table that is too large to be held. A line that is not UTF-8 costs its row, not the rest, unless
    the whole table is in another encoding."""
    whole = strays = 0
    first = True
    while raw := stream.readline(most + 1):
        if len(raw) > most:
            raise RejectedSourceError(f"a line longer than {in_megabytes(most)}")
        raw, first = raw.removeprefix(codecs.BOM_UTF8) if first else raw, False
        try:
            text, count = raw.decode(), 0
            whole += len(raw) - len(text)
        except UnicodeDecodeError:
            found = nearly_utf8(raw) or nearly_ascii(raw)
            text, count = (found.text, len(found.strays)) if found else (raw.decode("utf-8", "replace"), len(raw))
            strays += max(count, 1)
            if strays > max(whole, _MAX_STRAYS):
                raise _UnreadableError from None
        for line in io.StringIO(text, newline=""):
            yield line, count
            count = 0


def _wide_lines(text: TextIO, most: int) -> Iterator[_Line]:
    while line := text.readline(most + 1):
        if len(line) > most:
            raise RejectedSourceError(f"a line longer than {in_megabytes(most)}")
        yield line, 0


class _Fed:
    """The lines as the csv module takes them, without NULs, and what the row being read has of them."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self._lines = lines
        self._strays = 0
        self._row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line, strays in self._lines:
            self._strays += strays
            self._row.append(line.replace("\0", ""))
            yield self._row[-1]

    def end_row(self) -> tuple[int, str]:
        """The stray bytes and the lines since the row before ended."""
        told = self._strays, "".join(self._row)
        self._strays, self._row = 0, []
        return told


def _rows(lines: Iterator[_Line], most: int) -> Iterator[Numbered]:
    # The limit is the csv module's own, for all its readers: a cell left open by a lost quotation mark ends there.
    csv.field_size_limit(most)
    fed = _Fed(lines)
    texts = iter(fed)
    first = next(texts, "")
    while first and not first.strip():
        first = next(texts, "")
    if not first:
        raise RejectedSourceError("empty")
    stated = _STATED.fullmatch(first.strip('\ufeff\r\n "'))
    if stated is not None:
        first = next(texts, "")
    separator = stated[1] if stated is not None else max(_SEPARATORS, key=_outside_quotes(first).count)
    reader = csv.reader(_chain(first, texts), delimiter=separator, skipinitialspace=True)
    number = 0
    names: list[str] = []
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise RejectedSourceError(f"row {number + 1}: {error}; a quotation mark is not closed?") from error
        except (UnicodeDecodeError, _UnreadableError) as error:
            raise RejectedSourceError(f"row {number + 1}: {_NOT_UTF8}") from error
        if row is None:
            break
        strays, written = fed.end_row()
        number += 1
        if number == 1:
            if _is_left_open(written, separator):
                raise RejectedSourceError(f"row 1: {_LEFT_OPEN}")
            names = _names(row)
        elif _is_left_open(written, separator):
            yield Numbered(number, reason=_LEFT_OPEN)
        elif any(cell.strip() for cell in row):
            yield _numbered(number, names, row, strays)
    if number < 2:
        raise RejectedSourceError("a table without rows below the names of its columns")


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _is_left_open(row: str, separator: str) -> bool:
    """Whether a row ends within a quotation: the csv module takes all that is left for one cell, and says nothing."""
    if row.count('"') % 2 == 0:
        return False
    try:
        list(csv.reader(io.StringIO(row, newline=""), delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _names(row: list[str]) -> list[str]:
    names = [cell.strip().lstrip("\ufeff") for cell in row]
    if len(names) > _MAX_COLUMNS:
        raise RejectedSourceError(f"more than {_MAX_COLUMNS} columns")
    if not any(names):
        raise RejectedSourceError("its first row does not name its columns")
    return names


def _numbered(number: int, names: list[str], row: list[str], strays: int) -> Numbered:
    surplus = [cell for cell in row[len(names) :] if cell.strip()]
    if surplus:
        return Numbered(number, reason=f"{len(row)} cells under {len(names)} columns; is a quotation mark missing?")
    if strays * _ROW_TO_STRAY > sum(map(len, row)):
        return Numbered(number, reason=_NOT_UTF8)
    warnings = (f"not wholly in UTF-8: its stray bytes were replaced ({strays})",) if strays else ()
    return Numbered(number, dict(zip(names, row, strict=False)), warnings=warnings)
