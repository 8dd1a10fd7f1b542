"""robots.txt: what a site allows a program to read that follows its feeds, and how slowly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from rag.ingest.web.address_guard import FetchError, RefusedAddressError, parse_address
from rag.ingest.web.fetch import ROBOT, Fetcher
from rag.settings.endpoints import LONGEST_WAIT_SECONDS

#: RFC 9309 asks for 500 KiB at least; what follows is not read.
_MAX_BYTES = 512_000
_MAX_LINE_CHARS = 4_000
# As Protego reads them: with or without a colon, and with the spellings that occur.
_LINE = re.compile(
    r"(user[- ]?agent|d[ia]s?s?[a-z]{3,7}|allow|crawl[- ]delay|request[- ]rate|[a-z][a-z -]{0,40}(?=:))"
    r"(?:\s*:|\s)\s*(.*)",
    re.IGNORECASE,
)
_DISALLOWS = frozenset({"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"})
_SITE_WIDE = frozenset({"sitemap", "sitemaps", "site-map", "host"})
_NAMES = {"crawldelay": "crawl-delay", "requestrate": "request-rate"}


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
        """The seconds that the site wants between two requests, a day at most; 0 where it says nothing."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(ROBOT)
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(max(float(self.parsed.crawl_delay(ROBOT) or 0.0), by_rate), LONGEST_WAIT_SECONDS)


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
    return rules_of(page.body)


def rules_of(raw: bytes) -> Rules:
    """The rules that a robots.txt holds."""
    return Rules(Protego.parse(_concerning(raw[:_MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff"))))


def _concerning(text: str) -> str:
    """What a robots.txt says in plain lines, with all programs but ours under one name.

    Protego gives each rule to each program of its group: 2,000 names above 2,000 rules (60 kB) took it 13 seconds.
    """
    lines: list[str] = []
    for line in text.splitlines():
        match = _LINE.match(line.partition("#")[0].strip()[:_MAX_LINE_CHARS])
        field = "".join(match[1].lower().split()) if match else ""
        value = match[2].strip() if match else ""
        if field in ("user-agent", "useragent"):
            name = value.replace("*", "").lower() or value[:1]
            lines.append(f"User-agent: {name if name == '*' or name in ROBOT.lower() else 'another'}")
        elif field in _SITE_WIDE or not line.strip():
            continue
        elif field in _DISALLOWS:
            lines.append(f"Disallow: {value}")
        elif field in ("allow", "crawl-delay", "crawldelay", "request-rate", "requestrate"):
            lines.append(f"{_NAMES.get(field, field)}: {value}")
        elif match is not None and ":" in line:
            lines.append("Other: x")  # it ends the names of a group, as Protego has it
    return "\n".join(lines)


def origin_of(url: str) -> str:
    """The site that an address belongs to.

    Raises:
        RefusedAddressError: it is none that is fetched.
    """
    return parse_address(url).origin


def host_of(url: str) -> str:
    """The host whose patience an address takes: with its port, as two servers may share a name.

    Raises:
        RefusedAddressError: it is none that is fetched.
    """
    return origin_of(url).partition("://")[2]
