"""Addresses that failed: they are kept beside files that failed, and tried again."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from cli_runs import ask_json, call, refused
from farm import Farm, answer, tagged
from markup import PARAGRAPHS, item, page, rss
from toy import ToyEmbedder

from rag import AddReport, Archive, load_settings

RSS = "application/rss+xml"
DATED = "Tue, 02 Sep 2025 08:15:00 +0200"


def failed(archive: Archive, farm: Farm) -> dict[str, str]:
    """The list of failures: sources without the farm's address, each with where it lies."""
    return {each.source.removeprefix(farm.url): each.origin.removeprefix(farm.url) for each in archive.failures()}


def test_an_address_that_failed_is_kept_and_tried_again(web_archive: Archive, farm: Farm, tmp_path: Path) -> None:
    farm.pages["/a"] = answer("", 500)
    (tmp_path / "empty.txt").write_text("")
    report = web_archive.add([f"{farm.url}/a", str(tmp_path / "empty.txt")])
    assert len(report.failed) == 2
    assert failed(web_archive, farm) == {"/a": "/a", f"{tmp_path.name}/empty.txt": str(tmp_path / "empty.txt")}
    assert "500" in web_archive.failures()[0].reason
    assert len(web_archive.retry_failed().failed) == 2, "both are as they were"
    farm.pages["/a"] = answer(page("A"))
    (tmp_path / "empty.txt").write_text("A headline\n\nThe council of Keldermark met on Monday about the bridge.\n")
    assert len(web_archive.retry_failed().added) == 2
    assert web_archive.failures() == []
    farm.asked.clear()
    assert web_archive.retry_failed() == AddReport() and farm.asked == []


def test_adding_it_again_takes_it_off_the_list_too(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/a"] = answer(b"\x89PNG\r\n\x1a\n", kind="image/png")
    web_archive.add(f"{farm.url}/a")
    assert failed(web_archive, farm) == {"/a": "/a"}
    farm.pages["/a"] = answer(page("A"))
    web_archive.add(f"{farm.url}/a")
    assert failed(web_archive, farm) == {}


def test_what_a_feed_lists_is_tried_again_without_the_rest_of_it(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/feed"] = answer(rss(item("/a", "A"), item("/b", "B", DATED), item("/c", "C")), kind=RSS)
    farm.pages["/a"] = answer(page("A"))
    web_archive.add(f"{farm.url}/feed", follow=True)
    assert failed(web_archive, farm) == {"/b": "/feed", "/c": "/feed"}
    farm.pages["/b"] = answer(page("B", published=None))
    farm.pages["/c"] = answer("", 503)
    farm.asked.clear()
    report = web_archive.retry_failed()
    assert farm.paths() == ["/feed", "/robots.txt", "/b", "/c"], "its other pages are left alone"
    assert failed(web_archive, farm) == {"/c": "/feed"}
    article = web_archive.article(report.added[0])
    assert (article.published_from, str(article.published)) == ("feed", "2025-09-02 08:15:00+02:00")


def test_what_a_feed_lists_no_more_or_cannot_list_is_tried_too(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/feed"] = tagged(rss(item("/a", "A", DATED), item("/b", "B")), '"1"', kind=RSS)
    web_archive.add(f"{farm.url}/feed", follow=True)
    farm.pages["/a"] = answer(page("A", published=None))
    farm.pages["/feed"] = answer("", 500)
    farm.pages["/b"] = answer("", 500)
    [added] = web_archive.retry_failed().added
    assert web_archive.article(added).published_from == "feed", "what the feed told is remembered"
    farm.pages["/feed"] = answer(rss(), kind=RSS)
    farm.pages["/b"] = answer(page("B"))
    assert len(web_archive.retry_failed().added) == 1
    assert web_archive.failures() == []


def test_an_entry_without_an_address_is_looked_for_in_its_feed(web_archive: Archive, farm: Farm) -> None:
    teaser, whole = PARAGRAPHS[0].format(place="Tesk"), "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    entries = [item(None, "A", guid="g1", description=teaser), item(None, "B", guid="g2", description=teaser)]
    farm.pages["/feed"] = answer(rss(*entries), kind=RSS)
    assert len(web_archive.add(f"{farm.url}/feed").failed) == 2
    farm.pages["/feed"] = answer("", 500)
    assert not web_archive.retry_failed().skipped and len(failed(web_archive, farm)) == 2
    farm.pages["/feed"] = answer(rss(item(None, "B", guid="g2", content__encoded=f"<![CDATA[{whole}]]>")), kind=RSS)
    report = web_archive.retry_failed()
    assert len(report.added) == 1 and "listed no more" in report.skipped[0].reason
    assert failed(web_archive, farm) == {}


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_no_longer_there_leaves_the_list(web_archive: Archive, farm: Farm, status: int) -> None:
    farm.pages["/feed"] = answer(rss(item("/a")), kind=RSS)
    farm.pages.update({"/a": answer("", status), "/b": answer("", status)})
    assert len(web_archive.add([f"{farm.url}/feed", f"{farm.url}/b"]).failed) == 2
    report = web_archive.retry_failed()
    assert report.failed == () and len(report.skipped) == 2
    assert f"the server answers {status}); it is tried no more" in report.skipped[0].reason
    assert failed(web_archive, farm) == {}


def test_sync_keeps_its_failures_and_takes_them_off(web_archive: Archive, farm: Farm) -> None:
    farm.pages.update({"/feed": answer("", 500), "/a": answer("", 500)})
    web_archive._web.follow([f"{farm.url}/feed"])
    web_archive.sync()
    assert failed(web_archive, farm) == {"/feed": "/feed"}
    farm.pages["/feed"] = tagged(rss(item("/a")), '"1"', kind=RSS)
    web_archive.sync()
    assert failed(web_archive, farm) == {"/a": "/feed"}
    farm.pages["/a"] = tagged(page("A"), '"a"')
    assert len(web_archive.sync().added.added) == 1
    assert failed(web_archive, farm) == {}
    right = farm.pages["/a"]
    farm.pages["/a"] = answer("", 500)
    fetched = web_archive._web._followed_store.fetched(f"{farm.url}/a")
    assert fetched is not None
    week_old = replace(fetched, changed=fetched.changed - 7 * 24 * 3600, looked=fetched.looked - 24 * 3600)
    web_archive._web._followed_store.put_fetched(week_old)
    web_archive.sync()
    assert failed(web_archive, farm) == {"/a": "/feed"} and web_archive.count() == 1, "its article is kept"
    farm.pages["/a"] = right
    web_archive.sync()
    assert failed(web_archive, farm) == {}, "asked the next time again, however old; and unchanged is read"


def test_a_retried_feed_is_looked_at_as_a_followed_one(web_archive: Archive, farm: Farm) -> None:
    feed = f"{farm.url}/feed"
    web_archive.add(feed, follow=True)
    farm.pages.update({"/feed": answer(rss(item("/a")), kind=RSS), "/a": answer(page("A"))})
    assert len(web_archive.retry_failed().added) == 1
    [followed] = web_archive.followed()
    assert (followed.form, followed.result) == ("feed", "1 added")


def test_what_is_in_a_packed_page_and_cannot_be_read_stays_on_the_list(web_archive: Archive, farm: Farm) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("good.html", page("A"))
        archive.writestr("bad.txt", "")
    farm.pages["/all.zip"] = tagged(packed.getvalue(), '"1"', kind="application/zip")
    feed = answer(rss(item("/all.zip")), kind=RSS)
    farm.pages["/feed"] = feed
    web_archive.add(f"{farm.url}/feed", follow=True)
    assert failed(web_archive, farm) == {"/all.zip#bad.txt": "/feed"}
    report = web_archive.sync().added
    assert [each.source for each in report.failed] == [f"{farm.url}/all.zip#bad.txt"], "unchanged, so as it was"
    farm.asked.clear()
    assert len(web_archive.retry_failed().failed) == 1
    assert "if-none-match" not in farm.asked[-1].headers, "it is read again, not asked whether it has changed"
    assert failed(web_archive, farm) == {"/all.zip#bad.txt": "/feed"}


def test_robots_txt_and_the_guard_hold_when_it_is_tried_again(tmp_path: Path, farm: Farm) -> None:
    farm.pages.update({"/feed": answer(rss(item("/a")), kind=RSS), "/b": answer("", 500)})
    where, near = tmp_path / "archive", load_settings(fetch_allow=["127.0.0.1"], fetch_delay=0.0)
    with Archive.open(where, embedder=ToyEmbedder(), settings=near) as archive:
        archive.add([f"{farm.url}/feed", f"{farm.url}/b"])
        farm.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /\n", kind="text/plain")
        farm.pages.update({"/a": answer(page("A")), "/b": answer(page("B"))})
        report = archive.retry_failed()
        assert len(report.added) == 1 and "robots.txt" in report.skipped[0].reason
        farm.pages["/c"] = answer("", 500)
        archive.add(f"{farm.url}/c")
    with Archive.open(where, embedder=ToyEmbedder(), settings=load_settings()) as archive:
        farm.asked.clear()
        assert "this machine" in archive.retry_failed().failed[0].reason and farm.asked == []


def test_what_can_never_be_fetched_is_not_kept(web_archive: Archive) -> None:
    never = ["http://user:secret@example.org/x", "ftp://example.org/x", "http://0x7f.1/"]
    assert len(web_archive.add(never).failed) == 3
    assert web_archive.failures() == []


def test_the_command_line_lists_addresses_and_tries_them_again(
    tmp_path: Path, farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_FETCH_ALLOW", "127.0.0.1")
    monkeypatch.setenv("DATELINE_FETCH_DELAY", "0")
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    options = ("--archive", tmp_path / "archive")
    farm.pages["/a"] = answer("", 500)
    ask_json("add", f"{farm.url}/a", *options, by=call, code=1)
    [listed] = ask_json("failures", *options, by=call)
    assert (listed["source"], listed["origin"]) == (f"{farm.url}/a", f"{farm.url}/a")
    shown = call("failures", *options).stdout
    assert f"{farm.url}/a: cannot be fetched (the server answers 500)" in shown and "--retry-failed" in shown
    farm.pages["/a"] = answer(page("A"))
    assert len(json.loads(call("add", "--retry-failed", "--json", *options).stdout)["added"]) == 1
    assert call("failures", *options).stdout == "Nothing that was added has failed.\n"


@pytest.mark.slow
def test_what_is_hopeless_is_taken_off_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.archive.choose_embedder", lambda settings: ToyEmbedder())
    options = ("--archive", tmp_path / "archive")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4 cut off")
    ask_json("add", *(tmp_path / name for name in ("a.pdf", "b.pdf", "c.pdf")), *options, by=call, code=1)
    sources = [failure["source"] for failure in ask_json("failures", *options, by=call)]
    assert len(sources) == 3
    refused(2, "--forget")(call("failures", sources[0], *options))
    refused(2, "not on the list")(call("failures", "--forget", sources[0], "d.pdf", *options))
    assert ask_json("failures", "--forget", sources[0], *options, by=call) == {"forgotten": 1}
    assert [failure["source"] for failure in ask_json("failures", *options, by=call)] == sources[1:]
    assert "2 taken off the list." in call("failures", "--forget", *options).stdout
    assert ask_json("failures", *options, by=call) == []
