"""Fetching politely: one request to a host at a time, a pause between, robots.txt, and no pressing where a server asks
to be left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field

from rag.ingest.web.address_guard import FetchError
from rag.ingest.web.fetch import Fetcher, Page
from rag.ingest.web.robots import Rules, fetch_rules, host_of, origin_of
from rag.ingest.web.stopping import StoppedError

#: A server that asks for a shorter wait is waited for; a longer one is a matter for the next round.
PATIENCE_SECONDS = 20.0
#: A site that wants longer pauses (Crawl-delay) gets one request in a round, so that it does not hold up the others.
MAX_PAUSE_SECONDS = 60.0
#: What is waited where a server says "too often" (429) or "not now" (503) and not for how long.
UNSAID_WAIT_SECONDS = 120.0


class LaterError(FetchError):
    """A page whose host wants to be left alone for now: it is the turn of a later round."""


class DisallowedError(FetchError):
    """A page that robots.txt keeps from programs: what the feed itself holds may still be read."""


@dataclass(slots=True)
class Politeness:
    """Fetches for programs, as servers want it. Belongs to one thread, as its fetcher does.

    ``delay`` is the least pause between two requests to a host. ``busy_until`` remembers hosts that asked to be left
    alone, by the clock of ``now``; the caller may keep it. ``stop`` ends every wait; the fetcher has its own,
    which should be the same.
    """

    fetcher: Fetcher
    delay: float
    busy_until: MutableMapping[str, float] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    now: Callable[[], float] = time.time
    _rules: dict[str, Rules] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)  # by time.monotonic()

    def get(self, url: str, *, robots: bool = True, etag: str | None = None, last_modified: str | None = None) -> Page:
        """Fetch an address when its host may be asked again.

        Args:
            url: the address.
            robots: whether robots.txt is asked.
            etag: of an earlier answer, as is
            last_modified: both let the server say "unchanged".

        Raises:
            DisallowedError: robots.txt does not allow it.
            LaterError: its host asked to be left alone for longer than a moment.
            FetchError: it could not be had.
            StoppedError: the caller wants no more.
        """
        host = host_of(url)
        pause = self.delay
        if robots:
            rules = self._site(url, host)
            if not rules.allow(url):
                raise DisallowedError(url, "is not fetched: robots.txt does not allow it")
            pause = max(pause, rules.delay)
        try:
            return self._ask(url, host, pause, etag, last_modified)
        except FetchError as error:
            if not self._told_to_wait(host, error) or self._left(host) > PATIENCE_SECONDS:
                raise
        return self._ask(url, host, pause, etag, last_modified)

    def _ask(self, url: str, host: str, pause: float, etag: str | None, last_modified: str | None) -> Page:
        self._wait(url, host)
        try:
            return self.fetcher.get(url, etag=etag, last_modified=last_modified)
        finally:
            self._next[host] = time.monotonic() + pause

    def _site(self, url: str, host: str) -> Rules:
        origin = origin_of(url)
        if origin not in self._rules:
            self._wait(url, host)
            self._rules[origin] = fetch_rules(self.fetcher, origin)
            asked = self._rules[origin].delay
            # Where a round has one request, robots.txt is not that one: else no page of the site would ever be read.
            self._next[host] = time.monotonic() + max(self.delay, asked if asked <= MAX_PAUSE_SECONDS else 0.0)
        return self._rules[origin]

    def _told_to_wait(self, host: str, error: FetchError) -> bool:
        """Whether a server asked to be left alone; it is noted."""
        if error.status not in (429, 503) and error.retry_after is None:
            return False
        wait = error.retry_after if error.retry_after is not None else UNSAID_WAIT_SECONDS
        self.busy_until[host] = self.now() + wait
        return True

    def _left(self, host: str) -> float:
        return max(self.busy_until.get(host, 0.0) - self.now(), 0.0)

    def _wait(self, url: str, host: str) -> None:
        """Wait for a host's turn.

        Raises:
            LaterError: its turn comes too late.
            StoppedError: the caller wants no more.
        """
        left = self._left(host)
        if left > PATIENCE_SECONDS:
            reason = f"is not asked for now: {host} wants to be left alone for another {left:.0f} seconds"
            raise LaterError(url, reason, retry_after=left)
        left = max(left, self._next.get(host, 0.0) - time.monotonic())
        if left > MAX_PAUSE_SECONDS:
            reason = f"is not asked for now: {host} wants {left:.0f} seconds between two requests"
            raise LaterError(url, reason, retry_after=left)
        if self.stop.wait(left) if left > 0 else self.stop.is_set():
            raise StoppedError
