"""The Add tab: what the browser's files and pasted texts become."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import gradio as gr
import httpx
import pytest
from pages import DAM, HOSTILE_TITLE, Page
from toy import ToyEmbedder

from rag import AddReport, Archive, EmbeddingError, Progress, SourceProblem, UsageError, load_settings
from rag.reports import Warned
from ui.page.add.adding_html import Added, added_of, drop_html, pasted_html
from ui.page.add.address import AddressBox
from ui.page.add.failures import KeptFailures
from ui.page.add.tab import MAX_TEXT_CHARS, MAX_TITLE_CHARS, AddTab, _as_source
from ui.page.runtime.archive_cache import ArchiveCache
from ui.page.runtime.background import Background
from ui.shared.upload_limits import file_name, megabytes_for, upload_limits

GOOD = "# Good news\n\nThe ferry of Torvell sails every day, said its captain on Monday. It rained all week."


def until_ready(archive: Archive) -> None:
    """Wait until the background has embedded everything."""
    ends = time.monotonic() + 20
    while archive.counts().pending and time.monotonic() < ends:
        time.sleep(0.02)
    assert archive.counts().pending == 0


def send(page: Page, name: str, raw: bytes) -> httpx.Response:
    """Send a file as the page's script does."""
    headers = {"X-Dateline-Name": quote(name)}
    return httpx.post(f"{page.url}/dateline/add", headers=headers, content=raw, timeout=60)


@pytest.mark.slow
def test_one_broken_file_does_not_spoil_the_others(page: Page) -> None:
    files = [
        ("folder/good.md", GOOD.encode()),
        ("broken.txt", b"\x89PNG\r\n\x1a\n\0\0"),
        ("empty.txt", b""),
        ("letter.pdf", b"%PDF-1.7"),
        ("noise.txt", bytes(range(256)) * 20),
        ("ferry.md", DAM.replace("Velling", "Torvell").encode()),
        ("elsewhere/good.md", GOOD.encode()),
    ]
    said = [send(page, name, raw).raise_for_status().json() for name, raw in files]
    assert [each["outcome"] for each in said] == ["added", *["failed"] * 4, "added", "unchanged"]
    assert "PNG" in said[1]["says"] and "empty" in said[2]["says"] and "PDF" in said[3]["says"]
    assert "encoding" in said[4]["says"]
    assert page.archive.article(said[0]["articleId"]).title == "Good news"
    assert said[6]["articleId"] == said[0]["articleId"]


def test_a_new_article_is_found_before_it_is_embedded(page: Page) -> None:
    added = send(page, "good.md", GOOD.encode()).json()["articleId"]
    assert page.archive.article(added).state == "pending"
    assert added in {hit.article.id for hit in page.archive.search("captain of Torvell", mode="lexical")}


@pytest.mark.slow
def test_what_is_too_large_is_refused_by_its_kind(serving: Callable[..., AbstractContextManager[Page]]) -> None:
    with serving(limit_text_mb=1, limit_document_mb=3) as page:
        large = b"x" * 1_000_001
        assert send(page, "large.txt", large).json()["says"] == "not added: larger than 1 MB"

        def pieces() -> Iterator[bytes]:  # so that no length is stated
            yield from [b"x" * 500_000] * 3

        chunked = httpx.post(f"{page.url}/dateline/add", headers={"X-Dateline-Name": "a.html"}, content=pieces())
        assert chunked.status_code == 413 and chunked.json()["outcome"] == "failed"
        assert send(page, "large.json", large).status_code == 200
        assert send(page, "large.json", large * 4).status_code == 413
        assert page.archive.count() == 2
        shown = httpx.get(page.url).text
        assert "texts and pages up to 1 MB, others 3 MB" in shown


def test_an_upload_that_is_none_is_refused(page: Page) -> None:
    assert httpx.post(f"{page.url}/dateline/add", content=GOOD.encode()).status_code == 400
    assert page.archive.count() == 2


def test_nothing_is_left_of_an_upload_that_is_cut_off(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes wait in files without a name; where a system has none, in files that go with the request."""
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    host, port = page.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        head = f"POST /dateline/add HTTP/1.1\r\nHost: {host}:{port}\r\nX-Dateline-Name: a.pdf\r\n"
        connection.sendall(f"{head}Content-Length: 9000000\r\n\r\n".encode() + b"%PDF-1.7" + b"x" * 3_000_000)
        assert httpx.get(f"{page.url}/healthz").json()["ok"]
    assert httpx.get(f"{page.url}/healthz").json()["articles"] == 2
    assert not list(own.iterdir())


LIMITS = upload_limits(load_settings())


@pytest.fixture
def tab(archive: Archive) -> AddTab:
    with gr.Blocks():
        return AddTab(ArchiveCache(archive), Background(archive), LIMITS)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a.txt", "a.txt"),
        ("folder/sub/a.txt", "a.txt"),
        ("C:\\texts\\a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("a\n\0b.txt", "ab.txt"),
        ("стаття.html", "стаття.html"),
        ("", "upload"),
        ("/", "upload"),
        ("x" * 500 + ".txt", "x" * 196 + ".txt"),
    ],
)
def test_names_are_plain(name: str, plain: str) -> None:
    assert file_name(name) == plain


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (AddReport(added=("a",)), "added"),
        (AddReport(updated=("a",)), "updated: its text has changed since it was added"),
        (AddReport(unchanged=("a",)), "already in the archive, unchanged"),
        (AddReport(skipped=(SourceProblem("x", "hidden"),)), "skipped: hidden"),
        (AddReport(failed=(SourceProblem("x", "empty"),)), "not added: empty"),
        (AddReport(), "not added: it holds no article"),
        (AddReport(added=("a", "b"), unchanged=("c",)), "2 articles added, 1 already there"),
        (AddReport(added=("a",), failed=(SourceProblem("x#2", "no text"),)), "1 article added, 1 could not be read"),
    ],
)
def test_outcomes_are_told_apart_in_words(report: AddReport, said: str) -> None:
    assert added_of(report).as_json()["says"] == said


def test_warnings_and_what_failed_within_a_file_are_noted() -> None:
    failed = tuple(SourceProblem(f"x#{number}", "no text") for number in range(9))
    added = added_of(AddReport(added=("a",), failed=failed, warnings=(Warned("a", "x", "its date is odd"),)))
    assert added.notes[:2] == ("its date is odd", "x#0: no text")
    assert added.notes[-1] == "and 5 more like these" and len(added.notes) == 6
    assert "<li" in pasted_html("x", added) and "its date is odd" in pasted_html("x", added)


class _Web:
    """Stands where the archive is: notes what is asked for, and answers with a report or an error."""

    def __init__(self, answer: AddReport | Exception) -> None:
        self.answer = answer
        self.asked: list[Any] = []

    def add(self, address: str, *, follow: bool, progress: Any, stop: threading.Event) -> AddReport:
        self.asked.append((address, follow))
        progress(Progress("fetching", 1, 3, address))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("typed", "answer", "said", "left"),
    [
        (" https://skarne.example/feed ", AddReport(added=("a", "b")), "2 articles added", ""),
        ("https://skarne.example/x", AddReport(failed=(SourceProblem("x", "gone"),)), "not added: gone", None),
        ("https://skarne.example/x", UsageError("no such place"), "No such place.", None),
        ("https://skarne.example/x", AddReport(stopped=True), "Stopped. What has come so far is kept", None),
        ("/etc/passwd", AddReport(), "no address on the web", "untouched"),
        ("", AddReport(), "There is no address", "untouched"),
        ("https://skarne.example/" + "x" * 2_000, AddReport(), "The address is too long: it has 2,023", "untouched"),
    ],
)
def test_an_address_is_added(typed: str, answer: AddReport | Exception, said: str, left: str | None) -> None:
    web = _Web(answer)
    with gr.Blocks():
        box = AddressBox(SimpleNamespace(archive=web), SimpleNamespace(notify=lambda: None))  # type: ignore[arg-type]
    shown = list(box.add(typed, True, SimpleNamespace(session_hash="s")))  # type: ignore[arg-type]
    assert said in shown[-1][0]
    assert web.asked == ([] if left == "untouched" else [(typed.strip(), True)])
    assert shown[-1][1].get("value", "untouched") == (typed.strip() if left is None else left)


def test_the_limits_are_those_of_the_settings() -> None:
    from rag.ingest.sources import KNOWN_SUFFIXES

    assert set(LIMITS) == KNOWN_SUFFIXES
    assert (LIMITS[".txt"], LIMITS[".pdf"], LIMITS[".warc.gz"]) == (20, 100, 100)
    assert megabytes_for("A.WARC.GZ", LIMITS) == megabytes_for("nothing known", LIMITS) == 100
    assert megabytes_for("a.Html", LIMITS) == 20
    small = upload_limits(load_settings(limit_document_mb=5, limit_text_mb=50))
    assert set(small.values()) == {5}, "an upload is held whole"
    assert "up to 5 MB each" in drop_html(small) and "&quot;.pdf&quot;: 5" in drop_html(small)


def test_a_pasted_text_is_added_and_embedded(tab: AddTab, archive: Archive) -> None:
    shown, title, text = tab.add_text("  Ferry news ", GOOD)
    assert "Ferry news" in shown and (title, text) == ("", "")
    assert archive.article_ids("ferry news")
    until_ready(archive)


def test_a_pasted_text_that_cannot_be_added_stays(tab: AddTab, archive: Archive) -> None:
    for title, text in (("x", " \n"), ("", ""), ("", "\0\0\0")):
        shown, kept_title, kept_text = tab.add_text(title, text)
        assert 'role="alert"' in shown
        assert "value" not in kept_title and "value" not in kept_text
    assert archive.count() == 2


def test_a_pasted_text_has_its_limits_on_this_side_too(tab: AddTab, archive: Archive) -> None:
    for title, text, said in (
        ("x" * (MAX_TITLE_CHARS + 1), GOOD, "The headline is too long: it has 501 characters, and 500 are the most."),
        ("x", GOOD + "x" * MAX_TEXT_CHARS, "The text is too long"),
    ):
        assert said in tab.add_text(title, text)[0]
    assert archive.count() == 2


def test_a_pasted_headline_is_kept_whatever_it_holds(archive: Archive) -> None:
    title = 'Mayor: "no" --- yes\n---\ntext: x'
    name, whole = _as_source(title, "The mayor said no to the bridge on Friday. The town was astonished by that.")
    report = archive.add_text(whole, name=name)
    assert archive.article(report.added[0]).title == 'Mayor: "no" --- yes --- text: x'


def test_a_hostile_headline_is_text() -> None:
    html = pasted_html(HOSTILE_TITLE, Added("failed", HOSTILE_TITLE))
    assert "<img" not in html and "${" not in html and "{{" not in html


def test_a_second_process_can_add_nothing_and_is_told_why(archive: Archive) -> None:
    from ui.page.app import build_app

    with Archive.open(archive.path, read_only=True, embedder=ToyEmbedder()) as reader:
        config = json.dumps(build_app(reader, load_settings()).get_config_file(), default=str)
        assert "Another process writes to this archive" in config
        assert "dl-choose-files" not in config and "dl-paste" not in config


class _Archive:
    """Counts how often, and in how many threads at once, it is told to go on."""

    def __init__(self) -> None:
        self.calls = self.inside = self.most = 0
        self.fails = False
        self.wait = threading.Event()

    def resume(self) -> None:
        self.calls += 1
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.wait.wait(10)
        self.inside -= 1
        if self.fails:
            raise EmbeddingError("the embedding's server is gone: start it")


def settled(background: Background) -> None:
    ends = time.monotonic() + 10
    while background._running and time.monotonic() < ends:
        time.sleep(0.01)


def test_the_background_works_one_at_a_time_and_once_more_for_what_came_meanwhile() -> None:
    archive = _Archive()
    background = Background(archive)  # type: ignore[arg-type]
    for _ in range(5):
        background.notify()
    archive.wait.set()
    settled(background)
    assert 1 <= archive.calls <= 2 and archive.most == 1


def test_a_failure_in_the_background_is_a_sentence_until_it_works_again() -> None:
    archive = _Archive()
    archive.wait.set()
    archive.fails = True
    background = Background(archive)  # type: ignore[arg-type]
    background.notify()
    settled(background)
    assert background.trouble == "The embedding's server is gone: start it."
    archive.fails = False
    background.notify()
    settled(background)
    assert background.trouble == ""


def kept_of(archive: Archive) -> KeptFailures:
    with gr.Blocks():
        return KeptFailures(ArchiveCache(archive), Background(archive))


def test_what_failed_before_is_listed_and_tried_again(archive: Archive, tmp_path: Path) -> None:
    bad, worse = tmp_path / "bad.md", tmp_path / f"{HOSTILE_TITLE.replace('/', '')}.md"
    for path in (bad, worse):
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
    kept = kept_of(archive)
    assert [update.get("visible") for update in kept.refreshed()[:1]] == [False]
    archive.add(tmp_path)
    box, listed = kept.refreshed()
    assert box["visible"] and "2 failed; Try again" in listed and "bad.md" in listed and "PNG" in listed
    assert "<img" not in listed and "${" not in listed
    bad.write_text(GOOD)
    shown = list(kept.retry(SimpleNamespace(session_hash="s")))  # type: ignore[arg-type]
    assert "Trying again" in shown[0][0]
    came, again, clear, halt, box, listed = shown[-1]
    assert "1 added, 0 updated, 0 unchanged, 0 skipped, 1 failed." in came
    visible = [each["visible"] for each in (again, clear, halt, box)]
    assert visible == [True, True, False, True]
    assert "1 failed; Try again" in listed and "bad.md" not in listed
    worse.unlink()
    came, _, _, _, box, listed = list(kept.retry(SimpleNamespace(session_hash="s")))[-1]  # type: ignore[arg-type]
    assert "1 skipped, 0 failed" in came and "no longer there" in came and "<img" not in came
    assert (box["visible"], listed) == (False, "")
    until_ready(archive)


def test_the_list_of_what_failed_is_cleared(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_bytes(b"\x89PNG\r\n\x1a\n")
    archive.add(tmp_path)
    kept = kept_of(archive)
    assert "bad.md" in kept.refreshed()[1]
    *_, box, listed = kept.clear()
    assert (box["visible"], listed, archive.failures()) == (False, "", [])


@pytest.mark.slow
def test_trying_again_is_stopped_by_its_own_session() -> None:
    """The engine gets the event that Stop sets, and the page says what became of it."""
    stops: list[threading.Event] = []

    class Waiting:
        def failures(self) -> list[Any]:
            return []

        def retry_failed(self, *, progress: Any, stop: threading.Event) -> AddReport:
            stops.append(stop)
            stop.wait(20)
            return AddReport(stopped=True)

    with gr.Blocks():
        kept = KeptFailures(SimpleNamespace(archive=Waiting()), SimpleNamespace(notify=lambda: None))  # type: ignore[arg-type]
    running = kept.retry(SimpleNamespace(session_hash="mine"))  # type: ignore[arg-type]
    next(running)
    threading.Timer(0.3, lambda: kept.stop(SimpleNamespace(session_hash="other"))).start()  # type: ignore[arg-type]
    threading.Timer(0.6, lambda: kept.stop(SimpleNamespace(session_hash="mine"))).start()  # type: ignore[arg-type]
    begun = time.monotonic()
    last = list(running)[-1]
    assert time.monotonic() - begun > 0.4 and stops[0].is_set()
    assert "Stopped; what was done is kept, and Try again goes on from there." in last[0]
