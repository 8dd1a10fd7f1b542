"""From what was fetched to drafts of articles, together with what the feed says that led to it."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from rag.ingest.formats.record import ONLY_SUMMARY
from rag.ingest.metadata.published import settled
from rag.ingest.source_item import Item
from rag.ingest.web.content import in_utf8, reader_name
from rag.ingest.web.fetch import Page
from rag.ingest.web.lists.feeds import text_of
from rag.ingest.web.lists.wholeness import is_short_text
from rag.model import Draft
from rag.store.listed import NOTHING_TOLD, EntryMetadata, ListEntry
from rag.text.lines import squeezed
from rag.text.scripts import letters_of

#: Reads the articles out of bytes, given a name whose suffix says what they are.
Reader = Callable[[bytes, str], Iterable[Item]]

#: What a feed gives as a summary, or what may be cut off, is a teaser where it has fewer letters, and no article.
MIN_TEXT_LETTERS = 250


def read_page(
    page: Page, reader: Reader, told: EntryMetadata = NOTHING_TOLD, now: datetime | None = None
) -> list[Item]:
    """Read the articles of what was fetched.

    Args:
        page: what was fetched.
        reader: reads bytes.
        told: what the feed says of it; it fills what the page does not state itself.
        now: the time, where it is not the clock's.

    Returns:
        Its articles, each with an address, and what could not become one.
    """
    name = reader_name(page)
    items = reader(in_utf8(page, name), name)
    return [_finished(item, page.url, told, now) for item in items]


def _finished(item: Item, url: str, told: EntryMetadata, now: datetime | None) -> Item:
    if item.draft is None:
        return item
    draft = item.draft
    if item.key is None:  # what was told is of the whole page, not of a record in it
        draft = with_told(draft, told)
    draft = settled(replace(draft, url=draft.url or url), now)
    return replace(item, draft=draft)


def with_told(draft: Draft, told: EntryMetadata) -> Draft:
    """A draft with what it lacks, as far as the feed tells it."""
    dated = draft.published is None and told.published is not None
    return replace(
        draft,
        title=draft.title or told.title or "",
        outlet=draft.outlet or told.outlet,
        authors=draft.authors or told.authors,
        language=draft.language or told.language,
        published=told.published if dated else draft.published,
        published_from="feed" if dated else draft.published_from,
        updated=draft.updated or told.updated,
    )


def read_entry(
    entry: ListEntry, reader: Reader, now: datetime | None = None, *, summaries: bool = False
) -> Draft | None:
    """The article as a feed itself holds it; None where it holds no more than a teaser.

    What the feed states goes before what its content may state, which is a piece of a page.

    Args:
        entry: as the feed lists it.
        reader: reads bytes.
        now: the time, where it is not the clock's.
        summaries: a short summary of whole sentences is taken too, with a warning: nothing else will be had of it.
    """
    if entry.content is None:
        return None
    told = entry.told
    words = text_of(entry.content)
    short = letters_of(words) < MIN_TEXT_LETTERS
    if short and ((entry.summary and not summaries) or not is_short_text(words, summary=entry.summary)):
        return None
    if squeezed(words) == squeezed(told.title or ""):
        return None
    title = html.escape(told.title or "")
    page = (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{entry.content}</article></body></html>"
    )
    # To its end: a reader's process that is left in between is not used again.
    drafts = [item.draft for item in reader(page.encode("utf-8", "replace"), "entry.html") if item.draft]
    if not drafts:
        return None
    draft = drafts[0]
    draft = replace(
        draft,
        title=told.title or draft.title,
        outlet=told.outlet or draft.outlet,
        authors=told.authors or draft.authors,
        language=draft.language or told.language,
        published=told.published,
        published_from="feed" if told.published is not None else None,
        updated=told.updated,
        url=entry.url,
        warnings=(*draft.warnings, ONLY_SUMMARY) if entry.summary and short else draft.warnings,
    )
    return settled(draft, now)
