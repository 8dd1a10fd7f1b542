"""Which network addresses may be connected to: the public ones, and by a setting those of this network.

The ranges stand here, from IANA's registries of special-purpose addresses, because the standard library's
``is_global`` and ``is_private`` differ from one version of Python to the next.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# This machine and its network: refused unless the settings allow them.
_NEAR_4 = {
    "127.0.0.0/8": "this machine",
    "10.0.0.0/8": "a private network",
    "172.16.0.0/12": "a private network",
    "192.168.0.0/16": "a private network",
    "169.254.0.0/16": "a link-local address",
    "100.64.0.0/10": "a provider's internal network",
}
_NEAR_6 = {
    "::1/128": "this machine",
    "fc00::/7": "a private network",
    "fe80::/10": "a link-local address",
    "fec0::/10": "a private network",
}
# Nobody's web site: always refused.
_NOWHERE_4 = {
    "0.0.0.0/8": "no address of a host",
    "192.0.0.0/24": "a reserved address",
    "192.0.2.0/24": "an address for documentation",
    "192.88.99.0/24": "a relay's address",
    "198.18.0.0/15": "an address for measurements",
    "198.51.100.0/24": "an address for documentation",
    "203.0.113.0/24": "an address for documentation",
    "224.0.0.0/4": "a multicast address",
    "240.0.0.0/4": "a reserved address",
}
# 6to4, Teredo and NAT64 carry an IPv4 address that a router of this network would unwrap: what they lead to cannot be
# checked here.
_NOWHERE_6 = {
    "::/128": "no address of a host",
    "64:ff9b::/96": "an IPv4 address in disguise (NAT64)",
    "64:ff9b:1::/48": "an IPv4 address in disguise (NAT64)",
    "2001::/32": "an IPv4 address in disguise (Teredo)",
    "2002::/16": "an IPv4 address in disguise (6to4)",
    "2001::/23": "a reserved address",
    "2001:db8::/32": "an address for documentation",
    "3fff::/20": "an address for documentation",
    "ff00::/8": "a multicast address",
}
_GLOBAL_6 = IPv6Network("2000::/3")

_Ranges4 = tuple[tuple[IPv4Network, str], ...]
_Ranges6 = tuple[tuple[IPv6Network, str], ...]


def _ranges_4(table: dict[str, str]) -> _Ranges4:
    return tuple((IPv4Network(network), what) for network, what in table.items())


def _ranges_6(table: dict[str, str]) -> _Ranges6:
    return tuple((IPv6Network(network), what) for network, what in table.items())


_NEAR = (_ranges_4(_NEAR_4), _ranges_6(_NEAR_6))
_NOWHERE = (_ranges_4(_NOWHERE_4), _ranges_6(_NOWHERE_6))


def objection(address: str, *, near_allowed: bool = False) -> str | None:
    """Why an address may not be connected to, or None where it may.

    Args:
        address: as the resolver gave it; an IPv6 one may have a zone (``fe80::1%eth0``).
        near_allowed: whether addresses of this machine and its network pass.
    """
    try:
        found: Address = ip_address(address.partition("%")[0])
    except ValueError:
        return "not an address"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        # Connects to the IPv4 address itself; nobody publishes a site so, and checks elsewhere overlook it.
        if not near_allowed:
            return "an IPv4 address in disguise (IPv4-mapped)"
        found = found.ipv4_mapped
    if (nowhere := _within(found, *_NOWHERE)) is not None:
        return nowhere
    if (near := _within(found, *_NEAR)) is not None:
        return None if near_allowed else near
    if isinstance(found, IPv6Address) and found not in _GLOBAL_6:
        return "a reserved address"
    return None


def _within(address: Address, four: _Ranges4, six: _Ranges6) -> str | None:
    """What the first range is that holds the address."""
    if isinstance(address, IPv4Address):
        return next((what for network, what in four if address in network), None)
    return next((what for network, what in six if address in network), None)
