"""The guard: which addresses on the web may be fetched, and where their connections may go.

Checked in two places. :func:`parse_address` looks at the address as it is written; :meth:`Guard.places` at what its
host resolves to, when the connection is made. The connection then goes to the very address that was looked at, so a
name that resolves to something else a moment later gains nothing.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Self
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from rag.errors import RejectedSourceError
from rag.ingest.web.addresses import objection
from rag.ingest.web.stopping import unless_stopped
from rag.text.urls import source_of

#: Given a host and a port: the addresses that the host has, as text. Raises OSError where it has none.
Resolver = Callable[[str, int], Sequence[str]]

#: Longer addresses are no article's; browsers stop at twice to ten times of it.
MAX_ADDRESS_CHARS = 4_000
_PORTS = {"http": 80, "https": 443}
# By the URL standard a host is an IPv4 address when its last part is a number, in whatever notation.
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_SAFE = "%/:=&?~#+!$,;'@()*[]|"


class FetchError(RejectedSourceError):
    """Something on the web could not be had: look at the reason; other sources go on.

    ``reason`` is the sentence's end without the address; ``status`` the server's answer, where there was one, and
    ``retry_after`` the seconds that it asks to wait.
    """

    def __init__(self, url: str, reason: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{url} {reason}")
        self.url = url
        self.reason = reason
        self.status = status
        self.retry_after = retry_after

    def redirected_from(self, url: str) -> Self:
        """This error as that of ``url``, which led here."""
        reason = f"redirects to {self.url}, which {self.reason}"
        return type(self)(url, reason, status=self.status, retry_after=self.retry_after)


class RefusedAddressError(FetchError):
    """An address that Dateline does not fetch, whatever the server would say."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address on the web that is fit to be asked for.

    ``url`` is the whole, in ASCII and without a fragment; ``host`` is in lower case, without brackets or a dot at its
    end; ``target`` is the path with the query.
    """

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as in ``https://example.org``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


def parse_address(url: str) -> WebAddress:
    """Look at an address as it is written.

    Raises:
        RefusedAddressError: it is not http or https, holds a password, or its host is none or written so as to hide
            what it is.
    """
    shown = source_of(url)
    if len(shown) > MAX_ADDRESS_CHARS:
        raise RefusedAddressError(f"{shown[:80]}…", f"is not fetched: it is longer than {MAX_ADDRESS_CHARS} characters")
    try:
        if any(ord(char) < 32 or ord(char) == 127 for char in shown) or "\\" in shown.partition("?")[0]:
            raise ValueError
        parts = urlsplit(shown)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise RefusedAddressError(shown, "is not fetched: it is not a complete address") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise RefusedAddressError(shown, "is not fetched: only http and https addresses are")
    if "@" in parts.netloc:
        hidden = urlunsplit((scheme, "…@" + parts.netloc.rpartition("@")[2], *parts[2:4], ""))
        raise RefusedAddressError(hidden, "is not fetched: a user name or password does not belong in an address")
    if not host or port == 0:
        raise RefusedAddressError(shown, "is not fetched: it is not a complete address")
    host = _plain_host(host, shown)
    path = quote(parts.path or "/", safe=_SAFE)
    target = path + ("?" + quote(parts.query, safe=_SAFE) if parts.query else "")
    plain = WebAddress("", scheme, host, port or _PORTS[scheme], target)
    return WebAddress(plain.origin + target, scheme, host, plain.port, target)


def _plain_host(host: str, shown: str) -> str:
    """A host in the one form that is looked up: a name in ASCII, or an address in its usual notation."""
    if ":" in host:
        try:
            return IPv6Address(host).compressed  # a zone (%eth0) stays in it and is refused by what it is: link-local
        except AddressValueError:
            raise RefusedAddressError(shown, "is not fetched: its host is not an address") from None
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise RefusedAddressError(shown, "is not fetched: its host is not a name") from None
    name = name.removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(IPv4Address(name))
        except AddressValueError:
            reason = "is not fetched: its host is a number that hides an address"
            raise RefusedAddressError(shown, reason) from None
    if not _HOST.fullmatch(name) or len(name) > 253:
        raise RefusedAddressError(shown, "is not fetched: its host is not a name")
    return name


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides where connections may go.

    ``private`` lets addresses of this machine and its network pass; ``allowed`` are the hosts for which they pass
    anyway, at any port or at the one that is named (``host:port``); ``resolver`` looks names up.
    """

    private: bool = False
    allowed: frozenset[str] = frozenset()
    resolver: Resolver = field(default=resolve)

    def places(self, url: str, host: str, port: int, timeout: float, stop: threading.Event | None = None) -> list[str]:
        """The addresses that a connection to ``host`` may go to.

        Args:
            url: for the error's sentence.
            host: a name or an address, from :func:`parse_address`.
            port: the port.
            timeout: seconds to wait for the resolver.
            stop: ends the wait.

        Raises:
            RefusedAddressError: one of its addresses may not be connected to.
            FetchError: the host has no address.
            StoppedError: ``stop`` was set.
        """
        try:
            found = [str(IPv4Address(host))]
        except AddressValueError:
            found = [host] if ":" in host else self._look_up(url, host, port, timeout, stop)
        with_port = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        near = self.private or host in self.allowed or with_port in self.allowed
        for address in found:
            # One that may not is enough: names with mixed answers are how a guard is led around.
            if (reason := objection(address, near_allowed=near)) is not None:
                where = f"{host} is" if address == host else f"{host} has the address {address},"
                advice = " (DATELINE_FETCH_ALLOW can name hosts of your own network)" if _is_near(address) else ""
                raise RefusedAddressError(url, f"is not fetched: {where} {reason}{advice}")
        return found

    def _look_up(self, url: str, host: str, port: int, timeout: float, stop: threading.Event | None) -> list[str]:
        """Ask the resolver, as long as there is time."""

        def ask() -> Sequence[str]:
            try:
                return self.resolver(host, port)
            except (OSError, UnicodeError):
                return ()

        try:
            found = unless_stopped(ask, stop or threading.Event(), seconds=timeout, errors=())
        except TimeoutError:
            raise FetchError(url, f"cannot be fetched: looking up {host} took too long") from None
        if not found:
            raise FetchError(url, f"cannot be fetched: there is no host {host}, or no network")
        return list(found)


def _is_near(address: str) -> bool:
    return objection(address, near_allowed=True) is None
