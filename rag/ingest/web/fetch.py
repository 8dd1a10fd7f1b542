"""Fetching one address: guarded, bounded in bytes and time, without cookies, passwords or a proxy.

A proxy of the environment is not used. It would look names up itself and connect where it likes, so nothing that the
guard has checked would hold any more.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpcore
import httpx

from rag.ingest.web.address_guard import FetchError, Guard, RefusedAddressError, WebAddress, parse_address
from rag.ingest.web.network import Clock, GuardedBackend
from rag.ingest.web.response_body import UnpackError, unpacked
from rag.settings.endpoints import retry_after
from rag.text.urls import source_of

#: The name that robots.txt files can call Dateline by.
ROBOT = "Dateline"
_MOVED = frozenset({301, 302, 303, 307, 308})
_PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY")


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may take. ``size`` counts bytes as they arrive and again after unpacking; times are in seconds."""

    size: int = 20_000_000
    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0
    redirects: int = 8


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent. ``url`` is where it lay in the end; ``body`` is empty where ``unchanged`` (304)."""

    url: str
    body: bytes
    content_type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False


def user_agent() -> str:
    """What Dateline calls itself to servers."""
    number = ".".join(version("dateline").split(".")[:2])
    return f"{ROBOT}/{number} (+news archive; fetches on its user's request)"


class Fetcher:
    """Fetches addresses, one at a time: it belongs to one thread. Connections to a host are kept for a while.

    ``stop`` is the event that ends a fetch, wherever it is.
    """

    def __init__(self, guard: Guard, limits: FetchLimits | None = None, stop: threading.Event | None = None) -> None:
        self.limits = limits or FetchLimits()
        self._clock = Clock(stop or threading.Event())
        self._agent = user_agent()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=4,
            max_keepalive_connections=2,
            keepalive_expiry=15.0,
            network_backend=GuardedBackend(guard, self._clock),
        )

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Page:
        """Fetch what lies at an address.

        Args:
            url: the address; a fragment is dropped.
            etag: of an earlier answer, as are
            last_modified: both let the server say "unchanged".

        Raises:
            RefusedAddressError: the address, or one that it redirects to, is not fetched.
            FetchError: it could not be had; ``status`` is the server's answer, if there was one.
            StoppedError: the caller wants no more.
        """
        shown = source_of(url)
        self._clock.start(shown, self.limits.whole)
        address = parse_address(url)
        conditions = [(b"If-None-Match", _header(etag)), (b"If-Modified-Since", _header(last_modified))]
        seen = {address.url}
        try:
            answer = self._ask(shown, address, [(name, value) for name, value in conditions if value])
            for _ in range(self.limits.redirects):
                if isinstance(answer, Page):
                    return answer
                address = _moved(address, answer)
                if address.url in seen:
                    raise FetchError(shown, "cannot be fetched: it redirects in a circle")
                seen.add(address.url)
                self._clock.url = address.url
                answer = self._ask(address.url, address, [])
        except FetchError as error:
            if error.url == shown:
                raise
            raise error.redirected_from(shown) from error
        if isinstance(answer, Page):
            return answer
        raise FetchError(shown, f"cannot be fetched: it redirects more than {self.limits.redirects} times")

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, shown: str, address: WebAddress, conditions: list[tuple[bytes, bytes]]) -> Page | str:
        """One request: the page, or where it has moved to."""
        headers = [
            (b"Host", address.origin.partition("://")[2].encode()),
            (b"User-Agent", self._agent.encode()),
            (b"Accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            (b"Accept-Encoding", b"gzip, deflate"),
            *conditions,
        ]
        limits = self.limits
        timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
        request = httpcore.URL(
            scheme=address.scheme.encode(),
            host=f"[{address.host}]".encode() if ":" in address.host else address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        try:
            with self._pool.stream("GET", request, headers=headers, extensions={"timeout": timeouts}) as response:
                return self._read(shown, address, response)
        except UnpackError as error:
            raise FetchError(shown, f"cannot be read: {error}") from error
        except httpcore.TimeoutException as error:
            raise FetchError(shown, "cannot be fetched: the server took too long") from error
        except httpcore.ConnectError as error:
            raise FetchError(shown, f"cannot be fetched: {_unconnected(address, error)}") from error
        except (httpcore.ProtocolError, httpcore.NetworkError) as error:
            reason = "the connection broke off, or what came is not HTTP"
            raise FetchError(shown, f"cannot be fetched: {reason}") from error

    def _read(self, shown: str, address: WebAddress, response: httpcore.Response) -> Page | str:
        """The page of a response, or where it has moved to."""
        head = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        status = response.status
        if status in _MOVED and head.get("location"):
            return _repaired(head["location"])
        kept = (head.get("etag"), head.get("last-modified"))
        if status == 304:
            return Page(address.url, b"", etag=kept[0], last_modified=kept[1], unchanged=True)
        if status != 200:
            wait = retry_after(head)
            raise FetchError(shown, _status_words(status, wait), status=status, retry_after=wait)
        size = head.get("content-length", "")
        if size.isdecimal() and int(size[:18]) > self.limits.size:
            raise self._too_large(shown)
        body = bytearray()
        for piece in unpacked(self._arriving(shown, response), head.get("content-encoding", "")):
            body += piece
            if len(body) > self.limits.size:
                raise self._too_large(shown)
        return Page(address.url, bytes(body), *_content_type(head.get("content-type", "")), *kept)

    def _arriving(self, shown: str, response: httpcore.Response) -> Iterator[bytes]:
        """The pieces of a body as they come; counted here too, as endless bytes can unpack to nothing."""
        arrived = 0
        for piece in response.iter_stream():
            arrived += len(piece)
            if arrived > self.limits.size:
                raise self._too_large(shown)
            yield piece

    def _too_large(self, shown: str) -> FetchError:
        return FetchError(
            shown, f"is not read: it is larger than {self.limits.size / 1_000_000:g} MB (DATELINE_FETCH_MB)"
        )


def _moved(address: WebAddress, target: str) -> WebAddress:
    """The address that a redirect leads to."""
    try:
        return parse_address(urljoin(address.url, target))
    except ValueError:
        raise RefusedAddressError(target[:200], "is not fetched: it is not a complete address") from None


def _status_words(status: int, wait: float | None) -> str:
    words = {
        401: "wants a password", 402: "wants to be paid", 403: "does not let Dateline read it", 404: "is not there",
        410: "is gone", 429: "was asked too often", 451: "is withheld for legal reasons", 503: "is not available now",
    }  # fmt: skip
    later = f"; it may be asked again in {wait:.0f} seconds" if wait is not None else ""
    known = words.get(status, "cannot be fetched")
    return f"{known} (the server answers {status}{later})"


def _content_type(header: str) -> tuple[str, str | None]:
    """The type of content, and its encoding where that is stated."""
    kind, *parameters = header.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(" \"'"):
            return kind.strip().lower(), value.strip(" \"'").lower()
    return kind.strip().lower(), None


def _header(value: str | None) -> bytes:
    """A remembered header's value, if it can be sent back."""
    return value.encode("latin-1") if value and value.isprintable() and all(ord(char) < 256 for char in value) else b""


def _repaired(location: str) -> str:
    """A redirect's target; servers that send UTF-8 there are understood as browsers do."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _unconnected(address: WebAddress, error: httpcore.ConnectError) -> str:
    reason = str(error)
    if "CERTIFICATE" in reason.upper() or "SSL" in reason.upper():
        return "its certificate is not valid, or its encryption too old"
    proxy = next((name for name in _PROXIES if os.environ.get(name)), None)
    hint = f"; the proxy in {proxy} is not used, as it would pass by the check of addresses" if proxy else ""
    return f"{address.host} does not answer{hint}"
