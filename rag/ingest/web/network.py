"""Connections that go where the guard has looked, and that end when their time is up or the caller wants no more.

httpcore's network backend is the seam: whatever connection its pool opens goes through
:meth:`GuardedBackend.connect_tcp`, which connects to an address and never to a name. TLS is httpcore's and still
verifies the name.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpcore

from rag.ingest.web.address_guard import FetchError, Guard
from rag.ingest.web.stopping import StoppedError, unless_stopped
from rag.store.stop_events import TURN_SECONDS


@dataclass(slots=True)
class Clock:
    """The time that one fetch has left, shared by all its connections. ``url`` is what it is for; ``stop`` ends it."""

    stop: threading.Event = field(default_factory=threading.Event)
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
            StoppedError: the caller wants no more.
        """
        if self.stop.is_set():
            raise StoppedError
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole time is up")
        return left if at_most is None else min(left, at_most)

    def connecting(self, work: Callable[[float], httpcore.NetworkStream], timeout: float | None) -> TimedStream:
        """Make a connection, given the seconds that it may take; it can be left, as :meth:`left` has it.

        Raises:
            httpcore.ConnectError: it cannot be made.
            httpcore.ConnectTimeout: it took too long.
            StoppedError: the caller wants no more.
        """
        seconds = self.left(timeout)

        def connect() -> httpcore.NetworkStream:
            stream = work(seconds)
            if self.stop.is_set():  # nobody waits for it any more
                stream.close()
            return stream

        try:
            # It ends by itself when its time is up; the wait is a little longer, so that its own words are heard.
            made = unless_stopped(
                connect, self.stop, seconds=seconds + 1.0, errors=(httpcore.ConnectError, httpcore.ConnectTimeout)
            )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the connection took too long") from error
        return TimedStream(made, self)


class TimedStream(httpcore.NetworkStream):
    """A connection each of whose steps ends with the whole fetch's time: a server that drips is no way around it."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come; waited for in short turns, between which it is looked whether to stop."""
        end = time.monotonic() + self._clock.left(timeout)
        while True:
            try:
                return self._stream.read(max_bytes, self._clock.left(TURN_SECONDS))
            except httpcore.ReadTimeout:
                if time.monotonic() >= end:
                    raise

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
        return self._clock.connecting(partial(self._stream.start_tls, ssl_context, server_hostname), timeout)

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
            StoppedError: the caller wants no more.
        """
        host = host.strip("[]")
        places = self._guard.places(self._clock.url, host, port, self._clock.left(timeout), self._clock.stop)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for place in places:
            try:
                connect = partial(
                    self._plain.connect_tcp, place, port, local_address=local_address, socket_options=socket_options
                )
                return self._clock.connecting(connect, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or FetchError(self._clock.url, f"cannot be fetched: {host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: nothing on the web is a socket of this machine."""
        raise FetchError(self._clock.url, "cannot be fetched: a socket of this machine is no web site")
