from __future__ import annotations

import gzip
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from farm import Farm, answer, silence, tagged
from markup import PARAGRAPHS, item, page, rss
from toy import ToyEmbedder

from rag import AddReport, Archive, UsageError, load_settings
from rag.ingest.web.fetch import Fetcher
from rag.ingest.web.politeness import LaterError, Politeness

LONG = "".join(f"<p>{part.format(place=place)}</p>" for place in ("Brennick", "Skarne", "Tesk") for part in PARAGRAPHS)
DATED = "Tue, 02 Sep 2025 08:15:00 +0200"
RSS = "application/rss+xml"


def published(farm: Farm, *items: str, etag: str = '"1"') -> str:
    farm.pages["/feed"] = tagged(rss(*items), etag, kind=RSS)
    return f"{farm.url}/feed"


def reasons(report: AddReport) -> dict[str, str]:
    return {problem.source.rpartition("/")[2]: problem.reason for problem in (*report.failed, *report.skipped)}


def titles(archive: Archive) -> set[str]:
    return {article.title for article in archive.articles()}


def test_a_feed_adds_the_articles_that_it_lists(web_archive: Archive, farm: Farm) -> None:
    feed = published(
        farm,
        item("/a", "Ferry A", DATED),
        item("/b", "Ferry B", "Mon, 01 Sep 2025 08:15:00 GMT"),
        item("/missing", "No page", DATED, content__encoded=f"<![CDATA[{LONG[:700]}]]>"),
        item("/nothing", "No page and no text"),
        item("/whole", "Whole", DATED, content__encoded=f"<![CDATA[{LONG}]]>"),
        item("javascript:alert(1)", "No link", guid="g1", content__encoded=f"<![CDATA[{LONG}]]>"),
    )
    farm.pages.update({"/a": answer(page("A", published=None)), "/b": answer(page("B"))})
    report = web_archive.add(feed)
    found = {article.source.removeprefix(farm.url): article for article in web_archive.articles()}
    assert set(found) == {"/a", "/b", "/missing", "/whole", "/feed#g1"}
    assert len(report.added) == 5 and reasons(report).keys() == {"nothing"}
    assert found["/a"].published_from == "feed" and str(found["/a"].published) == "2025-09-02 08:15:00+02:00"
    assert str(found["/b"].published) == "2025-09-02 08:15:00+02:00", "what the page states goes first"
    assert found["/missing"].title == "No page"
    assert any("the text is the feed's own" in warned.warning for warned in report.warnings)
    assert "/whole" not in farm.paths(), "what the feed holds whole need not be fetched"
    assert web_archive.add(feed).added == ()


def test_a_sitemap_and_an_index_of_them(web_archive: Archive, farm: Farm) -> None:
    def urlset(*names: str) -> str:
        return "<urlset>" + "".join(f"<url><loc>{farm.url}/{name}</loc></url>" for name in names) + "</urlset>"

    farm.pages.update({f"/{name}": answer(page(name.upper())) for name in "abc"})
    farm.pages["/one.xml"] = answer(urlset("a"), kind="application/xml")
    farm.pages["/two.xml.gz"] = answer(gzip.compress(urlset("b", "c").encode()), kind="application/gzip")
    index = "".join(
        f"<sitemap><loc>{farm.url}/{name}</loc></sitemap>" for name in ("one.xml", "gone.xml", "two.xml.gz")
    )
    farm.pages["/index.xml"] = answer(f"<sitemapindex>{index}</sitemapindex>", kind="text/xml")
    assert len(web_archive.add(f"{farm.url}/one.xml").added) == 1
    assert len(web_archive.add(f"{farm.url}/index.xml").added) == 2
    assert len(web_archive.articles()) == 3


def test_sync_adds_what_is_new_and_updates_what_changed(web_archive: Archive, farm: Farm) -> None:
    farm.pages.update({f"/{name}": tagged(page(name.upper()), f'"{name}1"') for name in "abc"})
    feed = published(farm, item("/a"), item("/b"))
    assert len(web_archive.add(feed, follow=True).added) == 2
    farm.asked.clear()
    quiet = web_archive.sync()
    assert (quiet.added.added, quiet.added.updated, quiet.added.failed) == ((), (), ())
    assert all("if-none-match" in asked.headers for asked in farm.asked if asked.path != "/robots.txt")
    published(farm, item("/c"), item("/b"), item("/a"), etag='"2"')
    farm.pages["/a"] = tagged(page("A").replace("21:40", "22:15"), '"a2"')
    report = web_archive.sync()
    assert (len(report.added.added), len(report.added.updated)) == (1, 1)
    [followed] = report.followed
    assert (followed.source, followed.form, followed.result) == (feed, "feed", "1 added, 1 updated")


def test_a_page_that_is_gone_is_said_and_kept(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/a"] = answer(page("A"))
    web_archive.add(published(farm, item("/a")), follow=True)
    farm.pages["/a"] = answer("", 410)
    report = web_archive.sync().added
    assert report.failed == () and "410" in report.warnings[0].warning and "kept" in report.warnings[0].warning
    assert len(web_archive.articles()) == 1


def test_what_a_person_removed_stays_removed_until_it_is_added_again(web_archive: Archive, farm: Farm) -> None:
    farm.pages.update({"/a": answer(page("A")), "/b": answer(page("B"))})
    feed = published(farm, item("/a"), item("/b"))
    report = web_archive.add(feed, follow=True)
    web_archive.remove(report.added[0])
    assert web_archive.sync().added.added == ()
    assert len(web_archive.articles()) == 1
    assert web_archive.add(feed).added == (report.added[0],)


def test_what_was_erased_is_not_taken_again_by_sync_and_not_named(web_archive: Archive, farm: Farm) -> None:
    """A takedown that comes back by itself is none; the feed goes on listing it, with its headline and address."""
    farm.pages.update({"/zyxquill": answer(page("A")), "/b": answer(page("B")), "/wobble": answer(page("W"))})
    feed = published(farm, item("/zyxquill"), item("/b"))
    taken, other = web_archive.add(feed, follow=True).added
    [alone] = web_archive.add(f"{farm.url}/wobble", follow=True).added
    web_archive.remove([taken, alone], erase=True)
    published(farm, item("/zyxquill", title="Another headline"), item("/b"), etag='"2"')
    for _ in range(2):
        assert web_archive.sync().added.added == ()
        assert [article.id for article in web_archive.articles()] == [other]
    assert [one.source for one in web_archive.followed()] == [feed]
    web_archive.close()
    files = [file.read_bytes() for file in web_archive.path.rglob("*") if file.is_file()]
    assert not [word for word in (b"/zyxquill", b"/wobble", b"Another headline") for raw in files if word in raw]


def test_what_was_removed_before_an_erasure_stays_away_too(web_archive: Archive, farm: Farm) -> None:
    farm.pages.update({"/a": answer(page("A")), "/b": answer(page("B"))})
    feed = published(farm, item("/a"), item("/b"))
    first, second = web_archive.add(feed, follow=True).added
    web_archive.remove(first)
    web_archive.remove(second, erase=True)
    published(farm, item("/b"), item("/a"), etag='"2"')
    assert web_archive.sync().added.added == () and web_archive.count() == 0
    # By hand it is taken, and then looked after as any other.
    assert set(web_archive.add(feed).added) == {first, second}
    farm.pages["/a"] = answer(page("A").replace("21:40", "22:15"))
    published(farm, item("/b"), item("/a", title="Changed"), etag='"3"')
    assert first in web_archive.sync().added.updated


def test_an_erased_file_of_a_followed_folder_stays_away(web_archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.html").write_text(page(name.upper()))
    row = '{"id": "one", "title": "Row one", "text": "The ferry of row one sailed at dawn, the harbour said."}'
    rows = [row, row.replace("one", "two")]
    (folder / "rows.jsonl").write_text("\n".join(rows))
    web_archive.add(folder / "a.html")  # known by the name that it has alone
    web_archive.add(folder, follow=True)
    assert web_archive.count() == 4
    doomed = [one.id for one in web_archive.articles() if one.title in ("Row one",) or "A" in one.title.split()]
    assert len(doomed) == 2
    web_archive.remove(doomed, erase=True)
    (folder / "rows.jsonl").write_text("\n".join([*rows, row.replace("one", "three")]))
    assert len(web_archive.sync().added.added) == 1
    assert web_archive.sync().added.added == ()
    assert web_archive.count() == 3
    assert set(web_archive.add(folder).added) == set(doomed)


def test_pages_and_folders_can_be_followed_and_files_not(web_archive: Archive, farm: Farm, tmp_path: Path) -> None:
    farm.pages["/a"] = answer(page("A"))
    folder = tmp_path / "inbox"
    folder.mkdir()
    web_archive.add([f"{farm.url}/a#x", folder], follow=True)
    (folder / "b.html").write_text(page("B"))
    farm.pages["/a"] = answer(page("A2"))
    report = web_archive.sync()
    assert (len(report.added.added), len(report.added.updated)) == (1, 1)
    assert [one.form for one in report.followed] == ["page", "folder"]
    with pytest.raises(UsageError, match="is no folder"):
        web_archive.add(folder / "b.html", follow=True)
    folder.rename(tmp_path / "elsewhere")
    assert [problem.source for problem in web_archive.sync().added.failed] == [str(folder)]
    assert web_archive.unfollow(folder) and not web_archive.unfollow(folder)
    assert web_archive.unfollow(f"{farm.url}/a")
    assert web_archive.followed() == [] and len(web_archive.articles()) == 2


@pytest.mark.slow
def test_one_that_fails_does_not_keep_the_others(web_archive: Archive, farm: Farm) -> None:
    farm.pages.update({"/a": answer(page("A")), "/slow": silence(3)})
    published(farm, item("/slow"), item("http://10.0.0.1/x"), item("/broken"), item("/a"))
    farm.pages["/bad"] = answer("<rss><channel><!ENTITY", kind=RSS)
    farm.pages["/bomb"] = answer('<!DOCTYPE rss [<!ENTITY a "b">]><rss/>', kind=RSS)
    web_archive.add([f"{farm.url}/{name}" for name in ("none", "bomb", "feed")], follow=True)
    report = web_archive.sync()
    assert len(web_archive.articles()) == 1
    assert {one.source.rpartition("/")[2]: one.result for one in report.followed}["bomb"] == (
        "it declares entities of its own, as bombs do"
    )
    assert {"none", "bomb", "slow", "x", "broken"} <= reasons(report.added).keys()


def test_robots_txt_is_obeyed_for_what_a_list_names(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/robots.txt"] = answer(
        "User-agent: Dateline\nDisallow: /private/\n\nUser-agent: *\nDisallow: /\n", kind="text/plain"
    )
    farm.pages.update({"/a": answer(page("A")), "/private/b": answer(page("B"))})
    feed = published(farm, item("/a"), item("/private/b"))
    report = web_archive.add(feed)
    assert len(report.added) == 1 and "robots.txt" in reasons(report)["b"] and report.failed == ()
    assert "/private/b" not in farm.paths()
    assert len(web_archive.add(f"{farm.url}/private/b").added) == 1, "a person who names a page may read it"


@pytest.mark.parametrize(("status", "read"), [(404, True), (403, True), (500, False), (503, False)])
def test_robots_txt_that_cannot_be_had(web_archive: Archive, farm: Farm, status: int, read: bool) -> None:
    farm.pages.update({"/robots.txt": answer("", status), "/a": answer(page("A"))})
    web_archive.add(published(farm, item("/a")))
    assert (len(web_archive.articles()) == 1) is read


def test_a_host_is_given_a_pause(tmp_path: Path, farm: Farm, fetcher: Fetcher) -> None:
    farm.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 0.3\n", kind="text/plain")
    farm.pages["/a"] = answer("a")
    polite = Politeness(fetcher, delay=0.1)
    for _ in range(3):
        polite.get(f"{farm.url}/a")
    times = [asked.at for asked in farm.asked]
    assert all(later - earlier >= 0.29 for earlier, later in pairwise(times))
    farm.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 60\n", kind="text/plain")
    brisk = Politeness(fetcher, delay=0.1)
    farm.asked.clear()
    for _ in range(2):
        brisk.get(f"{farm.url}/a", robots=False)
    assert 0.09 <= farm.asked[1].at - farm.asked[0].at < 30


def test_a_site_that_wants_long_pauses_gives_a_page_a_round(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 1e308\n", kind="text/plain")
    farm.pages.update({"/a": answer(page("A")), "/b": answer(page("B"))})
    report = web_archive.add(published(farm, item("/a"), item("/b")))
    assert len(report.added) == 1
    assert "wants 86400 seconds between two requests" in report.skipped[0].reason


def test_a_server_that_asks_to_wait_is_waited_for_or_left_alone(farm: Farm, fetcher: Fetcher) -> None:
    farm.pages["/short"] = answer("", 429, retry_after="1")
    farm.pages["/long"] = answer("", 503, retry_after="3600")
    farm.pages["/a"] = answer("a")
    polite = Politeness(fetcher, delay=0.0)

    def later() -> None:
        time.sleep(0.5)
        farm.pages["/short"] = answer("now")

    threading.Thread(target=later).start()
    assert polite.get(f"{farm.url}/short", robots=False).body == b"now"
    with pytest.raises(Exception, match="503"):
        polite.get(f"{farm.url}/long", robots=False)
    asked = len(farm.asked)
    with pytest.raises(LaterError, match="left alone for another"):
        polite.get(f"{farm.url}/a", robots=False)
    assert len(farm.asked) == asked


def test_a_wait_is_remembered_and_said_once(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/a"] = answer("", 429, retry_after="3600")
    feed = published(farm, item("/a"), item("/b"), item("/c"))
    report = web_archive.add(feed, follow=True)
    assert [problem.source.rpartition("/")[2] for problem in (*report.failed, *report.skipped)] == ["a", "b"]
    farm.asked.clear()
    report = web_archive.sync().added
    assert farm.asked == [], "the next command leaves the host alone too"
    assert "left alone" in report.failed[0].reason


def test_a_stopped_sync_keeps_what_is_done_and_the_next_goes_on(web_archive: Archive, farm: Farm) -> None:
    feed = published(farm, *(item(f"/{n}") for n in range(6)))
    stop = threading.Event()
    farm.pages.update({f"/{n}": answer(page(f"P{n}")) for n in range(6)})
    right = farm.pages["/2"]

    def stop_and_hang(handler: object) -> None:
        stop.set()
        silence()(handler)

    web_archive._web.follow([feed])
    farm.pages["/2"] = stop_and_hang
    report = web_archive.sync(stop=stop).added
    assert report.stopped and len(report.added) == 2 and report.failed == ()
    assert len(web_archive.articles()) == 2 and web_archive.failures() == []
    assert web_archive.followed()[0].looked is None, "a feed counts as looked at when all of it is done"
    farm.pages["/2"] = right
    assert len(web_archive.sync().added.added) == 4


def test_a_long_list_is_cut_and_said(tmp_path: Path, farm: Farm) -> None:
    farm.pages.update({f"/{n}": answer(page(f"P{n}")) for n in range(4)})
    feed = published(farm, *(item(f"/{n}") for n in range(4)))
    settings = load_settings(fetch_allow=["127.0.0.1"], fetch_delay=0.0, fetch_pages=2)
    with Archive.open(tmp_path / "archive", embedder=ToyEmbedder(), settings=settings) as archive:
        report = archive.add(feed)
    assert len(report.added) == 2
    assert "2 more than the 2 that are taken (DATELINE_FETCH_PAGES)" in report.skipped[0].reason


def test_a_page_is_looked_at_the_less_often_the_longer_it_stays_the_same(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/a"] = answer(page("A"))
    web_archive.add(published(farm, item("/a")), follow=True)
    begun = time.time()

    def asked_after(hours: float) -> bool:
        farm.asked.clear()
        with web_archive._web._follower(again=False) as follower:
            follower.adder.politeness.now = lambda: begun + hours * 3_600
            follower.sync()
        return "/a" in farm.paths()

    assert asked_after(1) and asked_after(10)
    assert not asked_after(10.5), "unchanged for ten hours: not again within one"
    assert asked_after(11.5)
