"""What a source is: by how it begins where that is telling, else by its suffix."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO, Literal

from rag.errors import RejectedSourceError
from rag.ingest.formats.mail.mbox import is_mailbox
from rag.ingest.sources import suffix_of
from rag.ingest.web.lists.listing import JSON_FEED

Format = Literal[
    "text", "html", "markdown", "mhtml", "pdf", "docx", "rtf", "message", "mbox",
    "json", "jsonl", "csv", "warc", "zip", "feed"
]  # fmt: skip

#: So much of a source is looked at to tell what it is.
HEAD_BYTES = 4096

_BY_SUFFIX: dict[str, Format] = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".mhtml": "mhtml", ".mht": "mhtml", ".pdf": "pdf", ".docx": "docx", ".rtf": "rtf",
    ".eml": "message", ".mbox": "mbox", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv",
    ".tsv": "csv", ".warc": "warc", ".warc.gz": "warc", ".zip": "zip", ".rss": "feed", ".atom": "feed", ".rdf": "feed",
    ".xml": "feed",
}  # fmt: skip
# Formats that are told by their bytes alone: under these names something else is a mistake worth naming.
_PLAIN: dict[Format, str] = {
    "pdf": "a PDF",
    "docx": "a DOCX document",
    "rtf": "an RTF document",
    "zip": "a ZIP file",
    "warc": "a WARC file",
}

_HTML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)
_MHTML = re.compile(rb"^(?:snapshot-content-location:|content-type:\s*multipart/related)", re.IGNORECASE | re.MULTILINE)
# Between two mails of a mailbox.
_NEXT_MAIL = re.compile(rb"\r?\n\r?\nFrom [^\n]{1,200}\n[!-9;-~]{1,80}:")
#: So much of a mail is looked at for one behind it.
_MAILBOX_BYTES = 20_000_000
# One JSON value over many lines, whatever the file is called.
_ONE_VALUE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:\[|\{\s*\n)")
# Office documents are ZIP files; by a part that each of them has.
_OFFICE = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "looks like an Excel workbook; save it as CSV"),
    ("ppt/presentation.xml", "looks like a PowerPoint presentation; save it as PDF"),
    ("content.xml", "looks like an OpenDocument file; save it as DOCX or PDF"),
    ("META-INF/container.xml", "looks like an e-book, not like an article"),
)


def format_of(stream: BinaryIO, name: str) -> Format:
    """Tell the format of a source; ``stream`` is at its beginning, and is again afterwards.

    Raises:
        RejectedSourceError: it is none that can be read, or its bytes are not what its suffix says.
    """
    suffix = suffix_of(name)
    claimed = _BY_SUFFIX.get(suffix)
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if not head:
        raise RejectedSourceError("empty")
    found = _by_bytes(stream, head, claimed)
    if found is not None:
        return found
    if claimed is None:
        raise RejectedSourceError(f"not a known type of article ({suffix or 'no suffix'})")
    if claimed in _PLAIN:
        raise RejectedSourceError(f"not {_PLAIN[claimed]}, or damaged: it does not begin as one")
    return claimed


def _by_bytes(stream: BinaryIO, head: bytes, claimed: Format | None) -> Format | None:
    if b"%PDF-" in head[:1024] and (claimed == "pdf" or head.startswith(b"%PDF-")):
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(stream)
    if head.startswith(b"WARC/"):
        return "warc"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"\x1f\x8b") and _unpacked(head).startswith(b"WARC/"):
        return "warc"
    if claimed == "json" and JSON_FEED.match(head):
        return "feed"
    # Pages and messages have no marks of their own, so only what claims to be less is taken for more.
    if claimed in ("text", None) and _HTML.match(head):
        return "html"
    if claimed == "jsonl" and _ONE_VALUE.match(head):
        return "json"
    if claimed in ("message", "mbox") and is_mailbox(head):
        return "mbox" if claimed == "mbox" or _holds_mails(stream) else "message"
    if claimed in ("text", "html", "message") and b"\n" in head and _MHTML.search(head.partition(b"\n<")[0]):
        return "mhtml"
    return None


def _holds_mails(stream: BinaryIO) -> bool:
    """Whether another mail follows the first one within what is looked at."""
    try:
        return _NEXT_MAIL.search(stream.read(_MAILBOX_BYTES)) is not None
    finally:
        stream.seek(0)


def _packed(stream: BinaryIO) -> Format:
    """Which kind of ZIP file ``stream`` is."""
    try:
        with zipfile.ZipFile(stream) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise RejectedSourceError("a damaged or cut-off ZIP file") from error
    finally:
        stream.seek(0)
    for part, what in _OFFICE:
        if part in names and (part != "content.xml" or "mimetype" in names):
            if what != "docx":
                raise RejectedSourceError(what)
            return "docx"
    return "zip"


def _unpacked(head: bytes) -> bytes:
    """The first bytes of what is packed with gzip; empty where it is damaged."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 16)
    except zlib.error:
        return b""
