"""A feed that was saved as a file: its own content, without the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.errors import RejectedSourceError
from rag.ingest.web.feeds import read_feed
from rag.ingest.web.listing import form_of, unpacked_listing

if TYPE_CHECKING:  # it calls this
    from rag.ingest.items import Item

FEED_SUFFIXES = frozenset({".rss", ".atom", ".xml", ".rdf"})
#: A saved feed holds what its outlet published in some days; more is a mistake.
MOST_ENTRIES = 10_000


def feed_items(raw: bytes) -> Iterator[Item]:
    """The articles that a saved feed holds, each by its address or the name that the feed gives it.

    Yields:
        An article for each entry with more than a teaser, and a reason for each of the others; one reason without a
        key where the file is no feed.
    """
    from rag.ingest.items import Item
    from rag.ingest.web.reading import read_entry, read_here

    try:
        raw = unpacked_listing(raw)
        form = form_of(raw)
        if form not in ("feed", "json feed"):
            what = "a sitemap; add its address to fetch what it lists" if form else "an XML file that is no feed"
            yield Item(None, reason=what, skipped=True)
            return
        listing = read_feed(raw, form, url=None, most=MOST_ENTRIES)
    except RejectedSourceError as error:
        yield Item(None, reason=str(error))
        return
    if not listing.entries:
        yield Item(None, reason="a feed without entries", skipped=True)
    for entry in listing.entries:
        draft = read_entry(entry, read_here)
        if draft is not None:
            yield Item(entry.url or entry.key, draft)
        else:
            yield Item(entry.url or entry.key, reason="the feed holds no more than a teaser of it", skipped=True)
    if listing.left_out:
        yield Item(None, reason=f"{listing.left_out} more entries than the {MOST_ENTRIES} that are read of one feed")
