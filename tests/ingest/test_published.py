"""When an article was published: what text and address say, and what of that is believed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import RejectedSourceError
from rag.ingest.metadata.published import said_by_address, settled
from rag.ingest.read import read_article
from rag.ingest.source_reader import read_items
from rag.model import Draft
from rag.text.datelines import dateline
from rag.text.dates.stated import parse_updated

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


STORY = (
    "A ferry with 88 people on board ran aground off Cape Rill on Saturday evening in thick fog.\n\n"
    "All passengers were brought ashore in lifeboats within three hours, the coast guard said.\n\n"
    "The captain told the inquiry that the radar had failed a few minutes before.\n\n"
)
#: What stands below an article and dates something else, or a reader's word.
FOREIGN = [
    "Date of birth: 3 March 1961\n\nPlace of birth: Ness",
    "CORRECTION-DATE: February 9, 2025",
    "LOAD-DATE: February 9, 2025",
    "Lantern feast, Ness harbour\n\nDate: Saturday, 14 June 2025\n\nTickets: 4 crowns",
    "Lantern feast, Ness harbour\n\nSaturday, 14 June 2025\n\nTickets: 4 crowns",
    "Comments\n\nPosted 9 February 2025 by Tarnfan\n\nThe province should pay for all of it.",
    "Release date: 17 January 2025",
    "Trial date: 5 March 2025",
    "Stand: 1. Januar 2025",
    "Laternenfest\n\nDatum: 14.06.2025\n\nOrt: Hafen Ness\n\nEintritt: 4 Kronen",
    "Fête des lanternes\n\nDate : 14 juin 2025\n\nLieu : port de Ness",
    "Fiesta de los faroles\n\nFecha: 14 de junio de 2025\n\nLugar: puerto de Ness",
    "Festa delle lanterne\n\nData: 14 giugno 2025\n\nLuogo: porto di Ness",
    "Праздник фонарей\n\nДата: 14 июня 2025\n\nМесто: порт Несс",
    "Date de sortie : 17 janvier 2025",
    "Fecha de estreno: 17 de enero de 2025",
    "Gültig ab: 17.01.2025",
    "Next hearing: 5 March 2025",
    "Retrieved 9 February 2025",
]


@pytest.mark.parametrize("below", FOREIGN)
def test_the_day_of_something_else_is_never_the_publications(below: str) -> None:
    dated = read_article(f"Ferry runs aground\n\nBy Mina Falk\n4 February 2025\n\n{STORY}{below}\n".encode(), "a.txt")
    assert dated.published == date(2025, 2, 4)
    assert read_article(f"Ferry runs aground\n\n{STORY}{below}\n".encode(), "a.txt").published is None
    paragraphs = "".join(f"<p>{line}</p>" for line in f"{STORY}{below}".split("\n\n"))
    html = f"<html><head><title>Ferry runs aground</title></head><body><article><h1>Ferry runs aground</h1>{paragraphs}"
    assert read_article(f"{html}</article></body></html>".encode(), "a.html").published is None


@pytest.mark.parametrize(
    "above",
    ["Trial date: 5 March 2025", "Date: Saturday, 14 June 2025\n\nVenue: Ness harbour", "Born: 3 March 1961",
     "Lantern feast: 12-14 June 2025", "Datum: 14.06.2025\n\nOrt: Hafen Ness"],
)  # fmt: skip
def test_a_box_at_the_head_does_not_date_the_article(above: str) -> None:
    assert read_article(f"Ferry runs aground\n\n{above}\n\n{STORY}".encode(), "a.txt").published is None


@pytest.mark.parametrize(
    "line",
    ["Published 4 February 2025", "Veröffentlicht am 4. Februar 2025", "Publié le 4 février 2025",
     "发布时间：2025-02-04", "Опубликовано 4 февраля 2025", "Mina Falk, 4 February 2025"],
)  # fmt: skip
def test_a_stamp_at_the_foot_counts_where_it_is_the_only_one(line: str) -> None:
    assert read_article(f"Ferry runs aground\n\n{STORY}{line}\n".encode(), "a.txt").published == date(2025, 2, 4)


def test_a_stamp_behind_the_standfirst_counts_and_a_list_of_other_stories_does_not() -> None:
    head = "Ferry runs aground\n\nThe ship of the Rill line is to be pulled free on Sunday by two tugs from Ness.\n\n"
    dated = f"{head}Mina Falk\n\n4 February 2025, 20:18\n\n{STORY}"
    draft = read_article(dated.encode(), "a.txt")
    assert (draft.published, draft.authors) == (date(2025, 2, 4), ("Mina Falk",))
    others = "Old Ness 4 February 2025\n\nTwo tugs sunk\n\n16 November 2016\n\nA new quay\n\n18 December 2015\n\n"
    assert read_article(f"Ferry runs aground\n\n{others}{STORY}".encode(), "a.txt").published == date(2025, 2, 4)


def test_the_day_that_is_shown_wins_over_a_loose_one_that_is_the_updates() -> None:
    meta = (
        '<meta name="date" content="2024-09-05"><meta property="og:updated_time" content="2024-09-05T09:00:00+02:00">'
    )
    draft = page(meta, "<p>Published 3 September 2024</p>")
    assert (draft.published, draft.published_from) == (date(2024, 9, 3), "text")
    assert draft.updated == datetime.fromisoformat("2024-09-05T09:00:00+02:00")
    assert page(meta).published == date(2024, 9, 5)
    assert page('<meta name="date" content="2024-09-05">', "<p>3 September 2024</p>").published == date(2024, 9, 5)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2025-09-18-mayor-ferry.txt", date(2025, 9, 18)),
        ("2025-09-08-correction-deficit.txt", date(2025, 9, 8)),
        ("library-book.txt", None),
    ],
)
def test_a_stamp_below_the_text_counts_though_the_page_says_more_below_it(name: str, day: date | None) -> None:
    """A form's "That did not work. Please have another go later." is no part of the article."""
    raw = (Path(__file__).parents[2] / "corpus" / "articles" / "harrow-bay-courier" / name).read_bytes()
    published = read_article(raw, name).published
    assert (published.date() if isinstance(published, datetime) else published) == day
