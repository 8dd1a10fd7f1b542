from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Sequence
from typing import Any

import httpcore
import pytest
from farm import Act, Farm, answer, bomb, drip, endless, moved, raw, silence, tagged, wrong_length

from rag.ingest.web.address_guard import FetchError, Guard, RefusedAddressError
from rag.ingest.web.fetch import Fetcher, FetchLimits

BAD: list[tuple[str, Act, str]] = [
    ("endless", endless(), "larger than"),
    ("gzip bomb", answer(bomb(50_000_000), content_encoding="gzip"), "larger than"),
    ("bomb of many members", endless(encoding="gzip", piece=bomb(0)), "larger than"),
    ("said to be large", wrong_length(b"", 10**12), "larger than"),
    ("a packing that was not asked for", answer(b"xx", content_encoding="br"), "not asked for"),
    ("two packings", answer(bomb(10, 2), content_encoding="gzip, gzip"), "not asked for"),
    ("not gzip", answer(b"plain", content_encoding="gzip"), "damaged"),
    ("half of gzip", answer(bomb(1000)[:-5], content_encoding="gzip"), "breaks off"),
    ("half of deflate", answer(b"x\x9c", content_encoding="deflate"), "breaks off"),
    ("shorter than it says", wrong_length(b"abc", 10), "broke off"),
    ("another protocol", raw(b"SSH-2.0 hello\r\n"), "not HTTP"),
    ("nothing", raw(b""), "broke off"),
    ("a huge head", raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000), "not HTTP"),
    ("many heads", raw(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 60_000), "not HTTP"),
    ("slow head", drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000), "too long"),
    ("slow body", drip(b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 1000), "too long"),
    ("silence", silence(), "too long"),
    ("a circle", moved("/bad"), "circle"),
    ("to a file", moved("file:///etc/passwd"), "only http and https"),
    ("to the cloud's own", moved("http://169.254.169.254/latest"), "link-local"),
    ("to this machine by another name", moved("http://127.0.0.2/"), "this machine"),
    ("to this machine as a number", moved("http://2130706433/"), "hides"),
    ("to IPv6 loopback", moved("http://[::1]/"), "this machine"),
    ("with a password", moved("http://me:secret@127.0.0.1/"), "password"),
    ("to nonsense", moved("http://[1/"), "complete address"),
    ("refused", answer("", 403), "403"),
]


@pytest.mark.parametrize(("act", "reason"), [pytest.param(act, reason, id=name) for name, act, reason in BAD])
def test_a_bad_server_costs_one_sentence_and_little_time(farm: Farm, fetcher: Fetcher, act: Act, reason: str) -> None:
    farm.pages["/bad"] = act
    begun = time.monotonic()
    with pytest.raises(FetchError) as caught:
        fetcher.get(f"{farm.url}/bad")
    sentence = str(caught.value)
    assert sentence.startswith(f"{farm.url}/bad ") and reason in sentence and "\n" not in sentence
    assert "secret" not in sentence
    assert time.monotonic() - begun < 10


def test_a_drip_ends_with_the_whole_time(farm: Farm) -> None:
    farm.pages["/"] = drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10_000, pause=0.01)
    with Fetcher(Guard(private=True), FetchLimits(read=5.0, whole=0.5)) as fetcher:
        begun = time.monotonic()
        with pytest.raises(FetchError):
            fetcher.get(farm.url)
        assert 0.4 < time.monotonic() - begun < 15


def test_redirects_are_counted(farm: Farm, fetcher: Fetcher) -> None:
    for number in range(5):
        farm.pages[f"/{number}"] = moved(f"{farm.url}/{number + 1}", 301 + number % 2)
    farm.pages["/5"] = answer("there")
    assert fetcher.get(f"{farm.url}/1").url == f"{farm.url}/5"
    with pytest.raises(FetchError, match="more than 4"):
        fetcher.get(f"{farm.url}/0")


def test_no_cookies_and_no_more_than_is_needed_is_sent(farm: Farm, fetcher: Fetcher) -> None:
    farm.pages.update({"/": moved("/next"), "/next": answer("hello", set_cookie="a=b")})
    assert fetcher.get(farm.url).body == b"hello"
    fetcher.get(f"{farm.url}/next")
    for asked in farm.asked:
        assert set(asked.headers) == {"host", "user-agent", "accept", "accept-encoding"}
        assert asked.headers["user-agent"].startswith("Dateline/0.1 (+")


def test_what_is_packed_is_unpacked(farm: Farm, fetcher: Fetcher) -> None:
    body = b"words " * 5_000
    halves = gzip.compress(body[:9_000]) + gzip.compress(body[9_000:])
    bare = zlib.compress(body)[2:-4]
    padded = gzip.compress(body) + b"\0\0"
    for packing, packed in [("gzip", halves), ("x-gzip", padded), ("deflate", zlib.compress(body)),
                            ("deflate", bare), ("identity", body)]:  # fmt: skip
        farm.pages["/"] = answer(packed, content_encoding=packing)
        assert fetcher.get(farm.url).body == body, packing


def test_an_etag_and_a_date_come_back_and_304_is_understood(farm: Farm, fetcher: Fetcher) -> None:
    farm.pages["/"] = tagged("news", '"7"', last_modified="Tue, 02 Sep 2025 08:00:00 GMT")
    first = fetcher.get(farm.url)
    assert (first.etag, first.last_modified) == ('"7"', "Tue, 02 Sep 2025 08:00:00 GMT")
    again = fetcher.get(farm.url, etag=first.etag, last_modified=first.last_modified)
    assert again.unchanged and not again.body
    assert farm.asked[-1].headers["if-modified-since"] == first.last_modified
    fetcher.get(farm.url, etag="bad\r\nX: y")
    assert "if-none-match" not in farm.asked[-1].headers, "what cannot stand in a header is not sent"


class _Recorded:
    """Instead of the network: notes where connections go, and leads them all to the farm."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
        self.places: list[str] = []
        original = httpcore.SyncBackend.connect_tcp

        def connect(backend: httpcore.SyncBackend, host: str, _port: int, *args: Any, **more: Any) -> Any:
            self.places.append(host)
            return original(backend, "127.0.0.1", port, *args, **more)

        monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)


def _rebinding(answers: Sequence[str]) -> tuple[Any, list[str]]:
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return [answers[min(len(asked), len(answers)) - 1]]

    return resolver, asked


def test_a_connection_goes_to_the_address_that_was_checked(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    farm.pages["/"] = answer("hello")
    recorded = _Recorded(monkeypatch, farm.port)
    resolver, asked = _rebinding(["93.184.215.14", "127.0.0.1"])
    with Fetcher(Guard(resolver=resolver)) as fetcher:
        assert fetcher.get("http://rebinding.example/").body == b"hello"
    assert recorded.places == ["93.184.215.14"], "never the name, which could be looked up again"
    assert asked == ["rebinding.example"]
    assert farm.asked[0].headers["host"] == "rebinding.example"


def test_a_name_that_turns_private_is_refused_at_the_next_connection(
    farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    farm.pages["/"] = wrong_length(b"hello", 5)  # it hangs up, so the next request needs a connection of its own
    recorded = _Recorded(monkeypatch, farm.port)
    resolver, _ = _rebinding(["93.184.215.14", "10.0.0.1"])
    with Fetcher(Guard(resolver=resolver)) as fetcher:
        fetcher.get("http://rebinding.example/")
        time.sleep(0.05)
        with pytest.raises(RefusedAddressError, match=r"10\.0\.0\.1"):
            fetcher.get("http://rebinding.example/")
    assert recorded.places == ["93.184.215.14"]


def test_a_redirect_to_a_name_of_this_network_is_refused(farm: Farm) -> None:
    farm.pages["/"] = moved("http://router.example/admin")
    guard = Guard(allowed=frozenset({"127.0.0.1"}), resolver=lambda host, port: ["192.168.0.1"])
    with Fetcher(guard) as fetcher, pytest.raises(RefusedAddressError, match="a private network") as caught:
        fetcher.get(farm.url)
    assert str(caught.value).startswith(f"{farm.url} redirects to http://router.example/admin, which is not fetched")


def test_a_proxy_of_the_environment_is_not_used_and_named_when_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with Fetcher(Guard(private=True)) as fetcher, pytest.raises(FetchError, match="the proxy in http"):
        fetcher.get("http://127.0.0.1:1/")
