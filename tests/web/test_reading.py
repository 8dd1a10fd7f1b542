"""What is believed of the dates that a page and the feed that led to it state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from markup import PARAGRAPHS, page

from rag.ingest.source_item import Item
from rag.ingest.source_reader import read_items
from rag.ingest.web.fetch import Page
from rag.ingest.web.page_reader import read_entry, read_page
from rag.store.listed import EntryMetadata, ListEntry

NOW = datetime(2025, 9, 10, 12, tzinfo=UTC)
SECOND, THIRD = datetime(2025, 9, 2, 6, 15, tzinfo=UTC), datetime(2025, 9, 3, tzinfo=UTC)
AHEAD = datetime(2025, 9, 13, tzinfo=UTC)
Moment = date | datetime | None


def reader(raw: bytes, name: str) -> Iterator[Item]:
    return read_items(BytesIO(raw), name)


@pytest.mark.parametrize(
    ("stated", "published", "updated", "kept"),
    [
        ("2025-09-02T06:15:00Z", None, THIRD, (SECOND, THIRD)),
        ("2025-09-02T06:15:00Z", None, datetime(2025, 9, 1, tzinfo=UTC), (SECOND, None)),
        ("2025-09-02T06:15:00Z", None, SECOND, (SECOND, None)),
        ("2025-09-02T06:15:00Z", None, date(2025, 9, 2), (SECOND, None)),
        ("2025-09-02T06:15:00Z", None, AHEAD, (SECOND, None)),
        (None, THIRD, SECOND, (THIRD, None)),
        (None, AHEAD, THIRD, (None, THIRD)),
        (None, None, SECOND, (None, SECOND)),
    ],
)
def test_an_update_is_later_than_publication_or_none(
    stated: str | None, published: Moment, updated: Moment, kept: tuple[Moment, Moment]
) -> None:
    told = EntryMetadata(published=published, updated=updated)
    [item] = read_page(Page("http://x.example/", page(published=stated).encode(), "text/html"), reader, told, NOW)
    assert item.draft is not None and (item.draft.published, item.draft.updated) == kept
    assert [("lies ahead" in warning) for warning in item.draft.warnings] == [True] * (published == AHEAD)
    content = "".join(f"<p>{paragraph.format(place='Tesk')}</p>" for paragraph in PARAGRAPHS)
    own = EntryMetadata("A headline", published if stated is None else SECOND, updated)
    draft = read_entry(ListEntry("k", None, own, content), reader, NOW)
    assert draft is not None and (draft.published, draft.updated) == kept, "as a feed's own text, too"
