"""When an article was published: what text and address say, and what of that is believed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import RejectedSourceError
from rag.ingest.dates import parse_updated
from rag.ingest.items import read_items
from rag.ingest.published import dateline, said_by_address, settled
from rag.ingest.read import read_article
from rag.model import Draft

BODY = (
    "<p>The last ferry from Harrow Bay will leave at 21:40 on weekdays, the operator said on Tuesday.</p>"
    "<p>Mayor Ilse Brandt opposes the cuts, which the council of the harbour town will discuss in March.</p>"
)


def page(head: str = "", above: str = "", body: str = BODY) -> Draft:
    html = f"<html><head><title>Ferry to stop earlier</title>{head}</head><body><article>"
    return read_article(f"{html}<h1>Ferry to stop earlier</h1>{above}{body}</article></body></html>".encode(), "a.html")


@pytest.mark.parametrize(
    ("text", "agency", "published", "day"),
    [
        ("KYIV, Oct. 3 (Reuters) — The", "Reuters", None, (10, 3)),
        ("KIEW, 3. Oktober (dpa) - Die", "dpa", None, (10, 3)),
        ("КИЇВ, 3 жовтня (Укрінформ) — У", "Укрінформ", None, (10, 3)),
        ("PARIS (AFP) - Le", "AFP", None, None),
        ("HANOI, March 4, 2024 (AP) — The", "AP", date(2024, 3, 4), None),
        ("HARROW BAY, Oct. 3, 2025 (Tesk Wire) — The", "Tesk Wire", date(2025, 10, 3), None),
        ("SKARNE, 3. Oktober (Keldermark-Presse) – Die", "Keldermark-Presse", None, (10, 3)),
        ("ХАРКІВ, 3 жовтня 2025 — Паром", None, date(2025, 10, 3), None),
    ],
)
def test_datelines(text: str, agency: str | None, published: date | None, day: tuple[int, int] | None) -> None:
    found = dateline(text)
    assert found is not None and (found.agency, found.published, found.day) == (agency, published, day)


def test_prose_is_no_dateline() -> None:
    for text in (
        "The council (AP) voted",
        "Teskline (the operator) — which",
        "HARROW BAY — The",
        "HARROW BAY (Tesk Wire) — The",
        "Harrow Bay, Oct. 3, 2025 — the day of the vote — was",
        "NEW YORK, 3 - 2 - 1",
    ):
        assert dateline(text) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/03/15/ferry", date(2024, 3, 15)),
        ("https://a.example/2024/mar/15/ferry", date(2024, 3, 15)),
        ("https://a.example/news-20240315.html", date(2024, 3, 15)),
        ("https://a.example/2024/03/ferry", None),
        ("https://a.example/2024/13/45/ferry", None),
        ("https://a.example/20249999/", None),
        (None, None),
    ],
)
def test_days_in_addresses(url: str | None, day: date | None) -> None:
    assert said_by_address(url) == day


def test_where_a_date_comes_from() -> None:
    link = '<link rel="canonical" href="https://a.example/2024/03/15/ferry">'
    meta = '<meta property="article:published_time" content="2024-03-14T10:00:00+01:00">'
    meta += '<meta property="article:modified_time" content="2024-03-16"><meta name="section" content="Harbour">'
    stated = page(link + meta, "<p>Published 13 March 2024</p>")
    assert stated.published == datetime.fromisoformat("2024-03-14T10:00:00+01:00")
    assert (stated.published_from, stated.updated, stated.section) == ("markup", date(2024, 3, 16), "Harbour")
    seen = page(link, "<p>Published 14 March 2024</p>")
    assert (seen.published, seen.published_from) == (date(2024, 3, 14), "text")
    addressed = page(link)
    assert (addressed.published, addressed.published_from) == (date(2024, 3, 15), "url")
    contradicted = page(link, body=BODY.replace("<p>The last", "<p>TESK, Oct. 3 (Reuters) — The last"))
    assert (contradicted.published, contradicted.outlet) == (None, "Reuters")


def test_updates_are_told_apart() -> None:
    assert parse_updated("Updated 5 March 2025") == date(2025, 3, 5)
    assert parse_updated("Published 4 March 2025") is None


def test_dates_that_cannot_be_right() -> None:
    now = datetime(2024, 3, 15, tzinfo=UTC)
    draft = Draft("T", "Text.", published=date(2024, 3, 18), published_from="markup", updated=date(2024, 3, 19))
    ahead = settled(draft, now)
    assert (ahead.published, ahead.published_from, ahead.updated) == (None, None, None)
    assert "lies ahead (2024-03-18)" in ahead.warnings[0]
    earlier = settled(Draft("T", "Text.", published=date(2024, 3, 4), updated=date(2024, 3, 1)), now)
    assert (earlier.published, earlier.updated, earlier.warnings) == (date(2024, 3, 4), None, ())


def test_the_door_leaves_out_what_lies_ahead() -> None:
    text = b"Ferry to stop\n\n2 September 2099\n\nThe last ferry will leave at 21:40, the operator said on Tuesday."
    [item] = read_items(BytesIO(text), "a.txt")
    assert item.draft is not None and item.draft.published is None and len(item.draft.warnings) == 1


def test_pages_that_are_bombs_have_a_reason() -> None:
    with pytest.raises(RejectedSourceError, match="too many for an article"):
        page(body="<b>x</b>" * 60_000)
    with pytest.raises(RejectedSourceError, match="attributes"):
        page(above="<div " + " ".join(f'a{number}="x"' for number in range(11_000)) + ">")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80))
def test_any_head_is_read_or_rejected(above: str, url: str) -> None:
    said_by_address(url)
    dateline(above)
    try:
        draft = page(f'<meta property="article:published_time" content="{url}">', f"<p>{above}</p>")
    except RejectedSourceError:
        return
    assert (draft.published is None) == (draft.published_from is None)
