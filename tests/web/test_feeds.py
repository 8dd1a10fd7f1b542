from __future__ import annotations

import io
import json
import time
import tracemalloc
from datetime import date, datetime

import pytest
from markup import PARAGRAPHS, item, rss

from rag.errors import RejectedSourceError
from rag.ingest.source_reader import Item, read_items
from rag.ingest.web.lists.feed_dates import parse_feed_date
from rag.ingest.web.lists.feeds import read_feed
from rag.ingest.web.lists.listing import Listing, form_of, unpacked_listing
from rag.ingest.web.lists.sitemaps import read_sitemap
from rag.store.listed import ListEntry

URL = "https://ledger.example/feeds/news.xml"
LONG = "".join(f"<p>{part.format(place=place)}</p>" for place in ("Brennick", "Skarne", "Tesk") for part in PARAGRAPHS)


def read(raw: str | bytes, most: int = 1_000) -> Listing:
    raw = unpacked_listing(raw.encode() if isinstance(raw, str) else raw)
    form = form_of(raw)
    assert form is not None
    return read_feed(raw, form, url=URL, most=most)


def one(raw: str) -> ListEntry:
    [entry] = read(raw).entries
    return entry


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Tue, 02 Sep 2025 08:15:00 +0200", "2025-09-02T08:15:00+02:00"),
        ("Tue, 02 Sep 2025 08:15:00 GMT", "2025-09-02T08:15:00+00:00"),
        ("Tue, 02 Sep 2025 08:15:00 Z", "2025-09-02T08:15:00+00:00"),
        ("Tue, 02 Sep 2025 22:15:00 EST", "2025-09-02T22:15:00-05:00"),
        ("Tue, 02 Sep 2025 22:15:00 PDT", "2025-09-02T22:15:00-07:00"),
        ("Tue, 02 Sep 2025 22:15 CST", "2025-09-02T22:15:00-06:00"),
        ("2 Sep 2025 08:15:00 -0000", "2025-09-02T08:15:00+00:00"),
        ("Tue, 2 September 2025 08:15:00 +0530", "2025-09-02T08:15:00+05:30"),
        ("Tue, 02 Sep 25 08:15:00 +0000", "2025-09-02T08:15:00+00:00"),
        # Without a zone, or with one that means several: the day, and no time.
        ("Tue, 02 Sep 2025 23:15:00", "2025-09-02"),
        ("Tue, 02 Sep 2025 23:15:00 BST", "2025-09-02"),
        ("Tue, 02 Sep 2025", "2025-09-02"),
        ("2025-09-02T23:15:00", "2025-09-02"),
        ("2025-09-02", "2025-09-02"),
        ("2025-09-02T08:15Z", "2025-09-02T08:15:00+00:00"),
        ("2025-09-02T08:15:30.123456+02:00", "2025-09-02T08:15:30+02:00"),
        ("2025-09-02 08:15:30 +0200", "2025-09-02T08:15:30+02:00"),
        ("2025-09-02T08:15:30-07", "2025-09-02T08:15:30-07:00"),
        ("2025-09-02 08:15:30 UTC", "2025-09-02T08:15:30+00:00"),
        ("2. September 2025", "2025-09-02"),
        ("mar., 2 septembre 2025", "2025-09-02"),
        # Not stated in full, not a date, or what software writes for none.
        ("2025-09", None),
        ("2025", None),
        ("03/04/2025", None),
        ("yesterday", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("0001-01-01T00:00:00Z", None),
        ("Tue, 32 Sep 2025 08:15:00 +0200", None),
        ("2025-13-41T00:00:00Z", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_feeds(stated: str | None, expected: str | None) -> None:
    found = parse_feed_date(stated)
    assert (found.isoformat() if found else None) == expected


def test_an_item_of_rss() -> None:
    entry = one(
        rss(
            item(
                "/ferry?a=1#x",
                "Ferry &amp;amp; &lt;b&gt;bridge&lt;/b&gt;",
                "Tue, 02 Sep 2025 08:15:00 +0200",
                guid="id-1",
                dc__creator="Jonas Field and Mira Holt",
                atom__updated="2025-09-03T00:00:00Z",
                description="Short.",
                content__encoded=f"<![CDATA[{LONG}]]>",
            ),
            link="https://www.ledger.example/",
        )
    )
    assert (entry.key, entry.url, entry.whole) == ("id-1", "https://ledger.example/ferry?a=1", True)
    told = entry.told
    assert (told.title, told.outlet, told.language) == ("Ferry & bridge", "Skarne Ledger", "en")
    assert told.authors == ("Jonas Field", "Mira Holt")
    assert told.published == datetime.fromisoformat("2025-09-02T08:15:00+02:00")
    assert told.updated == datetime.fromisoformat("2025-09-03T00:00:00Z")


def test_what_is_a_teaser_is_not_the_whole_text() -> None:
    assert not one(rss(item("/a", description=LONG.replace("<", "&lt;")))).whole, "a description may be cut anywhere"
    assert not one(rss(item("/a", content__encoded=f"<![CDATA[{LONG[:900]}]]>"))).whole
    assert not one(rss(item("/a", content__encoded=f"<![CDATA[{LONG} <a href='/a'>Continue reading…</a>]]>"))).whole
    assert not one(rss(item("/a", content__encoded=f"<![CDATA[{LONG} […]]]>"))).whole


def test_an_aggregators_name_is_no_outlet_of_others() -> None:
    other = one(rss(item("https://other.example/a"), title="Planet of News", link="https://planet.example/"))
    assert other.told.outlet is None
    named = one(
        rss(item("https://other.example/a", source="Other Paper"), title="Planet", link="https://planet.example/")
    )
    assert named.told.outlet == "Other Paper"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "", "data:text/html,x", "http://", "http://[1/"]
)
def test_a_link_that_leads_nowhere_on_the_web_is_none(link: str) -> None:
    assert one(rss(item(link, guid="g"))).url is None


def test_atom_and_what_it_updated_is_not_when_it_was_published() -> None:
    feed = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Ledger</title>{}<entry><id>tag:x,1</id><title>One</title>"
        "<link rel='alternate' href='/one'/>{}<updated>2025-09-03T10:00:00Z</updated>"
        "<author><name>Jonas Field</name></author><content type='html'>&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"
    )
    entry = one(feed.format("", "<published>2025-09-02T08:15:00+02:00</published>"))
    assert entry.told.published == datetime.fromisoformat("2025-09-02T08:15:00+02:00")
    assert (entry.url, entry.told.authors) == ("https://ledger.example/one", ("Jonas Field",))
    unknown = one(feed.format("", "")).told
    assert unknown.published is None
    assert unknown.updated == datetime.fromisoformat("2025-09-03T10:00:00Z")


def test_rdf_and_the_date_of_dublin_core() -> None:
    feed = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>L</title><link>https://ledger.example</link></channel>"
        "<item rdf:about='x'><title>One</title><link>https://ledger.example/one</link>"
        "<dc:date>2025-09-02T23:00:00-05:00</dc:date></item></rdf:RDF>"
    )
    assert one(feed).told.published == datetime.fromisoformat("2025-09-02T23:00:00-05:00")


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ledger",
        "home_page_url": "https://ledger.example/",
        "items": [
            {"id": 7, "url": "/seven", "title": "Seven", "content_html": LONG,
             "date_published": "2025-09-02T08:15:00+02:00", "authors": [{"name": "Jonas Field"}]},
            {"id": "8", "content_text": "A\nB", "language": "de"},
            "nonsense",
            {"url": ["x"], "title": {"a": 1}, "authors": "x", "date_published": 5},
        ],
    }  # fmt: skip
    first, second, third = read(json.dumps(feed)).entries
    assert (first.key, first.url, first.whole) == ("7", "https://ledger.example/seven", True)
    assert first.told.published == datetime.fromisoformat("2025-09-02T08:15:00+02:00")
    assert (first.told.authors, first.told.outlet) == (("Jonas Field",), "Ledger")
    assert (second.content, second.told.language) == ("<p>A</p><p>B</p>", "de")
    assert (third.url, third.told.title) == (None, None)


def test_duplicates_within_a_feed_are_one() -> None:
    entries = read(
        rss(item("/a", "First"), item("/b"), item("/a#comments", "Second"), item(None, guid="x"), item(None, guid="x"))
    )
    assert [entry.told.title for entry in entries.entries] == ["First", "A headline", "A headline"]


def test_encodings() -> None:
    text = rss(item("/a", "Fähre über den Kanal"))
    for encoding in ("utf-16", "utf-8-sig"):
        assert one_title(text.encode(encoding)) == "Fähre über den Kanal"
    latin = text.replace('encoding="utf-8"', 'encoding="iso-8859-1"').encode("latin-1")
    assert one_title(latin) == "Fähre über den Kanal"
    listing = read_feed(
        text.replace(' encoding="utf-8"', "").encode("latin-1"), "feed", url=URL, most=9, charset="iso-8859-1"
    )
    assert listing.entries[0].told.title == "Fähre über den Kanal"


def one_title(raw: bytes) -> str | None:
    return read(raw).entries[0].told.title


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "doctype",
    [f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>', '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
     '<!doctype rss [ <!entity % x SYSTEM "http://10.0.0.1/x"> %x; ]>'],
)  # fmt: skip
def test_a_list_that_declares_entities_is_refused(doctype: str) -> None:
    for body in (rss(item("/a", "&l11;&x;")), "<urlset><url><loc>&l11;</loc></url></urlset>"):
        raw = f'<?xml version="1.0"?>{doctype}{body.partition("?>")[2] if body.startswith("<?xml") else body}'
        with pytest.raises(RejectedSourceError, match="entities"):
            form_of(raw.encode())


@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel>",
        "<rss",
        "<feed><entry><title>x",
        "<rss>\0\0</rss>",
        "<rss><channel><item>",
        "<rss><channel><item><link>x<item/></link></item></channel></rss>",  # at which feedparser itself fails
    ],
)
def test_a_broken_feed_is_a_reason_or_what_can_be_read(body: str) -> None:
    raw = body.encode()
    form = form_of(raw)
    if form is not None:
        try:
            assert len(read_feed(raw, form, url=URL, most=9).entries) <= 1
        except RejectedSourceError as error:
            assert "broken" in str(error)


def test_a_feed_of_a_million_items_costs_no_more_than_those_that_are_taken() -> None:
    # 9.9 MB, just within what is parsed at all.
    raw = (
        b"<rss><channel>"
        + b"".join(b"<item><link>/%d</link></item>" % number for number in range(280_000))
        + b"</channel></rss>"
    )
    assert len(raw) < 10_000_000
    tracemalloc.start()
    begun = time.monotonic()
    listing = read_feed(raw, "feed", url=URL, most=100)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(listing.entries), listing.left_out) == (100, 279_900)
    assert time.monotonic() - begun < 20
    assert peak < 50_000_000
    with pytest.raises(RejectedSourceError, match="more than 10 MB"):
        read_feed(b"<rss>" + b" " * 50_000_000, "feed", url=URL, most=100)


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ("feed xmlns='http://www.w3.org/2005/Atom'", "entry"),
        ("rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'", "item"),
    ],
)
def test_cutting_leaves_a_feed_whole(root: str, name: str) -> None:
    items = "".join(f"<{name}><id>{n}</id><title>t{n}</title></{name}>" for n in range(9))
    listing = read(f"<{root}>{items}</{root.split()[0]}>", most=4)
    assert ([entry.told.title for entry in listing.entries], listing.left_out) == (["t0", "t1", "t2", "t3"], 5)


def test_a_sitemap_with_the_newest_first() -> None:
    raw = (
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        b"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' "
        b"xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>"
        b"<url><loc> https://l.example/old </loc><lastmod>2024-01-01</lastmod></url>"
        b"<url><loc>https://l.example/none</loc></url>"
        b"<url><loc>https://l.example/news</loc><news:news><news:publication><news:name>Ledger</news:name>"
        b"<news:language>en</news:language></news:publication><news:publication_date>2025-09-02</news:publication_date>"
        b"<news:title>Ferry</news:title></news:news>"
        b"<image:image><image:loc>https://l.example/pic.jpg</image:loc></image:image></url>"
        b"<url><loc>javascript:x</loc></url><url><loc>https://l.example/old#again</loc></url></urlset>"
    )
    listing = read_sitemap(raw, "sitemap", most=10)
    assert [entry.url for entry in listing.entries] == [f"https://l.example/{name}" for name in ("news", "old", "none")]
    told = listing.entries[0].told
    assert (told.title, told.outlet, told.language, told.published) == ("Ferry", "Ledger", "en", date(2025, 9, 2))
    assert listing.entries[1].told.published is None, "when a page changed is not when its article was published"
    assert read_sitemap(raw, "sitemap", most=1).left_out == 2
    broken = read_sitemap(raw[: raw.index(b"<url><loc>https://l.example/news")], "sitemap", most=9)
    assert len(broken.entries) == 2, "what stands before the break counts"
    with pytest.raises(RejectedSourceError, match="broken"):
        read_sitemap(b"<urlset><url", "sitemap", most=9)


def saved(raw: bytes, name: str = "saved.rss") -> list[Item]:
    return list(read_items(io.BytesIO(raw), name))


def test_a_saved_feed_gives_its_own_content() -> None:
    raw = rss(
        item("https://l.example/a", "Ferry", "Tue, 02 Sep 2025 08:15:00 +0200", content__encoded=f"<![CDATA[{LONG}]]>"),
        item("https://l.example/b", "Teaser", description="Short."),
        item(None, "Ahead", "Tue, 02 Sep 2099 08:15:00 +0200", guid="g", content__encoded=f"<![CDATA[{LONG}]]>"),
    )
    first, teaser, ahead = saved(raw.encode())
    assert first.draft is not None and ahead.draft is not None
    assert (first.key, first.draft.title, first.draft.url) == ("https://l.example/a", "Ferry", "https://l.example/a")
    assert (first.draft.published_from, first.draft.outlet) == ("feed", "Skarne Ledger")
    assert "Mayor Ilse Brandt" in first.draft.text and "<p>" not in first.draft.text
    assert teaser.skipped and "teaser" in (teaser.reason or "")
    assert ahead.draft.published is None and "lies ahead" in ahead.draft.warnings[0]
    for other in (b"<note>x</note>", b"", b"\x1f\x8bnot gzip", b"<urlset></urlset>", b"<rss><channel></channel></rss>"):
        [nothing] = saved(other)
        assert nothing.key is None and nothing.reason


def test_a_saved_json_feed_is_told_from_other_json() -> None:
    item = {"id": 1, "url": "https://l.example/a", "title": "Ferry", "content_html": LONG}
    [entry] = saved(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}).encode(), "feed.json")
    assert entry.draft is not None and (entry.key, entry.draft.title) == ("https://l.example/a", "Ferry")


@pytest.mark.slow
# The soaks' pieces are read on the ways of those before them, and take seconds each.
@pytest.mark.parametrize(
    "piece",
    [
        *(b"<b>", b"<item>", b"<", b"<!--"),
        *(pytest.param(piece, marks=pytest.mark.soak) for piece in (b"&", b"<p>x</p>&", b"<item a=b ")),
    ],
)
def test_broken_markup_without_end_costs_seconds_not_minutes(piece: bytes) -> None:
    begun = time.process_time()
    try:
        listing = read_feed(b"<rss><channel><item>" + piece * (3_000_000 // len(piece)), "feed", url=URL, most=100)
        assert len(listing.entries) <= 100
    except RejectedSourceError as error:
        assert "feed" in str(error)
    assert time.process_time() - begun < 20


def test_a_feed_with_small_mistakes_is_read() -> None:
    raw = rss(item("/a?x=1&y=2", "Fish & chips &ndash; again"), item("/b", "Second")).replace("</channel></rss>", "")
    first, second = read(raw).entries
    assert (first.told.title, first.url) == ("Fish & chips – again", "https://ledger.example/a?x=1&y=2")
    assert second.url == "https://ledger.example/b"
