"""What a feed or a sitemap lists, and how one is told from a page."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from rag.errors import RejectedSourceError
from rag.ingest.web.response_body import UnpackError, gunzipped
from rag.store.listed import ListEntry

#: Larger ones are refused unparsed. Those of newspapers have some 0.1 MB, the largest sitemaps by their standard 50.
MAX_FEED_BYTES = 10_000_000
MAX_SITEMAP_BYTES = 52_428_800

Form = Literal["feed", "json feed", "sitemap", "sitemap index"]

# What may stand before the first element: declarations, comments, a document type.
_PROLOG = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_INTERNAL = re.compile(rb"<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_ROOT = re.compile(rb"\s*<(?:[\w.-]{1,40}:)?(rss|feed|rdf|urlset|sitemapindex)[\s/>]", re.IGNORECASE)
JSON_FEED = re.compile(rb'\s*\{.{0,2000}?"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', re.DOTALL)
_FORMS: dict[bytes, Form] = {
    b"rss": "feed", b"feed": "feed", b"rdf": "feed", b"urlset": "sitemap", b"sitemapindex": "sitemap index"
}  # fmt: skip
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed's or sitemap's entries, in its order, and how many were left out because there were too many."""

    form: Form
    entries: tuple[ListEntry, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list is to be read: ``url`` is where it lay, which its links may be relative to; ``most`` is how many
    entries are taken; ``charset`` the encoding that the server states."""

    url: str | None
    most: int
    charset: str | None = None


def unpacked_listing(raw: bytes) -> bytes:
    """A list as its parser takes it: out of gzip (``sitemap.xml.gz``), and UTF-16 as UTF-8.

    Raises:
        RejectedSourceError: it is larger than any list, or broken.
    """
    if raw.startswith(b"\x1f\x8b"):
        whole = bytearray()
        try:
            for piece in gunzipped([raw]):
                whole += piece
                if len(whole) > MAX_SITEMAP_BYTES:
                    raise RejectedSourceError(f"unpacks to more than {MAX_SITEMAP_BYTES // 1_000_000} MB")
        except UnpackError as error:
            raise RejectedSourceError(f"cannot be read: {error}") from error
        raw = bytes(whole)
    for mark, encoding in _WIDE:
        if raw.startswith(mark):
            text = raw.decode(encoding, "replace").lstrip("\ufeff")
            return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace")
    return raw.removeprefix(codecs.BOM_UTF8)


def form_of(raw: bytes) -> Form | None:
    """What kind of list this is, by its first element; None where it is none.

    Raises:
        RejectedSourceError: it declares entities of its own, which no list of articles needs and bombs are made of.
    """
    if JSON_FEED.match(raw[:_HEAD_BYTES]):
        return "json feed"
    head, place = raw[:_HEAD_BYTES], 0
    while (part := _PROLOG.match(head, place)) is not None:
        place = part.end()
    root = _ROOT.match(head, place)
    if root is None:
        return None
    # The internal part of a document type also gives elements attributes, as large and as many as it likes.
    if b"<!ENTITY" in head[:place].upper() or _INTERNAL.search(head[:place]):
        raise RejectedSourceError("it declares entities of its own, as bombs do")
    return _FORMS[root[1].lower()]
