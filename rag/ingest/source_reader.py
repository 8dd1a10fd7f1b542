"""The door to all formats: what is read out of one source. Usually one article; from a table, a feed's copy or a
packed file, many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.field_map import FieldMap
from rag.ingest.formats.bounded import seekable_copy
from rag.ingest.formats.sniff import Format, format_of
from rag.ingest.formats.whole import read_whole
from rag.ingest.limits import Limits, in_megabytes
from rag.ingest.metadata.published import settled
from rag.ingest.read import read_articles
from rag.ingest.source_item import Context, Item

__all__ = ["Item", "read_items"]

_DEFAULT_LIMITS = Limits()
_SUFFIXES: dict[Format, str] = {"text": ".txt", "html": ".html", "markdown": ".md"}
_DOCUMENTS: frozenset[Format] = frozenset({"pdf", "docx", "rtf", "message", "mhtml"})


def read_items(
    stream: BinaryIO, name: str, *, limits: Limits = _DEFAULT_LIMITS, fields: FieldMap | None = None
) -> Iterator[Item]:
    """Read the articles of one source.

    Args:
        stream: its bytes.
        name: what it is called; its suffix says what it is, unless its bytes plainly say something else.
        limits: how much may be read.
        fields: a person's own names for the fields of records (JSON, JSONL, CSV).

    Yields:
        Its articles in order, and what could not become one. What is wrong with the source as a whole is an item
        without a key; it may come after articles, which stay.
    """
    try:
        copied = nullcontext((stream, None)) if stream.seekable() else seekable_copy(stream, limits.source_bytes)
        with copied as (source, size):
            if size is None:
                size = source.seek(0, os.SEEK_END)
                source.seek(0)
            for item in _read(source, Context(name, size, limits, fields or FieldMap(), _read)):
                yield item if item.draft is None else replace(item, draft=settled(item.draft))
    except RejectedSourceError as error:
        yield Item(None, reason=str(error))
    except OSError as error:  # of the disk beneath; the readers give reasons for their own
        yield Item(None, reason=f"cannot be read: {error.strerror or error}")


def _read(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """The door itself.

    Raises:
        RejectedSourceError: the source is no article, or what is behind the items so far cannot be read.
    """
    kind = format_of(stream, context.name)
    most = _most(kind, context.limits)
    if context.size > most:
        raise RejectedSourceError(f"larger than {in_megabytes(most)}")
    # Imported when they are needed: each brings libraries that take longer to load than a .txt file takes to read.
    match kind:
        case "text" | "html" | "markdown":
            raw = read_whole(stream, most)
            yield from read_articles(raw, context.name, suffix=_SUFFIXES[kind], charset=context.charset, most=most)
        case "mhtml":
            from rag.ingest.formats.mail.mhtml import read_mhtml

            yield from read_mhtml(stream, context)
        case "pdf":
            from rag.ingest.formats.pdf.pdf_file import read_pdf

            yield from read_pdf(stream, context)
        case "docx":
            from rag.ingest.formats.docx import read_docx

            yield from read_docx(stream, context)
        case "rtf":
            from rag.ingest.formats.rtf import read_rtf

            yield from read_rtf(stream, context)
        case "message":
            from rag.ingest.formats.mail.message import read_message

            yield from read_message(stream, context)
        case "mbox":
            from rag.ingest.formats.mail.mbox import read_mbox

            yield from read_mbox(stream, context)
        case "json":
            from rag.ingest.formats.json_file import read_json

            yield from read_json(stream, context)
        case "jsonl":
            from rag.ingest.formats.json_lines import read_json_lines

            yield from read_json_lines(stream, context)
        case "csv":
            from rag.ingest.formats.table import read_table

            yield from read_table(stream, context)
        case "warc":
            from rag.ingest.formats.warc import read_warc

            yield from read_warc(stream, context)
        case "feed":
            from rag.ingest.formats.feed import read_feed_file

            yield from read_feed_file(stream, context)
        case "zip":
            from rag.ingest.formats.packed import read_zip

            yield from read_zip(stream, context)


def _most(kind: Format, limits: Limits) -> int:
    """How many bytes a source of this kind may have. JSON is judged by its reader: it may be lines."""
    if kind in _SUFFIXES:
        return limits.text_bytes
    return limits.document_bytes if kind in _DOCUMENTS else limits.source_bytes
