"""A feed that was saved as a file (``.rss``, ``.atom``, ``.xml``, JSON Feed): its own content, without the network."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from rag.ingest.formats.whole import read_whole
from rag.ingest.source_item import Context, Item
from rag.ingest.web.lists.feeds import read_feed
from rag.ingest.web.lists.listing import MAX_FEED_BYTES, form_of, unpacked_listing
from rag.ingest.web.page_reader import read_entry

#: A saved feed holds what its outlet published in some days; more is a mistake.
_MOST_ENTRIES = 10_000


def read_feed_file(stream: BinaryIO, context: Context) -> Iterator[Item]:
    """The articles that a saved feed holds, each by its address or the name that the feed gives it.

    Yields:
        An article for each entry with more than a teaser, and a reason for each of the others; one reason without a
        key where the file is no feed.

    Raises:
        RejectedSourceError: it is too large, broken, or declares entities.
    """
    raw = unpacked_listing(read_whole(stream, MAX_FEED_BYTES))
    form = form_of(raw)
    if form not in ("feed", "json feed"):
        what = "a sitemap; add its address to fetch what it lists" if form else "an XML file that is no feed"
        yield Item(None, reason=what, skipped=True)
        return

    def read(page: bytes, name: str) -> Iterator[Item]:
        return context.door(io.BytesIO(page), replace(context, name=name, size=len(page)))

    listing = read_feed(raw, form, url=None, most=min(_MOST_ENTRIES, context.limits.items))
    if not listing.entries:
        yield Item(None, reason="a feed without entries", skipped=True)
    for entry in listing.entries:
        draft = read_entry(entry, read, summaries=True)
        if draft is not None:
            yield Item(entry.url or entry.key, draft)
        else:
            yield Item(entry.url or entry.key, reason="the feed holds no more than a teaser of it", skipped=True)
    if listing.left_out:
        yield Item(None, reason=f"{listing.left_out} more entries than the {len(listing.entries)} that are read")
