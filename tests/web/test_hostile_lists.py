"""What strangers send as feeds, types and encodings: read in time that grows no faster than its size."""

from __future__ import annotations

import codecs
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from farm import Farm, answer
from growth import Stopwatch
from markup import item, page, rss
from protego import Protego
from test_cli_sync import _start
from toy import ToyEmbedder

from rag import Archive
from rag.errors import RejectedSourceError
from rag.ingest.decoding.charsets import codec_of
from rag.ingest.decoding.encoding import decode
from rag.ingest.limits import MB, Limits
from rag.ingest.web.content import in_utf8
from rag.ingest.web.fetch import Page
from rag.ingest.web.lists.feeds import read_feed
from rag.ingest.web.lists.listing import Wanted
from rag.ingest.web.lists.xml_repair import well_formed
from rag.ingest.web.robots import Rules, rules_of
from rag.ingest.workers.worker_handle import Budget
from rag.ingest.workers.worker_pool import WorkerPool

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stopwatch() -> Iterator[Stopwatch]:
    running = Stopwatch()
    yield running
    running.close()


@pytest.mark.parametrize(
    ("parser", "piece"),
    [
        ("feed item", "<![CDATA["),
        ("feed author", "a@"),
        ("feed author", "a"),
        ("feed author", "a@a ("),
        ("page type", "<!---->"),
        ("orders", "\n"),
        ("orders", ". "),
        ("orders", "#"),
    ],
)
def test_time_grows_no_faster_than_what_is_read(stopwatch: Stopwatch, parser: str, piece: str) -> None:
    assert stopwatch.growth(parser, lambda size: piece * (size // len(piece)), 100_000) is None


def test_an_element_of_thousands_of_attributes_is_read(stopwatch: Stopwatch) -> None:
    def element(size: int) -> str:
        return "<b " + " ".join(f"a{number}='x'" for number in range(size)) + "/>"

    assert stopwatch.growth("feed item", element, 6_000) is None


def test_a_robots_txt_of_thousands_of_names_above_thousands_of_rules_is_read(stopwatch: Stopwatch) -> None:
    def names_and_rules(size: int) -> str:
        names = (f"User-agent: a{number}\n" for number in range(size))
        return "".join(names) + "".join(f"Disallow: /{number}\n" for number in range(size))

    assert stopwatch.growth("robots", names_and_rules, 2_000) is None


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: *\nDisallow: /a",
        "User-agent: dateline\nUser-agent: x\nDisallow: /\n\nUser-agent: *\nAllow: /",
        "User-agent: Googlebot\nDisallow: /",
        "user agent *\ndissallow /a\nallow /a/b",
        "User-agent: *\nClean-param: x\nUser-agent: Dateline\nDisallow: /",
        "User-agent: *\nSitemap: http://a/b\nDisallow: /a$\nDisallow: /*.php",
        "User-agent: *\nCrawl-delay: 3\nRequest-rate: 1/5s\nDisallow: /x # no",
        "Useragent: Date*\nDisallow: /q",
        "Disallow: /a",
        "User-agent: *\nDisallow:",
        "User-agent: *\nDisallow: /a:b\nAllow: /a:b:c",
        "User-agent: Dateline/1.0\nDisallow: /",
    ],
)
def test_a_robots_txt_means_what_its_library_reads_in_it(robots: str) -> None:
    ours, whole = rules_of(robots.encode()), Rules(Protego.parse(robots))
    for path in ("/", "/a", "/a/b", "/q", "/x", "/a:b", "/a:b:c", "/m.php"):
        url = f"https://ledger.example{path}"
        assert ours.allow(url) == whole.allow(url), path
    assert ours.delay == whole.delay


def test_what_is_a_cdata_section_and_what_is_none() -> None:
    """Entities of HTML are resolved outside of sections, and nothing is within."""
    raw = "<rss><a>&ndash;<![CDATA[&ndash;]]>&ndash;<![CDATA[]]><![CDATA[<b>&]]></a></rss>"
    assert well_formed(raw.encode()).decode() == "<rss><a>–&amp;ndash;–&lt;b&gt;&amp;</a></rss>"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("desk@ledger.example (Jonas Field and Mira Holt)", ("Jonas Field", "Mira Holt")),
        ("desk@ledger.example(Jonas Field)", ("Jonas Field",)),
        ("desk@ledger.example", ()),
        ("the desk@ledger.example (Jonas Field)", ()),
        ("Jonas Field (desk@ledger.example)", ()),
        ("Jonas Field", ("Jonas Field",)),
        ("Jonas Field, Mira Holt", ("Jonas Field", "Mira Holt")),
    ],
)
def test_who_wrote_an_item(author: str, names: tuple[str, ...]) -> None:
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "authors": [{"name": author}]}]}
    [entry] = read_feed(json.dumps(feed).encode(), "json feed", url=None, most=9).entries
    assert entry.told.authors == names


def test_a_number_of_five_thousand_digits_is_no_character() -> None:
    [entry] = read_feed(rss(item("/a", f"A &amp;#{'9' * 5_000}; B")).encode(), "feed", url=None, most=9).entries
    assert entry.told.title == "A \ufffd B"


FRENCH = (
    "<p>Les élections à Genève ont été repoussées après la tempête, a déclaré le maire de la ville à la presse.</p>" * 3
)


# What Python decodes by these names is no text, hides markup from who looks for it, or takes minutes.
@pytest.mark.parametrize("name", ["punycode", "idna", "utf-7", "rot13", "zip", "unicode_escape", "raw_unicode_escape"])
def test_encodings_that_are_none_of_the_web_are_not_looked_up(name: str) -> None:
    assert codec_of(name) is None
    raw = b"plain \xe9 words " + b"a-" * 30_000
    begun = time.process_time()
    assert in_utf8(Page("https://x.example/", raw, "text/html", name), "page.html") == raw
    assert "élections à Genève" in decode(f"<meta charset={name}>".encode() + FRENCH.encode("cp1252"), html=True).text
    declared = f"<?xml version='1.0' encoding='{name}'?><rss><a>caf\xe9</a></rss>".encode("cp1252")
    assert "café" in well_formed(declared, name).decode()
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("label", "codec"),
    [("ISO-8859-1", "cp1252"), (" gb2312 ", "gb18030"), ("Shift_JIS", "cp932"), ("koi8-r", "koi8-r"), ("x" * 99, None)],
)
def test_encodings_of_the_web(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec
    assert codec is None or codecs.lookup(codec)


def test_every_list_is_read_in_a_process_that_can_be_killed() -> None:
    readers = WorkerPool(Budget(60.0, 400 * MB, 60.0), Limits(), 1)
    wanted = Wanted("https://ledger.example/feed", 2)
    try:
        listing = readers.read_list(
            rss(item("/a", "A"), item("/b", "B", dc__creator="Jo Vale"), item("/c")).encode(), wanted
        )
        assert listing is not None and (listing.form, listing.left_out) == ("feed", 1)
        assert [(entry.url, entry.told.title, entry.told.authors) for entry in listing.entries] == [
            ("https://ledger.example/a", "A", ()),
            ("https://ledger.example/b", "B", ("Jo Vale",)),
        ]
        assert readers.read_list(page().encode(), wanted) is None
        with pytest.raises(RejectedSourceError, match="broken sitemap"):
            readers.read_list(b"<urlset><url", wanted)
    finally:
        readers.close()


@pytest.fixture
def slow(farm: Farm) -> Farm:
    """A server with an article, a feed that names it, and one just within the limits that takes a minute to read."""
    farm.pages["/a"] = answer(page("A"))
    farm.pages["/good"] = answer(rss(item("/a")), kind="application/rss+xml")
    farm.pages["/slow"] = answer(b"<rss><channel><item>" + b"&" * 9_900_000, kind="application/rss+xml")
    return farm


def follow(path: Path, *sources: str) -> None:
    with Archive.open(path, embedder=ToyEmbedder()) as archive:
        archive._web.follow(sources)


def test_a_feed_that_takes_too_long_fails_and_the_others_are_read(
    slow: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(tmp_path / "archive", f"{slow.url}/slow", f"{slow.url}/good")
    monkeypatch.setenv("DATELINE_LIMIT_SECONDS", "3")
    running = _start(tmp_path / "archive", "--json")
    output, errors = running.communicate(timeout=300)
    done = json.loads(output)
    assert running.returncode == 1 and "Traceback" not in errors
    assert done["failed"][0] == {"source": f"{slow.url}/slow", "reason": "took longer than 3 s to read"}
    assert "/good" in slow.paths(), "what it holds may fail for want of time too, where the machine is busy"


@pytest.mark.parametrize("ends", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.soak)])
def test_a_feed_that_takes_too_long_is_left_when_somebody_wants_no_more(slow: Farm, tmp_path: Path, ends: int) -> None:
    follow(tmp_path / "archive", f"{slow.url}/slow", f"{slow.url}/good")
    running = _start(tmp_path / "archive", "--json")
    try:
        while "/slow" not in slow.paths():
            time.sleep(0.05)
        time.sleep(1)  # it is being read
        begun = time.monotonic()
        running.send_signal(ends)
        output, errors = running.communicate(timeout=60)
        took = time.monotonic() - begun
    finally:
        running.kill()
    assert took < 25 and "Traceback" not in errors, "a second, and room for a busy machine; the feed takes a minute"
    assert ends == signal.SIGTERM or (running.returncode, json.loads(output)["stopped"]) == (130, True)
