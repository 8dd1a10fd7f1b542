"""Reading a list of articles, whatever kind it is: the work of a process that can be killed."""

from __future__ import annotations

from rag.ingest.web.lists.feeds import read_feed
from rag.ingest.web.lists.listing import Listing, Wanted, form_of, unpacked_listing
from rag.ingest.web.lists.sitemaps import read_sitemap

#: Sitemaps read of one index: with the newest first, a year of a paper that makes one a week.
MOST_SITEMAPS = 50


def read_list(raw: bytes, wanted: Wanted) -> Listing | None:
    """Read a feed, a sitemap or an index of sitemaps; None where it is none of them.

    Args:
        raw: its bytes, packed with gzip or not.
        wanted: how it is to be read.

    Raises:
        RejectedSourceError: it is a list that cannot be read.
    """
    raw = unpacked_listing(raw)
    form = form_of(raw)
    match form:
        case None:
            return None
        case "sitemap index":
            return read_sitemap(raw, form, most=MOST_SITEMAPS)
        case "sitemap":
            return read_sitemap(raw, form, most=wanted.most)
        case _:
            return read_feed(raw, form, url=wanted.url, most=wanted.most, charset=wanted.charset)
