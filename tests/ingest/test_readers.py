"""Readers: processes that hang, crash or eat memory cost one source, and none outlives its parent."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rag.errors import RejectedSourceError
from rag.ingest.field_map import FieldMap
from rag.ingest.limits import Limits
from rag.ingest.source_reader import Item
from rag.ingest.web.lists.listing import Listing
from rag.ingest.workers import worker_protocol as wire
from rag.ingest.workers.worker_handle import Budget, WorkerHandle
from rag.ingest.workers.worker_pool import WorkerPool, worker_pool_for
from rag.ingest.workers.worker_protocol import Order, Read, line_of, lines_of, read_from, read_of
from rag.model import Draft, TakenOff
from rag.settings import load_settings
from rag.store.listed import EntryMetadata, ListEntry

pytestmark = pytest.mark.slow

STRANGE = Path(__file__).parent / "strange_worker.py"
MB = 1_000_000


@pytest.fixture(scope="module")
def strange() -> Iterator[WorkerPool]:
    readers = WorkerPool(Budget(3.0, 400 * MB, 60.0), Limits(), 1, (sys.executable, str(STRANGE)))
    assert [read.item.draft.text[:13] for read in readers.read(b"good", "x.html") if read.item.draft]
    yield readers
    readers.close()


def said(readers: WorkerPool, source: bytes) -> list[str]:
    return [read.item.reason or f"{read.item.key}: an article" for read in readers.read(source, "x.html")]


def test_an_article_comes_with_its_passages(strange: WorkerPool) -> None:
    [read] = strange.read(b"good", "x.html")
    assert read.item.draft is not None and read.item.draft.title == "x.html"
    assert len(read.spans) > 1 and read.spans[-1].end == len(read.item.draft.text.rstrip())


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        # Ended from outside as what hangs in C is, which is the harder.
        pytest.param(b"spin", "took longer than 3 s to read", marks=pytest.mark.soak),
        (b"backtrack", "took longer than 3 s to read"),
        (b"crash", "it broke its reader (SIGSEGV)"),
        (b"leave", "it broke its reader (exit code 3)"),
        (b"raise", "it broke its reader (KeyError)"),
    ],
)
def test_what_goes_wrong_costs_one_source(strange: WorkerPool, source: bytes, reason: str) -> None:
    assert said(strange, source) == [reason]
    assert said(strange, b"good") == ["None: an article"]


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not keep to a limit on memory")
def test_what_needs_too_much_memory_is_refused(strange: WorkerPool) -> None:
    assert said(strange, b"eat") == ["needs more memory than 400 MB to read"]
    assert said(strange, b"good") == ["None: an article"]


def test_what_came_before_the_end_stays(strange: WorkerPool) -> None:
    assert said(strange, b"then") == [
        "good: an article",
        "took longer than 3 s to read; the article before that is kept, what is behind is not read",
    ]


def test_time_is_for_each_article_and_not_for_who_takes_them(strange: WorkerPool) -> None:
    assert len(said(strange, b"slow 12")) == 12  # 3.6 s in all
    reading = strange.read(b"many 3", "x.html")
    next(reading)
    time.sleep(3.5)
    assert [read.item.reason for read in reading] == [None, None]


def test_all_articles_of_a_source_together_have_a_limit_too() -> None:
    readers = WorkerPool(Budget(3.0, 400 * MB, 2.0), Limits(), 1, (sys.executable, str(STRANGE)))
    assert said(readers, b"good") == ["None: an article"]  # it has started
    *articles, end = said(readers, b"slow 1000")
    assert articles == [f"{number}: an article" for number in range(len(articles))] and 2 <= len(articles) <= 7
    assert end == (
        "took longer than 2 s to read in all (DATELINE_LIMIT_SOURCE_SECONDS); "
        f"the {len(articles)} articles before that are kept, what is behind is not read"
    )
    assert said(readers, b"good") == ["None: an article"]
    for _ in range(3):  # each source has its own time
        assert len(said(readers, b"slow 3")) == 3
    readers.close()


def test_prints_do_not_get_among_the_answers(strange: WorkerPool) -> None:
    assert said(strange, b"babble") == ["None: an article"]


def test_a_long_source_is_not_collected(strange: WorkerPool) -> None:
    """The reader waits when nobody takes what it reads, and one that is let go of is ended."""
    reading = strange.read(b"many 100000", "x.html")
    assert next(reading).item.key == "0"
    reading.close()  # type: ignore[attr-defined]
    assert said(strange, b"good") == ["None: an article"]


@pytest.mark.parametrize("after", [0, 3])
@pytest.mark.parametrize("how", ["SIGIO", "SIGTERM", "SIGHUP", "SIGKILL", "0"])
def test_a_reader_ended_from_elsewhere_costs_nothing(strange: WorkerPool, tmp_path: Path, how: str, after: int) -> None:
    assert said(strange, f"end {how} {after} {tmp_path / 'tries'} once".encode()) == [
        f"{number}: an article" for number in range(5)
    ]
    assert (tmp_path / "tries").read_text() == "xx"


def test_that_it_was_read_once_more_is_logged(
    strange: WorkerPool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="dateline.readers")
    said(strange, f"end SIGTERM 0 {tmp_path / 'tries'} once".encode())
    assert caplog.messages == ["read once more: x.html: it broke its reader (SIGTERM)"]


def test_a_second_end_is_the_last(strange: WorkerPool, tmp_path: Path) -> None:
    *articles, end = said(strange, f"end SIGTERM 2 {tmp_path / 'tries'} always".encode())
    assert articles == ["0: an article", "1: an article"]
    assert end == "it broke its reader (SIGTERM); the 2 articles before that are kept, what is behind is not read"
    assert (tmp_path / "tries").read_text() == "xx"


@pytest.mark.parametrize("how", ["SIGSEGV", "SIGABRT", "3"])
def test_what_breaks_its_reader_is_not_read_again(strange: WorkerPool, tmp_path: Path, how: str) -> None:
    *_, end = said(strange, f"end {how} 1 {tmp_path / 'tries'} once".encode())
    assert "it broke its reader" in end and (tmp_path / "tries").read_text() == "x"


def test_a_reader_that_died_with_nothing_to_do_costs_nothing(
    strange: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(strange, b"good")
    [idle] = strange._idle
    os.kill(idle._process.pid, signal.SIGSEGV)
    idle._process.wait()
    monkeypatch.setattr("rag.ingest.workers.worker_handle.WorkerHandle.lives", True)  # it died after it was looked at
    assert said(strange, b"good") == ["None: an article"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_bytes_that_come_while_a_source_is_read_end_nothing(strange: WorkerPool) -> None:
    """The kernel may tell of an order's bytes when they have long been read, where their writer was held up."""
    reading = strange.read(b"many 500", "x.html")  # more than fits into the pipe: it is at work until all is taken
    next(reading)
    [busy] = strange._busy
    busy._orders.write(b"more")
    busy._orders.flush()
    assert [read.item.reason for read in reading] == [None] * 499
    busy.end()


def test_one_thread_watches(strange: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second began where a reader was asked for while the first was ending those with nothing to do."""
    entered, released = threading.Event(), threading.Event()
    end = WorkerHandle.end

    def slow(self: WorkerHandle) -> None:
        if threading.current_thread() not in others:
            entered.set()
            released.wait(60)
        end(self)

    readers = WorkerPool(Budget(60, 400 * MB, 60.0), Limits(), 1, (sys.executable, str(STRANGE)))
    others = set(threading.enumerate())

    def watching() -> int:
        return sum(each.name == "readers-watch" for each in set(threading.enumerate()) - others)

    monkeypatch.setattr(WorkerHandle, "end", slow)
    monkeypatch.setattr("rag.ingest.workers.worker_pool._IDLE_SECONDS", 0.0)
    said(readers, b"good")
    assert entered.wait(60)
    monkeypatch.setattr("rag.ingest.workers.worker_pool._IDLE_SECONDS", 600.0)
    said(readers, b"good")
    assert watching() == 2
    released.set()
    ends = time.monotonic() + 20
    while watching() > 1 and time.monotonic() < ends:
        time.sleep(0.02)
    assert watching() == 1
    readers.close()


def test_several_threads_share_the_readers(strange: WorkerPool) -> None:
    results: list[list[str]] = []
    threads = [threading.Thread(target=lambda: results.append(said(strange, b"many 20"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [len(result) for result in results] == [20] * 6


PARENT = """
import os, sys, time
sys.path.insert(0, {tests!r})
from rag.ingest.limits import Limits
from rag.ingest.workers.worker_handle import Budget
from rag.ingest.workers.worker_pool import WorkerPool
readers = WorkerPool(Budget(600, 400_000_000, 600), Limits(), 1, (sys.executable, {strange!r}))
[_] = readers.read(b"good", "x.html")
print(readers._idle[0]._process.pid, flush=True)
if {source!r}:
    list(readers.read({source!r}, "x.html"))
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
@pytest.mark.parametrize("source", [b"", b"spin", b"backtrack"])
def test_a_reader_ends_when_its_parent_is_killed(source: bytes) -> None:
    script = PARENT.format(tests=str(STRANGE.parent), strange=str(STRANGE), source=source)
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    reader = int(parent.stdout.readline())
    time.sleep(0.5)  # it is at work
    assert _runs(reader)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    ends = time.monotonic() + 5
    while _runs(reader) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not _runs(reader)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_real_sources_are_read(tmp_path: Path) -> None:
    readers = worker_pool_for(load_settings())
    page = tmp_path / "page.html"
    page.write_text(
        "<html><head><title>Pier shut</title></head><body><article><h1>Pier shut</h1>"
        + "<p>The pier at Velling was shut on Monday, the harbour office said, until the storm had passed.</p>" * 3
        + "</article></body></html>"
    )
    [read] = readers.read(page, "page.html")
    assert read.item.draft is not None and "harbour office" in read.item.draft.text
    [gone] = readers.read(tmp_path / "gone.html", "gone.html")
    assert "cannot be read" in (gone.item.reason or "")
    [empty] = readers.read(b"", "a.html")
    assert empty.item.reason == "empty"


FULL = Draft(
    "Title “x”", "Words\u2028and more.\n\nEnd.", "Outlet", ("A", "B"), datetime(2025, 3, 4, 5, 6, tzinfo=UTC),
    "https://example.org/a", "en", ("A caption",), date(2025, 3, 5), "World", "markup", (TakenOff("Menu", "a menu"),),
    ("Look at it.",),
)  # fmt: skip


@pytest.mark.parametrize(
    "item",
    [
        Item(None, FULL),
        Item("key", replace(FULL, published=None, published_from=None, authors=())),
        Item("k", reason="empty"),
        Item("k", reason="a picture", skipped=True),
    ],
)
def test_an_item_comes_over_the_wire_as_it_was(item: Item) -> None:
    read = read_of(item)
    assert read_from(line_of(read)) == read


def test_half_characters_and_nuls_do_not_pass() -> None:
    read = read_from(line_of(read_of(Item(None, replace(FULL, text="a\ud800b\0c d.")))))
    assert isinstance(read, Read) and read.item.draft is not None
    assert read.item.draft.text == "a?b c d."
    forged = line_of(read_of(Item(None, FULL))).replace(b"Title", b"\\ud800itle")
    read = read_from(forged)
    assert isinstance(read, Read) and read.item.draft is not None and read.item.draft.title.startswith("?itle")


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        (b'"title": "Title', b'"title": 5, "x": "'),
        (b'"spans": [{"start": 0, "end": ', b'"spans": [{"start": 0, "end": 9'),
        (b'"spans": [{"start": 0, ', b'"spans": [{"start": 99, '),
        (b'"published_from": "markup"', b'"published_from": "hearsay"'),
        (b'"published_from": "markup"', b'"published_from": null'),
        (b"2025-03-04T", b"2025-99-04T"),
        (b'"authors": [', b'"authors": [{}, '),
        (b"{", b"["),
        (b'"key": null', b'"key": []'),
        (b'"draft"', b'"craft"'),
    ],
)
def test_a_line_that_no_reader_writes_is_refused(was: bytes, is_now: bytes) -> None:
    line = line_of(read_of(Item(None, FULL)))
    assert was in line
    with pytest.raises(RejectedSourceError):
        read_from(line.replace(was, is_now))


ENTRY = ListEntry("k", "https://example.org/a", EntryMetadata("Title", date(2025, 3, 4), FULL.published, ("A",)), "<p>")


def test_a_list_comes_over_the_wire_as_it_was() -> None:
    lines = list(lines_of(Listing("feed", (ENTRY,), 3)))
    assert [read_from(line) for line in lines] == [ENTRY, Listing("feed", (), 3)]
    came = read_from(lines[0])
    assert isinstance(came, ListEntry) and came.stamp == ENTRY.stamp  # it is made from the repr of moments


@pytest.mark.parametrize("forged", [replace(ENTRY, remembered="x"), Listing("feed", (ENTRY,))])
def test_a_reader_does_not_say_what_was_seen_before(forged: ListEntry | Listing) -> None:
    with pytest.raises(RejectedSourceError):
        read_from(line_of(forged))


def test_an_order_comes_over_the_wire_as_it_was() -> None:
    for order in (
        Order("a.csv", Limits(pages=3), FieldMap(title="kopf"), path="/x/\udcff/a.csv"),
        Order("b.txt", Limits(), size=17),
    ):
        assert Order.of(order.line()) == order
    assert wire.END.endswith(b"\n")
