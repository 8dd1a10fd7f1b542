"""From what was fetched to drafts of articles, together with what the feed says that led to it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from rag.ingest.items import Item, read_items
from rag.ingest.web.content import in_utf8, reader_name
from rag.ingest.web.fetch import Page
from rag.model import Draft

#: Reads the articles out of bytes, given a name whose suffix says what they are.
Reader = Callable[[bytes, str], Iterable[Item]]

#: Publication may lie ahead by a time zone, not by more.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a feed or sitemap says of an article that it lists; None or empty where it says nothing."""

    title: str | None = None
    published: date | datetime | None = None
    updated: date | datetime | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    language: str | None = None


NOTHING_TOLD = Told()


def read_here(raw: bytes, name: str) -> Iterable[Item]:
    """Read the articles out of bytes, in this process."""
    return read_items(io.BytesIO(raw), name)


def read_page(page: Page, reader: Reader, told: Told = NOTHING_TOLD, now: datetime | None = None) -> list[Item]:
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
    return [_finished(item, page.url, told, now or datetime.now(UTC)) for item in items]


def _finished(item: Item, url: str, told: Told, now: datetime) -> Item:
    if item.draft is None:
        return item
    draft = item.draft
    if item.key is None:  # what was told is of the whole page, not of a record in it
        draft = with_told(draft, told)
    draft = not_ahead(replace(draft, url=draft.url or url), now)
    return replace(item, draft=draft)


def with_told(draft: Draft, told: Told) -> Draft:
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


def not_ahead(draft: Draft, now: datetime) -> Draft:
    """A draft without dates that lie more than a day ahead: such a one is a mistake or a trick, so it is unknown."""
    if draft.published is not None and _is_ahead(draft.published, now):
        warning = f"its date of publication lies ahead ({draft.published.isoformat()}) and was left out"
        draft = replace(draft, published=None, published_from=None, warnings=(*draft.warnings, warning))
    if draft.updated is not None and _is_ahead(draft.updated, now):
        draft = replace(draft, updated=None)
    return draft


def _is_ahead(moment: date | datetime, now: datetime) -> bool:
    if isinstance(moment, datetime):
        return moment > now + _AHEAD
    return moment > (now + _AHEAD).date()
