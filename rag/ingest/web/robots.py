"""robots.txt: what a site allows a program to read that follows its feeds, and how slowly."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from rag.ingest.web.fetch import ROBOT, Fetcher
from rag.ingest.web.guard import FetchError, RefusedAddressError, parse_address

#: RFC 9309 asks for 500 KiB at least; what follows is not read.
_MOST = 512_000


@dataclass(frozen=True, slots=True)
class Rules:
    """One site's rules. ``parsed`` is None where there is no robots.txt; ``open`` says what holds then."""

    parsed: Protego | None
    open: bool = True

    def allow(self, url: str) -> bool:
        """Whether Dateline may read this page."""
        return self.open if self.parsed is None else bool(self.parsed.can_fetch(url, ROBOT))

    @property
    def delay(self) -> float:
        """The seconds that the site wants between two requests; 0 where it says nothing."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(ROBOT)
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(float(self.parsed.crawl_delay(ROBOT) or 0.0), by_rate)


def fetch_rules(fetcher: Fetcher, origin: str) -> Rules:
    """The rules of a site, by RFC 9309: no robots.txt allows all, a server in trouble allows nothing for now.

    Args:
        fetcher: fetches robots.txt.
        origin: scheme, host and port, as :attr:`WebAddress.origin` has it.
    """
    try:
        page = fetcher.get(f"{origin}/robots.txt")
    except RefusedAddressError:
        return Rules(None)  # its pages are refused with the same words, which say more than robots.txt could
    except FetchError as error:
        absent = error.status is not None and 400 <= error.status < 500 and error.status != 429
        return Rules(None, open=absent)
    text = page.body[:_MOST].decode("utf-8", "replace").lstrip("\ufeff")
    return Rules(Protego.parse(text))


def origin_of(url: str) -> str:
    """The site that an address belongs to.

    Raises:
        RefusedAddressError: it is none that is fetched.
    """
    return parse_address(url).origin


def host_of(url: str) -> str:
    """The host whose patience an address takes: with its port, as two servers may share a name."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()
