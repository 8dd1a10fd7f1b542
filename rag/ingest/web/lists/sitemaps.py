"""Sitemaps and indexes of them: lxml without entities, piece by piece, the pages changed last first."""

from __future__ import annotations

import heapq
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from lxml import etree

from rag.errors import RejectedSourceError
from rag.ingest.formats.xml_text import xml_text
from rag.ingest.web.lists.feed_dates import parse_feed_date
from rag.ingest.web.lists.listing import MAX_SITEMAP_BYTES, Form, Listing
from rag.store.listed import EntryMetadata, ListEntry
from rag.text.language import language_code
from rag.text.urls import web_address

#: Addresses in one sitemap by its standard; what comes after them is not read.
MAX_ADDRESSES = 50_000


def read_sitemap(raw: bytes, form: Form, *, most: int) -> Listing:
    """Read a sitemap, or an index of sitemaps.

    Args:
        raw: its bytes.
        form: "sitemap" or "sitemap index".
        most: how many entries to take: those that changed last, then in the sitemap's order.

    Raises:
        RejectedSourceError: it is too large or cannot be read.
    """
    if len(raw) > MAX_SITEMAP_BYTES:
        raise RejectedSourceError(f"a sitemap of more than {MAX_SITEMAP_BYTES // 1_000_000} MB")
    found: dict[str, tuple[float, ListEntry]] = {}
    try:
        for number, facts in enumerate(_facts(xml_text(raw, lenient=True).encode("utf-8", "replace"))):
            if number >= MAX_ADDRESSES:
                break
            url = web_address((facts.get("loc") or "").replace(" ", "%20").partition("#")[0])
            if url is not None:
                found.setdefault(url, (_changed(facts), _entry(url, facts)))
    except (etree.LxmlError, ValueError) as error:
        if not found:
            raise RejectedSourceError("a broken sitemap") from error
    ranked = enumerate(found.values())
    newest = heapq.nlargest(most, ranked, key=lambda place: (place[1][0], -place[0]))
    return Listing(form, tuple(entry for _, (_, entry) in newest), len(found) - len(newest))


def _facts(raw: bytes) -> Iterator[dict[str, str]]:
    """What each ``url`` or ``sitemap`` element says, by the local names of what stands in it."""
    events = etree.iterparse(
        io.BytesIO(raw),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        encoding="utf-8",
        remove_comments=True,
    )
    for _, element in events:
        yield dict(_texts(element))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _texts(element: Any) -> Iterator[tuple[str, str]]:
    for node in element.iterdescendants():
        if isinstance(node.tag, str) and node.text and node.text.strip():
            space, _, name = node.tag.rpartition("}")
            # Pictures' and videos' own addresses and titles are theirs.
            if "image" not in space and "video" not in space:
                yield name, node.text.strip()


def _changed(facts: dict[str, str]) -> float:
    moment: date | datetime | None = parse_feed_date(facts.get("publication_date")) or parse_feed_date(
        facts.get("lastmod")
    )
    if moment is None:
        return 0.0
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment.timestamp()


def _entry(url: str, facts: dict[str, str]) -> ListEntry:
    told = EntryMetadata(
        title=facts.get("title"),
        published=parse_feed_date(facts.get("publication_date")),
        outlet=facts.get("name"),
        language=language_code(facts["language"]) if facts.get("language") else None,
    )
    return ListEntry(url, url, told, changed=facts.get("lastmod"))
