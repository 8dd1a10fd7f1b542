"""Hosts by name and address: which of them only this machine reaches."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is, with or without brackets; None where it is a name.

    A socket for both kinds of addresses says of an IPv4 connection "::ffff:192.168.0.7", which is 192.168.0.7.
    """
    try:
        address = ip_address(host[1:-1] if host.startswith("[") and host.endswith("]") else host)
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def is_this_machine(host: str) -> bool:
    """Whether only this machine reaches the host: a loopback address, or ``localhost``.

    Short forms such as ``127.1`` or ``0``, which some resolvers complete, are no addresses here.
    """
    address = address_of(host)
    if address is not None:
        return address.is_loopback
    return host.lower().removesuffix(".") == "localhost"
