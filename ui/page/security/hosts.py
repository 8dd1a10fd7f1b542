"""Which names and addresses the page answers to, and under which it can be opened."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from rag import address_of, is_this_machine

#: A Host header, whole: a name or an address, and maybe a port. What is not one, names nobody.
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
#: Addresses that are nobody's (RFC 5737, RFC 3849). A route is looked up for them; nothing is sent.
_NOBODY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that the page answers to.

    Attributes:
        listens_on: the address or name that it listens on.
        named: names and addresses that its owner gave it besides, such as a proxy's public name.
    """

    listens_on: str = "127.0.0.1"
    named: tuple[str, ...] = ()

    @property
    def private(self) -> bool:
        """Whether nobody but this machine is meant to reach the page."""
        return all(is_this_machine(host) for host in (self.listens_on, *self.named))

    def answers_to(self, header: str, reached: str | None = None) -> bool:
        """Whether a request's Host header names this page; another's name that points here (DNS rebinding) does not.

        Args:
            header: the header.
            reached: the address of this machine that the connection was made to.
        """
        name = name_of(header)
        if name is None:
            return False
        if is_this_machine(name) or name in self.named:
            return True
        if is_this_machine(self.listens_on):
            return False
        address = address_of(name)
        if address is not None:
            return address in (address_of(self.listens_on), address_of(reached or ""))
        return name in (self.listens_on.lower(), *_machine_names())


def name_of(header: str) -> str | None:
    """The name or address in a Host header, in lower case and without its port: "[::1]:7860" is "::1".

    Returns:
        None where the header is no host: "[::1].evil.example".
    """
    found = _HOST.fullmatch(header)
    return found[1].lower().strip("[]").removesuffix(".") if found else None


def addresses(hosts: Hosts, port: int, scheme: str = "http") -> tuple[str, ...]:
    """Where the page can be opened, first of all from this machine."""
    host = hosts.listens_on
    everywhere = host in ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
    if host == "localhost" or everywhere:
        own = sorted(_own_addresses(ipv6=host == "::")) if everywhere else []
        return tuple(_url(each, port, scheme) for each in ("127.0.0.1", *own))
    return (_url(host, port, scheme),)


def _url(host: str, port: int, scheme: str) -> str:
    host = host.strip("[]")
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _machine_names() -> Iterable[str]:
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return {name, short, f"{short}.local"} - {""}


def _own_addresses(*, ipv6: bool) -> set[str]:
    """This machine's addresses in its network, as far as they can be told without a library of its own."""
    found: set[str] = set()
    for family, nobody in _NOBODY[: 2 if ipv6 else 1]:
        with contextlib.suppress(OSError):  # its own name is known to nobody
            found |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, family)}
        # No route leads out of this machine.
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as telling:
            telling.connect((nobody, 9))
            found.add(str(telling.getsockname()[0]))
    return {each for each in found if "%" not in each and not is_this_machine(each)}
