"""What a server has sent: the name that chooses its reader, by the type it states and by what its bytes begin with."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from rag.ingest.web.fetch import Page

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/csv": ".csv",
    "application/csv": ".csv",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "message/rfc822": ".eml",
    "multipart/related": ".mhtml",
    "application/x-mimearchive": ".mhtml",
    "application/json": ".json",
    "application/ld+json": ".json",
    "text/json": ".json",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/x-jsonlines": ".jsonl",
    "application/warc": ".warc",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
# What servers say when they do not know.
_VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download", "text/plain"})
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TEXTS = frozenset({".html", ".txt", ".md", ".csv"})
#: Encodings that are not texts' (rot13, zip), and those whose own mark says more than the header.
_NOT_TRANSCODED = frozenset({"utf-8", "utf-8-sig", "ascii"})


def reader_name(page: Page) -> str:
    """A name for what was fetched, whose suffix chooses its reader: ``.pdf`` for a PDF, whatever its address ends in.

    Where the server does not know the type either, the bytes and the address's own suffix tell.
    """
    suffix = _SUFFIXES.get(page.content_type)
    own = PurePosixPath(unquote(urlsplit(page.url).path)).suffix.lower()
    if page.content_type in _VAGUE:
        if page.body.startswith(b"%PDF-"):
            suffix = ".pdf"
        elif _MARKUP.match(page.body[:4096]):
            suffix = ".html"
        elif own in _SUFFIXES.values() or own in (".htm", ".markdown", ".text"):
            suffix = own
    if suffix is None and _MARKUP.match(page.body[:4096]):
        suffix = ".html"
    return "page" + (suffix or own or ".html")


def in_utf8(page: Page, name: str) -> bytes:
    """The body as its reader should have it: a text whose encoding the server states comes with a mark of UTF-8.

    The server's word goes before the page's own, as the standard has it and browsers do; where the bytes are not of
    the stated encoding, they are left alone for the reader to look at.
    """
    if page.charset is None or PurePosixPath(name).suffix not in _TEXTS:
        return page.body
    try:
        codec = codecs.lookup(page.charset)
    except LookupError:
        return page.body
    # Browsers read latin-1 as its extension by Windows.
    encoding = {"iso8859-1": "cp1252"}.get(codec.name, codec.name)
    if encoding in _NOT_TRANSCODED or page.body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return page.body
    try:
        return codecs.BOM_UTF8 + page.body.decode(encoding).encode()
    except (UnicodeError, LookupError):
        return page.body
