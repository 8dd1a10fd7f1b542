"""Rich Text Format (``.rtf``): an article, or a news database's export of many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from rag.errors import RejectedSourceError
from rag.ingest.exports.export_reader import read_export
from rag.ingest.formats.document import draft_of_document
from rag.ingest.formats.rtf_text import rtf_paragraphs
from rag.ingest.formats.whole import read_whole
from rag.ingest.source_item import Context, Item
from rag.text.lines import normalise


def read_rtf(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read a document's paragraphs, its notes behind them. Headers, footers, comments, pictures and what is hidden are
    no part of it; the dates in its properties are the file's and are not looked at.

    Raises:
        RejectedSourceError: it has no text, or groups nested too deeply.
    """
    body, notes = rtf_paragraphs(read_whole(stream, context.limits.document_bytes))
    export = read_export("\n".join(body), whole_lines=True)
    if export is not None:
        yield from export
        return
    paragraphs = [clean for line in (*body, *notes) if (clean := normalise(line.replace("\t", " | ")).strip(" |"))]
    if not paragraphs:
        raise RejectedSourceError("an RTF document without text")
    yield Item(None, draft_of_document(paragraphs, None))
