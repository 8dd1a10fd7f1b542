"""Web archives (``.warc``, ``.warc.gz``): each page that a crawler kept is an article, read one after the other."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator

from rag.errors import RejectedSourceError
from rag.ingest.formats.bounded import Bounded, allowed
from rag.ingest.formats.brotli_bytes import unbrotli
from rag.ingest.formats.parser_guard import parsing
from rag.ingest.formats.record import MAX_KEY_CHARS
from rag.ingest.limits import in_megabytes
from rag.ingest.source_item import Context, Item
from rag.text.urls import web_address

#: What pages are sent as, and the suffix that each would have as a file.
_TYPES = {"text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf"}
#: Stands for the suffix of what was delivered without saying what it is.
UNTYPED = ""
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html[\s>])",
    re.I | re.S,
)
#: A crawler's own extract of a page's text.
_CONVERTED = {"text/plain": ".txt"}


def read_warc(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """Read the pages of a web archive, one record in memory at a time.

    A page's key is its address. Of a page that was kept several times each new state is an item of its own, with the
    time behind the address. When it was kept is not when it was published.

    Raises:
        RejectedSourceError: it is damaged (what comes before was read), or unpacks to too much.
    """
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    source = cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream
    most = allowed(context.limits, context.size) if packed else context.limits.source_bytes
    count = articles = 0
    seen: set[bytes] = set()
    records = _records(cast(BinaryIO, Bounded(source, most)))
    while True:
        with parsing(f"a damaged or cut-off WARC file, behind its record {count}"):
            record = next(records, None)
        if record is None:
            break
        count += 1
        for item in _items(record, context, seen, count):
            articles += 1
            if articles > context.limits.items:
                raise RejectedSourceError(f"more than {context.limits.items} pages in it; those behind are not read")
            yield item
    if not articles:
        yield Item(None, reason="a WARC file without pages in it", skipped=True)


def _records(stream: BinaryIO) -> Iterator[Any]:
    yield from ArchiveIterator(stream)


def _items(record: Any, context: Context, seen: set[bytes], number: int) -> Iterator[Item]:
    """The items of one record; none where it holds no page, or one that was read already."""
    suffix = _suffix(record)
    if suffix is None:
        return
    untyped = suffix == UNTYPED
    most = context.limits.document_bytes if suffix == ".pdf" else context.limits.text_bytes
    address = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    key = (address or str(number)).encode("utf-8", "replace").decode()[:MAX_KEY_CHARS]
    try:
        with parsing("a damaged record"):
            raw = _content(record, most)
        if len(raw) > most:
            raise RejectedSourceError(f"larger than {in_megabytes(most)}")
    except RejectedSourceError as error:
        yield Item(key, reason=str(error))
        return
    if untyped:
        # Nothing says what it is: a page says so itself, what else it may be is no article.
        if not _PAGE.match(raw):
            yield Item(key, reason="a record that does not say what it is (no Content-Type)", skipped=True)
            return
        suffix = ".html"
    digest = hashlib.blake2b(raw, digest_size=12).digest() + _mark(key)
    if digest in seen:
        return
    if _mark(key) in seen:
        key = f"{key}#{record.rec_headers.get_header('WARC-Date') or number}"
    seen.update((digest, _mark(key)))
    inner = replace(
        context, name=f"page{suffix}", size=len(raw), depth=context.depth + 1, charset=_charset(_content_type(record))
    )
    try:
        for item in context.door(io.BytesIO(raw), inner):
            draft = item.draft
            if draft is not None:
                item = replace(item, draft=replace(draft, url=draft.url or web_address(address)))
            yield item.below(key)
    except RejectedSourceError as error:
        yield Item(key, reason=str(error))


def _content(record: Any, most: int) -> bytes:
    """What was delivered, unpacked; at most one byte more than ``most``."""
    headers = record.http_headers if record.rec_type == "response" else None
    if headers is not None and (headers.get_header("Content-Encoding") or "").strip().lower() == "br":
        headers.remove_header("Content-Encoding")  # warcio does not get on with the library for it
        return unbrotli(record.content_stream().read(most + 1), most)
    return bytes(record.content_stream().read(most + 1))


def _mark(key: str) -> bytes:
    """A short stand-in for a key: a million addresses would take a hundred megabytes."""
    return hashlib.blake2b(key.encode("utf-8"), digest_size=8).digest()


def _suffix(record: Any) -> str | None:
    """The suffix that a record's content would have as a file; None where it is no page that was delivered."""
    plain = _content_type(record).partition(";")[0].strip().lower()
    if record.rec_type == "response":
        delivered = record.http_headers is not None and record.http_headers.get_statuscode() == "200"
        return _TYPES.get(plain, UNTYPED if not plain else None) if delivered else None
    if record.rec_type == "resource":
        return _TYPES.get(plain)
    return _CONVERTED.get(plain) if record.rec_type == "conversion" else None


def _content_type(record: Any) -> str:
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    return str((headers and headers.get_header("Content-Type")) or "")


def _charset(content_type: str) -> str | None:
    """The encoding that the server stated."""
    _, found, name = content_type.lower().partition("charset=")
    return name.split(";")[0].strip(" '\"") or None if found else None
