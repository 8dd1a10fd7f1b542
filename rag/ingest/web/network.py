"""Connections that go where the guard has looked, and that end when their time is up.

httpcore's network backend is the seam: whatever connection its pool opens goes through
:meth:`GuardedBackend.connect_tcp`, which connects to an address and never to a name. TLS is httpcore's and still
verifies the name.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from rag.ingest.web.guard import FetchError, Guard


@dataclass(slots=True)
class Clock:
    """The time that one fetch has left, shared by all its connections. ``url`` is what it is for."""

    url: str = ""
    end: float = 0.0

    def start(self, url: str, seconds: float) -> None:
        """Begin another fetch."""
        self.url = url
        self.end = time.monotonic() + seconds

    def left(self, at_most: float | None) -> float:
        """Seconds that a step may take.

        Raises:
            httpcore.ReadTimeout: the whole time is up.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole time is up")
        return left if at_most is None else min(left, at_most)


class TimedStream(httpcore.NetworkStream):
    """A connection each of whose steps ends with the whole fetch's time: a server that drips is no way around it."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self._stream.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of ``buffer``."""
        self._stream.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted."""
        encrypted = self._stream.start_tls(ssl_context, server_hostname, self._clock.left(timeout))
        return TimedStream(encrypted, self._clock)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to the addresses that the guard has looked at."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers.

        Raises:
            RefusedAddressError: the host may not be connected to.
            FetchError: it has no address.
        """
        host = host.strip("[]")
        places = self._guard.places(self._clock.url, host, port, self._clock.left(timeout))
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for place in places:
            try:
                stream = self._plain.connect_tcp(place, port, self._clock.left(timeout), local_address, socket_options)
                return TimedStream(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or FetchError(self._clock.url, f"cannot be fetched: {host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: nothing on the web is a socket of this machine."""
        raise FetchError(self._clock.url, "cannot be fetched: a socket of this machine is no web site")
