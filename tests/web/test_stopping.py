"""A fetch that hangs ends when its caller wants no more, wherever it hangs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from farm import Act, Farm, answer, drip, endless, silence
from markup import item, page, rss

from rag import AddReport, Archive, load_settings
from rag.ingest.web.address_guard import Guard
from rag.ingest.web.fetch import Fetcher, FetchLimits
from rag.ingest.web.politeness import Politeness
from rag.ingest.web.stopping import StoppedError, unless_stopped

#: What a fetch that is not stopped would take.
PATIENT = FetchLimits(size=10**12, connect=20.0, read=20.0, whole=20.0)
#: How long one that is stopped may take: a second, and much room for a busy machine; nothing else ends before 20.
SOON = 10.0
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
_LATER = 0.4


@contextmanager
def stopped_soon() -> Iterator[threading.Event]:
    """An event that is set a moment later; the block must end with it."""
    stop = threading.Event()
    timer = threading.Timer(_LATER, stop.set)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        yield stop
    assert _LATER / 2 < time.monotonic() - begun < _LATER + SOON
    timer.join()


def fetch(url: str, stop: threading.Event, guard: Guard | None = None) -> None:
    with Fetcher(guard or Guard(allowed=frozenset({"127.0.0.1"})), PATIENT, stop) as fetcher:
        fetcher.get(url)


def breaks_off(handler: Any) -> None:
    handler.wfile.write(_HEAD + b"x")
    silence(30)(handler)


HANGS: dict[str, Act] = {
    "no answer": silence(30),
    "headers that drip": drip(_HEAD + b"x"),
    "a body that drips": drip(_HEAD + b"x" * 10_000, pause=0.005),
    "a body that comes to a halt": breaks_off,
    "a body without an end": endless(piece=b"x"),
}


@pytest.mark.parametrize("act", HANGS.values(), ids=HANGS)
def test_a_server_that_hangs(farm: Farm, act: Act) -> None:
    farm.pages["/"] = act
    with stopped_soon() as stop:
        fetch(farm.url, stop)


@contextmanager
def listener(*, full: bool) -> Iterator[int]:
    """A port whose connections nobody takes; ``full``: not even the system does."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0 if full else 5)
        port = server.getsockname()[1]
        for _ in range(3 if full else 0):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield port


def test_an_encryption_that_is_never_agreed_on() -> None:
    with listener(full=False) as port, stopped_soon() as stop:
        fetch(f"https://127.0.0.1:{port}/", stop)


def test_a_connection_that_is_never_made() -> None:
    with listener(full=True) as port, stopped_soon() as stop:
        fetch(f"http://127.0.0.1:{port}/", stop)


def test_a_name_that_is_looked_up_for_ever() -> None:
    released = threading.Event()

    def resolver(host: str, port: int) -> list[str]:
        released.wait(20)
        return []

    with stopped_soon() as stop:
        fetch("http://skarne.example/", stop, Guard(resolver=resolver))
    released.set()


def test_a_pause_and_a_fetch_after_it(farm: Farm) -> None:
    farm.pages["/"] = answer(page("A"))
    stop = threading.Event()
    with Fetcher(Guard(allowed=frozenset({"127.0.0.1"})), PATIENT, stop) as fetcher:
        polite = Politeness(fetcher, 60.0, stop=stop)
        polite.get(farm.url, robots=False)
        threading.Timer(_LATER, stop.set).start()
        with pytest.raises(StoppedError):
            polite.get(farm.url, robots=False)
        with pytest.raises(StoppedError):
            fetcher.get(farm.url)
    assert farm.paths() == ["/"]


def test_work_in_a_thread_gives_its_result_its_error_or_is_left() -> None:
    stop = threading.Event()
    assert unless_stopped(lambda: 7, stop, seconds=5, errors=()) == 7

    def fail() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        unless_stopped(fail, stop, seconds=5, errors=(OSError,))
    with pytest.raises(TimeoutError):
        unless_stopped(lambda: time.sleep(2), stop, seconds=0.2, errors=())


def test_what_was_fetched_before_is_kept_and_reported(web_archive: Archive, farm: Farm) -> None:
    stop = threading.Event()

    def hang(handler: object) -> None:
        stop.set()
        silence(30)(handler)

    farm.pages.update({"/a": answer(page("A")), "/b": hang, "/c": answer(page("C"))})
    farm.pages["/feed"] = answer(rss(item("/a"), item("/b"), item("/c")), kind="application/rss+xml")
    report = web_archive.add([f"{farm.url}/feed", f"{farm.url}/c"], follow=True, stop=stop)
    assert time.monotonic() - farm.asked[-1].at < SOON
    assert report.stopped and len(report.added) == 1 and report.failed == ()
    assert web_archive.failures() == [], "one that was not waited for has not failed"
    assert [one.looked for one in web_archive.followed()] == [None, None]
    assert "/c" not in farm.paths()
    farm.pages["/b"] = answer(page("B"))
    again = web_archive.add([f"{farm.url}/feed", f"{farm.url}/c"])
    assert (len(again.added), again.stopped, web_archive.count()) == (2, False, 3)


def test_trying_again_can_be_stopped_too(web_archive: Archive, farm: Farm) -> None:
    farm.pages["/feed"] = answer(rss(item("/a"), item("/b")), kind="application/rss+xml")
    for path in ("/a", "/b"):
        farm.pages[path] = answer("", 500)
    web_archive.add(f"{farm.url}/feed")
    stop = threading.Event()

    def hang(handler: object) -> None:
        stop.set()
        silence(30)(handler)

    farm.pages.update({"/a": answer(page("A")), "/b": hang})
    report = web_archive.retry_failed(stop=stop)
    assert report.stopped and len(report.added) == 1
    assert [each.source for each in web_archive.failures()] == [f"{farm.url}/b"]


def test_closing_an_archive_ends_what_it_fetches_in_another_thread(web_archive: Archive, farm: Farm) -> None:
    """The caller may have a stop of its own, which nobody sets where the process is told to end."""
    farm.pages["/"] = drip(_HEAD + b"x" * 10_000, pause=0.005)
    settings = load_settings(fetch_allow=["127.0.0.1"], fetch_delay=0.0, fetch_time=60.0, fetch_read=60.0)
    web_archive._web._settings = settings
    reports: list[AddReport] = []
    adding = threading.Thread(target=lambda: reports.append(web_archive.add(farm.url, stop=threading.Event())))
    adding.start()
    while not farm.paths():
        time.sleep(0.02)
    web_archive.close()
    adding.join(SOON)
    assert not adding.is_alive() and [report.stopped for report in reports] == [True]
