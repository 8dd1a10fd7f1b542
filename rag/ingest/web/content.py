"""What a server has sent: the name that chooses its reader, by the type it states and by what its bytes begin with."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from rag.ingest.decoding.charsets import codec_of
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
_COMMENT = re.compile(rb"\s*<!--.*?-->", re.DOTALL)
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
#: So much of a body is looked at to tell what it is.
_HEAD_BYTES = 4096
_TEXTS = frozenset({".html", ".txt", ".md", ".csv"})
#: What servers state that were never told.
_SAYS_NOTHING = frozenset({"ascii", "us-ascii"})


def reader_name(page: Page) -> str:
    """A name for what was fetched, whose suffix chooses its reader: ``.pdf`` for a PDF, whatever its address ends in.

    Where the server does not know the type either, the bytes and the address's own suffix tell.
    """
    suffix = _SUFFIXES.get(page.content_type)
    own = PurePosixPath(unquote(urlsplit(page.url).path)).suffix.lower()
    if page.content_type in _VAGUE:
        if page.body.startswith(b"%PDF-"):
            suffix = ".pdf"
        elif _is_markup(page.body):
            suffix = ".html"
        elif own in _SUFFIXES.values() or own in (".htm", ".markdown", ".text"):
            suffix = own
    if suffix is None and _is_markup(page.body):
        suffix = ".html"
    return "page" + (suffix or own or ".html")


def _is_markup(body: bytes) -> bool:
    """Whether a body begins as a web page does, behind comments or not."""
    head, place = body[:_HEAD_BYTES], 0
    # One comment after the other: a pattern for any number of them tries each way to share them out.
    while (comment := _COMMENT.match(head, place)) is not None:
        place = comment.end()
    return _MARKUP.match(head, place) is not None


def in_utf8(page: Page, name: str) -> bytes:
    """The body as its reader should have it: a text whose encoding the server states comes with a mark of UTF-8.

    The server's word goes before the page's own, as the standard has it and browsers do; where the bytes are not of
    the stated encoding, they are left alone for the reader to look at.
    """
    if PurePosixPath(name).suffix not in _TEXTS:
        return page.body
    codec = None if page.charset in _SAYS_NOTHING else codec_of(page.charset)
    if (
        codec is None
        or codec == "utf-8"
        or page.body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    ):
        return page.body
    try:
        return codecs.BOM_UTF8 + page.body.decode(codec).encode()
    except (UnicodeError, LookupError):
        return page.body
